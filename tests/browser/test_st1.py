"""ST-1, the school road: from a resident's phone to the rating, through six people's hands."""

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from sanan.kit.calendar import SHANGHAI

from .site import desk

pytestmark = pytest.mark.browser

SAID = "蒲坂路上土方车一辆接一辆,开得很快,孩子上学每天要横穿马路,没有红绿灯。"
COMMITTEE, SCHOOL_BOARD = "祥安社区居委会", "德化县教育局"


@pytest.fixture
def resident(chrome, phone, site, request) -> Iterator[Page]:
    context = chrome.new_context(
        **phone, base_url=site.address, java_script_enabled=request.param, has_touch=True
    )
    yield context.new_page()
    context.close()


def fill(page: Page, **values: str) -> None:
    """Write into the fields of the open step; a choice is picked by its words."""
    form = page.locator("#do form")
    for name, value in values.items():
        field = form.locator(f"[name={name}]").first
        kind = field.evaluate("e => e.type")
        if kind == "radio":
            form.locator(f"[name={name}][value='{value}']").check()
        elif kind.startswith("select"):
            option = field.locator("option", has_text=value).first
            field.select_option(value=option.get_attribute("value"))
        else:
            field.fill(value)


def step(page: Page, code: str, verb: str, *, then: str, **values: str) -> None:
    """Take one step on the case page, as the button there does; `then` is the state after it."""
    page.goto(f"/staff/cases/{code}/")
    button = page.locator(f".verbs a[href='/staff/cases/{code}/{verb}/']")
    if page.locator(f"#do form[action='/staff/cases/{code}/{verb}/']").count() == 0:
        button.click()
        expect(page.locator(f"#do form[action='/staff/cases/{code}/{verb}/']")).to_be_visible()
    fill(page, **values)
    page.locator("#do form .btn-primary, #do form .btn-danger").click()
    expect(page.locator(".standing strong")).to_have_text(then)


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "#9ab").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("resident", "scripted"),
    [(True, True), (False, False)],
    ids=["script", "no-script"],
    indirect=["resident"],
)
def test_from_the_phone_to_the_rating(resident: Page, scripted, chrome, site):
    resident.goto("/")
    resident.locator("#text").fill(SAID)
    resident.locator("#place_name").fill("祥安社区")
    resident.locator("input[name=photos]").first.set_input_files(
        {"name": "road.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    found = resident.locator("#where input[name=place][type=radio]")
    send = resident.locator("form[action='/'] button[data-send]")
    if scripted:  # the places of that name come while one writes
        found.first.check(force=True)
    else:
        with resident.expect_navigation():
            send.click()
        if found.count():
            found.first.check(force=True)
    if "/said/" not in resident.url:
        send.click()
    resident.wait_for_url("**/said/*/")
    code = re.search(r"/said/(\w+)/", resident.url)[1]
    query = re.sub(r"\D", "", resident.locator(".code").inner_text())
    assert len(query) == 12

    with desk(chrome, site, "xuwen") as page:
        step(
            page,
            code,
            "dispatch",
            then="已派单",
            to=COMMITTEE,
            category="道路安全和学生过路",
        )
    with desk(chrome, site, "laichunsheng") as page:
        step(page, code, "sign", then="已签收")
        step(page, code, "contact", then="办理中", reached="1", note="约了明天到现场看")
        at = (datetime.now(SHANGHAI) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        step(
            page,
            code,
            "whistle",
            then="已吹哨",
            orgs=SCHOOL_BOARD,
            reason="请一起看能不能开一条通道",
            arrive_by=at,
        )
    with desk(chrome, site, "wenjing") as page:
        step(page, code, "arrive", then="已吹哨", conclusion="可以从小区直接开门到学校")
    with desk(chrome, site, "laichunsheng") as page:
        step(page, code, "conclude", then="办理中", conclusion="校长申请,教育局批,物业开门")
        step(
            page,
            code,
            "reply",
            then="已答复",
            public_text="今日,小区到学校的通道已经开通,由祥安社区和物业每天开门,学生不用再走蒲坂路。",
        )

    follow_by_code(resident, query)
    expect(resident.locator("main")).to_contain_text("通道已经开通")

    with desk(chrome, site, "zhengxiaoqin") as page:
        step(page, code, "pass_check", then="待评价", note="看过了,门开着")

    follow_by_code(resident, query)
    for name, value in {"contacted": "yes", "resolved": "yes", "satisfaction": "satisfied"}.items():
        resident.locator(f"input[name={name}][value={value}]").check(force=True)
    resident.locator("form[action$='/rate/'] button[type=submit]").click()
    expect(resident.locator(".state")).to_have_text("办结")


def follow_by_code(page: Page, query: str) -> None:
    """As on a borrowed phone: nothing is remembered, only the twelve figures are known."""
    page.context.clear_cookies()
    page.goto("/track/")
    page.locator("form[action='/track/'] input[name=code]").first.fill(query)
    page.locator("form[action='/track/'] button").first.click()
    page.wait_for_url(re.compile(r"/track/\w{12}/"))
