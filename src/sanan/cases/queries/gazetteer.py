"""The names of a county's places, to look for in what people write."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sanan.cases.models import Case
from sanan.insight.addresses import Sort
from sanan.insight.heard import Heard, heard, streets_of
from sanan.insight.places import Gazetteer, places_in
from sanan.insight.places import Place as Named
from sanan.people.models.org import Post
from sanan.places.enums import PlaceKind
from sanan.places.models import Grid, Place
from sanan.places.queries.tree import line

KINDS = (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE, PlaceKind.ESTATE)
NEWEST = 1_000
"""How many of a county's newest cases are read for the names of its streets."""

KEPT_SECONDS = 300
READ_CHARACTERS = 300
SMALL = (PlaceKind.VILLAGE, PlaceKind.ESTATE)
WHOLE = (Sort.REGION, Sort.ESTATE)
SORTS = {PlaceKind.ESTATE: Sort.ESTATE}
SURE = 0.6
"""How sure a name in a text must be (0 to 1) before it is told to anyone."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A place that a text names, and the words that name it, with house and room."""

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
    """The surest place that a text names and that `place` neither is nor lies in; None where it is unclear.

    A house, a stop or a school on a listed street or at a listed village counts for that village.
    """
    above = dict(Place.objects.filter(path__in=line(place.path)).values_list("kind", "pk"))
    chain = {str(pk) for pk in above.values()}
    names = gazetteer_of(above.get(PlaceKind.COUNTY, place.pk))
    said = text[:2000]
    told = {one.id: one for one in reversed(heard(said, names, near=chain).places) if one.id}
    for one in places_in(said, names, near=chain):
        target = _in_the_tree(one.id, names)
        if target is None or target in chain or one.sure < SURE or one.others:
            continue
        words = told[one.id].words if one.id in told else said[one.start : one.end]
        return Spoken(int(target), names.places[target].name, words)
    return None


def meant(words: str, posts: Sequence[Post]) -> tuple[Heard, list[Place]]:
    """What somebody looks for, read once, and the villages and estates that it is the whole name of.

    The names are those of the county of the first of their `posts`.
    """
    if not posts:
        return heard(words), []
    county = Place.objects.filter(path__in=line(posts[0].path), kind=PlaceKind.COUNTY).first()
    names = gazetteer_of(county.pk if county else posts[0].place_id)
    read = heard(words, names)
    whole = [one for one in read.places if one.words == words and one.sort in WHOLE and one.id]
    keys = [key for one in whole for key in (one.id, *one.others) if key.isdigit()]
    return read, list(Place.objects.filter(pk__in=keys).of_kind(*SMALL)) if keys else []


def _in_the_tree(key: str, names: Gazetteer) -> str | None:
    """The place itself; of a street or a grid the smallest place that holds it."""
    return key if key.isdigit() else next(iter(names.places[key].above), None)


def _names(top: Place) -> list[Named]:
    rows = list(Place.objects.within(top).of_kind(*KINDS).values_list("pk", "path", "name", "kind"))
    at = {path: str(pk) for pk, path, _name, _kind in rows}
    tree = [
        Named(str(pk), name, above=_above(path, at), sort=SORTS.get(PlaceKind(kind), Sort.REGION))
        for pk, path, name, kind in rows
    ]
    return [*tree, *_grids(top, at), *_streets(top, {one.id: one.above for one in tree})]


def _above(path: str, at: Mapping[str, str]) -> tuple[str, ...]:
    """Keys of what lies around a path, nearest first."""
    return tuple(at[each] for each in line(path)[-2::-1] if each in at)


def _grids(top: Place, at: Mapping[str, str]) -> list[Named]:
    """Grids with a name of their own, each at the place it lies in where that is one."""
    rows = Grid.objects.filter(places__in=Place.objects.within(top)).values_list(
        "pk", "name", "places__path"
    )
    paths: dict[tuple[int, str], list[str]] = defaultdict(list)
    for pk, name, path in rows:
        paths[pk, name].append(path)
    found = []
    for (pk, name), inside in paths.items():
        shared = [
            each
            for each in line(inside[0])
            if each in at and all(p.startswith(each) for p in inside)
        ]
        found.append(Named(f"grid:{pk}", name, tuple(at[each] for each in reversed(shared))))
    return found


def _streets(top: Place, above: Mapping[str, tuple[str, ...]]) -> list[Named]:
    """Streets that the newest cases of a county name, each where most of those cases lie."""
    if top.kind != PlaceKind.COUNTY:
        return []
    newest = Case.objects.filter(county=top.pk).order_by("-opened_at")[:NEWEST]
    rows = newest.values_list("address", "title", "place_id")
    return streets_of(
        (f"{address}\n{title}", (str(pk), *above.get(str(pk), ()))) for address, title, pk in rows
    )
