"""Whatever anyone may send without signing in is slowed down, or it says here why not."""

import inspect
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client

from .test_urls import ALL

SIGNED_IN = "for somebody signed in by phone; a right code begins that, and codes are braked"
LOOKS = "keeps how the pages look in a cookie, or forgets it; writes nothing here"
HELD = "behind an address or a code that nobody can guess, which its own steps bound"
GUESSED = "the number that is typed in is looked up behind a brake"
FREE = {
    "cases:say": "the door of the whole: a village hall behind one address is never turned away; "
    "files are judged in a pool of limited children, messages to a number are braked where they go",
    "open311:nothing": "answers that nothing is there",
    "web:care": LOOKS,
    "web:lang": LOOKS,
    "web:theme": LOOKS,
    "sealed:look": LOOKS,
    "sealed:first": "leads to the page to write on; writes nothing",
    "slips:forget": LOOKS,
    "slips:out": LOOKS,
    "slips:me": "sends a code, which is braked by number and by source where it is sent",
    "slips:code": "asks a code, which is braked by number and by source where it is asked",
    "people:door_confirm": "sends and asks a code, braked where that is done",
    "people:wechat_events": "WeChat's own server, by its signature",
    "competitions:check": GUESSED,
    "honours:check": GUESSED,
    "livelihood:check": GUESSED,
    "mediation:check": GUESSED,
    "volunteers:check": GUESSED,
    "competitions:my_milestone": HELD,
    "council:ballot": "a seat of a meeting, by a key or a phone: its owner's one vote",
    "council:here": "a seat of a meeting, by a key or a phone",
    "council:take_back": "a seat of a meeting, by a key or a phone",
    "council:door": "a seat of a meeting, by a key or a phone",
    "services:track": "typed codes are looked up by the page of slips, behind its brake",
    "council:rate_work": "rated through the same brake as a topic (`council.views.access.rated`)",
    "people:mailbox": HELD,
    "voices:ask": SIGNED_IN,
    "voices:come": SIGNED_IN,
    "voices:join": SIGNED_IN,
    "files:piece": "a recording that was begun behind a brake, in pieces of a limited size",
}
BRAKED = {
    "competitions:enter",
    "council:key",
    "council:opinion",
    "council:propose",
    "council:rate",
    "council:statement",
    "estates:repair",
    "cases:call",
    "cases:follow",
    "files:why",
    "files:pieces",
    "inspection:say",
    "livelihood:job",
    "neighbourhood:facility",
    "powers:ask",
    "powers:read",
    "sealed:ask",
    "sealed:say",
    "sealed:write",
    "services:order",
    "services:report",
    "services:wish",
    "slips:track",
    "workshop:wish",
    "open311:requests",
}
BRAKES = ("slow_down", "slow_programs", "spend_attempt", "Paced")
STEPS = "_do"
"""Verbs of one thing by its engine: by its code, as `paced` says, or for whoever is signed in."""


def layers(view: Any) -> Iterator[Any]:
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)


def takes_posts(view: Any) -> bool:
    """Whether its own guard lets a POST in; a view without a guard does."""
    guards = [
        found[name]
        for each in layers(view)
        if inspect.isfunction(each)
        for found in [inspect.getclosurevars(each).nonlocals]
        for name in ("request_method_list", "methods")
        if name in found
    ]
    return all("POST" in methods for methods in guards)


def posted() -> Iterator[tuple[str, Any]]:
    """Every address outside the desks that takes a POST, but for the API, which says it itself."""
    for route, room, entry in ALL:
        view = entry.callback
        if route.startswith(("staff/", "static/", "api/")) or hasattr(view, "moved"):
            continue
        if getattr(view, "__name__", "") == "shut" or not takes_posts(view):
            continue
        yield f"{room}:{entry.name}", view


def asks_first(view: Any) -> bool:
    """Whether nobody gets past the first line of it without being known."""
    source = inspect.getsource(list(layers(view))[-1])
    known = ("_signed_in(", "needed(", "member_here(", "member_in(", "person is None", "@own")
    return any(word in source for word in known) or "volunteer is None" in source


ADDRESSES = dict(posted())


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_what_anyone_may_send_is_braked_or_says_why_not(name):
    view = ADDRESSES[name]
    if name in FREE or name.endswith(STEPS):
        return
    if name in BRAKED:
        module = inspect.getsource(inspect.getmodule(list(layers(view))[-1]))
        assert any(brake in module for brake in BRAKES)
        return
    assert asks_first(view), "brake it, or say in FREE why it needs none"


def test_the_tables_name_nothing_that_is_gone():
    assert sorted((set(FREE) | BRAKED) - set(ADDRESSES)) == []


def test_of_the_interface_only_what_raises_a_matter_needs_no_key():
    from sanan.api.urls import api

    open_to_all = {
        f"{method} {path}"
        for _prefix, router in api._routers
        for path, found in router.path_operations.items()
        for operation in found.operations
        for method in operation.methods
        if method != "GET" and not operation.auth_callbacks
    }
    signed = "POST /{system}/hook"  # another system's webhook, by the secret that both share
    assert open_to_all == {"POST /cases", signed}


@pytest.mark.django_db(transaction=True)
def test_of_eighty_programs_at_once_thirty_are_heard_and_the_others_told_when():
    def ask(number: int) -> Any:
        if number % 2:
            return Client().post("/open311/v2/requests.json", {"service_code": "nothing"})
        return Client().post("/api/v1/cases", b"{}", "application/json")

    with ThreadPoolExecutor(8) as together:
        answers = list(together.map(ask, range(80)))
    told = [a for a in answers if a.status_code == 429]
    assert len(told) == 50
    assert {a.status_code for a in answers} == {400, 422, 429}
    assert all(0 < int(a["Retry-After"]) <= 600 for a in told)
    said = [json.loads(a.content) for a in told]
    words = [one[0]["description"] if isinstance(one, list) else one["message"] for one in said]
    assert all("接口密钥" in word for word in words)
