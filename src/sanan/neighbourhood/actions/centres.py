"""A centre and its rooms: planned, built, opened, with hours, duties, devices; facilities with rules."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from sanan.cases import deadlines
from sanan.kit import phones, words
from sanan.kit.errors import Invalid
from sanan.neighbourhood.enums import FacilityKind, Have, Who
from sanan.neighbourhood.models import (
    Centre,
    DayException,
    Device,
    Duty,
    Facility,
    OpeningHours,
)
from sanan.neighbourhood.rules import CENTRE, FACILITY
from sanan.neighbourhood.rules.hours import apart
from sanan.people.models import Org, Person
from sanan.places.models import Place

Span = tuple[int, time, time]


@CENTRE.action("plan")
def plan(
    *,
    place: Place,
    name: str,
    by: Person | None,
    address: str = "",
    phone: str = "",
    haves: Sequence[str] = (),
    more: str = "",
    area: int = 0,
    open_on_holidays: bool = False,
    at: datetime | None = None,
) -> Centre:
    """Plan a centre at a place. Raises `Invalid` where the place has one of that name."""
    name = words.one_line(name, "name", 60)
    if Centre.objects.filter(place=place, name=name).exists():
        raise Invalid(_("这里已经有同名的邻里中心。"), "twice", field="name")
    made = Centre(
        place=place,
        name=name,
        address=words.clean_line(address, most=120, field="address"),
        phone=phones.office(phone) if phone else "",
        haves=[str(each) for each in Have if each in haves],
        more=words.clean_line(more, most=200, field="more"),
        area=area,
        open_on_holidays=open_on_holidays,
    )
    with CENTRE.begin("plan", made, by=by, at=at):
        pass
    return made


@CENTRE.action("build")
def build(*, centre: Centre, by: Person | None, at: datetime | None = None) -> Centre:
    """Building has begun."""
    with CENTRE.step("build", centre, by=by, at=at):
        pass
    return centre


@CENTRE.action("open")
def open_(*, centre: Centre, by: Person | None, at: datetime | None = None) -> Centre:
    """Open it to residents."""
    with CENTRE.step("open", centre, by=by, at=at) as step:
        calendar = deadlines.calendar_at(step.thing.place)
        step.thing.opened_on = calendar.local_day(step.at)
    return centre


@CENTRE.action("change")
def change(
    *,
    centre: Centre,
    by: Person | None,
    address: str,
    phone: str,
    haves: Sequence[str],
    more: str,
    area: int,
    open_on_holidays: bool,
    at: datetime | None = None,
) -> Centre:
    """Change what is said of it."""
    with CENTRE.step("change", centre, by=by, at=at) as step:
        step.set(
            address=words.clean_line(address, most=120, field="address"),
            phone=phones.office(phone) if phone else "",
            haves=[str(each) for each in Have if each in haves],
            more=words.clean_line(more, most=200, field="more"),
            area=area,
            open_on_holidays=open_on_holidays,
        )
    return centre


@CENTRE.action("set_hours")
def set_hours(
    *, centre: Centre, hours: Iterable[Span], by: Person | None, at: datetime | None = None
) -> Centre:
    """The hours of its week, instead of those before.

    Raises `Invalid`, naming the two, where spans overlap. Bookings that are there stay.
    """
    week = apart(hours)
    with CENTRE.step("set_hours", centre, by=by, at=at) as step:
        OpeningHours.objects.filter(centre=step.thing).delete()
        OpeningHours.objects.bulk_create(
            [
                OpeningHours(centre=step.thing, weekday=weekday, opens=opens, closes=closes)
                for weekday, opens, closes in week
            ]
        )
        step.data = {"hours": [f"{day} {a:%H:%M}-{b:%H:%M}" for day, a, b in week]}
    return centre


@CENTRE.action("except_day")
def except_day(
    *,
    centre: Centre,
    day: date,
    reason: str,
    by: Person | None,
    opens: time | None = None,
    closes: time | None = None,
    at: datetime | None = None,
) -> Centre:
    """Say of one day that it is not as its weekday: other hours, or closed without any."""
    reason = words.one_line(reason, "reason", 100)
    if (opens is None) != (closes is None):
        raise Invalid(_("开门和关门的时间都要写，都不写就是这一天不开。"), "half", field="closes")
    if opens is not None and closes is not None and closes <= opens:
        raise Invalid(_("关门要晚于开门。"), "order", field="closes")
    with CENTRE.step("except_day", centre, by=by, at=at) as step:
        DayException.objects.update_or_create(
            centre=step.thing,
            day=day,
            defaults={"opens": opens, "closes": closes, "reason": reason},
        )
        step.data = {"day": day.isoformat(), "opens": str(opens or ""), "closes": str(closes or "")}
        step.say(reason)
    return centre


@CENTRE.action("set_duty")
def set_duty(
    *,
    centre: Centre,
    org: Org,
    weekday: int,
    begins: time,
    ends: time,
    does: str,
    by: Person | None,
    at: datetime | None = None,
) -> Centre:
    """A department sits in the centre at that hour of each week."""
    if ends <= begins:
        raise Invalid(_("结束要晚于开始。"), "order", field="ends")
    with CENTRE.step("set_duty", centre, by=by, at=at) as step:
        Duty.objects.create(
            centre=step.thing,
            org=org,
            weekday=weekday,
            begins=begins,
            ends=ends,
            does=words.one_line(does, "does", 100),
        )
        step.data = {"org": org.code, "weekday": weekday}
    return centre


@CENTRE.action("add_device")
def add_device(
    *,
    centre: Centre,
    name: str,
    count: int,
    by: Person | None,
    works: bool = True,
    at: datetime | None = None,
) -> Centre:
    """Enter a machine, or what was found when it was last looked at."""
    with CENTRE.step("add_device", centre, by=by, at=at) as step:
        today = deadlines.calendar_at(step.thing.place).local_day(step.at)
        device, _made = Device.objects.update_or_create(
            centre=step.thing,
            name=words.one_line(name, "name", 60),
            defaults={"count": count, "works": works, "checked_on": today},
        )
        step.data = {"device": device.name, "count": count, "works": works}
    return centre


@CENTRE.action("improve")
def improve(*, centre: Centre, by: Person | None, at: datetime | None = None) -> Centre:
    """It is to be made better before it is assessed again."""
    with CENTRE.step("improve", centre, by=by, at=at):
        pass
    return centre


@FACILITY.action("add")
def add_facility(
    *,
    centre: Centre,
    name: str,
    kind: FacilityKind | str,
    by: Person | None,
    at: datetime | None = None,
    **rules: Any,
) -> Facility:
    """Add a room or a ground to a centre. `rules` are those of `change_facility`."""
    name = words.one_line(name, "name", 60)
    if centre.facilities.filter(name=name).exists():
        raise Invalid(_("这个中心已经有同名的场地。"), "twice", field="name")
    made = Facility(centre=centre, place=centre.place, name=name, kind=FacilityKind(kind))
    _set_rules(made, **rules)
    with FACILITY.begin("add", made, by=by, at=at):
        pass
    return made


@FACILITY.action("change")
def change_facility(
    *, facility: Facility, by: Person | None, at: datetime | None = None, **rules: Any
) -> Facility:
    """Change its rules: those fields of a facility that are given. Bookings that are there stay."""
    with FACILITY.step("change", facility, by=by, at=at) as step:
        _set_rules(step.thing, **rules)
    return facility


def _set_rules(facility: Facility, **rules: Any) -> None:
    if "rules" in rules:
        rules["rules"] = words.clean(rules["rules"], most=1000, field="rules")
    if "who" in rules:
        rules["who"] = Who(rules["who"])
    for name, value in rules.items():
        setattr(facility, name, value)
    if not 5 <= facility.step <= facility.least <= facility.most:
        sentence = _("最短不能少于一格，最长不能少于最短。")
        raise Invalid(sentence, "times", field="least")
    if facility.least % facility.step or facility.most % facility.step:
        raise Invalid(_("最短和最长都要是一格的整数倍。"), "steps", field="step")


@FACILITY.action("close")
def close(
    *, facility: Facility, reason: str, by: Person | None, at: datetime | None = None
) -> Facility:
    """Take no bookings for now. Those that are there stay until somebody cancels them."""
    with FACILITY.step("close", facility, by=by, at=at) as step:
        step.say(words.needed(reason, "reason", 200))
    return facility


@FACILITY.action("reopen")
def reopen(*, facility: Facility, by: Person | None, at: datetime | None = None) -> Facility:
    """Take bookings again."""
    with FACILITY.step("reopen", facility, by=by, at=at):
        pass
    return facility
