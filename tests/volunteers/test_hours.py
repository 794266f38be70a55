"""Minutes: which times can be true, both sides, no overlap, corrections that leave a trace."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry
from sanan.people.models import Notice
from sanan.process.queries import timeline
from sanan.volunteers import actions, rules
from sanan.volunteers.actions import Served
from sanan.volunteers.enums import Quality, State
from sanan.volunteers.models import Correction, Service
from sanan.volunteers.queries import minutes
from sanan.volunteers.queries.hours import hours
from sanan.volunteers.rules import SERVICE

from .conftest import DAY, HOUR, NOW

MINUTE = timedelta(minutes=1)


def logged(stage, person, began, ended, **more):
    return actions.log_service(
        person=person,
        team=stage.team,
        place=stage.village,
        title="陪诊",
        content="",
        began_at=began,
        ended_at=ended,
        source=more.pop("source", f"order:{began}"),
        by=stage.organiser,
        at=NOW,
        **more,
    )


@given(spent=st.integers(1, 1440), breaks=st.integers(0, 1500), seconds=st.integers(0, 59))
def test_minutes_are_what_is_left(spent, breaks, seconds):
    begin = NOW - 3 * DAY
    end = begin + timedelta(minutes=spent) + timedelta(seconds=seconds if spent < 1440 else 0)
    if spent - breaks > 0:
        assert rules.minutes_of(begin, end, breaks=breaks, travel=0, at=NOW) == spent - breaks
    else:
        with pytest.raises(Invalid):
            rules.minutes_of(begin, end, breaks=breaks, travel=0, at=NOW)


def test_travel_and_breaks_are_no_service(stage):
    made = logged(stage, stage.stranger, NOW - 3 * HOUR, NOW, breaks=20)
    assert (made.minutes, made.state) == (160, State.CONFIRMED)
    activity = stage.activity()
    record = stage.recorded(activity, stage.volunteer(), breaks=10, travel=30)
    assert record.minutes == 80


@pytest.mark.parametrize(
    ("began", "ended", "code"),
    [
        (NOW - 30 * HOUR, NOW - 4 * HOUR, "too_long"),  # 26 hours a day
        (NOW - HOUR, NOW + HOUR, "future"),
        (NOW - HOUR, NOW - HOUR, "times"),
        (NOW - HOUR, NOW - 2 * HOUR, "times"),
    ],
)
def test_times_that_cannot_be_change_nothing(stage, began, ended, code):
    before = Entry.objects.count()
    with pytest.raises(Invalid) as refused:
        logged(stage, stage.stranger, began, ended)
    assert refused.value.code == code
    assert (Service.objects.count(), Entry.objects.count()) == (0, before)


def test_26_hours_are_named_in_the_sentence(stage):
    with pytest.raises(Invalid, match="too_long") as refused:
        logged(stage, stage.stranger, NOW - 30 * HOUR, NOW - 4 * HOUR)
    assert "26 小时" in str(refused.value.sentence)


def test_exactly_a_day_is_possible(stage):
    assert logged(stage, stage.stranger, NOW - DAY, NOW).minutes == 1440


def test_nobody_serves_twice_at_once(stage):
    logged(stage, stage.stranger, NOW - 5 * HOUR, NOW - 3 * HOUR)
    for began, ended in (
        (NOW - 4 * HOUR, NOW - 2 * HOUR),
        (NOW - 6 * HOUR, NOW - 5 * HOUR + MINUTE),
        (NOW - 4 * HOUR, NOW - 4 * HOUR + MINUTE),
    ):
        with pytest.raises(Refused) as refused:
            logged(stage, stage.stranger, began, ended)
        assert refused.value.code == "overlap"
    # Touching ends share no moment; another person is free.
    logged(stage, stage.stranger, NOW - 3 * HOUR, NOW - 2 * HOUR)
    logged(stage, stage.organiser if False else stage.leader, NOW - 4 * HOUR, NOW - 3 * HOUR)
    assert Service.objects.count() == 3


def test_what_was_logged_once_is_there_once(stage):
    first = logged(stage, stage.stranger, NOW - 2 * HOUR, NOW, source="order:7")
    again = logged(stage, stage.stranger, NOW - 9 * HOUR, NOW - 8 * HOUR, source="order:7")
    assert (first.pk, Service.objects.count()) == (again.pk, 1)
    assert minutes(stage.stranger) == 120
    assert minutes(stage.stranger, since=NOW - HOUR) == 0
    assert minutes(stage.stranger, until=NOW - 2 * HOUR) == 0


def test_who_logs_for_themselves_waits_for_the_team(stage):
    made = actions.log_service(
        person=stage.stranger,
        team=stage.team,
        place=stage.village,
        title="陪诊",
        content="",
        began_at=NOW - HOUR,
        ended_at=NOW,
        source="order:9",
        by=stage.stranger,
        at=NOW,
    )
    assert (made.state, minutes(stage.stranger)) == (State.CLAIMED, 0)
    actions.accept(service=made, by=stage.organiser, at=NOW)
    assert minutes(stage.stranger) == 60


def test_not_before_the_activity_began(stage):
    activity = stage.activity()
    signup = stage.came(activity, stage.volunteer())
    early = Served(signup, activity.starts_at - MINUTE, activity.ends_at)
    with pytest.raises(Invalid) as refused:
        actions.record_hours(
            activity=activity, rows=[early], by=stage.organiser, at=activity.ends_at
        )
    assert refused.value.code == "before"
    right = Served(signup, activity.starts_at, activity.ends_at)
    with pytest.raises(Refused) as refused:
        actions.record_hours(activity=activity, rows=[right], by=stage.organiser, at=NOW)
    assert (refused.value.code, Service.objects.count()) == ("before", 0)


def test_one_wrong_line_leaves_the_whole_list_unwritten(stage):
    activity = stage.activity()
    rows = [
        Served(stage.came(activity, stage.volunteer(name)), activity.starts_at, activity.ends_at)
        for name in ("林小禾", "许小满")
    ]
    wrong = Served(rows[1].signup, activity.ends_at, activity.starts_at)
    with pytest.raises(Invalid):
        actions.record_hours(
            activity=activity, rows=[rows[0], wrong], by=stage.organiser, at=activity.ends_at
        )
    assert Service.objects.count() == 0


def test_only_both_sides_make_it_count(stage):
    volunteer = stage.volunteer()
    made = stage.recorded(stage.activity(), volunteer)
    assert (made.state, minutes(volunteer.person)) == (State.RECORDED, 0)
    assert "120 分钟" in Notice.objects.get(to=volunteer.person).text
    actions.agree(service=made, by=volunteer.person, at=NOW + 3 * DAY)
    assert (made.state, minutes(volunteer.person)) == (State.CONFIRMED, 120)
    with pytest.raises(Refused):
        actions.agree(service=made, by=volunteer.person)


def test_a_signature_on_paper_is_the_volunteers_word(stage):
    volunteer = stage.volunteer()
    made = stage.recorded(stage.activity(), volunteer, signed=True)
    assert (made.state, made.agreed_way, minutes(volunteer.person)) == ("confirmed", "paper", 120)


def test_who_did_not_come_has_no_hours(stage):
    activity, volunteer = stage.activity(), stage.volunteer()
    signup = actions.sign_up(activity=activity, volunteer=volunteer, by=volunteer.person, at=NOW)
    with pytest.raises(Refused) as refused:
        actions.record_hours(
            activity=activity,
            rows=[Served(signup, activity.starts_at, activity.ends_at)],
            by=stage.organiser,
            at=activity.ends_at,
        )
    assert refused.value.code == "not_there"


def test_nobody_confirms_their_own_hours(stage):
    mine = actions.register(person=stage.organiser, place=stage.village, agreed=True, at=NOW - DAY)
    activity = stage.activity()
    signup = stage.came(activity, mine)
    row = Served(signup, activity.starts_at, activity.ends_at)
    with pytest.raises(Forbidden) as refused:
        actions.record_hours(activity=activity, rows=[row], by=stage.organiser, at=activity.ends_at)
    assert refused.value.code == "own"
    claimed = actions.claim(
        person=stage.organiser,
        org=stage.team,
        place=stage.village,
        title="值守",
        began_at=NOW - HOUR,
        ended_at=NOW,
        at=NOW,
    )
    with pytest.raises(Forbidden):
        actions.accept(service=claimed, by=stage.organiser)
    actions.accept(service=claimed, by=stage.second)
    assert claimed.state == State.CONFIRMED
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=claimed.pk).update(recorder=stage.organiser)


def test_the_database_itself_keeps_both_sides(stage):
    made = stage.recorded(stage.activity(), stage.volunteer())
    for wrong in ({"state": "confirmed"}, {"minutes": 0}, {"minutes": 1441}, {"state": "struck"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Service.objects.filter(pk=made.pk).update(**wrong)


def test_a_correction_asked_for_changes_nothing_until_it_is_granted(stage):
    volunteer = stage.volunteer()
    made = stage.recorded(stage.activity(), volunteer, signed=True)
    longer = made.ended_at + HOUR
    actions.question(
        service=made,
        by=volunteer.person,
        reason="多留了一个小时收拾",
        began_at=made.began_at,
        ended_at=longer,
        at=longer,
    )
    assert minutes(volunteer.person) == 120
    with pytest.raises(Refused):
        actions.question(
            service=made,
            by=volunteer.person,
            reason="再提",
            began_at=made.began_at,
            ended_at=longer - MINUTE,
            at=longer,
        )
    actions.settle(service=made, by=stage.second, granted=True, answer="对的", at=longer)
    assert (made.minutes, made.state, minutes(volunteer.person)) == (180, "confirmed", 180)
    kept = Correction.objects.get()
    assert (kept.was_minutes, kept.was_ended_at, kept.granted) == (120, longer - HOUR, True)
    with pytest.raises(Refused):
        actions.settle(service=made, by=stage.second, granted=False, answer="又不行")


def test_a_refused_correction_keeps_the_record_and_the_answer(stage):
    volunteer = stage.volunteer()
    made = stage.recorded(stage.activity(), volunteer)
    actions.question(
        service=made,
        by=volunteer.person,
        reason="应该更长",
        began_at=made.began_at,
        ended_at=made.ended_at + HOUR,
        at=made.ended_at + HOUR,
    )
    with pytest.raises(Refused) as waiting:
        actions.agree(service=made, by=volunteer.person)
    assert waiting.value.code == "asked"
    asked = actions.settle(service=made, by=stage.organiser, granted=False, answer="名单上是两小时")
    made.refresh_from_db()
    assert (made.minutes, made.state, asked.answer) == (120, "recorded", "名单上是两小时")
    actions.agree(service=made, by=volunteer.person)
    assert minutes(volunteer.person) == 120


def test_the_teams_correction_is_told_and_confirmed_anew(stage):
    volunteer = stage.volunteer()
    made = stage.recorded(stage.activity(), volunteer, signed=True)
    actions.correct(
        service=made,
        by=stage.organiser,
        reason="中间散了",
        began_at=made.began_at,
        ended_at=made.ended_at - HOUR,
        at=made.ended_at,
    )
    assert (made.minutes, made.state, minutes(volunteer.person)) == (60, "recorded", 0)
    assert "中间散了" in Notice.objects.filter(to=volunteer.person).latest("pk").text
    actions.agree(service=made, by=volunteer.person)
    assert minutes(volunteer.person) == 60


def test_a_correction_needs_a_reason_and_possible_times(stage):
    volunteer = stage.volunteer()
    made = stage.recorded(stage.activity(), volunteer, signed=True)
    other = stage.confirmed(volunteer, begins=made.ended_at + HOUR)
    late = made.ended_at + DAY
    for reason, began, ended, code in (
        ("", made.began_at, made.ended_at + MINUTE, "empty"),
        ("一样", made.began_at, made.ended_at, "same"),
        ("太长", made.began_at, made.began_at + 26 * HOUR, "too_long"),
        ("撞上", made.began_at, other.began_at + MINUTE, "overlap"),
        ("太早", made.began_at - MINUTE, made.ended_at, "before"),
    ):
        for act, by in ((actions.correct, stage.organiser), (actions.question, volunteer.person)):
            with pytest.raises(Refused) as refused:
                act(
                    service=made,
                    by=by,
                    reason=reason,
                    began_at=began,
                    ended_at=ended,
                    at=late + DAY,
                )
            assert refused.value.code == code
    assert (Correction.objects.count(), minutes(volunteer.person)) == (0, 240)


def test_struck_out_is_out_of_the_count_and_frees_the_time(stage):
    volunteer = stage.volunteer()
    made = stage.recorded(stage.activity(), volunteer, signed=True)
    with pytest.raises(Invalid):
        actions.strike(service=made, by=stage.organiser, reason=" ")
    actions.strike(service=made, by=stage.organiser, reason="记错了人")
    assert (made.state, minutes(volunteer.person)) == ("struck", 0)
    stage.confirmed(volunteer, begins=made.began_at)
    assert minutes(volunteer.person) == 120


def test_quality_is_noted_on_what_counts(stage):
    made = stage.recorded(stage.activity(), stage.volunteer())
    with pytest.raises(Refused):
        actions.rate(service=made, by=stage.organiser, quality=Quality.GOOD)
    actions.agree(service=made, by=made.person)
    actions.rate(service=made, by=stage.organiser, quality=Quality.EXCELLENT)
    assert made.quality == "excellent"


def test_every_step_is_one_entry_and_names_nobody(stage):
    volunteer = stage.volunteer("名字不能进记录")
    made = stage.recorded(stage.activity(), volunteer)
    before = Entry.objects.count()
    actions.agree(service=made, by=volunteer.person)
    entry = Entry.objects.latest("pk")
    assert Entry.objects.count() == before + 1
    assert (entry.event, entry.subject) == ("service.agree", made.ref)
    assert "名字不能进记录".encode() not in b"".join(bytes(e.content) for e in Entry.objects.all())


def test_its_story_is_told_in_order_to_those_whom_it_concerns(stage):
    volunteer = stage.volunteer()
    made = stage.recorded(stage.activity(), volunteer)
    actions.agree(service=made, by=volunteer.person)
    actions.strike(service=made, by=stage.organiser, reason="记错了人")
    story = timeline(SERVICE, made, public=True)
    assert [told.line.verb for told in story] == ["record", "agree", "strike"]
    assert [told.line.state for told in story] == ["recorded", "confirmed", "struck"]
    assert (str(story[2].head), story[2].line.said) == ("作废了：", "记错了人")


@pytest.mark.parametrize(
    ("given_minutes", "shown"),
    [(0, "0.0"), (3, "0.1"), (95, "1.6"), (90, "1.5"), (60 * 1234, "1,234.0")],
)
def test_hours_are_shown_to_one_decimal_half_up(given_minutes, shown):
    assert hours(given_minutes) == shown
