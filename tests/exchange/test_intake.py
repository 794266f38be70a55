"""Messages in: kept once, done once, held with a sentence where they cannot be taken."""

import json
from datetime import timedelta

import pytest
from django.db import OperationalError

from sanan.cases.models import Case
from sanan.exchange import actions
from sanan.exchange.actions import taking
from sanan.exchange.enums import Means, State
from sanan.exchange.models import Message, OutsideOrder
from sanan.kit import vault
from sanan.ledger.models import Entry

from .conftest import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db
ORDER = {
    "标题": "路灯不亮",
    "诉求内容": "村口路灯不亮三天了",
    "诉求类型": "投诉",
    "所属区域": "桃溪社区",
    "来电人": "陈某",
    "联系电话": "138 0001 0001",
    "来电时间": "2026-03-01 09:30",
    "办理期限": "2026-03-09 18:00",
}


def test_an_order_becomes_an_ordinary_case_with_both_clocks(desk):
    letter = desk.said("RX-20260301-7", **ORDER)
    case = letter.case
    assert (letter.state, letter.means) == (State.DONE, Means.REQUEST)
    assert (case.kind, case.door, case.nature, case.title) == (
        "hotline",
        "exchange",
        "complaint",
        "路灯不亮",
    )
    assert (case.place, case.may_publish, case.opened_at) == (desk.village, False, NOW)
    assert (case.contact_name, vault.unlock(case.contact_locked)) == ("陈某", "13800010001")
    order = desk.outside(case)
    assert order.outside_id == "RX-20260301-7"
    assert order.due_at.isoformat() == "2026-03-09T10:00:00+00:00"
    assert case.policy.startswith("beijing/")


def test_the_same_again_is_the_same_and_lost_replies_cost_nothing(desk):
    first = actions.receive(system=desk.hotline, row={"编号": "A", "内容": "漏水"}, at=NOW)
    again = actions.receive(system=desk.hotline, row={"内容": "漏水", "编号": "A "}, at=NOW + HOUR)
    assert (first.created, again.created) == (True, False)
    assert first.message.ref == again.message.ref
    for _time in range(2):
        actions.take_waiting(at=NOW + HOUR)
    assert (Case.objects.count(), Message.objects.incoming().count()) == (1, 1)


def test_the_same_number_with_other_words_is_kept_and_held(desk):
    case = desk.order("A")
    letter = desk.said("A", 诉求内容="自来水没有了")
    assert (letter.state, letter.why_code) == (State.HELD, "same_number")
    assert "这个编号已经收过一件" in letter.why
    assert list(Case.objects.all()) == [case]
    actions.correct(
        letter=letter, by=desk.dispatcher, said={**letter.said, "state": "补充"}, at=NOW
    )
    assert (letter.state, letter.case) == (State.DONE, case)
    assert case.timeline.filter(verb="add").get().said == "自来水没有了"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"状态": "研判中"}, "unknown_state"),
        ({"诉求类别": "星际交通"}, "unknown_category"),
        ({"诉求类型": "其他诉求"}, "unknown_nature"),
        ({"所属区域": "火星"}, "unknown_place"),
        ({"来电时间": "0001-01-01"}, "no_moment"),
        ({"办理期限": "9999-12-31 23:59:59"}, "no_moment"),
        ({"办理期限": "2026-02-30"}, "no_moment"),
        ({"诉求内容": ""}, "empty"),
        ({"诉求内容": {"a": 1}}, "not_text"),
        ({"诉求内容": "长" * 20_001}, "too_long"),
    ],
)
def test_what_cannot_be_taken_is_held_with_a_sentence(desk, row, code):
    letter = desk.said("B", **{"诉求内容": "路灯不亮", **row})
    assert (letter.state, letter.why_code, letter.outside_id) == (State.HELD, code, "B")
    assert letter.why.endswith("。")
    assert Case.objects.count() == 0
    assert letter.said


def test_a_message_without_a_number_is_held(desk):
    kept = actions.receive(system=desk.hotline, row={"内容": "路灯不亮"}, at=NOW).message
    assert (kept.state, kept.why_code) == (State.HELD, "no_number")


def test_a_word_that_is_explained_lets_its_letters_in(desk):
    first = desk.said("C", 诉求内容="垃圾没人收", 诉求类别="市容秩序")
    later = desk.said("D", 诉求内容="又有垃圾", 诉求类别="市容秩序")
    assert {first.why_code, later.why_code} == {"unknown_category"}
    released = actions.say_word(
        system=desk.hotline,
        field="category",
        word="市容秩序",
        means="env.rubbish",
        by=desk.admin,
        at=NOW,
    )
    first.refresh_from_db()
    assert (released, first.state, first.case.category.code) == (2, State.DONE, "env.rubbish")


def test_what_is_ahead_of_the_same_number_is_done_first(desk):
    held = desk.said("E", 诉求内容="漏水", 诉求类型="怪")
    urged = desk.said("E", 状态="催办", 催办内容="请快些")
    assert (held.state, urged.state) == (State.HELD, State.WAITING)
    actions.correct(
        letter=held, by=desk.dispatcher, said={"outside_id": "E", "text": "漏水"}, at=NOW
    )
    assert held.state == State.DONE
    actions.take_waiting(at=NOW)
    urged.refresh_from_db()
    assert (urged.state, urged.case) == (State.DONE, held.case)


def test_an_answered_order_comes_back_and_is_done_again(desk):
    case = desk.answered(desk.order("F"))
    letter = desk.said("F", 状态="退回重办", 退回原因="灯又灭了", at=NOW + DAY)
    case.refresh_from_db()
    assert (letter.state, case.state, case.rework_count) == (State.DONE, "rework", 1)
    assert desk.outside(case).sent_back == 1
    assert case.timeline.filter(verb="send_back").get().said == "灯又灭了"


def test_a_closed_order_is_opened_again_with_a_fresh_clock(desk):
    case = desk.closed(desk.order("G"))
    desk.said("G", 状态="退回", 退回原因="还是不亮", at=NOW + 2 * DAY)
    case.refresh_from_db()
    assert (case.state, case.closed_at, case.clock_from_at) == ("reopened", None, NOW + 2 * DAY)


def test_a_clock_that_ran_out_elsewhere_is_kept_and_moves_nothing(desk):
    case = desk.order("H", 办理期限="2026-03-05 18:00")
    due = case.due_at
    desk.said("H", 状态="已超时", 办理期限="2026-03-05 18:00", at=NOW + 4 * DAY)
    case.refresh_from_db()
    assert case.due_at == due
    assert desk.outside(case).overdue_at.isoformat() == "2026-03-05T10:00:00+00:00"
    from sanan.cases.kinds import kind_of

    facts = {str(label): said for label, said in kind_of(case).facts(case)}
    assert facts["对方系统已超时"].startswith("3月5日")
    assert facts["对方编号"] == "市12345热线 H"


def test_urging_closing_and_taking_back(desk):
    case = desk.order("I")
    desk.said("I", 状态="催办", 催办内容="来电人又来电")
    desk.said("I", 状态="已办结", 来电时间="2026-03-02 12:00")
    assert desk.outside(case).ended_at is not None
    assert case.timeline.filter(verb="sync").count() == 2
    desk.said("I", 状态="撤销", 原因="打错了")
    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert desk.said("nobody", 状态="催办").why_code == "unknown_number"


def test_petitions_run_by_their_own_law(desk):
    """信访工作条例: 60 days and 30 more; objection within five working days; never published."""
    letter = desk.said("XF-1", system=desk.petitions, 信访内容="征地补偿没有到位")
    case = letter.case
    assert (case.kind, case.policy) == ("petition", "petition/ordinary")
    assert case.due_at.date().isoformat() == "2026-05-01"
    from sanan.cases import deadlines
    from sanan.cases.rules import not_public

    policy = deadlines.policy_for(case)
    assert (policy.max_extensions, policy.max_extension_days) == (1, 30)
    assert policy.allows["return"] == {"unit": "working_day", "amount": 5}
    assert policy.allows["intake"] == {"unit": "day", "amount": 15}
    assert not_public(case).code == "never_public"


def test_review_and_recheck_have_thirty_days_each_and_then_it_is_final(desk):
    def petition(number: str, state: str, of: str = "", at=NOW):
        return desk.said(
            number, system=desk.petitions, 状态=state, 信访内容="补偿标准不对", 原编号=of, at=at
        )

    first = petition("P", "转办").case
    assert petition("P-early", "复查", "P").why_code == "not_answered"
    desk.answered(first, NOW + DAY)
    late = petition("P-late", "复查", "P", NOW + 32 * DAY)
    assert late.why_code == "too_late"
    review = petition("P-2", "复查", "P", NOW + 30 * DAY).case
    assert (review.kind, review.policy) == ("petition_review", "petition/review")
    assert (review.due_at - review.opened_at).days in {30, 31}
    assert petition("P-x", "复核", "P", NOW + 2 * DAY).why_code == "wrong_basis"
    desk.answered(review, NOW + 31 * DAY)
    recheck = petition("P-3", "复核", "P-2", NOW + 40 * DAY).case
    assert (recheck.kind, recheck.policy) == ("petition_recheck", "petition/recheck")
    desk.answered(recheck, NOW + 41 * DAY)
    assert petition("P-4", "复查", "P-3", NOW + 42 * DAY).why_code == "final"


def test_trouble_that_passes_comes_again_later_and_at_last_to_a_person(desk, monkeypatch):
    kept = actions.receive(system=desk.hotline, row={"编号": "J", "内容": "漏水"}, at=NOW).message

    def busy(*_args, **_given):
        raise OperationalError

    monkeypatch.setitem(taking.DO, Means.REQUEST, busy)
    waits, at = [], NOW
    for _time in range(taking.MOST_ATTEMPTS):
        assert actions.take_waiting(at=at) == 0
        kept.refresh_from_db()
        waits.append(kept.next_at - at)
        at = kept.next_at
    assert waits[:3] == [timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120)]
    assert (kept.state, kept.why_code) == (State.HELD, "gave_up")
    monkeypatch.undo()
    actions.send_again(letter=kept, by=desk.dispatcher, at=at)
    assert (kept.state, OutsideOrder.objects.count()) == (State.DONE, 1)


def test_the_record_holds_no_words_of_a_letter(desk):
    letter = desk.said("K", 诉求内容="漏水", 诉求类型="怪")
    actions.set_aside(letter=letter, by=desk.dispatcher, why="对方说不用了", at=NOW)
    entry = Entry.objects.get(event="letter.set_aside")
    assert set(json.loads(bytes(entry.content))) == {"digest", "system"}
    assert "漏水" not in Message.objects.get(pk=letter.pk).said_locked
    assert letter.state == State.SET_ASIDE


@pytest.mark.parametrize(
    ("row", "number"),
    [
        ({"编号": "\ud800A-1", "内容": ["\ud800"]}, "A-1"),
        ({"编号": "A-2", "\udfff": "1", "内容": {"a": "\x00\ud800"}}, "A-2"),
        ({"编号": "A-3", "内容": float("inf")}, "A-3"),
        ({"编号": float("inf"), "内容": "漏水"}, "inf"),
    ],
)
def test_what_no_database_holds_is_kept_for_a_person_and_fails_nothing(desk, row, number):
    """Half a character of two comes out of JSON as `\\ud800`; 1e400 as an infinity."""
    kept = actions.receive(system=desk.hotline, row=row, at=NOW).message
    assert (kept.state, kept.outside_id) == (State.HELD, number)
    assert "\ud800" not in kept.said["raw"]
    assert not actions.receive(system=desk.hotline, row=row, at=NOW + HOUR).created


def test_a_long_number_of_json_is_kept_whole(desk):
    row = {"编号": 12345678901234567890123, "内容": "漏水"}
    assert actions.receive(system=desk.hotline, row=row, at=NOW).message.outside_id == str(
        row["编号"]
    )
