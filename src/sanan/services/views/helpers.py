"""My helping on a phone: register, orders near me, one order, and what I have in hand."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.insight.private.covering import cover
from sanan.kit import clock
from sanan.kit.errors import Missing, Refused
from sanan.people.models import Person
from sanan.places import queries as places
from sanan.process.forms import ResidentVerbForm
from sanan.process.pages import Actor, Pages, bare
from sanan.services import actions, rules
from sanan.services.enums import HELD, Answer, Kind
from sanan.services.forms import resident as forms
from sanan.services.models import Helper, Order
from sanan.services.queries import community, matching
from sanan.services.queries.story import SELECTED
from sanan.services.rules.fitting import free_at
from sanan.services.views import access


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Where I am registered, what I have in hand, a few orders near me."""
    person = access.helper(request)
    if person is None:
        return render(request, "services/resident/help_sign_in.html", {})
    helpers = matching.helpers_of(person)
    context = {
        "person": person,
        "helpers": helpers,
        "near": matching.near(person, at=clock.now()),
        "held": [o for o in matching.held_by(person) if o.state in HELD],
        "done": [o for o in matching.held_by(person) if o.state not in HELD],
        "place": helpers[0].place if helpers else person.home,
    }
    return render(request, "services/resident/help.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, code: str) -> HttpResponse:
    """报到, or change what I offered."""
    here = community.village_of(places.by_code(code))
    person = access.helper(request)
    if person is None:
        return render(request, "services/resident/help_sign_in.html", {"place": here})
    helper = Helper.objects.filter(person=person, place=here, left_at__isnull=True).first()
    form = forms.RegisterForm(request.POST or None, village=here, helper=helper)
    if request.method == "POST" and form.is_valid():
        try:
            if helper is None:
                actions.register(person=person, place=here, **form.cleaned_data)
                messages.info(request, _("报到收到了。社区核对以后，有合适的事会请您。"))
            else:
                actions.change(helper=helper, by=person, **form.cleaned_data)
                messages.info(request, _("改好了。"))
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
        else:
            return redirect("services:help")
    context = {"place": here, "form": form, "helper": helper}
    status = 422 if form.errors else 200
    return render(request, "services/resident/register.html", context, status=status)


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Stop helping at a community."""
    person = _signed_in(request)
    helper = get_object_or_404(Helper, ref=code, person=person, left_at__isnull=True)
    actions.leave(helper=helper, by=person)
    messages.info(request, _("已经停止报到。谢谢您帮过的忙。"))
    return redirect("services:help")


def _order(person: Person, code: str) -> Order:
    """An order that was put to this person, or that they have or had; else there is none."""
    found = Order.objects.select_related(*SELECTED).filter(code=code).first()
    if found is not None and (
        found.taker_id == person.pk
        or rules.may_take(found, person)
        or found.offers.filter(person=person).exists()
        or (found.taker_id is not None and rules.helper_of(found, person) is not None)
    ):
        return found
    raise Missing(_("没有这一单。"), "no_order")


def _found(request: HttpRequest, code: str) -> Order:
    return _order(_signed_in(request), code)


def _shown(request: HttpRequest, found: Order) -> dict[str, Any]:
    """As much of an order as a helper may know."""
    person = _signed_in(request)
    mine = found.taker_id == person.pk
    offer = found.offers.filter(person=person, answer=Answer.PENDING).first()
    return {
        "place": found.village,
        "mine": mine,
        "gone": not mine and found.taker_id is not None,
        "text": found.text if mine else cover(found.text),
        "where": _where(found, mine=mine),
        "offer": offer,
        "why": matching.said(offer.why) if offer else [],
        "may_call": mine and actions.may_reveal(found, person),
        "free": free_at(found.wanted_at).label if found.wanted_at else "",
    }


def _where(found: Order, *, mine: bool) -> str:
    place = found.place.full_name or found.place.spoken
    return f"{place} {found.address}".strip() if mine and found.state in HELD else place


def _as_helper(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Sign in first; of a wish in a community where one does not help yet, register there first."""

    @wraps(view)
    def guarded(request: HttpRequest, code: str, **more: str) -> HttpResponse:
        if request.method == "POST":
            _signed_in(request)
        person = access.helper(request)
        if person is None:
            return render(request, "services/resident/help_sign_in.html", {})
        wish = Order.objects.filter(code=code, kind=Kind.WISH, state__in=community.OPEN_WISHES)
        found = wish.select_related("village").first() if not more else None
        taken = found is not None and found.taker_id == person.pk
        if found is not None and not taken and rules.helper_of(found, person) is None:
            return redirect("services:register", found.village.code)
        return view(request, code, **more)

    return guarded


def _onward(request: HttpRequest, found: Order, verb: str) -> str:
    """What happens now, said; where it is no longer mine, back to my own page."""
    messages.info(request, SAID[verb])
    if verb in {"decline", "release"}:
        return reverse("services:help")
    return HELP.address(found)


HELP = Pages(
    process=rules.ORDER,
    room="services",
    prefix="help",
    name="help_order",
    template="services/resident/help_order.html",
    find=_found,
    show=_shown,
    forms={
        "claim": ResidentVerbForm,
        "begin": forms.BeginForm,
        "schedule": forms.ScheduleForm,
        "end": forms.EndForm,
        "decline": forms.DeclineForm,
        "release": forms.ReleaseForm,
    },
    gate=_as_helper,
    who=lambda request, _found: Actor(access.helper(request)),
    frame=bare,
    after=_onward,
)


@never_cache
@require_POST
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """The number of the person served; that it was looked at is on the record."""
    person = _signed_in(request)
    found = _order(person, code)
    number = actions.reveal_contact(order=found, by=person, purpose=_("联系服务对象"))
    return HELP.render(request, found, phone=number)


def _signed_in(request: HttpRequest) -> Person:
    person = access.helper(request)
    if person is None:
        raise Missing(_("请先登录。"), "no_helper")
    return person


SAID = {
    "claim": gettext_lazy("您接了。请打电话和对方约个时间。"),
    "decline": gettext_lazy("知道了，会另外问人。谢谢您告诉我们。"),
    "release": gettext_lazy("退回了，会另外找人。"),
    "schedule": gettext_lazy("约好了。"),
    "begin": gettext_lazy("开始了。做完以后回来点“做完了”。"),
    "end": gettext_lazy("辛苦了。社区核对以后，时长会记到您名下。"),
}
