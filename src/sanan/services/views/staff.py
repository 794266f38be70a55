"""The desk: the board, the list, one order with its verbs, an order for someone without a phone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import clock, tokens
from sanan.kit.downloads import excel
from sanan.kit.errors import Refused
from sanan.kit.paging import page_number
from sanan.kit.sheets import write_sheet
from sanan.people import actions as people
from sanan.people import queries as posts
from sanan.services import actions, rules
from sanan.services.enums import COUNTERS, PROXIES, READERS, SEEKING, State
from sanan.services.forms import staff as forms
from sanan.services.models import Order
from sanan.services.queries import desk as reads
from sanan.services.queries import matching, story
from sanan.services.rules import Verb
from sanan.services.rules.screening import hints
from sanan.services.views.access import desk, me, my_places, page

SHOWN = 30
MOST_EXPORTED = 20_000


@require_safe
@desk(*COUNTERS)
def board(request: HttpRequest) -> HttpResponse:
    """How it goes: each figure opens its list. Leaders see figures, not orders."""
    now = clock.now()
    key = request.GET.get("period", "")
    found = reads.board(me(request), key, timezone.localdate(now))
    reads_orders = bool({p.role for p in posts.posts(me(request))} & set(READERS))
    waiting = reads.waiting(me(request)) if reads_orders else None
    return page(request, "board", {"board": found, "waiting": waiting, "now": now})


@require_safe
@desk()
def orders(request: HttpRequest) -> HttpResponse:
    """Orders by state or by a figure of the board."""
    filters = reads.read(request.GET.dict())
    found = reads.listed(me(request), filters, timezone.localdate())
    number = page_number(request.GET.get("page"))
    rows = list(found[(number - 1) * SHOWN : number * SHOWN + 1])
    values = {
        "rows": rows[:SHOWN],
        "follows": len(rows) > SHOWN,
        "number": number,
        "filters": filters,
        "states": reads.board(me(request), "year", timezone.localdate()).by_state,
    }
    return page(request, "orders", values)


@require_safe
@desk()
def export(request: HttpRequest) -> HttpResponse:
    """The list as shown, as an Excel file; that it was taken is on the record."""
    filters = reads.read(request.GET.dict())
    found = reads.listed(me(request), filters, timezone.localdate())[:MOST_EXPORTED]
    rows = list(reads.sheet(found))
    people.note_export(what={"orders": filters.query}, rows=len(rows), by=me(request))
    response = excel(b"", f"orders-{timezone.localtime(clock.now()):%Y%m%d-%H%M}")
    write_sheet(response, [str(h) for h in reads.HEADINGS], rows)  # type: ignore[arg-type]
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk(*PROXIES)
def new(request: HttpRequest) -> HttpResponse:
    """代下单: for an elder, by a grid worker or the desk."""
    places = my_places(request, PROXIES, "village", "estate", "building")
    form = forms.NewOrder(request.POST or None, places=places, initial={"token": tokens.opaque(24)})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        key = data.pop("token")
        data["at_place"] = data.pop("place")
        try:
            placed = actions.place(**data, entered_by=me(request), idempotency=key)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
        else:
            return redirect("services_staff:order", placed.order.code)
    return page(request, "new", {"form": form}, status=422 if form.errors else 200)


def _order(request: HttpRequest, code: str) -> Order:
    found = Order.objects.visible_to(me(request)).select_related(*story.SELECTED)
    return get_object_or_404(found, code=code)


@never_cache
@require_safe
@desk(*PROXIES)
def order(request: HttpRequest, code: str) -> HttpResponse:
    """One order with its story and what can be done now."""
    return _page(request, _order(request, code))


def _page(
    request: HttpRequest, found: Order, *, status: int = 200, wrong: Any = None, **more: Any
) -> HttpResponse:
    able = [verb for verb in rules.allowed(found, me(request)) if verb in forms.VERB_FORMS]
    shown = {verb: _form(verb, found) for verb in able} | (wrong or {})
    seeks = found.state in SEEKING | {State.SCREENED}
    values = {
        "order": found,
        "steps": found.steps.select_related("by").order_by("-pk"),
        "offers": found.offers.select_related("person").order_by("offered_at", "pk"),
        "hints": hints(f"{found.title}\n{found.text}") if found.state == State.PLACED else [],
        "matches": sorted(
            matching.matches(found, at=clock.now())[:20], key=lambda m: m.helper.person.name
        )
        if seeks
        else [],
        "verbs": [(verb, forms.VERB_LABELS[verb], form) for verb, form in shown.items()],
        "first": _first(found),
        "may_call": actions.may_reveal(found, me(request)),
        "query_code": tokens.query_code(found.code)
        if found.entered_by_id == me(request).pk
        else "",
        "record": story.record(found),
        **more,
    }
    return page(request, "order", values, status=status)


def _first(found: Order) -> str:
    likely = {
        State.PLACED: Verb.SCREEN,
        State.SCREENED: Verb.DISPATCH,
        State.UNCLAIMED: Verb.DISPATCH,
        State.RAISED: Verb.DISPATCH,
        State.FINISHED: Verb.RATE,
        State.RATED: Verb.CONFIRM,
    }
    return str(likely.get(State(found.state), ""))


def _form(verb: Verb, found: Order, data: Any = None) -> Any:
    more: dict[str, Any] = {"auto_id": f"id_{verb}_%s"}
    if verb == Verb.DISPATCH:
        more["order"] = found
    return forms.VERB_FORMS[verb](data, **more)


@never_cache
@require_POST
@desk(*PROXIES)
def do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One verb on one order."""
    found = _order(request, code)
    if verb not in forms.VERB_FORMS:
        raise Http404
    step = Verb(verb)
    form = _form(step, found, request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, wrong={step: form})
    try:
        actions.VERBS[step](order=found, by=me(request), **form.cleaned_data)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
        return _page(request, _order(request, code), status=no.status, wrong={step: form})
    return redirect("services_staff:order", found.code)


@never_cache
@require_POST
@desk(*PROXIES)
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Show the number once, for a stated purpose."""
    found = _order(request, code)
    purpose = request.POST.get("purpose", "")
    phone = actions.reveal_contact(order=found, by=me(request), purpose=purpose)
    return _page(request, found, phone=phone)
