"""Who sees what, tried at every address: rooms × roles × places × doors, made from the URLconf.

An address that names a thing is filled with things of the room's own tables, each with the place it
belongs to. Then others ask: people who hold *every* role somewhere else, so that a right of any role over
another's place would show, and at the place itself people who hold every role that has no business in
that room. A new room is covered by having addresses and tables.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.models import Place
from sanan.process.registry import processes

SINCE = date(2024, 1, 1)
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
NO = frozenset({403, 404, 405})
"""Answers that say no; anything else tells that something is there."""
MISSING, WRONG_WAY = 404, 405
LEVELS = ("county", "township", "village")
LOOKED_AT = 300
EACH = 1
MOST_TRIED = 4
ELSEWHERE = frozenset({"", "imports", "lists", "files"})
"""Rooms whose pages hold only what this person just sent or kept; files are asked for at their address."""
CHOICES = frozenset({"kind", "verb"})
"""Parts of addresses that name no thing."""


@dataclass(frozen=True)
class Address:
    """One address with a thing that stands there, and the place the thing belongs to."""

    route: str
    room: str
    path: str
    thing: models.Model = field(compare=False)
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Leak:
    """Somebody was answered who should have been told nothing."""

    who: str
    how: str
    path: str
    status: int

    def __str__(self) -> str:
        return f"{self.who}: {self.how} {self.path} answers {self.status}"


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route with its pattern; not those that only lead on to where a page stands now."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, route)
        elif not hasattr(entry.callback, "moved"):
            yield route, entry


def room_of(entry: URLPattern) -> str:
    """The room whose view answers; of what the engine or the lists made for a room, that room."""
    view: Any = entry.callback
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    view = getattr(view, "func", view)
    owner: Any = getattr(view, "__self__", None)
    module = owner.process.model.__module__ if hasattr(owner, "process") else view.__module__
    return module.split(".")[1] if module.startswith("sanan.") else ""


@cache
def _paths() -> Mapping[type, Any]:
    return {process.model: process.path for process in processes().values()}


def place_of(thing: Any, depth: int = 3) -> Any:
    """To which place a row belongs, by its process or by its nearest reference; None for none."""
    if isinstance(thing, Place):
        return thing
    if type(thing) in _paths():
        return Place.objects.filter(path=_paths()[type(thing)](thing)).first()
    own = [
        f
        for f in thing._meta.concrete_fields
        if f.related_model and f.related_model is not Person and getattr(thing, f.attname)
    ]
    for each in sorted(own, key=lambda f: f.related_model is not Place) if depth else []:
        if found := place_of(getattr(thing, each.name), depth - 1):
            return found
    return None


def holder(name: str, roles: Iterable[Role], place: Place | None) -> Person:
    """Somebody who holds all these roles at one place."""
    made = Person.objects.create(username=name, name=name, password="!")
    for role in roles:
        assert place is not None
        Position.objects.create(person=made, role=role, place=place, since_on=SINCE)
    return made


def person(name: str, roles: Iterable[Role], place: Place | None) -> Client:
    """Their browser."""
    browser = Client(raise_request_exception=False)
    browser.force_login(holder(name, roles, place))
    return browser


class Things:
    """Rows that may stand in addresses: a few at places of every level, by room and part."""

    def __init__(self, county: Place) -> None:
        self.county = county
        self.rows: dict[type[models.Model], list[tuple[models.Model, Place]]] = {}

    def of(self, room: str, part: str, route: str) -> Iterator[list[tuple[models.Model, Place]]]:
        """By model, the likeliest first."""
        labels = dict.fromkeys([room, "places", "people"])
        known = [m for label in labels if label for m in apps.get_app_config(label).get_models()]
        fit = [m for m in known if any(f.name == part for f in m._meta.concrete_fields)]
        fit += [m for m in known if m not in fit and part == "pk" and m._meta.app_label == room]
        before = route.split("<", maxsplit=1)[0].strip("/").split("/")[-1]
        fit.sort(key=lambda m: -SequenceMatcher(None, before, m.__name__.lower()).ratio())
        if part in {"code", "place"}:
            fit += [Place]
        for model in fit:
            if rows := self.rows_of(model):
                yield rows

    def rows_of(self, model: type[models.Model]) -> list[tuple[models.Model, Place]]:
        """Some of this model under the county, at different levels."""
        if model not in self.rows:
            count: Counter[str] = Counter()
            found = self.rows[model] = []
            rows: Iterable[Any] = model._default_manager.order_by("-pk")[:LOOKED_AT]
            if model is Place:
                rows = [p for _thing, p in self._busiest()]
            for row in rows:
                place = place_of(row)
                inside = place is not None and place.path.startswith(self.county.path)
                level = place.kind if place is not None else ""
                if place is None or not inside or level not in LEVELS or count[level] >= EACH:
                    continue
                count[level] += 1
                found.append((row, place))
        return self.rows[model]

    def _busiest(self) -> list[tuple[models.Model, Place]]:
        """Places at which things of any room stand."""
        every = [row for process in processes().values() for row in self.rows_of(process.model)]
        return list({place.pk: (row, place) for row, place in every}.values())


def addresses(county: Place, insider: Client) -> list[Address]:
    """Every address of staff that names a thing, with things that stand there."""
    things = Things(county)
    found = []
    with _missing_in_a_word():
        for route, entry in routes():
            room = room_of(entry)
            part, whole = PART.findall(route)[:1], route.startswith("staff/") and "(" not in route
            if whole and part and room not in ELSEWHERE and part[0][1] not in CHOICES:
                found += _stand_at(route, room, things, insider)
    return found


@contextmanager
def _missing_in_a_word() -> Iterator[None]:
    """Without the page of what is missing, which is the same at every address: thousands are asked."""
    from sanan.config import urls

    page = urls.handler404
    urls.handler404 = lambda request, exception: HttpResponse(status=MISSING)  # noqa: ARG005 - Django names them
    try:
        yield
    finally:
        urls.handler404 = page


def _stand_at(route: str, room: str, things: Things, insider: Client) -> list[Address]:
    """With the rows that the insider finds there; where he finds none, with the likeliest ones."""
    likeliest: list[Address] = []
    for rows in things.of(room, PART.findall(route)[0][1], route):
        known = [Address(route, room, p, r, at) for r, at in rows for p in _filled(route, r)]
        likeliest = likeliest or known
        if "." in route:  # a file of the thing; making it takes long
            return likeliest
        for one in known[:MOST_TRIED]:
            if _is_there(one.path, insider):
                last = one.path.rstrip("/").rpartition("/")[2]
                is_verb = route.endswith("<str:verb>/")
                return [k for k in known if not is_verb or k.path.endswith(f"/{last}/")]
    return likeliest[:MOST_TRIED]


def _is_there(path: str, insider: Client) -> bool:
    status = insider.get(path).status_code
    if status == WRONG_WAY:
        with transaction.atomic():
            status = insider.post(path).status_code
            transaction.set_rollback(True)
    return status != MISSING


def _filled(route: str, row: Any) -> Iterator[str]:
    """The route with this row; where a verb follows, with each verb of its process."""
    kind, name = PART.findall(route)[0]
    given = str(getattr(row, name, "") or getattr(row, "code", ""))
    path = "/" + route.replace(f"<{kind}:{name}>" if kind else f"<{name}>", given)
    rest = PART.findall(path)
    if not given or "/" in given or len(rest) > 1:
        return
    if not rest:
        yield path
    elif rest[0][1] == "verb":
        own = [p for p in processes().values() if isinstance(row, p.model)]
        yield from (path.replace("<str:verb>", v.name) for p in own for v in p if not v.begins)


def leaks(asked: Iterable[Address], who: str, browser: Client) -> Iterator[Leak]:
    """Where this visitor is answered: by its page, or by sending something there."""
    for address in asked:
        for how in ("get", "post"):
            with transaction.atomic(), _missing_in_a_word():
                answer = getattr(browser, how)(address.path)
                transaction.set_rollback(True)
            if answer.status_code not in NO and not _to_sign_in(answer):
                yield Leak(who, how, address.path, answer.status_code)


def _to_sign_in(answer: HttpResponseBase) -> bool:
    return answer.status_code == 302 and "/login/" in answer["Location"]


def said(answer: Any) -> str:
    """All words of an answer: a page, or what an Excel or Word file holds."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] != b"PK":
        return str(content.decode("utf-8", "replace"))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(
            book.read(n).decode("utf-8", "replace") for n in book.namelist() if n.endswith(".xml")
        )


def plain_pages() -> list[str]:
    """Every address of staff that names no thing: desks, lists with their Excel files, boards."""
    found = []
    for route, entry in routes():
        if route.startswith("staff/") and "<" not in route and room_of(entry):
            found += [f"/{route}", *([f"/{route}?xlsx"] if room_of(entry) == "lists" else [])]
    return found


def by_place(asked: Iterable[Address], level: str) -> Iterator[tuple[Place, list[Address]]]:
    """The addresses of things in each place of this level."""
    found: dict[str, list[Address]] = {}
    depth = {"township": 3, "village": 4}[level]
    for address in asked:
        if address.place.depth >= depth:
            found.setdefault(address.place.path[: 4 * depth], []).append(address)
    for path, those in found.items():
        yield Place.objects.get(path=path), those


def codes_elsewhere(here: Place) -> set[str]:
    """The codes of all things of all processes that lie neither there nor above."""
    found = set()
    for process in processes().values():
        for thing in process.model._default_manager.all():
            place = place_of(thing)
            if place and not related(place, here):
                found.add(str(getattr(thing, process.ref)))
    return found


def related(one: Place, other: Place) -> bool:
    """Whether one of them lies in the other."""
    return bool(one.path.startswith(other.path) or other.path.startswith(one.path))


def words(answer: Any) -> set[str]:
    """Whatever may be a code in an answer."""
    return set(re.findall(r"[0-9A-Za-z_-]{6,}", said(answer)))


def lies_in(file: Any, county: Place) -> bool:
    """Whether the thing that a file belongs to lies in this county."""
    process = processes().get(file.owner_kind)
    thing = process.model._default_manager.filter(pk=file.owner_pk).first() if process else None
    place = place_of(thing) if thing is not None else None
    return place is not None and place.path.startswith(county.path)
