"""A partner company's members: their cases, what to tell the chat, planned outages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.people import queries as posts
from sanan.services import actions
from sanan.services.enums import PARTNERS
from sanan.services.forms import staff as forms
from sanan.services.models import Outage, Partner, PartnerCase, Posting
from sanan.services.queries import partners as reads
from sanan.services.views.access import desk, me, page

SHOWN = 100


def _partner(request: HttpRequest) -> Partner:
    orgs = [p.org_id for p in posts.posts(me(request)) if p.role in PARTNERS]
    found = Partner.objects.filter(org__in=[o for o in orgs if o]).select_related("org", "county")
    return get_object_or_404(found.order_by("pk")[:1])


@require_safe
@desk(*PARTNERS)
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of my company in my communities, open ones first."""
    partner = _partner(request)
    mine = Posting.objects.standing().filter(person=me(request)).select_related("place")
    values = {
        "partner": partner,
        "places": [a.place for a in mine.order_by("place__path")],
        "rows": reads.seen_by(me(request))[:SHOWN],
        "figures": reads.figures(partner, me(request), clock.now()),
    }
    return page(request, "partner", values)


def _case(request: HttpRequest, code: str) -> PartnerCase:
    found = PartnerCase.objects.visible_to(me(request)).select_related(
        "case__place", "case__handler", "village", "partner__org", "member"
    )
    return get_object_or_404(found, case__code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*PARTNERS)
def case(request: HttpRequest, code: str) -> HttpResponse:
    """One case; a POST notes that its answer was told in the chat."""
    found = _case(request, code)
    status = 200
    start = {"text": reads.to_relay(found)}
    form = forms.RelayForm(request.POST or None, initial=start)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.relay(partner_case=found, by=me(request), **form.cleaned_data)
            except Refused as no:
                form.add_error(None, str(no.sentence))
                status = no.status
            else:
                return redirect("services_staff:partner_case", code)
    relays = found.relays.select_related("by").order_by("-pk")
    values = {"found": found, "case": found.case, "form": form, "relays": relays}
    return page(request, "partner_case", values, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*PARTNERS)
def outages(request: HttpRequest) -> HttpResponse:
    """Planned interruptions; a POST announces one."""
    partner = _partner(request)
    form = forms.NewOutage(request.POST or None, partner=partner)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.announce_outage(partner=partner, by=me(request), **form.cleaned_data)
            except Refused as no:
                form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
                status = no.status
            else:
                return redirect("services_staff:outages")
    found = Outage.objects.visible_to(me(request)).prefetch_related("places")
    values = {"form": form, "rows": found.order_by("-begins_at")[:SHOWN], "now": clock.now()}
    return page(request, "outages", values, status=status)


@require_POST
@desk(*PARTNERS)
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """It does not happen."""
    found = Outage.objects.visible_to(me(request)).select_related("partner__org")
    actions.take_back_outage(outage=get_object_or_404(found, code=code), by=me(request))
    return redirect("services_staff:outages")
