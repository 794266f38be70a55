"""The one cast of invented people, for the demo, the tests and the screenshots.

`cast()` makes whatever is not there yet, through the rooms' own actions, and gives all of it by
the keys of `data/cast.toml`. Nobody here exists; numbers are of the form 1380000xxxx.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sanan.cases.models import Category
from sanan.kit import phones
from sanan.people import actions as people_actions
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person
from sanan.places import actions as place_actions
from sanan.places.coordinates import Crs
from sanan.places.enums import PlaceKind
from sanan.places.models import Grid, Place

PASSWORD = "sanan-demo-2026"
SINCE = date(2024, 1, 1)
FIRST_PHONE = 13800000001


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone and everything of the demo counties; places also by their code."""

    places: dict[str, Place]
    orgs: dict[str, Org]
    people: dict[str, Person]

    def place(self, key: str) -> Place:
        """By key or code."""
        return self.places[key]

    def org(self, key: str) -> Org:
        """By key."""
        return self.orgs[key]

    def person(self, key: str) -> Person:
        """By key."""
        return self.people[key]

    def handler(self, org: str) -> Person:
        """Whoever handles work orders in this organisation."""
        return self.people[handlers()[org]]


def cast() -> Cast:
    """Regions, places, organisations and people; twice is once. Nobody has a password yet."""
    there = places()
    units = orgs(there)
    return Cast(there, units, people(there, units))


@cache
def written(name: str) -> dict[str, Any]:
    """One of this room's data files."""
    path = files("sanan.demo").joinpath("data", f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def places() -> dict[str, Place]:
    """The two counties, the estates and their buildings, the grids; by key and code."""
    place_actions.load_regions(source=place_actions.shipped_regions())
    found = {place.code: place for place in Place.objects.all()}
    for key, name, kind, parent in written("cast")["place"]:
        if key not in found:
            found[key] = place_actions.add_place(
                parent=found[parent], name=name, kind=PlaceKind(kind), code=key
            )
    for key, lat, lon in written("cast")["located"]:
        if found[key].lat is None:
            place_actions.locate(place=found[key], lat=lat, lon=lon, datum=Crs.WGS84)
    known = set(Grid.objects.values_list("name", flat=True))
    for name, parts in written("cast")["grid"]:
        if name not in known:
            place_actions.add_grid(name=name, places=[found[part] for part in parts])
    return found


def orgs(there: dict[str, Place]) -> dict[str, Org]:
    """The organisations with their duty lists."""
    found = {org.code: org for org in Org.objects.all()}
    named = dict(Category.objects.values_list("code", "name"))
    for key, name, kind, place, parent, duties in written("cast")["org"]:
        if key not in found:
            found[key] = people_actions.add_org(
                name=name,
                kind=OrgKind(kind),
                place=there[place],
                parent=found.get(parent),
                code=key,
                by=None,
            )
            for duty in duties:
                people_actions.set_duty(
                    org=found[key],
                    category=duty.lstrip("-"),
                    text=_duty_text(duty, named),
                    lead=not duty.startswith("-"),
                    by=None,
                )
    return found


def _duty_text(duty: str, named: Mapping[str, str]) -> str:
    """A line of a duty list: `-` before the category means that the unit only assists."""
    code = duty.lstrip("-")
    matter = named.get(code, code)
    return f"协助处理{matter}" if duty.startswith("-") else f"受理并处理{matter}方面的诉求"


def people(there: dict[str, Place], units: dict[str, Org]) -> dict[str, Person]:
    """The people and what they are."""
    found: dict[str, Person] = {}
    known = {person.username or person.phone_hash: person for person in Person.objects.all()}
    for number, (key, name, home, positions) in enumerate(written("cast")["person"]):
        resident, plain = key.startswith("-"), key.lstrip("-")
        phone = str(FIRST_PHONE + number)
        if before := known.get(phones.hashed(phone) if resident else plain):
            found[plain] = before
            continue
        found[plain] = people_actions.add_person(
            name=name,
            username="" if resident else plain,
            phone=phone if resident else "",
            home=there.get(home),
            by=None,
        )
        for role, place, org in positions:
            people_actions.appoint(
                person=found[plain],
                role=Role(role),
                place=there[place],
                org=units.get(org),
                since_on=SINCE,
                by=None,
            )
    return found


@cache
def handlers() -> dict[str, str]:
    """Which person handles the work orders of which organisation; keys to keys."""
    roles = {"dept_handler", "village_cadre", "property_staff", "partner_staff"}
    return {
        org: key.lstrip("-")
        for key, _name, _home, positions in written("cast")["person"]
        for role, _place, org in positions
        if org and role in roles
    }
