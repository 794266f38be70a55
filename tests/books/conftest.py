"""A village with an account, and people who keep and watch its books."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from sanan.books import actions
from sanan.books.enums import (
    AccountKind,
    AssetKind,
    Award,
    Category,
    ContractKind,
    Direction,
    Method,
    PayeeKind,
)
from sanan.books.models import Account, BookEntry, Contract, Voucher
from sanan.kit import files
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.models import Place

NOW = datetime(2026, 10, 20, 2, 0, tzinfo=UTC)
BEGUN = date(2026, 1, 1)


@dataclass
class Village:
    """The cast."""

    place: Place
    other: Place
    county: Place
    account: Account
    cadre: Person
    agent: Person
    supervisor: Person
    discipline: Person
    leader: Person
    neighbour: Person
    stranger: Person

    def pay(self, number: str = "记-1", amount: int = 30_000, **more: Any) -> BookEntry:
        given: dict[str, Any] = {
            "account": self.account,
            "on": date(2026, 9, 3),
            "direction": Direction.EXPENSE,
            "category": Category.ADMIN,
            "amount": amount,
            "method": Method.BANK,
            "by": self.cadre,
            "payee": actions.Payee("文峰打印社"),
            "at": NOW,
        }
        said = actions.Words(more.pop("summary", "打印费"), number, more.pop("invoice", ""))
        return actions.enter(**{**given, **more}, words=said)

    def earn(self, number: str = "收-1", amount: int = 100_000, **more: Any) -> BookEntry:
        more = {"direction": Direction.INCOME, "category": Category.GRANT, **more}
        return self.pay(number, amount, summary="上级补助", **more)

    def lease(self, **more: Any) -> Contract:
        terms = actions.Terms(
            date(2026, 1, 1),
            date(2026, 1, 1),
            date(2026, 12, 31),
            Award.OPEN_TENDER,
            [(date(2026, 1, 1), 50_000), (date(2026, 7, 1), 50_000)],
        )
        given: dict[str, Any] = {
            "place": self.place,
            "kind": ContractKind.LEASE,
            "number": "租-1",
            "title": "村口店面出租",
            "party": "林老板",
            "party_kind": PayeeKind.PERSON,
            "amount": 100_000,
            "terms": terms,
            "by": self.cadre,
            "at": NOW,
        }
        return actions.sign_contract(**{**given, **more})

    def leased(
        self, name: str, size: int, amount: int, *, unit: str = "平方米", **more: Any
    ) -> Contract:
        """A lease of something of a size, in hundredths of the unit, for the year."""
        asset = actions.register_asset(
            place=self.place,
            kind=AssetKind.ASSET,
            name=name,
            size=size,
            unit=unit,
            by=self.cadre,
            at=NOW,
        )
        terms = actions.Terms(
            BEGUN, BEGUN, date(2026, 12, 31), Award.OPEN_TENDER, [(BEGUN, amount)]
        )
        given = {"number": name, "title": f"{name}出租", "terms": terms, **more}
        return self.lease(**given, asset=asset, amount=amount)

    def third(self) -> Place:
        """One more village beside the two."""
        town = Place.objects.get_parent(self.place)
        return Place.objects.add_child(
            town, {"name": "第三村", "kind": "village", "code": "350526100299"}
        )

    def works(self, number: str = "工-1", amount: int = 1_000_000, **more: Any) -> Contract:
        terms = actions.Terms(date(2026, 2, 1), date(2026, 2, 1), date(2026, 12, 31), Award.QUOTES)
        given: dict[str, Any] = {
            "kind": ContractKind.WORKS,
            "number": number,
            "title": f"水渠修建 {number}",
            "party": "顺达施工队",
            "party_kind": PayeeKind.BODY,
            "amount": amount,
            "terms": terms,
        }
        return self.lease(**{**given, **more})

    def photo(self, entry: BookEntry, shade: int = 200, **more: Any) -> Voucher:
        given: dict[str, Any] = {"by": self.cadre, "at": NOW, "read": False}
        upload = files.inspect(io.BytesIO(jpeg(shade)), "票据.jpg")
        return actions.receive_voucher(entry=entry, upload=upload, **{**given, **more})


def jpeg(shade: int = 200, size: tuple[int, int] = (400, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (shade, shade, shade)).save(out, format="JPEG")
    return out.getvalue()


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def village(db: None) -> Village:
    county = Place.objects.add_root({"name": "德化县", "kind": "county", "code": "350526000000"})
    town = Place.objects.add_child(
        county, {"name": "浔中镇", "kind": "township", "code": "350526100000"}
    )
    place, other = (
        Place.objects.add_child(town, {"name": name, "kind": "village", "code": code})
        for name, code in (("蒲坂村委会", "350526100210"), ("石山村委会", "350526100211"))
    )

    def person(name: str, role: Role | None, at: Place) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=at, since_on=BEGUN)
        return made

    account = actions.open_account(
        place=place,
        name="基本户",
        kind=AccountKind.BASIC,
        by=None,
        opened_on=BEGUN,
        opening=500_000,
        at=NOW,
    )
    return Village(
        place,
        other,
        county,
        account,
        cadre=person("徐金水", Role.VILLAGE_CADRE, place),
        agent=person("代账员", Role.ACCOUNTANT, town),
        supervisor=person("监委", Role.VILLAGE_SUPERVISOR, place),
        discipline=person("曾敏", Role.DISCIPLINE_OFFICER, county),
        leader=person("黄志远", Role.LEADER, county),
        neighbour=person("邻村干部", Role.VILLAGE_CADRE, other),
        stranger=person("路人", None, county),
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
