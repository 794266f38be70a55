"""A community's services on a phone: order, wish, follow, rate; a matter for a partner company."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.insight.private import tables
from sanan.kit import clock, tokens
from sanan.kit.errors import Invalid, Missing, Refused
from sanan.people import visitor
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.process.pages import Pages, asker, bare
from sanan.services import actions
from sanan.services.enums import Door, Kind, PartnerKind
from sanan.services.forms import resident as forms
from sanan.services.models import Order
from sanan.services.queries import community, story
from sanan.services.queries.partners import partner_of
from sanan.services.rules import ORDER, REQUESTER
from sanan.services.views import access


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """What can be ordered where I live, wishes, who comes for power and water, outages."""
    here = community.village_of(places.by_code(code))
    context = {"place": here, "community": community.community(here, clock.now())}
    return render(request, "services/resident/village.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, code: str) -> HttpResponse:
    """点单."""
    here = community.village_of(places.by_code(code))
    menu = community.menu_of(here)
    start = {"item": request.GET.get("item", ""), "token": tokens.opaque(24)}
    form = forms.OrderForm(request.POST or None, village=here, menu=menu, initial=start)
    return _ask(request, here, form, Kind.SERVICE)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest, code: str) -> HttpResponse:
    """A micro-wish."""
    here = community.village_of(places.by_code(code))
    start = {"token": tokens.opaque(24)}
    form = forms.WishForm(request.POST or None, village=here, initial=start)
    return _ask(request, here, form, Kind.WISH)


def _ask(request: HttpRequest, here: Place, form: forms.Ask, kind: Kind) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        visitor.slow_down(request, "service-order", burst=10, per_minute=6)
        try:
            placed = actions.place(**_given(form, here), kind=kind, **_who(request))
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
        else:
            response = redirect("services:placed", placed.order.code)
            access.FOLLOWED.follow(request, response, placed.order.code)
            return response
    context = {"place": here, "form": form, "person": access.resident(request)}
    name = "wish" if kind == Kind.WISH else "order"
    status = 422 if form.errors else 200
    return render(request, f"services/resident/{name}.html", context, status=status)


def _given(form: forms.Ask, here: Place) -> dict[str, Any]:
    data = dict(form.cleaned_data)
    key = data.pop("token")
    data["at_place"] = data.pop("place") or here
    if "cost" in data:
        data["cost_cap"] = data.pop("cost")
    # The same page sent twice is one order; sent again with other words it is another.
    data["idempotency"] = f"{key}|{data.get('title', '')}|{data.get('text', '')}" if key else ""
    return {**data, "door": Door.WEB}


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"requester": access.resident(request)}


@never_cache
@require_safe
def placed(request: HttpRequest, code: str) -> HttpResponse:
    """What happens now, the query code in large figures, a slip to keep."""
    found = access.order_of(request, code)
    query_code = tokens.query_code(found.code)
    context = {
        "order": found,
        "place": found.village,
        "story": story.story(found),
        "groups": [query_code[i : i + 4] for i in range(0, len(query_code), 4)],
        "record": story.record(found),
        "address": f"{settings.SITE_URL.rstrip('/')}/track/",
    }
    return render(request, "services/resident/placed.html", context)


def _shown(_request: HttpRequest, found: Order) -> dict[str, Any]:
    """The story of one order, and at its end what can be done now."""
    return {"place": found.village, "told": story.story(found), "record": story.record(found)}


def _thanked(request: HttpRequest, found: Order, verb: str) -> str:
    if verb == "rate":
        messages.info(request, _("谢谢您的评价。好的我们保持，不好的我们改。"))
    return FOLLOWED.address(found)


FOLLOWED = Pages(
    process=ORDER,
    room="services",
    prefix="track",
    name="case",
    template="services/resident/case.html",
    find=access.order_of,
    show=_shown,
    forms={"rate": forms.RateForm, "cancel": forms.CancelForm},
    who=asker(REQUESTER),
    frame=bare,
    after=_thanked,
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """用电问题: one tap, a few words, and it is with the right member of the company."""
    here = community.village_of(places.by_code(code))
    wanted = PartnerKind(kind) if kind in PartnerKind.values else None
    partner = partner_of(here, wanted) if wanted else None
    if partner is None or wanted is None:
        raise Missing(_("这里还没有这一类的合作单位，请到首页“说一件事”。"), "no_partner")
    form = forms.ReportForm(
        request.POST or None, village=here, initial={"token": tokens.opaque(24)}
    )
    if request.method == "POST" and form.is_valid():
        visitor.slow_down(request, "partner-report", burst=10, per_minute=6)
        data = form.cleaned_data
        try:
            made = actions.report(
                place=data["place"] or here,
                kind=wanted,
                text=data["text"],
                address=data["address"],
                phone=data["phone"],
                appellant=access.resident(request),
                idempotency=f"{data['token']}|{data['text']}" if data["token"] else "",
                source=visitor.source(request),
            )
        except Invalid as no:
            form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
        else:
            return _reported(request, here, made, partner)
    context = {"place": here, "form": form, "partner": partner}
    status = 422 if form.errors else 200
    return render(request, "services/resident/report.html", context, status=status)


def _reported(request: HttpRequest, here: Place, made: Any, partner: Any) -> HttpResponse:
    """Who has it now, and the code with which to follow it."""
    context = {
        "place": here,
        "partner": partner,
        "case": made.case,
        "member": tables.name(made.member.name, person=True) if made.member else "",
        "groups": [made.query_code[i : i + 4] for i in range(0, len(made.query_code), 4)],
    }
    return render(request, "services/resident/reported.html", context)
