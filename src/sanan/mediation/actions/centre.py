"""Centres, their windows, who sits there when, who may mediate; figures that reports gave."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.kit import clock, dates, phones, words
from sanan.kit.errors import Forbidden, Invalid
from sanan.ledger import actions as ledger
from sanan.mediation.enums import CENTRE, Part, Qualifier, Service
from sanan.mediation.models import Duty, GovCentre, Mediator, Published, Window
from sanan.people.models import Org, Person
from sanan.people.queries import holds
from sanan.places.models import Place

MOST_DAYS = 62
"""How far one entry of the roster reaches."""


def open_centre(
    *,
    place: Place,
    name: str,
    address: str,
    phone: str,
    hours: str,
    by: Person,
    since_on: date | None = None,
    at: datetime | None = None,
) -> GovCentre:
    """A governance centre of a county or township."""
    _may(place, by)
    moment = clock.at_or_now(at)
    made = GovCentre(
        place=place,
        name=words.one_line(name, "name", 60),
        address=words.one_line(address, "address", 120),
        phone=phones.office(phone),
        hours=words.one_line(hours, "hours", 120),
        since_on=since_on or dates.local_day(moment),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            _record("mediation.open_centre", made.code, {"place": place.code}, by, moment)
    except IntegrityError:
        raise Invalid(_("这里已经有一个同名的中心了。"), "twice", field="name") from None
    return made


def add_window(
    *, centre: GovCentre, service: str, org: Org, by: Person, at: datetime | None = None
) -> Window:
    """A unit sits at the centre for one service."""
    _may(centre.place, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        last = Window.objects.select_for_update().filter(centre=centre).order_by("number").last()
        made = Window(
            centre=centre,
            service=Service(service),
            org=org,
            number=last.number + 1 if last else 1,
        )
        made.save(force_insert=True)
        told = {"service": service, "org": org.code}
        _record("mediation.add_window", made.code, told, by, moment)
    return made


def put_on_duty(
    *,
    window: Window,
    person: Person,
    from_on: date,
    until_on: date,
    parts: Iterable[str],
    by: Person,
    weekdays: Iterable[int] = range(5),
    at: datetime | None = None,
) -> int:
    """Put somebody on the roster of a window, from day to day; how many half days were made.

    Raises `Invalid` where somebody sits there already, or they sit elsewhere at that hour.
    """
    _may(window.centre.place, by)
    moment = clock.at_or_now(at)
    for day, name in ((from_on, "from_on"), (until_on, "until_on")):
        if day.year not in dates.YEARS:
            raise Invalid(_("这个日期不对，请再看一遍年份。"), "no_such_year", field=name)
    if not 0 <= (until_on - from_on).days < MOST_DAYS:
        sentence = _("最后一天不能早于第一天，一次最多排 %(n)d 天。")
        raise Invalid(sentence % {"n": MOST_DAYS}, "order", field="until_on")
    wanted = set(weekdays)
    days = [date.fromordinal(n) for n in range(from_on.toordinal(), until_on.toordinal() + 1)]
    rows = [
        Duty(window=window, person=person, on=day, part=Part(part))
        for day in days
        if day.weekday() in wanted
        for part in parts
    ]
    if not rows:
        raise Invalid(_("这几天里没有选中的星期，请再看一遍。"), "no_day", field="until_on")
    taken = Duty.objects.filter(on__in={row.on for row in rows})
    clash = {
        (each.on, each.part): each
        for each in taken.select_related("window", "person")
        if each.window_id == window.pk or each.person_id == person.pk
    }
    for row in rows:
        if (found := clash.get((row.on, row.part))) is not None:
            sentence = _("%(day)s%(part)s已经排了%(who)s在%(window)s，请先避开。")
            said = {
                "day": dates.day(row.on),
                "part": found.get_part_display(),
                "who": found.person.name,
                "window": found.window.get_service_display(),
            }
            raise Invalid(sentence % said, "taken", field="from_on")
    with transaction.atomic():
        Duty.objects.bulk_create(rows)
        told = {"person": person.ref, "from": from_on.isoformat(), "n": len(rows)}
        _record("mediation.roster", window.code, told, by, moment)
    return len(rows)


def add_mediator(
    *, centre: GovCentre, person: Person, title: str, by: Person, at: datetime | None = None
) -> Mediator:
    """Somebody joins the roll of mediators."""
    _may(centre.place, by)
    moment = clock.at_or_now(at)
    made = Mediator(
        centre=centre,
        person=person,
        title=words.one_line(title, "title", 40),
        since_on=dates.local_day(moment),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            _record("mediation.add_mediator", centre.code, {"person": person.ref}, by, moment)
    except IntegrityError:
        raise Invalid(_("这个人已经在名册里了。"), "twice", field="person") from None
    return made


def end_mediator(*, mediator: Mediator, by: Person, at: datetime | None = None) -> Mediator:
    """They leave the roll; what they have begun they may end."""
    _may(mediator.centre.place, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        mediator.until_on = dates.local_day(moment)
        mediator.save(update_fields=["until_on"])
        told = {"person": mediator.person.ref}
        _record("mediation.end_mediator", mediator.centre.code, told, by, moment)
    return mediator


def publish_figure(
    *,
    centre: GovCentre,
    what: str,
    value: int,
    unit: str,
    qualifier: str,
    period: str,
    source: str,
    by: Person,
    per: Published | None = None,
    at: datetime | None = None,
) -> Published:
    """A figure as a report said it; `per` is the one it is set against."""
    _may(centre.place, by)
    moment = clock.at_or_now(at)
    made = Published(
        centre=centre,
        what=words.one_line(what, "what", 60),
        value=value,
        unit=words.one_line(unit, "unit", 8),
        qualifier=Qualifier(qualifier),
        per=per,
        period=words.one_line(period, "period", 20),
        source=words.one_line(source, "source", 120),
        noted_on=dates.local_day(moment),
    )
    with transaction.atomic():
        made.save(force_insert=True)
        told = {"what": made.what, "value": value, "qualifier": qualifier}
        _record("mediation.published", centre.code, told, by, moment)
    return made


def _may(place: Place, by: Person) -> None:
    if not holds(by, CENTRE, path=place.path):
        raise Forbidden(_("只有这一级中心的人可以这样办。"), "not_yours")


def _record(event: str, subject: str, told: Mapping[str, object], by: Person, at: datetime) -> None:
    ledger.record(event=event, subject=subject, content=told, by=by.ref, at=at)
