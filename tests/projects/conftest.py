"""A county with an office of two, a township's officer, units that lead and owe, and a leader."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sanan.cases import deadlines
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place
from sanan.projects import actions
from sanan.projects.actions import Said
from sanan.projects.models import Project, Report

NOW = datetime(2026, 10, 3, 2, 0, tzinfo=UTC)  # a Saturday, 10:00 in Shanghai
DAY = timedelta(days=1)
SINCE = date(2026, 1, 1)
YI = 10_000_000_000


@dataclass
class Yard:
    """The cast."""

    county: Place
    town: Place
    traffic: Org
    housing: Org
    officer: Person
    second: Person
    town_officer: Person
    handler: Person
    debtor: Person
    leader: Person
    stranger: Person

    def project(self, name: str = "轻工制造产业园", **more: Any) -> Project:
        given: dict[str, Any] = {
            "place": self.town,
            "name": name,
            "level": "provincial",
            "lead_org": self.traffic,
            "officer": self.officer,
            "state": "under_construction",
            "by": self.officer,
            "at": NOW - 300 * DAY,
        }
        return actions.register(**{**given, **more})

    def planned(self, fen: int = 12 * YI, name: str = "轻工制造产业园", **more: Any) -> Project:
        made = self.project(name, **more)
        actions.plan(project=made, year=2026, amount_fen=fen, by=self.officer, at=NOW - 299 * DAY)
        return made

    def reported(
        self, project: Project, fen: int | None, month: str = "2026-09", **more: Any
    ) -> Report:
        said = Said(invested_fen=fen, **{"explained": "进度款集中支付", **more})
        made = actions.draft(project=project, month=month, said=said, by=self.officer, at=NOW)
        return actions.submit(report=made, by=self.officer, at=NOW)

    def verified(self, project: Project, fen: int, month: str = "2026-09", **more: Any) -> Report:
        made = self.reported(project, fen, month, **more)
        return actions.verify(report=made, by=self.second, at=NOW)


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def yard(db: None) -> Yard:
    deadlines.forget()
    county = Place.objects.add_root({"name": "永春县", "kind": "county", "code": "350525000000"})
    town = Place.objects.add_child(
        county, {"name": "桃城镇", "kind": "township", "code": "350525100000"}
    )
    for place in (county, town):
        place.refresh_from_db()

    def org(name: str) -> Org:
        return Org.objects.create(name=name, kind=OrgKind.DEPARTMENT, place=county)

    def person(name: str, role: Role | None, place: Place, unit: Org | None = None) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=place, org=unit, since_on=SINCE)
        return made

    traffic, housing, reform = (
        org(n) for n in ("永春县交通运输局", "永春县住房和城乡建设局", "永春县发展和改革局")
    )
    return Yard(
        county=county,
        town=town,
        traffic=traffic,
        housing=housing,
        officer=person("项目专员甲", Role.PROJECT_OFFICER, county, reform),
        second=person("项目专员乙", Role.PROJECT_OFFICER, county, reform),
        town_officer=person("镇项目专员", Role.PROJECT_OFFICER, town),
        handler=person("交通承办人", Role.DEPT_HANDLER, county, traffic),
        debtor=person("住建承办人", Role.DEPT_HANDLER, county, housing),
        leader=person("县领导", Role.LEADER, county),
        stranger=person("外人", None, county),
    )


@pytest.fixture
def desk() -> Callable[[Person], Client]:
    """A browser signed in as that member of staff."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def seeded(db: None) -> None:
    """Categories and deadlines, so that cases have clocks."""
    from sanan.cases.actions.seed import seed

    seed(at=NOW - 400 * DAY)
