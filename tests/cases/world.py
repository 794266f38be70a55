"""A small invented county for the matrix: one place of each level, one actor of each kind."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sanan.cases.models import Category
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.enums import PlaceKind
from sanan.places.models import Place

NOW = datetime(2026, 10, 13, 2, 0, tzinfo=UTC)
"""A Tuesday morning, ten o'clock in the county."""

BY_ORG = {
    "handler": Role.DEPT_HANDLER,
    "co_handler": Role.DEPT_HANDLER,
    "whistled_dept": Role.DEPT_HANDLER,
}


@dataclass
class World:
    """Places, units, a category, and the actors by name."""

    county: Place
    village: Place
    orgs: dict[str, Org]
    category: Category
    actors: dict[str, Person] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)


def make_world() -> World:
    county = Place(name="祥县", kind=PlaceKind.COUNTY, code="350500000000")
    town = Place(name="祥镇", kind=PlaceKind.TOWNSHIP, code="350500100000")
    village = Place(name="祥安社区", kind=PlaceKind.VILLAGE, code="350500100001")
    Place.objects.add_root(instance=county)
    Place.objects.add_child(county, instance=town)
    Place.objects.add_child(town, instance=village)
    orgs = {
        name: Org.objects.create(name=f"{name}单位", kind=OrgKind.DEPARTMENT, place=county)
        for name in ("handler", "co_handler", "whistled_dept", "other")
    }
    category = Category.objects.create(code="01", name="道路")
    made = World(county, village, orgs, category)
    for role in Role:
        _add(made, f"role:{role}", role, None)
    for relation, role in BY_ORG.items():
        _add(made, relation, role, orgs[relation])
    for name in ("appellant", "stranger"):
        made.actors[name] = Person.objects.create(name=name, username=name)
    return made


def _add(world: World, name: str, role: Role, org: Org | None) -> None:
    person = Person.objects.create(name=name, username=name)
    # Handling roles act through their unit; a role without one is held at the county.
    Position.objects.create(
        person=person, role=role, place=world.county, org=org, since_on=date(2026, 1, 1)
    )
    world.actors[name], world.roles[name] = person, role
