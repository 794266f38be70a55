"""An estate of three buildings with its company, branch, community, town, owners and their people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sanan.cases import deadlines
from sanan.cases.models import Category
from sanan.council import actions as council
from sanan.council.models import Vote
from sanan.estates import actions
from sanan.estates.models import Dwelling, Estate, FundUse, PropertyContract
from sanan.kit import phones, vault
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Duty, Org, Person, Position
from sanan.places.models import Place

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SINCE = date(2026, 1, 1)
TODAY = date(2026, 3, 2)
OWNERS = [  # door, area in hundredths, owner, phone
    ("1", "101", 9000, "林一", "13800010001"),
    ("1", "102", 11000, "陈二", "13800010002"),
    ("2", "201", 10000, "林一", "13800010001"),
    ("2", "202", 10000, "黄三", "13800010003"),
    ("3", "301", 10000, "郑四", "13800010004"),
    ("3", "302", 10000, "颜五", ""),
]
"""Six dwellings, 600 square metres, five owners: 林一 has two."""


@dataclass
class Hall:
    """The cast."""

    county: Place
    town: Place
    village: Place
    place: Place
    buildings: list[Place]
    company: Org
    other_company: Org
    branch: Org
    committee: Org
    town_org: Org
    dispatcher: Person
    cadre: Person
    second: Person
    clerk: Person
    secretary: Person
    town_handler: Person
    accountant: Person
    leader: Person
    owner: Person
    neighbour: Person
    estate: Estate
    contract: PropertyContract

    def dwelling(self, number: str) -> Dwelling:
        return Dwelling.objects.select_related("building", "estate__place").get(number=number)

    def planned(self, estimate: int = 10_000_00, **more: Any) -> FundUse:
        given = {
            "estate": self.estate,
            "title": "更换2号楼电梯曳引机",
            "reason": "曳引机磨损，检验不合格。",
            "estimate": estimate,
            "by": self.clerk,
            "at": NOW - 30 * DAY,
        }
        return actions.plan(**{**given, **more})

    def put(self, **more: Any) -> FundUse:
        """Sixteen days ago, so that the owners can be asked today."""
        use = self.planned(**more)
        starts = NOW
        return actions.put(
            use=use, starts_at=starts, where="书面表决", by=self.cadre, at=NOW - 16 * DAY
        )

    def asked(self, **more: Any) -> FundUse:
        return actions.ask(use=self.put(**more), by=self.cadre, at=NOW)

    def papers(self, vote: Vote, said: dict[str, str]) -> None:
        """Both people enter the same papers, by the owners' names."""
        seats = {seat.name: seat for seat in vote.meeting.council.seats.all()}
        given = [(seats[name], choice) for name, choice in said.items()]
        for by in (self.cadre, self.second):
            council.enter_papers(vote=vote, papers=given, by=by, at=NOW)

    def approved(self, **more: Any) -> FundUse:
        use = self.asked(**more)
        self.papers(use.vote, {"林一": "for", "陈二": "for", "黄三": "for", "郑四": "against"})
        return actions.decide(use=use, by=self.cadre, at=NOW + HOUR)

    def working(self, price: int = 9_000_00, **more: Any) -> FundUse:
        return actions.start(
            use=self.approved(**more),
            contractor="永春电梯工程公司",
            price=price,
            started_on=TODAY,
            by=self.cadre,
            at=NOW + 2 * HOUR,
        )

    def repair(self, **more: Any) -> Any:
        given = {
            "estate": self.estate,
            "spot": "lift",
            "text": "电梯到五楼会抖。",
            "building": self.buildings[1],
            "contact_phone": "13800010003",
            "at": NOW,
        }
        return actions.report(**{**given, **more}).case


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def hall(db: None) -> Hall:
    deadlines.forget()

    def child(above: Place, name: str, kind: str, code: str) -> Place:
        made = Place.objects.add_child(above, {"name": name, "kind": kind, "code": code})
        above.refresh_from_db()
        return made

    county = Place.objects.add_root({"name": "永春县", "kind": "county", "code": "350525000000"})
    town = child(county, "桃城镇", "township", "350525100000")
    village = child(town, "桃溪社区", "village", "350525100003")
    place = child(village, "富临国际小区", "estate", "fulin")
    buildings = [child(place, f"{n}号楼", "building", f"fulin-{n}") for n in (1, 2, 3)]
    Category.objects.bulk_create(
        Category(code=code, name=code) for code in ("urban.lift", "urban.property")
    )

    def org(name: str, kind: OrgKind, at: Place, parent: Org | None = None) -> Org:
        return Org.objects.create(name=name, kind=kind, place=at, parent=parent)

    def person(name: str, role: Role | None, at: Place, unit: Org | None = None) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=at, org=unit, since_on=SINCE)
        return made

    def resident(name: str, phone: str) -> Person:
        return Person.objects.create(
            name=name, phone_hash=phones.hashed(phone), phone_locked=vault.lock(phone), home=place
        )

    company = org("富临物业服务中心", OrgKind.PROPERTY_COMPANY, place)
    party = org("桃溪社区党委", OrgKind.COMMUNITY_PARTY, village)
    branch = org("富临国际小区党支部", OrgKind.ESTATE_BRANCH, place, party)
    committee = org("桃溪社区居委会", OrgKind.VILLAGE_COMMITTEE, village)
    Duty.objects.create(org=committee, category="law", text="邻里", lead=True)
    town_org = org("桃城镇人民政府", OrgKind.TOWNSHIP, town)
    Duty.objects.create(org=town_org, category="urban", text="物业", lead=True)
    cadre = person("cadre", Role.VILLAGE_CADRE, village, committee)
    found = Hall(
        county=county,
        town=town,
        village=village,
        place=place,
        buildings=buildings,
        company=company,
        other_company=org("另一家物业", OrgKind.PROPERTY_COMPANY, town),
        branch=branch,
        committee=committee,
        town_org=town_org,
        dispatcher=person("dispatcher", Role.DISPATCHER, county),
        cadre=cadre,
        second=person("second", Role.VILLAGE_CADRE, village, committee),
        clerk=person("clerk", Role.PROPERTY_STAFF, place, company),
        secretary=person("secretary", Role.VILLAGE_CADRE, place, branch),
        town_handler=person("town handler", Role.DEPT_HANDLER, town, town_org),
        accountant=person("accountant", Role.ACCOUNTANT, town, town_org),
        leader=person("leader", Role.BUILDING_LEADER, buildings[0], branch),
        owner=resident("林一", "13800010001"),
        neighbour=resident("黄三", "13800010003"),
        estate=actions.register(place=place, by=cadre, at=NOW - 40 * DAY),
        contract=None,  # type: ignore[arg-type] # signed in the next line
    )
    found.contract = actions.sign(
        estate=found.estate,
        company=company,
        begins_on=SINCE,
        ends_on=date(2028, 12, 31),
        fee=150,
        by=cadre,
        at=NOW - 40 * DAY,
    )
    Dwelling.objects.bulk_create(
        Dwelling(
            estate=found.estate,
            building=buildings[int(building) - 1],
            number=number,
            area=area,
            owner=name,
            owner_locked=vault.lock(phone),
            owner_hash=phones.hashed(phone),
        )
        for building, number, area, name, phone in OWNERS
    )
    actions.set_roll(estate=found.estate, by=cadre, at=NOW - 39 * DAY)
    actions.open_accounts(
        estate=found.estate,
        fund=20_000_00,
        common=3_000_00,
        opened_on=SINCE,
        by=cadre,
        at=NOW - 39 * DAY,
    )
    return found


@pytest.fixture
def desk() -> Callable[[Person], Client]:
    """A browser signed in as that member of staff."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def phone() -> Callable[[Person], Client]:
    """A phone on which that resident has signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        session = client.session
        session["resident"] = person.pk
        session.save()
        return client

    return signed_in
