from datetime import datetime

from sanan.people.models import Person
from sanan.process.declare import Relation

from .models import Shelf
from .rules import SHELF


@SHELF.action("put")
def put(*, shelf: Shelf, by: Person | None, at: datetime | None = None) -> Shelf:
    with SHELF.begin("put", shelf, by=by, at=at) as step:
        step.say(shelf.what)
    return shelf


@SHELF.action("take")
def take(*, shelf: Shelf, by: Person | None, at: datetime | None = None) -> Shelf:
    with SHELF.step("take", shelf, by=by, at=at):
        pass
    return shelf


@SHELF.action("bring_back")
def bring_back(*, shelf: Shelf, by: Person | None, at: datetime | None = None) -> Shelf:
    with SHELF.step("bring_back", shelf, by=by, at=at):
        pass
    return shelf


@SHELF.action("mark")
def mark(*, shelf: Shelf, note: str, by: Person, at: datetime | None = None) -> Shelf:
    with SHELF.step("mark", shelf, by=by, at=at) as step:
        step.note = note
        step.thing.tags = [*step.thing.tags, note]
        step.data = {"tags": len(step.thing.tags)}
    return shelf


@SHELF.action("close")
def close(
    *,
    shelf: Shelf,
    reason: str = "",
    by: Person | None,
    at: datetime | None = None,
    relation: Relation | None = None,
) -> Shelf:
    with SHELF.step("close", shelf, by=by, at=at, relation=relation) as step:
        step.say(reason, public=True)
    return shelf
