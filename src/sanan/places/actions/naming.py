"""Full names, kept beside the tree so that no list has to climb it."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from sanan.places.enums import PlaceKind
from sanan.places.models import Place, beyond, spoken

BRANCHES_AT_ONCE = 50


def full_name(above: Sequence[Place], name: str, kind: str) -> str:
    """德化县浔中镇祥安社区祥安小区3号楼: from the county down; the city goes without saying."""
    parts = [spoken(p.name, p.kind) for p in above if p.kind != PlaceKind.CITY]
    return "".join([*parts, spoken(name, kind)])


def renew_full_names(renamed: Iterable[Place]) -> None:
    """Write the full names of these places and of all under them anew."""
    paths = _tops([p.path for p in renamed])
    if not paths:
        return
    if len(paths) > BRANCHES_AT_ONCE:
        paths = sorted({path[: Place.steplen] for path in paths})
    above = {p[:end] for p in paths for end in range(Place.steplen, len(p), Place.steplen)}
    branches = Q(path__in=above)
    for path in paths:
        branches |= Q(path__gte=path, path__lt=beyond(path))
    known: dict[str, Place] = {}
    changed = []
    for place in Place.objects.filter(branches).order_by("path"):
        known[place.path] = place
        line = [known[p] for p in _prefixes(place.path) if p in known]
        wanted = full_name(line, place.name, place.kind)
        if place.path not in above and place.full_name != wanted:
            place.full_name = wanted
            changed.append(place)
    Place.objects.bulk_update(changed, ["full_name"], batch_size=200)


def _prefixes(path: str) -> list[str]:
    return [path[:end] for end in range(Place.steplen, len(path), Place.steplen)]


def _tops(paths: list[str]) -> list[str]:
    """The paths that lie under no other of them."""
    tops: list[str] = []
    for path in sorted(paths):
        if not tops or not path.startswith(tops[-1]):
            tops.append(path)
    return tops
