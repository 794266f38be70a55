"""ST-5: a workshop month. One worker with a phone in large letters, one with paper only.

An order is given out, villages first; 2,000 pieces are counted without a network and none is lost;
a month is approved by two, paid by the bank and, where an account was wrong, in cash.
"""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx
import pytest
from playwright.sync_api import Page, expect

from .site import XIANGAN, Site, cookies, opened, signed_in, visitor

pytestmark = pytest.mark.browser

PIECES, BURST = 2000, 50
MONTH = """
from datetime import date, datetime, time, timedelta
from decimal import Decimal as D
from sanan.kit import clock
from sanan.kit.calendar import SHANGHAI
from sanan.kit.dates import local_day
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.slips.actions import issue as code_of
from sanan.workshop import actions
from sanan.workshop.queries import material as materials
keeper = Person.objects.get(username="laichunsheng")
last = local_day(clock.now()).replace(day=1) - timedelta(days=1)
after = last.replace(day=1)
begun = (after - timedelta(days=1)).replace(day=1)
def at(day, days, hour=10):
    return datetime.combine(day + timedelta(days=days), time(hour), SHANGHAI)
villages = list(Place.objects.filter(code__in=["350526100210", "350526206208", "350526110211"]))
shop = actions.open_workshop(
    place=Place.objects.get(code="350526100010"), name="三号楼手工点", villages=villages,
    by=keeper, at=at(begun, 0))
firm = actions.add_partner(
    workshop=shop, org=Org.objects.get(code="ws-1"), hometown=villages[0], by=keeper, at=at(begun, 0))
def order(pieces, due, moment):
    made = actions.offer(
        partner=firm, product="陶瓷小鸟", sort="陶瓷手工", pieces=D(pieces), price=D("0.8"),
        minutes=D(2), due_on=due, rates={"合格": D("0.5")}, by=keeper, at=moment,
        bill=[{"name": "瓷泥", "unit": "克", "per_piece": D(10), "allowance": D(2), "price": D("0.03")}])
    actions.accept(order=made, by=keeper, at=moment)
    actions.receive(order=made, material=made.bill[0], number="L1", quantity=D(pieces * 11),
                    by=keeper, at=moment)
    return made
workers = [
    actions.enrol(workshop=shop, name=name, born_on=date(1975, 1, n + 1), village=village,
                  at_home=home, by=keeper, at=at(begun, 0))
    for n, (name, village, home) in enumerate(
        [("陈巧云", villages[0], True), ("林玉兰", villages[1], True), ("赖秋菊", villages[2], False)])]
for worker, account in zip(workers[:2], ("6228480402564890018", "6228480402564890026")):
    actions.set_account(worker=worker, bank="德化农商银行", account=account, by=keeper, at=at(begun, 1))
old = order(3000, last, at(begun, 1))
for worker in workers:
    lot = materials.stocks(old)[0].lot
    issue = actions.issue(order=old, worker=worker, pieces=D(1000), lots={lot.pk: D(10150)},
                          due_on=last, by=keeper, at=at(begun, 2))
    actions.deliver(issue=issue, good=D(980), reject=D(20), by=keeper, at=at(begun, 20))
    actions.clear(issue=issue, by=keeper, at=at(begun, 21))
old.refresh_from_db()
actions.finish(order=old, why="不合格的不补", by=keeper, at=at(begun, 22))
run = actions.draft(workshop=shop, month=f"{begun:%Y-%m}", by=keeper, at=at(after, 0))
actions.publicise(run=run, by=keeper, at=at(after, 0, 11))
new = order(2500, local_day(clock.now()) + timedelta(days=20), clock.now())
slip = run.slips.get(worker=workers[2])
print("RUN", run.code)
print("NEW", new.code)
print("OLD", old.code)
print("CARD", workers[0].token)
print("WORKER", workers[0].pk)
print("CODE", code_of(kind="payslip", ref=slip.code))
"""


@pytest.fixture(scope="module")
def month(site: Site) -> dict[str, str]:
    told = site.sanan("django", "shell", "-c", MONTH)
    return dict(re.findall(r"^([A-Z]+) (\S+)$", told, re.MULTILINE))


@contextmanager
def entered(chrome, site: Site, who: str, **view) -> Iterator[Page]:
    with closing(signed_in(site, who)) as client:
        carried = cookies(client, site)
    wide = {"viewport": {"width": 1280, "height": 800}, "service_workers": "block"}
    context = chrome.new_context(base_url=site.address, **{**wide, "locale": "zh-CN", **view})
    context.add_cookies([{**c} for c in carried])
    yield context.new_page()
    context.close()


def test_a_worker_with_a_phone_in_large_letters(chrome, phone, site, month):
    context = chrome.new_context(base_url=site.address, **phone)
    mine = context.new_page()
    mine.goto("/care/")
    mine.locator("form", has=mine.locator("[name=on]")).first.get_by_role("button").click()
    wishes(mine, month)
    with entered(chrome, site, "laichunsheng") as page:
        code = handed_out(page, month)
    with entered(chrome, site, "laichunsheng", **{**phone, "service_workers": "allow"}) as page:
        counted_without_a_network(page, code)
    mine.reload()
    expect(mine.locator("main")).to_contain_text(f"交了合格 {PIECES}")
    expect(mine.locator(".code").first).to_have_text("1,000.00元")
    width = mine.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    context.close()


def wishes(mine: Page, month: dict[str, str]) -> None:
    """Today's work with its rate and usual minutes; one press asks for it."""
    mine.goto(f"/workshop/card/{month['CARD']}/")
    assert mine.locator("html.care").count() == 1
    offer = mine.locator("li", has_text="陶瓷小鸟").filter(has=mine.locator("form")).first
    expect(offer).to_contain_text("合格 0.5 元")
    expect(offer).to_contain_text("熟手一件 2 分钟")
    offer.get_by_role("button", name="我要做").click()
    expect(mine.get_by_role("status")).to_contain_text("报上名了")


def handed_out(page: Page, month: dict[str, str]) -> str:
    """The keeper gives the material out, by lot; who waited stands on the page."""
    page.goto(f"/staff/workshop/orders/{month['NEW']}/")
    expect(page.locator("main")).to_contain_text("陈巧云 优先村")
    page.get_by_role("link", name="发料", exact=True).first.click()
    form = page.locator("form.panel")
    form.locator("[name=worker]").select_option(month["WORKER"])
    form.locator("[name=pieces]").fill("2100")
    form.locator("[name^=lot_]").fill("21400")
    form.get_by_role("button", name="发料").click()
    page.wait_for_url("**/staff/workshop/issues/*/")
    expect(page.locator("main")).to_contain_text("优先村")
    return page.url.rstrip("/").rpartition("/")[2]


def counted_without_a_network(page: Page, code: str) -> None:
    """2,000 scans with the network gone, the page opened anew in between; then handed over."""
    page.goto("/staff/workshop/count/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function(
        "caches.match(location.href, {cacheName: 'sanan-desk'}).then((kept) => !!kept)"
    )
    page.context.set_offline(True)
    scan(page, code, PIECES // 2)
    expect(page.locator("[data-total]")).to_have_text(str(PIECES // 2))
    page.reload()
    expect(page.locator("[data-total]")).to_have_text(str(PIECES // 2))
    scan(page, code, PIECES - PIECES // 2)
    expect(page.locator("[data-total]")).to_have_text(str(PIECES))
    page.get_by_role("button", name="交给手工坊").click()
    expect(page.locator("[data-said]")).to_contain_text("有网就送")
    page.context.set_offline(False)
    expect(page.locator("[data-empty]")).to_be_visible(timeout=30_000)
    page.goto(f"/staff/workshop/issues/{code}/")
    expect(page.locator("dl.facts")).to_contain_text(f"合格 {PIECES}，")


def scan(page: Page, code: str, times: int) -> None:
    """As a scanner types: the code and Enter, again and again."""
    page.evaluate(
        """async ([code, times, burst]) => {
          const form = document.querySelector('[data-count] form');
          for (let n = 0; n < times; n += 1) {
            form.elements.scan.value = `http://127.0.0.1/c/${code}`;
            form.requestSubmit();
            if (n % burst === burst - 1) await new Promise((done) => setTimeout(done));
          }
        }""",
        [code, times, BURST],
    )


def test_a_worker_with_paper_only(chrome, site, month):
    run = f"/staff/workshop/runs/{month['RUN']}/"
    for who in ("caizheng", "nongjing"):
        with entered(chrome, site, who, java_script_enabled=False) as page:
            page.goto(run)
            opened(page, "approve").get_by_role("button").click()
    with entered(chrome, site, "nongjing") as page:
        page.goto(run)
        expect(page.locator(".standing")).to_have_text("已批准，等付")
        opened(page, "send").get_by_role("button").click()
        expect(page.get_by_role("link", name="下载银行代发表（2 笔）")).to_be_visible()
        answered(page)
        slip_paid_in_cash(page, run, "陈巧云")
        slip_paid_in_cash(page, run, "赖秋菊")
        page.goto(run)
        expect(page.locator(".standing")).to_have_text("全部付清")
        expect(page.locator("dl.facts")).to_contain_text("490.00元（3 人）")
        page.goto(f"/staff/workshop/orders/{month['OLD']}/")
        expect(page.locator("main")).to_contain_text("优先村")
    with closing(visitor(site)) as elder:
        read_on_paper(elder, month["CODE"])


def answered(page: Page) -> None:
    """The bank's file: one account was wrong, one line is not of this batch."""
    rows = [
        "账号,金额,结果",
        "6228480402564890018,490.00,失败：户名不符",
        "6228480402564890026,490.00,成功",
        "6228480402564899999,490.00,成功",
    ]
    form = opened(page, "take_reply")
    file = {
        "name": "reply.csv",
        "mimeType": "text/csv",
        "buffer": "\n".join(rows).encode("utf-8-sig"),
    }
    form.locator("[type=file]").set_input_files(file)
    form.get_by_role("button", name="收银行的回盘").click()
    expect(page.locator("main")).to_contain_text("付到 1 笔，退回 1 笔")
    expect(page.locator("main")).to_contain_text("第 4 行：这批里没有这个账号")
    expect(page.locator("tr", has_text="陈巧云")).to_contain_text("失败：户名不符")


def slip_paid_in_cash(page: Page, run: str, name: str) -> None:
    """In cash, with a signature."""
    page.goto(run)
    page.get_by_role("link", name=name).click()
    form = opened(page, "pay_cash")
    form.locator("[name=proof]").fill("本人签字，收条放在手工坊")
    form.get_by_role("button").click()
    expect(page.locator(".standing")).to_have_text("已付")


def read_on_paper(elder: httpx.Client, code: str) -> None:
    """The twelve figures of the paper open the slip on any phone, and print it again, large."""
    elder.get("/track/")
    answer = elder.post(
        "/track/",
        data={"code": code, "csrfmiddlewaretoken": elder.cookies["csrftoken"]},
        headers={"Referer": str(elder.base_url)},
    )
    assert answer.status_code == 200
    for said in ("赖秋菊", "980 件 × 0.5 元", "490.00元", "不收押金"):
        assert said in answer.text
    paper = elder.get(f"{answer.url.path}slip.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    board = elder.get(f"/workshop/{XIANGAN}/").text
    assert "人均每月增收" in board
