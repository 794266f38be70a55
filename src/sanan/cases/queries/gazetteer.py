"""The names of a county's places, to look for in what people write."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sanan.insight.places import Gazetteer, places_in
from sanan.insight.places import Place as Named
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.places.queries.tree import line

KINDS = (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE, PlaceKind.ESTATE)
KEPT_SECONDS = 300
READ_CHARACTERS = 300
SURE = 0.6
"""How sure a name in a text must be (0 to 1) before it is told to anyone."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A place that a text names, and the words that name it."""

    place_id: int
    name: str
    words: str


_kept: dict[int, tuple[float, Gazetteer]] = {}


def forget() -> None:
    """Read the places again when they are next asked for."""
    _kept.clear()


def gazetteer_of(top_id: int) -> Gazetteer:
    """The names in and of a county; kept for five minutes, since places rarely change."""
    held, now = _kept.get(top_id), time.monotonic()
    if held is None or held[0] < now - KEPT_SECONDS:
        held = _kept[top_id] = (now, Gazetteer.of(_names(Place.objects.get(pk=top_id))))
    return held[1]


def ids_in(text: str, gazetteer: Gazetteer, around: Sequence[str]) -> tuple[str, ...]:
    """Keys of the places that a text names, surest first, then those it lies in (`around`)."""
    found = [one.id for one in places_in(text[:READ_CHARACTERS], gazetteer, near=around)]
    return tuple(dict.fromkeys([*(one for one in found if one not in around), *around]))


def named_elsewhere(text: str, place: Place) -> Spoken | None:
    """The surest place that a text names and that `place` neither is nor lies in; None where it is unclear."""
    above = dict(Place.objects.filter(path__in=line(place.path)).values_list("kind", "pk"))
    chain = {str(pk) for pk in above.values()}
    names = gazetteer_of(above.get(PlaceKind.COUNTY, place.pk))
    for one in places_in(text[:2000], names, near=chain):
        if one.id not in chain and one.sure >= SURE and not one.others:
            return Spoken(int(one.id), one.name, text[one.start : one.end])
    return None


def _names(top: Place) -> list[Named]:
    rows = list(Place.objects.within(top).of_kind(*KINDS).values_list("pk", "path", "name"))
    at = {path: str(pk) for pk, path, _name in rows}
    return [
        Named(str(pk), name, above=tuple(at[p] for p in line(path)[-2::-1] if p in at))
        for pk, path, name in rows
    ]
