"""The archive of the county's own groups: what is kept of a pull, in which order, and who agreed.

Fields and codes are the provider's (its documents 91774 and 91782).
"""

from datetime import UTC, datetime

import pytest

from sanan.channels.sms.transport import NotSent
from sanan.channels.wecom.archive import GatewayArchive, Kept, NoArchive, archive
from sanan.channels.wecom.fake_archive import FakeArchive

GROUP, OTHER = "wrGroup", "wrOther"
AT = datetime(2026, 3, 2, 2, 0, 0, 250000, tzinfo=UTC)


@pytest.fixture
def company():
    return FakeArchive()


@pytest.fixture
def gateway(company):
    with company.running() as address:
        yield GatewayArchive(address, company.token)


def test_what_the_group_said_comes_in_order_with_who_and_when(company, gateway):
    company.say(GROUP, "wmLin", "水停了", AT)
    company.say(GROUP, "ZhangSan", "已派人去看", AT)
    pulled = gateway.pull(GROUP, 0)
    assert pulled.kept == [
        Kept(seq=1, id="M1", sender="wmLin", text="水停了", at=AT),
        Kept(seq=2, id="M2", sender="ZhangSan", text="已派人去看", at=AT),
    ]
    assert (pulled.passed, pulled.cursor, pulled.more) == (0, 2, False)
    assert [kept.outside for kept in pulled.kept] == [True, False]


@pytest.mark.parametrize(("sender", "outside"), [("wmLin", True), ("woLin", True), ("Lin", False)])
def test_an_outside_contact_is_known_by_the_beginning_of_the_id(company, gateway, sender, outside):
    company.say(GROUP, sender, "在吗", AT)
    assert [kept.outside for kept in gateway.pull(GROUP, 0).kept] == [outside]


def test_other_groups_robots_pictures_and_blanks_are_passed_by_and_counted(company, gateway):
    company.say(OTHER, "wmLin", "别的群", AT)
    company.say(GROUP, "wbRobot", "今天到期 3 件", AT)
    company.say(GROUP, "wmLin", "一张图", AT, msgtype="image")
    company.say(GROUP, "wmLin", "改个群名", AT, msgtype="text", action="switch")
    company.say(GROUP, "wmLin", " \n", AT)
    company.say(GROUP, "wmLin", "路灯坏了", AT)
    pulled = gateway.pull(GROUP, 0)
    assert [kept.text for kept in pulled.kept] == ["路灯坏了"]
    assert (pulled.passed, pulled.cursor) == (5, 6)


def test_a_message_taken_back_says_which_and_no_word_of_it(company, gateway):
    first = company.say(GROUP, "wmLin", "我说错了", AT)
    company.say(
        GROUP,
        "wmLin",
        "我说错了",
        AT,
        action="recall",
        msgtype="revoke",
        revoke={"pre_msgid": first},
    )
    taken = gateway.pull(GROUP, 1).kept
    assert [(kept.text, kept.recalls) for kept in taken] == [("", "M1")]


def test_a_pull_goes_on_after_the_last_and_an_empty_one_stays_there(company, gateway):
    for number in range(3):
        company.say(GROUP, "wmLin", f"第 {number} 句", AT)
    assert [kept.seq for kept in gateway.pull(GROUP, 1).kept] == [2, 3]
    nothing = gateway.pull(GROUP, 3)
    assert (nothing.kept, nothing.cursor, nothing.more) == ([], 3, False)


def test_a_full_helping_says_that_there_is_more(company, gateway):
    for number in range(1001):
        company.say(GROUP if number == 1000 else OTHER, "wmLin", "在", AT)
    first = gateway.pull(GROUP, 0)
    assert (first.kept, first.passed, first.cursor, first.more) == ([], 1000, 1000, True)
    second = gateway.pull(GROUP, first.cursor)
    assert ([kept.seq for kept in second.kept], second.more) == ([1001], False)


def test_only_those_whose_last_word_was_yes_agreed(company, gateway):
    company.agree[GROUP] = {
        "wmYes": "Agree",
        "wmByDefault": "Default_Agree",
        "wmNo": "Disagree",
    }
    assert gateway.agreed(GROUP) == {"wmYes", "wmByDefault"}


def test_a_group_that_is_not_kept_is_refused_for_good(gateway):
    with pytest.raises(NotSent) as refused:
        gateway.agreed(OTHER)
    assert (refused.value.code, refused.value.again) == ("wecom.301053", False)


def test_a_wrong_token_is_refused_for_good_and_never_shown(company, gateway):
    with pytest.raises(NotSent) as refused:
        GatewayArchive(gateway.address, "wrong-token").pull(GROUP, 0)
    assert (refused.value.code, refused.value.again) == ("wecom.40014", False)
    assert "wrong-token" not in str(refused.value) + repr(refused.value)


@pytest.mark.parametrize("code", [-1, 10001, 10002, 10003])
def test_a_busy_system_is_asked_again(company, gateway, code):
    company.fail_with = [(200, {"errcode": code})]
    with pytest.raises(NotSent) as refused:
        gateway.pull(GROUP, 0)
    assert (refused.value.code, refused.value.again) == (f"wecom.{code}", True)


@pytest.mark.parametrize("answer", [(200, b"<html>"), (200, ["?"]), (502, b"")])
def test_an_answer_that_is_none_is_asked_for_again(company, gateway, answer):
    company.fail_with = [answer]
    with pytest.raises(NotSent) as refused:
        gateway.pull(GROUP, 0)
    assert (refused.value.code, refused.value.again) == ("wecom.unreachable", True)
    assert company.token not in str(refused.value)


def test_the_settings_name_the_gateway_or_none(settings):
    settings.WECOM_ARCHIVE, settings.WECOM_ARCHIVE_TOKEN = "http://127.0.0.1:9/", "t"
    assert archive() == GatewayArchive("http://127.0.0.1:9", "t")
    settings.WECOM_ARCHIVE = ""
    assert isinstance(archive(), NoArchive)
    for ask in (lambda: archive().pull(GROUP, 0), lambda: archive().agreed(GROUP)):
        with pytest.raises(NotSent) as refused:
            ask()
        assert (refused.value.code, refused.value.again) == ("wecom.not_set_up", False)
