"""One step of one order: rule, lock, change, line of its story, ledger entry, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from sanan.kit import clock, words
from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry
from sanan.people.models import Person
from sanan.services import rules
from sanan.services.enums import Relation, State
from sanan.services.models import Order, Step
from sanan.services.rules import Verb

MOST = 500
written = ledger.written


@dataclass
class Move:
    """What an action fills in; `said` stands in the story, for whoever ordered where `public`."""

    order: Order
    verb: Verb
    by: Person | None
    at: datetime
    target: State
    said: str = ""
    public: bool = True
    data: dict[str, Any] = field(default_factory=dict)
    entry: Entry | None = None


@contextmanager
def moving(
    order: Order,
    verb: Verb,
    by: Person | None,
    at: datetime | None = None,
    *,
    relation: Relation | None = None,
) -> Iterator[Move]:
    """Lock `order`, check the rule, let the caller change it, then write everything at once.

    On PostgreSQL the row is locked, on SQLite the transaction holds the only write lock: of two who
    want the same order at the same moment, the second finds it changed and is refused.
    """
    rules.check(verb, order, by, relation=relation)
    with transaction.atomic():
        locked = Order.objects.select_for_update(of=("self",)).select_related("place", "village")
        fresh = locked.get(pk=order.pk)
        rules.check(verb, fresh, by, relation=relation)
        target = rules.RULES[verb].target or State(fresh.state)
        move = Move(fresh, verb, by, clock.at_or_now(at), target)
        yield move
        fresh.state = move.target
        fresh.save()
        move.entry = told(move)
    for name in (f.attname for f in Order._meta.concrete_fields):
        setattr(order, name, getattr(fresh, name))


def told(move: Move) -> Entry:
    """The ledger entry and the line of the story."""
    order = move.order
    entry = ledger.record(
        event=f"order.{move.verb}",
        subject=order.code,
        content={"order": order.code, "state": str(move.target), "data": move.data},
        words=move.said,
        by=ref(move.by),
        at=move.at,
    )
    Step.objects.create(
        order=order, verb=move.verb, at=move.at, by=move.by, said=words.clip(move.said, MOST),
        public=move.public, entry_id=entry.pk,
    )  # fmt: skip
    return entry


def ref(by: Person | None) -> str:
    """How a person stands in the ledger."""
    return by.ref if by else ""


def needed(text: str, name: str = "text", most: int = MOST) -> str:
    """`text` cleaned; raises `Invalid` where nothing was said."""
    return words.needed(text, name, most)
