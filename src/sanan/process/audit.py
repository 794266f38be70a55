"""Whether the rows still say what the record says of them.

The ledger's own audit holds entries against the public log; this one holds rows against entries.
Each entry of a step carries the new value of every column that it changed (`step.kept`), so the last
values of a thing's entries are what its row must hold: a row that was changed, made or removed past
the actions shows, and so does a line of a story with other words. A beginning names every column that
it fills in, so that one of which nothing was ever recorded holds nothing. Read in the order of
subjects, a thousand things at a time, so that memory does not grow with the record.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

import orjson
from django.db import models

from sanan.ledger.models import Entry
from sanan.ledger.queries.leaves import LOST
from sanan.ledger.queries.rows import Difference
from sanan.process.declare import Process
from sanan.process.models import TimelineEntry
from sanan.process.registry import processes
from sanan.process.step import kept, says

AT_ONCE = 1_000


@dataclass
class _Recorded:
    """What the entries of one thing say that its row must hold."""

    values: dict[str, Any] = field(default_factory=dict)
    state: str | None = None
    stepped: bool = False
    begun: bool = False
    whole: bool = False
    """Whether its beginning and everything since is known."""
    erased: bool = False


class _Reading:
    """One reading of the record: what is audited, and what was counted on the way."""

    def __init__(self) -> None:
        # Where entries say only that something was done, there is nothing to hold a row against.
        self.audited = {name: each for name, each in processes().items() if each.told is None}
        self.begins = {
            name: {f"{name}.{verb.name}" for verb in each if not verb.sources}
            for name, each in self.audited.items()
        }
        self.batches = {
            event: (name, count)
            for name, each in self.audited.items()
            for event, count in each.batches.items()
        }
        self.leaves = {
            event: (name, count)
            for name, each in self.audited.items()
            for event, count in each.leaves.items()
        }
        self.begun: Counter[str] = Counter()
        self.left: Counter[str] = Counter()
        self.lines: Counter[str] = Counter()

    def things(self) -> Iterator[Mapping[str, Mapping[str, _Recorded]]]:
        """By process and subject, what is recorded; a thousand things or so at a time."""
        rows = Entry.objects.order_by("subject", "pk").values_list(
            "event", "subject", "content", named=True
        )
        batch: dict[str, dict[str, _Recorded]] = {}
        size = 0
        for subject, group in groupby(rows.iterator(AT_ONCE * 5), attrgetter("subject")):
            for entry in group:
                size += self._take(entry, subject, batch)
            if size >= AT_ONCE:
                yield batch
                batch, size = {}, 0
        yield batch

    def _take(self, entry: Any, subject: str, batch: dict[str, dict[str, _Recorded]]) -> int:
        if subject == LOST:  # known by its place in the record only, after a restoring
            return 0
        kind = entry.event.partition(".")[0]
        content = None if entry.content is None else orjson.loads(bytes(entry.content))
        if entry.event in self.batches and content is not None:
            name, count = self.batches[entry.event]
            self.begun[name] += count(content)
        if entry.event in self.leaves and content is not None:
            name, count = self.leaves[entry.event]
            self.left[name] += count(content)
        if kind not in self.audited:
            return 0
        mine = batch.setdefault(kind, {})
        new = subject not in mine
        told = mine.setdefault(subject, _Recorded())
        if content is None:  # erased: of what it said nothing is known any more
            told.values, told.state, told.erased = {}, None, True
        elif "state" in content:
            told.stepped = told.stepped or "set" in content
            told.values.update(content.get("set", {}))
            told.state = content["state"]
            self.lines[kind] += 1
        if entry.event in self.begins[kind] and not told.begun:
            told.begun, told.whole = True, content is not None and "set" in content
            self.begun[kind] += 1
        return int(new)


def differences() -> Iterator[Difference]:
    """Every row that is not as recorded, and every line of a story; nothing where all agree."""
    reading = _Reading()
    gone: dict[str, list[str]] = {name: [] for name in reading.audited}
    for batch in reading.things():
        for name, recorded in batch.items():
            yield from _things(reading.audited[name], recorded, gone[name])
    for name, refs in gone.items():
        if len(refs) > reading.left[name]:
            yield from (Difference(name, ref, "", "the row is gone") for ref in refs)
    for name, process in reading.audited.items():
        there = process.model._default_manager.count()
        if reading.begins[name] and there > reading.begun[name]:
            more = there - reading.begun[name]
            yield Difference(name, "", "", f"{more} rows more than were recorded")
    yield from _lines(reading)


def _things(
    process: Process[Any], recorded: Mapping[str, _Recorded], gone: list[str]
) -> Iterator[Difference]:
    rows = _rows(process, recorded)
    for ref, told in recorded.items():
        row = rows.get(ref)
        if row is not None:
            yield from _columns(process, ref, row, told)
        elif told.stepped:
            gone.append(ref)


def _rows(process: Process[Any], refs: Mapping[str, _Recorded]) -> dict[str, models.Model]:
    rows = process.model._default_manager.all()
    if process.ref in {each.name for each in process.model._meta.concrete_fields}:
        rows = rows.filter(**{f"{process.ref}__in": list(refs)})
    found = ((str(getattr(row, process.ref)), row) for row in rows.iterator(AT_ONCE))
    return {ref: row for ref, row in found if ref in refs}


def _columns(
    process: Process[Any], ref: str, row: models.Model, told: _Recorded
) -> Iterator[Difference]:
    recorded = told.values if told.state is None else {**told.values, process.field: told.state}
    for column, value in recorded.items():
        if column not in process.refreshed and not _same(kept(getattr(row, column, None)), value):
            yield Difference(process.name, ref, column, "differs")
    if told.whole and not told.erased:
        known = {*recorded, *process.refreshed, process.field}
        for column in _filled(row):
            if column not in known:
                yield Difference(process.name, ref, column, "was never recorded")


def _filled(row: models.Model) -> Iterator[str]:
    """Columns that hold more than they begin with, which one younger than the row does not."""
    for each in row._meta.concrete_fields:
        value = getattr(row, each.attname)
        if (
            says(value)
            and not each.primary_key
            and not each.generated
            and value != each.get_default()
        ):
            yield each.attname


def _same(now: Any, recorded: Any) -> bool:
    """Whether a column still holds what was recorded; a moment is one in any zone."""
    if isinstance(now, datetime) and isinstance(recorded, str):
        return now == datetime.fromisoformat(recorded)
    return bool(now == recorded or orjson.loads(orjson.dumps(now, default=str)) == recorded)


def _noted(note: str, content: Any) -> bool:
    """Whether a line's note is the one that was recorded; of an erased entry nothing is known."""
    if content is None:
        return True
    said = bytes(content)
    # Most lines have none, and parsing every entry again would cost as much as all the rest.
    told = orjson.loads(said).get("note", "") if b'"note"' in said else ""
    return bool(told == note)


def _lines(reading: _Reading) -> Iterator[Difference]:
    """Lines of stories against the entries that were written with them."""
    lines = TimelineEntry.objects.filter(entry_id__isnull=False, kind__in=reading.audited)
    told = lines.order_by("pk").values_list(
        "kind", "subject", "verb", "at", "said", "note", "by__ref", "entry_id"
    )
    waiting = told.iterator(AT_ONCE * 2)
    while some := list(islice(waiting, AT_ONCE * 2)):
        entries = {
            pk: (event, at, words, actor, content)
            for pk, event, at, words, actor, content in Entry.objects.filter(
                pk__in=[line[-1] for line in some]
            ).values_list("pk", "event", "at", "words", "by", "content")
        }
        for kind, subject, verb, at, said, note, by, pk in some:
            event, when, words, actor, content = entries.get(pk or 0) or ("", at, None, "", None)
            whole = words is None or bytes(words).decode("utf-8", "replace") == said
            whole = whole and (by is None or by == actor) and _noted(note, content)
            if (event, when) != (f"{kind}.{verb}", at) or not whole:
                yield Difference(kind, str(subject), "", "a line of its story differs")
    counted = dict(lines.order_by().values_list("kind").annotate(n=models.Count("pk")))
    for kind, process in reading.audited.items():
        # Where things leave when their time is over, their lines leave with them.
        whole = process.story and not reading.left[kind]
        if whole and counted.get(kind, 0) < reading.lines[kind]:
            yield Difference(kind, "", "", "lines of stories are gone")
