"""The four-level chain on a page: whole or with its holes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from sanan.people import queries, rules
from sanan.people.access import me, needs
from sanan.people.models import Person, posts
from sanan.people.rules import RULES, Verb
from sanan.places.models import Place

MOST_GAPS = 200


@needs(Verb.SEE_CHAIN)
def chains(request: HttpRequest) -> HttpResponse:
    """Where my chains begin: the places where I hold a position."""
    mine = {p.place_id for p in posts(me(request)) if p.role in RULES[Verb.SEE_CHAIN]}
    places = Place.objects.filter(pk__in=mine).order_by("path")
    return render(request, "people/chains.html", {"places": places, "tenant": _tenant(request)})


@needs(Verb.SEE_CHAIN)
def chain(request: HttpRequest, place: str) -> HttpResponse:
    """A place's chain, its coverage, and every hole under it."""
    found = get_object_or_404(Place, code=place)
    if not rules.allowed(Verb.SEE_CHAIN, me(request), place=found):
        raise Http404
    gaps = queries.chain_gaps(found)
    coverage = queries.coverage(found)
    return render(
        request,
        "people/chain.html",
        {
            "place": found,
            "above": _above(found, me(request)),
            "chain": queries.chain(found),
            "coverage": coverage,
            "expected": any(wanted for _have, wanted in coverage.values()),
            "tenant": _tenant(request),
            "gaps": gaps[:MOST_GAPS],
            "count": len(gaps),
            "below": _below(found),
        },
    )


def _tenant(request: HttpRequest) -> bool:
    return rules.allowed(Verb.SEE_PERSONS, me(request))


def _above(place: Place, person: Person) -> list[Place]:
    step = Place.steplen
    paths = [place.path[:end] for end in range(step, len(place.path), step)]
    rows = Place.objects.filter(path__in=paths).order_by("path")
    return [p for p in rows if rules.allowed(Verb.SEE_CHAIN, person, place=p)]


def _below(place: Place) -> list[Place]:
    rows = Place.objects.within(place).filter(depth=place.depth + 1)
    return list(rows.order_by("path"))
