"""A dispute from the window to an agreement that the court confirmed; parties on their phones."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from .site import desk, opened

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 780}
MATTER = "两家为过道堆杂物争吵"


def test_from_the_window_to_a_confirmed_agreement(chrome, site):
    with desk(chrome, site, "taochengban") as page:
        address, codes = taken_in(page)
        with Phones(chrome, site, codes) as both:
            for each in both:
                each.locator("#consent").get_by_role("button", name="同意调解").click()
                expect(each.locator(".state").first).not_to_have_text("没有调成")
            mediated(page, address)
            page.goto(address)
            expect(page.locator(".standing")).to_have_text("方案已给各方")
            for each in both:
                each.reload()
                expect(each.locator("main")).to_contain_text("清空过道")
                assert each.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
                each.locator("#answer").get_by_text("同意", exact=True).first.click()
                each.locator("#answer").get_by_role("button").click()
            page.goto(address)
            send(page, "draw_up")
            for each, code in zip(both, codes, strict=True):
                each.reload()
                each.locator("#sign [name=last]").fill(code[-4:])
                each.locator("#sign").get_by_role("button", name="签字").click()
                expect(each.locator("main")).to_contain_text("您已经签了")
            page.goto(address)
            send(page, "sign")
            expect(page.locator(".standing")).to_have_text("协议生效，正在履行")
            confirmed(page)
            both[0].reload()
            expect(both[0].locator("main")).to_contain_text("法院已经确认有效")
        number = paper(page)
    page = chrome.new_page(base_url=site.address, locale="zh-CN")
    page.goto(f"/mediation/check/{number}/")
    expect(page.locator("h1")).to_have_text("这份协议书已经生效")
    expect(page.locator("main")).not_to_contain_text("邱")
    page.close()


def taken_in(page: Page) -> tuple[str, list[str]]:
    """At the window: refused for a minor without a guardian, nothing lost; then taken down."""
    page.goto("/staff/mediation/new/")
    page.locator("[name=sealed][value=no]").check()
    for name, label in (("window", "人民调解"), ("kind", "邻里"), ("channel", "到窗口来")):
        field = page.locator(f"select[name={name}]")
        value = field.locator("option", has_text=label).first.get_attribute("value")
        field.select_option(value)
    field = page.locator("select[name=place]")
    field.select_option(field.locator("option", has_text="富临国际").first.get_attribute("value"))
    told = {
        "applicant": "邱山",
        "respondent": "邱小河",
        "matter": MATTER,
        "story": "纸箱堆在过道，老人过不去。",
        "wish": "清空过道。",
    }
    for name, text in told.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=respondent_minor]").check()
    page.locator("select[name=risk]").select_option("low")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".invalid-feedback")).to_contain_text("要写明监护人")
    expect(page.locator("[name=story]")).to_have_value(told["story"])
    page.locator("[name=respondent_minor]").uncheck()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".standing")).to_have_text("已登记，等各方同意调解")
    said = page.locator("main").inner_html()
    codes = ["".join(each.split()) for each in re.findall(r"查询码 <b>([\d ]+)</b>", said)]
    return page.url, codes


class Phones:
    """Both parties, each on a phone of their own, by the codes of their slips."""

    def __init__(self, chrome, site, codes: list[str]) -> None:
        self.made = [
            chrome.new_context(
                base_url=site.address, viewport=PHONE, locale="zh-CN", service_workers="block"
            )
            for _code in codes
        ]
        self.codes = codes

    def __enter__(self) -> list[Page]:
        pages = []
        for context, code in zip(self.made, self.codes, strict=True):
            page = context.new_page()
            page.goto("/track/")
            page.locator("[name=code]").fill(code)
            page.locator("main form button[type=submit]").first.click()
            expect(page.locator("h1")).to_have_text(MATTER)
            pages.append(page)
        return pages

    def __exit__(self, *_error: object) -> None:
        for context in self.made:
            context.close()


def mediated(page: Page, address: str) -> None:
    """A relative is refused, another takes it; a talk cannot begin before it is served; a proposal."""
    page.goto(address)
    form = form_of(page, "assign")
    pick(form, "mediator", "尤桃生")
    form.locator("[name=tie]").select_option("kin")
    form.get_by_role("button", name="定调解员").click()
    expect(page.locator("#do")).to_contain_text("应当回避")
    page.locator("#do [name=tie]").select_option("none")
    page.locator("#do").get_by_role("button", name="定调解员").click()
    expect(page.locator(".standing")).to_have_text("正在调解")
    form = form_of(page, "plan")
    form.locator("[name=mode]").select_option("home")
    form.locator("[name=where]").fill("过道")
    later = datetime.now(UTC) + timedelta(hours=9)
    form.locator("[name=starts_at]").fill(f"{later:%Y-%m-%dT%H:%M}")
    form.get_by_role("button", name="约时间").click()
    form = form_of(page, "hold")
    pick(form, "session", "上门")
    form.locator("[name=text]").fill("看了过道")
    form.get_by_role("button", name="记下谈了什么").click()
    expect(page.locator("#do")).to_contain_text("通知还没有送达：申请人、对方")
    form = form_of(page, "propose")
    form.locator("[name=text]").fill("过道不堆东西。")
    pick(form, "party_1", "对方")
    form.locator("[name=what_1]").fill("清空过道")
    form.locator("[name=due_on_1]").fill(f"{later + timedelta(days=3):%Y-%m-%d}")
    form.get_by_role("button", name="提方案").click()


def form_of(page: Page, verb: str):
    """The form of a verb, which may stand open by itself."""
    page.wait_for_load_state()
    form = page.locator("#do").filter(has=page.locator(f"form[action$='/{verb}/']"))
    return form if form.count() else opened(page, verb)


def pick(form, name: str, label: str) -> None:
    """Choose the option that says this."""
    field = form.locator(f"select[name={name}]")
    field.select_option(field.locator("option", has_text=label).first.get_attribute("value"))


def send(page: Page, verb: str) -> None:
    """A verb that asks nothing."""
    form_of(page, verb).locator("button[type=submit]").first.click()


def confirmed(page: Page) -> None:
    """Both ask the court; it confirms."""
    today = f"{datetime.now(UTC) + timedelta(hours=8):%Y-%m-%d}"
    form = form_of(page, "apply_confirmation")
    form.locator("[name=court]").fill("永春县人民法院")
    form.locator("[name=applied_on]").fill(today)
    form.locator("[name=together]").check()
    form.locator("button[type=submit]").first.click()
    form = form_of(page, "record_ruling")
    form.locator("[name=ruling]").select_option("confirmed")
    form.locator("[name=ruled_on]").fill(today)
    form.locator("button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("法院确认有效")


def paper(page: Page) -> str:
    """The agreement in Word, with its code; gives its number."""
    with page.expect_download() as taken:
        page.get_by_role("link", name="协议书（Word）").click()
    made = Document(io.BytesIO(taken.value.path().read_bytes()))
    text = "\n".join(each.text for each in made.paragraphs)
    assert "邱山" in text
    assert len(made.inline_shapes) == 1
    return re.search(r"M\d{4}\w{12}", text)[0]
