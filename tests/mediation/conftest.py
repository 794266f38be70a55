"""A centre with two windows and its mediators, two neighbours who quarrel, and a stranger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sanan.cases import deadlines
from sanan.mediation import actions
from sanan.mediation.actions import PartyGiven
from sanan.mediation.actions.deal import ItemGiven
from sanan.mediation.models import Dispute, GovCentre, Mediator, Party, Window
from sanan.mediation.rules import PARTY
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place

NOW = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
DAY = timedelta(days=1)
SINCE = date(2026, 1, 1)
APPLICANT = PartyGiven("applicant", "林家旺", "13800010001")
RESPONDENT = PartyGiven("respondent", "黄月娥", "13800010002")


@dataclass
class Room:
    """The cast."""

    county: Place
    town: Place
    village: Place
    centre: GovCentre
    window: Window
    labour: Window
    runner: Person
    clerk: Person
    officer: Person
    leader: Person
    cadre: Person
    other: Person
    stranger: Person
    mediator: Mediator
    second: Mediator

    def taken_in(self, **more: Any) -> Dispute:
        given: dict[str, Any] = {
            "window": self.window,
            "place": self.village,
            "kind": "neighbour",
            "matter": "两家为屋檐滴水争吵",
            "story": "他家的屋檐水滴到我家墙上，说了三次都不改。",
            "wish": "装一条水槽，墙刷一遍。",
            "parties": [APPLICANT, RESPONDENT],
            "by": self.clerk,
            "at": NOW,
        }
        return actions.take_in(**{**given, **more})

    def consented(self, **more: Any) -> Dispute:
        found = self.taken_in(**more)
        for party in found.parties.all():
            actions.consent(
                dispute=found, party=party, by=None, guardian=True, relation=PARTY, at=NOW
            )
        return found

    def mediating(self, **more: Any) -> Dispute:
        found = self.consented(**more)
        return actions.assign(
            dispute=found, mediator=self.mediator, tie="none", by=self.clerk, at=NOW
        )

    def proposed(self, **more: Any) -> Dispute:
        found = self.mediating(**more)
        item = ItemGiven(party(found, "respondent"), "装水槽", date(2026, 9, 30), 120_000)
        return actions.propose(
            dispute=found, text="装水槽，刷墙。", items=[item], by=self.cadre, at=NOW
        )

    def agreed(self, **more: Any) -> Dispute:
        found = self.proposed(**more)
        for each in found.parties.all():
            actions.answer(
                dispute=found,
                party=each,
                agrees=True,
                by=None,
                guardian=True,
                relation=PARTY,
                at=NOW,
            )
        return actions.draw_up(dispute=found, by=self.cadre, at=NOW)

    def performing(self, at: datetime = NOW, **more: Any) -> Dispute:
        found = self.agreed(**more)
        for each in found.parties.all():
            actions.sign(dispute=found, party=each, by=None, guardian=True, relation=PARTY, at=at)
        return actions.sign(dispute=found, by=self.cadre, at=at)


def party(dispute: Dispute, side: str) -> Party:
    return dispute.parties.get(side=side)


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def room(db: None) -> Room:
    deadlines.forget()
    county = Place.objects.add_root({"name": "永春县", "kind": "county", "code": "350525000000"})
    town = Place.objects.add_child(
        county, {"name": "桃城镇", "kind": "township", "code": "350525100000"}
    )
    village = Place.objects.add_child(
        town, {"name": "桃溪社区", "kind": "village", "code": "350525100003"}
    )
    for place in (county, town, village):
        place.refresh_from_db()

    def org(name: str, kind: OrgKind, place: Place) -> Org:
        return Org.objects.create(name=name, kind=kind, place=place, code=name)

    def person(name: str, role: Role | None, place: Place, unit: Org | None = None) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=place, org=unit, since_on=SINCE)
        return made

    office = org("桃城镇人民政府", OrgKind.TOWNSHIP, town)
    labour = org("永春县人社局", OrgKind.DEPARTMENT, county)
    runner = person("林晓青", Role.DISPATCHER, county)
    centre = actions.open_centre(
        place=county,
        name="永春县综治中心",
        address="桃城镇八二三路",
        phone="0595-23880000",
        hours="工作日 8:00—17:30",
        by=runner,
        at=NOW,
    )
    window, other = (
        actions.add_window(centre=centre, service=service, org=unit, by=runner, at=NOW)
        for service, unit in (("mediation", office), ("labour", labour))
    )
    cadre = person("庄溪", Role.VILLAGE_CADRE, village)
    second = person("石开花", Role.VILLAGE_CADRE, village)
    roll = [
        actions.add_mediator(centre=centre, person=each, title="人民调解员", by=runner, at=NOW)
        for each in (cadre, second)
    ]
    return Room(
        county=county,
        town=town,
        village=village,
        centre=centre,
        window=window,
        labour=other,
        runner=runner,
        clerk=person("尤桃生", Role.DEPT_HANDLER, town, office),
        officer=person("任民", Role.DEPT_HANDLER, county, labour),
        leader=person("颜国辉", Role.LEADER, county),
        cadre=cadre,
        other=second,
        stranger=person("陌生人", Role.DEPT_HANDLER, town),
        mediator=roll[0],
        second=roll[1],
    )


@pytest.fixture
def desk() -> Callable[[Person], Client]:
    """A browser signed in as that member of staff."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
