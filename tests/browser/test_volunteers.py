"""A volunteer's way: register, sign up, be checked in, confirm the hours, hold a certificate."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from sanan.kit.calendar import SHANGHAI

from .site import XIANGAN, Site, desk, opened

pytestmark = pytest.mark.browser

PHONE = "13800008123"
DESK = "/staff/volunteers/"


def session_of(site: Site) -> str:
    """A resident signed in by phone, without a message to a real phone."""
    told = site.sanan(
        "django",
        "shell",
        "-c",
        "from django.contrib.sessions.backends.db import SessionStore;"
        "from sanan.people.models import Person; from sanan.kit import phones, vault;"
        f"p = Person.objects.create(nickname='邻居', phone_hash=phones.hashed('{PHONE}'),"
        f" phone_locked=vault.lock('{PHONE}'));"
        "s = SessionStore(); s['resident'] = p.pk; s.create(); print('KEY', s.session_key)",
    )
    found = re.search(r"KEY (\w+)", told)
    assert found is not None, told
    return found[1]


def clean(page: Page) -> None:
    """Readable by everyone, and no wider than the phone."""
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def local(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


@pytest.fixture
def volunteer(chrome, site: Site, phone) -> Iterator[BrowserContext]:
    context = chrome.new_context(**{**phone, "base_url": site.address})
    context.add_cookies([{"name": "sessionid", "value": session_of(site), "url": site.address}])
    yield context
    context.close()


def test_from_the_first_press_to_the_certificate(chrome, site: Site, volunteer: BrowserContext):
    page = volunteer.new_page()
    code = register(page)
    with desk(chrome, site, "laichunsheng") as at_desk:
        activity = past_activity(at_desk)
        record(at_desk, activity, code)
    confirm(page)
    ask(page)
    with desk(chrome, site, "laichunsheng") as at_desk:
        number = issue(at_desk)
    page.goto("/volunteers/mine/")
    expect(page.get_by_role("link", name="下载打印")).to_be_visible()
    clean(page)
    verify(page, number)


def register(page: Page) -> str:
    """Become a volunteer, join what is on; the volunteer's number."""
    page.goto(f"/volunteers/at/{XIANGAN}/")
    clean(page)
    page.get_by_role("link", name="登记成志愿者").click()
    clean(page)
    page.locator("[name=name]").fill("温知夏")
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".wrong")).to_contain_text("勾选“同意”")
    page.locator("[name=agreed]").check()
    page.locator("input[value=elderly]").check()
    page.get_by_role("button", name="登记").click()
    page.get_by_role("link", name=re.compile("清理浔中溪")).click()
    page.get_by_role("button", name="报名").click()
    expect(page.locator("main")).to_contain_text("已报上")
    clean(page)
    page.goto("/volunteers/mine/")
    clean(page)
    found = re.search(r"志愿者编号 (\w{10})", page.locator("main").inner_text())
    assert found is not None
    return found[1]


def past_activity(page: Page) -> str:
    """Something that took place this morning; its address."""
    page.goto(f"{DESK}projects/")
    page.get_by_role("link", name="清河行动").click()
    page.get_by_role("link", name="安排活动").click()
    ends = datetime.now(SHANGHAI) - timedelta(hours=1)
    page.locator("[name=title]").fill("清理排水沟")
    page.locator("[name=where]").fill("三号楼后面")
    page.locator("[name=starts_at]").fill(local(ends - timedelta(hours=2)))
    page.locator("[name=ends_at]").fill(local(ends))
    page.locator("[name=past]").check()
    page.get_by_role("button", name="安排好").click()
    expect(page.locator("h1")).to_have_text("清理排水沟")
    return page.url


def record(page: Page, activity: str, code: str) -> None:
    """Put the volunteer on the list; 26 hours are refused, two less a break are recorded."""
    form = opened(page, "enter")
    form.locator("input[name=volunteer]").fill(code)
    form.get_by_role("button").click()
    form = page.locator("#do-hours")
    right = form.locator("[name=began_at]").input_value()
    wrong = datetime.fromisoformat(right) - timedelta(hours=24)
    form.locator("[name=began_at]").fill(local(wrong))
    form.get_by_role("button").click()
    expect(page.locator("#do-hours")).to_contain_text("一天只有 24 小时")
    form.locator("[name=began_at]").fill(right)
    form.locator("[name=breaks]").fill("20")
    form.get_by_role("button").click()
    expect(page.locator("table")).to_contain_text("100 分钟")
    assert page.url == activity


def confirm(page: Page) -> None:
    """The volunteer says that it is right, and it counts."""
    page.goto("/volunteers/mine/")
    expect(page.locator("main")).to_contain_text("请您看一下对不对")
    clean(page)
    page.get_by_role("button", name="对的").click()
    expect(page.locator(".figures")).to_contain_text("1.7")
    page.get_by_role("link", name=re.compile("清理排水沟")).click()
    expect(page.locator("#question")).to_be_visible()
    clean(page)


def ask(page: Page) -> None:
    page.goto("/volunteers/mine/ask/")
    clean(page)
    page.locator("[name=org]").select_option(label="祥安志愿服务队")
    page.get_by_role("button", name="申请").click()
    expect(page.locator("main")).to_contain_text("等待开具")


def issue(page: Page) -> str:
    """The organiser issues it; its number."""
    page.goto(f"{DESK}certificates/?state=asked")
    page.get_by_role("link", name="温知夏").click()
    opened(page, "issue").get_by_role("button").click()
    expect(page.locator(".standing")).to_have_text("有效")
    found = re.search(r"Z\d{4}[A-Z0-9]{12}", page.locator("main").inner_text())
    assert found is not None
    return found[0]


def verify(page: Page, number: str) -> None:
    """Anyone with the number sees that it holds, and a masked name."""
    page.goto("/volunteers/check/")
    clean(page)
    page.locator("[name=number]").fill(number.lower())
    page.get_by_role("button", name="核对").click()
    expect(page.locator("h1")).to_have_text("这张证明有效")
    expect(page.locator("main")).to_contain_text("温*夏")
    expect(page.locator("main")).not_to_contain_text("温知夏")
    clean(page)
    page.goto("/volunteers/check/Z2026GUESSED2345/")
    expect(page.locator("main")).to_contain_text("没有这个编号的证明")
