"""Every address says who may call it, and a stranger is told nothing."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

# Open to anyone by design; everything else names its permission on the view.
PUBLIC_ROOMS = {
    "web",
    "cases",
    "council",
    "services",
    "slips",
    "volunteers",
    "voices",
    "powers",
    "books",
    "honours",
    "projects",
    "investment",
    "competitions",
    "livelihood",
    "workshop",
    "neighbourhood",
    "inspection",
    "people",
    "estates",
    "mediation",
}
PUBLIC = {
    "files": "the room a file belongs to is asked each time; tests/files hold what it tells",
    "record": "the record for everyone; one entry's page has an address that nobody can guess",
    "log": "the published files of the record",
    "api": "each operation names its own permission; the tests of the API walk them",
    "open311": "a standard for everyone; tests/exchange hold what it may tell",
    "sealed": "whoever reports needs no account; tests/sealed hold what it may tell",
    "allauth": "sign-in; it asks for itself",
}
SAMPLE = {
    "int": "987654",
    "slug": "no-such-thing",
    "str": "no-such-thing",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "path": "no/such/thing",
}


def addresses(
    patterns: list[Any] | None = None, prefix: str = "", room: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Every address: its route, the room it belongs to, the pattern itself."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, route, entry.namespace or room)
        else:
            yield route, room or _module(entry), entry


def _module(entry: URLPattern) -> str:
    return "allauth" if entry.callback.__module__.startswith("allauth.") else ""


ALL = sorted(addresses(), key=lambda found: found[0])


def is_public(room: str, entry: URLPattern) -> bool:
    if getattr(entry.callback, "__name__", "") == "shut":  # leads to nothing, for everyone
        return True
    if hasattr(entry.callback, "moved"):  # leads on to where the page stands now, which asks
        return True
    return room in PUBLIC_ROOMS or room in PUBLIC or room.startswith("api") or _module(entry) != ""


def test_every_address_names_its_permission_or_is_public():
    silent = [
        route
        for route, room, entry in ALL
        if not (is_public(room, entry) or route.startswith("api/"))
        and not getattr(entry.callback, "permission", None)
    ]
    assert silent == []


def test_what_is_public_is_not_under_staff():
    assert [r for r, room, e in ALL if r.startswith("staff/") and room in PUBLIC_ROOMS] == []


def filled(route: str) -> str:
    """The address with invented parts."""
    known = re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLE[m[1] or "str"], route)
    return "/" + known.replace("^", "").replace("\\Z", "").replace("$", "")


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in_or_told_nothing(client):
    told = {}
    for route, room, entry in ALL:
        if not route.startswith("staff/") or room == "allauth" or "(" in route:
            continue
        if hasattr(entry.callback, "moved"):
            continue
        for method in (client.get, client.post):
            answer = method(filled(route))
            to_sign_in = answer.status_code == 302 and "/staff/login/" in answer["Location"]
            if not (to_sign_in or answer.status_code in {404, 405}):
                told[f"{method.__name__} {route}"] = answer.status_code
    assert told == {}


@pytest.mark.django_db
def test_names_are_given_once():
    named = [
        f"{room}:{entry.name}"
        for _route, room, entry in ALL
        if entry.name and room and not room.startswith("api")
    ]
    assert sorted(named) == sorted(set(named))


def test_no_route_ends_without_a_slash_but_files():
    loose = [
        route
        for route, room, _entry in ALL
        if room in PUBLIC_ROOMS | {"cases", "people", "places", "staff"}
        and not route.endswith("/")
        and route
        and "." not in route.rsplit("/", 1)[-1]
        and not route.startswith("media/")
    ]
    assert loose == []


def operations() -> list[tuple[str, str]]:
    """Path and method of everything the API offers."""
    from sanan.api.views import api

    schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return [(path, method) for path, ways in schema["paths"].items() for method in ways]
