"""Replies before they leave; concerns told from chatter."""

from pathlib import Path

import pytest

from sanan.insight.concern import Sort, sort_of, sorts_of
from sanan.insight.replies import FAULT_TEXT, Fault, check_reply

MESSAGE = "锦绣花园门口的路灯坏了三个月，晚上很危险，请尽快维修"
GOOD = (
    "您好，锦绣花园路灯问题收悉。经现场查看，系线路老化，县住建局已于3月5日更换灯具，现已恢复照明。"
)


@pytest.mark.parametrize(
    ("reply", "faults"),
    [
        (GOOD, set()),
        ("", {Fault.EMPTY}),
        ("<br>", {Fault.EMPTY}),
        (
            "收到。",
            {Fault.TOO_SHORT, Fault.NO_ACTION, Fault.NO_UNIT, Fault.NO_TIME},
        ),
        (
            "您好，您反映的锦绣花园路灯损坏的情况我们已经转交县住建局处理，感谢您的留言和监督。",
            {Fault.ONLY_FORWARDED, Fault.NO_TIME},
        ),
        (
            "您好，经核实，县医保局已于3月5日为您办理异地就医备案手续，报销比例按照规定执行。",
            {Fault.OFF_POINT},
        ),
        (
            "您好，锦绣花园门口路灯经现场查看，县住建局已安排更换维修，谢谢您的关心支持。",
            set(),
        ),
    ],
)
def test_reply_faults(reply, faults):
    assert set(check_reply(MESSAGE, reply).faults) == faults


def test_every_fault_has_its_sentence():
    assert set(FAULT_TEXT) == set(Fault)
    assert check_reply(MESSAGE, GOOD).fine


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("大家早上好！", Sort.GREETING),
        ("在吗？", Sort.GREETING),
        ("哈哈哈笑死我了", Sort.CHAT),
        ("晚上一起吃火锅吧", Sort.CHAT),
        ("", Sort.CHAT),
        ("😀👍", Sort.CHAT),
        ("谢谢大家，辛苦啦", Sort.THANKS),
        ("请问农村危房改造补助怎么申请", Sort.QUESTION),
        ("投诉物业公司乱收停车费", Sort.COMPLAINT),
        ("青石村路口的路灯坏了", Sort.REPORT),
    ],
)
def test_sorts(text, sort):
    found = sort_of(text)
    assert found.sort is sort
    assert 0 <= found.probability <= 1
    assert found.is_concern == (sort in {Sort.QUESTION, Sort.COMPLAINT, Sort.REPORT})


def test_many_keep_their_order():
    texts = ["哈哈哈", "青石村停水三天了", ""]
    assert [one.is_concern for one in sorts_of(texts)] == [False, True, False]
    assert sorts_of([]) == []


FORWARDED = [
    "您的留言已收悉，已转县住建局调查处理。",
    "网友您好！您反映的问题已转交相关单位办理，感谢您的留言。2026年3月5日",
    "您好，我办已将您反映的情况转至浔中镇人民政府核实、办理，如有结果将及时反馈。",
    "你反映的问题已交由城管局处理。",
    "同志您好，来信已收悉，领导高度重视，已批转有关部门，请耐心等待。",
    "您反映的情况已移交交警大队，请留意后续回复。",
    "已转水务公司核查、办复，祝您生活愉快！",
    "您的帖文已收到，我们已上报上级有关部门。",
    "您好，已派单给龙浔镇，要求其尽快核实处理并回复。",
    "已反馈给物业公司，督促其及时处理。",
]


@pytest.mark.parametrize("reply", FORWARDED)
def test_that_it_was_only_passed_on_is_told(reply):
    assert Fault.ONLY_FORWARDED in check_reply(MESSAGE, reply).faults


def good_replies():
    lines = Path(__file__).with_name("good_replies.txt").read_text(encoding="utf-8").splitlines()
    return [line.split(" | ") for line in lines if not line.startswith("#")]


def test_of_a_hundred_good_replies_hardly_one_is_doubted():
    pairs = good_replies()
    doubted = [reply for said, reply in pairs if check_reply(said, reply).faults]
    assert (len(pairs), len(doubted) <= 5) == (100, True), doubted


def test_passed_on_and_then_answered_is_an_answer():
    reply = "您反映的问题已转县住建局。县住建局回复：3月5日更换路灯灯头两只，当晚已亮。"
    assert check_reply(MESSAGE, reply).fine
