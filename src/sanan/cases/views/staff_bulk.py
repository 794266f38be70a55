"""What can be done to one can be done to many: a preview first, each through its own action."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.views.decorators.http import require_POST

from sanan.cases.forms.bulk import BULK_FORMS
from sanan.cases.models import Case
from sanan.cases.rules import CASE, HANDLER
from sanan.cases.views.access import me, page, staff, visible
from sanan.kit.errors import Refused
from sanan.people import queries as people
from sanan.people.enums import HANDLING_ROLES
from sanan.people.models import Person

MOST = 200
BULK: Mapping[str, str | Promise] = {verb: CASE[verb].label for verb in BULK_FORMS}


def bulk_for(person: Person) -> Mapping[str, str | Promise]:
    """The verbs for many that someone in this person's positions could ever use."""
    held = {post.role for post in people.posts(person)}
    handles = bool(held & HANDLING_ROLES)
    return {
        verb: label
        for verb, label in BULK.items()
        if held & set(CASE[verb].roles) or (handles and HANDLER in CASE[verb].relations)
    }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case, or would become of it; `no` is the sentence of a refusal."""

    case: Case
    no: str | Promise = ""


@require_POST
@staff()
def bulk(request: HttpRequest, verb: str) -> HttpResponse:
    """Preview one verb on the chosen cases; with `go`, do it; with `try`, rehearse it exactly."""
    if verb not in BULK_FORMS:
        raise Http404
    chosen, person = _chosen(request), me(request)
    step = verb
    sent = "go" in request.POST or "try" in request.POST
    values: dict[str, Any] = {
        "verb": step,
        "label": CASE[step].label,
        "back": request.POST.get("back", ""),
    }
    form = BULK_FORMS[step](request.POST if sent else None, thing=_first(chosen), person=person)
    if sent and form.is_valid():
        outcomes = [_try(step, c, person, form, keep="go" in request.POST) for c in chosen]
        values |= {"done": "go" in request.POST, "tried": "try" in request.POST}
    else:
        outcomes = [Outcome(c, _refusal(step, c, person)) for c in chosen]
    values |= {
        "form": form,
        "cases": chosen,
        "will": [o for o in outcomes if not o.no],
        "will_not": [o for o in outcomes if o.no],
    }
    return page(request, "bulk", values, status=422 if sent and form.errors else 200)


def _chosen(request: HttpRequest) -> Sequence[Case]:
    codes = request.POST.getlist("case")[:MOST]
    found = visible(request).filter(code__in=codes)
    linked = found.select_related("place", "category", "handler", "county")
    return list(linked.prefetch_related("orgs").order_by("due_at", "pk"))


def _first(chosen: Sequence[Case]) -> Case:
    if not chosen:
        raise Http404
    return chosen[0]


def _refusal(verb: str, case: Case, person: Person) -> str | Promise:
    no = CASE.reason(verb, case, person)
    return no.sentence if no else ""


def _try(verb: str, case: Case, person: Person, form: Any, *, keep: bool) -> Outcome:
    """Do it in a transaction of its own; undone again unless `keep`."""
    try:
        with transaction.atomic():
            CASE.actions[verb](case=case, by=person, **form.given_for(case))
            transaction.set_rollback(not keep)
    except Refused as no:
        return Outcome(case, no.sentence)
    return Outcome(case)
