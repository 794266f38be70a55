"""A data folder: facts by county and month, the places, and what was written when.

    DATA/snapshot.json                      what was counted, up to which entry of the record
    DATA/places.parquet                     code, name, kind, township, county
    DATA/facts/cases/350526000000/2026-10.parquet
    DATA/messages/350526000000/2026-10.parquet   only where somebody put them there

A file holds the columns that a room declared, and nothing else: `table_of` refuses what is none.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sanan.analysis.declare import Column, Facts, Kind
from sanan.kit.errors import Invalid

ARROW: Mapping[Kind, pa.DataType] = {
    Kind.MONTH: pa.int32(),
    Kind.FLAG: pa.bool_(),
    Kind.NUMBER: pa.int64(),
    Kind.WORD: pa.string(),
}
PLACES = pa.schema([(name, pa.string()) for name in ("code", "name", "kind", "township", "county")])
MESSAGES = pa.schema(
    [
        ("county", pa.string()),
        ("month", pa.string()),
        ("place", pa.string()),
        ("day", pa.date32()),
        ("text", pa.string()),
    ]
)
SEEN = "snapshot.json"


@dataclass(slots=True)
class Seen:
    """What a snapshot holds: up to which entry of the record, rows and hash of every file."""

    entry: int = 0
    made_at: str = ""
    columns: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Folder:
    """A data folder."""

    root: Path

    def seen(self) -> Seen:
        """What was written last; nothing where the folder is new. Raises Invalid where it is unreadable."""
        path = self.root / SEEN
        if not path.exists():
            return Seen()
        try:
            return Seen(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise Invalid(
                f"{path} cannot be read; remove the folder and count anew", "unreadable"
            ) from error

    def note(self, seen: Seen) -> None:
        """Say what is written now."""
        text = json.dumps(
            {
                "entry": seen.entry,
                "made_at": seen.made_at,
                "columns": seen.columns,
                "parts": seen.parts,
            },
            indent=0,
        )
        _whole(self.root / SEEN, lambda at: at.write_text(text))

    def write(self, facts: str, county: str, month: int, table: pa.Table) -> dict[str, Any]:
        """Write the facts of a county's month; its rows and hash."""
        path = self.path(facts, county, month)
        path.parent.mkdir(parents=True, exist_ok=True)
        _whole(path, lambda at: pq.write_table(table, at, compression="zstd"))
        return {"rows": table.num_rows, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}

    def path(self, facts: str, county: str, month: int) -> Path:
        """Where the facts of a county's month stand."""
        return self.root / "facts" / facts / county / f"{month_name(month)}.parquet"

    def drop(self, facts: str, county: str, month: int) -> None:
        """Take a file away whose rows are gone."""
        self.path(facts, county, month).unlink(missing_ok=True)

    def clear(self, facts: str) -> None:
        """Take all facts of one kind away, to write them anew."""
        shutil.rmtree(self.root / "facts" / facts, ignore_errors=True)

    def files(self, name: str, *, facts: bool = True) -> list[Path]:
        """All files of facts, or of messages, in order."""
        return sorted(self._all_of(name, facts=facts).glob("*/*.parquet"))

    def pattern(self, name: str, *, facts: bool = True) -> str:
        """The files of facts, or of messages, as engines take them."""
        return str(self._all_of(name, facts=facts).resolve() / "*" / "*.parquet")

    def _all_of(self, name: str, *, facts: bool) -> Path:
        return self.root / "facts" / name if facts else self.root / name

    def write_messages(self, county: str, month: int, table: pa.Table) -> None:
        """Write what was said in a county's month, as it may be read."""
        path = self.root / "messages" / county / f"{month_name(month)}.parquet"
        _whole(path, lambda at: pq.write_table(table, at, compression="zstd"))

    def write_places(self, rows: Iterable[Sequence[str]]) -> None:
        """Write which places there are, each with the township and county that it lies in."""
        self.root.mkdir(parents=True, exist_ok=True)
        names = PLACES.names
        table = pa.Table.from_pylist([dict(zip(names, r, strict=True)) for r in rows], PLACES)
        _whole(self.root / "places.parquet", lambda at: pq.write_table(table, at))

    def places(self) -> pa.Table:
        """The places. Raises Invalid where there are none."""
        path = self.root / "places.parquet"
        if not path.exists():
            raise Invalid(f"{self.root} holds no places.parquet: it is no data folder", "no_data")
        return pq.read_table(path, schema=PLACES)


def month_name(month: int) -> str:
    """2026-10, of the months since January 1970."""
    return f"{1970 + month // 12}-{month % 12 + 1:02d}"


def month_number(name: str) -> int:
    """The months since January 1970, of 2026-10."""
    return (int(name[:4]) - 1970) * 12 + int(name[5:7]) - 1


def schema_of(facts: Facts) -> pa.Schema:
    """The columns of a file of facts: the place, then what is declared."""
    return pa.schema([("place", pa.string()), *((c.name, ARROW[c.kind]) for c in facts.columns)])


def table_of(facts: Facts, places: Sequence[str], columns: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows as a table. Raises Invalid where a value is not what its column declares."""
    arrays = [pa.array(places, pa.string())]
    for column, values in zip(facts.columns, columns, strict=True):
        try:
            arrays.append(_array(column, values))
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            raise Invalid(
                f"{facts.name}.{column.name} holds what is no {column.kind}", "undeclared"
            ) from error
    return pa.table(arrays, schema=schema_of(facts))


def concatenated(tables: Sequence[pa.Table]) -> pa.Table:
    """Tables of one form as one."""
    return pa.concat_tables(tables).combine_chunks()


def _array(column: Column, values: Sequence[Any]) -> pa.Array:
    if column.kind is Kind.WORD:
        known = set(column.words)
        if any(value is not None and value not in known for value in set(values)):
            raise ValueError
        return pa.array(values, pa.string())
    if column.kind is Kind.NUMBER and any(isinstance(value, float) for value in values):
        raise TypeError
    return pa.array(values, ARROW[column.kind])


def months_of(values: Sequence[Any]) -> list[int | None]:
    """Of moments or days, the months since January 1970 where the county is (UTC+8)."""
    moments = np.array([_naive(value) for value in values], dtype="datetime64[us]")
    months = moments.astype("datetime64[M]").astype(np.int64)
    empty = np.isnat(moments)
    return [None if none else int(m) for m, none in zip(months, empty, strict=True)]


EIGHT_HOURS = np.timedelta64(8, "h")


def _naive(value: Any) -> Any:
    if value is None:
        return np.datetime64("NaT")
    if hasattr(value, "hour"):
        return np.datetime64(value.replace(tzinfo=None), "us") + EIGHT_HOURS
    return np.datetime64(value)


def _whole(path: Path, write: Any) -> None:
    """The file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
