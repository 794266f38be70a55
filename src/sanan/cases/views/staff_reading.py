"""What the reading room suggests, confirmed by a person: many at once, and how often it was right."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sanan.cases import actions
from sanan.cases.enums import Work
from sanan.cases.models import Case, Progress
from sanan.cases.queries import accuracy as right
from sanan.cases.queries import boardface, casefile, hints
from sanan.cases.queries.certain import SURE, confirmed, read_sure, told_of_merging
from sanan.cases.queries.certain import certain as certain_of
from sanan.cases.queries.hot import progress_of
from sanan.cases.queries.similar import LIMITS
from sanan.cases.views.access import find_case, me, page, staff, visible
from sanan.cases.views.staff_board import PERIODS
from sanan.cases.views.staff_hot import READERS
from sanan.insight.desk import OFFERED
from sanan.kit import clock
from sanan.kit.periods import Period
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.process.bulk import attempt

MOST_ALIKE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.DISPATCHER)
def certain(request: HttpRequest) -> HttpResponse:
    """The sure suggestions; a POST previews the chosen ones, with `go` confirms each by itself."""
    person, sure = me(request), read_sure(request.GET.get("sure"))
    values: dict[str, Any] = {"sure": sure, "levels": SURE, "rereading": _rereading(person)}
    if request.method != "POST":
        return page(request, "certain", values | {"found": certain_of(person, sure)})
    pairs, keep = confirmed(person, request.POST.getlist("case")), "go" in request.POST
    tried = [
        (
            case,
            category,
            attempt(actions.classify, keep=keep, case=case, by=person, category=category),
        )
        for case, category in pairs
    ]
    values |= {
        "stage": "done" if keep else "preview",
        "will": [(case, category) for case, category, no in tried if not no],
        "will_not": [(case, no) for case, _category, no in tried if no],
    }
    return page(request, "certain", values)


def _rereading(person: Person) -> Progress | None:
    return progress_of(Work.REREAD, boardface.place_of(person, ""))


@require_safe
@staff(*READERS)
def accuracy(request: HttpRequest) -> HttpResponse:
    """How often people confirmed what was suggested, by category and by month."""
    place = boardface.place_of(me(request), request.GET.get("place", ""))
    period = Period.read(request.GET.get("period") or "year", timezone.localdate(clock.now()))
    categories, months = right.rights(place, period)
    values = {
        "place": place,
        "period": period,
        "periods": PERIODS.items(),
        "categories": categories,
        "months": months,
        "whole": right.whole(categories),
        "model": right.model_of(place),
        "decisions": right.decisions(place, period),
        "needed": round(100 * OFFERED),
        "versions": right.versions_of(place),
        "charts": {"categories": _chart(categories), "months": _chart(months)},
    }
    return page(request, "accuracy", values)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.DISPATCHER)
def same(request: HttpRequest, code: str) -> HttpResponse:
    """What may be the same matter; the chosen follow this case, after a preview of who hears what."""
    case, person = find_case(request, code, casefile.SELECTED), me(request)
    values: dict[str, Any] = {"case": case, "compared": LIMITS}
    if request.method != "POST":
        return page(request, "same", values | {"alike": hints.alike(case, person, most=MOST_ALIKE)})
    chosen = _chosen(request, case)
    if "go" in request.POST:
        tried = [
            (one, attempt(actions.merge, keep=True, case=one, into=case, by=person))
            for one in chosen
        ]
        values |= {
            "stage": "done",
            "done": [one for one, no in tried if not no],
            "refused": [(one, no) for one, no in tried if no],
        }
    else:
        told = told_of_merging(chosen, person)
        values |= {
            "stage": "preview",
            "told": [one for one in told if not one.no],
            "refused": [(one.case, one.no) for one in told if one.no],
        }
    return page(request, "same", values)


def _chosen(request: HttpRequest, case: Case) -> Sequence[Case]:
    codes = request.POST.getlist("case")[:MOST_ALIKE]
    found = visible(request).filter(code__in=codes).exclude(pk=case.pk)
    return list(found.select_related("place", "appellant", "handler").order_by("opened_at"))


def _chart(rows: Sequence[right.Right]) -> dict[str, Any]:
    return {
        "names": [row.name for row in rows],
        "values": [None if row.share is None else float(row.share) for row in rows],
    }
