"""A county with an inspection office, a round over one village, its team, and those it meets."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from sanan.cases import deadlines
from sanan.inspection import actions
from sanan.inspection.enums import Duty, Grade, Mode
from sanan.inspection.models import Clue, Item, Paper, Round, Target
from sanan.kit.files import Upload, inspect
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
DAY = timedelta(days=1)
SINCE = date(2026, 1, 1)
PROBLEM = "村口水泥路塌陷半年没有修"
FACTS = "林大壮经手的路面工程没有验收就付了款。"
PERSONS = "林大壮 13800017777"


@dataclass
class Bureau:
    """The cast."""

    county: Place
    town: Place
    village: Place
    elsewhere: Place
    committee: Org
    discipline: Org
    organisation: Org
    office: Person
    leader: Person
    second: Person
    third: Person
    cadre: Person
    neighbour_cadre: Person
    officer: Person
    organiser: Person
    boss: Person
    stranger: Person
    round: Round
    target: Target

    def write(self, **more: Any) -> Paper:
        given: dict[str, Any] = {
            "inspection": self.round,
            "place": self.village,
            "theme": "projects",
            "problem": PROBLEM,
            "facts": FACTS,
            "persons": PERSONS,
            "clause": "村级工程管理办法第八条",
            "root_cause": "没有验收制度",
            "by": self.third,
            "at": NOW + 2 * DAY,
        }
        return actions.papers.write(**{**given, **more})

    def proven(self, **more: Any) -> Paper:
        made = self.write(**more)
        by = more.get("by", self.third)
        given = {"kind": "document", "what": "付款凭证", "dated_on": date(2025, 9, 1)}
        actions.papers.prove(paper=made, by=by, at=NOW + 2 * DAY, **given)
        return actions.papers.confirm(
            paper=made, confirmed_by="桃溪村党支部", on=NOW.date(), by=by, at=NOW + 2 * DAY
        )

    def used(self, **more: Any) -> Paper:
        made = self.proven(**more)
        at = NOW + 3 * DAY
        actions.papers.check(paper=made, by=self.third, at=at)
        actions.papers.approve(paper=made, by=self.leader, at=at)
        actions.papers.countersign(paper=made, by=self.second, at=at)
        actions.papers.classify(paper=made, theme="projects", by=self.leader, at=at)
        return actions.papers.use(paper=made, by=self.leader, at=at)

    def listed(self) -> Item:
        paper = self.used()
        self.fed_back()
        return Item.objects.select_related("place", "target__round", "target__place").get(
            paper=paper
        )

    def fed_back(self) -> None:
        at = NOW + 4 * DAY
        if self.round.state == "on_site":
            actions.rounds.draft(inspection=self.round, by=self.leader, at=at)
        actions.rounds.review(inspection=self.round, by=self.office, at=at)
        actions.rounds.feed_back(inspection=self.round, by=self.office, at=at)

    def verified(self) -> Item:
        item = self.listed()
        at = NOW + 5 * DAY
        due = (NOW + 60 * DAY).date()
        ledger = actions.ledger
        ledger.plan(item=item, measures="重新浇筑", due_on=due, by=self.cadre, at=at)
        ledger.agree(item=item, by=self.office, at=at)
        ledger.report(item=item, text="浇好了", uploads=[photo()], by=self.cadre, at=at)
        ledger.submit(item=item, done_text="路面重新浇好", by=self.cadre, at=at)
        return ledger.verify(item=item, note="看过", show=True, by=self.second, at=at)

    def written_off(self) -> Item:
        item = self.verified()
        at = NOW + 6 * DAY
        actions.ledger.sign_office(item=item, by=self.office, at=at)
        actions.ledger.sign_discipline(item=item, by=self.officer, at=at)
        return actions.ledger.sign_organisation(item=item, by=self.organiser, at=at)

    def clue(self, **more: Any) -> Clue:
        given: dict[str, Any] = {
            "inspection": self.round,
            "place": self.village,
            "theme": "projects",
            "text": "村口的路塌了",
            "by": self.second,
            "at": NOW + DAY,
        }
        return actions.clues.take(**{**given, **more})


def photo(colour: str = "#777") -> Upload:
    """A small photo as it comes from a form."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    out.seek(0)
    return inspect(out, "road.jpg")


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def bureau(db: None, settings, tmp_path) -> Bureau:
    deadlines.forget()
    settings.MEDIA_ROOT = tmp_path / "media"
    county = Place.objects.add_root({"name": "德化县", "kind": "county", "code": "350526000000"})
    town = Place.objects.add_child(
        county, {"name": "水口镇", "kind": "township", "code": "350526106000"}
    )
    village, elsewhere = (
        Place.objects.add_child(town, {"name": name, "kind": "village", "code": code})
        for name, code in (("湖坂村", "350526106210"), ("祥光村", "350526106211"))
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

    committee = org("湖坂村委会", OrgKind.VILLAGE_COMMITTEE, village)
    discipline = org("德化县纪委监委", OrgKind.DISCIPLINE, county)
    organisation = org("德化县委组织部", OrgKind.COUNTY_OFFICE, county)
    office = person("office", Role.INSPECTION_OFFICE, county)
    leader, second, third = (
        person(name, Role.INSPECTOR, county) for name in ("leader", "second", "third")
    )
    found = actions.rounds.plan(
        place=county,
        title="第五轮巡察",
        year=2026,
        number=5,
        mode=Mode.DIRECT,
        authority="县委批准",
        plan="到村里听、看、查。",
        phone="0595-23550000",
        hours="工作日上午，村部二楼",
        says="村里的钱和事",
        starts_on=NOW.date(),
        ends_on=(NOW + 60 * DAY).date(),
        organisation=organisation,
        by=office,
        at=NOW,
    )
    for who, duty in ((leader, Duty.LEADER), (second, Duty.MEMBER), (third, Duty.MEMBER)):
        actions.rounds.join(inspection=found, person=who, duty=duty, by=office, at=NOW)
    target = actions.rounds.aim(
        inspection=found, place=village, grade=Grade.KEY, reason="工程多，诉求多", by=office, at=NOW
    )
    actions.rounds.notice(inspection=found, by=office, at=NOW)
    for who in (leader, second, third):
        actions.rounds.declare(inspection=found, by=who, at=NOW)
    actions.rounds.enter(inspection=found, by=leader, at=NOW)
    return Bureau(
        county=county,
        town=town,
        village=village,
        elsewhere=elsewhere,
        committee=committee,
        discipline=discipline,
        organisation=organisation,
        office=office,
        leader=leader,
        second=second,
        third=third,
        cadre=person("cadre", Role.VILLAGE_CADRE, village, committee),
        neighbour_cadre=person("neighbour", Role.VILLAGE_CADRE, elsewhere),
        officer=person("officer", Role.DISCIPLINE_OFFICER, county, discipline),
        organiser=person("organiser", Role.DEPT_HANDLER, county, organisation),
        boss=person("boss", Role.LEADER, county),
        stranger=person("stranger", None, village),
        round=found,
        target=target,
    )


@pytest.fixture
def desk() -> Callable[[Person], Client]:
    """A browser signed in as that member of staff."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
