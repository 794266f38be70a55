"""ST-6, the estate council: the owners' papers, the count by area, the resolution, the company."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from sanan.kit.calendar import SHANGHAI

from .site import desk, opened

pytestmark = pytest.mark.browser

ESTATE = "fulin"
TOPIC = "地下室装充电桩"


@pytest.fixture
def resident(chrome, phone, site) -> Iterator[Page]:
    context = chrome.new_context(
        **{**phone, "locale": "zh-CN"}, base_url=site.address, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_from_the_owners_papers_to_the_verdict(resident: Page, chrome, site):
    resident.goto(f"/council/at/{ESTATE}/")
    resident.get_by_role("link", name=TOPIC).first.click()
    resident.locator("#statement").fill("先装六个试一试")
    resident.locator("#say button").click()
    resident.get_by_role("button", name="同意", exact=True).first.click()
    # A phone that nobody vouches for is heard, and counted apart.
    expect(resident.locator(".field .aside").first).to_have_text("同意 0，不同意 0，说不准 0")
    expect(resident.get_by_text("另有 1 部没有登录的手机表了态")).to_be_visible()

    with desk(chrome, site, "linxiaoqing") as page:  # the second person at the papers
        count(page)
        case = decide(page)

    with desk(chrome, site, "fulin") as page:
        carry_out(page, case)

    with desk(chrome, site, "linxiaoqing") as page:
        page.goto(f"/staff/council/topics/{case}/")
        form = opened(page, "finish")
        form.locator("textarea").fill("十二个充电桩已经装好。")
        form.get_by_role("button").click()
        expect(page.locator(".standing")).to_have_text("已落实")

    resident.goto(f"/council/topic/{case}/")
    resident.locator("input[value=satisfied]").check(force=True)
    resident.locator("#rate button").click()
    expect(resident.locator(".state").first).to_have_text("已评议")
    resident.get_by_role("link", name="看票数和怎样算的").click()
    expect(resident.locator("main")).to_contain_text("依法成立")
    receipt = resident.get_by_role("link", name=re.compile("看回执"))
    assert "/record/" in (receipt.get_attribute("href") or "")


def count(page: Page) -> None:
    """Enter the papers of two buildings as the second person, close, see it counted."""
    page.goto("/staff/council/topics/?state=deliberated")
    page.get_by_role("link", name=TOPIC).click()
    page.get_by_role("link", name=re.compile("同意在地下室")).click()
    vote = page.url
    expect(page.locator("article")).to_contain_text("已有 0 人投票")
    for building, choice in (("1-", "for"), ("2-", "for")):
        page.goto(f"{vote}?q={building}")
        for select in page.locator("table select").all():
            select.select_option(choice)
        page.get_by_role("button", name="录入纸票").click()
        page.wait_for_load_state()
    expect(page.locator("article")).to_contain_text("已有 80 人投票")
    opened(page, "close").get_by_role("button").click()
    expect(page.locator(".standing")).to_have_text("依法成立")
    expect(page.locator("article")).to_contain_text("80 × 3 = 240 = 120 × 2 = 240")
    expect(page.locator("article")).to_contain_text("照记录重数一遍，结果一样")


def decide(page: Page) -> str:
    """Adopt, publish, hand it to the company; the case's number."""
    page.get_by_role("link", name="写成决议").click()
    page.locator("textarea").fill("同意装十二个充电桩，由物业办理。")
    page.get_by_role("button", name="写成决议").click()
    page.locator("#do-publish button").click()
    form = page.locator("#do-assign")
    form.locator("[name=text]").fill("装充电桩")
    owner = form.locator("[name=owner] option", has_text="富临物业服务中心").first
    form.locator("[name=owner]").select_option(value=owner.get_attribute("value"))
    day = datetime.now(SHANGHAI) + timedelta(days=20)
    form.locator("[name=due_on]").fill(f"{day:%Y-%m-%d}")
    form.locator("[name=same_case]").check()
    form.locator("button").click()
    expect(page.locator("main")).to_contain_text("已派单")
    page.locator(".panel a", has_text="已派单").first.click()
    return re.search(r"/cases/(\w+)/", page.url)[1]


def carry_out(page: Page, case: str) -> None:
    """What the company does with it."""
    for verb, values in (
        ("sign", {}),
        ("contact", {"note": "约了周六施工"}),
        (
            "reply",
            {
                "public_text": "今日,由富临社区和物业公司在地下车库装好十二个充电桩,充电问题已经解决,现在都通电了。"
            },
        ),
    ):
        page.goto(f"/staff/cases/{case}/{verb}/")
        form = page.locator("#do form")
        if verb == "contact":
            form.locator("[name=reached][value='1']").check()
        for name, value in values.items():
            form.locator(f"[name={name}]").first.fill(value)
        form.locator("button.btn-primary, button.btn-danger").click()
        page.wait_for_load_state()
    expect(page.locator(".standing strong").first).to_have_text("已答复")
