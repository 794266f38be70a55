"""Questions, their clocks, their climb; answers, ratings, asking again."""

from datetime import UTC, datetime

import pytest

from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry
from sanan.powers import actions
from sanan.powers.enums import Level, QuestionState, Stage, State
from sanan.powers.models import Question
from sanan.process.models import TimelineEntry

from .conftest import NOW, Village, day


@pytest.fixture
def asked(village: Village) -> Question:
    return actions.ask(disclosure=village.published(), text="路灯修在哪里?", line=2, at=NOW)


def test_a_line_is_asked_about(village: Village, asked: Question):
    assert asked.line_text == "2026-09-12 · 修路灯,电话 *********** · 1200.00元"
    assert asked.disclosure.state == State.QUESTIONED
    assert asked.acknowledge_due_at == NOW + day(1)
    # Tuesday; three working days end on Friday at half past five.
    assert asked.due_at == datetime(2026, 10, 16, 9, 30, tzinfo=UTC)


def test_lines_that_are_not_there_and_disclosures_that_are_not_out(village: Village):
    public = village.published()
    with pytest.raises(Invalid, match="no_line"):
        actions.ask(disclosure=public, text="?", line=3, at=NOW)
    with pytest.raises(Invalid, match="empty"):
        actions.ask(disclosure=public, text="  ", at=NOW)
    hidden = village.task("D03")
    with pytest.raises(Refused, match="not_public"):
        actions.ask(disclosure=hidden, text="?", at=NOW)


def test_answered_rated_and_the_disclosure_follows(village: Village, asked: Question):
    second = actions.ask(disclosure=asked.disclosure, text="谁修的?", at=NOW)
    actions.acknowledge(question=asked, by=village.cadre, at=NOW + day(0.5))
    actions.answer(question=asked, text="在村口第三根杆。", by=village.cadre, at=NOW + day(1))
    asked.disclosure.refresh_from_db()
    assert asked.disclosure.state == State.QUESTIONED
    actions.answer(question=second, text="镇里的电工。", by=village.cadre, at=NOW + day(1))
    asked.disclosure.refresh_from_db()
    assert asked.disclosure.state == State.ANSWERED
    actions.rate(question=asked, satisfaction="mostly", text="行", at=NOW + day(2))
    assert (asked.state, asked.rating) == (QuestionState.RATED, "mostly")


def test_the_clock_carries_it_up_to_the_county_and_no_further(village: Village, asked: Question):
    assert actions.escalate_due(at=asked.due_at) == 0
    late = asked.due_at + day(0.01)
    assert actions.escalate_due(at=late) == 1
    asked.refresh_from_db()
    assert (asked.level, asked.state) == (Level.TOWNSHIP, QuestionState.ESCALATED)
    with pytest.raises(Forbidden):
        actions.answer(question=asked, text="我来答", by=village.cadre, at=late)
    assert actions.escalate_due(at=asked.due_at + day(0.01)) == 1
    asked.refresh_from_db()
    assert asked.level == Level.COUNTY
    assert actions.escalate_due(at=asked.due_at + day(30)) == 0
    actions.answer(question=asked, text="县里查了。", by=village.dispatcher, at=asked.due_at)
    assert asked.state == QuestionState.ANSWERED
    story = TimelineEntry.objects.of("question", asked.pk)
    assert list(story.values_list("verb", flat=True)) == [
        "ask",
        "escalate",
        "escalate",
        "answer",
    ]


def test_asking_again_goes_one_level_up_with_its_own_clock(village: Village, asked: Question):
    actions.answer(question=asked, text="修了。", by=village.cadre, at=NOW)
    actions.reask(question=asked, text="我问的是在哪里。", at=NOW + day(1))
    assert (asked.state, asked.level, asked.reasked) == (QuestionState.REASKED, Level.TOWNSHIP, 1)
    asked.disclosure.refresh_from_db()
    assert asked.disclosure.state == State.QUESTIONED
    actions.answer(question=asked, text="在村口。", by=village.town_clerk, at=NOW + day(2))
    assert asked.answer == "在村口。"


def test_a_correction_under_way_does_not_stop_questions(village: Village):
    public = village.published()
    actions.amend(disclosure=public, changed="改金额", by=village.cadre, at=NOW)
    made = actions.ask(disclosure=public, text="改了哪里?", at=NOW)
    assert public.state == State.DRAFTING
    actions.draft(
        disclosure=public,
        title="任务",
        body="改",
        elements=public.item.elements,
        by=village.cadre,
        at=NOW,
    )
    actions.submit(disclosure=public, by=village.cadre, at=NOW)
    actions.sign(disclosure=public, by=village.supervisor, at=NOW)
    assert public.state == State.QUESTIONED
    actions.answer(question=made, text="第二行。", by=village.cadre, at=NOW)
    public.refresh_from_db()
    assert public.state == State.ANSWERED


def test_the_clocks_are_the_countys_to_set(village: Village):
    from sanan.kit.deadline import Unit

    with pytest.raises(Forbidden):
        actions.set_clock(stage=Stage.VILLAGE, amount=9, unit=Unit.DAY, by=village.cadre, at=NOW)
    actions.set_clock(stage=Stage.VILLAGE, amount=2, unit=Unit.DAY, by=village.dispatcher, at=NOW)
    made = actions.ask(disclosure=village.published(), text="?", at=NOW)
    assert made.due_at == datetime(2026, 10, 15, 15, 59, 59, tzinfo=UTC)


def test_every_change_is_one_entry(village: Village, asked: Question):
    """The disclosure that is settled by the answer has an entry of its own."""
    before = Entry.objects.last().pk
    actions.answer(question=asked, text="好", by=village.cadre, at=NOW)
    actions.rate(question=asked, satisfaction="satisfied", at=NOW)
    told = Entry.objects.filter(pk__gt=before).order_by("pk").values_list("event", flat=True)
    assert list(told) == ["question.answer", "disclosure.settle", "question.rate"]


def test_what_is_asked_is_shown_without_private_words_and_what_was_added(village: Village):
    said = "这笔钱给谁?+8613800011111;0595-22881234;（0595）2288-4444;3505 2619 9001 0112 69;老王头"
    made = actions.ask(disclosure=village.published(), text=said, at=NOW)
    assert [piece.text for piece in made.pieces if piece.kind] == [
        "+8613800011111",
        "0595-22881234",
        "（0595）2288-4444",
        "3505 2619 9001 0112 69",
    ]
    actions.answer(question=made, text="已核对。", more=["老王头"], by=village.cadre, at=NOW)
    made.refresh_from_db()
    assert made.shown_text == (
        "这笔钱给谁?**************;*************;***************;**********************;***"
    )
