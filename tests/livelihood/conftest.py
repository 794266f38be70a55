"""A county with three villages of origin and a community; its desk; a family of four that moved."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sanan.cases import deadlines
from sanan.imports.commands import open_for
from sanan.imports.taking import Outcome, Terms, take_in
from sanan.kit import identity
from sanan.kit.sheets import write_sheet
from sanan.livelihood.actions import households as actions
from sanan.livelihood.models import Household, Member
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
SINCE = date(2025, 1, 1)
MOVED = date(2014, 5, 20)
ACCOUNT = "6217 0013 4000 1234 569"


def number_of(born: date, turn: int = 1) -> str:
    """An identity number that is right, of nobody."""
    start = f"350526{born:%Y%m%d}{turn:03d}"
    return start + identity.check_digit(start)


@dataclass
class Hall:
    """The cast."""

    county: Place
    community: Place
    estate: Place
    villages: list[Place]
    elsewhere: Place
    committee: Org
    cadre: Person
    second: Person
    helper: Person
    leader: Person
    officer: Person
    property: Person
    grid: Person
    stranger: Person

    def household(self, number: str = "001", **more: Any) -> Household:
        given: dict[str, Any] = {
            "place": self.community,
            "number": number,
            "head": "林水根",
            "origin": self.villages[0],
            "moved_on": MOVED,
            "estate": self.estate,
            "building": "3号楼",
            "dwelling": "501",
            "phone": "13800010001",
            "by": self.cadre,
            "at": NOW,
        }
        return actions.register(**{**given, **more})

    def member(self, household: Household, name: str = "林水根", **more: Any) -> Member:
        given: dict[str, Any] = {
            "household": household,
            "name": name,
            "kin": "head",
            "birth_on": date(1980, 6, 1),
            "joined_on": MOVED,
            "by": self.cadre,
            "at": NOW,
        }
        return actions.add(**{**given, **more})

    def family(self, number: str = "001") -> Household:
        """Father, mother, a child that was born here, a grandmother."""
        made = self.household(number)
        self.member(made)
        self.member(made, "徐阿珠", kin="spouse", birth_on=date(1983, 2, 9))
        self.member(made, "林小满", kin="child", birth_on=date(2016, 8, 1), joined_on=None)
        self.member(made, "陈桂花", kin="parent", birth_on=date(1950, 1, 1))
        return made


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def hall(db: None) -> Hall:
    deadlines.forget()
    county = Place.objects.add_root({"name": "德化县", "kind": "county", "code": "350526000000"})

    def under(parent: Place, name: str, kind: str, code: str) -> Place:
        parent.refresh_from_db()
        return Place.objects.add_child(parent, {"name": name, "kind": kind, "code": code})

    towns = [
        under(county, name, "township", code)
        for name, code in (
            ("浔中镇", "350526100000"),
            ("国宝乡", "350526206000"),
            ("盖德镇", "350526110000"),
        )
    ]
    villages = [
        under(town, name, "village", code)
        for town, name, code in zip(
            towns,
            ("蒲坂村委会", "格头村委会", "林地村委会"),
            ("350526100210", "350526206208", "350526110211"),
            strict=True,
        )
    ]
    community = under(towns[0], "祥安社区居委会", "village", "350526100010")
    elsewhere = under(towns[1], "国宝村委会", "village", "350526206201")
    estate = under(community, "祥安小区", "estate", "xiangan")
    for each in (county, *towns, *villages, community, elsewhere, estate):
        each.refresh_from_db()
    committee = Org.objects.create(
        name="祥安社区居委会", kind=OrgKind.VILLAGE_COMMITTEE, place=community
    )

    def person(name: str, role: Role | None, place: Place, unit: Org | None = None) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=place, org=unit, since_on=SINCE)
        return made

    return Hall(
        county=county,
        community=community,
        estate=estate,
        villages=villages,
        elsewhere=elsewhere,
        committee=committee,
        cadre=person("cadre", Role.VILLAGE_CADRE, community, committee),
        second=person("cadre two", Role.VILLAGE_CADRE, community, committee),
        helper=person("social", Role.SOCIAL_WORKER, community),
        leader=person("leader", Role.LEADER, county),
        officer=person("officer", Role.DISCIPLINE_OFFICER, county),
        property=person("property", Role.PROPERTY_STAFF, community),
        grid=person("grid", Role.GRID_WORKER, community),
        stranger=person("stranger", None, community),
    )


@pytest.fixture
def desk() -> Callable[[Person], Client]:
    """A browser signed in as that member of staff."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


def taken(
    table: Any, place: Place, folder: Any, heads: list[str], lines: list[list[object]], **more: Any
) -> Outcome:
    """What an import says of such a workbook."""
    file = folder / "table.xlsx"
    out = io.BytesIO()
    write_sheet(out, heads, lines)
    file.write_bytes(out.getvalue())
    sheet = open_for([table], file)
    rehearse = more.pop("rehearse", False)
    return take_in(
        table=table,
        rows=sheet.rows,
        columns=table.match(sheet.headers),
        rehearse=rehearse,
        terms=Terms(source="list", at=NOW, place=place, **more),
    )
