"""A village with its room, neighbours in it, cadres, a county above, and a stranger."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from sanan.cases import deadlines
from sanan.cases.models import Category
from sanan.kit import files, phones, vault
from sanan.kit.errors import Refused
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Duty, Org, Person, Position
from sanan.places.models import Place
from sanan.voices import actions
from sanan.voices.models import Member, Message, Room

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
SINCE = date(2026, 1, 1)


@dataclass
class Cast:
    """Everyone."""

    county: Place
    village: Place
    other: Place
    room: Room
    secretary: Person
    clerk: Person
    grid: Person
    dispatcher: Person
    discipline: Person
    inspector: Person
    far: Person
    stranger: Person
    committee: Org
    neighbours: int = 0

    def resident(self, name: str = "", home: Place | None = None) -> Person:
        self.neighbours += 1
        phone = f"1380000{self.neighbours:04d}"
        return Person.objects.create(
            name=name or f"李居民{self.neighbours}",
            home=home,
            phone_hash=phones.hashed(phone),
            phone_locked=vault.lock(phone),
        )

    def member(self, nickname: str = "", name: str = "") -> Member:
        person = self.resident(name, self.village)
        return actions.join(
            room=self.room, by=person, nickname=nickname or f"邻家{self.neighbours}", at=NOW
        )

    def says(self, member: Member, text: str, **more: Any) -> Message:
        return actions.say(room=self.room, member=member, text=text, at=more.pop("at", NOW), **more)


@contextmanager
def refusal(kind: type[Refused], part: str) -> Iterator[None]:
    """Expect a refusal whose sentence, as the person reads it, holds `part`."""
    with pytest.raises(kind) as raised:
        yield
    assert part in str(raised.value.sentence)


def picture(colour: str = "red") -> files.Upload:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), colour).save(out, "JPEG")
    return files.inspect(io.BytesIO(out.getvalue()), "road.jpg")


@pytest.fixture
def cast(db: None) -> Cast:
    deadlines.forget()
    county = Place.objects.add_root({"name": "德化县", "kind": "county", "code": "350526000000"})
    town = Place.objects.add_child(
        county, {"name": "浔中镇", "kind": "township", "code": "350526100000"}
    )
    village = Place.objects.add_child(
        town, {"name": "蒲坂村委会", "kind": "village", "code": "350526100210"}
    )
    other = Place.objects.add_child(
        town, {"name": "祥安社区居委会", "kind": "village", "code": "350526100010"}
    )
    Category.objects.create(code="traffic", name="交通")

    def person(name: str, role: Role | None, place: Place, org: Org | None = None) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=place, org=org, since_on=SINCE)
        return made

    committee = Org.objects.create(name="村委会", kind=OrgKind.VILLAGE_COMMITTEE, place=village)
    Duty.objects.create(org=committee, category="traffic", text="修村道")
    return Cast(
        county,
        village,
        other,
        room=actions.open_room(place=village, by=None, at=NOW),
        secretary=person("徐金水", Role.VILLAGE_CADRE, village, committee),
        clerk=person("余记", Role.VILLAGE_CADRE, village, committee),
        grid=person("郑小芹", Role.GRID_WORKER, village),
        dispatcher=person("许文", Role.DISPATCHER, county),
        discipline=person("曾敏", Role.DISCIPLINE_OFFICER, county),
        inspector=person("吴晴", Role.INSPECTOR, county),
        far=person("赖春", Role.VILLAGE_CADRE, other),
        stranger=person("路人", None, county),
        committee=committee,
    )


@pytest.fixture
def enter(settings: Any) -> Callable[[Person], Client]:
    """A browser in which this member of staff is signed in."""
    settings.STAFF_SECOND_FACTOR = False

    def sign_in(person: Person) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in


@pytest.fixture
def phone() -> Callable[[Person], Client]:
    """A phone on which this resident is signed in."""

    def sign_in(person: Person) -> Client:
        browser = Client()
        session = browser.session
        session["resident"] = person.pk
        session.save()
        browser.cookies["sessionid"] = session.session_key
        return browser

    return sign_in
