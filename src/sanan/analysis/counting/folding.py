"""No group of fewer than five is told by itself (domain brief H3, §2.6).

A small village's count goes into the rest of its township; where that rest would still be small,
the next smallest village goes with it, so that nobody finds the small one by subtraction. What is
small in a whole township goes into the rest of its county in the same way. Counts of a county stay
what they are; only what is small in a whole county is not told at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sanan.analysis.counting.cells import Cells, stacked, summed

Column = Any


@dataclass(frozen=True, slots=True)
class Tree:
    """By the code of a place: the township and the county it lies in, its kind, its name."""

    township: Mapping[str, str]
    county: Mapping[str, str]
    kind: Mapping[str, str]
    name: Mapping[str, str]

    @classmethod
    def of(cls, places: Any) -> "Tree":
        """Of a folder's table of places."""
        rows = places.to_pydict()
        parts = ("township", "county", "kind", "name")
        return cls(*(dict(zip(rows["code"], rows[part], strict=True)) for part in parts))

    def above(self, code: str, level: str) -> str:
        """The place of a level in which another lies; of what has none, the next above, or itself."""
        township = self.township.get(code) if level == "township" else ""
        return township or self.county.get(code) or code


def at_level(cells: Cells, tree: Tree, level: str) -> Cells:
    """The counts of whole townships or counties; `all` sums up everything there is."""
    if level == "village" or not len(cells):
        return cells
    moved, parent = _parents(cells, tree, "" if level == "all" else level)
    whole = np.array([level != "township" or tree.kind.get(c) != "county" for c in moved.codes])
    placed = moved.placed(parent[moved.place])
    return summed(replace(placed, rest=placed.rest & ~whole[placed.place]))


def folded(cells: Cells, tree: Tree, least: Mapping[str, int]) -> Cells:
    """The counts as they may be told: places with enough, then the rests of townships and counties.

    `least` is for each measure how many a group needs; 1 where all is told.
    """
    if not len(cells):
        return cells
    cells, _county = _parents(cells, tree, "county")
    cells, township = _parents(cells, tree, "township")
    county = _parents(cells, tree, "county")[1]  # of all codes, townships included
    wanted = np.array([least.get(name, 1) for name in cells.names], dtype=np.int64)
    is_village = np.array([tree.kind.get(code) == "village" for code in cells.codes])
    low = is_village[cells.place]
    villages, others = cells.only(low), cells.only(~low)
    higher = county[others.place] == others.place
    told, rest = _step(villages, township, others.only(~higher), wanted)
    short = (rest.whole < wanted[rest.measure]) | (county[rest.place] == rest.place)
    up = rest.only(short)
    own = summed(stacked([others.only(higher), up.placed(county[up.place])]))
    told, last = _step(stacked([told, rest.only(~short)]), county, own, wanted)
    return stacked([told, last.only(last.whole >= wanted[last.measure])])


def _step(members: Cells, parent: Column, own: Cells, wanted: Column) -> tuple[Cells, Cells]:
    """Members that may be told by themselves, and the rest of each parent: its own and the others."""
    order = np.lexsort(
        (members.place, members.whole, members.month, parent[members.place], members.measure)
    )
    members = members.only(order)
    above = members.placed(parent[members.place])
    keys = _keys(above, own)
    base = _looked_up(keys[: len(members)], keys[len(members) :], own.whole)
    before = _before(keys[: len(members)], members.whole) + base
    least = wanted[members.measure]
    small = (members.whole < least) | ((before > 0) & (before < least))
    rest = summed(stacked([own, above.only(small)]).as_rest())
    return members.only(~small), rest


def _keys(above: Cells, own: Cells) -> Column:
    """One number for measure, place and month, of both."""
    both = stacked([above, own])
    if not len(both):
        return np.zeros(0, np.int64)
    first = both.month.min()
    months = int(both.month.max() - first) + 1
    return (both.measure * len(both.codes) + both.place) * months + (both.month - first)


def _looked_up(wanted: Column, keys: Column, values: Column) -> Column:
    if not len(keys):
        return np.zeros(len(wanted), np.int64)
    order = np.argsort(keys, kind="stable")
    held, sums = keys[order], values[order]
    starts = np.flatnonzero(np.append([True], held[1:] != held[:-1]))
    held, sums = held[starts], np.add.reduceat(sums, starts)
    at = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
    return np.where(held[at] == wanted, sums[at], 0)


def _before(keys: Column, values: Column) -> Column:
    """Within runs of one key, the sum of what stands before."""
    if not len(keys):
        return np.zeros(0, np.int64)
    running = np.cumsum(values) - values
    starts = np.flatnonzero(np.append([True], keys[1:] != keys[:-1]))
    lengths = np.diff(np.append(starts, len(keys)))
    return running - np.repeat(running[starts], lengths)


def _parents(cells: Cells, tree: Tree, level: str) -> tuple[Cells, Column]:
    """The cells with the places above among their codes, and for each code the number of its parent."""
    above = [tree.above(code, level) if level else "" for code in cells.codes]
    number = {code: n for n, code in enumerate(cells.codes)}
    for code in above:
        number.setdefault(code, len(number))
    codes = np.array(list(number), dtype=object)
    parent = np.array([number[code] for code in above], dtype=np.int64)
    own = np.arange(len(above), len(codes), dtype=np.int64)
    return cells.under(codes), np.append(parent, own)
