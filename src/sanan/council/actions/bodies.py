"""Bodies, their rolls, and the halls they meet in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.council import rules
from sanan.council.enums import Event, Kind
from sanan.council.models import Booking, Council, Hall, Seat
from sanan.council.rules.quorum import square_metres
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.words import needed
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.places.models import Place

MOST_ROWS = 20_000


def found(
    *,
    place: Place,
    name: str,
    kind: Kind,
    by: Person | None,
    monthly: bool = False,
    area: int = 0,
    at: datetime | None = None,
) -> Council:
    """Set up a body. `area`: the declared whole, in hundredths of a square metre, for owners.

    Without `by` it is the command line or the demo.
    """
    if by is not None:
        rules.check_desk(place, by)
    moment = clock.at_or_now(at)
    kind = Kind(kind)
    if kind == Kind.OWNERS and area <= 0:
        raise Invalid(_("业主大会要写明建筑总面积，表决按面积算。"), "area", field="area")
    name = needed(words.clean_line(name, most=80, field="name"), "name")
    try:
        with transaction.atomic():
            made = Council.objects.create(
                place=place,
                name=name,
                kind=kind,
                monthly=monthly,
                area=area,
                founded_on=timezone.localdate(moment),
            )
            content = {"place": place.code, "name": name, "kind": kind, "area": area}
            written(Event.COUNCIL, made.code, content | {"monthly": monthly}, by=by, at=moment)
    except IntegrityError:
        raise Refused(_("这里已经有同名的组织。"), "twice", field="name") from None
    return made


def seat(
    *,
    council: Council,
    name: str,
    by: Person | None,
    since_on: date,
    until_on: date | None = None,
    person: Person | None = None,
    household: str = "",
    area: int = 0,
    representative: bool = False,
    woman: bool = False,
    at: datetime | None = None,
) -> Seat:
    """Put one member on the roll, until the last day of their term."""
    if by is not None:
        rules.check_desk(council.place, by)
    if until_on is not None and until_on < since_on:
        raise Invalid(_("任期的最后一天早于第一天。"), "dates", field="until_on")
    if council.kind == Kind.OWNERS:
        _check_share(name, area)
    try:
        with transaction.atomic():
            made = Seat.objects.create(
                council=council,
                person=person,
                name=needed(words.clean_line(name, most=40, field="name"), "name"),
                household=words.clean_line(household, most=120, field="household"),
                area=area,
                representative=representative,
                woman=woman,
                since_on=since_on,
                until_on=until_on,
            )
            moment = clock.at_or_now(at)
            written(Event.SEAT, council.code, _seated(made), by=by, at=moment, said=made.name)
    except IntegrityError:
        raise Refused(_("这位已经在名册上，一个人只有一票。"), "twice", field="name") from None
    return made


def end_term(*, seat: Seat, until_on: date, by: Person, at: datetime | None = None) -> Seat:
    """Let a term end with the day `until_on`."""
    rules.check_desk(seat.council.place, by)
    if until_on < seat.since_on:
        raise Invalid(_("任期的最后一天早于第一天。"), "dates", field="until_on")
    with transaction.atomic():
        seat.until_on = until_on
        seat.save(update_fields=["until_on"])
        content = {"seat": seat.ref, "until_on": f"{until_on}"}
        written(Event.LEAVE, seat.council.code, content, by=by, at=clock.at_or_now(at))
    return seat


@dataclass(frozen=True, slots=True)
class Door:
    """One line of an owners' table: who owns which door, and how large it is.

    `owner` tells namesakes apart (the end of an identity number, a phone); the same owner of
    several doors is one member.
    """

    name: str
    door: str
    area: int
    owner: str = ""


def set_roll(
    *, council: Council, doors: Sequence[Door], by: Person | None, at: datetime | None = None
) -> int:
    """Replace an owners' roll: one owner, one seat, all doors together. How many seats there are.

    Raises `Invalid` for a share of zero, a door given twice, or areas that do not add up to what
    is declared for the body; nothing is changed then.
    """
    if by is not None:
        rules.check_desk(council.place, by)
    if len(doors) > MOST_ROWS:
        raise Invalid(_("一次最多 %(most)d 行。") % {"most": MOST_ROWS}, "rows")
    seen: set[str] = set()
    owners: dict[tuple[str, str], list[Door]] = {}
    for each in doors:
        _check_share(each.name, each.area)
        if each.door in seen:
            raise Invalid(_("%(door)s 写了两遍。") % {"door": each.door}, "door_twice")
        seen.add(each.door)
        # Without anything that tells namesakes apart, each door is someone of their own.
        owners.setdefault((each.name, each.owner or f"door {each.door}"), []).append(each)
    total = sum(each.area for each in doors)
    if total != council.area:
        raise Invalid(
            _("各户面积加起来是 %(sum)s，和登记的总面积 %(whole)s 对不上，请核对后再导入。")
            % {"sum": square_metres(total), "whole": square_metres(council.area)},
            "do_not_add_up",
        )
    return _replace(council, list(owners.values()), by, clock.at_or_now(at))


def _replace(council: Council, owners: list[list[Door]], by: Person | None, at: datetime) -> int:
    today = timezone.localdate(at)
    with transaction.atomic():
        council.seats.filter(until_on__isnull=True, since_on__gt=today).delete()
        council.seats.filter(until_on__isnull=True).exclude(ballots=None, attendance=None).update(
            until_on=today
        )
        council.seats.filter(ballots=None, attendance=None).delete()
        seats = [
            Seat(
                council=council,
                name=words.clip(doors[0].name, 40),
                household=words.clip("、".join(d.door for d in doors), 120),
                area=sum(d.area for d in doors),
                since_on=today,
            )
            for doors in owners
        ]
        Seat.objects.bulk_create(seats, batch_size=500)
        content = {"seats": [[s.ref, s.name, s.household, s.area] for s in seats]}
        written(Event.ROLL, council.code, content, by=by, at=at)
    return len(seats)


def _check_share(name: str, area: int) -> None:
    if area <= 0:
        raise Invalid(
            _("%(name)s 的面积是零，不能算表决份额。请填房产证上的面积。") % {"name": name},
            "zero_area",
            field="area",
        )


def _seated(made: Seat) -> dict[str, object]:
    return {
        "seat": made.ref,
        "person": made.person.ref if made.person else "",
        "household": made.household,
        "area": made.area,
        "representative": made.representative,
        "woman": made.woman,
        "since_on": f"{made.since_on}",
        "until_on": f"{made.until_on or ''}",
    }


def add_hall(
    *, place: Place, name: str, holds: int, by: Person | None, at: datetime | None = None
) -> Hall:
    """A room in which meetings can be held."""
    if by is not None:
        rules.check_desk(place, by)
    name = needed(words.clean_line(name, most=80, field="name"), "name")
    try:
        with transaction.atomic():
            made = Hall.objects.create(place=place, name=name, holds=holds)
            content = {"place": place.code, "name": name, "holds": holds}
            written(Event.HALL, made.code, content, by=by, at=clock.at_or_now(at))
    except IntegrityError:
        raise Refused(_("这里已经有同名的议事厅。"), "twice", field="name") from None
    return made


def book(
    *,
    hall: Hall,
    begins_at: datetime,
    ends_at: datetime,
    purpose: str,
    by: Person,
    at: datetime | None = None,
) -> Booking:
    """Take a hall for a time. Raises `Refused` where someone has it then, saying who and when."""
    rules.check_desk(hall.place, by)
    if ends_at <= begins_at:
        raise Invalid(_("结束时间要晚于开始时间。"), "times", field="ends_at")
    moment = clock.at_or_now(at)
    with transaction.atomic():
        made = take(hall, begins_at, ends_at, purpose, by)
        content = {
            "booking": made.pk,
            "begins_at": f"{begins_at:%FT%TZ}",
            "ends_at": f"{ends_at:%FT%TZ}",
        }
        written(Event.BOOK, hall.code, content, by=by, at=moment, said=made.purpose)
    return made


def take(hall: Hall, begins_at: datetime, ends_at: datetime, purpose: str, by: Person) -> Booking:
    """The row of a booking, inside the caller's transaction, one at a time for each hall."""
    Hall.objects.select_for_update().get(pk=hall.pk)
    other = hall.bookings.standing().across(begins_at, ends_at).first()
    if other is not None:
        local = timezone.localtime
        raise Refused(
            _("%(hall)s %(day)s %(from)s 到 %(to)s 已经有人用（%(what)s）。请换个时间或地方。")
            % {
                "hall": hall.name,
                "day": f"{local(other.begins_at):%m-%d}",
                "from": f"{local(other.begins_at):%H:%M}",
                "to": f"{local(other.ends_at):%H:%M}",
                "what": other.purpose,
            },
            "taken",
            field="hall",
        )
    return Booking.objects.create(
        hall=hall,
        begins_at=begins_at,
        ends_at=ends_at,
        purpose=needed(words.clean_line(purpose, most=120, field="purpose"), "purpose"),
        by=by,
    )


def free(*, booking: Booking, by: Person, at: datetime | None = None) -> Booking:
    """Give a hall back."""
    rules.check_desk(booking.hall.place, by)
    if booking.freed_at is not None:
        raise Refused(_("这一场已经退了。"), "freed")
    with transaction.atomic():
        booking.freed_at = clock.at_or_now(at)
        booking.save(update_fields=["freed_at"])
        written(Event.FREE, booking.hall.code, {"booking": booking.pk}, by=by, at=booking.freed_at)
    return booking
