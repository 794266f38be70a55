"""An inverted index in sorted arrays: 32-bit keys to 32-bit row numbers, growing by merging."""

import numpy as np
from numpy.typing import NDArray

from sanan.insight.grams import U64

_SHIFT = np.uint64(32)
_PENDING = 50_000


class Postings:
    """Rows under keys. Eight bytes a posting; rows come back in the order they were added.

    New postings wait in a small dictionary and are then merged into sorted runs, each at least
    twice the size of the next, so that a look-up touches few runs even at tens of millions.
    """

    def __init__(self) -> None:
        self._runs: list[U64] = []
        self._pending: dict[int, list[int]] = {}
        self._waiting = 0

    def __len__(self) -> int:
        return self._waiting + sum(len(run) for run in self._runs)

    def add(self, keys: list[int], row: int) -> None:
        """File `row` under every key; rows must not decrease."""
        for key in keys:
            self._pending.setdefault(key, []).append(row)
        self._waiting += len(keys)
        if self._waiting >= _PENDING:
            self._settle()

    def add_many(self, keys: U64, rows: U64) -> None:
        """File many rows at once; faster than one by one when an index is filled."""
        self._settle()
        self._push(np.sort((keys << _SHIFT) | rows))

    def find(self, keys: list[int], *, limit: int) -> list[NDArray[np.int64]]:
        """Return for every key its rows, at most the `limit` latest."""
        wanted = np.array(keys, dtype=np.uint64)
        low, high = wanted << _SHIFT, (wanted + np.uint64(1)) << _SHIFT
        parts: list[list[NDArray[np.int64]]] = [[] for _ in keys]
        for run in self._runs:
            starts, ends = np.searchsorted(run, low), np.searchsorted(run, high)
            for at in np.flatnonzero(ends > starts).tolist():
                piece = run[max(int(starts[at]), int(ends[at]) - limit) : int(ends[at])]
                parts[at].append((piece & np.uint64(0xFFFFFFFF)).astype(np.int64))
        for at, key in enumerate(keys):
            if key in self._pending:
                parts[at].append(np.array(self._pending[key][-limit:], dtype=np.int64))
        none = np.zeros(0, dtype=np.int64)
        return [np.concatenate(some)[-limit:] if some else none for some in parts]

    def _settle(self) -> None:
        if not self._waiting:
            return
        keys = np.repeat(
            np.fromiter(self._pending, dtype=np.uint64, count=len(self._pending)),
            [len(rows) for rows in self._pending.values()],
        )
        rows = np.array([row for some in self._pending.values() for row in some], dtype=np.uint64)
        self._pending, self._waiting = {}, 0
        self._push(np.sort((keys << _SHIFT) | rows))

    def _push(self, run: U64) -> None:
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        self._runs.append(run)
