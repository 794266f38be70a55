"""The group robot: what arrives, what is refused, and how often one may speak."""

import pytest

from sanan.channels.sms.transport import NotSent
from sanan.channels.wecom.fake import FakeRobot
from sanan.channels.wecom.robot import GroupRobot, NoRobot, fit, robot


@pytest.fixture
def group():
    return FakeRobot()


@pytest.fixture
def speaker(group):
    with group.running() as address:
        yield GroupRobot(address)


def test_text_and_markdown_arrive(group, speaker):
    speaker.send("蒲坂路土方车多,已派给浔中镇 😀")
    speaker.send("**今天到期 3 件**", markdown=True)
    assert group.taken == [
        ("text", "蒲坂路土方车多,已派给浔中镇 😀"),
        ("markdown", "**今天到期 3 件**"),
    ]


@pytest.mark.parametrize(("markdown", "most"), [(False, 2048), (True, 4096)])
def test_a_long_text_is_cut_where_a_character_ends(group, speaker, markdown, most):
    speaker.send("长" * 3000, markdown=markdown)
    ((_kind, said),) = group.taken
    assert said == "长" * ((most - 3) // 3) + "…"
    assert len(said.encode()) <= most


@pytest.mark.parametrize("text", ["", "a" * 10, "长" * 3, "长长长😀"])
def test_what_fits_stays(text):
    assert fit(text, len(text.encode())) == text


def test_the_twenty_first_in_a_minute_waits(group, speaker):
    for number in range(20):
        speaker.send(f"第 {number} 条")
    with pytest.raises(NotSent) as refused:
        speaker.send("第 20 条")
    found = refused.value
    assert (found.code, found.again, found.after) == ("wecom.45009", True, 60)
    group.next_minute()
    speaker.send("第 20 条")
    assert len(group.taken) == 21


def test_a_wrong_key_is_refused_for_good(group, speaker):
    with pytest.raises(NotSent) as refused:
        GroupRobot(speaker.address + "x").send("在吗")
    assert (refused.value.code, refused.value.again) == ("wecom.93000", False)
    assert group.taken == []


def test_an_empty_message_is_refused_for_good(speaker):
    with pytest.raises(NotSent) as refused:
        speaker.send("")
    assert (refused.value.code, refused.value.again) == ("wecom.44004", False)


@pytest.mark.parametrize(
    "answer", [(200, b"<html>"), (200, ["?"]), (502, b""), (200, {"errcode": None}), (200, {})]
)
def test_an_answer_that_is_none_is_tried_again(group, speaker, answer):
    group.fail_with = [answer]
    with pytest.raises(NotSent) as refused:
        speaker.send("在吗")
    assert refused.value.again is True
    assert group.key not in str(refused.value)


def test_no_group_set_up_says_so(settings):
    settings.WECOM_WEBHOOK = ""
    assert isinstance(robot(), NoRobot)
    with pytest.raises(NotSent) as refused:
        robot().send("在吗")
    assert (refused.value.code, refused.value.again) == ("wecom.not_set_up", False)
