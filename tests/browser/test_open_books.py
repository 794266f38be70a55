"""Open books: a cadre writes, a supervisor signs, a villager asks on a line, is answered, rates."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from .site import XIANGAN, desk, opened

pytestmark = pytest.mark.browser

CADRE, SUPERVISOR = "laichunsheng", "caizheng"


@pytest.fixture
def resident(chrome, phone, site) -> Iterator[Page]:
    context = chrome.new_context(
        **{**phone, "locale": "zh-CN"}, base_url=site.address, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_from_the_draft_to_the_verdict(resident: Page, chrome, site):
    with desk(chrome, site, CADRE) as page:
        address = write(page)
    with desk(chrome, site, SUPERVISOR) as page:
        page.goto("/staff/powers/")
        page.goto(address)
        opened(page, "sign").get_by_role("button").click()
        expect(page.locator(".standing")).to_have_text("已公开")

    resident.goto(f"/powers/at/{XIANGAN}/")
    resident.get_by_role("link", name=re.compile("三季度印章")).first.click()
    resident.get_by_role("link", name="问第 2 行").click()
    expect(resident.locator(".said")).to_contain_text("开证明")
    resident.locator("#text").fill("给谁开的证明？")
    resident.get_by_role("button", name="问").click()
    expect(resident.locator("h1")).to_have_text("已提出")
    mine = resident.url

    with desk(chrome, site, CADRE) as page:
        page.goto("/staff/powers/questions/?state=mine")
        page.get_by_role("link", name="给谁开的证明？").click()
        opened(page, "acknowledge").get_by_role("button").click()
        form = opened(page, "answer")
        form.locator("textarea").fill("给三户建房的开的，登记本上有。")
        form.get_by_role("button").click()
        expect(page.locator(".standing")).to_have_text("已回答")

    resident.goto(mine)
    expect(resident.locator("main")).to_contain_text("登记本上有")
    resident.locator("input[value=satisfied]").check(force=True)
    resident.locator("#rate button").click()
    expect(resident.locator("h1")).to_have_text("已评价")
    resident.goto(f"/powers/at/{XIANGAN}/asked/")
    expect(resident.locator("main")).to_contain_text("给三户建房的开的")


def write(page: Page) -> str:
    """Write one that is not yet due, look at it as villagers will, send it; its address."""
    page.goto("/staff/powers/tasks/?state=scheduled&affair=village")
    page.get_by_role("link", name="村规民约和村民自治章程").first.click()
    address = page.url
    page.locator("#id_draft_title").fill("三季度印章使用")
    page.locator("#id_draft_body").fill("用印三次。")
    page.locator("#id_draft_rows").fill("日期\t用途\n2026-08-01\t签合同\n2026-08-09\t开证明")
    for box in page.locator("[name=elements]").all():
        box.check()
    page.get_by_role("button", name="保存，看村民会看到的样子").click()
    expect(page.locator("table")).to_contain_text("开证明")
    page.get_by_role("link", name="回去改").click()
    opened(page, "submit").get_by_role("button").click()
    expect(page.locator(".standing")).to_have_text("等村务监督委员会审核")
    return address


def test_a_run_shows_where_it_stands(resident: Page):
    resident.goto(f"/powers/at/{XIANGAN}/handled/")
    resident.get_by_role("link", name=re.compile("3 号楼后排水沟")).first.click()
    chart = resident.get_by_role("img", name=re.compile("第1步"))
    expect(chart).to_be_visible()
    assert "第6步施工:逾期" in (chart.get_attribute("aria-label") or "") or "现在这一步" in (
        chart.get_attribute("aria-label") or ""
    )
    expect(resident.locator("main")).to_contain_text("怎样算的")
