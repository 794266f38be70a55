"""Projects in the open contracting for infrastructure data standard (OC4IDS 0.9), out and in.

https://standard.open-contracting.org/infrastructure/ ; sums are yuan (CNY). Only what everyone may
read goes out; the monthly sums go out as metrics, the year's plan as a forecast.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit.errors import Invalid
from sanan.kit.numbers import exact
from sanan.projects.enums import COUNTED, Level, MilestoneKind, State
from sanan.projects.models import Project

VERSION = "0.9"
PREFIX = "oc4ids-sanan"
"""Stands for a prefix that the publisher registers with the Open Contracting Partnership."""
STATUS = {
    State.RESERVE: "identification",
    State.PRELIMINARY: "preparation",
    State.APPROVED: "preparation",
    State.STARTED: "implementation",
    State.UNDER_CONSTRUCTION: "implementation",
    State.COMPLETED: "completion",
    State.ACCEPTED: "completion",
    State.IN_OPERATION: "maintenance",
    State.DROPPED: "cancelled",
}
STATES = {
    "identification": State.RESERVE,
    "preparation": State.PRELIMINARY,
    "implementation": State.UNDER_CONSTRUCTION,
    "completion": State.COMPLETED,
    "maintenance": State.IN_OPERATION,
    "decommissioning": State.IN_OPERATION,
    "decommissioned": State.IN_OPERATION,
    "cancelled": State.DROPPED,
}
LEVELS = "sanan-level"


def package(projects: Iterable[Project], *, publisher: str, at: datetime) -> dict[str, Any]:
    """A project package of public projects."""
    rows = Project.objects.open_to_all().filter(pk__in=[p.pk for p in projects])
    rows = rows.select_related("place", "county", "lead_org").prefetch_related(
        "plans", "milestones", "reports"
    )
    return {
        "uri": f"{settings.SITE_URL.rstrip('/')}/projects/oc4ids.json",
        "publishedDate": _moment(at),
        "version": VERSION,
        "publisher": {"name": publisher},
        "projects": [project(each, at) for each in rows.order_by("pk")],
    }


def project(each: Project, at: datetime) -> dict[str, Any]:
    """One project; what is not known is left out, never an empty word."""
    authority = {"id": each.lead_org.code, "name": each.lead_org.name}
    found = {
        "id": f"{PREFIX}-{each.code}",
        "updated": _moment(at),
        "language": "zh",
        "identifiers": [{"id": each.number, "scheme": "tzxm"}] if each.number else None,
        "title": each.name,
        "description": each.summary or None,
        "status": STATUS[State(each.state)],
        "type": "construction",
        "period": _period(each.starts_on, each.ends_on),
        "budget": {"amount": _yuan(each.total_fen)} if each.total_fen else None,
        "publicAuthority": authority,
        "parties": list(_parties(each)),
        "locations": [_location(each)],
        "additionalClassifications": [
            {"scheme": LEVELS, "id": each.level, "description": str(each.get_level_display())},
            *([{"scheme": "sanan-sector", "id": each.sector}] if each.sector else []),
        ],
        "milestones": [_milestone(m) for m in each.milestones.all()] or None,
        "forecasts": _forecasts(each),
        "metrics": _metrics(each),
    }
    return {name: value for name, value in found.items() if value is not None}


def _parties(each: Project) -> Iterator[dict[str, Any]]:
    yield {"id": each.lead_org.code, "name": each.lead_org.name, "roles": ["publicAuthority"]}
    for role, name in (("buyer", each.owner), ("supplier", each.contractor)):
        if name:
            yield {"id": f"{each.code}-{role}", "name": name, "roles": [role]}


def _location(each: Project) -> dict[str, Any]:
    found: dict[str, Any] = {"id": each.place.code, "description": each.place.spoken}
    if each.outline:
        ring = [[lon, lat] for lat, lon in each.outline]
        ring = ring if ring[0] == ring[-1] else [*ring, ring[0]]
        found["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    elif each.lat is not None:
        found["geometry"] = {"type": "Point", "coordinates": [each.lon, each.lat]}
    return found


def _milestone(each: Any) -> dict[str, Any]:
    found = {
        "id": each.kind,
        "title": str(each.get_kind_display()),
        "dueDate": _day(each.planned_on),
        "dateMet": _day(each.reached_on),
        "status": "met" if each.reached_on else "scheduled",
    }
    return {name: value for name, value in found.items() if value is not None}


def _forecasts(each: Project) -> list[dict[str, Any]] | None:
    plans = sorted(each.plans.all(), key=lambda plan: plan.year)
    if not plans:
        return None
    observations = [
        {
            "id": f"plan-{plan.year}",
            "period": _period(date(plan.year, 1, 1), date(plan.year, 12, 31)),
            "value": _yuan(plan.amount_fen),
        }
        for plan in plans
    ]
    return [{"id": "investment", "title": str(_("年度计划投资")), "observations": observations}]


def _metrics(each: Project) -> list[dict[str, Any]] | None:
    """Verified months: what was invested since January, and how far the works are."""
    counted = sorted(
        (r for r in each.reports.all() if r.state in COUNTED),
        key=lambda r: (r.month, r.state != "locked"),
    )
    months = {r.month: r for r in reversed(counted)}
    sums, works = [], []
    for month in sorted(months):
        report = months[month]
        year, number = int(month[:4]), int(month[5:])
        last = date(year + number // 12, number % 12 + 1, 1)
        span = {"startDate": _day(date(year, 1, 1)), "endDate": _day(last)}
        if report.invested_fen is not None:
            sums.append({"id": f"sum-{month}", "period": span, "value": _yuan(report.invested_fen)})
        if report.physical is not None:
            works.append(
                {
                    "id": f"works-{month}",
                    "period": span,
                    "measure": float(report.physical),
                    "unit": {"name": "%"},
                }
            )
    found = []
    if sums:
        found.append({"id": "invested", "title": str(_("累计完成投资")), "observations": sums})
    if works:
        found.append({"id": "works", "title": str(_("形象进度")), "observations": works})
    return found or None


def _yuan(fen: int | None) -> dict[str, Any]:
    value = Decimal(fen or 0) / 100
    return {"amount": int(value) if value == int(value) else float(value), "currency": "CNY"}


def _period(first: date | None, last: date | None) -> dict[str, str] | None:
    found = {"startDate": _day(first), "endDate": _day(last)}
    return {name: value for name, value in found.items() if value} or None


def _day(day: date | None) -> str | None:
    return None if day is None else _moment(timezone.make_aware(datetime.combine(day, time.min)))


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Given:
    """One project of somebody's package, as far as this room keeps it."""

    number: str
    name: str
    state: str
    summary: str
    total_fen: int | None
    starts_on: date | None
    ends_on: date | None
    owner: str
    contractor: str
    authority: str
    level: str
    lat: float | None
    lon: float | None
    outline: list[list[float]]
    plans: Mapping[int, int]
    milestones: Mapping[str, tuple[date | None, date | None]]


def read(data: Any) -> list[Given]:
    """The projects of a package, or of one bare project. Raises `Invalid` with where it stands."""
    rows = data.get("projects") if isinstance(data, Mapping) and "projects" in data else [data]
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise Invalid(_("这不是 OC4IDS 文件：里面要有 projects 列表。"), "no_package")
    return [_given(n, row) for n, row in enumerate(rows)]


def _given(n: int, row: Mapping[str, Any]) -> Given:
    where = _("第 %(n)s 个项目") % {"n": n + 1}
    if not row.get("id") or not row.get("title"):
        raise Invalid(_("%(where)s没有 id 或者 title。") % {"where": where}, "incomplete")
    period, budget = row.get("period") or {}, (row.get("budget") or {}).get("amount")
    identifiers = row.get("identifiers") or []
    point, outline = _geometry(row)
    return Given(
        number=str((identifiers[0] if identifiers else {}).get("id") or row["id"])[:40],
        name=str(row["title"])[:120],
        state=STATES.get(str(row.get("status")), State.RESERVE),
        summary=str(row.get("description") or "")[:1000],
        total_fen=_fen(budget, where),
        starts_on=_on(period.get("startDate")),
        ends_on=_on(period.get("endDate")),
        owner=_party(row, "buyer"),
        contractor=_party(row, "supplier"),
        authority=str((row.get("publicAuthority") or {}).get("name") or ""),
        level=_level(row),
        lat=point[1] if point else None,
        lon=point[0] if point else None,
        outline=outline,
        plans=_plans(row, where),
        milestones={
            str(m.get("id")): (_on(m.get("dueDate")), _on(m.get("dateMet")))
            for m in row.get("milestones") or []
            if m.get("id") in MilestoneKind.values
        },
    )


def _geometry(row: Mapping[str, Any]) -> tuple[list[float] | None, list[list[float]]]:
    for location in row.get("locations") or []:
        geometry = location.get("geometry") or {}
        where = geometry.get("coordinates")
        if geometry.get("type") == "Point" and where:
            return [float(where[0]), float(where[1])], []
        if geometry.get("type") == "Polygon" and where:
            ring = [[float(lat), float(lon)] for lon, lat, *_z in where[0]]
            return None, ring[:-1] if ring[0] == ring[-1] else ring
    return None, []


def _party(row: Mapping[str, Any], role: str) -> str:
    for party in row.get("parties") or []:
        if role in (party.get("roles") or []):
            return str(party.get("name") or "")[:80]
    return ""


def _level(row: Mapping[str, Any]) -> str:
    for each in row.get("additionalClassifications") or []:
        if each.get("scheme") == LEVELS and each.get("id") in Level.values:
            return str(each["id"])
    return Level.COUNTY


def _plans(row: Mapping[str, Any], where: str) -> dict[int, int]:
    found = {}
    for forecast in row.get("forecasts") or []:
        if forecast.get("id") != "investment":
            continue
        for each in forecast.get("observations") or []:
            first, fen = (
                _on((each.get("period") or {}).get("startDate")),
                _fen(each.get("value"), where),
            )
            if first is not None and fen:
                found[first.year] = fen
    return found


def _fen(value: Any, where: str) -> int | None:
    """Money in fen; sums in another currency are nobody's guess, and stay unknown."""
    if not isinstance(value, Mapping) or value.get("amount") is None:
        return None
    if value.get("currency") not in {None, "CNY"}:
        return None
    amount = exact(value["amount"])
    if amount is None:
        raise Invalid(_("%(where)s的金额看不懂。") % {"where": where}, "no_money")
    fen = int(amount * 100)
    if fen < 0:
        raise Invalid(_("%(where)s的金额是负数。") % {"where": where}, "negative")
    return fen or None


def _on(text: Any) -> date | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found.date() if found.tzinfo is None else timezone.localtime(found).date()
