"""One step of one topic: rule, lock, change, line of its story, ledger entry, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from sanan.council import rules
from sanan.council.enums import State
from sanan.council.models import Step, Topic
from sanan.council.rules import Verb
from sanan.kit import clock, words
from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry
from sanan.people.models import Person

written = ledger.written
needed = words.needed


@dataclass
class Move:
    """What an action fills in; `said` stands in the story that everyone reads."""

    topic: Topic
    verb: Verb
    by: Person | None
    at: datetime
    target: State
    said: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    entry: Entry | None = None


@contextmanager
def moving(
    topic: Topic, verb: Verb, by: Person | None, at: datetime | None = None
) -> Iterator[Move]:
    """Lock `topic`, check the rule, let the caller change it, then write everything at once."""
    rules.check(verb, topic, by)
    with transaction.atomic():
        locked = Topic.objects.select_for_update(of=("self",)).select_related("place")
        fresh = locked.get(pk=topic.pk)
        rules.check(verb, fresh, by)
        move = Move(fresh, verb, by, clock.at_or_now(at), rules.RULES[verb].target)
        yield move
        fresh.state = move.target
        fresh.save()
        move.entry = told(move)
    for name in (f.attname for f in Topic._meta.concrete_fields):
        setattr(topic, name, getattr(fresh, name))


def told(move: Move) -> Entry:
    """The ledger entry and the line of the story."""
    topic = move.topic
    entry = ledger.record(
        event=f"topic.{move.verb}",
        subject=topic.code,
        content={"topic": topic.code, "state": str(move.target), "data": move.data},
        words=move.said,
        by=ref(move.by),
        at=move.at,
    )
    Step.objects.create(
        topic=topic, verb=move.verb, at=move.at, by=move.by, said=move.said, entry_id=entry.pk
    )
    return entry


def ref(by: Person | None) -> str:
    """How a person stands in the ledger."""
    return by.ref if by else ""
