"""The facts of a city or a province, made up: the same for the same numbers, whatever the order.

Places have numbers for names; nothing is taken from anywhere. What each column holds follows what
its room declares as usual.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from sanan.analysis.counting.folder import Folder, Seen, month_number, schema_of
from sanan.analysis.declare import Column, Facts, Kind

IN_COUNTY = 212
IN_TOWNSHIP = 12
LAST = month_number("2026-10")
EMPTY = 0.08
"""The share of months that are not there yet: not revisited, not published."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    villages: int
    months: int
    facts: int
    files: int


def generate(
    folder: Folder,
    facts: Iterable[Facts],
    *,
    villages: int,
    months: int,
    seed: int = 0,
    last: int = LAST,
    tell: Callable[[str], None] = lambda _line: None,
) -> Made:
    """Fill a folder with the facts of so many villages over so many months, up to `last`."""
    counties = list(_counties(villages))
    folder.write_places(row for _code, rows in counties for row in rows)
    seen = Seen(made_at=datetime(1970, 1, 1, tzinfo=UTC).isoformat())
    total = 0
    for each in facts:
        folder.clear(each.name)
        seen.columns[each.name] = schema_of(each).names
        for county, rows in counties:
            codes = np.array([row[0] for row in rows if row[2] == "village"], dtype=object)
            for month in range(last - months + 1, last + 1):
                table = _facts(each, codes, month, _random(seed, each.name, county, month))
                part = folder.write(each.name, county, month, table)
                seen.parts[f"{each.name}/{county}/{month}"] = part
                total += part["rows"]
        tell(f"{each.name}: {total:,}")
    folder.note(seen)
    return Made(villages, months, total, len(seen.parts))


def _counties(villages: int) -> Iterable[tuple[str, list[tuple[str, str, str, str, str]]]]:
    for number, first in enumerate(range(0, villages, IN_COUNTY)):
        code = f"99{number // 80 + 1:02d}{number % 80 + 1:02d}"
        county = f"{code}000000"
        rows = [(county, f"{number + 1}", "county", "", county)]
        here = min(IN_COUNTY, villages - first)
        for town, start in enumerate(range(0, here, IN_TOWNSHIP)):
            township = f"{code}{100 + town}000"
            rows.append((township, f"{number + 1}-{town + 1}", "township", township, county))
            rows += [
                (
                    f"{code}{100 + town}{200 + n}",
                    f"{number + 1}-{town + 1}-{n + 1}",
                    "village",
                    township,
                    county,
                )
                for n in range(min(IN_TOWNSHIP, here - start))
            ]
        yield county, rows


def _random(seed: int, *words: object) -> np.random.Generator:
    said = "/".join(map(str, (seed, *words))).encode()
    return np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(said).digest()[:16])))


def _facts(facts: Facts, codes: Any, month: int, random: np.random.Generator) -> pa.Table:
    size = random.gamma(2.0, facts.usual / 2, len(codes))
    counts = random.poisson(size)
    places = pa.DictionaryArray.from_arrays(
        np.repeat(np.arange(len(codes), dtype=np.int32), counts), pa.array(codes, pa.string())
    ).cast(pa.string())
    rows = int(counts.sum())
    made = [_column(column, facts, month, rows, random) for column in facts.columns]
    return pa.table([places, *made], schema=schema_of(facts))


def _column(
    column: Column, facts: Facts, month: int, rows: int, random: np.random.Generator
) -> pa.Array:
    match column.kind:
        case Kind.MONTH if column.take == facts.born:
            return pa.array(np.full(rows, month, np.int32))
        case Kind.MONTH:
            later = month + random.exponential(column.usual or 0.1, rows).astype(np.int32)
            return pa.array(later.astype(np.int32), mask=random.random(rows) < EMPTY)
        case Kind.FLAG:
            return pa.array(random.random(rows) < column.usual)
        case Kind.NUMBER:
            return pa.array(random.poisson(column.usual, rows).astype(np.int64))
        case Kind.WORD:
            which = random.integers(0, len(column.words), rows, dtype=np.int32)
            return pa.DictionaryArray.from_arrays(which, pa.array(column.words, pa.string())).cast(
                pa.string()
            )
