"""ST-4: a grid worker orders for an elder; the team is asked, a building leader comes, hours arise."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Page, expect

from .site import XIANGAN, cookies, opened, signed_in

pytestmark = pytest.mark.browser

TEAM, TITLE = "移民爱心帮帮团", "帮忙修一下漏水的龙头"
AN_HOUR_PASSES = """
from datetime import timedelta
from sanan.services.models import Order
for o in Order.objects.filter(code="%s"):
    o.claimed_at -= timedelta(hours=1); o.began_at -= timedelta(minutes=50); o.save()
"""


@contextmanager
def entered(chrome, site, who: str, **view) -> Iterator[Page]:
    with closing(signed_in(site, who)) as client:
        carried = cookies(client, site)
    wide = {"viewport": {"width": 1280, "height": 800}, "service_workers": "block"}
    context = chrome.new_context(base_url=site.address, **{**wide, "locale": "zh-CN", **view})
    context.add_cookies([{**c} for c in carried])
    yield context.new_page()
    context.close()


def test_from_the_elders_call_to_the_hours_and_the_units_slip(chrome, phone, site):
    with entered(chrome, site, "zhengxiaoqin") as page:
        code = ordered(page)
    with entered(chrome, site, "laichunsheng") as page:
        dispatched(page, code)
    with entered(chrome, site, "sulihua", **phone, java_script_enabled=False) as page:
        served(page, code, site)
    with entered(chrome, site, "zhengxiaoqin") as page:
        page.goto(f"/staff/services/orders/{code}/")
        form = opened(page, "rate")
        form.locator("[name=score]").select_option("5")
        form.locator("[name=comment]").fill("老人说谢谢小苏。")
        form.get_by_role("button").click()
        expect(page.locator(".standing")).to_have_text("已评价")
    with entered(chrome, site, "laichunsheng") as page:
        page.goto(f"/staff/services/orders/{code}/")
        expect(page.locator("article")).to_contain_text("50 分钟")
        opened(page, "confirm").get_by_role("button").click()
        expect(page.locator(".standing")).to_have_text("已存档")
        slip(page)


def ordered(page: Page) -> str:
    """The grid worker writes down what the elder said on the telephone."""
    page.goto("/staff/services/orders/new/")
    form = page.locator("form.panel")
    place = form.locator("[name=place] option", has_text="祥安小区1号楼").first
    if not place.count():
        place = form.locator("[name=place] option", has_text="1号楼").first
    form.locator("[name=place]").select_option(value=place.get_attribute("value"))
    form.locator("[name=title]").fill(TITLE)
    form.locator("[name=text]").fill("厨房的龙头一直滴水,老人一个人住。")
    form.locator("[name=for_whom]").fill("赖阿婆")
    form.locator("[name=door]").select_option("phone")
    form.locator("[name=address]").fill("1单元 502")
    form.locator("button").click()
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator("article")).to_contain_text("郑小芹 代下单")
    return re.search(r"/orders/(\w+)/", page.url)[1]


def dispatched(page: Page, code: str) -> None:
    """The branch reads it and puts it to the team; everyone who fits is shown with the reasons."""
    page.goto(f"/staff/services/orders/{code}/")
    opened(page, "screen").get_by_role("button").click()
    form = opened(page, "dispatch")
    form.locator("[name=to]").select_option("team")
    form.locator("[name=team]").select_option(label=TEAM)
    form.get_by_role("button").click()
    expect(page.locator(".standing")).to_have_text("正在找人")
    expect(page.locator("main")).to_contain_text("苏丽华")


def served(page: Page, code: str, site) -> None:
    """On a phone without script: found among the few near, taken, called, agreed, done."""
    page.goto("/services/help/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("main")).to_contain_text("门牌和电话，接了以后才看得到。")
    expect(page.locator("main")).not_to_contain_text("502")
    page.locator("#claim button").click()
    expect(page.locator("main")).to_contain_text("您接了。")
    expect(page.locator("main")).to_contain_text("1单元 502")
    page.locator("#begin button").click()
    expect(page.locator(".state").first).to_have_text("正在服务")
    site.sanan("django", "shell", "-c", AN_HOUR_PASSES % code)
    page.locator("#end [name=result]").fill("换了垫圈，不滴了。")
    page.locator("#end button").click()
    expect(page.locator("main")).to_contain_text("时长会记到您名下")


def slip(page: Page) -> None:
    """What her unit got for the last quarter: a PDF and a Word file."""
    page.goto("/staff/services/units/")
    page.get_by_role("link", name="德化县教育局").click()
    expect(page.locator("main")).to_contain_text("苏丽华")
    for kind, begins in (("PDF", b"%PDF"), ("Word", b"PK")):
        link = page.get_by_role("link", name=kind).first.get_attribute("href")
        assert page.request.get(link).body().startswith(begins)


def test_a_stranger_sees_no_order(chrome, phone, site):
    context = chrome.new_context(**phone, base_url=site.address)
    page = context.new_page()
    page.goto(f"/services/at/{XIANGAN}/")
    expect(page.locator("#menu")).to_contain_text("教用手机")
    expect(page.locator("main")).not_to_contain_text("502")
    expect(page.locator("#wishes")).to_contain_text("赖*婆")
    expect(page.locator("#wishes")).not_to_contain_text("赖阿婆")
    page.goto("/services/help/")
    expect(page.locator("main")).to_contain_text("先用手机号登录")
    context.close()
