"""Signing in from outside: matched by a confirmed number only, and every lie a clear sentence."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from tests.people.conftest import PHONE
from tests.people.test_sign_in import code_of

from sanan.channels.dingtalk.fake import FakeDingTalk
from sanan.channels.identity.provider import Claim
from sanan.channels.oidc.fake import FakeOidc
from sanan.channels.sms.console import Console
from sanan.channels.wechat.fake import FakeWeChat
from sanan.channels.wecom.fake_signin import FakeWeCom
from sanan.kit import clock, phones, vault
from sanan.kit.errors import Forbidden, Refused
from sanan.people import actions, visitor
from sanan.people.enums import Role
from sanan.people.models import Identity, Person

pytestmark = pytest.mark.django_db
OIDC_PHONE = "13800012001"
IN_WECHAT = {"user-agent": "Mozilla/5.0 MicroMessenger/8.0"}


@pytest.fixture(autouse=True)
def _none_yet(settings):
    settings.IDENTITY = {name: dict.fromkeys(v, "") for name, v in settings.IDENTITY.items()}


@pytest.fixture
def oidc(settings):
    fake = FakeOidc()
    with fake.running() as issuer:
        settings.IDENTITY["oidc"] = {
            "issuer": issuer,
            "client_id": fake.client_id,
            "secret": fake.secret,
        }
        yield fake


@pytest.fixture
def dingtalk(settings):
    fake = FakeDingTalk()
    with fake.running() as at:
        settings.IDENTITY["dingtalk"] = {"client_id": fake.client_id, "secret": fake.secret}
        settings.IDENTITY_HOSTS = {"dingtalk": {"page": at, "api": at}}
        yield fake


@pytest.fixture
def wecom(settings):
    fake = FakeWeCom()
    with fake.running() as at:
        settings.IDENTITY["wecom"] = {
            "corp": fake.corp,
            "agent": fake.agent,
            "secret": fake.secret,
        }
        settings.IDENTITY_HOSTS = {"wecom": {"page": at, "api": at}}
        yield fake


@pytest.fixture
def wechat(settings):
    fake = FakeWeChat()
    with fake.running() as at:
        settings.IDENTITY["wechat"] = {"app_id": fake.app_id, "secret": fake.secret}
        settings.IDENTITY_HOSTS = {"wechat": {"page": at, "api": at}}
        yield fake


def away(client, name, query="", **headers):
    """Where the provider sends the browser back to."""
    page = client.get(f"/door/{name}/{query}", headers=headers or None)
    assert page.status_code == 302, page.content.decode()
    return httpx.get(page["Location"].partition("#")[0]).headers["location"]


def come_back(client, address):
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def enter(client, name="oidc", query=""):
    return come_back(client, away(client, name, query))


def resident(client):
    return client.session.get(visitor.RESIDENT)


def said(answer):
    return re.sub(r"<[^>]+>|\s+", "", answer.content.decode())


def code_to(phone):
    return re.search(r"\d{6}", Console.from_settings().recent(phone=phone, most=1)[0].text).group()


# --- Residents


@pytest.mark.parametrize("name", ["oidc", "dingtalk", "wecom"])
def test_the_first_visit_makes_a_resident_and_the_next_finds_them(name, request, client, written):
    request.getfixturevalue(name)
    for _visit in range(2):
        answer = enter(client, name)
        assert (answer.status_code, answer["Location"]) == (302, "/me/")
    person = Person.objects.get()
    assert resident(client) == person.pk
    assert vault.unlock(person.phone_locked) == OIDC_PHONE
    assert written() == ["person.sign_in", "person.link", "person.sign_in"]


def test_an_account_of_this_number_is_found_not_made(client, oidc, person):
    known = person("lin", phone=OIDC_PHONE)
    enter(client)
    assert resident(client) == known.pk
    assert Person.objects.count() == 1


def test_a_resident_goes_on_where_they_were_but_never_elsewhere(client, oidc):
    assert enter(client, "oidc", "?next=/track/")["Location"] == "/track/"
    assert enter(client, "oidc", "?next=https://evil.example/")["Location"] == "/me/"
    assert enter(client, "oidc", "?next=/staff/")["Location"] == "/me/"


LIES = [
    ({"phone_number_verified": False}, "没有告诉我们您确认过的手机号"),
    ({"phone_number": ""}, "没有告诉我们您确认过的手机号"),
    ({"phone_number": None}, "没有告诉我们您确认过的手机号"),
    ({"phone_number": 13800012001}, "没有告诉我们您确认过的手机号"),
    ({"phone_number": "02012345678"}, "不是11位手机号码"),
    ({"phone_number": "+852 9123 4567"}, "不是11位手机号码"),
    ({"phone_number": "138000120011"}, "不是11位手机号码"),
    ({"phone_number": "电话"}, "不是11位手机号码"),
]


@pytest.mark.parametrize(("lie", "sentence"), LIES)
def test_a_lie_about_the_number_gets_a_sentence_and_no_account(
    client, oidc, written, lie, sentence
):
    oidc.person |= lie
    answer = enter(client)
    assert answer.status_code == 409
    assert sentence in said(answer)
    assert resident(client) is None
    assert (Person.objects.count(), Identity.objects.count()) == (0, 0)
    assert written() == ["person.refuse_identity"]


def test_a_number_that_changed_opens_neither_account(client, oidc, person, written):
    enter(client)
    client.post("/me/out/")
    person("other", phone=PHONE)
    oidc.person["phone_number"] = PHONE
    answer = enter(client)
    assert "和这里的不一样" in said(answer)
    assert resident(client) is None
    assert written("person.add", "person.link") == ["person.sign_in", "person.refuse_identity"]


def test_a_second_account_of_one_provider_does_not_take_a_number_over(client, oidc):
    enter(client)
    client.post("/me/out/")
    oidc.person["sub"] = "u-2"
    answer = enter(client)
    assert "已经绑定了另一个" in said(answer)
    assert resident(client) is None
    assert Identity.objects.count() == 1


def test_an_account_that_was_stopped_stays_out(client, oidc, person):
    someone = person("lin", phone=OIDC_PHONE)
    actions.set_active(person=someone, active=False, by=None)
    assert "已停用" in said(enter(client))
    assert resident(client) is None


def test_a_visit_works_once_in_one_browser_and_for_ten_minutes(client, client_of_another, oidc):
    address = away(client, "oidc")
    assert "请重新点一次登录" in said(come_back(client_of_another, address))
    assert come_back(client, address).status_code == 302
    assert "请重新点一次登录" in said(come_back(client, address))
    late = away(client, "oidc")
    with time_machine.travel(clock.now() + timedelta(seconds=601), tick=False):
        assert "请重新点一次登录" in said(come_back(client, late))


@pytest.fixture
def client_of_another():
    from django.test import Client

    return Client()


def test_a_state_that_was_changed_is_refused(client, oidc):
    address = re.sub("state=[^&]+", "state=guessed", away(client, "oidc"))
    assert "请重新点一次登录" in said(come_back(client, address))
    assert resident(client) is None


def test_one_providers_answer_does_not_serve_at_another(client, oidc, dingtalk):
    address = away(client, "oidc").replace("/door/oidc/", "/door/dingtalk/")
    assert "请重新点一次登录" in said(come_back(client, address))


def test_whoever_does_not_agree_is_told_so(client, oidc):
    state = re.search("state=[^&]+", away(client, "oidc")).group()
    answer = client.get(f"/door/oidc/back/?error=access_denied&{state}")
    assert "您没有同意" in said(answer)


def test_a_provider_that_is_down_is_named_and_another_way_offered(client, oidc):
    oidc.fail_with = [(502, b"")]
    answer = client.get("/door/oidc/")
    assert answer.status_code == 503
    assert "现在连不上统一身份认证" in said(answer)
    assert "用短信验证码登录" in said(answer)
    address = away(client, "oidc")
    oidc.fail_with = [(502, b"")]
    assert come_back(client, address).status_code == 503
    # What came to nothing is spent all the same.
    assert "请重新点一次登录" in said(come_back(client, address))


def test_a_token_of_another_visit_is_nobodys(client, oidc):
    oidc.forge = {"nonce": "of-another-visit"}
    assert "没有确认是您" in said(enter(client))
    assert Person.objects.count() == 0


def test_nothing_is_there_where_nothing_is_set_up(client, oidc):
    assert client.get("/door/dingtalk/").status_code == 404
    assert client.get("/door/oidc/?for=admin").status_code == 404
    assert client.get("/door/nowhere/back/").status_code == 404


def test_buttons_stand_where_configured_and_usable(client, oidc, wechat, dingtalk):
    page = client.get("/me/").content.decode()
    assert "/door/oidc/" in page
    assert "/door/dingtalk/" in page
    assert "/door/wechat/" not in page
    assert "/door/wechat/" in client.get("/me/", headers=IN_WECHAT).content.decode()
    desk = client.get("/staff/login/", headers=IN_WECHAT).content.decode()
    assert "/door/oidc/?for=staff" in desk
    assert "wechat" not in desk


def test_no_button_without_settings(client):
    assert "/door/" not in client.get("/me/").content.decode()
    assert "/door/" not in client.get("/staff/login/").content.decode()


# --- WeChat, which tells no number


def test_in_wechat_the_number_is_confirmed_once_by_our_own_code(client, wechat):
    answer = enter(client, "wechat", "?next=/track/")
    assert (answer["Location"], resident(client)) == ("/door/confirm/", None)
    assert Person.objects.count() == 0
    client.post("/door/confirm/", {"phone": PHONE})
    answer = client.post("/door/confirm/", {"phone": PHONE, "code": code_to(PHONE)})
    assert answer["Location"] == "/track/"
    person = Person.objects.get()
    assert (resident(client), person.phone_hash) == (person.pk, phones.hashed(PHONE))
    client.post("/me/out/")
    assert enter(client, "wechat")["Location"] == "/me/"
    assert resident(client) == person.pk


def test_a_wrong_code_ties_nothing(client, wechat):
    enter(client, "wechat")
    client.post("/door/confirm/", {"phone": PHONE})
    wrong = f"{(int(code_to(PHONE)) + 1) % 1_000_000:06d}"
    assert client.post("/door/confirm/", {"phone": PHONE, "code": wrong}).status_code == 422
    assert (Identity.objects.count(), resident(client)) == (0, None)
    assert client.post("/door/confirm/", {"phone": "123"}).status_code == 422


def test_nobody_confirms_a_number_without_having_come_from_there(client):
    assert client.get("/door/confirm/")["Location"] == "/me/"


# --- Settings


def test_a_resident_ties_and_unties_in_the_settings(client, oidc, written):
    enter(client)
    page = client.get("/me/settings/").content.decode()
    assert "解除统一身份认证" in page
    identity = Identity.objects.get()
    client.post(f"/me/settings/identity/{identity.ref}/unlink/")
    assert Identity.objects.live().count() == 0
    assert resident(client) is not None
    assert "绑定统一身份认证" in client.get("/me/settings/").content.decode()
    assert enter(client, "oidc", "?for=link")["Location"] == "/me/settings/"
    assert Identity.objects.live().count() == 1
    assert written("person.sign_in") == ["person.link", "person.unlink", "person.link"]


def test_another_persons_account_is_not_tied_to_me(client, oidc, wechat, person):
    enter(client)
    oidc.person |= {"sub": "u-9", "phone_number": PHONE}
    assert "和这里的不一样" in said(enter(client, "oidc", "?for=link"))
    someone = person("other", phone=PHONE)
    actions.link_identity(person=someone, provider="wechat", claim=Claim(wechat.openid))
    assert "已经绑定了另一个" in said(enter(client, "wechat", "?for=link"))
    assert Identity.objects.get(provider="wechat").person == someone


def test_only_whoever_is_signed_in_ties_and_sees_settings(client, oidc):
    assert client.get("/door/oidc/?for=link")["Location"] == "/me/"
    assert client.get("/me/settings/")["Location"] == "/me/?next=/me/settings/"


def test_nobody_unties_for_another(client, oidc, person):
    enter(client)
    identity = Identity.objects.get()
    with pytest.raises(Forbidden):
        actions.unlink_identity(identity=identity, by=person("other"))
    client.post("/me/out/")
    client.post(f"/me/settings/identity/{identity.ref}/unlink/")
    assert Identity.objects.live().count() == 1


# --- Staff


def test_staff_come_in_by_their_number_and_keep_their_second_factor(client, oidc, staff, settings):
    settings.STAFF_SECOND_FACTOR = True
    worker = staff(Role.DISPATCHER, phone=OIDC_PHONE)
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(worker, secret)
    answer = enter(client, "oidc", "?for=staff")
    assert answer["Location"].startswith("/staff/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    answer = client.post("/staff/2fa/authenticate/", {"code": code_of(secret, clock.now())})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(worker.pk)
    assert resident(client) is None


def test_staff_without_a_second_factor_get_no_further_than_setting_one_up(
    client, oidc, staff, settings
):
    settings.STAFF_SECOND_FACTOR = True
    staff(Role.DISPATCHER, phone=OIDC_PHONE)
    enter(client, "oidc", "?for=staff")
    assert client.get("/staff/account/")["Location"] == "/staff/2fa/first/"


def test_a_resident_never_becomes_staff(client, oidc, staff):
    """By the residents' door a dispatcher is a resident; by the desks' door a resident is nobody."""
    staff(Role.DISPATCHER, phone=OIDC_PHONE)
    enter(client)
    assert "_auth_user_id" not in client.session
    assert client.get("/staff/account/").status_code == 302
    oidc.person |= {"sub": "u-2", "phone_number": PHONE}
    client.post("/me/out/")
    enter(client)
    answer = enter(client, "oidc", "?for=staff")
    assert "没有对应的工作人员账号" in said(answer)
    assert "_auth_user_id" not in client.session


def test_a_staff_visit_in_a_residents_browser_ends_the_residents_session(client, oidc, staff):
    staff(Role.DISPATCHER, phone=OIDC_PHONE)
    enter(client)
    enter(client, "oidc", "?for=staff")
    assert resident(client) is None
    assert "_auth_user_id" in client.session


def test_staff_that_was_stopped_stay_out(client, oidc, staff):
    actions.set_active(person=staff(Role.DISPATCHER, phone=OIDC_PHONE), active=False, by=None)
    assert "没有对应的工作人员账号" in said(enter(client, "oidc", "?for=staff"))


def test_wechat_is_no_door_of_staff(client, wechat):
    assert client.get("/door/wechat/?for=staff").status_code == 404


def test_staff_see_and_untie_their_account(client, dingtalk, staff, written):
    staff(Role.DISPATCHER, phone=OIDC_PHONE)
    enter(client, "dingtalk", "?for=staff")
    identity = Identity.objects.get()
    assert identity.ref in client.get("/staff/account/").content.decode()
    client.post(f"/staff/account/identities/{identity.ref}/unlink/")
    assert Identity.objects.live().count() == 0
    assert written()[-3:] == ["person.link", "person.sign_in", "person.unlink"]


# --- What is kept


def test_what_a_provider_calls_somebody_stands_nowhere_in_the_open(client, oidc):
    oidc.person["sub"] = "very-personal-name"
    enter(client)
    identity = Identity.objects.get()
    assert "very-personal" not in f"{identity.subject_hash}{identity.subject_locked}{identity}"
    assert vault.unlock(identity.subject_locked) == "very-personal-name"


def test_a_number_taken_meanwhile_is_a_refusal_too(person):
    """Two browsers at once: the database lets one tie stand."""
    first, second = person("a", phone=PHONE), person("b")
    claim = Claim("s-1")
    actions.link_identity(person=first, provider="wechat", claim=claim)
    with pytest.raises(Refused) as refused:
        actions.link_identity(person=second, provider="wechat", claim=claim)
    assert refused.value.code == "taken"
