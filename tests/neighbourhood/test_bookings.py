"""Bookings by every door, with their refusals, the waiting list, series, and the clock."""

from datetime import date, datetime, time, timedelta

import pytest

from sanan.kit.calendar import SHANGHAI
from sanan.kit.errors import Refused
from sanan.neighbourhood import actions
from sanan.neighbourhood.enums import BookingState, Door
from sanan.neighbourhood.models import Booking, Facility
from sanan.neighbourhood.rules.processes import BOOKER
from sanan.people.models import Notice

from .conftest import DAY, HOUR, NOW

THURSDAY = date(2026, 3, 5)


def at(hour: float, day: date = THURSDAY) -> datetime:
    return datetime.combine(day, time(), SHANGHAI) + timedelta(hours=hour)


def book(yard, begins: float = 9, ends: float = 11, day: date = THURSDAY, **more) -> Booking:
    given = {"facility": yard.room, "name": "陈秀英", "phone": "13800010001", "by": None}
    given |= {"starts_at": at(begins, day), "ends_at": at(ends, day), "at": NOW}
    return actions.book(**{**given, **more})


def no(do) -> str:
    with pytest.raises(Refused) as caught:
        do()
    return caught.value.code


def test_a_grid_worker_books_for_grandmother(yard):
    made = book(yard, by=yard.grid, phone="")
    assert (made.door, made.state, made.entered_by) == (Door.RELAY, "approved", yard.grid)
    notice = Notice.objects.get(to=yard.grid)
    assert notice.words == {"room": "活动室", "when": "3月5日 09:00"}
    assert book(yard, 14, 15, by=yard.keeper).door == Door.DESK
    assert book(yard, 16, 17).door == Door.PHONE
    # Whoever keeps another village's centre is nobody here.
    assert book(yard, 18, 19, by=yard.far_keeper).person == yard.far_keeper


@pytest.mark.parametrize(
    ("begins", "ends", "day", "code"),
    [
        (9, 11, date(2026, 3, 1), "past"),
        (9, 9, THURSDAY, "order"),
        (9, 9.25, THURSDAY, "length"),
        (8.5, 12, THURSDAY, "length"),
        (9.25, 10.25, THURSDAY, "step"),
        (11, 13, THURSDAY, "closed"),
        (6, 8, THURSDAY, "closed"),
        (9, 11, date(2026, 3, 8), "closed"),  # a Sunday
        (9, 11, date(2026, 4, 6), "holiday"),  # the Monday of Qingming
        (9, 11, date(2026, 5, 30), "ahead"),
    ],
)
def test_what_the_rules_do_not_give_is_refused(yard, begins, ends, day, code):
    assert no(lambda: book(yard, begins, ends, day)) == code


def test_more_people_than_fit_a_number_that_is_none_and_a_shut_room(yard):
    assert no(lambda: book(yard, people=21)) == "too_many"
    assert no(lambda: book(yard, phone="12")) == "bad_phone"
    assert no(lambda: book(yard, phone="")) == "no_phone"
    actions.close(facility=yard.room, reason="刷墙", by=yard.keeper, at=NOW)
    assert no(lambda: book(yard)) == "shut"


def test_the_second_of_two_is_told_so_and_may_wait(yard):
    first = book(yard)
    assert no(lambda: book(yard, 10, 12, phone="13800010002")) == "taken"
    assert no(lambda: book(yard, 11, 12, phone="13800010002")) == "taken"  # tidying up
    second = book(yard, 10, 12, phone="13800010002", wait=True)
    third = book(yard, 9, 10, phone="13800010003", wait=True)
    assert (second.state, third.state) == ("waiting", "waiting")
    actions.cancel(booking=first, relation=BOOKER, at=NOW)
    second.refresh_from_db()
    third.refresh_from_db()
    # Who waited first has it; the other overlaps now with the time for tidying up... of nobody.
    assert (second.state, third.state) == ("approved", "waiting")
    told = Notice.objects.filter(channel="sms").order_by("pk").values_list("sentence", flat=True)
    assert "轮到您了" in list(told)[-1]


def test_rooms_for_residents_groups_and_the_desk(yard):
    def rule(who: str) -> None:
        Facility.objects.filter(pk=yard.room.pk).update(who=who)

    rule("here")
    assert no(lambda: book(yard)) == "residents_only"
    assert no(lambda: book(yard, by=yard.stranger)) == "residents_only"
    yard.resident.home = yard.village
    yard.resident.save()
    assert book(yard, by=yard.resident).state == "approved"
    rule("groups")
    assert no(lambda: book(yard, 14, 15)) == "group"
    assert book(yard, 14, 15, group="木兰拳队").state == "requested"
    assert book(yard, 16, 17, group="木兰拳队", by=yard.keeper).state == "approved"
    rule("desk")
    assert no(lambda: book(yard, 18, 19)) == "desk_only"


def test_nobody_holds_more_than_the_cap(yard):
    Facility.objects.filter(pk=yard.room.pk).update(cap=2)
    book(yard, 9, 10)
    book(yard, 14, 15)
    assert no(lambda: book(yard, 16, 17)) == "cap"
    assert book(yard, 16, 17, phone="13800010002").state == "approved"


def test_who_often_did_not_come_is_looked_at_first(yard):
    for turn in range(3):
        made = book(yard, day=THURSDAY + turn * 7 * DAY)
        actions.miss(booking=made, by=yard.keeper, at=made.starts_at + HOUR)
    assert book(yard, day=THURSDAY + 28 * DAY).state == "requested"
    assert book(yard, 14, 15, phone="13800010002").state == "approved"


def test_approval_use_and_rating(yard):
    Facility.objects.filter(pk=yard.room.pk).update(needs_approval=True)
    made, other = book(yard), book(yard, 14, 15)
    actions.approve(booking=made, by=yard.keeper, at=NOW)
    assert no(lambda: actions.use(booking=made, by=yard.keeper, at=NOW)) == "early"
    assert no(lambda: actions.miss(booking=made, by=yard.keeper, at=NOW)) == "early"
    actions.use(booking=made, by=yard.keeper, at=made.starts_at)
    actions.rate(booking=made, score=5, relation=BOOKER, at=made.ends_at)
    assert (made.state, made.score) == ("used", 5)
    actions.refuse(booking=other, reason="当天检修", by=yard.keeper, at=NOW)
    assert book(yard, 14, 15, phone="13800010002").state == "requested"
    assert no(lambda: actions.cancel(booking=made, relation=BOOKER, at=made.ends_at)) != ""


def series(yard, **more):
    given = {
        "facility": yard.room,
        "title": "木兰拳",
        "weekdays": [1, 3],
        "since_on": date(2026, 3, 24),
        "until_on": date(2026, 4, 10),
        "begins": time(19),
        "ends": time(20, 30),
        "name": "潘月娥",
        "phone": "13800010005",
        "group": "木兰拳队",
        "by": yard.keeper,
        "at": NOW,
    }
    return actions.book_series(**{**given, **more})


def test_a_series_names_each_day_that_it_cannot_have(yard):
    """Tuesdays and Thursdays from 24 March: one is taken, one excepted; Qingming is 4 to 6 April."""
    book(yard, 19, 20, day=date(2026, 3, 26), by=yard.keeper)
    actions.except_day(
        centre=yard.centre, day=date(2026, 3, 31), reason="停电", by=yard.keeper, at=NOW
    )
    made = series(yard, weekdays=[0, 1, 3])
    assert made.skipped == [
        {"day": "2026-03-26", "why": "taken"},
        {"day": "2026-03-31", "why": "closed"},
        {"day": "2026-04-06", "why": "holiday"},
    ]
    days = [each.starts_at.astimezone(SHANGHAI).date().isoformat() for each in made.bookings.all()]
    assert days == ["2026-03-24", "2026-03-30", "2026-04-02", "2026-04-07", "2026-04-09"]
    # Nobody is told eight times.
    assert Notice.objects.filter(to=yard.keeper, sentence__contains="订好了").count() == 2


def test_a_series_without_a_day_keeps_nothing_and_one_or_all_are_cancelled(yard):
    assert no(lambda: series(yard, weekdays=[6])) == "no_day"
    assert no(lambda: series(yard, until_on=date(2026, 3, 1))) == "no_day"
    assert not Booking.objects.exists()
    made = series(yard)
    first, second, *rest = made.bookings.all()
    actions.cancel(booking=first, by=yard.keeper, at=NOW)
    assert made.bookings.coming().count() == 1 + len(rest)
    actions.cancel(booking=second, whole=True, relation=BOOKER, at=NOW)
    assert not made.bookings.coming().exists()
    assert no(lambda: series(yard, by=yard.stranger)) == "not_yours"


def test_the_clock_reminds_once_and_ends_what_was_not_reached(yard):
    made = book(yard)
    waits = book(yard, 10, 11, phone="13800010002", wait=True)
    assert actions.tick(at=NOW) == 0
    assert actions.tick(at=made.starts_at - 20 * HOUR) == 1
    assert actions.tick(at=made.starts_at - 19 * HOUR) == 0
    assert actions.tick(at=waits.starts_at) == 1
    waits.refresh_from_db()
    assert waits.state == BookingState.LAPSED


def test_hours_that_overlap_are_named(yard):
    hours = [(2, time(9), time(12)), (2, time(11), time(15))]
    with pytest.raises(Refused) as caught:
        actions.set_hours(centre=yard.centre, hours=hours, by=yard.keeper, at=NOW)
    assert str(caught.value.sentence) == (
        "星期三的 09:00–12:00 和 11:00–15:00 重叠了，请合成一段或者分开。"
    )
    assert yard.centre.hours.count() == 12
