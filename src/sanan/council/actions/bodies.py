"""Bodies, their rolls, and the halls they meet in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.council import rules
from sanan.council.enums import Event, Kind
from sanan.council.models import Attendance, Booking, Council, DoorBallot, Hall, Seat
from sanan.council.rules import COUNCIL
from sanan.council.rules.quorum import square_metres
from sanan.kit import clock, tokens, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.words import needed
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import Relation

MOST_ROWS = 20_000


@COUNCIL.action("found")
def found(
    *,
    place: Place,
    name: str,
    kind: Kind,
    by: Person | None,
    monthly: bool = False,
    area: int = 0,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Council:
    """Set up a body. `area`: the declared whole, in hundredths of a square metre, for owners."""
    moment = clock.at_or_now(at)
    kind = Kind(kind)
    if kind == Kind.OWNERS and area <= 0:
        raise Invalid(_("业主大会要写明建筑总面积，表决按面积算。"), "area", field="area")
    made = Council(
        place=place,
        name=needed(words.clean_line(name, most=80, field="name"), "name"),
        kind=kind,
        monthly=monthly,
        area=area,
        founded_on=timezone.localdate(moment),
    )
    try:
        with COUNCIL.begin("found", made, by=by, at=moment, relation=relation) as step:
            step.data = {"place": place.code}
    except IntegrityError:
        raise Refused(_("这里已经有同名的组织。"), "twice", field="name") from None
    return made


@COUNCIL.action("seat")
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
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Seat:
    """Put one member on the roll, until the last day of their term."""
    if until_on is not None and until_on < since_on:
        raise Invalid(_("任期的最后一天早于第一天。"), "dates", field="until_on")
    if council.kind == Kind.OWNERS:
        _check_share(name, area)
    made = Seat(
        person=person,
        name=needed(words.clean_line(name, most=40, field="name"), "name"),
        household=words.clean_line(household, most=120, field="household"),
        area=area,
        representative=representative,
        woman=woman,
        since_on=since_on,
        until_on=until_on,
    )
    try:
        with COUNCIL.step("seat", council, by=by, at=at, relation=relation) as step:
            made.council = step.thing
            made.save()
            step.data = _seated(made)
            step.say(made.name)
    except IntegrityError:
        raise Refused(_("这位已经在名册上，一个人只有一票。"), "twice", field="name") from None
    return made


@COUNCIL.action("leave")
def end_term(
    *, council: Council, seat: Seat, until_on: date, by: Person, at: datetime | None = None
) -> Seat:
    """Let a term end with the day `until_on`."""
    if until_on < seat.since_on:
        raise Invalid(_("任期的最后一天早于第一天。"), "dates", field="until_on")
    with COUNCIL.step("leave", council, by=by, at=at) as step:
        seat.until_on = until_on
        seat.save(update_fields=["until_on"])
        step.data = {"seat": seat.ref, "until_on": f"{until_on}"}
        step.say(seat.name)
    return seat


@dataclass(frozen=True, slots=True)
class Door:
    """One line of an owners' table: who owns which door, and how large it is.

    `owner` tells namesakes apart (the end of an identity number, a phone); the same owner of
    several doors is one member, who votes by phone where `person` is their account, and finds their
    seat by `phone_hash` where that comes later.
    """

    name: str
    door: str
    area: int
    owner: str = ""
    person: Person | None = None
    phone_hash: str = ""


@COUNCIL.action("roll")
def set_roll(
    *,
    council: Council,
    doors: Sequence[Door],
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> int:
    """Replace an owners' roll: one owner, one seat, all doors together. How many seats there are.

    Raises `Invalid` for a share of zero, a door given twice, or areas that do not add up to what
    is declared for the body; nothing is changed then.
    """
    owners = _owners(council, doors)
    with COUNCIL.step("roll", council, by=by, at=at, relation=relation) as step:
        seats = _replace(step.thing, owners, timezone.localdate(step.at))
        step.data = {"seats": [[s.ref, _mark(s), s.area] for s in seats]}
    return len(seats)


def _mark(seat: Seat) -> str:
    """By which the record tells who a seat is, without the name and the door."""
    return tokens.keyed_hash("council-roll", f"{seat.name}|{seat.household}")[:20]


def _owners(council: Council, doors: Sequence[Door]) -> list[list[Door]]:
    """The doors of each owner."""
    if len(doors) > MOST_ROWS:
        raise Invalid(_("一次最多 %(most)d 行。") % {"most": MOST_ROWS}, "rows")
    seen: set[str] = set()
    owners: dict[tuple[str, str], list[Door]] = {}
    for each in doors:
        _check_share(each.name, each.area)
        door = words.bare_name(each.door)
        if door in seen:
            raise Invalid(_("%(door)s 写了两遍。") % {"door": each.door}, "door_twice")
        seen.add(door)
        # Without anything that tells namesakes apart, each door is someone of their own.
        owner = words.bare_name(each.owner) or f"door {door}"
        owners.setdefault((words.bare_name(each.name), owner), []).append(each)
    total = sum(each.area for each in doors)
    if total != council.area:
        raise Invalid(
            _("各户面积加起来是 %(sum)s，和登记的总面积 %(whole)s 对不上，请核对后再导入。")
            % {"sum": square_metres(total), "whole": square_metres(council.area)},
            "do_not_add_up",
        )
    return list(owners.values())


def _replace(council: Council, owners: list[list[Door]], today: date) -> list[Seat]:
    """End or delete the seats there are, so that no owner stands on the roll of a day twice."""
    said = DoorBallot.objects.filter(seat__council=council).values("seat")
    used = Q(attendance__isnull=False) | Q(ballots__isnull=False) | Q(pk__in=said)
    council.seats.exclude(pk__in=council.seats.filter(used).values("pk")).delete()
    standing = council.seats.filter(Q(until_on__isnull=True) | Q(until_on__gte=today))
    came = Attendance.objects.filter(seat__in=standing, meeting__starts_at__date__gte=today)
    if came.exists() or standing.filter(since_on=today).exists():
        raise Refused(
            _("今天的会上已经有人签到或投票，名册今天不能换。请明天再导入。"), "used_today"
        )
    standing.update(until_on=today - timedelta(days=1))
    seats = [
        Seat(
            council=council,
            name=words.clip(doors[0].name, 40),
            person=doors[0].person,
            phone_hash=doors[0].phone_hash,
            household=words.clip("、".join(d.door for d in doors), 120),
            area=sum(d.area for d in doors),
            since_on=today,
        )
        for doors in owners
    ]
    return Seat.objects.bulk_create(seats, batch_size=500)


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
        "mark": _mark(made),
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
