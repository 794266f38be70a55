"""From the call to the poster: a team enters by phone, fifteen finalists, a judge without network, the
seal, the chair, the places, and a certificate that anyone checks."""

import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sanan.competitions import panel

from .site import XIANGAN, Site, cookies, desk, opened, signed_in

TITLE = "第二届“社工+志愿”服务项目大赛"
CHAIR, LAST = "fangping", "mingjian"
DESK = "/staff/competitions/"


def clean(page: Page) -> None:
    """Readable by everyone, and no wider than the screen."""
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_call_and_a_team_that_enters_by_phone(chrome: Browser, site: Site, phone):
    with desk(chrome, site, "xuwen") as page:
        page.goto(f"{DESK}new/")
        page.locator("[name=place]").select_option(label="德化县")
        for name, text in (
            ("title", "邻里互助小额项目大赛"),
            ("hosts", "县委社会工作部"),
            ("call", "邻居一起做的小事都可以报名。"),
            ("closes_at", "2036-05-01T18:00"),
            ("awards", "好点子奖｜三"),
        ):
            page.locator(f"[name={name}]").fill(text)
        page.get_by_role("button", name="发布").click()
        expect(page.locator(".invalid-feedback")).to_contain_text("这一行看不懂：好点子奖")
        page.locator("[name=awards]").fill("好点子奖｜3｜0.5")
        page.get_by_role("button", name="发布").click()
        expect(page.locator(".standing")).to_have_text("正在征集")
    context = chrome.new_context(**{**phone, "base_url": site.address})
    page = context.new_page()
    page.goto(f"/competitions/{XIANGAN}/")
    clean(page)
    page.get_by_role("link", name=re.compile("邻里互助小额项目大赛")).click()
    clean(page)
    page.get_by_role("link", name="报名", exact=True).click()
    page.get_by_role("button", name="报名").click()
    expect(page.locator(".wrong").first).to_be_visible()
    for name, text in (
        ("title", "楼道小书架"),
        ("team", "三号楼邻居"),
        ("about", "把家里看过的书放在楼道里，大家换着看。"),
        ("contact", "温知夏"),
        ("phone", "13800018124"),
    ):
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=work]").select_option(label="邻里互助")
    clean(page)
    page.get_by_role("button", name="报名").click()
    expect(page.locator("h1")).to_have_text("已报名，等待资格审查")
    expect(page.locator(".code")).to_have_text(re.compile(r"\d{4} \d{4} \d{4}"))
    clean(page)
    page.goto("/me/")
    expect(page.locator("main")).to_contain_text("楼道小书架")
    context.close()


def test_fifteen_finalists_a_judge_offline_and_the_poster(chrome: Browser, site: Site, phone):
    with desk(chrome, site, "xuwen") as page:
        contest = running(page)
        everyone = contest.replace("/staff/competitions/", "/competitions/")
        page.goto(everyone)
        expect(page.get_by_role("heading", name="15 个参评项目")).to_be_visible()
        page.goto(f"{everyone}live/")
        expect(page.locator("main")).not_to_contain_text("89.")
    with tablet(chrome, site, LAST) as context:
        score_without_network(context)
    with desk(chrome, site, CHAIR) as page:
        page.goto(stage_of(page, contest))
        opened(page, "look").get_by_role("button").click()
        expect(page.get_by_role("heading", name="评委分歧大的")).to_be_visible()
        expect(page.locator("main")).to_contain_text("搬进新家第一年")
    with desk(chrome, site, "xuwen") as page:
        page.goto(stage_of(page, contest))
        opened(page, "close").get_by_role("button").click()
        expect(page.locator(".standing")).to_have_text("已封分，结果待公布")
        opened(page, "release").get_by_role("button").click()
        page.goto(contest)
        opened(page, "rank").get_by_role("button").click()
        expect(page.locator(".standing")).to_have_text("名次已排出，还没有公示")
        opened(page, "publicise").get_by_role("button").click()
        expect(page.locator(".standing")).to_have_text("公示中")
        poster = page.context.request.get(f"{contest}poster.pdf")
        assert poster.body()[:5] == b"%PDF-"
    context = chrome.new_context(**{**phone, "base_url": site.address})
    recompute(context.new_page(), everyone)
    context.close()


def running(page: Page) -> str:
    """The address of the competition in which one sheet is out."""
    page.goto(DESK)
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.locator(".standing")).to_have_text("评审中")
    return page.evaluate("location.pathname")


def stage_of(page: Page, contest: str) -> str:
    page.goto(contest)
    return page.get_by_role("link", name="路演和答辩").get_attribute("href") or ""


@contextmanager
def tablet(chrome: Browser, site: Site, who: str) -> Iterator[BrowserContext]:
    """A judge's tablet: with the worker that keeps the page."""
    with closing(signed_in(site, who)) as client:
        carried = cookies(client, site)
    context = chrome.new_context(
        base_url=site.address, viewport={"width": 820, "height": 1180}, locale="zh-CN"
    )
    context.add_cookies([{**each} for each in carried])
    yield context
    context.close()


def score_without_network(context: BrowserContext) -> None:
    """The page is opened, the network goes, the page is opened again, the sheet is handed in; then it is back."""
    page = context.new_page()
    page.goto(f"{DESK}judging/")
    expect(page.locator(".standing")).to_have_text("还有 1 张没有交")
    expect(page.locator("[data-ready]")).to_be_visible()
    context.set_offline(True)
    page.reload()
    card = page.locator("details.scores", has_text="等待打分")
    card.locator("summary").first.click()
    for n, score in enumerate(("21", "18", "17", "19", "8", "9")):
        card.locator(f"[name=score_{n}]").fill(score)
    clean(page)
    card.get_by_role("button", name="交评分表").click()
    # Nobody could tell yet that 21 is too much: it waits on the device, also over a reload.
    waiting = page.locator("details.scores", has_text="等有网络就交")
    expect(waiting).to_be_visible()
    page.reload()
    waiting = page.locator("details.scores", has_text="等有网络就交")
    expect(waiting.locator("[name=score_0]")).to_have_value("21")
    context.set_offline(False)
    refused = page.locator("details.scores", has_text="超出范围")
    expect(refused).to_contain_text("要在 0 到 20 之间")
    expect(refused.locator("[name=score_0]")).to_have_value("21")
    context.set_offline(True)
    refused.locator("[name=score_0]").fill("20")
    refused.get_by_role("button", name="交评分表").click()
    expect(page.locator("details.scores", has_text="等有网络就交")).to_be_visible()
    context.set_offline(False)
    expect(page.locator("details.scores", has_text="等有网络就交")).to_have_count(0)
    page.reload()
    expect(page.locator(".standing")).to_have_text("都交了")


def recompute(page: Page, everyone: str) -> None:
    """Anyone reads every score with what was left out, and comes to the same totals."""
    page.goto(everyone)
    clean(page)
    page.get_by_role("link", name="看全部得分和算法").click()
    page.locator("details.elsewhere summary").nth(0).click()
    expect(page.locator("main")).to_contain_text("去掉的最高分")
    clean(page)
    shown = page.locator("main").inner_text()
    for number in (1, 2):
        rows = page.context.request.get(f"{everyone}scores-{number}.jsonl").text().splitlines()
        found = panel.read(rows)
        assert (len(found.results), found.faults) == (15, [])
        for row in map(json.loads, rows):
            assert str(found.results[row["entry"]].total) == row["total"]
            assert row["total"] in shown
