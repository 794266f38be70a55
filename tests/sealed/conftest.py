"""A city and a county with discipline bodies, their officers, everyone who must see nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place
from sanan.sealed import actions
from sanan.sealed.actions.intake import Received
from sanan.sealed.crypto import letter as letters
from sanan.sealed.crypto import passphrase
from sanan.sealed.crypto.passphrase import Cost
from sanan.sealed.models import Body, Report
from sanan.sealed.queries import routes
from sanan.sealed.views import pace

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
SINCE = date(2026, 1, 1)
WORDS = "correct horse battery staple"
SAID = "林某某把修路的钱装进了自己的口袋"


@dataclass
class House:
    """The cast."""

    city: Place
    county: Place
    village: Place
    orgs: dict[str, Org]
    people: dict[str, Person]
    bodies: dict[str, Body] = field(default_factory=dict)
    shares: dict[str, list[str]] = field(default_factory=dict)

    def found(self, key: str, who: str, at: datetime = NOW) -> Body:
        """A body that receives; its first officer's passphrase is `WORDS`."""
        made = actions.found(org=self.orgs[key], by=self.people[who], passphrase=WORDS, at=at)
        self.bodies[key], self.shares[key] = made.body, made.shares
        actions.confirm(
            body=made.body, by=self.people[who], first=made.shares[0], second=made.shares[2], at=at
        )
        return made.body

    def report(self, text: str = SAID, *, named: bool = False, **more: Any) -> Received:
        """A report about a village cadre."""
        bodies = routes.route(self.county, "village")
        header = {"text": text, "who": "林某某", "name": "", "phone": ""}
        letter = letters.write(
            header, {b.code: bytes(b.public) for b in bodies}, more.pop("files", ())
        )
        more.setdefault("once", f"once-{Report.objects.count()}")
        return actions.receive(
            bodies=bodies, letter=letter, named=named, at=more.pop("at", NOW), **more
        )

    def opened(self, **more: Any) -> Report:
        """A report that the county's first officer has opened."""
        made = self.report(**more).report
        actions.open_report(report=made, by=self.people["zeng"], passphrase=WORDS, at=NOW)
        return made


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The slow steps made fast; the real cost stands in one test of its own."""
    monkeypatch.setattr(passphrase, "COST", Cost(passes=1, memory=8))
    pace.forget()
    yield
    pace.forget()


@pytest.fixture
def bare(db: None) -> House:
    """Nobody has set up a key yet."""
    city = Place.objects.add_root({"name": "泉州市", "kind": "city", "code": "350500000000"})
    county = Place.objects.add_child(
        city, {"name": "德化县", "kind": "county", "code": "350526000000"}
    )
    village = Place.objects.add_child(
        county, {"name": "祥安社区", "kind": "village", "code": "350526100010"}
    )
    orgs = {
        "city": Org.objects.create(name="市纪委监委", kind=OrgKind.DISCIPLINE, place=city),
        "county": Org.objects.create(name="县纪委监委", kind=OrgKind.DISCIPLINE, place=county),
        "village": Org.objects.create(name="村纪检", kind=OrgKind.DISCIPLINE, place=village),
        "centre": Org.objects.create(name="指挥中心", kind=OrgKind.COUNTY_OFFICE, place=county),
    }
    people: dict[str, Person] = {}

    def person(key: str, role: Role | None, place: Place, org: str = "") -> None:
        people[key] = Person.objects.create(username=key, name=f"{key}某")
        if role:
            Position.objects.create(
                person=people[key], role=role, place=place, org=orgs.get(org), since_on=SINCE
            )

    person("zeng", Role.DISCIPLINE_OFFICER, county, "county")
    person("pan", Role.DISCIPLINE_OFFICER, county, "county")
    person("shi", Role.DISCIPLINE_OFFICER, city, "city")
    person("cun", Role.DISCIPLINE_OFFICER, village, "village")
    person("stranger", None, county)
    for role in Role:
        if role != Role.DISCIPLINE_OFFICER:
            person(f"role-{role}", role, city, "centre")
    return House(city, county, village, orgs, people)


@pytest.fixture
def house(bare: House) -> House:
    """City and county receive."""
    bare.found("city", "shi")
    bare.found("county", "zeng")
    return bare


@pytest.fixture
def enter(settings: Any) -> Callable[[Person], Client]:
    """A browser in which this person is signed in."""
    settings.STAFF_SECOND_FACTOR = False

    def sign_in(person: Person) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in
