"""Streets, points and kinds out of CSV and JSON, each column by its name.

Nodes are `node, lon, lat` and, where known, `height`; edges `u, v, metres`; points `kind, lon, lat`.
Other columns are left alone. A file that cannot be taken is refused with its line and what to do.
"""

import csv
import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sanan.kit.errors import Invalid
from sanan.neighbourhood.circle.network import Network

if TYPE_CHECKING:
    import numpy as np

Cells = Sequence[str]


@dataclass(frozen=True)
class Points:
    """Points in the order of their file: what each is, and where."""

    kinds: list[str]
    lat: "np.ndarray"
    lon: "np.ndarray"

    def of(self, kinds: list[str]) -> "np.ndarray":
        """Which points are of one of these kinds, as marks."""
        import numpy as np

        wanted = set(kinds)
        return np.fromiter((kind in wanted for kind in self.kinds), bool, len(self.kinds))


def read_network(nodes: Path, edges: Path | None) -> Network:
    """The network of two files. Without `edges` it is crossings alone. Raises `Invalid`."""
    import numpy as np

    table = _Table(nodes, ("node", "lon", "lat"))
    names = [name.strip() for name in table.column("node")]
    order = _order(table, names)
    if not order:
        raise Invalid(_("%(file)s：里面没有一个路口。") % {"file": nodes.name}, "no_nodes")
    lat, lon = table.positions()
    height = table.numbers("height", empty=True) if table.has("height") else None
    none = np.zeros(0, dtype=np.int64)
    start, end, metres = _edges(edges, order) if edges else (none, none, np.zeros(0))
    return Network(lat=lat, lon=lon, start=start, end=end, metres=metres, height=height)


def read_points(file: Path) -> Points:
    """The points of a file. Raises `Invalid`."""
    table = _Table(file, ("kind", "lon", "lat"))
    lat, lon = table.positions()
    return Points([kind.strip() for kind in table.column("kind")], lat, lon)


def read_kinds(file: Path) -> dict[str, list[str]]:
    """Which kinds of points count for which kind: a JSON object of lists. Raises `Invalid`."""
    where = {"file": file.name}
    try:
        found = json.loads(_text(file), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Invalid(_("%(file)s：不是 JSON，读不出来。") % where, "no_json") from error
    if not isinstance(found, dict) or not found:
        sentence = _('%(file)s：要写成 {"类别": ["点的类型", …]}，至少一类。')
        raise Invalid(sentence % where, "bad_kinds")
    for kind, given in found.items():
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            sentence = _('%(file)s：“%(kind)s”后面要写成点的类型的清单：["…", "…"]。')
            raise Invalid(sentence % {**where, "kind": kind}, "bad_kinds")
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("the same name twice")
    return found


def _order(table: "_Table", names: list[str]) -> dict[str, int]:
    """Each node's place in the file. Raises `Invalid` for a name that is empty or there twice."""
    order = dict(zip(names, range(len(names)), strict=True))
    if "" in order:
        raise table.wrong(order[""], _("这个路口没有编号。"), "no_name")
    if len(order) < len(names):
        seen: dict[str, int] = {}
        again = next(at for at, name in enumerate(names) if seen.setdefault(name, at) != at)
        sentence = _("路口 %(node)s 在第 %(line)s 行已经有了。每个路口只写一行。")
        first = {"node": names[again], "line": table.line(seen[names[again]])}
        raise table.wrong(again, sentence % first, "node_twice")
    return order


def _edges(file: Path, order: dict[str, int]) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    import numpy as np

    table = _Table(file, ("u", "v", "metres"))
    metres = table.numbers("metres")
    if len(short := np.flatnonzero(metres < 0)):
        sentence = _("这段路的长度是负数。请写大于或等于 0 的米数。")
        raise table.wrong(int(short[0]), sentence, "negative_length")
    ends = [_places(table, column, order) for column in ("u", "v")]
    return ends[0], ends[1], metres


def _places(table: "_Table", column: str, order: dict[str, int]) -> "np.ndarray":
    import numpy as np

    names = [name.strip() for name in table.column(column)]
    found = [order.get(name, -1) for name in names]
    if -1 in found:
        at = found.index(-1)
        sentence = _("路口 %(node)s 不在路口表里。请补上这个路口，或者删掉这段路。")
        raise table.wrong(at, sentence % {"node": names[at] or "“”"}, "unknown_node")
    return np.array(found, dtype=np.int64)


class _Table:
    """A CSV by columns. Blank lines are left out."""

    def __init__(self, file: Path, needed: Cells) -> None:
        self.name = file.name
        self.text = _text(file)
        try:
            with uncollected():
                rows = [cells for cells in self._reader() if _filled(cells)]
        except csv.Error as error:
            sentence = _("%(file)s：读不出来。请另存为 CSV（逗号分隔）再试。")
            raise Invalid(sentence % {"file": self.name}, "no_csv") from error
        if not rows:
            raise Invalid(_("%(file)s：是空的。") % {"file": self.name}, "empty")
        self.heads = [cell.strip().lower() for cell in rows[0]]
        self.cells = rows[1:]
        if missing := [name for name in needed if name not in self.heads]:
            sentence = _("%(file)s：缺少列 %(missing)s。第一行要有：%(needed)s。")
            facts = {"file": self.name, "missing": "、".join(missing), "needed": "、".join(needed)}
            raise Invalid(sentence % facts, "no_column")
        least = max(self.heads.index(name) for name in needed) + 1
        for at, cells in enumerate(self.cells):
            if len(cells) < least:
                sentence = _("只有 %(count)s 格，不够。")
                raise self.wrong(at, sentence % {"count": len(cells)}, "short_row")

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return name in self.heads

    def column(self, name: str) -> list[str]:
        """The cells of a column; an optional one may be cut off at the end of a line."""
        at = self.heads.index(name)
        return [cells[at] if at < len(cells) else "" for cells in self.cells]

    def numbers(self, name: str, *, empty: bool = False) -> "np.ndarray":
        """The numbers of a column; where cells may be `empty`, they are NaN."""
        import numpy as np

        texts = self.column(name)
        if empty:
            texts = [(text.strip() and text) or "nan" for text in texts]
        try:
            found = np.array(list(map(float, texts)))
        except ValueError:
            found = np.array([_number(text) for text in texts])
        bad = ~np.isfinite(found)
        if empty:
            bad &= np.array([text != "nan" for text in texts], dtype=bool)
        if bad.any():
            at = int(np.flatnonzero(bad)[0])
            sentence = _("“%(column)s”这一列写的是“%(text)s”，不是数。")
            facts = {"column": name, "text": texts[at].strip()}
            raise self.wrong(at, sentence % facts, "no_number")
        return found

    def positions(self) -> "tuple[np.ndarray, np.ndarray]":
        """The latitudes and longitudes, all on earth."""
        import numpy as np

        lat, lon = self.numbers("lat"), self.numbers("lon")
        if (off := (np.abs(lat) > 90) | (np.abs(lon) > 180)).any():
            sentence = _("地球上没有这个位置。是不是把纬度和经度写反了？")
            raise self.wrong(int(np.flatnonzero(off)[0]), sentence, "bad_position")
        return lat, lon

    def wrong(self, at: int, sentence: str, code: str) -> Invalid:
        """What is wrong with a row: file, line and sentence."""
        told = _("%(file)s 第 %(line)s 行：%(sentence)s")
        facts = {"file": self.name, "line": self.line(at), "sentence": sentence}
        return Invalid(told % facts, code)

    def line(self, at: int) -> int:
        """The line of the file on which a row ends; looked for only when it must be told."""
        reader = self._reader()
        ends = (reader.line_num for cells in reader if _filled(cells))
        return int(next(islice(ends, at + 1, None)))

    def _reader(self) -> Any:
        return csv.reader(StringIO(self.text, newline=""))


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles, which would walk half a million new rows again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _filled(cells: list[str]) -> bool:
    return bool(cells) and bool(cells[0].strip() or any(map(str.strip, cells)))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _text(file: Path) -> str:
    """The text of a file; Excel in Chinese writes GB18030 unless it is told otherwise."""
    raw = file.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError as error:
        sentence = _("%(file)s：编码认不出来。请另存为 UTF-8 再试。")
        raise Invalid(sentence % {"file": file.name}, "bad_encoding") from error
