"""A booking: made by phone, by a grid worker or at the desk; agreed to, cancelled, used or missed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, phones, vault, words
from sanan.kit.errors import Invalid
from sanan.neighbourhood.actions import notices
from sanan.neighbourhood.enums import KEEPERS, RELAYS, BookingState, Door
from sanan.neighbourhood.models import Booking, Facility, Series
from sanan.neighbourhood.rules import BOOKING, times
from sanan.neighbourhood.rules.hours import OpenDay
from sanan.neighbourhood.rules.processes import ASKER
from sanan.people import queries as people_of
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM, Relation
from sanan.slips.actions import issue

APART = "neighbourhood_booking_apart"
"""By what the database names the rule that no two overlap."""
BOOKED = gettext_noop("%(when)s 的%(room)s订好了。来不了请早点取消，让给别人。")
ASKED = gettext_noop("%(when)s 的%(room)s申请收到了，同意以后告诉您。")
WAITS = gettext_noop("%(when)s 的%(room)s已经有人订，您排上了队，轮到了告诉您。")
TO_APPROVE = gettext_noop("%(when)s 的%(room)s有人申请，请看看。")
APPROVED = gettext_noop("%(when)s 的%(room)s同意了。来不了请早点取消，让给别人。")
REFUSED = gettext_noop("%(when)s 的%(room)s没有同意，原因请看订单。")
CANCELLED = gettext_noop("%(when)s 的%(room)s取消了。")
MOVED_UP = gettext_noop("%(when)s 的%(room)s轮到您了。不需要了请取消。")


def book(
    *,
    facility: Facility,
    starts_at: datetime,
    ends_at: datetime,
    name: str,
    by: Person | None,
    phone: str = "",
    group: str = "",
    purpose: str = "",
    people: int = 1,
    wait: bool = False,
    series: Series | None = None,
    opened: OpenDay | None = None,
    quiet: bool = False,
    at: datetime | None = None,
) -> Booking:
    """Book a facility from one moment to another; with `wait` join the line where it is taken.

    `by` is whoever does it: staff for somebody else, a resident signed in by phone, or None. Raises
    the refusal of the rules, or that somebody has it already. Of several at the same moment one
    has it: the facility's row is locked, and the database itself refuses an overlap.
    """
    moment = clock.at_or_now(at)
    with transaction.atomic():
        rows = Facility.objects.select_for_update(of=("self",))
        fresh = rows.select_related("place", "centre__place").get(pk=facility.pk)
        made = _drafted(fresh, name, by, phone, group, purpose)
        made.starts_at, made.ends_at, made.people = starts_at, ends_at, people
        made.series, made.made_at = series, moment
        made.hold()
        times.check(fresh, starts_at, ends_at, moment, people=people, opened=opened)
        times.check_who(fresh, Door(made.door), made.person, made.group)
        if series is None:
            times.check_cap(fresh, made.person, made.phone_hash, moment)
        busy = times.taken(fresh, starts_at, ends_at)
        if busy and not wait:
            raise times.refuse_taken()
        _begin(made, _verb(made, moment, busy=busy), by, moment, quiet=quiet)
    return made


def _drafted(
    facility: Facility, name: str, by: Person | None, phone: str, group: str, purpose: str
) -> Booking:
    door = door_at(facility.place, by)
    number = phones.personal(phone) if phone.strip() else ""
    if not number and door == Door.PHONE and by is None:
        raise Invalid(_("请留个电话，有变化好告诉您。"), "no_phone", field="phone")
    return Booking(
        facility=facility,
        place=facility.place,
        door=door,
        name=words.one_line(name, "name", 40),
        person=by if door == Door.PHONE else None,
        entered_by=by if door != Door.PHONE else None,
        phone_locked=vault.lock(number),
        phone_hash=phones.hashed(number),
        group=words.clean_line(group, most=60, field="group"),
        purpose=words.clean_line(purpose, most=200, field="purpose"),
    )


def door_at(place: Place, by: Person | None) -> Door:
    """How it comes: the desk of this place, a grid worker of it, or one's own phone."""
    if by is not None and people_of.holds(by, KEEPERS, path=place.path):
        return Door.DESK
    if by is not None and people_of.holds(by, RELAYS, path=place.path):
        return Door.RELAY
    return Door.PHONE


def _verb(made: Booking, at: datetime, *, busy: bool) -> str:
    if busy:
        return "wait"
    door = Door(made.door)
    asks = times.needs_approval(made.facility, door, made.person, made.phone_hash, at)
    return "request" if asks else "book"


SAID = {"book": BOOKED, "request": ASKED, "wait": WAITS}


def _begin(made: Booking, verb: str, by: Person | None, at: datetime, *, quiet: bool) -> None:
    relation = ASKER if made.door == Door.PHONE else None
    try:
        with BOOKING.begin(verb, made, by=by, at=at, relation=relation) as step:
            step.data = {"facility": made.facility.code, "door": str(made.door)}
            step.then(lambda done: issue(kind="booking", ref=done.thing.code))
            if not quiet:
                step.then(lambda done: notices.tell(done.thing, SAID[verb], at=at))
            if verb == "request":
                step.then(lambda done: notices.tell_desk(done.thing, TO_APPROVE, at=at))
    except IntegrityError as no:
        if APART not in str(no):
            raise
        raise times.refuse_taken() from None


for _name in ("book", "request", "wait"):
    BOOKING.action(_name)(book)


@BOOKING.action("approve")
def approve(*, booking: Booking, by: Person, at: datetime | None = None) -> Booking:
    """The desk agrees."""
    with BOOKING.step("approve", booking, by=by, at=at) as step:
        step.then(lambda done: notices.tell(done.thing, APPROVED, at=done.at))
    return booking


@BOOKING.action("refuse")
def refuse(*, booking: Booking, reason: str, by: Person, at: datetime | None = None) -> Booking:
    """The desk does not agree, and says why; whoever waits for the time moves up."""
    reason = words.needed(reason, "reason", 200)
    with transaction.atomic():
        with BOOKING.step("refuse", booking, by=by, at=at) as step:
            step.say(reason)
            step.then(lambda done: notices.tell(done.thing, REFUSED, at=done.at))
        move_up(booking, at=step.at)
    return booking


@BOOKING.action("cancel")
def cancel(
    *,
    booking: Booking,
    by: Person | None = None,
    reason: str = "",
    whole: bool = False,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Booking:
    """Give it up; with `whole` also all that are still to come of its series.

    Whoever waits first for a time that is free again moves up, in the same transaction.
    """
    moment = clock.at_or_now(at)
    with transaction.atomic():
        chosen: Iterable[Booking] = [booking]
        if whole and booking.series_id:
            later = Booking.objects.filter(series=booking.series_id, starts_at__gt=moment)
            joined = later.coming().select_related("place", "facility__centre__place", "series")
            chosen = [booking, *joined.exclude(pk=booking.pk)]
        for each in chosen:
            _cancel(each, by, reason, relation, moment)
    return booking


def _cancel(
    booking: Booking, by: Person | None, reason: str, relation: Relation | None, at: datetime
) -> None:
    with BOOKING.step("cancel", booking, by=by, at=at, relation=relation) as step:
        step.say(words.clean(reason, most=200, field="reason"))
        step.then(lambda done: notices.tell(done.thing, CANCELLED, at=at))
    move_up(booking, at=at)


def move_up(gone: Booking, *, at: datetime) -> Booking | None:
    """Who waited first for a time that `gone` held has it now, if all of it is free."""
    rows = gone.facility.bookings.filter(
        state=BookingState.WAITING,
        starts_at__gt=at,
        held_from__lt=gone.held_until,
        held_until__gt=gone.held_from,
    )
    joined = rows.select_related("place", "facility__centre__place", "series")
    for each in joined.order_by("made_at", "pk"):
        if times.taken(each.facility, each.starts_at, each.ends_at):
            continue
        with BOOKING.step("move_up", each, by=None, at=at, relation=SYSTEM) as step:
            door = Door(each.door)
            asks = times.needs_approval(each.facility, door, each.person, each.phone_hash, at)
            step.target = BookingState.REQUESTED if asks else BookingState.APPROVED
            step.then(lambda done: notices.tell(done.thing, MOVED_UP, at=at))
        return each
    return None


@BOOKING.action("use")
def use(*, booking: Booking, by: Person, at: datetime | None = None) -> Booking:
    """They came."""
    with BOOKING.step("use", booking, by=by, at=at):
        pass
    return booking


@BOOKING.action("miss")
def miss(*, booking: Booking, by: Person, at: datetime | None = None) -> Booking:
    """Nobody came; from the third in ninety days on the desk looks at each further one first."""
    with BOOKING.step("miss", booking, by=by, at=at):
        pass
    return booking


@BOOKING.action("rate")
def rate(
    *,
    booking: Booking,
    score: int,
    by: Person | None = None,
    comment: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Booking:
    """One to five points from whoever used it; said again, the later one counts."""
    if not 1 <= score <= 5:
        raise Invalid(_("请选 1 到 5 分。"), "score", field="score")
    with BOOKING.step("rate", booking, by=by, at=at, relation=relation) as step:
        step.thing.score = score
        step.say(words.clean(comment, most=500, field="comment"), public=False)
    return booking
