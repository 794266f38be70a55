"""One step of one thing: rule, lock, change, line of its story, ledger entry, in one transaction."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import models, transaction

from sanan.kit import clock, words
from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry
from sanan.people.models import Person
from sanan.powers.models import Disclosure, Line, PowerRun, Question

Thing = TypeVar("Thing", Disclosure, Question, PowerRun)
NAMES: Mapping[type[models.Model], str] = {
    Disclosure: "disclosure",
    Question: "question",
    PowerRun: "run",
}
JOINS: Mapping[type[models.Model], tuple[str, ...]] = {
    Disclosure: ("place", "item"),
    Question: ("place", "disclosure"),
    PowerRun: ("place", "item"),
}
written = ledger.written
needed = words.needed


@dataclass
class Move(Generic[Thing]):
    """What an action fills in. `said` stands in the story; `public` shows it to residents too.

    `after` runs last, when the entry is there, in the same transaction.
    """

    thing: Thing
    verb: str
    by: Person | None
    at: datetime
    target: str
    said: str = ""
    public: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    entry: Entry | None = None
    after: "Callable[[Move[Thing]], None] | None" = None


@contextmanager
def moving(
    thing: Thing,
    verb: str,
    by: Person | None,
    at: datetime | None,
    *,
    check: Callable[[Thing], None],
    target: str | None,
) -> Iterator[Move[Thing]]:
    """Lock `thing`, check the rule on it, let the caller change it, then write everything at once.

    Without a target it stays where it is, unless the caller sets `move.target`.
    """
    check(thing)
    model = type(thing)
    with transaction.atomic():
        rows = model._default_manager.select_for_update(of=("self",))
        fresh: Thing = rows.select_related(*JOINS[model]).get(pk=thing.pk)
        check(fresh)
        move = Move(fresh, verb, by, clock.at_or_now(at), target or fresh.state)
        yield move
        fresh.state = move.target
        move.entry = told(move)
        fresh.save()
        if move.after is not None:
            move.after(move)
    for name in (f.attname for f in model._meta.concrete_fields):
        setattr(thing, name, getattr(fresh, name))


def told(move: "Move[Thing]") -> Entry:
    """The ledger entry and the line of the story."""
    thing = move.thing
    name = NAMES[type(thing)]
    entry = ledger.record(
        event=f"{name}.{move.verb}",
        subject=thing.code,
        content={name: thing.code, "state": str(move.target), "data": move.data},
        words=move.said,
        by=ref(move.by),
        at=move.at,
    )
    line = Line(
        verb=move.verb,
        at=move.at,
        by=move.by,
        said=move.said,
        public=move.public,
        entry_id=entry.pk,
    )
    setattr(line, name, thing)
    line.save()
    return entry


def ref(by: Person | None) -> str:
    """How a person stands in the ledger."""
    return by.ref if by else ""


def one_line(text: str, name: str, most: int) -> str:
    """`text` on one line; raises `Invalid` where nothing was said."""
    return needed(words.clean_line(text, most=most, field=name), name, most)
