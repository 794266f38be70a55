"""The need list and the resource list at the desk, claimed from both sides."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.council import actions, rules
from sanan.council.enums import MEMBERS, ListState
from sanan.council.forms import joint as forms
from sanan.council.models import JointCommittee, Need, Resource
from sanan.council.queries import joint as reads
from sanan.council.rules.joint import NeedVerb, need_reason, seats_of
from sanan.council.views.access import desk, me, page
from sanan.council.views.joint import committees
from sanan.council.views.sheets import workbook
from sanan.people.models import Org


def _mine(request: HttpRequest, committee: JointCommittee) -> QuerySet[Org]:
    """For whom this person may speak: every seat at the desk, else one's own."""
    seated = forms.seated_orgs(committee)
    if rules.may_run(committee.place, me(request)):
        return seated
    return seated.filter(pk__in=seats_of(committee, me(request), timezone.localdate()))


def _needs(request: HttpRequest) -> tuple[QuerySet[Need], str]:
    found = Need.objects.filter(committee__in=committees(request))
    state = request.GET.get("state", "")
    return (found.filter(state=state), state) if state in ListState.values else (found, "")


@require_safe
@desk(*MEMBERS)
def needs(request: HttpRequest) -> HttpResponse:
    """What is needed, those that wait first."""
    found, state = _needs(request)
    values = {
        "rows": reads.needs_of(found)[:500],
        "state": state,
        "states": ListState.choices,
        "committees": list(committees(request)[:200]),
    }
    return page(request, "needs", values)


@require_safe
@desk(*MEMBERS)
def needs_sheet(request: HttpRequest) -> HttpResponse:
    """The same as an Excel file."""
    heads = (_("需求"), _("提出单位"), _("提出日期"), _("希望哪天以前"), _("现在"), _("认领单位"),
             _("用哪项资源"), _("办到了什么"))  # fmt: skip
    rows = [
        (
            line.need.title,
            line.need.org.name,
            timezone.localdate(line.need.raised_at),
            line.need.due_on,
            line.need.get_state_display(),
            line.claim.org.name if line.claim else "",
            line.claim.resource.title if line.claim and line.claim.resource else "",
            line.need.result,
        )
        for line in reads.needs_of(_needs(request)[0])
    ]
    return workbook("needs", heads, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*MEMBERS)
def new_need(request: HttpRequest, code: str) -> HttpResponse:
    """A line on the need list."""
    committee = get_object_or_404(committees(request), code=code)
    form = forms.NeedForm(request.POST or None, orgs=_mine(request, committee))
    if request.method == "POST" and form.is_valid():
        made = actions.raise_need(committee=committee, by=me(request), **form.cleaned_data)
        return redirect("council_staff:need", made.code)
    values = {"form": form, "committee": committee}
    return page(request, "new_need", values, status=422 if form.errors else 200)


def _need(request: HttpRequest, code: str) -> Need:
    found = Need.objects.filter(committee__in=committees(request))
    return get_object_or_404(found.select_related("org", "committee__place"), code=code)


@require_safe
@desk(*MEMBERS)
def need(request: HttpRequest, code: str) -> HttpResponse:
    """One need: who takes it up, with what."""
    return _need_page(request, _need(request, code))


DO: dict[NeedVerb, tuple[type[Any], Callable[..., Any]]] = {
    NeedVerb.CLAIM: (forms.ClaimForm, actions.claim),
    NeedVerb.MEET: (forms.Met, actions.meet_need),
    NeedVerb.GIVE_BACK: (forms.Why, actions.give_back),
    NeedVerb.WITHDRAW: (forms.Why, actions.withdraw_need),
}


def _form(request: HttpRequest, verb: NeedVerb, found: Need, data: Any = None) -> Any:
    more: dict[str, Any] = {"auto_id": f"id_{verb}_%s"}
    if verb == NeedVerb.CLAIM:
        orgs = _mine(request, found.committee)
        left = reads.left_in(found.committee)
        # Whoever is in need may match any resource; others offer their own.
        if not orgs.filter(pk=found.org_id).exists():
            left = left.filter(org__in=orgs)
        more |= {"orgs": orgs, "resources": left}
    return DO[verb][0](data, **more)


def _able(request: HttpRequest, verb: NeedVerb, found: Need, claimed_by: Org | None) -> bool:
    orgs: list[Org] = [found.org]
    if verb == NeedVerb.CLAIM:
        orgs = list(_mine(request, found.committee))
    elif verb == NeedVerb.GIVE_BACK:
        orgs = [claimed_by] if claimed_by else []
    elif verb == NeedVerb.MEET and claimed_by:
        orgs.append(claimed_by)
    return need_reason(verb, found.committee, me(request), orgs=orgs, need=found) is None


def _need_page(request: HttpRequest, found: Need, wrong: Any = None) -> HttpResponse:
    claims = list(found.claims.select_related("org", "resource", "by").order_by("-pk"))
    standing = next((c.org for c in claims if c.given_back_at is None), None)
    able = [verb for verb in DO if _able(request, verb, found, standing)]
    shown = {verb: _form(request, verb, found) for verb in able} | (wrong or {})
    values = {
        "need": found,
        "claims": claims,
        "verbs": [(verb, forms.NEED_LABELS[verb], form) for verb, form in shown.items()],
    }
    return page(request, "need", values, status=422 if wrong else 200)


@require_POST
@desk(*MEMBERS)
def need_do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One verb on one need."""
    found = _need(request, code)
    if verb not in DO:
        raise Http404
    named = NeedVerb(verb)
    form = _form(request, named, found, request.POST)
    if not form.is_valid():
        return _need_page(request, found, {named: form})
    DO[named][1](need=found, by=me(request), **form.cleaned_data)
    return redirect("council_staff:need", found.code)


def _resources(request: HttpRequest) -> Any:
    return reads.offered(Resource.objects.filter(committee__in=committees(request)))


@require_safe
@desk(*MEMBERS)
def resources(request: HttpRequest) -> HttpResponse:
    """What can be given, and how much of it is left."""
    rows, there = list(_resources(request)[:500]), list(committees(request)[:200])
    speaks = reads.seats_in(there)
    values = {
        "rows": rows,
        "committees": there,
        "offers": {
            r.pk
            for r in rows
            if rules.may_run(r.committee.place, me(request))
            or (r.committee_id, r.org_id, me(request).pk) in speaks
        },
    }
    return page(request, "resources", values)


@require_safe
@desk(*MEMBERS)
def resources_sheet(request: HttpRequest) -> HttpResponse:
    """The same as an Excel file."""
    heads = (_("资源"), _("提供单位"), _("说明"), _("能给几次"), _("已认领"), _("还剩"))
    rows = [(r.title, r.org.name, r.text, r.times, r.taken, r.left) for r in _resources(request)]
    return workbook("resources", heads, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*MEMBERS)
def new_resource(request: HttpRequest, code: str) -> HttpResponse:
    """A line on the resource list."""
    committee = get_object_or_404(committees(request), code=code)
    form = forms.OfferForm(request.POST or None, orgs=_mine(request, committee))
    if request.method == "POST" and form.is_valid():
        actions.offer(committee=committee, by=me(request), **form.cleaned_data)
        return redirect("council_staff:resources")
    values = {"form": form, "committee": committee}
    return page(request, "new_resource", values, status=422 if form.errors else 200)


@require_POST
@desk(*MEMBERS)
def retract(request: HttpRequest, code: str) -> HttpResponse:
    """Off the list."""
    found = Resource.objects.filter(committee__in=committees(request))
    each = get_object_or_404(found.select_related("org", "committee__place"), code=code)
    actions.retract(resource=each, by=me(request))
    return redirect("council_staff:resources")
