"""ST-7: from 68 monthly reports to the lock, the wall, the poster and the leader's phone (ACC-33, ACC-34)."""

import io
from contextlib import closing
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from sanan.kit.paper import printable

from .site import cookies, opened, signed_in

pytestmark = pytest.mark.browser

HEADS = ["项目名称", "项目代码", "级别", "责任单位", "填报人", "年度", "年度计划投资（万元）"]
MONTH = "2026-09"
ALL = "68 个项目完成投资 67.9 亿元，占年度计划的 81.9%，超时序 6.9 个百分点。"
TEN = "10 个项目完成投资 21.9 亿元，占年度计划的 87.3%，超时序 12.3 个百分点。"
UNITS = ("德化县交通运输局", "德化县教育局", "德化县住房和城乡建设局")


def parts(total: int, count: int) -> list[int]:
    """Whole parts of a sum, uneven, that add up to it."""
    weights = [3 + n % 7 for n in range(count)]
    found = [total * weight // sum(weights) for weight in weights]
    return [found[0] + total - sum(found), *found[1:]]


def rows() -> list[tuple[str, str, str, int, int]]:
    """Name, code, level, plan and investment in 万元: ten provincial of 25.09 and 21.9 亿 among 82.91 and 67.9."""
    plans = parts(250_900, 10) + parts(578_200, 58)
    sums = parts(219_000, 10) + parts(460_000, 58)
    return [
        (f"演示项目{n + 1:02}", f"ST7-{n + 1:03}", "省级" if n < 10 else "市级", plan, done)
        for n, (plan, done) in enumerate(zip(plans, sums, strict=True))
    ]


def book(lines: list[list[Any]]) -> dict[str, Any]:
    sheet = openpyxl.Workbook()
    for line in lines:
        sheet.active.append(line)  # type: ignore[union-attr]
    out = io.BytesIO()
    sheet.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "projects.xlsx", "mimeType": kind, "buffer": out.getvalue()}


def context(chrome: Any, site: Any, who: str, **more: Any) -> Any:
    given = {"locale": "zh-CN", "service_workers": "block", **more}
    made = chrome.new_context(base_url=site.address, **given)
    with closing(signed_in(site, who)) as client:
        made.add_cookies([{**c} for c in cookies(client, site)])
    return made


def take_in(page: Page, lines: list[list[Any]]) -> None:
    """A workbook sent, looked at, taken in."""
    page.goto("/staff/projects/import/")
    page.locator("input[type=file]").set_input_files(book(lines))
    page.locator("select[name=place]").select_option("350526000000")
    page.get_by_role("button", name="先看一看").click()
    page.get_by_role("button", name="新增 68 行").click()
    expect(page.get_by_text("68", exact=False).first).to_be_visible()


def reported(page: Page) -> None:
    """68 projects with plans, 68 reports, sent together from one page."""
    given = rows()
    take_in(
        page,
        [
            HEADS,
            *(
                [n, c, level, UNITS[i % 3], "曾凯功", 2026, plan]
                for i, (n, c, level, plan, _done) in enumerate(given)
            ),
        ],
    )
    take_in(
        page,
        [
            ["项目名称", "项目代码", "月份", "累计完成投资（万元）"],
            *([n, c, MONTH, done] for n, c, _l, _p, done in given),
        ],
    )
    page.goto(f"/staff/projects/mine/?month={MONTH}")
    page.get_by_role("button", name="全部报送").click()
    expect(page.get_by_text("已报送，等核实")).to_have_count(68)


def verified(page: Page) -> None:
    """By the colleague, all that were sent, after a look at what will change."""
    page.goto(f"/staff/projects/reports/?state=submitted&month={MONTH}")
    page.get_by_label("全选这一页").check()
    page.get_by_role("button", name="核实无误").click()
    page.get_by_role("button", name="核实无误这 68 件").click()
    expect(page.get_by_role("status")).to_contain_text("办了 68 件")


def locked(page: Page) -> None:
    page.goto(f"/staff/projects/lock/?month={MONTH}")
    page.get_by_role("button", name="锁定2026年9月").click()
    expect(page.get_by_text("已经锁定。")).to_be_visible()


def listed(page: Page, title: str, count: int, *, within: str = "") -> None:
    page.goto("/staff/projects/sets/new/")
    page.locator("input[name=title]").fill(title)
    page.locator("input[name=year]").fill("2026")
    if within:
        page.locator("select[name=within]").select_option(label=within)
    boxes = page.get_by_role("group", name="哪些项目").get_by_role("checkbox")
    expect(boxes).to_have_count(68)
    for n in range(count):
        boxes.nth(n).check()
    page.get_by_role("button", name="建好").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_from_68_reports_to_the_poster(chrome, phone, site):
    wide = {"viewport": {"width": 1280, "height": 800}}
    office, colleague = (
        context(chrome, site, "zengkaigong", **wide),
        context(chrome, site, "laihoushi", **wide),
    )
    page: Page = office.new_page()
    reported(page)
    verified(colleague.new_page())
    locked(page)
    listed(page, "省市重点项目", 68)
    listed(page, "省级重点项目", 10, within="2026 省市重点项目")

    page.goto(f"/staff/projects/?month={MONTH}")
    sums = page.locator("#sums")
    expect(sums).to_contain_text(ALL)
    expect(sums).to_contain_text(f"其中省级重点项目：{TEN}")
    expect(page.locator("tbody tr")).to_have_count(68)
    if printable():
        paper = page.request.get(
            page.get_by_role("link", name="印海报（A3）").get_attribute("href") or ""
        )
        assert paper.body().startswith(b"%PDF")

    page.get_by_role("link", name="演示项目01").click()
    form = opened(page, "block")
    form.locator("select[name=kind]").select_option("land")
    form.locator("select[name=org]").select_option(label="德化县住房和城乡建设局")
    form.locator("textarea[name=text]").fill("还差三亩用地没有批。")
    form.get_by_role("button").click()
    expect(page.get_by_text("演示项目01：用地卡住了").first).to_be_visible()
    colleague.close()
    office.close()

    leader = context(chrome, site, "huangzhiyuan", **phone)
    page = leader.new_page()
    page.goto(f"/staff/projects/brief/?month={MONTH}")
    expect(page.get_by_text(ALL)).to_be_visible()
    expect(page.get_by_text("德化县住房和城乡建设局").first).to_be_visible()
    leader.close()
