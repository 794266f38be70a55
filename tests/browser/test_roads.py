"""In by the province's identity, told by WeChat, and by SMS on the day that WeChat is down."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from sanan.channels.oidc.fake import FakeOidc
from sanan.channels.wechat.fake import FakeWeChat

from .site import Site, beside

pytestmark = pytest.mark.browser

PHONE = "13800012001"
PROVINCE = "福建省统一身份认证"
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile MicroMessenger/8.0.50"
)


@dataclass
class Outside:
    """The site with its providers."""

    site: Site
    oidc: FakeOidc
    wechat: FakeWeChat

    def sms(self) -> list[str]:
        """What was sent to phones by now."""
        lines = (self.site.place / "sms.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line)["text"] for line in lines]


@pytest.fixture
def outside(site: Site) -> Iterator[Outside]:
    oidc = FakeOidc(person={"sub": "fj-1", "phone_number": PHONE, "phone_number_verified": True})
    wechat = FakeWeChat()
    with oidc.running() as issuer, wechat.running() as at:
        settings = {
            "SANAN_OIDC_ISSUER": issuer,
            "SANAN_OIDC_CLIENT_ID": oidc.client_id,
            "SANAN_OIDC_SECRET": oidc.secret,
            "SANAN_OIDC_NAME": PROVINCE,
            "SANAN_WECHAT_APP_ID": wechat.app_id,
            "SANAN_WECHAT_SECRET": wechat.secret,
            "SANAN_WECHAT_PAGE": at,
            "SANAN_WECHAT_API": at,
            "SANAN_WECHAT_TEMPLATE": wechat.template,
        }
        with beside(site, settings) as running:
            yield Outside(running, oidc, wechat)


@pytest.fixture
def resident(chrome, phone, outside) -> Iterator[Page]:
    """A phone inside WeChat, with scripting off: every step works without."""
    context = chrome.new_context(
        **phone, base_url=outside.site.address, user_agent=WECHAT, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_the_same_resident_by_wechat_then_by_sms(resident: Page, outside: Outside):
    come_in(resident)
    choose_wechat(resident)

    raise_concern(resident, "村口的路灯坏了三天，晚上老人出门看不见路。")
    outside.site.work()
    before = outside.sms()
    ((openid, said, _link),) = outside.wechat.taken
    assert openid == outside.wechat.openid
    assert "路灯" in said

    outside.wechat.down = True
    raise_concern(resident, "小学门口的水沟盖板裂了，孩子容易踩空。")
    outside.site.work()
    assert len(outside.wechat.taken) == 1
    assert ["盖板" in text for text in outside.sms()[len(before) :]] == [True]

    a_lie_is_refused(resident, outside)


def come_in(page: Page) -> None:
    page.goto("/me/")
    page.get_by_role("link", name=f"用{PROVINCE}登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def choose_wechat(page: Page) -> None:
    page.get_by_role("link", name="设置：怎样收通知、绑定的账号").click()
    page.get_by_role("link", name="绑定微信").click()
    expect(page.get_by_text("绑定好了：以后可以用微信登录。")).to_be_visible()
    form = page.locator("#roads")
    form.get_by_label("微信", exact=True).select_option("1")
    form.get_by_label("短信").select_option("2")
    for name in ("从", "到"):  # no quiet hours, whatever the hour of this run
        form.get_by_label(name, exact=True).select_option("0")
    form.get_by_role("button", name="记下").click()
    expect(page.get_by_text("先用微信告诉您")).to_be_visible()


def raise_concern(page: Page, text: str) -> None:
    page.goto("/")
    page.locator("#text").fill(text)
    if page.locator("#place_name").is_visible():  # this phone does not know its village yet
        page.locator("#place_name").fill("祥安社区")
    page.locator("details.whom summary").click()
    page.locator("#contact_phone").fill(PHONE)
    send = page.locator("form[action='/'] button[data-send]")
    send.click()
    places = page.locator("input[name=place][type=radio]")
    if places.count():
        places.first.check(force=True)
        send.click()
    page.wait_for_url("**/said/*/")


def a_lie_is_refused(page: Page, outside: Outside) -> None:
    """The provider now tells another number: neither account opens."""
    page.goto("/me/")
    page.get_by_role("button", name="退出").click()
    outside.oidc.person["phone_number"] = "13800012002"
    page.get_by_role("link", name=f"用{PROVINCE}登录").click()
    expect(page.locator("section[role=alert]")).to_contain_text("和这里的不一样")
    page.get_by_role("link", name="用短信验证码登录").click()
    expect(page.get_by_role("button", name="发验证码")).to_be_visible()
