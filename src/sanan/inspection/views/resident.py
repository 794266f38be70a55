"""Everyone's pages: a village's notice and where one speaks, what was found there and mended."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.cases.views.appellant import FOLLOWED
from sanan.inspection import actions
from sanan.inspection.actions.orders import BEFORE
from sanan.inspection.forms.resident import ABOUT_THINGS, Doubt, Rate, Say
from sanan.inspection.models import FixOrder, Item, Target
from sanan.inspection.queries import public
from sanan.inspection.rules import RECTIFICATION
from sanan.inspection.rules.rounds import LISTENING
from sanan.kit import tokens
from sanan.kit.errors import Invalid
from sanan.people import visitor
from sanan.places import queries as places
from sanan.process.pages import Actor, Pages, asker, bare
from sanan.process.queries import timeline

READER = visitor.Mark("inspection")
SHOWN = 100
DOUBT = "inspection.doubt"


def _target(token: str) -> Target:
    rows = Target.objects.exclude(round__state="planned").select_related("round", "place")
    found: Target = get_object_or_404(rows, token=token)
    return found


@require_safe
def notice(request: HttpRequest, token: str) -> HttpResponse:
    """What the code of a notice leads to: who, when, where, what may be said, and the two ways."""
    target = _target(token)
    values = {
        "target": target,
        "round": target.round,
        "place": target.place,
        "team": target.round.team.select_related("person"),
        "listening": target.round.state in LISTENING,
        "found": public.items_at(target.place).exists(),
    }
    return bare(request, "inspection/resident/notice.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, token: str) -> HttpResponse:
    """Say an ordinary matter. Whoever has not said that it is one is asked first; nothing is written."""
    target = _target(token)
    if request.GET.get("about") != ABOUT_THINGS or target.round.state not in LISTENING:
        return redirect("inspection:notice", token)
    if request.method != "POST":
        return _say_page(request, target, Say(initial={"token": tokens.opaque(24)}))
    form = Say(request.POST, request.FILES)
    if not form.is_valid():
        return _say_page(request, target, form, status=422)
    visitor.slow_down(request, "inspection-say", burst=10)
    data = form.cleaned_data
    try:
        code = actions.ledger.say(
            target=target,
            text=data["text"],
            uploads=form.uploads,
            anonymity=data["anonymity"],
            contact_name=data["contact_name"],
            contact_phone=data["contact_phone"],
            appellant=visitor.resident(request),
            source=visitor.source(request),
            idempotency=f"{request.POST.get('token', '')}|{data['text']}",
        )
    except Invalid as no:
        form.refuse(no)
        return _say_page(request, target, form, status=422)
    response = redirect("cases:said", code)
    FOLLOWED.follow(request, response, code)
    return response


def _say_page(
    request: HttpRequest, target: Target, form: Say, *, status: int = 200
) -> HttpResponse:
    values = {
        "target": target,
        "place": target.place,
        "form": form,
        "token": form.data.get("token") or tokens.opaque(24),
    }
    return bare(request, "inspection/resident/say.html", values, status=status)


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """What inspections found at a place, in general words, and what was done about it."""
    place = places.by_code(code)
    orders = list(public.orders_at(place)[:SHOWN])
    values = {
        "place": place,
        "rounds": public.rounds_at(place)[:5],
        "items": public.items_at(place)[:SHOWN],
        "orders": [(order, *_both_sides(order)) for order in orders],
    }
    return bare(request, "inspection/resident/village.html", values)


def _both_sides(order: FixOrder) -> tuple[list[Any], list[Any]]:
    """Photos of an order that everyone may see, before and after."""
    shown = [file for file in order.files if file.shown_at is not None]
    before = [file for file in shown if file.label == BEFORE]
    return before, [file for file in shown if file.label != BEFORE]


def _find(_request: HttpRequest, code: str) -> Item:
    rows = Item.objects.told()
    related = ("paper", "place", "owner", "target__round", "target__place")
    return get_object_or_404(rows.select_related(*related), code=code)


def _show(request: HttpRequest, item: Item) -> dict[str, Any]:
    return {
        "place": item.place,
        "story": timeline(RECTIFICATION, item, everyone=True),
        "photos": [file for file in item.files if file.shown_at is not None],
        "ratings": public.ratings(item),
        "said": "said" in request.GET,
    }


class _Speaks(Pages[Item]):
    """The page of a line: a rating knows person or phone, a doubt gives a case to follow."""

    def page(self, request: HttpRequest, code: str) -> HttpResponse:
        """As everywhere; the phone is known again when it rates."""
        response = super().page(request, code)
        READER.keep(request, response)
        return response

    def form(self, request: HttpRequest, *given: Any, **more: Any) -> Any:
        """The form, which is told who rates."""
        made = super().form(request, *given, **more)
        made.visitor = request
        return made

    def act(self, verb: str, thing: Item, actor: Actor, form: Any) -> Any:
        """The verb; what a doubt became is remembered for the answer."""
        person, request = actor.person, form.visitor
        if verb == "rate":
            reader = f"person {person.pk}" if person else READER.of(request) or tokens.opaque(16)
            return actions.ledger.rate(
                item=thing, by=person, reader=reader, known=person is not None, **form.given()
            )
        source = visitor.source(request)
        made = actions.ledger.doubt(item=thing, by=person, source=source, **form.given())
        request.META[DOUBT] = made
        return made

    def do(self, request: HttpRequest, code: str, verb: str) -> HttpResponse:
        """As everywhere, and this phone follows the case that a doubt made."""
        response = super().do(request, code, verb)
        if made := request.META.get(DOUBT):
            response = redirect("cases:said", made)
            FOLLOWED.follow(request, response, made)
        return response


ITEMS = _Speaks(
    process=RECTIFICATION,
    room="inspection",
    prefix="items",
    name="item",
    template="inspection/resident/item.html",
    find=_find,
    show=_show,
    forms={"rate": Rate, "doubt": Doubt},
    who=asker(),
    frame=bare,
    after=lambda _request, item, _verb: reverse("inspection:item", args=[item.code]) + "?said",
    paced={"rate": 5, "doubt": 5},
)
