"""What people said in a province, read in one go: near copies and hot issues of each county's month.

The reading is `sanan.insight`'s, mapped over the messages of one county and month at a time: by
processes on one machine, by `applyInArrow` on a cluster, whose workers need this package. Messages
lie in the data folder (`messages/350526000000/2026-10.parquet`: county, month, place, day, text) as
they may be read: with private words covered. An issue is told from five messages on.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

import numpy as np
import pyarrow as pa

from sanan.analysis.counting.engines import Engine
from sanan.analysis.counting.folder import Folder
from sanan.analysis.declare import FOLD
from sanan.insight.duplicates import near_duplicates
from sanan.insight.hot import Message, hot_issues
from sanan.kit.errors import Invalid

READ = pa.schema(
    [
        ("county", pa.string()),
        ("month", pa.string()),
        ("rank", pa.int32()),
        ("messages", pa.int64()),
        ("copies", pa.int64()),
        ("places", pa.int64()),
        ("heat", pa.float64()),
        ("where", pa.string()),
        ("what", pa.string()),
    ]
)
MOST = 10
"""Issues told of a county and month."""
KEYS = ("county", "month")


def read(engine: Engine, folder: Folder) -> list[dict[str, Any]]:
    """Every county's month: first (rank 0) how many messages and near copies, then its hot issues.

    Raises Invalid where the folder holds no messages.
    """
    if not folder.files("messages", facts=False):
        raise Invalid(f"{folder.root} holds no messages", "no_messages")
    found = engine.mapped(folder.pattern("messages", facts=False), KEYS, read_month, READ)
    order = [(key, "ascending") for key in (*KEYS, "rank")]
    rows: list[dict[str, Any]] = found.sort_by(order).to_pylist()
    return rows


def read_month(messages: pa.Table) -> pa.Table:
    """The messages of one county and month, read."""
    held = messages.sort_by([(name, "ascending") for name in ("day", "place", "text")])
    county, month = held["county"][0].as_py(), held["month"][0].as_py()
    texts = held["text"].to_pylist()
    groups = near_duplicates(texts)
    copies = len(texts) - len(np.unique(groups))
    rows = [(county, month, 0, len(texts), copies, _places(held, range(len(texts))), None, "", "")]
    rows += [(county, month, *row) for row in _issues(held, texts, groups)]
    columns = zip(*rows, strict=True)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, READ, strict=True)], schema=READ)


def _issues(held: pa.Table, texts: list[str], groups: Any) -> Iterator[tuple[Any, ...]]:
    days = held["day"].to_pylist()
    said = [
        Message(str(n), "", text, datetime.combine(day, time.min, UTC))
        for n, (text, day) in enumerate(zip(texts, days, strict=True))
    ]
    for issue in hot_issues(said, least=FOLD)[:MOST]:
        which = [int(one) for one in issue.message_ids]
        copies = len(which) - len({int(groups[n]) for n in which})
        yield (
            issue.rank,
            len(which),
            copies,
            _places(held, which),
            issue.heat,
            issue.place,
            issue.description,
        )


def _places(held: pa.Table, which: Any) -> int:
    places = held["place"]
    return len({places[n].as_py() for n in which})
