"""Open311 GeoReport v2: our categories as services, our published cases as requests, nothing more.

What neighbours may not read is not there: unpublished cases, names, numbers, where exactly.
The wording is the one that a person released.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sanan.cases.enums import ENDED, Nature, State
from sanan.cases.models import Case, CaseQuerySet, Category
from sanan.kit import dates
from sanan.kit.calendar import SHANGHAI
from sanan.places.models import Place

OTHER = "other"
SPAN = timedelta(days=90)
MOST = 1_000
MOST_DESCRIPTION = 4_000
CLOSED = frozenset({*ENDED})


def services() -> list[dict[str, Any]]:
    """Every category that a request may be of, and one for whoever knows none."""
    rows = Category.objects.select_related("parent").order_by("code")
    parents = {each.parent_id for each in rows}
    return [_service(each) for each in rows if each.pk not in parents] + [_other()]


def _service(each: Category) -> dict[str, Any]:
    group = each.parent.name if each.parent else each.name
    return {
        "service_code": each.code,
        "service_name": each.name,
        "description": each.open_rule or each.name,
        "metadata": True,
        "type": "realtime",
        "keywords": group,
        "group": group,
    }


def _other() -> dict[str, Any]:
    name = _("其他，说不清是哪一类")
    return {
        "service_code": OTHER,
        "service_name": name,
        "description": name,
        "metadata": True,
        "type": "realtime",
        "keywords": name,
        "group": _("其他"),
    }


def definition(code: str) -> dict[str, Any] | None:
    """What is asked of a request of this service; None where there is none."""
    category = category_of(code)
    if category is None and code != OTHER:
        return None
    rule = category.open_rule if category else ""
    told = [_attribute("open_rule", 1, rule, variable=False)] if rule else []
    wanted = _attribute("nature", len(told) + 1, _("您想要什么"), kind="singlevaluelist")
    wanted["values"] = [
        {"key": each.value, "name": str(each.label)} for each in Nature if each != Nature.PATROL
    ]
    where = _attribute("where", len(told) + 2, _("具体在哪里，怎么找到"), kind="text")
    return {"service_code": code, "attributes": [*told, wanted, where]}


def _attribute(
    code: str, order: int, description: str, *, kind: str = "string", variable: bool = True
) -> dict[str, Any]:
    return {
        "variable": variable,
        "code": code,
        "datatype": kind,
        "required": False,
        "datatype_description": None,
        "order": order,
        "description": description,
        "values": [],
    }


def category_of(code: str) -> Category | None:
    """The category of a service; one that has parts is none."""
    return Category.objects.filter(code=code, parts__isnull=True).first()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which requests are wanted; given numbers override everything else."""

    ids: Sequence[str] = ()
    services: Sequence[str] = ()
    statuses: Sequence[str] = field(default_factory=list)
    start: datetime | None = None
    end: datetime | None = None
    under: Place | None = None
    page: int = 1
    size: int = MOST


def requests(asked: Asked, *, now: datetime) -> list[dict[str, Any]]:
    """The newest published cases first, of at most 90 days."""
    cases = _shown(asked.under)
    if asked.ids:
        cases = cases.filter(code__in=list(asked.ids))
    else:
        start, end = _span(asked, now)
        cases = cases.filter(opened_at__gte=start, opened_at__lte=end)
        cases = _filtered(cases, asked)
    first = (asked.page - 1) * asked.size
    return [shown(case) for case in cases.order_by("-opened_at", "-pk")[first : first + asked.size]]


def one(code: str, *, under: Place | None = None) -> dict[str, Any] | None:
    """A published case; None for what is absent, and for what is hidden alike."""
    case = _shown(under).filter(code=code).first()
    return shown(case) if case is not None else None


def _shown(under: Place | None) -> CaseQuerySet:
    cases = Case.objects.published().select_related("place", "category", "handler", "master")
    return cases.within(under) if under is not None else cases


def _span(asked: Asked, now: datetime) -> tuple[datetime, datetime]:
    """What is left out is filled in; more than 90 days are cut to the first 90, as the standard has it."""
    if asked.start is None:
        end = asked.end or now
        return end - SPAN, end
    end = asked.end or min(now, asked.start + SPAN)
    return asked.start, min(end, asked.start + SPAN)


def _filtered(cases: CaseQuerySet, asked: Asked) -> CaseQuerySet:
    if asked.services:
        wanted = Q(category__code__in=list(asked.services))
        if OTHER in asked.services:
            wanted |= Q(category=None)
        cases = cases.filter(wanted)
    if set(asked.statuses) == {"open"}:
        return cases.exclude(_closed())
    if set(asked.statuses) == {"closed"}:
        return cases.filter(_closed())
    return cases


def _closed() -> Q:
    """Ended, or merged into one that has."""
    return Q(state__in=CLOSED) | Q(state=State.MERGED, master__state__in=CLOSED)


def shown(case: Case) -> dict[str, Any]:
    """A published case as a request."""
    leader = case.master if case.state == State.MERGED and case.master else case
    closed = leader.state in CLOSED
    moments = [
        m
        for m in (
            case.published_at,
            case.accepted_at,
            case.dispatched_at,
            case.signed_at,
            case.replied_at,
            case.closed_at,
        )
        if m is not None
    ]
    updated = case.closed_at if closed and case.closed_at else max(moments, default=case.opened_at)
    title, text = case.public_title, case.public_text
    described = text if text.startswith(title) else f"{title}\n{text}"
    return {
        "service_request_id": case.code,
        "status": "closed" if closed else "open",
        "status_notes": str(State(case.state).label),
        "service_name": case.category.name if case.category else _("其他，说不清是哪一类"),
        "service_code": case.category.code if case.category else OTHER,
        "description": described[:MOST_DESCRIPTION],
        "agency_responsible": case.handler.name if case.handler else None,
        "service_notice": _("%(day)s前答复。") % {"day": dates.day(case.due_at)}
        if case.due_at
        else None,
        "requested_datetime": moment(case.opened_at),
        "updated_datetime": moment(updated),
        "expected_datetime": moment(case.due_at) if case.due_at else None,
        "address": case.place.spoken,
        "address_id": case.place.code,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def moment(at: datetime) -> str:
    """As the standard writes moments (W3C), to the second, in China's time."""
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")
