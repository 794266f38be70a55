"""Investment: an event, a lead, a framework, a contract, verified by another, counted, in the city's table."""

import io
import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from .site import desk

pytestmark = pytest.mark.browser

TITLE, COMPANY = "竹吸管自动线", "福建 新篁 竹业有限公司"
BASE = "/staff/investment/"


def test_from_the_event_to_the_citys_table(chrome, site):
    with desk(chrome, site, "zhuangyuan") as page:
        before = figure(page)
        event(page)
        lead(page)
        framework = agreement(page, "framework")
        expect(page.locator("main")).to_contain_text("还没有核实，现在不计数")
        expect(page.locator("main")).to_contain_text("录入的人不能自己核实")
        assert figure(page) == before
    verify(chrome, site, framework)
    with desk(chrome, site, "zhuangyuan") as page:
        page.goto(f"{BASE}leads/?mine=1")
        page.get_by_role("link", name=TITLE).first.click()
        expect(page.locator(".standing")).to_have_text("已签框架")
        contract = agreement(page, "contract")
        assert figure(page) == before
    verify(chrome, site, contract)
    with desk(chrome, site, "yanguohui") as page:  # the leader
        assert figure(page) == before + 1
        page.locator(".figure", has_text="市级签约项目").get_by_role("link").click()
        expect(page.locator("table[data-rows]")).to_contain_text(TITLE)
        page.goto(f"{BASE}monthly/")
        expect(page.locator("main")).to_contain_text(TITLE)
        with page.expect_download() as taken:
            page.get_by_role("link", name="导出 Excel").click()
        content = taken.value.path().read_bytes()
        sheet = load_workbook(io.BytesIO(content)).active
        row = next(r for r in sheet.iter_rows(values_only=True) if r[1] == TITLE)
        assert (row[2], row[4], float(row[7])) == ("福建 新篁 竹业有限公司", "市级", 3.81)


def figure(page: Page) -> int:
    """How many city-level projects the board counts."""
    page.goto(BASE)
    told = page.locator(".figure", has_text="市级签约项目").locator(".value").inner_text()
    return int(re.sub(r"\D", "", told))


def event(page: Page) -> None:
    """Noted afterwards, with what came of it."""
    page.goto(f"{BASE}events/new/")
    page.locator("[name=kind]").select_option("leader_led")
    page.locator("[name=title]").fill("县领导到三明拜访竹企业")
    page.locator("[name=held_on]").fill(page.locator("[name=held_on]").evaluate(TODAY))
    page.locator("[name=outcome]").fill("见了两家，一家愿意来。")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".standing")).to_have_text("已举办")


TODAY = "() => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)"


def lead(page: Page) -> None:
    """From the event; talks begin at once."""
    page.get_by_role("link", name="加一条线索").click()
    page.locator("[name=company_name]").fill(COMPANY)
    page.locator("[name=title]").fill(TITLE)
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".standing")).to_have_text("线索")
    form: Locator = page.locator("#do")
    form.locator("[name=sector]").fill("竹制品")
    form.locator("[name=scale]").fill("3.81亿")
    form.get_by_role("button", name="开始谈").click()
    expect(page.locator(".standing")).to_have_text("在谈")


def agreement(page: Page, kind: str) -> str:
    """Entered on the lead's page; the address of the agreement."""
    page.get_by_role("link", name="登记协议").click()
    page.locator("[name=kind]").select_option(kind)
    page.locator("[name=level]").select_option("city")
    page.locator("[name=signed_on]").fill(page.locator("[name=signed_on]").evaluate(TODAY))
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".standing")).to_have_text("等核实")
    return page.url


def verify(chrome, site, address: str) -> None:
    """By the colleague, out of what waits for them."""
    with desk(chrome, site, "zhengke") as page:
        page.goto(address)
        page.locator("#do-verify").get_by_role("button").click()
        expect(page.locator(".standing")).to_have_text("已核实")
