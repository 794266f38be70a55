"""The disclosure calendar: which village must lay what open by when, made from the catalogue."""

import calendar as months
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit import clock, words
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.powers.actions.disclosures import archive
from sanan.powers.enums import OPEN_TO_ALL, Event, Rhythm, State
from sanan.powers.models import Calendar, Disclosure, DisclosureItem
from sanan.powers.rules import who
from sanan.powers.rules.disclosures import DISCLOSURE
from sanan.process.declare import SYSTEM

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period of the calendar; both days belong to it."""

    key: str
    first: date
    last: date


def stretch(rhythm: Rhythm, day: date) -> Stretch:
    """The month, quarter or year around `day`. Raises ValueError for events, which have none."""
    if rhythm == Rhythm.MONTHLY:
        return Stretch(f"{day:%Y-%m}", day.replace(day=1), _end(day.year, day.month))
    if rhythm == Rhythm.QUARTERLY:
        quarter = (day.month - 1) // 3
        first = date(day.year, quarter * 3 + 1, 1)
        return Stretch(f"{day.year}Q{quarter + 1}", first, _end(day.year, quarter * 3 + 3))
    if rhythm == Rhythm.YEARLY:
        return Stretch(f"{day.year}", date(day.year, 1, 1), date(day.year, 12, 31))
    raise ValueError("an event has no period")


def due_on(item: DisclosureItem, last: date) -> date:
    """The last day on which a period that ends on `last` is disclosed in time."""
    if item.rhythm == Rhythm.EVENT:
        return last + timedelta(days=item.due_day)
    total = last.year * 12 + last.month - 1 + item.due_month
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(item.due_day, _end(year, month).day))


def _end(year: int, month: int) -> date:
    return date(year, month, months.monthrange(year, month)[1])


def start(
    *,
    place: Place,
    by: Person | None,
    since_on: date,
    busy: bool = False,
    at: datetime | None = None,
) -> Calendar:
    """Let a county, township or village keep the calendar; again, to change since when or how often."""
    if by is not None and not who.above(place.path, by):
        raise Forbidden(_("这一步由镇里或县里来办。"), "not_yours")
    if place.kind not in {PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE, PlaceKind.CITY}:
        raise Invalid(_("公开日历按县、镇、村来设。"), "kind", field="place")
    with transaction.atomic():
        made, _new = Calendar.objects.update_or_create(
            place=place, defaults={"since_on": since_on, "busy": busy}
        )
        content = {"place": place.code, "since_on": f"{since_on}", "busy": busy}
        written(Event.CALENDAR, place.code, content, by=by, at=clock.at_or_now(at))
    return made


def generate(*, place: Place, day: date, at: datetime | None = None) -> int:
    """Make the tasks of the periods around `day` for every village at or under `place`; how many.

    Twice is once: what is there stays, also under an older version of its item.
    """
    villages = list(Place.objects.within(place).of_kind(PlaceKind.VILLAGE))
    items = list(DisclosureItem.objects.current(day).exclude(rhythm=Rhythm.EVENT))
    busy = _busy(villages)
    with transaction.atomic():
        there = set(
            Disclosure.objects.filter(place__in=Place.objects.within(place))
            .filter(first_on__lte=day, last_on__gte=day)
            .values_list("place_id", "item_code", "period")
        )
        made = Disclosure.objects.bulk_create(
            _tasks(villages, items, busy, day, there), batch_size=BATCH
        )
        if made:
            content = {
                "place": place.code,
                "day": f"{day}",
                "villages": len(villages),
                "items": [f"{i.code} v{i.version}" for i in items],
                "tasks": len(made),
            }
            written(Event.GENERATE, place.code, content, by=None, at=clock.at_or_now(at))
    return len(made)


def _tasks(
    villages: Sequence[Place],
    items: Sequence[DisclosureItem],
    busy: frozenset[int],
    day: date,
    there: set[tuple[int, str, str]],
) -> Iterator[Disclosure]:
    towns = _townships(villages)
    for flag in (True, False):
        plan = [(item, item.rhythm_for(busy=flag)) for item in items]
        lots = [(item, r, stretch(r, day)) for item, r in plan if r != Rhythm.EVENT]
        dated = [(item, r, s, due_on(item, s.last)) for item, r, s in lots]
        for village in villages:
            if (village.pk in busy) is not flag:
                continue
            for item, rhythm, period, due in dated:
                if (village.pk, item.code, period.key) not in there:
                    yield Disclosure(
                        item=item,
                        item_code=item.code,
                        place=village,
                        township_id=towns.get(str(village.path)[: -Place.steplen]),
                        affair=item.affair,
                        rhythm=rhythm,
                        period=period.key,
                        first_on=period.first,
                        last_on=period.last,
                        due_on=due,
                    )


def _townships(villages: Iterable[Place]) -> dict[str, int]:
    parents = {str(v.path)[: -Place.steplen] for v in villages}
    rows = Place.objects.of_kind(PlaceKind.TOWNSHIP)
    if len(parents) < BATCH:
        rows = rows.filter(path__in=parents)
    return dict(rows.values_list("path", "pk"))


def _busy(villages: Sequence[Place]) -> frozenset[int]:
    """Villages whose nearest calendar says that dealings are many."""
    known = {str(c.place.path): c.busy for c in Calendar.objects.select_related("place")}
    return frozenset(v.pk for v in villages if _nearest(str(v.path), known))


def _nearest(path: str, known: dict[str, bool]) -> bool:
    for end in range(len(path), 0, -Place.steplen):
        if path[:end] in known:
            return known[path[:end]]
    return False


def generate_due(*, at: datetime | None = None) -> int:
    """Make what the calendars in force ask for today; how many. Called by the clock."""
    moment = clock.at_or_now(at)
    today = timezone.localdate(moment)
    found = Calendar.objects.filter(since_on__lte=today).select_related("place")
    return sum(generate(place=each.place, day=today, at=moment) for each in found)


@DISCLOSURE.action("schedule")
def occasion(
    *,
    place: Place,
    item: DisclosureItem,
    title: str,
    happened_on: date,
    by: Person,
    at: datetime | None = None,
) -> Disclosure:
    """A major matter that has to be laid open at once (art. 30: 随时公布)."""
    title, moment = words.one_line(title, "title", 120), clock.at_or_now(at)
    made = Disclosure(
        item=item,
        item_code=item.code,
        place=place,
        township_id=_townships([place]).get(str(place.path)[: -Place.steplen]),
        affair=item.affair,
        rhythm=Rhythm.EVENT,
        first_on=happened_on,
        last_on=happened_on,
        due_on=due_on(item, happened_on),
        title=title,
    )
    made.period = f"{happened_on}·{made.code}"
    with DISCLOSURE.begin("schedule", made, by=by, at=moment) as step:
        if item.rhythm != Rhythm.EVENT:
            raise Refused(_("这一项按期公开，日历里已经有了。"), "periodic", field="item")
        if happened_on > timezone.localdate(moment):
            raise Invalid(_("发生的日子还没有到。"), "future", field="happened_on")
        step.say(title)
        step.data = {"item": f"{item.code} v{item.version}", "place": place.code}
    return made


def archive_due(*, at: datetime | None = None, most: int = 2000) -> int:
    """Archive what has hung long enough and has no open question; how many. Called by the clock."""
    moment = clock.at_or_now(at)
    ready = Disclosure.objects.filter(
        state__in=[s for s in OPEN_TO_ALL if s != State.QUESTIONED],
        display_until__lt=timezone.localdate(moment),
    )
    found = list(ready.select_related("place", "item").order_by("pk")[:most])
    for disclosure in found:
        archive(disclosure=disclosure, by=None, relation=SYSTEM, at=moment)
    return len(found)
