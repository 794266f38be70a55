"""A small county seen through the interface: a dispatcher with a key, a stranger with a key, nobody."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from sanan.cases import deadlines
from sanan.cases.models import Category
from sanan.kit import clock
from sanan.people.enums import OrgKind, Role
from sanan.people.models import ApiToken, Duty, Org, Person, Position
from sanan.people.rules import KEY_VERBS
from sanan.places.models import Place

API = "/api/v1"


@dataclass
class Site:
    """The county's things, and one program that asks."""

    village: Place
    elsewhere: Place
    roads: Org
    category: Category
    keys: dict[str, str]

    def ask(self, method: str, path: str, body: Any = None, who: str = "", **headers: str) -> Any:
        """One request; `body` goes as JSON, or as it is where it is bytes."""
        sent = {"HTTP_AUTHORIZATION": f"Bearer {self.keys[who]}"} if who else {}
        sent |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        data = (
            body
            if isinstance(body, bytes)
            else b""
            if body is None
            else json.dumps(body, ensure_ascii=False)
        )
        return Client().generic(method, API + path, data, "application/json", **sent)

    def say(self, text: str = "村口路灯不亮", **more: Any) -> dict[str, Any]:
        """A case, through the interface."""
        answer = self.ask("POST", "/cases", {"text": text, "place_code": self.village.code, **more})
        assert answer.status_code == 201, answer.content
        made: dict[str, Any] = answer.json()
        return made


@pytest.fixture
def site(db: None) -> Iterator[Site]:
    deadlines.forget()
    city = _place(None, "泉州市", "city", "350500000000")
    county = _place(city, "德化县", "county", "350526000000")
    town = _place(county, "浔中镇", "township", "350526100000")
    village = _place(town, "祥安社区", "village", "350526100201")
    other = _place(city, "永春县", "county", "350525000000")
    roads = Org.objects.create(name="交通办", kind=OrgKind.DEPARTMENT, place=town, code="roads")
    category = Category.objects.create(code="03", name="交通运输")
    Duty.objects.create(org=roads, category="03", text="道路")
    keys = {
        "dispatcher": _key("许文", Role.DISPATCHER, county),
        "handler": _key("林承", Role.DEPT_HANDLER, town, roads),
        "elsewhere": _key("周远", Role.DISPATCHER, other),
        "stranger": _key("路人", None, county),
    }
    yield Site(village, other, roads, category, keys)
    deadlines.forget()


def _place(parent: Place | None, name: str, kind: str, code: str) -> Place:
    fresh = {"name": name, "kind": kind, "code": code}
    made: Place = (
        Place.objects.add_child(parent, fresh) if parent else Place.objects.add_root(fresh)
    )
    return made


def _key(name: str, role: Role | None, place: Place, org: Org | None = None) -> str:
    person = Person.objects.create(username=name, name=name)
    if role:
        Position.objects.create(
            person=person, role=role, place=place, org=org, since_on=date(2020, 1, 1)
        )
    text = f"sanan_{person.ref}"
    now = clock.now()
    ApiToken.objects.create(
        person=person,
        name="测试",
        token_hash=ApiToken.hash_of(text),
        verbs=" ".join(KEY_VERBS),
        place=place,
        made_at=now,
        agreed_at=now,
        ends_at=now + timedelta(days=1),
    )
    return text
