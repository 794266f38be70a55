"""My helping on a phone: register, orders near me, one order, and what I have in hand."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.insight.private.covering import cover
from sanan.kit import clock
from sanan.kit.errors import Missing, Refused
from sanan.people.forms.resident import ResidentForm
from sanan.people.models import Person
from sanan.places import queries as places
from sanan.services import actions, rules
from sanan.services.enums import HELD, Answer, Kind
from sanan.services.forms import resident as forms
from sanan.services.models import Helper, Order
from sanan.services.queries import community, matching
from sanan.services.queries.story import SELECTED
from sanan.services.rules import Verb
from sanan.services.rules.fitting import free_at
from sanan.services.views import access

FORMS: Mapping[Verb, type[ResidentForm]] = {
    Verb.CLAIM: ResidentForm,
    Verb.DECLINE: forms.DeclineForm,
    Verb.SCHEDULE: forms.ScheduleForm,
    Verb.BEGIN: forms.BeginForm,
    Verb.END: forms.EndForm,
    Verb.RELEASE: forms.ReleaseForm,
}
DO: Mapping[Verb, Callable[..., Any]] = {verb: actions.VERBS[verb] for verb in FORMS}


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
                messages.info(request, _("报到收到了。社区核对以后,有合适的事会请您。"))
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


@never_cache
@require_safe
def order(request: HttpRequest, code: str) -> HttpResponse:
    """One order, as much of it as a helper may know."""
    person = access.helper(request)
    if person is None:
        return render(request, "services/resident/help_sign_in.html", {})
    wish = Order.objects.filter(code=code, kind=Kind.WISH, state__in=community.OPEN_WISHES)
    found = wish.select_related("village").first()
    if found is not None and rules.helper_of(found, person) is None and found.taker_id != person.pk:
        return redirect("services:register", found.village.code)
    return _page(request, person, _order(person, code))


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


def _page(
    request: HttpRequest, person: Person, found: Order, *, status: int = 200, **more: Any
) -> HttpResponse:
    mine = found.taker_id == person.pk
    able = [verb for verb in rules.allowed(found, person) if verb in FORMS]
    offer = found.offers.filter(person=person, answer=Answer.PENDING).first()
    wrong: dict[Verb, ResidentForm] = more.pop("wrong", {})
    context = {
        "order": found,
        "place": found.village,
        "mine": mine,
        "gone": not mine and found.taker_id is not None,
        "text": found.text if mine else cover(found.text),
        "where": _where(found, mine=mine),
        "offer": offer,
        "why": matching.said(offer.why) if offer else [],
        "verbs": [(verb, wrong.get(verb) or _form(verb, found)) for verb in able],
        "open": next(iter(wrong), None),
        "may_call": mine and actions.may_reveal(found, person),
        "free": free_at(found.wanted_at).label if found.wanted_at else "",
        **more,
    }
    return render(request, "services/resident/help_order.html", context, status=status)


def _where(found: Order, *, mine: bool) -> str:
    place = found.place.full_name or found.place.spoken
    return f"{place} {found.address}".strip() if mine and found.state in HELD else place


def _form(verb: Verb, found: Order, data: Any = None) -> ResidentForm:
    kind: Any = FORMS[verb]
    more: dict[str, Any] = {"risky": found.risky} if verb == Verb.BEGIN else {}
    if verb == Verb.SCHEDULE and found.wanted_at and data is None:
        more["initial"] = {"scheduled_at": found.scheduled_at or found.wanted_at}
    made: ResidentForm = kind(data, auto_id=f"id_{verb}_%s", **more)
    return made


@never_cache
@require_POST
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Take it, decline, give it back, make a date, begin, end."""
    person = _signed_in(request)
    found = _order(person, code)
    if verb == "contact":
        number = actions.reveal_contact(order=found, by=person, purpose=_("联系服务对象"))
        return _page(request, person, found, phone=number)
    if verb not in FORMS:
        raise Missing(_("没有这一步。"), "no_verb")
    step = Verb(verb)
    form = _form(step, found, request.POST)
    if not form.is_valid():
        return _page(request, person, found, status=422, wrong={step: form})
    try:
        DO[step](order=found, by=person, **form.cleaned_data)
    except Refused as no:
        fresh = _order(person, code)
        if step in rules.allowed(fresh, person):
            form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
            return _page(request, person, fresh, status=no.status, wrong={step: form})
        return _page(request, person, fresh, status=no.status, refused=str(no.sentence))
    messages.info(request, SAID[step])
    gone = step in {Verb.DECLINE, Verb.RELEASE}
    return redirect("services:help") if gone else redirect("services:help_order", found.code)


def _signed_in(request: HttpRequest) -> Person:
    person = access.helper(request)
    if person is None:
        raise Missing(_("请先登录。"), "no_helper")
    return person


SAID = {
    Verb.CLAIM: gettext_lazy("您接了。请打电话和对方约个时间。"),
    Verb.DECLINE: gettext_lazy("知道了,会另外问人。谢谢您告诉我们。"),
    Verb.RELEASE: gettext_lazy("退回了,会另外找人。"),
    Verb.SCHEDULE: gettext_lazy("约好了。"),
    Verb.BEGIN: gettext_lazy("开始了。做完以后回来点“做完了”。"),
    Verb.END: gettext_lazy("辛苦了。社区核对以后,时长会记到您名下。"),
}
