"""What a room says of a table that it takes in, and which of somebody's columns is which of ours."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.imports import readers
from sanan.kit import words
from sanan.kit.errors import Invalid
from sanan.kit.heads import bare

if TYPE_CHECKING:
    from sanan.imports.taking import Taking, Terms


@dataclass(frozen=True, slots=True)
class Column:
    """One of our columns.

    `heads` are the names that others give it, likeliest first. `parse` reads a cell, or refuses.
    `needed` marks what a table cannot be without: columns of the same word stand in for each other.
    A row with a number of which the file has lost figures is refused; where it `may_be_lost`, the
    row is taken without the number, and its line is named.
    """

    name: str
    label: str | Promise
    heads: tuple[str, ...]
    parse: readers.Reader = readers.text
    needed: str = ""
    may_be_lost: bool = False


@dataclass(frozen=True)
class Layout:
    """The columns of a kind of table."""

    name: str
    label: str | Promise
    columns: tuple[Column, ...]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def known(self) -> frozenset[str]:
        """Every name that marks the head of such a table."""
        return frozenset(h for c in self.columns for h in (*c.heads, c.name))

    @cached_property
    def needed(self) -> tuple[frozenset[str], ...]:
        """For each thing that cannot be left out, the names of the columns that give it."""
        groups: dict[str, set[str]] = {}
        for column in self.columns:
            if column.needed:
                groups.setdefault(column.needed, set()).update((*column.heads, column.name))
        return tuple(map(frozenset, groups.values()))

    def match(
        self, headers: Sequence[str], given: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """Our column → theirs. What `given` says goes before what the names suggest.

        An empty name in `given` leaves the column out. Raises `Invalid` for a column that is not
        there on either side, and where one that is needed is missing.
        """
        found = self.guess(headers, given)
        self._enough(found, headers)
        return found

    def guess(
        self, headers: Sequence[str], given: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """The same, where something that is needed may be missing."""
        present: dict[str, str] = {}
        for header in headers:
            present.setdefault(bare(header), header)
        found = self._given(present, given or {})
        left_out = {name for name, column in (given or {}).items() if not column.strip()}
        for column in self.columns:
            names = (present.get(bare(head)) for head in (*column.heads, column.name))
            likely = next((name for name in names if name is not None), None)
            free = column.name not in found and column.name not in left_out
            if free and likely is not None and likely not in found.values():
                found[column.name] = likely
        return {column.name: found[column.name] for column in self.columns if column.name in found}

    def _given(self, present: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
        found = {}
        for name, column in given.items():
            if name not in self.by_name:
                raise Invalid(
                    _("没有“%(field)s”这个字段。可用：%(fields)s。")
                    % {"field": name, "fields": "、".join(self.by_name)},
                    "unknown_field",
                    field="map",
                )
            if not column.strip():
                continue
            if bare(column) not in present:
                raise Invalid(
                    _("表里没有“%(column)s”这一列。表头是：%(headers)s。")
                    % {"column": column, "headers": "、".join(present.values())},
                    "unknown_column",
                    field="map",
                )
            found[name] = present[bare(column)]
        return found

    def missing(self, found: Collection[str]) -> list[str]:
        """What is needed and in none of our columns of `found`, in words."""
        groups: dict[str, list[Column]] = {}
        for column in self.columns:
            if column.needed:
                groups.setdefault(column.needed, []).append(column)
        return [
            " / ".join(str(column.label) for column in columns)
            for columns in groups.values()
            if not any(column.name in found for column in columns)
        ]

    def _enough(self, found: Mapping[str, str], headers: Iterable[str]) -> None:
        missing = self.missing(found)
        if missing:
            names = [c.name for c in self.columns if c.needed and c.name not in found]
            raise Invalid(
                _(
                    "看不出哪一列是%(missing)s。请指明哪一列是什么（命令行：--map %(field)s=列名）。"
                    "表头是：%(headers)s。"
                )
                % {
                    "missing": "、".join(missing),
                    "field": names[0],
                    "headers": "、".join(headers),
                },
                "columns_missing",
                field="map",
            )


@dataclass(frozen=True)
class Table(Layout):
    """A kind of table whose rows are taken in one by one; `taker` makes what takes them.

    `known_by` says to a person how a row is known again. `history` is whether the rows can be taken
    as what is over, `ways` says what either means to a person. `batch` rows are written together, or
    none of them.
    """

    taker: "Callable[[Terms], Taking[Any, Any]]"
    known_by: str | Promise = ""
    history: bool = False
    ways: tuple[str | Promise, str | Promise] = (
        _("当作待办：开始计时，等派单员来派"),
        _("当作历史：已经办结，记在当年，不计时，也不派单"),
    )
    batch: int = 500


def pairs(text: str) -> dict[str, str]:
    """`field=column,field=column` as a person types it, in any width. Raises `Invalid`."""
    found = {}
    for part in words.pieces(text, ",;\n"):
        name, equals, column = part.partition("=")
        if not equals or not column.strip():
            raise Invalid(_("“%(part)s”要写成 字段=列名。") % {"part": part}, "map", field="map")
        found[name.strip()] = column.strip()
    return found


def which(tables: Iterable[Table], headers: Iterable[str]) -> Table:
    """The table of several that a file most looks like: all that is needed, then most columns."""
    present = {bare(header) for header in headers}

    def rank(table: Table) -> tuple[int, int]:
        fits = sum(bool({bare(name) for name in names} & present) for names in table.needed)
        known = sum(bool({bare(h) for h in (*c.heads, c.name)} & present) for c in table.columns)
        return fits - len(table.needed), known

    return max(tables, key=rank)
