"""Service orders and disclosures over HTTP: lists, one with its story, and every verb of a person.

A key for `orders` or `disclosures` does what its person may do with them; seeing needs `read`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Router, Schema

from sanan.api.door import NOTHING, REFUSALS, as_json, key, person_for
from sanan.api.forms import answers, document, reading
from sanan.api.forms.requests import arguments, shapes
from sanan.api.subjects import SUBJECTS
from sanan.kit import manifest
from sanan.kit.errors import Invalid, Missing
from sanan.people.models import Person
from sanan.people.rules import READ
from sanan.places.models import beyond
from sanan.process.declare import SYSTEM, Process, Verb
from sanan.process.models import TimelineEntry

MOST = 100
STEP = ("verb", "at", "state", "said", "note", "public")


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind of thing over HTTP: its address and scope, its process, what its page says besides.

    `actions` is the module that does its verbs. `fields` are shown to whoever sees the thing.
    """

    name: str
    kind: str
    process: str
    actions: str
    label: Any
    fields: tuple[str, ...]

    def rows(self, person: Person) -> QuerySet[Any]:
        """What this key's person sees, within the place of the key."""
        within, shown = person.within, SUBJECTS[self.kind].rows()
        if within is None:
            return shown.none()
        mine = shown.model._default_manager.visible_to(person)
        inside = shown.filter(place__path__gte=within.path, place__path__lt=beyond(within.path))
        return inside.filter(pk__in=mine.values("pk"))

    def told(self, thing: Any) -> dict[str, Any]:
        """A row of the list."""
        return SUBJECTS[self.kind].told(thing)


OFFERS = (
    Offer(
        name="orders",
        kind="order",
        process="sanan.services.rules:ORDER",
        actions="sanan.services.actions:__name__",
        label=gettext_lazy("点单"),
        fields=("title", "text", "address", "wanted_at", "scheduled_at", "result"),
    ),
    Offer(
        name="disclosures",
        kind="disclosure",
        process="sanan.powers.rules.disclosures:DISCLOSURE",
        actions="sanan.powers.actions:__name__",
        label=gettext_lazy("公开事项"),
        fields=("title", "due_on", "published_on", "version"),
    ),
)


def router_of(offer: Offer) -> Router:
    """The calls of one kind of thing."""
    router, process = Router(tags=[offer.name]), manifest.load(offer.process)
    manifest.load(offer.actions)

    @router.get(
        "",
        auth=key,
        response={200: answers.Things, **REFUSALS},
        summary=_("看列表"),
        operation_id=f"{offer.name}_list",
    )
    def listed(
        request: HttpRequest, cursor: str = "", limit: int = MOST, state: str = ""
    ) -> HttpResponse:
        """What is the work of the key's person, oldest first; `next` goes into `cursor`."""
        rows = offer.rows(person_for(request, READ)).filter(pk__gt=_after(cursor))
        rows = rows.filter(state=state) if state else rows
        page = list(rows.order_by("pk")[: min(max(limit, 1), MOST)])
        found = [offer.told(each) for each in page]
        return as_json({"things": found, "next": str(page[-1].pk) if page else None})

    @router.get(
        "/{code}",
        auth=key,
        response={200: answers.Thing, **REFUSALS},
        summary=_("看一件"),
        operation_id=f"{offer.name}_one",
    )
    def one(request: HttpRequest, code: str) -> HttpResponse:
        """One with its story."""
        thing = _thing(offer, person_for(request, READ), code)
        story = TimelineEntry.objects.of(offer.kind, thing.pk).values(*STEP)
        more = {name: getattr(thing, name) for name in offer.fields}
        return as_json({**offer.told(thing), "more": more, "timeline": list(story)})

    told = shapes({verb.name: process.actions[verb.name] for verb in _verbs(process)})
    for name, shape in told.items():
        _offer_verb(router, offer, process, process[name], shape)
    return router


def _verbs(process: Process[Any]) -> list[Verb]:
    """What people do with a thing that is there."""
    return [
        verb
        for verb in process
        if not verb.begins
        and (verb.roles or set(verb.relations) - {SYSTEM})
        and verb.name in process.actions
    ]


def _offer_verb(
    router: Router, offer: Offer, process: Process[Any], verb: Verb, shape: type[Schema]
) -> None:
    action = process.actions[verb.name]

    def act(request: HttpRequest, code: str) -> HttpResponse:
        person = person_for(request, offer.name)
        thing = _thing(offer, person, code)
        given = arguments(action, reading.read(request, shape), person)
        action(**{process.thing: thing}, by=person, **given)
        return as_json({"code": thing.code, "state": thing.state})

    act.__doc__ = (action.__doc__ or "").partition("\n")[0]
    do: Callable[..., Any] = router.post(
        f"/{{code}}/{verb.name}",
        auth=key,
        response={200: answers.ThingMoved, **REFUSALS},
        summary=str(verb.label),
        operation_id=f"{offer.name}_{verb.name}",
        openapi_extra=document.body(shape),
    )
    do(act)


def _thing(offer: Offer, person: Person, code: str) -> Any:
    rows = offer.rows(person).filter(code=code) if code.isprintable() and len(code) <= 40 else None
    thing = rows.first() if rows is not None else None
    if thing is None:
        raise Missing(NOTHING, "not_found")
    return thing


def _after(cursor: str) -> int:
    if not cursor:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:
        raise Invalid(_("游标不对。请用上一页的 next。"), "cursor", field="cursor")
    return int(cursor)
