"""What an administrator sets up: systems, the meaning of words, subscriptions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanan.exchange import actions
from sanan.exchange.enums import DESK, SETTERS, Direction, State
from sanan.exchange.forms import staff as forms
from sanan.exchange.models import Delivery, Subscription, System, Word
from sanan.exchange.queries import words as queries
from sanan.exchange.views.staff import page
from sanan.kit.errors import Refused
from sanan.people import access
from sanan.places.models import PlaceQuerySet

LAST = 50
desk = access.desk_of(*DESK)
_both = require_http_methods(["GET", "HEAD", "POST"])


def _places(request: HttpRequest) -> PlaceQuerySet:
    return access.my_places(request, SETTERS, "city", "county", "township")


@never_cache
@_both
@desk(*SETTERS)
def new_system(request: HttpRequest) -> HttpResponse:
    """Add a system; its secret is shown once."""
    form = forms.NewSystem(request.POST or None, places=_places(request))
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = actions.add_system(**form.given(), by=access.me(request))
        except Refused as no:
            form.refuse(no)
        else:
            return page(request, "secret", {"name": made.name, "secret": secret, "system": made})
    return page(request, "new_system", {"form": form}, status=422 if form.errors else 200)


def _system(request: HttpRequest, code: str) -> System:
    mine = System.objects.visible_to(access.me(request)).select_related("place")
    return get_object_or_404(mine, code=code)


@never_cache
@_both
@desk(*SETTERS)
def system(request: HttpRequest, code: str) -> HttpResponse:
    """How a system is reached, and what lies in its files."""
    found = _system(request, code)
    first = {
        "name": found.name,
        "road": found.road,
        "format": found.format,
        "address": found.address,
        "fields_said": "\n".join(f"{ours}={theirs}" for ours, theirs in found.fields.items()),
    }
    form = forms.SystemForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_system(system=found, **form.given(), by=access.me(request))
        except Refused as no:
            form.refuse(no)
        else:
            messages.success(request, _("已保存，从下一条起生效。"))
            return redirect("exchange_staff:system", found.code)
    values = {
        "form": form,
        "system": found,
        "batches": found.batches.order_by("-pk")[:LAST],
        "out": found.messages.filter(direction=Direction.OUT, state=State.WAITING).count(),
    }
    return page(request, "system", values, status=422 if form.errors else 200)


@require_POST
@desk(*SETTERS)
def end_system(request: HttpRequest, code: str) -> HttpResponse:
    """Take nothing more from it."""
    found = actions.end_system(system=_system(request, code), by=access.me(request))
    messages.success(request, _("已停用“%(name)s”，收过的件都还在。") % {"name": found.name})
    return redirect("exchange_staff:board")


@never_cache
@_both
@desk(*SETTERS)
def words(request: HttpRequest) -> HttpResponse:
    """What the other side's words mean; those that hold letters stand at the top."""
    person = access.me(request)
    systems = System.objects.visible_to(person).filter(ended_at__isnull=True).order_by("name")
    chosen = systems.filter(code=request.GET.get("system", "")).first()
    first = {**request.GET.dict(), "system": chosen}
    form = forms.WordForm(request.POST or None, systems=systems, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.say_word(**form.cleaned_data, by=person)
        except Refused as no:
            form.refuse(no)
        else:
            messages.success(
                request, _("已记下。等着这个词的 %(n)d 封信件重新收了一次。") % {"n": count}
            )
            return redirect("exchange_staff:words")
    around = chosen or systems.first()
    values = {
        "form": form,
        "missing": queries.missing(person),
        "known": queries.words_of(systems),
        "meanings": forms.meanings(around.place if around else None),
    }
    return page(request, "words", values, status=422 if form.errors else 200)


@require_POST
@desk(*SETTERS)
def drop_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget what a word means."""
    mine = System.objects.visible_to(access.me(request))
    found = get_object_or_404(Word.objects.select_related("system__place"), pk=pk, system__in=mine)
    actions.drop_word(word=found, by=access.me(request))
    messages.success(request, _("已删除。以后带这个词的信件会留下来等人看。"))
    return redirect("exchange_staff:words")


@never_cache
@_both
@desk(*SETTERS)
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Who is told by webhook, and one more."""
    person = access.me(request)
    form = forms.SubscriptionForm(request.POST or None, places=_places(request))
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = actions.subscribe(**form.cleaned_data, by=person)
        except Refused as no:
            form.refuse(no)
        else:
            values = {"name": made.name, "secret": secret, "subscription": made}
            return page(request, "secret", values)
    rows = Subscription.objects.visible_to(person).select_related("place")
    values = {"form": form, "rows": rows.order_by("ended_at", "-pk")}
    return page(request, "subscriptions", values, status=422 if form.errors else 200)


@never_cache
@_both
@desk(*SETTERS)
def subscription(request: HttpRequest, code: str) -> HttpResponse:
    """What one was told lately; sent again or ended from here."""
    person = access.me(request)
    mine = Subscription.objects.visible_to(person).select_related("place")
    found = get_object_or_404(mine, code=code)
    if request.method == "POST":
        if "end" in request.POST:
            actions.end_subscription(subscription=found, by=person)
            messages.success(request, _("已停止通知“%(name)s”。") % {"name": found.name})
        else:
            count = actions.send_held(subscription=found, by=person)
            messages.success(request, _("%(n)d 条重新排队，马上再送。") % {"n": count})
        return redirect(reverse("exchange_staff:subscription", args=[found.code]))
    rows = Delivery.objects.filter(subscription=found).order_by("-pk")[:LAST]
    held = found.deliveries.filter(state=State.HELD).count()
    return page(request, "subscription", {"subscription": found, "rows": rows, "held": held})
