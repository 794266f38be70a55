"""One contract for every provider of an identity, and what is each one's own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec

from sanan.channels.dingtalk.fake import FakeDingTalk
from sanan.channels.dingtalk.signin import DingTalk
from sanan.channels.identity import provider
from sanan.channels.identity.provider import Claim, Handshake, NotClaimed
from sanan.channels.oidc.client import Oidc, challenge
from sanan.channels.oidc.fake import FakeOidc
from sanan.channels.wechat.fake import FakeWeChat
from sanan.channels.wechat.signin import WeChat
from sanan.channels.wecom.fake_signin import FakeWeCom
from sanan.channels.wecom.signin import WeCom

SHAKE = Handshake(
    "state-1", "nonce-1", "verifier-" + "1" * 40, "https://sanan.example/door/x/back/"
)


@pytest.fixture
def oidc():
    fake = FakeOidc()
    with fake.running() as issuer:
        yield fake, Oidc(issuer, fake.client_id, fake.secret)


@pytest.fixture
def dingtalk():
    fake = FakeDingTalk()
    with fake.running() as at:
        yield fake, DingTalk(fake.client_id, fake.secret, page=at, api=at)


@pytest.fixture
def wecom():
    fake = FakeWeCom()
    with fake.running() as at:
        yield fake, WeCom(fake.corp, fake.agent, fake.secret, page=at, api=at)


@pytest.fixture
def wechat():
    fake = FakeWeChat()
    with fake.running() as at:
        yield fake, WeChat(fake.app_id, fake.secret, page=at, api=at)


@pytest.fixture(params=["oidc", "dingtalk", "wecom", "wechat"])
def either(request):
    return request.getfixturevalue(request.param)


def gone_and_back(client, shake=SHAKE):
    """The code with which the browser comes back, and the state beside it."""
    answer = httpx.get(client.away(shake).partition("#")[0])
    assert answer.status_code == 302
    where, query = answer.headers["location"].split("?")
    assert where == shake.back
    back = {name: values[0] for name, values in parse_qs(query).items()}
    return back.get("code") or back["authCode"], back["state"]


def refused(client, code, shake=SHAKE):
    with pytest.raises(NotClaimed) as no:
        client.claim(code, shake)
    return no.value


def test_whoever_comes_back_is_known_by_a_subject_that_stays(either):
    _fake, client = either
    subjects = set()
    for _visit in range(2):
        code, state = gone_and_back(client)
        assert state == SHAKE.state
        subjects.add(client.claim(code, SHAKE).subject)
    assert len(subjects) == 1
    assert subjects.pop()


def test_a_code_works_once(either):
    _fake, client = either
    code, _state = gone_and_back(client)
    client.claim(code, SHAKE)
    assert refused(client, code).again is False


def test_an_invented_code_opens_nothing(either):
    _fake, client = either
    assert refused(client, "made-up").again is False


def test_a_wrong_secret_opens_nothing_and_is_told_to_nobody(either):
    _fake, client = either
    code, _state = gone_and_back(client)
    wrong = refused(replace(client, secret="another-secret"), code)
    assert wrong.again is False
    assert "another" not in wrong.code + repr(client)


def test_a_provider_that_is_down_or_mumbles_may_be_tried_again(either):
    fake, client = either
    code, _state = gone_and_back(client)
    fake.fail_with = [(502, b"<html>bad gateway</html>")]
    assert refused(client, code).again is True


def test_a_provider_that_is_nowhere_may_be_tried_again(wechat):
    _fake, client = wechat
    assert refused(replace(client, api="http://127.0.0.1:9"), "x").again is True


@pytest.mark.parametrize("name", ["oidc", "dingtalk", "wecom"])
def test_these_tell_a_confirmed_number(name, request):
    _fake, client = request.getfixturevalue(name)
    claim = client.claim(gone_and_back(client)[0], SHAKE)
    assert (claim.phone[-11:], claim.confirmed) == ("13800012001", True)


def test_wechat_tells_no_number(wechat):
    fake, client = wechat
    assert client.claim(gone_and_back(client)[0], SHAKE) == Claim(fake.openid)


def test_a_number_from_abroad_is_not_confirmed_by_dingtalk(dingtalk):
    fake, client = dingtalk
    fake.person["stateCode"] = "852"
    assert client.claim(gone_and_back(client)[0], SHAKE).confirmed is False


def test_a_stranger_to_the_enterprise_is_nobody(wecom):
    fake, client = wecom
    fake.member = False
    assert refused(client, gone_and_back(client)[0]).code == "not_a_member"


# --- OpenID Connect


def test_the_challenge_is_the_published_one():
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_page_is_asked_with_state_nonce_and_challenge(oidc):
    _fake, client = oidc
    asked = dict(parse_qsl(urlsplit(client.away(SHAKE)).query))
    assert (asked["state"], asked["nonce"]) == ("state-1", "nonce-1")
    assert asked["code_challenge"] == challenge(SHAKE.verifier)
    assert SHAKE.verifier not in str(asked)


def test_another_browsers_verifier_does_not_redeem_the_code(oidc):
    _fake, client = oidc
    code, _state = gone_and_back(client)
    assert refused(client, code, replace(SHAKE, verifier="x" * 43)).code == "invalid_grant"


@pytest.mark.parametrize(
    "forged",
    [
        {"iss": "https://other.example"},
        {"aud": "another-client"},
        {"aud": ["test-client", "other"], "azp": "other"},
        {"nonce": "of-another-visit"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"sub": " "},
        {"sub": 7},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(oidc, forged):
    fake, client = oidc
    fake.forge = forged
    assert refused(client, gone_and_back(client)[0]).code.startswith("id_token.")


def test_a_token_by_another_key_is_refused(oidc):
    fake, client = oidc
    fake.published = ec.generate_private_key(ec.SECP256R1())
    assert refused(client, gone_and_back(client)[0]).code.startswith("id_token.")


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_without_the_providers_own_signature_is_refused(oidc, algorithm):
    fake, client = oidc
    fake.algorithm = algorithm
    assert refused(client, gone_and_back(client)[0]).code.startswith("id_token.")


def test_a_document_that_names_another_issuer_is_refused(oidc):
    fake, client = oidc
    fake.told_issuer = "https://other.example"
    with pytest.raises(NotClaimed):
        client.away(SHAKE)


@pytest.mark.parametrize(
    ("minutes", "taken"), [(-1, True), (1, True), (6, True), (-3, False), (8, False)]
)
def test_clocks_may_differ_by_two_minutes(oidc, minutes, taken):
    """A token lives five minutes from its `iat`; two more on either side."""
    fake, client = oidc
    now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        code, _state = gone_and_back(client)
        fake.forge = {"iat": int(now.timestamp()), "exp": int(now.timestamp()) + 300}
    with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
        if taken:
            assert client.claim(code, SHAKE).subject == "u-1"
        else:
            assert refused(client, code).code.startswith("id_token.")


def test_the_number_may_come_from_userinfo_of_the_same_subject(oidc):
    fake, client = oidc
    fake.by_userinfo = True
    assert client.claim(gone_and_back(client)[0], SHAKE).confirmed is True
    fake.forge = {"sub": "u-2"}
    assert refused(client, gone_and_back(client)[0]).code == "other_subject"


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_only_true_is_confirmed(oidc, verified):
    fake, client = oidc
    fake.person["phone_number_verified"] = verified
    assert client.claim(gone_and_back(client)[0], SHAKE).confirmed is False


# --- Which are there


def test_a_provider_is_there_once_all_of_its_settings_are(settings):
    assert provider.configured() == []
    settings.IDENTITY = {
        **settings.IDENTITY,
        "oidc": {"issuer": "https://id.example", "client_id": "a", "secret": ""},
        "wechat": {"app_id": "a", "secret": "b"},
    }
    assert provider.configured() == ["wechat"]
    assert provider.missing("oidc") == ["secret"]
    assert provider.missing("dingtalk") == []
    with pytest.raises(KeyError):
        provider.provider("oidc")
    settings.IDENTITY["oidc"]["secret"] = "c"
    assert isinstance(provider.provider("oidc"), Oidc)
    assert isinstance(provider.provider("wechat"), WeChat)


def test_a_number_is_confirmed_by_whoever_told_it(oidc):
    fake, client = oidc
    fake.by_userinfo = True
    fake.person["phone_number_verified"] = False
    fake.forge = {"phone_number_verified": True}  # said of another number, or of none
    assert client.claim(gone_and_back(client)[0], SHAKE).confirmed is False
