"""One contract for every road that carries text messages, and what is Aliyun's own."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from sanan.channels.serve import Asked
from sanan.channels.sms import aliyun, fake, transport
from sanan.channels.sms.aliyun import Aliyun
from sanan.channels.sms.console import Console
from sanan.channels.sms.fake import FakeAliyun
from sanan.channels.sms.nowhere import Nowhere
from sanan.channels.sms.transport import NotSent, Sms

PHONE = "13800001234"


@pytest.fixture
def provider():
    return FakeAliyun()


@pytest.fixture
def account(provider):
    with provider.running() as endpoint:
        yield Aliyun(
            key_id=provider.key_id,
            secret=provider.secret,
            sign_name=provider.sign_name,
            code_template="SMS_1",
            notice_template="SMS_2",
            endpoint=endpoint,
        )


@pytest.fixture(params=["console", "aliyun"])
def road(request, tmp_path):
    """A road and a way to read what arrived: pairs of (last two figures, text)."""
    if request.param == "console":
        console = Console(tmp_path / "sms.jsonl")
        yield console, lambda: [(m.phone[-2:], m.text) for m in console.recent()[::-1]]
        return
    provider, account = request.getfixturevalue("provider"), request.getfixturevalue("account")
    yield account, lambda: [(number[-2:], text) for number, text in provider.taken]


def test_a_message_arrives_whole_and_gives_a_receipt(road):
    carry, arrived = road
    texts = ["收到您的事了,编号 A&B=C?100%", "emoji 😀 换行\n第二行 ~*'()", "简单"]
    receipts = [carry.send(Sms(PHONE, text)) for text in texts]
    assert all(receipts)
    assert arrived() == [("34", text) for text in texts]


def test_messages_arrive_in_the_order_they_were_sent(road):
    carry, arrived = road
    for number in range(12):
        carry.send(Sms(f"138000000{number:02d}", f"第 {number} 条"))
    assert arrived() == [(f"{n:02d}", f"第 {n} 条") for n in range(12)]


@pytest.mark.parametrize("number", ["", "123", "138000012345", "02988887777", "+8613800001234"])
def test_a_wrong_number_is_refused_for_good(road, number):
    carry, arrived = road
    with pytest.raises(NotSent) as refused:
        carry.send(Sms(number, "在吗"))
    assert refused.value.again is False
    assert arrived() == []


def test_an_empty_message_is_refused_for_good(road):
    carry, arrived = road
    with pytest.raises(NotSent) as refused:
        carry.send(Sms(PHONE, ""))
    assert refused.value.again is False
    assert arrived() == []


def test_no_refusal_names_the_number(road):
    carry, _arrived = road
    with pytest.raises(NotSent) as refused:
        carry.send(Sms("1380000123", "在吗"))
    assert "1380000" not in str(refused.value) + repr(refused.value) + refused.value.code


def test_a_code_goes_by_the_template_for_codes(provider, account):
    account.send(Sms(PHONE, "您的验证码是 123456", code="123456"))
    assert provider.taken == [(PHONE, "123456")]


@pytest.mark.parametrize(
    ("length", "arrives"), [(299, "长" * 299), (300, "长" * 300), (301, "长" * 299 + "…")]
)
def test_a_notice_is_cut_to_what_one_variable_takes(provider, account, length, arrives):
    account.send(Sms(PHONE, "长" * length))
    assert provider.taken == [(PHONE, arrives)]


def test_the_console_takes_five_hundred_characters_and_no_more(tmp_path):
    console = Console(tmp_path / "sms.jsonl")
    console.send(Sms(PHONE, "长" * 500))
    with pytest.raises(NotSent) as refused:
        console.send(Sms(PHONE, "长" * 501))
    assert (refused.value.code, refused.value.again) == ("bad_text", False)
    assert [len(message.text) for message in console.recent()] == [500]


def test_the_console_shows_twenty_unless_asked_for_more(tmp_path):
    console = Console(tmp_path / "sms.jsonl")
    for number in range(21):
        console.send(Sms(PHONE, f"第 {number} 条"))
    assert [m.text for m in console.recent()] == [f"第 {n} 条" for n in range(20, 0, -1)]
    assert [m.text for m in console.recent(most=2)] == ["第 20 条", "第 19 条"]


# The provider's published example of signature method V3.
EXAMPLE = {
    "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
    "RegionId": "cn-shanghai",
}
EXAMPLE_SIGNATURE = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"


def example_headers():
    return aliyun.signed(
        key_id="YourAccessKeyId",
        secret="YourAccessKeySecret",
        host="ecs.cn-shanghai.aliyuncs.com",
        action="RunInstances",
        version="2014-05-26",
        query=EXAMPLE,
        at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        nonce="3156853299f313e23d1673dc12e1703d",
    )


def test_the_signature_is_the_published_one():
    assert example_headers()["authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
        "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        f"Signature={EXAMPLE_SIGNATURE}"
    )


def test_the_fake_works_out_the_published_signature_too():
    headers = example_headers()
    names = sorted(set(headers) - {"authorization"})
    asked = Asked(path="/", query=EXAMPLE, headers=headers, body=b"")
    assert fake.signature("YourAccessKeySecret", asked, names) == EXAMPLE_SIGNATURE


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"secret": "another"}, "SignatureDoesNotMatch"),
        ({"key_id": "nobody"}, "InvalidAccessKeyId.NotFound"),
        ({"sign_name": "别人"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"notice_template": "SMS_9"}, "isv.SMS_TEMPLATE_ILLEGAL"),
    ],
)
def test_a_wrong_account_is_refused_for_good(provider, account, change, code):
    fields = {name: getattr(account, name) for name in Aliyun.__slots__}
    with pytest.raises(NotSent) as refused:
        Aliyun(**{**fields, **change}).send(Sms(PHONE, "在吗"))
    assert (refused.value.code, refused.value.again) == (code, False)
    assert provider.taken == []


def test_a_clock_that_is_wrong_is_refused(provider, account):
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=20), tick=False):
        late = aliyun.clock.now()
    headers = aliyun.signed(
        key_id=provider.key_id,
        secret=provider.secret,
        host="h",
        action="SendSms",
        version=aliyun.VERSION,
        query={},
        at=late,
        nonce="n",
    )
    status, said = provider.answer(Asked(path="/", query={}, headers=headers, body=b""))
    assert (status, said["Code"]) == (400, "InvalidTimeStamp.Expired")


def test_a_request_played_twice_is_refused(provider):
    headers = aliyun.signed(
        key_id=provider.key_id,
        secret=provider.secret,
        host="h",
        action="SendSms",
        version=aliyun.VERSION,
        query={},
        at=datetime.now(UTC),
        nonce="n",
    )
    asked = Asked(path="/", query={}, headers=headers, body=b"")
    codes = [provider.answer(asked)[1]["Code"] for _ in range(2)]
    assert codes == ["isv.MOBILE_NUMBER_ILLEGAL", "SignatureNonceUsed"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((200, {"Code": "isv.BUSINESS_LIMIT_CONTROL"}), ("isv.BUSINESS_LIMIT_CONTROL", True, 60)),
        ((400, {"Code": "Throttling.User"}), ("Throttling.User", True, 60)),
        ((200, {"Code": "isv.AMOUNT_NOT_ENOUGH"}), ("isv.AMOUNT_NOT_ENOUGH", False, 0)),
        ((503, {"Code": "ServiceUnavailable"}), ("ServiceUnavailable", True, 0)),
        ((200, {"Code": "isp.SYSTEM_ERROR"}), ("isp.SYSTEM_ERROR", True, 0)),
        ((200, b"<html>maintenance</html>"), ("unreachable", True, 0)),
        ((200, ["?"]), ("unreadable", True, 0)),
        ((200, {}), ("no_code", False, 0)),
    ],
)
def test_what_passes_is_tried_again_and_what_does_not_is_not(provider, account, answer, expected):
    provider.fail_with = [answer]
    with pytest.raises(NotSent) as refused:
        account.send(Sms(PHONE, "在吗"))
    found = refused.value
    assert (found.code, found.again, found.after) == expected
    assert account.send(Sms(PHONE, "在吗")) == "900"


def test_nobody_at_the_other_end_is_tried_again(account):
    fields = {name: getattr(account, name) for name in Aliyun.__slots__}
    with pytest.raises(NotSent) as refused:
        Aliyun(**{**fields, "endpoint": "http://127.0.0.1:9"}).send(Sms(PHONE, "在吗"))
    assert (refused.value.code, refused.value.again) == ("unreachable", True)
    assert refused.value.__cause__ is None


def test_a_secret_is_not_shown(account):
    assert account.secret not in repr(account)


def test_the_console_shows_a_message_only_to_its_number(tmp_path):
    console = Console(tmp_path / "sms.jsonl")
    console.send(Sms(PHONE, "给甲"))
    console.send(Sms("13800005678", "给乙"))
    assert [m.text for m in console.recent(phone="+86 138 0000 1234")] == ["给甲"]
    assert [(m.phone, m.text) for m in console.recent()] == [
        ("138****5678", "给乙"),
        ("138****1234", "给甲"),
    ]
    assert PHONE not in (tmp_path / "sms.jsonl").read_text()


def test_the_console_logs_neither_number_nor_text(tmp_path, caplog):
    Console(tmp_path / "sms.jsonl").send(Sms(PHONE, "验证码 123456"))
    assert PHONE not in caplog.text
    assert "123456" not in caplog.text


def test_the_console_keeps_only_the_last(tmp_path):
    console = Console(tmp_path / "sms.jsonl")
    for number in range(401):
        console.send(Sms(PHONE, f"第 {number} 条"))
    kept = console.recent(most=1000)
    assert (len(kept), kept[0].text) == (200, "第 400 条")


@pytest.mark.parametrize(
    ("named", "demo", "road"),
    [
        ("console", True, Console),
        ("console", False, Nowhere),
        ("none", True, Nowhere),
        ("none", False, Nowhere),
    ],
)
def test_only_the_demo_keeps_messages_in_a_file(settings, named, demo, road):
    settings.SMS_TRANSPORT, settings.DEMO = named, demo
    assert isinstance(transport.transport(), road)


def test_an_installation_without_a_contract_says_that_nothing_went_out():
    with pytest.raises(NotSent) as refused:
        Nowhere().send(Sms(PHONE, "在吗"))
    assert (refused.value.code, refused.value.again) == ("no_transport", False)


def test_the_settings_choose_the_road(settings, tmp_path):
    settings.VAR, settings.DEMO = tmp_path, True
    settings.SMS_TRANSPORT = "console"
    assert transport.transport() == Console(tmp_path / "sms.jsonl")
    settings.SMS_TRANSPORT = "aliyun"
    settings.SMS_ALIYUN = {
        "key_id": "k",
        "secret": "s",
        "sign_name": "三安",
        "code_template": "SMS_1",
        "notice_template": "SMS_2",
    }
    assert transport.transport() == Aliyun("k", "s", "三安", "SMS_1", "SMS_2")
    settings.SMS_TRANSPORT = "pigeon"
    with pytest.raises(ValueError, match="pigeon"):
        transport.transport()
