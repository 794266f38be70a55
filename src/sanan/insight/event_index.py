"""Open reports kept so that earlier ones of the same event are found while a person types."""

import math
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sanan.insight.encoder import Encoder
from sanan.insight.postings import Postings
from sanan.insight.same_event import DAYS, FOLLOWS, RADIUS, Match, Read, Report, rank_read, read
from sanan.insight.terms import Rarity

CANDIDATES = 200
"""At most so many earlier reports are compared in full."""

_KEPT_TERMS = 32
_ASKED_TERMS = 24
_PER_TERM = 1_500
_PER_PLACE = 3_000
_CELL = 0.002
_TEXT_HITS = 60


class SameEventIndex:
    """A streaming index: `add` what came in, `look` for what it may repeat.

    What is compared: every open report within 200 m and 45 days; every one at the same
    smallest place; and those sharing the rarest terms, found by the 32 rarest terms of each
    report. The 200 most promising are then compared exactly, and the 20 best of them by meaning
    where the index was given an `encoder`.
    """

    def __init__(self, encoder: Encoder | None = None) -> None:
        self._encoder = encoder
        self._rows: list[Read | None] = []
        self._row_of: dict[str, int] = {}
        self._where = np.zeros((1024, 3))
        self._by_term = Postings()
        self._by_place = Postings()
        self._rarity = Rarity()
        self._followers: dict[str, int] = {}
        self._original: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._row_of)

    def add(self, report: Report, *, follows: str | None = None) -> None:
        """Keep a report; `follows` names the earlier one it repeats. A known id is replaced."""
        if report.id in self._row_of:
            self.remove(report.id)
        new, row = read(report), len(self._rows)
        self._rows.append(new)
        self._row_of[report.id] = row
        if row >= len(self._where):
            self._where = np.concatenate([self._where, np.zeros_like(self._where)])
        missing = float("nan")
        self._where[row] = (
            missing if report.lat is None else report.lat,
            missing if report.lon is None else report.lon,
            new.seconds,
        )
        self._rarity.saw(new.keys)
        self._by_term.add(self._rarest(new, _KEPT_TERMS), row)
        self._by_place.add(_place_keys(report), row)
        if follows is not None:
            self._follow(report.id, follows)

    def remove(self, report_id: str) -> None:
        """Forget a report, because it was closed or withdrawn; an unknown id is no error."""
        row = self._row_of.pop(report_id, None)
        if row is not None:
            self._rows[row] = None
            self._followers.pop(report_id, None)
            self._original.pop(report_id, None)

    def look(self, report: Report, *, limit: int = 5) -> list[Match]:
        """Return earlier open reports of what may be the same event, best first."""
        return self._ranked(read(report), limit)

    def take(self, report: Report, *, limit: int = 5) -> list[Match]:
        """Look, then add, taking the report to follow the best match if that is good enough."""
        found = self.look(report, limit=limit)
        sure = bool(found) and found[0].score >= FOLLOWS
        self.add(report, follows=found[0].id if sure else None)
        return found

    def candidates(self, report: Report) -> list[str]:
        """Return the ids that `look` compares, in no order."""
        rows = self._candidate_rows(read(report))
        return [one.report.id for one in self._alive(rows)]

    def _ranked(self, new: Read, limit: int) -> list[Match]:
        old = self._alive(self._candidate_rows(new))
        return rank_read(
            new,
            old,
            rarity=self._rarity,
            followers=self._followers,
            encoder=self._encoder,
            limit=limit,
        )

    def _alive(self, rows: NDArray[np.int64]) -> list[Read]:
        return [one for row in rows if (one := self._rows[row]) is not None]

    def _candidate_rows(self, new: Read) -> NDArray[np.int64]:
        near = self._near_rows(new)
        alike = self._alike_rows(new)
        rows = np.unique(np.concatenate([near, alike]))
        recent = self._where[rows, 2] >= new.seconds - DAYS * 86_400
        return np.asarray(rows[recent], dtype=np.int64)

    def _near_rows(self, new: Read) -> NDArray[np.int64]:
        found = self._by_place.find(_asked_places(new.report), limit=_PER_PLACE)
        rows = np.unique(np.concatenate([*found, np.zeros(0, dtype=np.int64)]))
        if new.report.lat is None or new.report.lon is None or not len(rows):
            return rows[-CANDIDATES:]
        where = self._where[rows]
        north = (where[:, 0] - new.report.lat) * 111_320
        east = (where[:, 1] - new.report.lon) * 111_320 * math.cos(math.radians(new.report.lat))
        reach = np.hypot(north, east)
        age = np.maximum(new.seconds - where[:, 2], 0)
        fits = (reach <= RADIUS) | np.isnan(reach)
        fits &= age <= DAYS * 86_400
        pressing = 1.8 * np.log1p(np.nan_to_num(reach, nan=60.0) / 10) + 0.7 * np.log1p(age / 3600)
        kept = np.flatnonzero(fits)
        return rows[kept[np.argsort(pressing[kept], kind="stable")[:CANDIDATES]]]

    def _alike_rows(self, new: Read) -> NDArray[np.int64]:
        asked = self._rarest(new, _ASKED_TERMS)
        found = self._by_term.find(asked, limit=_PER_TERM)
        if not any(len(rows) for rows in found):
            return np.zeros(0, dtype=np.int64)
        weights = [self._rarity.weight(key) for key in asked]
        rows = np.concatenate(found)
        shares = np.repeat(weights, [len(some) for some in found])
        distinct, where = np.unique(rows, return_inverse=True)
        sums = np.bincount(where, weights=shares)
        least = 0.25 * sum(weights)
        best = np.argsort(-sums, kind="stable")[:_TEXT_HITS]
        return distinct[best[sums[best] >= least]]

    def _rarest(self, new: Read, count: int) -> list[int]:
        return sorted(new.keys, key=lambda key: -self._rarity.weight(key))[:count]

    def _follow(self, follower: str, original: str) -> None:
        chain = [original]
        while chain[-1] in self._original and self._original[chain[-1]] not in chain:
            chain.append(self._original[chain[-1]])
        self._original[follower] = original
        for one in {chain[0], chain[-1]}:
            self._followers[one] = self._followers.get(one, 0) + 1


def _cells(report: Report, spread: int) -> list[int]:
    if report.lat is None or report.lon is None:
        return []
    row, column = math.floor(report.lat / _CELL), math.floor(report.lon / _CELL)
    reach = range(-spread, spread + 1)
    wide = range(-2 * spread, 2 * spread + 1)
    return [crc32(f"cell {row + i} {column + j}".encode()) for i in reach for j in wide]


def _place_keys(report: Report) -> list[int]:
    places = [crc32(f"place {place}".encode()) for place in report.places[:1]]
    return _cells(report, 0) + places


def _asked_places(report: Report) -> list[int]:
    places = [crc32(f"place {place}".encode()) for place in report.places[:1]]
    return _cells(report, 1) + places


def replay(
    reports: Sequence[Report], *, limit: int = 5, encoder: Encoder | None = None
) -> dict[str, tuple[list[str], list[str]]]:
    """Take reports in order; return for each id the candidates and the ranked ids.

    Only reports that came earlier are ever candidates.
    """
    index = SameEventIndex(encoder)
    out: dict[str, tuple[list[str], list[str]]] = {}
    for report in reports:
        found = index.take(report, limit=CANDIDATES + _TEXT_HITS)
        out[report.id] = ([match.id for match in found], [match.id for match in found[:limit]])
    return out
