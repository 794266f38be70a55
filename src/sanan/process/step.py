"""One step of one thing: rule, lock, change, line of its story, ledger entry, in one transaction."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar

import orjson
from django.db import models, transaction
from django.utils.functional import cached_property

from sanan.kit import bulk, clock
from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry
from sanan.people.models import Org, Person
from sanan.process.declare import Process, Relation, Verb
from sanan.process.models import TimelineEntry

Thing = TypeVar("Thing", bound=models.Model)
MOST_KEPT = 100
"""Characters of a field's new value that an entry keeps; of a longer one it keeps the hash."""


@dataclass
class Step(Generic[Thing]):
    """What an action fills in between the check and the writing.

    `thing` is the locked row; what the action changes in it is saved, and stands in the entry.
    `said` is read by those whom it concerns where `public`, `note` by staff; `data` holds the
    verb's particulars; `files` the hashes of what came with it; `target` may be set where the
    table leaves it to the action.
    """

    process: Process[Thing]
    verb: Verb
    thing: Thing
    by: Person | None
    at: datetime
    target: str
    org: Org | None = None
    said: str = ""
    note: str = ""
    public: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    entry: Entry | None = None
    line: TimelineEntry | None = None
    last: "list[Callable[[Step[Thing]], object]]" = field(default_factory=list)

    def set(self, **values: Any) -> None:
        """Give fields of the thing new values."""
        for name, value in values.items():
            setattr(self.thing, name, value)

    def say(self, text: str, *, public: bool | None = None) -> None:
        """What somebody said with it; `public` where those whom it concerns read the line."""
        self.said = text
        self.public = self.public if public is None else public

    def then(self, do: "Callable[[Step[Thing]], object]") -> None:
        """Do something more when line and entry are there, in the same transaction."""
        self.last.append(do)


@contextmanager
def stepping(
    process: Process[Thing],
    verb: Verb,
    thing: Thing,
    *,
    by: Person | None,
    at: datetime | None,
    relation: Relation | None,
) -> Iterator[Step[Thing]]:
    """Lock `thing`, check the rule, let the caller change it, then write everything at once.

    The rule is asked twice: first for the sake of a quick refusal, then of the locked row, so that
    of two who want the same at the same moment the second is refused. On SQLite the transaction
    holds the only write lock. Raises the refusal before anything is touched; if the ledger cannot be
    written, nothing is. The caller's `thing` is brought up to date, so that it can be shown.
    """
    moment = clock.at_or_now(at)
    process.check(verb.name, thing, by, relation=relation, at=moment)
    with transaction.atomic():
        if process.lock is not None:
            process.lock(thing)
        rows = process.model._default_manager.select_for_update(of=("self",))
        fresh = rows.select_related(*process.joins).get(pk=thing.pk)
        process.check(verb.name, fresh, by, relation=relation, at=moment)
        target = verb.target or process.state_of(fresh)
        step = Step(process, verb, fresh, by, moment, target, public=verb.public)
        step.org = process.unit(verb, fresh)
        before = values(fresh)
        yield step
        setattr(fresh, process.field, step.target)
        changed = [name for name, value in values(fresh).items() if before[name] != value]
        if changed:
            fresh.save(update_fields=changed)
        _write(step, changed)
    _bring_up_to_date(thing, fresh)


@contextmanager
def beginning(
    process: Process[Thing],
    verb: Verb,
    thing: Thing,
    *,
    by: Person | None,
    at: datetime | None,
    relation: Relation | None,
) -> Iterator[Step[Thing]]:
    """Make `thing` (unsaved, with its place): rule, row, line, entry, in one transaction."""
    moment = clock.at_or_now(at)
    process.check(verb.name, thing, by, relation=relation, at=moment)
    with transaction.atomic():
        target = verb.target or process.state_of(thing)
        step = Step(process, verb, thing, by, moment, target, public=verb.public)
        yield step
        setattr(thing, process.field, step.target)
        if process.insert is not None:
            process.insert(thing)
        else:
            thing.save(force_insert=True)
        _write(step, _made(thing))


def beginning_many(
    process: Process[Thing],
    verb: Verb,
    things: Sequence[Thing],
    *,
    by: Person | None,
    at: datetime | None,
    relation: Relation | None,
    said: Callable[[Thing], str],
) -> None:
    """Make many things at once (unsaved, with their places); each has its row, line and entry."""
    moment = clock.at_or_now(at)
    for thing in {process.path(each): each for each in things}.values():
        process.check(verb.name, thing, by, relation=relation, at=moment)
    steps = [
        Step(
            process,
            verb,
            each,
            by,
            moment,
            verb.target or process.state_of(each),
            said=said(each),
            public=verb.public,
        )
        for each in things
    ]
    for step in steps:
        setattr(step.thing, process.field, step.target)
    with transaction.atomic():
        bulk.insert_many(things)
        entries = ledger.record_many(drafts=[_draft(s, _made(s.thing)) for s in steps], at=moment)
        for step, entry in zip(steps, entries, strict=True):
            step.entry = entry
        if process.story:
            bulk.insert_many([_line(step) for step in steps])


def says(value: Any) -> bool:
    """Whether a field of a new thing holds anything; 0 and no are something."""
    return bool(value) or isinstance(value, int | float)


def _made(thing: models.Model) -> list[str]:
    """The columns that a new row fills in."""
    first = thing._meta.pk.attname
    return [n for n in _columns(type(thing)) if n != first and says(getattr(thing, n))]


def _write(step: Step[Thing], changed: list[str]) -> None:
    """The entry of the change, then the line of the story, then what comes last."""
    draft = _draft(step, changed)
    step.entry = ledger.record(
        event=draft.event,
        subject=draft.subject,
        content=draft.content,
        words=draft.words,
        by=draft.by,
        at=step.at,
    )
    if step.process.story:
        step.line = _line(step)
        bulk.insert(step.line)
    for do in step.last:
        do(step)


def _draft(step: Step[Thing], changed: list[str]) -> ledger.Draft:
    process = step.process
    event, content = (process.told or _content)(step, changed)
    return ledger.Draft(
        event,
        str(getattr(step.thing, process.ref)),
        content,
        step.by.ref if step.by else "",
        step.said,
    )


def _line(step: Step[Thing]) -> TimelineEntry:
    return bulk.new(
        TimelineEntry,
        kind=step.process.name,
        subject=step.thing.pk,
        verb=step.verb.name,
        at=step.at,
        by=step.by,
        org=step.org,
        state=step.target,
        said=step.said,
        note=step.note,
        data=step.data,
        public=step.public,
        entry_id=step.entry.pk if step.entry else None,
    )


def _content(step: Step[Thing], changed: list[str]) -> tuple[str, Mapping[str, Any]]:
    """The event, and what must be provable: the particulars, and each field's new value.

    By the new values an audit holds the rows against their entries.
    """
    told: dict[str, Any] = {"state": step.target, "data": step.data}
    if changed:
        told["set"] = {name: kept(getattr(step.thing, name)) for name in changed}
    if step.note:
        told["note"] = step.note
    if step.files:
        told["files"] = step.files
    return f"{step.process.name}.{step.verb.name}", told


def kept(value: Any) -> Any:
    """A field's value as an entry keeps it: as it is, or its hash where it is long."""
    if value is None or isinstance(value, bool | int | float | datetime):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):  # 12.5 and 12.50 are one number, whatever the column's places
        return f"{value.normalize():f}"
    if isinstance(value, bytes | bytearray | memoryview):
        return _hash(bytes(value))
    if isinstance(value, dict | list):
        return _hash(orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str))
    text = str(value)
    return text if len(text) <= MOST_KEPT else _hash(text.encode("utf-8", "surrogatepass"))


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def values(thing: models.Model) -> dict[str, Any]:
    """The columns of a row; mutable ones copied, so that a later change is seen."""
    found = {name: getattr(thing, name) for name in _columns(type(thing))}
    return {
        name: orjson.loads(orjson.dumps(value, default=str))
        if isinstance(value, dict | list)
        else value
        for name, value in found.items()
    }


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that are written; what the database works out by itself is left to it."""
    return tuple(f.attname for f in model._meta.concrete_fields if not f.generated)


@cache
def _remembered(model: type[models.Model]) -> tuple[str, ...]:
    """What an object of the class keeps of its related rows once it was asked for."""
    named = {
        name
        for each in model.__mro__
        for name, value in vars(each).items()
        if isinstance(value, cached_property)
    }
    return (*sorted(named), "_prefetched_objects_cache", "files")


def _bring_up_to_date(thing: models.Model, fresh: models.Model) -> None:
    for name in _remembered(type(thing)):
        thing.__dict__.pop(name, None)
    thing.__dict__.update({name: getattr(fresh, name) for name in _columns(type(fresh))})
    thing._state.fields_cache.update(fresh._state.fields_cache)
