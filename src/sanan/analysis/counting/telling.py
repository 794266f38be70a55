"""A folder's measures as rows to print: every level, small groups folded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sanan.analysis.counting import engines
from sanan.analysis.counting.cells import Cells
from sanan.analysis.counting.folder import Folder, month_name
from sanan.analysis.counting.folding import Tree, at_level, folded
from sanan.analysis.counting.measuring import measure
from sanan.analysis.declare import Facts


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of a folder; `scale` and `ratio` are of the measures by name."""

    cells: Cells
    tree: Tree
    scale: dict[str, int]

    def rows(self, levels: Iterable[str], wanted: frozenset[str]) -> Iterator[dict[str, Any]]:
        """Every measure by level, place and month."""
        for level in levels:
            yield from self._level(level, wanted)

    def _level(self, level: str, wanted: frozenset[str]) -> Iterator[dict[str, Any]]:
        cells = at_level(self.cells, self.tree, level).ordered()
        names = [name if name in wanted else "" for name in cells.names]
        months = {month: month_name(month) for month in np.unique(cells.month).tolist()}
        scale = np.array([self.scale.get(name, 0) for name in cells.names], dtype=np.int64)
        by = scale[cells.measure] if len(cells) else scale
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = cells.part.astype(np.float64) / (cells.whole * by).astype(np.float64)
        columns = (
            cells.measure,
            cells.place,
            cells.month,
            cells.part,
            cells.whole,
            cells.rest,
            by,
            ratio,
        )
        for at, place, month, part, whole, rest, times, share in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            if name := names[at]:
                yield {
                    "measure": name,
                    "month": months[month],
                    "level": level,
                    "place": cells.codes[place],
                    "rest": rest,
                    "part": part,
                    "whole": whole,
                    "ratio": share if times else None,
                }


def told(
    root: Path,
    facts: Iterable[Facts],
    *,
    engine: str = "duckdb",
    address: str = "",
    threads: int = 0,
) -> Told:
    """Count a folder and fold what is small. Raises Invalid where there is nothing to count."""
    folder, declared = Folder(root), list(facts)
    tree = Tree.of(folder.places())
    with engines.opened(engine, threads=threads, address=address) as opened:
        cells = measure(opened, folder, declared)
    every = [m for each in declared for m in each.measures]
    least = {m.name: m.fold for m in every}
    scale = {m.name: m.scale if m.ratio else 0 for m in every}
    return Told(folded(cells, tree, least), tree, scale)
