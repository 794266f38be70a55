"""Who uses what a module says at its top: a rule table is data, and no line of a test is in it."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mutants.changes import _defined


@dataclass
class _Statement:
    """One statement at the top of a file."""

    defines: tuple[str, ...]
    at_once: set[str] = field(default_factory=set)
    """What it names while the module is imported."""
    later: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """What it names inside functions, with the lines."""
    body: set[int] = field(default_factory=set)


class Users:
    """Every file read once; then asked which lines feel a name of another file."""

    def __init__(self, root: Path) -> None:
        self.files = {
            str(p.relative_to(root)): _read(p)
            for folder in ("src/sanan", "tests")
            for p in sorted((root / folder).rglob("*.py"))
            if "migrations" not in p.parts
        }

    def lines(self, path: str, names: Iterable[str]) -> Iterator[tuple[str, int]]:
        """The lines inside functions that use these names, or names made from them."""
        open_, known = [(path, n) for n in names], set()
        while open_:
            at = open_.pop()
            if at in known:
                continue
            known.add(at)
            for file, statement in self._near(at[0]):
                own = file == at[0] and at[1] in statement.defines
                if own or at[1] in statement.at_once:
                    yield from ((file, n) for n in statement.body)
                    open_ += [(file, n) for n in statement.defines]
                yield from ((file, n) for n in statement.later.get(at[1], ()))

    def _near(self, path: str) -> Iterator[tuple[str, _Statement]]:
        room = _room(path)
        for file, (rooms, statements) in self.files.items():
            if file == path or room in rooms:
                yield from ((file, s) for s in statements)


def _room(path: str) -> str:
    return path.split("/")[2].removesuffix(".py") if path.startswith("src/") else path


def _read(path: Path) -> tuple[set[str], list[_Statement]]:
    tree = ast.parse(path.read_text("utf-8"))
    rooms = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sanan."):
            rooms.add((node.module or "").split(".")[1])
        if isinstance(node, ast.ImportFrom) and node.module == "sanan":
            rooms |= {a.name for a in node.names}
    return rooms, [
        _statement(s) for s in tree.body if not isinstance(s, ast.Import | ast.ImportFrom)
    ]


def _statement(node: ast.stmt) -> _Statement:
    made = _Statement(_defined(node))
    _walk(node, made, inside=False)
    return made


def _walk(node: ast.AST, made: _Statement, *, inside: bool) -> None:
    name = getattr(node, "attr", None) or getattr(node, "id", None)
    if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
        if inside:
            made.later[name].add(node.lineno)
        else:
            made.at_once.add(name)
    if inside and isinstance(node, ast.stmt):
        made.body.add(node.lineno)
    function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    body = (
        {id(b) for b in (node.body if isinstance(node.body, list) else [node.body])}
        if function
        else set()
    )
    for child in ast.iter_child_nodes(node):
        _walk(child, made, inside=inside or id(child) in body)
