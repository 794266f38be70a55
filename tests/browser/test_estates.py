"""An estate: a lift repair that climbs from the company to the town; the fund voted, spent and shown."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from sanan.kit.calendar import SHANGHAI

from .site import desk, neighbour, opened

pytestmark = pytest.mark.browser

ROOF = "1号楼屋面防水"


@pytest.fixture
def resident(chrome, phone, site) -> Iterator[Page]:
    context = chrome.new_context(
        **{**phone, "locale": "zh-CN"}, base_url=site.address, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def do(page: Page, case: str, verb: str, **values: str) -> None:
    """One verb on a case's page."""
    page.goto(f"/staff/cases/{case}/{verb}/")
    form = page.locator("#do form")
    if verb == "contact":
        form.locator("[name=reached][value='1']").check()
    for name, value in values.items():
        form.locator(f"[name={name}]").first.fill(value)
    form.locator("button.btn-primary, button.btn-danger").click()
    page.wait_for_load_state()


def test_a_lift_repair_climbs_from_the_company_to_the_town(resident: Page, chrome, site):
    resident.goto("/estates/fulin-2/repair/")
    form = resident.locator("#mend")
    form.locator("[name=spot]").select_option("lift")
    form.locator("[name=text]").fill("2号楼电梯到五楼不停，要走下来。")
    form.get_by_role("button", name="提交报修").click()
    case = re.search(r"/said/(\w+)/", resident.url)[1]
    resident.goto("/estates/fulin/")
    expect(resident.locator("li", has_text="2号楼 电梯")).to_contain_text("物业公司盯着")

    with desk(chrome, site, "fulin") as page:  # the property company
        do(page, case, "sign")
        do(page, case, "climb", text="要换主板，物业修不了。")
    resident.goto("/estates/fulin/")
    expect(resident.locator("li", has_text="2号楼 电梯")).to_contain_text("小区党支部盯着")

    with desk(chrome, site, "fulinzhibu") as page:  # the estate's branch
        do(page, case, "climb", text="厂家不来，请社区协调。")
        do(page, case, "climb", text="社区不管电梯，请镇里出面。")
        page.goto(f"/staff/cases/{case}/")
        expect(page.locator("main")).to_contain_text("现在由桃城镇人民政府接着办")

    with desk(chrome, site, "taochengban") as page:  # the town
        do(page, case, "sign")
        do(page, case, "contact", note="约了厂家和物业")
        answer = "今天，由桃城镇约厂家和物业到场换了2号楼电梯的主板，电梯修好了，现在每层都停。"
        do(page, case, "reply", public_text=answer)
        expect(page.locator(".standing strong").first).to_have_text("已答复")

    # What nobody did in its hours, the clock brings up by itself.
    with desk(chrome, site, "taoxi") as page:
        site.work()
        page.goto("/staff/estates/repairs/?rung=branch")
        expect(page.locator("main")).to_contain_text("1号楼 单元门")


def test_the_fund_is_voted_on_spent_and_shown(resident: Page, chrome, site):
    today = f"{datetime.now(SHANGHAI):%Y-%m-%d}"
    with desk(chrome, site, "linxiaoqing") as page:  # the second person at the papers
        page.goto("/staff/estates/uses/?state=put")
        page.get_by_role("link", name=ROOF).click()
        use = page.url
        page.get_by_role("link", name="录票、看表决").click()
        vote = page.url
        for building in ("1-", "2-"):
            page.goto(f"{vote}?q={building}")
            for select in page.locator("table select").all():
                select.select_option("for")
            page.get_by_role("button", name="录入纸票").click()
            page.wait_for_load_state()
        page.goto(use)
        opened(page, "decide").get_by_role("button").click()
        expect(page.locator(".standing")).to_have_text("可以动工")
        expect(page.locator("main")).to_contain_text("80 × 3 = 240 = 120 × 2 = 240")

    with desk(chrome, site, "taoxi") as page:
        page.goto(use)
        form = opened(page, "start")
        form.locator("[name=contractor]").fill("永春平安防水公司")
        form.locator("[name=price]").fill("200000")
        form.locator("[name=started_on]").fill(today)
        form.get_by_role("button").click()
        expect(page.locator("main")).to_contain_text("工程款不能超过定下的预算")
        page.locator("[name=price]").first.fill("120000")
        page.locator("form", has=page.locator("[name=price]")).get_by_role("button").click()
        expect(page.locator(".standing")).to_have_text("正在施工")
        form = opened(page, "pay")
        form.locator("[name=amount]").fill("120000")
        form.locator("[name=on]").fill(today)
        form.locator("[name=voucher_no]").fill("维-03")
        form.get_by_role("button").click()
        form = opened(page, "accept")
        form.locator("[name=accepted_on]").fill(today)
        form.locator("[name=accepted_by]").fill("业主代表、社区、物业")
        until = datetime.now(SHANGHAI) + timedelta(days=1825)
        form.locator("[name=warranty_until]").fill(f"{until:%Y-%m-%d}")
        form.get_by_role("button", name="登记验收").click()
        expect(page.locator(".standing")).to_have_text("已验收，在质保期")
        expect(page.locator("main")).to_contain_text("有付款还没有在账里公开")
        page.goto(f"/staff/books/at/fulin/?month={today[:7]}")
        page.locator("form[action*='publish'] button").first.click()
        page.goto(use)
        opened(page, "show").get_by_role("button").click()
        expect(page.locator(".standing")).to_have_text("已决算公开")

    resident.goto("/estates/fulin/")
    resident.get_by_role("link", name=ROOF).click()
    main = resident.locator("main")
    for said in ("依法成立", "永春平安防水公司", "120,000.00", "业主代表、社区、物业"):
        expect(main).to_contain_text(said)
    resident.get_by_role("link", name=re.compile("维-03")).click()
    expect(main).to_contain_text("维-03")


def test_an_owner_reads_the_own_bills_and_rates_once(chrome, phone, site):
    context = chrome.new_context(**{**phone, "locale": "zh-CN"}, base_url=site.address)
    context.add_cookies(neighbour(site, "13800010003"))  # type: ignore[arg-type] # as the stubs want
    page = context.new_page()
    page.goto("/estates/fulin/mine/")
    expect(page.locator("main")).to_contain_text("物业费")
    form = page.locator("#rate")
    for aspect in ("safety", "cleaning", "repairs", "openness", "attitude"):
        form.locator(f"[name={aspect}][value='4']").check(force=True)
    form.get_by_role("button", name="提交评价").click()
    expect(page.locator("main")).to_contain_text("您的评价记下了")
    expect(page.locator("#rate")).to_have_count(0)
    context.close()
