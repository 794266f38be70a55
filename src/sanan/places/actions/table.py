"""Reading a table of region codes: every row becomes a place with its ancestors, or a bad row.

Two shapes are read. Wide: `village_code, village, town_code, town, county_code, county` and
optionally `city_code, city`. Narrow: `code, name` and optionally `parent`, one row a place. Codes
have 12 figures at the village, 9 at the township, 6 at the county, 4 or 6 at the city (GB/T 2260
and GB/T 10114 as the statistics bureau joins them), or 12 with noughts at every level.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from django.utils.translation import gettext as _

from sanan.kit.errors import Invalid
from sanan.kit.words import clean_line
from sanan.places.enums import PlaceKind

Row = Mapping[str, str | None]
FIGURES = {PlaceKind.CITY: 4, PlaceKind.COUNTY: 6, PlaceKind.TOWNSHIP: 9, PlaceKind.VILLAGE: 12}
LEVELS = tuple(FIGURES)
FULL = 12
LONGEST_NAME = 80
WIDE = {
    PlaceKind.CITY: ("city_code", "city"),
    PlaceKind.COUNTY: ("county_code", "county"),
    PlaceKind.TOWNSHIP: ("town_code", "town"),
    PlaceKind.VILLAGE: ("village_code", "village"),
}
NEEDED = ("village_code", "village", "town_code", "town", "county_code", "county")
ENCODINGS = ("utf-8-sig", "gb18030")
CITIES = {
    "3501": "福州市",
    "3502": "厦门市",
    "3503": "莆田市",
    "3504": "三明市",
    "3505": "泉州市",
    "3506": "漳州市",
    "3507": "南平市",
    "3508": "龙岩市",
    "3509": "宁德市",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A place as the table tells it; `line` is where it was read first."""

    code: str
    name: str
    kind: PlaceKind
    line: int

    @property
    def parent(self) -> str:
        """The padded code one level up; empty for a city."""
        if self.kind is PlaceKind.CITY:
            return ""
        above = LEVELS[LEVELS.index(self.kind) - 1]
        return padded(self.code[: FIGURES[above]])


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken, by its line in the file (the header is line 1), and why."""

    line: int
    why: str


class BadTable(Invalid):
    """The table has bad rows, so nothing of it was loaded; `rows` lists every one."""

    def __init__(self, rows: Iterable[BadRow]) -> None:
        self.rows = sorted(rows, key=lambda row: row.line)
        first = self.rows[0]
        super().__init__(
            _("有%(count)s行不能用，所以一行也没有导入。第%(line)s行：%(why)s")
            % {"count": len(self.rows), "line": first.line, "why": first.why},
            "bad_rows",
        )


@dataclass(slots=True)
class Table:
    """All places of a table by padded code, and the codes that had a row of their own."""

    nodes: dict[str, Node] = field(default_factory=dict)
    rows: set[str] = field(default_factory=set)
    bad: list[BadRow] = field(default_factory=list)


def padded(code: str) -> str:
    """A code of any level with noughts to 12 figures."""
    return code.ljust(FULL, "0")


def kind_of(code: str) -> PlaceKind:
    """The level of a padded code, by its closing noughts."""
    for kind, figures in FIGURES.items():
        if not code[figures:].strip("0"):
            return kind
    return PlaceKind.VILLAGE


def read_table(source: Path | bytes | Iterable[Row], *, city: str = "") -> Table:
    """Read a CSV (UTF-8 or GB18030) or ready rows. Raises `Invalid` where it is no such table."""
    table = Table()
    if isinstance(source, Path):
        source = _bytes(source)
    lines = _csv_rows(source) if isinstance(source, bytes) else _numbered(source)
    for line, row in lines:
        try:
            nodes = _narrow(row, line) if "code" in row else _wide(row, line, city)
            _join(table, nodes)
        except Invalid as error:
            table.bad.append(BadRow(line, str(error.sentence)))
    return table


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Invalid(_("读不到文件 %(path)s。") % {"path": path}, "no_file") from error


def _numbered(rows: Iterable[Row]) -> Iterator[tuple[int, Row]]:
    return ((number, row) for number, row in enumerate(rows, start=2))


def _csv_rows(content: bytes) -> Iterator[tuple[int, Row]]:
    reader = csv.DictReader(io.StringIO(_decoded(content), newline=""), strict=True)
    try:
        names = [(name or "").strip().lower() for name in reader.fieldnames or []]
        _check_header(names)
        reader.fieldnames = names
        for row in reader:
            if any(row.get(name) for name in names):
                yield reader.line_num, {name: row.get(name) for name in names}
    except csv.Error as error:
        raise Invalid(_("第%(line)s行不是CSV。") % {"line": reader.line_num}, "not_csv") from error


def _check_header(names: list[str]) -> None:
    if {"code", "name"} <= set(names):
        return
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise Invalid(
            _("这不是地区编码表：第一行缺少列 %(columns)s。") % {"columns": "、".join(missing)},
            "no_header",
        )


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(_("文件的文字编码既不是UTF-8，也不是GB18030。"), "encoding")


def _wide(row: Row, line: int, city: str) -> list[Node]:
    found: list[Node] = []
    for kind in LEVELS[1:]:
        code, name = (row.get(column) for column in WIDE[kind])
        if not (found and _repeats(found[-1], code, name)):
            found.append(_node(code, name, kind, line))
    for upper, lower in pairwise(found):
        _check_parent(upper, lower)
    city_code = (row.get("city_code") or "").strip()
    if city_code and padded(city_code) != found[0].parent:
        raise Invalid(_("市的编码与县的编码不符。"), "wrong_parent")
    city_name = row.get("city") or city or CITIES.get(found[0].code[:4], "")
    return [_node(found[0].parent, city_name, PlaceKind.CITY, line), *found]


def _repeats(upper: Node, code: str | None, name: str | None) -> bool:
    """Whether a level only repeats the one above, as for a county without townships (350527)."""
    return padded((code or "").strip()) == upper.code and clean_line(name or "") == upper.name


def _check_parent(upper: Node, lower: Node) -> None:
    if lower.parent != upper.code:
        raise Invalid(
            _("%(name)s的编码%(code)s不在%(parent)s的编码%(above)s之下。")
            % {
                "name": lower.name,
                "code": lower.code,
                "parent": upper.name,
                "above": upper.code[: FIGURES[upper.kind]],
            },
            "wrong_parent",
        )


def _narrow(row: Row, line: int) -> list[Node]:
    code = (row.get("code") or "").strip()
    if not code.isascii() or not code.isdigit() or len(code) not in {*FIGURES.values()}:
        raise Invalid(_("编码“%(code)s”应为4、6、9或12位数字。") % {"code": code}, "bad_code")
    node = _node(code, row.get("name"), kind_of(padded(code)), line)
    parent = (row.get("parent") or "").strip()
    if parent and node.parent and padded(parent) != node.parent:
        raise Invalid(
            _("%(name)s的上级编码应为%(right)s，表里写的是%(wrong)s。")
            % {"name": node.name, "right": node.parent, "wrong": parent},
            "wrong_parent",
        )
    return [node]


def _node(code: str | None, name: str | None, kind: PlaceKind, line: int) -> Node:
    code, figures = (code or "").strip(), FIGURES[kind]
    whole = padded(code)
    if not (code.isascii() and code.isdigit() and len(code) in {figures, FULL}):
        raise Invalid(
            _("%(kind)s编码“%(code)s”应为%(figures)s位数字。")
            % {"kind": kind.label, "code": code, "figures": figures},
            "bad_code",
        )
    if kind_of(whole) is not kind:
        raise Invalid(
            _("“%(code)s”不是%(kind)s的编码。") % {"kind": kind.label, "code": code}, "bad_code"
        )
    tidy = clean_line(name or "", most=LONGEST_NAME)
    if not tidy:
        raise Invalid(
            _("编码%(code)s没有%(kind)s名称。") % {"code": code, "kind": kind.label}, "no_name"
        )
    return Node(whole, tidy, kind, line)


def _join(table: Table, nodes: list[Node]) -> None:
    """Take a row's places into the table, all or none."""
    own = nodes[-1]
    if own.code in table.rows:
        raise Invalid(
            _("编码%(code)s与第%(line)s行重复。")
            % {"code": own.code, "line": table.nodes[own.code].line},
            "duplicate",
        )
    for node in nodes:
        known = table.nodes.get(node.code)
        if known and known.name != node.name:
            raise Invalid(
                _("编码%(code)s在第%(line)s行叫“%(known)s”，这里叫“%(name)s”。")
                % {
                    "code": node.code,
                    "line": known.line,
                    "known": known.name,
                    "name": node.name,
                },
                "two_names",
            )
    table.nodes.update({node.code: node for node in nodes if node.code not in table.nodes})
    table.rows.add(own.code)
