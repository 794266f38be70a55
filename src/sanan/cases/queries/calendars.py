"""The working calendar and the deadline packs as their settings pages show them."""

import calendar as months
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from sanan.cases import deadlines
from sanan.cases.models import DayOfCalendar, Policy
from sanan.kit.deadline import Unit
from sanan.places.models import Place


@dataclass(frozen=True, slots=True)
class Day:
    """One day: worked or not, by a row of the table or by habit."""

    day: date
    working: bool
    name: str
    known: bool
    inside: bool


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months of weeks, and whether any day is only assumed."""

    number: int
    months: Sequence[tuple[date, Sequence[Sequence[Day]]]]
    weekdays: Sequence[str]
    known: int
    named: Sequence[DayOfCalendar]


WEEKDAYS = (
    pgettext_lazy("weekday", "一"),
    pgettext_lazy("weekday", "二"),
    pgettext_lazy("weekday", "三"),
    pgettext_lazy("weekday", "四"),
    pgettext_lazy("weekday", "五"),
    pgettext_lazy("weekday", "六"),
    pgettext_lazy("weekday", "日"),
)


def year_of(number: int, county: Place | None) -> Year:
    """The calendar of one year in a county; without one, what holds where a county set nothing."""
    found = DayOfCalendar.objects.filter(Q(county=None) | Q(county=county), day__year=number)
    # A county's own days come last and stand.
    rows = {row.day: row for row in found.order_by(F("county").asc(nulls_first=True), "day")}
    weeks = months.Calendar()
    return Year(
        number,
        [
            (
                date(number, month, 1),
                [
                    [_day(day, month, rows) for day in week]
                    for week in weeks.monthdatescalendar(number, month)
                ],
            )
            for month in range(1, 13)
        ],
        [str(day) for day in WEEKDAYS],
        len(rows),
        sorted((row for row in rows.values() if row.name), key=lambda row: row.day),
    )


def _day(day: date, month: int, rows: Mapping[date, DayOfCalendar]) -> Day:
    row = rows.get(day)
    working = row.working if row else day.weekday() < 5
    return Day(day, working, row.name if row else "", row is not None, day.month == month)


@dataclass(frozen=True, slots=True)
class Pack:
    """A deadline pack in words."""

    key: str
    name: str
    rows: Sequence[tuple[Policy, Sequence[tuple[str | Promise, str]]]]


def packs() -> list[Pack]:
    """Every pack with what each of its rows allows."""
    found: dict[str, list[Policy]] = {}
    for policy in Policy.objects.order_by("pack", "pk"):
        found.setdefault(policy.pack, []).append(policy)
    return [
        Pack(key, str(PACKS.get(key, key)), [(row, _allowed(row)) for row in rows])
        for key, rows in found.items()
    ]


PACKS: Mapping[str, str | Promise] = {
    "beijing": _("北京分级"),
    "shandong": _("山东"),
    "bureau": _("机关通用"),
    "hengyang": _("衡阳"),
    "xiamen": _("厦门"),
    "petition": _("信访"),
    "urban": _("城市管理"),
    "village": _("村群"),
    "immediate_fix": _("立行立改"),
}
STAGES: Mapping[str, str | Promise] = {
    "contact": _("联系"),
    "handle": _("办理"),
    "return": _("退单"),
    "revisit": _("回访"),
    "reopen": _("重新办理"),
}
UNITS = {
    Unit.HOUR: ngettext_lazy("%d小时", "%d小时"),
    Unit.WORKING_HOUR: ngettext_lazy("%d个工作小时", "%d个工作小时"),
    Unit.DAY: ngettext_lazy("%d天", "%d天"),
    Unit.WORKING_DAY: ngettext_lazy("%d个工作日", "%d个工作日"),
}


def _allowed(policy: Policy) -> list[tuple[str | Promise, str]]:
    found: list[tuple[str | Promise, str]] = []
    for stage, label in STAGES.items():
        allowed = deadlines.allowance(policy, stage)
        if allowed is not None:
            found.append((label, str(UNITS[allowed.unit] % allowed.amount)))
    return found


def counties(place_ids: Sequence[int]) -> list[tuple[Place, str]]:
    """The counties at or under these places, with the pack each runs by."""
    found: dict[int, Place] = {}
    for place in Place.objects.filter(pk__in=place_ids):
        for county in Place.objects.within(place).filter(kind="county"):
            found[county.pk] = county
    return [(county, deadlines.setting(county.pk).pack) for county in found.values()]
