"""A season of a centre: grandmother's booking by the grid worker, a club's series, a child signed
out, a meal brought, each as the person at the desk or on a round does it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from sanan.kit.calendar import SHANGHAI

from .site import Site, desk, opened

pytestmark = pytest.mark.browser


@pytest.fixture
def grid(chrome: Browser, site: Site) -> Iterator[Page]:
    with desk(chrome, site, "zhengxiaoqin") as page:
        yield page


@pytest.fixture
def keeper(chrome: Browser, site: Site) -> Iterator[Page]:
    with desk(chrome, site, "laichunsheng") as page:
        yield page


def day(ahead: int) -> str:
    return (datetime.now(SHANGHAI) + timedelta(days=ahead)).date().isoformat()


def go(page: Page, *names: str) -> None:
    """From the list of centres on by links."""
    page.goto("/staff/neighbourhood/")
    for name in ("祥安邻里中心", *names):
        page.get_by_role("link", name=name, exact=True).first.click()


def test_a_grid_worker_books_for_grandmother(grid: Page):
    go(grid, "活动室", "代订")
    form = grid.locator("form.panel")
    form.get_by_label("哪一天").fill(day(3))
    form.get_by_label("从", exact=False).first.fill("10:00")
    form.get_by_label("到", exact=False).first.fill("11:00")
    form.get_by_label("谁用").fill("陈阿婆")
    form.get_by_label("做什么").fill("和老姐妹练歌")
    form.get_by_role("button", name="订").click()
    expect(grid.locator(".standing")).to_have_text("已订好")
    expect(grid.locator("dl.facts")).to_contain_text("网格员代订")


def test_a_clubs_series_names_the_days_it_cannot_have_and_ends_at_once(keeper: Page):
    """The Mulan boxers have Tuesdays and Thursdays; the drums get Saturdays alone."""
    go(keeper, "活动室", "每周都订")
    form = keeper.locator("form.panel")
    form.get_by_label("叫什么").fill("腰鼓")
    for name in ("星期二", "星期六"):
        form.get_by_label(name).check()
    form.get_by_label("从哪一天").fill(day(1))
    form.get_by_label("到哪一天").fill(day(21))
    form.locator("[name=begins]").fill("19:30")
    form.locator("[name=ends]").fill("20:30")
    form.get_by_label("谁负责").fill("苏丽华")
    form.get_by_role("button", name="订").click()
    expect(keeper.get_by_role("heading", name="天没有订上")).to_be_visible()
    expect(keeper.get_by_text("已经有人订了").first).to_be_visible()
    keeper.get_by_role("heading", name="订了").locator("xpath=..").get_by_role("link").first.click()
    cancel = opened(keeper, "cancel")
    cancel.get_by_label("这个系列以后的都取消").check()
    cancel.get_by_role("button", name="取消").click()
    expect(keeper.locator(".standing")).to_have_text("已取消")
    keeper.get_by_role("link", name="腰鼓").click()
    expect(keeper.get_by_text("已订好")).to_have_count(0)


def test_a_child_is_signed_out_by_a_guardians_figures(keeper: Page):
    go(keeper, "儿童之家", "孩子来和回", "登记一个孩子")
    form = keeper.locator("form.panel")
    form.get_by_label("孩子的名字").fill("郑小满")
    form.get_by_label("出生日期").fill("2019-03-01")
    form.get_by_label("监护人的名字").fill("郑秋菊")
    form.get_by_label("是孩子的什么人").select_option("奶奶")
    form.get_by_label("监护人的手机号").fill("13800010041")
    form.get_by_label("监护人看过说明，同意登记孩子的信息").check()
    form.get_by_role("button", name="登记").click()
    told = keeper.get_by_text("的六位数是").first.inner_text()
    figures = re.search(r"\d{6}", told)[0]
    keeper.get_by_role("link", name="送来").click()
    keeper.get_by_label("监护人的六位数").fill(figures)
    keeper.get_by_role("button", name="送来").click()
    expect(keeper.locator(".standing")).to_have_text("在这里")
    wrong = opened(keeper, "sign_out")
    wrong.get_by_label("监护人的六位数").fill("12345")
    wrong.get_by_role("button", name="接走").click()
    expect(keeper.get_by_text("这个码不对")).to_be_visible()
    right = opened(keeper, "sign_out")
    right.get_by_label("监护人的六位数").fill(figures)
    right.get_by_role("button", name="接走").click()
    expect(keeper.locator(".standing")).to_have_text("接走了")


def test_a_meal_is_brought(grid: Page):
    go(grid, "老人用餐", "后一天")
    grid.get_by_role("link", name="林阿婆").click()
    expect(grid.locator("dl.facts")).to_contain_text("3 号楼 201")
    opened(grid, "bring").get_by_role("button", name="送到了").click()
    expect(grid.locator(".standing")).to_have_text("送到了")
