"""Which units may handle a case: by duty list, place, what they handled and what they sent back.

Only units whose duty list lets them lead it are suggested (H8), so that the dispatch goes through.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from sanan.cases.enums import Decision, State
from sanan.cases.models import Case, Request
from sanan.cases.queries.duties import Line, branches, nearby_duties
from sanan.insight.handlers import Duty, HandlerFound, Past, suggest_handlers
from sanan.kit import clock
from sanan.places.queries.tree import line
from sanan.process.models import TimelineEntry

TOP = 3
UNITS = 6
PAST = 40
RETURNS = 100
ABOVE = 0.5
"""How much a duty for the branch above counts beside one for the category itself."""


@dataclass(frozen=True, slots=True)
class Handler:
    """A unit, how likely (per cent), and why."""

    org_id: int
    name: str
    sure: int
    why: str


def handlers(
    case: Case, likely: Mapping[str, float], *, at: datetime | None = None
) -> list[Handler]:
    """The likeliest units for a case; `likely` maps codes (or names) of categories to 0–1."""
    codes = dict(likely)
    lines = [
        one
        for one in nearby_duties(codes)
        if case.place.path.startswith(one.path) and _weight(one, codes)
    ]
    near = sorted(lines, key=lambda one: (-_weight(one, codes), -len(one.path), one.org_id))
    units = list(dict.fromkeys(one.org_id for one in near))[:UNITS]
    kept = [one for one in lines if one.org_id in units]
    found = suggest_handlers(
        f"{case.title}\n{case.text[:1000]}",
        duties=[Duty(str(o.org_id), o.text, (o.category,), (o.path,)) for o in kept],
        labels={one.category: _weight(one, codes) for one in kept},
        places=line(case.place.path)[::-1],
        history=list(_history(units, case, clock.at_or_now(at))) if len(units) > 1 else [],
        top=TOP,
    )
    names = {str(one.org_id): one.org for one in kept}
    return [Handler(int(f.unit), names[f.unit], round(100 * f.share), _why(f)) for f in found]


def _weight(one: Line, codes: Mapping[str, float]) -> float:
    """How much of what the case may be about lies on this line."""
    return max(
        (
            share * (1.0 if code in {one.category, one.name} else ABOVE)
            for code, share in codes.items()
            if one.category in branches(code) or one.name == code
        ),
        default=0.0,
    )


def _history(units: Sequence[int], case: Case, now: datetime) -> Iterator[Past]:
    """What these units closed last, and what was taken from them after they sent it back."""
    ended = Case.objects.filter(state=State.CLOSED).exclude(pk=case.pk).order_by("-due_at")
    newest = [Q(pk__in=ended.filter(handler=unit).values("pk")[:PAST]) for unit in units]
    columns = ("handler", "category__code", "title", "closed_at")
    for unit, code, title, then in Case.objects.filter(reduce(or_, newest)).values_list(*columns):
        yield Past(str(unit), code or "", title, age_days=_age(then, now))
    told = TimelineEntry.objects.filter(kind="case", verb="request_return")
    who = told.filter(subject=OuterRef("case")).order_by("-at")
    back = Request.objects.filter(matter=Request.Matter.RETURN, decision=Decision.GRANTED)
    rows = back.annotate(unit=Subquery(who.values("org")[:1])).order_by("-pk")
    columns = ("unit", "case__category__code", "case__title", "decided_at")
    for unit, code, title, then in rows.values_list(*columns)[:RETURNS]:
        if unit in units:
            yield Past(str(unit), code or "", title, returned=True, age_days=_age(then, now))


def _age(then: datetime | None, now: datetime) -> float:
    return (now - then).total_seconds() / 86_400 if then else 0.0


def _why(found: HandlerFound) -> str:
    parts = [_("职责清单：%s") % found.duty]
    if round(found.handled):
        parts.append(_("近来办过这类 %d 件") % round(found.handled))
    if round(found.returned):
        parts.append(_("退过这类 %d 件") % round(found.returned))
    return "；".join(parts)
