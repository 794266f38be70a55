"""ST-2 whole: said in the room, read by the team, mended at once, written down, signed off, rated."""

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from sanan.kit import clock, dates

from .site import desk, neighbour
from .test_st1 import step

pytestmark = pytest.mark.browser

PLACE = "350526100210"
SAID = "水渠边的护栏断了两米，小孩放学从那里过，叫林大壮看过也没人修，电话13800005003。"
BASE = "/staff/inspection/"
PROBLEM = "村道修了又塌，没有找施工方保修"
TODAY = dates.local_day(clock.now()).isoformat()


def photo(colour: str) -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return {"name": "rail.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.fixture
def member(chrome, phone, site) -> Iterator[Page]:
    """A villager of the room, by phone."""
    context = chrome.new_context(**phone, base_url=site.address, has_touch=True)
    context.add_cookies([{**c} for c in neighbour(site, "13800005002")])
    yield context.new_page()
    context.close()


def done(page: Page, path: str, state: str, **values: object) -> None:
    """One verb by its own address; `state` is what the page says afterwards."""
    page.goto(f"{BASE}{path}/")
    form = page.locator("#do form")
    for name, value in values.items():
        field = form.locator(f"[name={name}]").first
        if isinstance(value, dict):
            field.set_input_files(value)
        elif value is True:
            field.check()
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=str(value))
        else:
            field.fill(str(value))
    form.locator("button[type=submit]").first.click()
    expect(page.locator(".standing").first).to_contain_text(state)


def test_from_the_room_to_the_repair_that_villagers_rate(member: Page, chrome, site):
    member.goto(f"/voices/{PLACE}/")
    member.locator("#text").fill(SAID)
    member.locator("[data-send]").click()
    expect(member.locator(".talk_mine", has_text="水渠边的护栏").first).to_be_visible()
    with desk(chrome, site, "wuqing") as page:
        clue = noted(page)
        done(page, f"clues/{clue}/verify", "已核实", note="现场看过")
        done(
            page,
            f"clues/{clue}/order",
            "已开立行立改单",
            to="蒲坂村委会",
            requirement="两天内装好护栏",
            shown_text="水渠边护栏断了两米",
            uploads=photo("#655"),
        )
        case = re.search(r"/staff/cases/(\w{12})/", page.locator("main").inner_html())[1]
    with desk(chrome, site, "xujinshui") as page:
        step(page, case, "sign", then="已签收")
        step(page, case, "contact", then="办理中", reached="1", note="去看")
        page.goto(f"/staff/cases/{case}/reply/")
        form = page.locator("#do form")
        form.locator("[name=public_text]").fill(
            "蒲坂村委会今天把断的两米护栏焊好、刷了漆，可以照常通行。"
        )
        form.locator("[type=file]").set_input_files(photo("#9b9"))
        form.locator("button.btn-primary, button.btn-danger").click()
        expect(page.locator(".standing strong")).to_have_text("已答复")
    with desk(chrome, site, "wuqing") as page:
        page.goto(f"/staff/cases/{case}/mended/")
        form = page.locator("#do form")
        form.locator("[name=uploads]").set_input_files(photo("#6c6"))
        form.locator("[name=show]").check()
        form.locator("button.btn-primary").click()
        expect(page.locator(".standing strong")).to_have_text("已办结")
    member.goto(f"/inspection/{PLACE}/")
    mended = member.locator(".field", has_text="水渠边护栏断了两米")
    expect(mended.locator("img")).to_have_count(2)
    item = written(chrome, site)
    rectified(chrome, site, item)
    rated(member, item)


def noted(page: Page) -> str:
    """What was said is read covered, ticked, and becomes a clue with its place in the record."""
    page.goto(BASE)
    page.get_by_role("link", name="县委第五轮巡察").click()
    code = re.search(r"/rounds/(\w+)/", page.url)[1]
    page.goto(f"{BASE}rounds/{code}/listen/?q=水渠边的护栏")
    row = page.locator("tr", has_text="水渠边的护栏断了两米")
    expect(row.first).to_contain_text("电话***********")
    row.first.locator("[name=key]").check()
    page.get_by_role("button", name="勾选的记为线索").click()
    page.locator("main select[name=theme]").select_option(label="民生小事")
    page.locator("main [name=text]").fill("护栏断了，放学路上危险")
    page.get_by_role("button", name="记下").click()
    expect(page.locator(".standing")).to_have_text("已记下")
    expect(page.locator("main")).to_contain_text("村群")
    return re.search(r"/clues/(\w+)/", page.url)[1]


def written(chrome, site) -> str:
    """What the room said of the village's road is a paper: three hands, the feedback, a line of the ledger."""
    with desk(chrome, site, "wuqing") as page:
        page.goto(f"{BASE}papers/?state=draft")
        page.get_by_role("link", name=PROBLEM).click()
        paper = re.search(r"/papers/(\w+)/", page.url)[1]
        done(page, f"papers/{paper}/confirm", "起草", confirmed_by="蒲坂村党支部", on=TODAY)
        done(page, f"papers/{paper}/check", "证据齐")
    with desk(chrome, site, "lishiyan") as leader, desk(chrome, site, "fanxing") as third:
        done(leader, f"papers/{paper}/approve", "组长已审")
        done(third, f"papers/{paper}/countersign", "已会签")
        done(leader, f"papers/{paper}/classify", "已归类")
        done(leader, f"papers/{paper}/use", "采用")
    with desk(chrome, site, "yejianqiu") as page:
        page.goto(BASE)
        page.get_by_role("link", name="县委第五轮巡察").click()
        code = re.search(r"/rounds/(\w+)/", page.url)[1]
        for verb, state in (("draft", "写底稿"), ("review", "已审定"), ("feed_back", "已反馈")):
            done(page, f"rounds/{code}/{verb}", state)
        page.goto(f"{BASE}items/?round={code}")
        page.get_by_role("link", name=PROBLEM).click()
        return re.search(r"/items/(\w+)/", page.url)[1]


def rectified(chrome, site, item: str) -> None:
    """The village plans and mends, the team looks, three bodies sign, each by itself."""
    with desk(chrome, site, "xujinshui") as village, desk(chrome, site, "yejianqiu") as office:
        plan = {"measures": "请原施工方按保修重做", "due_on": TODAY}
        done(village, f"items/{item}/plan", "等整改方案", **plan)
        done(office, f"items/{item}/agree", "方案已同意")
        report = {"text": "塌的路面重新浇好", "uploads": photo("#9b9")}
        done(village, f"items/{item}/report", "整改中", **report)
        done(village, f"items/{item}/submit", "已报请核查", done_text="路面重新浇好")
        with desk(chrome, site, "wuqing") as team:
            done(team, f"items/{item}/verify", "已核查", note="现场看过", show=True)
        done(office, f"items/{item}/sign_office", "已核查")
    with desk(chrome, site, "zengmin") as page:
        done(page, f"items/{item}/sign_discipline", "已核查")
    with desk(chrome, site, "zupeng") as page:
        done(page, f"items/{item}/sign_organisation", "已销号")


def rated(member: Page, item: str) -> None:
    """A villager sees what was mended, rates it, and says that it is not so."""
    member.goto(f"/inspection/items/{item}/")
    expect(member.locator(".state").first).to_have_text("已销号")
    expect(member.locator("main img").first).to_be_visible()
    member.locator("#rate [name=said][value=satisfied]").check()
    member.locator("#rate button[type=submit]").click()
    expect(member.locator("main")).to_contain_text("收到了，谢谢")
    member.locator("#doubt summary").click()
    member.locator("#doubt [name=text]").fill("护栏又松了")
    member.locator("#doubt button[type=submit]").click()
    expect(member).to_have_url(re.compile(r"/said/|/cases/"))
