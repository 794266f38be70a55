"""A village's money: a voucher is covered and confirmed, a month published, a warning closed."""

import re
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sanan.kit.calendar import SHANGHAI

from .site import cookies, opened, signed_in

pytestmark = pytest.mark.browser

VILLAGE = "350526100210"
MONTH = re.compile(r"20\d\d年\d+月")


def context(chrome: Any, site: Any, who: str = "", **more: Any) -> Any:
    given = {"locale": "zh-CN", "service_workers": "block", **more}
    made = chrome.new_context(base_url=site.address, **given)
    if who:
        with closing(signed_in(site, who)) as client:
            made.add_cookies([{**c} for c in cookies(client, site)])
    return made


def test_from_the_photo_to_the_villagers_eyes(chrome, phone, site):
    desk = context(
        chrome, site, "nongjing", viewport={"width": 1280, "height": 800}, java_script_enabled=False
    )
    page: Page = desk.new_page()
    what = cover(page)
    publish(page)
    desk.close()

    home = context(chrome, site, **{**phone, "java_script_enabled": False})
    page = home.new_page()
    page.goto(f"/books/at/{VILLAGE}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("村里的钱花到哪里去了")
    page.get_by_role("link", name=MONTH).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("的收支")
    page.goto(what)
    expect(page.locator("img.scan")).to_be_visible()
    home.close()


def cover(page: Page) -> str:
    """Click a box in, take one out, confirm; the public address of the entry."""
    page.goto("/staff/books/vouchers/")
    page.locator("table a").first.click()
    look = page.get_by_role("button", name="看原件")
    if look.count():  # another brought it
        look.click()
    boxes = page.get_by_role("checkbox")
    before = boxes.count()
    picture = page.locator("input[type=image]")
    picture.click(position={"x": 40, "y": 40})
    expect(page.get_by_text("再点另一个角")).to_be_visible()
    picture.click(position={"x": 120, "y": 80})
    expect(boxes).to_have_count(before + 1)
    boxes.last.check()
    page.get_by_role("button", name="去掉勾选的框").click()
    expect(boxes).to_have_count(before)
    entry = page.locator("p > a[href*='/staff/books/entries/']").first.get_attribute("href") or ""
    page.get_by_role("button", name="确认遮盖").click()
    return entry.replace("/staff/books/entries/", "/books/entry/")


def publish(page: Page) -> None:
    """What is left of this month, and of the last, which is the newest on a month's first days."""
    today = datetime.now(SHANGHAI).date()
    for day in (today.replace(day=1) - timedelta(days=1), today):
        page.goto(f"/staff/books/at/{VILLAGE}/?month={day:%Y-%m}")
        button = page.get_by_role("button", name="公开", exact=True)
        if button.count():
            button.click()
            expect(page.get_by_text("村民现在就能看到")).to_be_visible()


def test_a_warning_is_closed_by_another_with_evidence(chrome, site):
    desk = context(
        chrome, site, "zengmin", viewport={"width": 1280, "height": 800}, java_script_enabled=False
    )
    page = desk.new_page()
    page.goto("/staff/books/warnings/?colour=yellow")
    page.get_by_role("link", name="发票连号").or_(
        page.locator("table a", has_text="发票连号")
    ).first.click()
    form = opened(page, "close")
    form.get_by_role("textbox").fill("供货单和会议记录对得上。")
    form.get_by_role("button").click()
    expect(page.locator("article.panel")).to_contain_text("已核实销号")
    desk.close()
