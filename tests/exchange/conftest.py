"""A county with a hotline and a petition office at the other end, a desk, a unit and a neighbour."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sanan.cases import actions as cases
from sanan.cases import deadlines
from sanan.cases.actions.seed import seed
from sanan.cases.models import Case, Category
from sanan.exchange import actions
from sanan.exchange.enums import Side
from sanan.exchange.models import Message, OutsideOrder, System
from sanan.kit import clock
from sanan.people.enums import OrgKind, Role
from sanan.people.models import ApiToken, Org, Person, Position
from sanan.places.models import Place

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SINCE = date(2026, 1, 1)


@dataclass
class Desk:
    """The cast."""

    county: Place
    town: Place
    village: Place
    elsewhere: Place
    roads: Org
    dispatcher: Person
    handler: Person
    admin: Person
    stranger: Person
    far: Person
    hotline: System
    petitions: System
    folder: Path

    def said(
        self, number: str = "RX-1", *, system: System | None = None, at: datetime = NOW, **row: Any
    ) -> Message:
        """One message, received and done at once."""
        kept = actions.receive(
            system=system or self.hotline, row={"工单编号": number, **row}, at=at
        )
        return actions.take(message=kept.message, at=at)

    def order(self, number: str = "RX-1", *, at: datetime = NOW, **row: Any) -> Case:
        """A new order that became a case."""
        letter = self.said(number, at=at, **{"诉求内容": "村口路灯不亮，晚上看不见路", **row})
        assert letter.case is not None, letter.why
        return letter.case

    def answered(self, case: Case, at: datetime = NOW) -> Case:
        """Handled up to the answer."""
        cases.dispatch(case=case, to=self.roads, by=self.dispatcher, at=at)
        cases.sign(case=case, by=self.handler, at=at)
        cases.contact(case=case, by=self.handler, reached=True, at=at)
        return cases.reply(case=case, by=self.handler, public_text="灯已经换好。", at=at)

    def closed(self, case: Case, at: datetime = NOW) -> Case:
        """And to its end."""
        self.answered(case, at)
        cases.pass_check(case=case, by=self.dispatcher, at=at)
        return cases.revisit(
            case=case,
            by=self.dispatcher,
            contacted=True,
            resolved=True,
            satisfaction="satisfied",
            at=at,
        )

    def outside(self, case: Case) -> OutsideOrder:
        return OutsideOrder.objects.get(case=case)

    def key(self, person: Person, *verbs: str) -> str:
        """A key that its owner agreed to."""
        text, now = f"sanan_{person.ref}{'-'.join(verbs)}", clock.now()
        ApiToken.objects.create(
            person=person,
            name="测试",
            token_hash=ApiToken.hash_of(text),
            verbs=" ".join(verbs),
            place=self.county,
            made_at=now,
            agreed_at=now,
            ends_at=now + DAY,
        )
        return text


@pytest.fixture(autouse=True)
def _settings(settings, tmp_path) -> None:
    settings.STAFF_SECOND_FACTOR = False
    settings.EXCHANGE = str(tmp_path / "exchange")


@pytest.fixture
def desk(db: None, tmp_path: Path) -> Desk:
    deadlines.forget()
    seed(years=(2026,))
    county = Place.objects.add_root({"name": "永春县", "kind": "county", "code": "350525000000"})
    town = Place.objects.add_child(
        county, {"name": "桃城镇", "kind": "township", "code": "350525100000"}
    )
    village = Place.objects.add_child(
        town, {"name": "桃溪社区", "kind": "village", "code": "350525100003"}
    )
    other = Place.objects.add_root({"name": "德化县", "kind": "county", "code": "350526000000"})
    for place in (county, town, village, other):
        place.refresh_from_db()
    roads = Org.objects.create(name="县交通运输局", kind=OrgKind.DEPARTMENT, place=county)

    def person(name: str, role: Role | None, place: Place, unit: Org | None = None) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=place, org=unit, since_on=SINCE)
        return made

    admin = person("admin", Role.TENANT_ADMIN, county)

    def system(code: str, name: str, side: Side) -> System:
        return actions.add_system(
            code=code, name=name, side=side, place=county, by=admin, at=NOW - DAY
        )[0]

    return Desk(
        county=county,
        town=town,
        village=village,
        elsewhere=other,
        roads=roads,
        dispatcher=person("dispatcher", Role.DISPATCHER, county),
        handler=person("handler", Role.DEPT_HANDLER, county, roads),
        admin=admin,
        stranger=person("stranger", None, county),
        far=person("far", Role.DISPATCHER, other),
        hotline=system("hotline", "市12345热线", Side.HOTLINE),
        petitions=system("petitions", "县信访局", Side.PETITION),
        folder=tmp_path / "exchange" / "hotline",
    )


@pytest.fixture
def browser() -> Callable[[Person], Client]:
    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def category(desk: Desk) -> Category:
    return Category.objects.get(code="env.rubbish")
