"""Which policy a case falls under, and when its moments are.

Policies and the calendar change a few times a year and are read for every case, so a process keeps
them for `KEEP_SECONDS`; an administrator's change is in force everywhere after that time.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sanan.cases.kinds import kind_of
from sanan.cases.models import Case, CountySetting, DayOfCalendar, Policy
from sanan.kit.calendar import WorkCalendar
from sanan.kit.deadline import Allowance, Pause, Unit, due_at
from sanan.places import queries as places
from sanan.places.models import Place

KEEP_SECONDS = 30
DEFAULT_PACK = "beijing"
Kept = TypeVar("Kept")
_kept: dict[str, tuple[float, Any]] = {}


@dataclass(frozen=True, slots=True)
class Moments:
    """When the appellant must have been contacted, and when the case must be answered; UTC."""

    policy: str
    contact_due_at: datetime | None
    due_at: datetime | None


def forget() -> None:
    """Read everything anew at the next question (after a change, and between tests)."""
    _kept.clear()


def calendar(county_id: int | None = None) -> WorkCalendar:
    """The working calendar: the State Council's days, and before them the county's own."""
    days = _keep("days", _read_days)
    own = county_id if county_id in days else None
    return _keep(
        f"calendar {own}", lambda: WorkCalendar(days={**days.get(None, {}), **days.get(own, {})})
    )


def calendar_at(place: Place) -> WorkCalendar:
    """The working calendar of the county in which a place lies."""
    if not _keep("days", _read_days).keys() - {None}:
        return calendar()
    return calendar(places.lineage(place).county_id)


def setting(county_id: int | None) -> CountySetting:
    """What the county chose, or the defaults."""
    settings = _keep("settings", _read_settings)
    return settings.get(county_id) or settings[None]


def policy_for(case: Case) -> Policy | None:
    """The most specific policy of its kind's pack, else of the county's, that fits this case."""
    pack = kind_of(case).pack or setting(case.county_id).pack
    fitting = [p for p in _policies().get(pack, ()) if _fits(p.matches, case)]
    return max(fitting, key=lambda p: (len(p.matches), -(p.pk or 0)), default=None)


def moments(case: Case, *, now: datetime | None = None) -> Moments:
    """The clock of `case` from `clock_from_at`, with its pauses and extension.

    Moving between units leaves it alone; another category or urgency may bring another policy.
    """
    policy = policy_for(case)
    start, cal = case.clock_from_at or case.opened_at, calendar(case.county_id)
    if policy is None:
        return Moments("", None, None)
    pauses = _pauses(case) if policy.pausable and case.pk else []
    handle = allowance(policy, "handle")
    contact = allowance(policy, "contact")
    extra = Allowance(_day_unit(handle), case.extension_days) if case.extension_days else None
    return Moments(
        f"{policy.pack}/{policy.key}",
        due_at(start, contact, cal) if contact else None,
        due_at(start, handle, cal, pauses, extra, now=now) if handle else None,
    )


def stage_due(case: Case, stage: str, start: datetime) -> datetime | None:
    """When `stage` (`return`, `revisit`, `reopen` …) ends for this case, counted from `start`."""
    policy = policy_for(case)
    allowed = allowance(policy, stage) if policy else None
    return due_at(start, allowed, calendar(case.county_id)) if allowed else None


def allowance(policy: Policy, stage: str) -> Allowance | None:
    """What `policy` allows for `stage`, or None where it says nothing."""
    given: Mapping[str, Any] | None = policy.allows.get(stage)
    return Allowance(Unit(given["unit"]), int(given["amount"])) if given else None


def extension_days(case: Case, until: date) -> int:
    """How many days of the policy's kind lie between the due day and `until`; 0 or less if none."""
    cal = calendar(case.county_id)
    if case.due_at is None:
        return 0
    last = cal.local_day(case.due_at)
    policy = policy_for(case)
    handle = allowance(policy, "handle") if policy else None
    if _day_unit(handle) is Unit.WORKING_DAY:
        return cal.working_days_between(last, until) if until > last else 0
    return (until - last).days


def _day_unit(handle: Allowance | None) -> Unit:
    return Unit.WORKING_DAY if handle is not None and handle.unit.working else Unit.DAY


def _fits(matches: Mapping[str, Any], case: Case) -> bool:
    facts = {"kind": case.kind, "nature": case.nature, "urgency": case.urgency, "door": case.door}
    for key, wanted in matches.items():
        options = wanted if isinstance(wanted, list) else [wanted]
        if key == "category":
            code = case.category.code if case.category else ""
            if not any(code == c or code.startswith(f"{c}.") for c in options):
                return False
        elif facts.get(key) not in options:
            return False
    return True


def _pauses(case: Case) -> list[Pause]:
    return [Pause(p.from_at, p.until_at) for p in case.pauses.all()]


def _policies() -> Mapping[str, list[Policy]]:
    return _keep("policies", _read_policies)


def _read_policies() -> Mapping[str, list[Policy]]:
    packs: dict[str, list[Policy]] = {}
    for policy in Policy.objects.order_by("pk"):
        packs.setdefault(policy.pack, []).append(policy)
    return packs


def _read_settings() -> Mapping[int | None, CountySetting]:
    """By county; under None what holds where a county chose nothing."""
    return {None: CountySetting(), **{s.county_id: s for s in CountySetting.objects.all()}}


def _read_days() -> Mapping[int | None, Mapping[date, bool]]:
    """By county; under None what holds for all."""
    found: dict[int | None, dict[date, bool]] = {}
    for county, day, working in DayOfCalendar.objects.values_list("county", "day", "working"):
        found.setdefault(county, {})[day] = working
    return found


def _keep(name: str, read: Callable[[], Kept]) -> Kept:
    found = _kept.get(name)
    if found is not None and time.monotonic() - found[0] < KEEP_SECONDS:
        kept: Kept = found[1]
        return kept
    value = read()
    _kept[name] = (time.monotonic(), value)
    return value
