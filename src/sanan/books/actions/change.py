"""One step of one thing of the books: rule, lock, change, ledger entry, in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import transaction

from sanan.books import rules
from sanan.books.models import Contract, Entry, Sheet, Voucher, Warning  # noqa: A004
from sanan.books.rules import Verb
from sanan.kit import clock, words
from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry as LedgerEntry
from sanan.people.models import Person

T = TypeVar("T", Contract, Entry, Sheet, Voucher, Warning)
WITH = {"voucher": ("entry__place",)}
written = ledger.written


@dataclass
class Move(Generic[T]):
    """What an action fills in. `data` is what must be provable; `said` is what someone wrote."""

    thing: T
    verb: Verb
    by: Person | None
    at: datetime
    target: str
    said: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    after: Callable[[LedgerEntry], object] | None = None


@contextmanager
def moving(
    thing: T,
    verb: Verb,
    by: Person | None,
    at: datetime | None = None,
    *,
    alone: bool = False,
) -> Iterator[Move[T]]:
    """Lock `thing`, check the rule, let the caller change it, then write everything at once.

    `alone`: the command line or the demo acts, whose operator may do everything to its database.
    """
    rules.check(verb, thing, by, alone=alone)
    kind = thing._meta.model_name or ""
    with transaction.atomic():
        rows: Any = type(thing)._default_manager.select_for_update(of=("self",))
        fresh: T = rows.select_related(*WITH.get(kind, ("place",))).get(pk=thing.pk)
        rules.check(verb, fresh, by, alone=alone)
        move = Move(fresh, verb, by, clock.at_or_now(at), rules.TABLES[verb].target or fresh.state)
        yield move
        fresh.state = move.target
        fresh.save()
        entry = written(
            f"{kind}.{verb}", fresh.code, {"state": move.target, "data": move.data},
            by=by, at=move.at, said=move.said,
        )  # fmt: skip
        if move.after is not None:
            move.after(entry)
    for name in (f.attname for f in thing._meta.concrete_fields):
        setattr(thing, name, getattr(fresh, name))


def needed(text: str, name: str = "text", most: int = 2000) -> str:
    """`text` cleaned; raises `Invalid` where nothing was said."""
    return words.needed(text, name, most)


def line(text: str, name: str, most: int) -> str:
    """One line of text, needed."""
    return needed(words.clean_line(text, most=most, field=name), name, most)
