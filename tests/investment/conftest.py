"""A county with two townships, officers who enter and verify, a leader, and companies that may come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sanan.investment import actions
from sanan.investment.models import Agreement, Company, Landing, Lead
from sanan.kit import clock
from sanan.kit.credit import check_letter
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.models import Place

NOW = datetime(2026, 9, 2, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Shanghai
TODAY = date(2026, 9, 2)
DAY = timedelta(days=1)
SINCE = date(2024, 1, 1)
YI = 10**10


def code_of(n: int) -> str:
    """A credit code that is in order, of nobody."""
    body = f"91350525MA{n:07d}"
    return body + check_letter(body)


@dataclass
class Office:
    """The cast."""

    county: Place
    town: Place
    other_town: Place
    officer: Person
    second: Person
    leader: Person
    town_officer: Person
    other_officer: Person
    handler: Person
    stranger: Person
    n: int = 0

    def company(self, name: str = "", **more: Any) -> Company:
        self.n += 1
        given = {
            "place": self.county,
            "name": name or f"甲{self.n}食品有限公司",
            "by": self.officer,
        }
        return actions.companies.enter(**{**given, "at": NOW, **more})

    def lead(self, **more: Any) -> Lead:
        self.n += 1
        given: dict[str, Any] = {
            "place": self.county,
            "title": f"饮料生产线{self.n}",
            "source": "own",
            "found_on": date(2026, 1, 5),
            "by": self.officer,
            "at": NOW,
        }
        if "company" not in more:
            given["company"] = self.company()
        return actions.leads.enter(**{**given, **more})

    def talked(self, **more: Any) -> Lead:
        lead = self.lead(**more)
        given = {"sector": "食品", "scale": 5 * YI, "on": lead.found_on + 10 * DAY}
        return actions.leads.negotiate(lead=lead, by=lead.owner, at=NOW, **given)

    def signed(self, lead: Lead | None = None, **more: Any) -> Agreement:
        given: dict[str, Any] = {
            "kind": "contract",
            "level": "city",
            "amount": 5 * YI,
            "signed_on": date(2026, 3, 1),
            "by": self.officer,
            "at": NOW,
        }
        return actions.wins.sign(lead=lead or self.talked(), **{**given, **more})

    def won(self, lead: Lead | None = None, **more: Any) -> Agreement:
        made = self.signed(lead, **more)
        actions.wins.verify_agreement(agreement=made, by=self.second, at=NOW)
        made.lead.refresh_from_db()
        return made

    def landed(self, lead: Lead, kind: str, on: date, **more: Any) -> Landing:
        made = actions.wins.note(
            lead=lead, kind=kind, happened_on=on, by=self.officer, at=NOW, **more
        )
        actions.wins.verify_landing(landing=made, by=self.second, at=NOW)
        lead.refresh_from_db()
        return made


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def _today(monkeypatch) -> None:
    """Pages and lists look at the cast on its own day."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def office(db: None) -> Office:
    county = Place.objects.add_root({"name": "永春县", "kind": "county", "code": "350525000000"})
    town, other_town = (
        Place.objects.add_child(county, {"name": name, "kind": "township", "code": code})
        for name, code in (("桃城镇", "350525100000"), ("五里街镇", "350525101000"))
    )
    for place in (county, town, other_town):
        place.refresh_from_db()

    def person(name: str, role: Role | None, place: Place) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=place, since_on=SINCE)
        return made

    return Office(
        county=county,
        town=town,
        other_town=other_town,
        officer=person("officer", Role.INVESTMENT_OFFICER, county),
        second=person("second", Role.INVESTMENT_OFFICER, county),
        leader=person("leader", Role.LEADER, county),
        town_officer=person("town officer", Role.INVESTMENT_OFFICER, town),
        other_officer=person("other officer", Role.INVESTMENT_OFFICER, other_town),
        handler=person("handler", Role.DEPT_HANDLER, county),
        stranger=person("stranger", None, county),
    )


@pytest.fixture
def desk() -> Callable[[Person], Client]:
    """A browser signed in as that member of staff."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
