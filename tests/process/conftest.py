"""A village with a shelf, an owner, a cadre, a leader and a stranger."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from toys.shelves.actions import put
from toys.shelves.models import Shelf

NOW = datetime(2026, 10, 13, 2, 0, tzinfo=UTC)


@dataclass
class Yard:
    county: Place
    village: Place
    owner: Person
    cadre: Person
    leader: Person
    stranger: Person

    def shelf(self, what: str = "一把伞", **more) -> Shelf:
        return put(
            shelf=Shelf(place=self.village, owner=self.owner, what=what, **more),
            by=self.owner,
            at=NOW,
        )


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def yard(db) -> Yard:
    county = Place(name="祥县", kind=PlaceKind.COUNTY, code="350500000000")
    village = Place(name="祥安社区", kind=PlaceKind.VILLAGE, code="350500100001")
    Place.objects.add_root(instance=county)
    Place.objects.add_child(county, instance=village)

    def person(name: str, role: Role | None = None) -> Person:
        made = Person.objects.create(name=name, username=name)
        if role:
            Position.objects.create(
                person=made, role=role, place=village, since_on=date(2026, 1, 1)
            )
        return made

    return Yard(
        county,
        village,
        person("owner"),
        person("cadre", Role.VILLAGE_CADRE),
        person("leader", Role.LEADER),
        person("stranger"),
    )
