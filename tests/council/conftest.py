"""A village with a council of nine, an estate with owners, and people who run them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sanan.cases import deadlines
from sanan.cases.models import Category
from sanan.council import actions
from sanan.council.enums import Kind, Source, Way
from sanan.council.models import Council, Meeting, Seat, Topic
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place
from sanan.process.declare import OPERATOR

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
SINCE = date(2026, 1, 1)


@dataclass
class Hall:
    """The cast."""

    village: Place
    estate: Place
    council: Council
    secretary: Person
    clerk: Person
    dispatcher: Person
    stranger: Person
    property: Org

    def roll(self, council: Council, n: int, **more: Any) -> list[Seat]:
        return [
            actions.seat(
                council=council, name=f"成员{i}", since_on=SINCE, by=None, relation=OPERATOR, **more
            )
            for i in range(n)
        ]

    def topic(self, title: str = "停车难", **more: Any) -> Topic:
        return actions.propose(
            title=title,
            text="晚上没有地方停",
            place=self.estate,
            source=Source.RESIDENT,
            at=NOW,
            **more,
        )

    def admitted(self, council: Council | None = None, **more: Any) -> Topic:
        made = self.topic()
        return actions.admit(
            topic=made, by=self.secretary, council=council or self.council, at=NOW, **more
        )

    def opened(self, council: Council, *topics: Topic, days: int = 20, **more: Any) -> Meeting:
        """A meeting under way, with these topics on its agenda and deliberated."""
        begins = NOW + timedelta(days=days)
        meeting = actions.plan(
            council=council,
            title="三月议事会",
            starts_at=begins,
            where="议事厅",
            by=self.secretary,
            at=NOW,
            **more,
        )
        for topic in topics:
            topic.refresh_from_db()
            actions.schedule(topic=topic, meeting=meeting, by=self.secretary, at=NOW)
        actions.convene(meeting=meeting, by=self.secretary, at=NOW)
        actions.begin(meeting=meeting, by=self.secretary, at=begins)
        for item in meeting.agenda.all():
            actions.deliberate(
                meeting=meeting, item=item, text="大家都说了。", by=self.secretary, at=begins
            )
        return meeting

    def arrive(self, meeting: Meeting, seats: list[Seat]) -> None:
        for each in seats:
            actions.sign_in(
                meeting=meeting, seat=each, way=Way.PAPER, by=self.secretary, at=meeting.starts_at
            )


@pytest.fixture
def hall(db: None) -> Hall:
    deadlines.forget()
    county = Place.objects.add_root({"name": "德化县", "kind": "county", "code": "350526000000"})
    village = Place.objects.add_child(
        county, {"name": "祥安社区", "kind": "village", "code": "350526100010"}
    )
    estate = Place.objects.add_child(
        village, {"name": "祥安小区", "kind": "estate", "code": "xiangan"}
    )
    Category.objects.create(code="04", name="停车")

    def person(name: str, role: Role | None, place: Place, org: Org | None = None) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=place, org=org, since_on=SINCE)
        return made

    committee = Org.objects.create(name="居委会", kind=OrgKind.VILLAGE_COMMITTEE, place=village)
    company = Org.objects.create(name="物业", kind=OrgKind.PROPERTY_COMPANY, place=estate)
    council = actions.found(
        place=village,
        name="祥安议事会",
        kind=Kind.COUNCIL,
        monthly=True,
        by=None,
        relation=OPERATOR,
        at=NOW,
    )
    return Hall(
        village,
        estate,
        council,
        secretary=person("赖春", Role.VILLAGE_CADRE, village, committee),
        clerk=person("余记", Role.VILLAGE_CADRE, village, committee),
        dispatcher=person("许文", Role.DISPATCHER, county),
        stranger=person("路人", None, county),
        property=company,
    )


@pytest.fixture
def enter(settings: Any) -> Callable[[Person], Client]:
    """A browser in which this person is signed in."""
    settings.STAFF_SECOND_FACTOR = False

    def sign_in(person: Person) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in
