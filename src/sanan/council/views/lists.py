"""The need list and the resource list at the desk, claimed from both sides."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.council import actions, rules
from sanan.council.enums import MEMBERS, ListState
from sanan.council.forms import joint as forms
from sanan.council.models import Need, Resource
from sanan.council.queries import joint as reads
from sanan.council.rules import NEED
from sanan.council.views.access import desk, me, page
from sanan.council.views.joint import committees
from sanan.council.views.sheets import workbook
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline


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
    columns = {
        _("需求"): "need.title",
        _("提出单位"): "need.org.name",
        _("提出日期"): "need.raised_on",
        _("希望哪天以前"): "need.due_on",
        _("现在"): "need.get_state_display",
        _("认领单位"): "claim.org.name",
        _("用哪项资源"): "claim.resource.title",
        _("办到了什么"): "need.result",
    }
    return workbook(request, "needs", columns, reads.needs_of(_needs(request)[0]))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*MEMBERS)
def new_need(request: HttpRequest, code: str) -> HttpResponse:
    """A line on the need list."""
    committee = get_object_or_404(committees(request), code=code)
    form = forms.NeedForm(
        request.POST or None, offers={"org": forms.orgs_of(committee, me(request))}
    )
    return one_form(
        request,
        form,
        lambda given: actions.raise_need(committee=committee, by=me(request), **given),
        NEEDS.address,
        "new_need",
        {"committee": committee},
        frame=page,
    )


def _need(request: HttpRequest, code: str) -> Need:
    found = Need.objects.filter(committee__in=committees(request))
    return get_object_or_404(found.select_related("org", "committee__place"), code=code)


def _need_values(_request: HttpRequest, found: Need) -> dict[str, Any]:
    claims = found.claims.select_related("org", "resource", "by").order_by("-pk")
    return {"claims": claims, "story": timeline(NEED, found)}


NEEDS = Pages(
    process=NEED,
    room="council_staff",
    prefix="needs",
    name="need",
    template="need",
    find=_need,
    show=_need_values,
    gate=desk(*MEMBERS),
    frame=page,
    forms={
        "claim": forms.ClaimForm,
        "meet": forms.Met,
        "give_back": forms.Why,
        "withdraw": forms.Why,
    },
)


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
    columns = {
        _("资源"): "title",
        _("提供单位"): "org.name",
        _("说明"): "text",
        _("能给几次"): "times",
        _("已认领"): "taken",
        _("还剩"): "left",
    }
    return workbook(request, "resources", columns, _resources(request))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*MEMBERS)
def new_resource(request: HttpRequest, code: str) -> HttpResponse:
    """A line on the resource list."""
    committee = get_object_or_404(committees(request), code=code)
    form = forms.OfferForm(
        request.POST or None, offers={"org": forms.orgs_of(committee, me(request))}
    )
    return one_form(
        request,
        form,
        lambda given: actions.offer(committee=committee, by=me(request), **given),
        lambda _made: reverse("council_staff:resources"),
        "new_resource",
        {"committee": committee},
        frame=page,
    )


@require_POST
@desk(*MEMBERS)
def retract(request: HttpRequest, code: str) -> HttpResponse:
    """Off the list."""
    found = Resource.objects.filter(committee__in=committees(request))
    each = get_object_or_404(found.select_related("org", "committee__place"), code=code)
    actions.retract(resource=each, by=me(request))
    return redirect("council_staff:resources")
