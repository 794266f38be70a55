"""Every measure as one ibis expression, counted by place and month.

All measures of one table of facts that count by the same month are one GROUP BY: a city is read as
often as its facts have such months, not once for each measure.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa

from sanan.analysis.counting.cells import Cells, joined
from sanan.analysis.counting.engines import Engine
from sanan.analysis.counting.folder import Folder
from sanan.analysis.declare import Condition, Facts, Measure


def measure(engine: Engine, folder: Folder, facts: Iterable[Facts]) -> Cells:
    """Every measure of the facts in a folder, by the place each fact names and the month."""
    found: list[Cells] = []
    for each in facts:
        if not folder.files(each.name):
            continue
        table = engine.table(folder.pattern(each.name))
        for month, measures in _by_month(each.measures):
            wide = engine.run(expression(table, month, measures))
            found.append(_long(wide, measures))
    return joined(found)


def expression(table: Any, month: str, measures: Sequence[Measure]) -> Any:
    """Parts and wholes of measures that count by one month, by place and month."""
    facts = table.filter(table[month].notnull())
    sums: dict[str, Any] = {}
    for number, each in enumerate(measures):
        sums[f"part_{number}"] = _sum(facts, each.part)
        sums[f"whole_{number}"] = _sum(facts, each.whole or each.part)
    return facts.group_by(facts.place, month=facts[month]).aggregate(**sums)


def _sum(facts: Any, condition: Condition | None) -> Any:
    if condition is None:
        return facts.count()
    amount = condition(facts)
    if amount.type().is_boolean():
        amount = amount.fill_null(False).cast("int64")  # noqa: FBT003 # ibis takes it by position
    return amount.fill_null(0).sum().cast("int64")


def _by_month(measures: Sequence[Measure]) -> Iterable[tuple[str, list[Measure]]]:
    def month(each: Measure) -> str:
        return each.month

    return ((key, list(group)) for key, group in groupby(sorted(measures, key=month), key=month))


def _long(wide: pa.Table, measures: Sequence[Measure]) -> Cells:
    place = wide["place"].combine_chunks()
    codes = place.dictionary_encode()
    names = np.array(codes.dictionary.to_pylist(), dtype=object)
    at = codes.indices.to_numpy(zero_copy_only=False)
    months = wide["month"].to_numpy().astype(np.int32)
    found = []
    for number, each in enumerate(measures):
        whole = wide[f"whole_{number}"].to_numpy().astype(np.int64)
        part = wide[f"part_{number}"].to_numpy().astype(np.int64)
        kept = whole > 0
        found.append(Cells.of(each.name, names, at[kept], months[kept], part[kept], whole[kept]))
    return joined(found)
