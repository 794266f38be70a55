"""Loading the region tree from a code table: all of it or nothing, and twice is once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.ledger import actions as ledger
from sanan.places.actions.naming import renew_full_names
from sanan.places.actions.table import LEVELS, BadRow, BadTable, Node, Row, Table, read_table
from sanan.places.enums import Event, PlaceKind
from sanan.places.models import Place, spoken
from sanan.places.rules import Actor, Verb, check

DEEPEST = len(LEVELS)
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: counted over the table's rows, and over the places above them."""

    rows: int
    added: int
    renamed: int
    unchanged: int
    above_added: int
    above_renamed: int


@dataclass(slots=True)
class _Tree:
    """The upper levels as they are, with the next free step under every path."""

    by_code: dict[str, Place]
    last: dict[str, int]
    new: list[Place] = field(default_factory=list)
    renamed: list[tuple[Place, str]] = field(default_factory=list)
    grown: dict[str, Place] = field(default_factory=dict)


def load_regions(
    *,
    source: Path | bytes | Iterable[Row],
    city: str = "",
    by: Actor | None = None,
    at: datetime | None = None,
) -> Loaded:
    """Bring the region tree in line with a code table; places absent from it stay as they are.

    `city` names the city where the table does not. Raises `BadTable` listing every bad row, or
    `Invalid` where the file is no such table; then nothing has changed.
    """
    check(Verb.LOAD, None, by)
    table = read_table(source, city=city)
    if table.bad:
        raise BadTable(table.bad)
    with transaction.atomic():
        tree = _read_tree(table)
        for node in sorted(table.nodes.values(), key=lambda n: (LEVELS.index(n.kind), n.code)):
            _place(tree, node)
        _write(tree)
        if tree.new or tree.renamed:
            _record(tree, by, at)
    return _counted(table, tree)


def load_first_regions(*, at: datetime | None = None) -> Loaded | None:
    """The regions of the first two counties, where there is no place yet; else nothing.

    A county elsewhere loads its own table first, or after: `bin/sanan places load FILE`.
    """
    if Place.objects.exists():
        return None
    return load_regions(source=shipped_regions(), at=at)


def shipped_regions() -> bytes:
    """The code table of the first two counties, 德化 and 永春."""
    return files("sanan.places").joinpath("data", "regions.csv").read_bytes()


def _read_tree(table: Table) -> _Tree:
    tree = _Tree({}, {})
    for place in Place.objects.filter(depth__lte=DEEPEST):
        tree.by_code[place.code] = place
        _note_step(tree, place.path)
    for place in _deeper(set(table.nodes) - set(tree.by_code)):
        tree.by_code[place.code] = place
    bad = [
        BadRow(node.line, _("编码%(code)s已经用在别的地方。") % {"code": node.code})
        for node in table.nodes.values()
        if (known := tree.by_code.get(node.code)) and known.kind != node.kind
    ]
    bad += [
        BadRow(node.line, _("没有上级编码%(code)s。") % {"code": node.parent})
        for node in table.nodes.values()
        if node.parent and node.parent not in table.nodes and node.parent not in tree.by_code
    ]
    if bad:
        raise BadTable(bad)
    return tree


def _deeper(codes: set[str]) -> Iterator[Place]:
    """Places of our own, deep in the tree, that took a code of the table."""
    for some in _parts(sorted(codes)):
        yield from Place.objects.filter(depth__gt=DEEPEST, code__in=some)


def _parts(codes: list[str]) -> Iterator[list[str]]:
    """In parts that either database takes as parameters of one statement."""
    return (codes[start : start + AT_ONCE] for start in range(0, len(codes), AT_ONCE))


def _note_step(tree: _Tree, path: str) -> None:
    above, step = path[: -Place.steplen], int(path[-Place.steplen :], 36)
    tree.last[above] = max(step, tree.last.get(above, 0))


def _place(tree: _Tree, node: Node) -> None:
    known = tree.by_code.get(node.code)
    if known is None:
        _plant(tree, node)
    elif known.name != node.name:
        tree.renamed.append((known, known.name))
        known.name = node.name


def _plant(tree: _Tree, node: Node) -> None:
    parent = tree.by_code[node.parent] if node.parent else None
    path, depth = (parent.path, parent.depth) if parent else ("", 0)
    step = tree.last.get(path, 0) + 1
    place = Place(
        name=node.name,
        kind=node.kind,
        code=node.code,
        path=Place._get_path(path, depth + 1, step),  # type: ignore[no-untyped-call] # noqa: SLF001
        depth=depth + 1,
        full_name=_full_name(parent, node),
    )
    tree.last[path] = step
    tree.by_code[node.code] = place
    tree.new.append(place)
    if parent:
        parent.numchild += 1
        if parent.pk:
            tree.grown[parent.code] = parent


def _full_name(parent: Place | None, node: Node) -> str:
    above = parent.full_name if parent and parent.kind != PlaceKind.CITY else ""
    return above + spoken(node.name, node.kind)


def _write(tree: _Tree) -> None:
    Place.objects.bulk_create(tree.new)
    Place.objects.bulk_update(tree.grown.values(), ["numchild"], batch_size=200)
    renamed = [place for place, _old in tree.renamed]
    Place.objects.bulk_update(renamed, ["name"], batch_size=200)
    renew_full_names(renamed)


def _record(tree: _Tree, by: Actor | None, at: datetime | None) -> None:
    ledger.record(
        event=Event.LOAD,
        subject="places",
        by=by.ref if by else "",
        at=at,
        content={
            "added": [[p.code, p.name, p.kind] for p in tree.new],
            "renamed": [[p.code, old, p.name] for p, old in tree.renamed],
        },
    )


def _counted(table: Table, tree: _Tree) -> Loaded:
    added = {p.code for p in tree.new}
    renamed = {p.code for p, _old in tree.renamed}
    return Loaded(
        rows=len(table.rows),
        added=len(added & table.rows),
        renamed=len(renamed & table.rows),
        unchanged=len(table.rows - added - renamed),
        above_added=len(added - table.rows),
        above_renamed=len(renamed - table.rows),
    )
