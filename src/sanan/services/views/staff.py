"""The desk: the board, the list, one order with its verbs, an order for someone without a phone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import clock, tokens
from sanan.kit.downloads import excel
from sanan.kit.paging import page_number
from sanan.kit.sheets import write_sheet
from sanan.people import actions as people
from sanan.people import queries as posts
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline
from sanan.services import actions
from sanan.services.enums import COUNTERS, PROXIES, READERS, SEEKING, State
from sanan.services.forms import staff as forms
from sanan.services.models import Order
from sanan.services.queries import desk as reads
from sanan.services.queries import matching, story
from sanan.services.rules import ORDER
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
    return one_form(
        request,
        form,
        lambda given: _placed(request, given),
        lambda made: ORDERS.address(made.order),
        "new",
        frame=page,
    )


def _placed(request: HttpRequest, given: dict[str, Any]) -> actions.Placed:
    key, where = given.pop("token"), given.pop("place")
    return actions.place(**given, at_place=where, entered_by=me(request), idempotency=key)


def _order(request: HttpRequest, code: str) -> Order:
    found = Order.objects.visible_to(me(request)).select_related(*story.SELECTED)
    return get_object_or_404(found, code=code)


def _shown(request: HttpRequest, found: Order) -> dict[str, Any]:
    """Who was asked, who fits, what the words hint at, the story."""
    seeks = found.state in SEEKING | {State.SCREENED}
    mine = found.entered_by_id == me(request).pk
    return {
        "story": timeline(ORDER, found),
        "offers": found.offers.select_related("person").order_by("offered_at", "pk"),
        "hints": hints(f"{found.title}\n{found.text}") if found.state == State.PLACED else [],
        "matches": sorted(
            matching.matches(found, at=clock.now())[:20], key=lambda m: m.helper.person.name
        )
        if seeks
        else [],
        "may_call": actions.may_reveal(found, me(request)),
        "query_code": tokens.query_code(found.code) if mine else "",
        "record": story.record(found),
    }


ORDERS = Pages(
    process=ORDER,
    room="services_staff",
    prefix="orders",
    name="order",
    template="order",
    find=_order,
    show=_shown,
    forms={
        "screen": forms.Screen,
        "dispatch": forms.Dispatch,
        "rate": forms.Rate,
        "confirm": forms.Confirm,
        "raise": Nothing,
        "reject": forms.Reject,
        "cancel": forms.Cancel,
    },
    gate=desk(*PROXIES),
    frame=page,
)


@never_cache
@require_POST
@desk(*PROXIES)
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Show the number once, for a stated purpose."""
    found = _order(request, code)
    purpose = request.POST.get("purpose", "")
    phone = actions.reveal_contact(order=found, by=me(request), purpose=purpose)
    return ORDERS.render(request, found, phone=phone)
