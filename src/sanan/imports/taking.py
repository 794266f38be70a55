"""Taking rows in: each once, bad ones named, a batch whole or not at all, or only rehearsed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Protocol, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.imports.table import Column, Table
from sanan.kit.cells import Cell, Lost
from sanan.kit.errors import Invalid, Refused
from sanan.kit.heads import shown
from sanan.people.models import Person
from sanan.places.models import Place

Item = TypeVar("Item")
Known = TypeVar("Known")
Row = Mapping[str, Any]
MOST_KEPT = 20_000
"""Refused rows of which the cells are kept, to be handed back; all are counted."""
SAMPLE = 5
_HALF = 0xFFFFFFFF


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """Under what a table is taken in: whose it is, where, by whom, when, and whether it is over."""

    source: str
    at: datetime
    place: Place | None = None
    by: Person | None = None
    history: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be taken: its line in the file, why, and what stood in it."""

    line: int
    sentence: str
    cells: tuple[Cell, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What became of the rows, or would have; `asides` are what a person should know beside it."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    noted: list[Rejected] = field(default_factory=list)
    """Rows that were taken without a number that the file has lost."""

    sample: list[dict[str, Any]] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    rehearsed: bool = False


class Taking(Protocol[Item, Known]):
    """What a room does with the rows of one import."""

    def read(self, row: Row) -> Item:
        """What a row says. Raises `Refused`, and the row is named with its line."""

    def key(self, item: Item) -> str:
        """Under what the row is known again."""

    def words(self, item: Item) -> object:
        """What two rows of one file with the same key must agree in, to be the same."""

    def find(self, keys: Sequence[str]) -> Mapping[str, Known]:
        """What is there already, by key."""

    def differs(self, known: Known, item: Item) -> bool:
        """Whether the row says something new of what is there."""

    def write(self, fresh: Sequence[Item], changed: Sequence[tuple[Known, Item]]) -> None:
        """Write both, with their entries in the record, inside the transaction of the batch."""

    def forget(self) -> None:
        """After a rehearsal, nothing that it made is there."""

    def finish(self, outcome: Outcome, /) -> None:
        """After the last batch: what else is to be done or said."""


def take_in(
    *,
    table: Table,
    rows: Iterable[tuple[int, Mapping[str, Cell]]],
    columns: Mapping[str, str],
    terms: Terms,
    rehearse: bool = False,
    told: Callable[[int], None] | None = None,
) -> Outcome:
    """Take rows in as (line, cells by header); `columns` as `table.match` gives them.

    A row is known again by its key: then only what is new in it is taken over, and nothing is
    doubled. `rehearse` does everything and takes it back. `told` hears how many rows each batch held.
    A batch is written whole or not at all; what was written stays when a later one fails.
    """
    if terms.history and not table.history:
        raise Invalid(_("这种表没有“历史”这一说，请去掉这个选项。"), "no_history", field="history")
    run: _Run = _Run(table, columns, terms, rehearse=rehearse)
    feed = iter(rows)
    while batch := list(islice(feed, table.batch)):
        with transaction.atomic():
            run.take(batch)
            if rehearse:
                transaction.set_rollback(True)
        if rehearse:
            run.taking.forget()
        if told is not None:
            told(len(batch))
    run.taking.finish(run.outcome)
    return run.outcome


class _Run:
    """One import on its way through the batches."""

    def __init__(
        self, table: Table, columns: Mapping[str, str], terms: Terms, *, rehearse: bool
    ) -> None:
        self.taking: Taking[Any, Any] = table.taker(terms)
        self.outcome = Outcome(rehearsed=rehearse)
        self.columns = [(table.by_name[name], header) for name, header in columns.items()]
        self.seen: dict[int, int] = {}
        self.before: set[str] = set()
        self.rehearse = rehearse

    def take(self, batch: Sequence[tuple[int, Mapping[str, Cell]]]) -> None:
        """Read a batch, set what is new against what is there, and write it."""
        read = [item for each in batch if (item := self._read(*each)) is not None]
        known = self.taking.find([key for _line, key, _item in read])
        fresh: dict[str, Any] = {}
        changed: dict[str, tuple[Any, Any]] = {}
        for _line, key, item in read:
            if key in fresh or key in changed or (self.rehearse and key in self.before):
                self.outcome.unchanged += 1
            elif key not in known:
                fresh[key] = item
            elif self.taking.differs(known[key], item):
                changed[key] = (known[key], item)
            else:
                self.outcome.unchanged += 1
        if fresh or changed:
            self.taking.write(list(fresh.values()), list(changed.values()))
        if self.rehearse:
            self.before.update(fresh)
        self.outcome.imported += len(fresh)
        self.outcome.updated += len(changed)

    def _read(self, line: int, cells: Mapping[str, Cell]) -> tuple[int, str, Any] | None:
        try:
            row = {
                column.name: self._value(line, column, cells.get(h)) for column, h in self.columns
            }
            item = self.taking.read(row)
            key = self.taking.key(item)
            self._once(line, key, self.taking.words(item))
        except Refused as refused:
            self._reject(line, str(refused.sentence), cells)
            return None
        except (ValueError, TypeError, ArithmeticError):
            self._reject(line, _("这一行有看不懂的值，请对照表头检查。"), cells)
            return None
        if len(self.outcome.sample) < SAMPLE:
            self.outcome.sample.append({"line": line, **row})
        return line, key, item

    def _once(self, line: int, key: str, words: object) -> None:
        """Refuse a row that has the key of one before it and says something else.

        Only hashes are held, so that a table of 200,000 rows does not stay in memory.
        """
        found = self.seen.setdefault(hash(key), (hash(words) & _HALF) << 32 | line)
        if found >> 32 != hash(words) & _HALF:
            sentence = _("和第 %(first)d 行的编号一样，内容不一样。请改好编号再传。")
            raise Invalid(sentence % {"first": found & _HALF}, "twice")

    def _value(self, line: int, column: Column, cell: Cell) -> Any:
        if isinstance(cell, Lost) and column.may_be_lost:
            sentence = _("“%(column)s”没有采用：%(why)s") % {
                "column": column.label,
                "why": cell.sentence,
            }
            if len(self.outcome.noted) < MOST_KEPT:
                self.outcome.noted.append(Rejected(line, sentence))
            cell = None
        try:
            return column.parse(cell)
        except Refused as refused:
            raise Invalid(
                _("“%(column)s”：%(why)s") % {"column": column.label, "why": refused.sentence},
                refused.code,
                field=column.name,
            ) from refused

    def _reject(self, line: int, sentence: str, cells: Mapping[str, Cell]) -> None:
        kept = tuple(cells.values()) if len(self.outcome.rejected) < MOST_KEPT else ()
        self.outcome.rejected.append(Rejected(line, sentence, kept))


def rejected_rows(outcome: Outcome, headers: Sequence[str]) -> tuple[list[str], list[list[object]]]:
    """The refused rows as a table to put right and send again: the sender's columns, line and reason."""
    heads = [*headers, _("行号"), _("为什么没有导入")]
    rows: list[list[object]] = []
    for each in outcome.rejected:
        cells = [shown(c) if isinstance(c, Lost) else c for c in each.cells[: len(headers)]]
        cells += [None] * (len(headers) - len(cells))
        rows.append([*cells, each.line, each.sentence])
    return heads, rows
