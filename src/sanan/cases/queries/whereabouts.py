"""Where imported messages stand that name no place of their own.

Who says `--place` decides. Else it is the only county, or the only one where somebody dispatches;
else the county that the text names for certain; else the top of the tree, and the sender is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sanan.cases.queries import gazetteer
from sanan.insight.places import Gazetteer, places_in
from sanan.people.enums import Role
from sanan.people.models import Position
from sanan.places import queries as places
from sanan.places.enums import PlaceKind
from sanan.places.models import Place

READ_CHARACTERS = 1000
FULL_NAME = 0.9
"""How sure the reading room is of a name in full: enough for a county ..."""

WITH_ITS_REGION = 0.95
"""... while a village or township must stand beside the name of what it lies in."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`base` is where a message stands that says nothing; `counties` by key are to choose from."""

    base: Place
    counties: Mapping[str, Place] = field(default_factory=dict)
    names: Gazetteer | None = None

    def of(self, text: str) -> Place:
        """The place of a message that names none in a column of its own."""
        if self.names is None:
            return self.base
        told = {key for key in _counties_in(text, self.names) if key in self.counties}
        return self.counties[told.pop()] if len(told) == 1 else self.base


def whereabouts(given: Place | None, *, day: date) -> Whereabouts:
    """Decide once for an import. Raises `Missing` where there is no place at all."""
    if given is not None:
        return Whereabouts(given)
    top = places.default()
    counties = list(Place.objects.within(top).of_kind(PlaceKind.COUNTY))
    if len(counties) != 1:
        counties = _in_use(counties, day) or counties
    if len(counties) == 1:
        return Whereabouts(counties[0])
    if not counties:
        return Whereabouts(top)
    by_key = {str(one.pk): one for one in counties}
    return Whereabouts(top, by_key, gazetteer.gazetteer_of(top.pk))


def _in_use(counties: list[Place], day: date) -> list[Place]:
    """Those where somebody dispatches on that day."""
    desks = Position.objects.on(day).filter(role=Role.DISPATCHER)
    paths = set(desks.values_list("place__path", flat=True))
    return [one for one in counties if any(path.startswith(one.path) for path in paths)]


def _counties_in(text: str, names: Gazetteer) -> set[str]:
    """Keys of what a text names for certain, and of what lies around it."""
    found: set[str] = set()
    for one in places_in(text[:READ_CHARACTERS], names):
        above = names.places[one.id].above
        least = FULL_NAME if not above else WITH_ITS_REGION
        if one.sure >= least and not one.others:
            found |= {one.id, *above}
    return found
