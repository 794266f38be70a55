"""A partner company's members: their cases, what to tell the chat, planned outages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.cases.queries.worklist import rows
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.people import queries as posts
from sanan.services import actions
from sanan.services.enums import PARTNERS
from sanan.services.forms import staff as forms
from sanan.services.models import Outage, Partner, Posting
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
        "rows": rows(reads.seen_by(me(request)), clock.now()),
        "figures": reads.figures(partner, me(request), clock.now()),
    }
    return page(request, "partner", values)


@require_safe
@desk(*PARTNERS)
def case(request: HttpRequest, code: str) -> HttpResponse:
    """Where notices lead: the desk of cases, which knows this kind."""
    found = get_object_or_404(reads.seen_by(me(request)), code=code)
    return redirect("cases_staff:case", found.code)


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
