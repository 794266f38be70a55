"""A county with a scheme, a village with somebody who closed cases, bodies to ask, and their people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sanan.cases import deadlines
from sanan.council.enums import WorkKind, WorkState
from sanan.council.models import Work
from sanan.honours import actions
from sanan.honours.enums import Level
from sanan.honours.models import HonourScheme, Nomination
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
DAY = timedelta(days=1)
SINCE = date(2026, 1, 1)


@dataclass
class Hall:
    """The cast."""

    county: Place
    town: Place
    village: Place
    elsewhere: Place
    committee: Org
    discipline: Org
    tax: Org
    organiser: Person
    leader: Person
    second_leader: Person
    town_handler: Person
    cadre: Person
    second_cadre: Person
    officer: Person
    second_officer: Person
    taxman: Person
    grid: Person
    stranger: Person
    scheme: HonourScheme
    work: Work

    def nominated(self, person: Person | None = None, **more: Any) -> Nomination:
        """As the village's cadre puts the grid worker forward, with what the village finished."""
        given: dict[str, Any] = {
            "scheme": self.scheme,
            "place": self.village,
            "person": person or self.grid,
            "unit": self.committee,
            "deeds": "把村口的路修好了。",
            "number": "350526199001010011",
            "evidence": [f"work:{self.work.code}"],
            "consented": True,
            "by": self.cadre,
            "at": NOW,
        }
        return actions.nominate(**{**given, **more})

    def screened(self, **more: Any) -> Nomination:
        return actions.screen(nomination=self.nominated(**more), by=self.organiser, at=NOW)

    def checked(self, **more: Any) -> Nomination:
        found = self.screened(**more)
        for who in (self.officer, self.taxman):
            actions.answer(nomination=found, answer="clean", by=who, at=NOW)
        return found

    def reviewed(self, **more: Any) -> Nomination:
        found = self.checked(**more)
        for who in (self.second_cadre, self.town_handler, self.leader):
            actions.review(nomination=found, by=who, at=NOW)
        return found

    def publicised(self, at: datetime = NOW, **more: Any) -> Nomination:
        return actions.publicise(nomination=self.reviewed(**more), by=self.organiser, at=at)

    def awarded(self, **more: Any) -> Nomination:
        return actions.award(
            nomination=self.publicised(**more), by=self.organiser, at=NOW + 8 * DAY
        )


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def hall(db: None) -> Hall:
    deadlines.forget()
    county = Place.objects.add_root({"name": "永春县", "kind": "county", "code": "350525000000"})
    town = Place.objects.add_child(
        county, {"name": "桃城镇", "kind": "township", "code": "350525100000"}
    )
    village, elsewhere = (
        Place.objects.add_child(town, {"name": name, "kind": "village", "code": code})
        for name, code in (("桃溪社区", "350525100003"), ("环翠社区", "350525100010"))
    )
    for place in (county, town, village, elsewhere):
        place.refresh_from_db()

    def org(name: str, kind: OrgKind, place: Place) -> Org:
        return Org.objects.create(name=name, kind=kind, place=place)

    def person(name: str, role: Role | None, place: Place, unit: Org | None = None) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=place, org=unit, since_on=SINCE)
        return made

    committee = org("桃溪社区居委会", OrgKind.VILLAGE_COMMITTEE, village)
    discipline = org("永春县纪委监委", OrgKind.DISCIPLINE, county)
    tax = org("永春县税务局", OrgKind.DEPARTMENT, county)
    organiser = person("organiser", Role.DISPATCHER, county)
    work = Work.objects.create(
        kind=WorkKind.DEED,
        place=village,
        year=2026,
        number=1,
        title="修好村口的路",
        text="硬化路面",
        org=committee,
        state=WorkState.FINISHED,
        planned_at=NOW - 60 * DAY,
        ended_at=NOW - DAY,
    )
    scheme = actions.announce(
        place=county,
        title="担当者",
        year=2026,
        conditions="不撂挑子、不捂盖子、不掉链子",
        quota=2,
        levels=list(Level),
        bodies=[discipline, tax],
        by=organiser,
        at=NOW - 2 * DAY,
    )
    return Hall(
        county=county,
        town=town,
        village=village,
        elsewhere=elsewhere,
        committee=committee,
        discipline=discipline,
        tax=tax,
        organiser=organiser,
        leader=person("leader", Role.LEADER, county),
        second_leader=person("leader two", Role.LEADER, county),
        town_handler=person("handler", Role.DEPT_HANDLER, town),
        cadre=person("cadre", Role.VILLAGE_CADRE, village, committee),
        second_cadre=person("cadre two", Role.VILLAGE_CADRE, village, committee),
        officer=person("officer", Role.DISCIPLINE_OFFICER, county, discipline),
        second_officer=person("officer two", Role.DISCIPLINE_OFFICER, county, discipline),
        taxman=person("taxman", Role.DEPT_HANDLER, county, tax),
        grid=person("林小满", Role.GRID_WORKER, village, committee),
        stranger=person("stranger", None, village),
        scheme=scheme,
        work=work,
    )


@pytest.fixture
def desk() -> Callable[[Person], Client]:
    """A browser signed in as that member of staff."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
