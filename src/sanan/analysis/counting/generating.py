"""The facts of a city or a province, made up: the same for the same numbers, whatever the order.

Places have numbers for names; nothing is taken from anywhere. What each column holds follows what
its room declares as usual.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from sanan.analysis.counting.folder import (
    MESSAGES,
    Folder,
    Seen,
    month_name,
    month_number,
    schema_of,
)
from sanan.analysis.declare import Column, Facts, Kind
from sanan.insight.starter import taxonomy

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
    messages: float = 0,
    tell: Callable[[str], None] = lambda _line: None,
) -> Made:
    """Fill a folder with the facts of so many villages over so many months, up to `last`.

    `messages` is how many a village says in a month, in the mean.
    """
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
    if messages:
        for county, rows in counties:
            villages_there = [row[0] for row in rows if row[2] == "village"]
            for month in range(last - months + 1, last + 1):
                random = _random(seed, "messages", county, month)
                folder.write_messages(
                    county, month, _messages(county, villages_there, month, messages, random)
                )
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


COPIED = 0.1
"""The share of messages that repeat another with a sign more."""
SPOKEN_OF = 3
"""Matters of which many in a county's month speak."""


def _messages(
    county: str, codes: Sequence[str], month: int, mean: float, random: np.random.Generator
) -> pa.Table:
    """What people say: a matter of the starter's lines at a numbered place; some copy, some agree."""
    lines = [line for _name, said in taxonomy().values() for line in said]
    counts = random.poisson(mean, len(codes))
    places = [code for code, n in zip(codes, counts, strict=True) for _one in range(n)]
    hot = [(f"{n + 1}号桥头", lines[int(random.integers(len(lines)))]) for n in range(SPOKEN_OF)]
    texts: list[str] = []
    for number in range(len(places)):
        chance = random.random()
        if texts and chance < COPIED:
            texts.append(texts[int(random.integers(number))] + "！")
        elif chance < 2 * COPIED:
            spot, line = hot[int(random.integers(SPOKEN_OF))]
            begin = int(random.integers(0, 6))
            texts.append(f"{spot}附近，{line[begin : begin + 30]}")
        else:
            line = lines[int(random.integers(len(lines)))]
            texts.append(
                f"{int(random.integers(1, 99))}组{int(random.integers(1, 99))}号门口，{line[:32]}"
            )
    first = np.datetime64(month, "M").astype("datetime64[D]")
    days = first + random.integers(0, 28, len(places))
    said = [[county] * len(places), [month_name(month)] * len(places), places, days, texts]
    return pa.table(
        [pa.array(c, f.type) for c, f in zip(said, MESSAGES, strict=True)], schema=MESSAGES
    )
