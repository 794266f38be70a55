"""Template messages, e-mail and web push: each against the one it really speaks to, as a fake."""

import base64

import httpx
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from sanan.channels import call
from sanan.channels.call import NoAnswer
from sanan.channels.email.fake import FakeMail, Mail
from sanan.channels.email.smtp import Smtp
from sanan.channels.push import fake as push_fake
from sanan.channels.push.fake import FakePush
from sanan.channels.push.sending import Sender, Subscription, encrypt, is_known, key_of
from sanan.channels.serve import serving
from sanan.channels.sms.transport import NotSent
from sanan.channels.wechat.fake import FakeWeChat
from sanan.channels.wechat.message import Templates

LINK = "https://sanan.example/track/AB12/"


def refusal(send):
    with pytest.raises(NotSent) as no:
        send()
    return no.value.code, no.value.again, no.value.gone


# --- WeChat


@pytest.fixture
def wechat():
    fake = FakeWeChat()
    with fake.running() as at:
        yield fake, Templates(fake.app_id, fake.secret, fake.template, api=at)


def test_a_template_message_arrives_with_its_link(wechat):
    fake, account = wechat
    assert account.send(fake.openid, "您反映的事已办结。", LINK) == "1"
    assert fake.taken == [(fake.openid, "您反映的事已办结。", LINK)]


def test_a_sentence_is_cut_to_what_the_field_takes(wechat):
    fake, account = wechat
    account.send(fake.openid, "长" * 21, LINK)
    assert fake.taken[0][1] == "长" * 19 + "…"


def test_a_token_that_ended_is_fetched_anew(wechat):
    fake, account = wechat
    account.send(fake.openid, "一", LINK)
    fake.fail_with = [
        (200, {"access_token": "ended", "expires_in": 1}),
        (200, {"errcode": 42001}),
    ]
    account.send(fake.openid, "二", LINK)
    assert [said for _to, said, _link in fake.taken] == ["一", "二"]


def test_whoever_left_the_account_is_gone(wechat):
    _fake, account = wechat
    assert refusal(lambda: account.send("o-stranger", "一", LINK)) == ("wechat.43004", False, True)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (45009, ("wechat.45009", True, False)),
        (-1, ("wechat.-1", True, False)),
        (40037, ("wechat.40037", False, False)),
    ],
)
def test_what_passes_by_itself_is_tried_again(wechat, code, told):
    fake, account = wechat
    fake.fail_with = [(200, {"access_token": "t"}), (200, {"errcode": code})]
    assert refusal(lambda: account.send(fake.openid, "一", LINK)) == told


def test_wechat_that_is_down_may_be_tried_again(wechat):
    fake, account = wechat
    fake.down = True
    told = refusal(lambda: account.send(fake.openid, "一", LINK))
    assert told == ("wechat.unreachable", True, False)


# --- E-mail


@pytest.fixture
def mail():
    fake = FakeMail()
    with fake.running() as port:
        yield fake, Smtp("127.0.0.1", port, "sanan@example.org", tls="none")


def test_a_mail_arrives_as_it_was_written(mail):
    fake, server = mail
    receipt = server.send("lin@example.org", "三安", f"您反映的事已办结。\n.\n{LINK}")
    assert receipt.endswith("@example.org>")
    assert fake.taken == [Mail("lin@example.org", "三安", f"您反映的事已办结。\n.\n{LINK}")]


def test_a_mailbox_that_is_not_there_is_gone(mail):
    _fake, server = mail
    told = refusal(lambda: server.send("no@example.org", "三安", "在吗"))
    assert told == ("mail.550", False, True)


def test_a_busy_server_may_be_tried_again(mail):
    fake, server = mail
    fake.busy = True
    assert refusal(lambda: server.send("lin@example.org", "三安", "一")) == (
        "mail.451",
        True,
        False,
    )


@pytest.mark.parametrize("address", ["a@b.cn\nBcc: c@d.cn", "a@b.cn\r\nX: y"])
def test_no_header_comes_in_by_an_address(mail, address):
    fake, server = mail
    assert refusal(lambda: server.send(address, "三安", "一")) == ("mail.bad_address", False, True)
    assert fake.taken == []


def test_a_server_that_is_nowhere_may_be_tried_again():
    server = Smtp("127.0.0.1", 9, "sanan@example.org", tls="none")
    assert refusal(lambda: server.send("lin@example.org", "三", "一"))[1] is True


# --- Web push


def plain(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private(text):
    return ec.derive_private_key(int.from_bytes(plain(text), "big"), ec.SECP256R1())


# RFC 8291, section 5 and appendix A.
WATERMELON = b"When I grow up, I want to be a watermelon"
SENDER_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
READER_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
READER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
    "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_encryption_is_the_published_one():
    to = Subscription("https://push.example.net/x", plain(READER), plain(AUTH))
    assert encrypt(WATERMELON, to, key=private(SENDER_KEY), salt=plain(SALT)) == plain(BODY)


def test_the_fake_opens_the_published_message():
    assert push_fake.opened(plain(BODY), private(READER_KEY), plain(AUTH)) == WATERMELON


@pytest.fixture
def push(settings):
    settings.PUSH_HOSTS = settings.PUSH_PLAIN_HOSTS = ["127.0.0.1"]
    sender = Sender(key_of("a secret"), "mailto:it@example.org")
    fake = FakePush(sender=sender.public)
    with fake.running():
        yield fake, sender, Subscription.read(fake.subscription())


def test_a_message_is_opened_by_the_browser_alone(push):
    fake, sender, to = push
    said = {"title": "三安", "body": "您反映的事已办结。", "url": "/track/AB12/"}
    assert sender.send(to, said) == "201"
    assert fake.taken == [said]


def test_a_subscription_that_ended_is_gone(push):
    fake, sender, to = push
    fake.gone = True
    assert refusal(lambda: sender.send(to, {"title": "三"})) == ("push.410", False, True)


@pytest.mark.parametrize(
    ("status", "again"), [(429, True), (503, True), (400, False), (413, False)]
)
def test_what_a_push_service_gets_over_is_tried_again(push, status, again):
    fake, sender, to = push
    fake.fail_with = [(status, b"")]
    assert refusal(lambda: sender.send(to, {"title": "三"})) == (f"push.{status}", again, False)


def test_another_installations_key_is_refused(push):
    _fake, _sender, to = push
    other = Sender(key_of("another secret"), "mailto:it@example.org")
    assert refusal(lambda: other.send(to, {"title": "三"})) == ("push.403", False, False)


def test_a_secret_stands_for_one_key():
    assert key_of("a").private_numbers() == key_of("a").private_numbers()
    assert key_of("a").private_numbers() != key_of("b").private_numbers()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com.cn/",
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest/",
        "https://fcm.googleapis.com@evil.example/",
        "file:///etc/passwd",
        "https://[bad/",
        "",
    ],
)
def test_a_browser_sends_us_to_known_push_services_only(endpoint):
    assert is_known(endpoint) is False


def test_a_known_push_service_is_known():
    assert is_known("https://fcm.googleapis.com/fcm/send/abc")
    assert is_known("https://updates.push.services.mozilla.com/wpush/v2/x")


@pytest.mark.parametrize(
    "change", [{"keys": {}}, {"endpoint": "https://evil.example/"}, {"keys": 7}]
)
def test_what_is_no_subscription_is_refused(push, change):
    fake, _sender, _to = push
    with pytest.raises(ValueError, match="no subscription"):
        Subscription.read(orjson.dumps({**orjson.loads(fake.subscription()), **change}).decode())


@pytest.mark.parametrize("text", ["", "null", "[1]", "{", '{"endpoint": "x"}'])
def test_broken_json_is_no_subscription(text):
    with pytest.raises(ValueError, match="no subscription"):
        Subscription.read(text)


# --- The call itself


def test_an_answer_too_long_is_cut_off(monkeypatch):
    monkeypatch.setattr(call, "MOST", 10)
    with serving(lambda _asked: (200, b"x" * 11)) as at, pytest.raises(NoAnswer) as no:
        call.ask("GET", at)
    assert no.value.code == "too_long"


def test_an_answer_that_comes_by_drops_is_given_up(monkeypatch):
    moments = iter([0.0, 6.0, 6.0, 6.0])
    monkeypatch.setattr(call.time, "monotonic", lambda: next(moments, 7.0))
    with pytest.raises(NoAnswer) as no:
        _dripped(monkeypatch)
    assert no.value.code == "slow"


def _dripped(monkeypatch):
    """An answer of two drops, on a road that needs no network."""
    drops = httpx.MockTransport(lambda _request: httpx.Response(200, content=iter([b"a", b"b"])))
    client = httpx.Client(transport=drops)
    monkeypatch.setattr(httpx, "stream", lambda method, url, **_g: client.stream(method, url))
    return call.ask("GET", "https://provider.example/")


@pytest.mark.parametrize("body", [b"", b"[1]", b"<html>", b"\xff"])
def test_what_is_no_object_is_no_answer(body):
    with serving(lambda _asked: (200, body)) as at, pytest.raises(NoAnswer) as no:
        call.ask_json("GET", at)
    assert no.value.code == "unreadable"
