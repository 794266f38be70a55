"""Which small changes a piece of source admits: each would be a fault if somebody made it.

A change is found again by its number in the file, so that one can be listed, sampled, passed to
another process and made there. What only people read (texts, labels, type hints, log lines) and
what only tunes the machine (buffers, caches, timeouts) is left alone: no test ought to notice it.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Enums = Mapping[str, list[str]]
"""By the name an enum has in a file: its members in order."""

BOUNDARY = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
COMPARISON = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
SETS = {ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr}
SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}

TEXTS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "ngettext_lazy"}
SILENT_CALLS = {*TEXTS, "classified", "getLogger", "cast", "TypeVar", "compile", "namedtuple"}
SILENT_DECORATORS = {"dataclass", "lru_cache", "cache", "total_ordering", "overload"}
SILENT_ARGUMENTS = {
    *("label", "help_text", "verbose_name", "hint", "title"),
    *("max_length", "chunk_size", "batch_size", "maxsize", "timeout", "buffering", "stacklevel"),
    *("indent", "ensure_ascii", "exist_ok", "parents", "missing_ok", "strict", "durable"),
    *("force_insert", "frozen", "slots", "kw_only", "repr", "daemon", "initializer", "max_workers"),
}
LOGGERS = {"log", "logger", "logging"}
SIZES = ("BATCH", "CHUNK", "CACHE", "BUFFER", "TIMEOUT")
"""In the name of a constant: how the machine is asked, not what is answered."""
LARGE = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """One change, not made yet. `line` to `last` is the code that must run to feel it."""

    path: str
    number: int
    kind: str
    line: int
    last: int
    before: str
    after: str
    names: tuple[str, ...]
    """Empty inside a function; else what the statement at the top of the file defines."""


def changes_of(path: str, source: str, enums: Enums | None = None) -> list[Change]:
    """Every change that this source admits, in its order."""
    tree = ast.parse(source)
    found = []
    for number, edit in enumerate(_Edits(tree, enums or {}).all()):
        before = _line_of(edit.shown)
        undo = edit.make()
        after = _line_of(edit.shown)
        undo()
        if before != after:
            found.append(
                Change(
                    path,
                    number,
                    edit.kind,
                    edit.span[0],
                    edit.span[1],
                    before,
                    after,
                    edit.names,
                )
            )
    return found


def changed(source: str, number: int, enums: Enums | None = None) -> ast.Module:
    """The source with that one change made; lines and columns stay, so that it can be compared."""
    tree = ast.parse(source)
    next(e for n, e in enumerate(_Edits(tree, enums or {}).all()) if n == number).make()
    return ast.fix_missing_locations(tree)


def _line_of(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 160 else text[:157] + "..."


@dataclass(frozen=True, slots=True)
class _Edit:
    kind: str
    shown: ast.AST
    make: Callable[[], Callable[[], None]]
    span: tuple[int, int]
    names: tuple[str, ...]


class _Edits:
    """Walks a tree once, with what stands around a node known when it is reached."""

    def __init__(self, tree: ast.Module, enums: Enums) -> None:
        self.tree = tree
        self.enums = {**enums, **_aliases(tree, enums)}
        self.statement: ast.stmt = tree.body[0] if tree.body else ast.Pass()
        self.names: tuple[str, ...] = ()
        self.beside: set[str] = set()

    def all(self) -> Iterator[_Edit]:
        for statement in self.tree.body:
            self.names = _defined(statement)
            yield from self._body([statement])

    def _body(self, statements: list[ast.stmt]) -> Iterator[_Edit]:
        for statement in statements:
            self.statement = statement
            yield from self._of_statement(statement)

    def _of_statement(self, node: ast.stmt) -> Iterator[_Edit]:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from self._of_function(node)
            case ast.ClassDef() if not any(_last(b) == "Protocol" for b in node.bases):
                yield from self._decorators(node.decorator_list)
                yield from self._body(node.body)
            case ast.Expr(value=ast.Call() as call) if not _is_log(call):
                if not _is_super(call):
                    yield self._removed(node)
                yield from self._of(call)
            case ast.Assign() | ast.AnnAssign():
                if node.value and not _is_no_answer(node):
                    yield from self._of(node.value)
            case _ if not _is_silent(node):
                yield from self._parts(node)

    def _of_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[_Edit]:
        yield from self._decorators(node.decorator_list)
        for default in [*node.args.defaults, *node.args.kw_defaults]:
            if default is not None:
                yield from self._of(default)
        outside, self.names = self.names, ()
        yield from self._body(node.body)
        self.names = outside

    def _decorators(self, decorators: list[ast.expr]) -> Iterator[_Edit]:
        for decorator in decorators:
            if _last(decorator) not in SILENT_DECORATORS:
                yield from self._of(decorator)

    def _parts(self, node: ast.AST) -> Iterator[_Edit]:
        """The children in order: bodies as statements, the rest as expressions."""
        if isinstance(node, ast.If | ast.While):
            yield from self._condition(node, "test")
        for _name, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.stmt):
                    yield from self._body([child])
                    self.statement = node if isinstance(node, ast.stmt) else self.statement
                elif isinstance(child, ast.expr):
                    yield from self._of(child)
                elif isinstance(child, ast.AST):
                    yield from self._parts(child)

    def _of(self, node: ast.expr) -> Iterator[_Edit]:
        match node:
            case ast.JoinedStr():
                return
            case ast.Call():
                yield from self._of_call(node)
                return
            case ast.Compare(ops=[_]):
                yield from self._operator(node, "boundary", BOUNDARY, node.ops, 0)
                yield from self._operator(node, "comparison", COMPARISON, node.ops, 0)
            case ast.BoolOp():
                other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
                yield self._set("boolean", node, node, "op", other)
            case ast.UnaryOp(op=ast.Not()):
                # `not not x`: the same number of nodes, and no parent to be told.
                yield self._set("condition", node, node, "operand", _not(node.operand))
            case ast.BinOp():
                yield from self._arithmetic(node)
            case ast.IfExp():
                yield from self._condition(node, "test")
            case ast.Constant():
                yield from self._constant(node)
                return
            case ast.Attribute():
                yield from self._member(node)
        yield from self._inner(node)

    def _inner(self, node: ast.expr) -> Iterator[_Edit]:
        outside = self.beside
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            self.beside = {e.attr for e in node.elts if isinstance(e, ast.Attribute)}
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.comprehension):
                yield from self._comprehension(child)
            elif isinstance(child, ast.expr):
                yield from self._of(child)
        self.beside = outside

    def _comprehension(self, node: ast.comprehension) -> Iterator[_Edit]:
        yield from self._of(node.iter)
        for index, test in enumerate(node.ifs):
            if not _is_not(test):
                yield self._set("condition", test, node.ifs, index, _not(test), shown=node)
            yield from self._of(test)

    def _of_call(self, node: ast.Call) -> Iterator[_Edit]:
        name = _last(node.func)
        if name in SILENT_CALLS or _is_log(node):
            return
        if isinstance(node.func, ast.Name) and name in SWAPPED:
            yield self._set(
                "min and max" if name in {"min", "max"} else "boolean",
                node,
                node.func,
                "id",
                SWAPPED[name],
            )
        if isinstance(node.func, ast.Attribute):
            if name in {"filter", "exclude"}:
                yield from self._arguments(node)
            yield from self._of(node.func.value)
        for argument in node.args[: 1 if name == "isinstance" else None]:
            yield from self._of(argument)
        for keyword in node.keywords:
            if keyword.arg not in SILENT_ARGUMENTS:
                yield from self._of(keyword.value)

    def _arguments(self, node: ast.Call) -> Iterator[_Edit]:
        for held in (node.args, node.keywords):
            for index, argument in enumerate(held):
                yield self._edit("filter", argument, _without(held, index), node)

    def _arithmetic(self, node: ast.BinOp) -> Iterator[_Edit]:
        sides = (node.left, node.right)
        if any(_is_text(s) or isinstance(s, ast.List | ast.Tuple | ast.ListComp) for s in sides):
            return
        if any(_root(s) in {"re", "None", *TEXTS} for s in sides):
            return
        yield from self._operator(node, "arithmetic", ARITHMETIC, node, "op")
        yield from self._operator(node, "boolean", SETS, node, "op")

    def _constant(self, node: ast.Constant) -> Iterator[_Edit]:
        value = node.value
        if isinstance(value, bool):
            yield self._set("truth", node, node, "value", not value)
        elif isinstance(value, int | float) and (new := _other_number(value)) is not None:
            yield self._set("number", node, node, "value", new)

    def _member(self, node: ast.Attribute) -> Iterator[_Edit]:
        members = self.enums.get(_last(node.value) if isinstance(node.value, ast.Name) else "", [])
        if node.attr not in members:
            return
        start = members.index(node.attr)
        others = [*members[start + 1 :], *reversed(members[:start])]
        neighbour = next((m for m in others if m not in self.beside), "")
        if neighbour:
            yield self._set("enum member", node, node, "attr", neighbour)

    def _condition(self, node: ast.AST, field: str) -> Iterator[_Edit]:
        test = getattr(node, field)
        # `not x` turns by itself, `while True` has no condition.
        if not _is_not(test) and not isinstance(test, ast.Constant):
            shown = ast.Expr(test) if isinstance(node, ast.stmt) else None
            yield self._set("condition", test, node, field, _not(test), shown=shown)

    def _operator(
        self,
        node: ast.expr,
        kind: str,
        table: Mapping[type, type],
        holder: object,
        key: str | int,
    ) -> Iterator[_Edit]:
        old = holder[key] if isinstance(holder, list) else getattr(holder, str(key))
        if type(old) in table:
            yield self._set(kind, node, holder, key, table[type(old)]())

    def _removed(self, node: ast.Expr) -> _Edit:
        return self._set("call removed", node, node, "value", ast.Constant(...))

    def _set(
        self,
        kind: str,
        node: ast.AST,
        holder: object,
        key: str | int,
        new: object,
        *,
        shown: ast.AST | None = None,
    ) -> _Edit:
        make = _put(holder, key, new)
        if isinstance(shown, ast.Expr):
            make = _both(make, _put(shown, "value", new))
        return self._edit(kind, node, make, shown or _wide(self.statement, node))

    def _edit(
        self, kind: str, node: ast.AST, make: Callable[[], Callable[[], None]], shown: ast.AST
    ) -> _Edit:
        line, last = _span(self.statement)
        own = getattr(node, "lineno", line), getattr(node, "end_lineno", last)
        return _Edit(kind, shown, make, own if own[0] > last else (line, last), self.names)


def _put(holder: object, key: str | int, new: object) -> Callable[[], Callable[[], None]]:
    def put(value: object) -> None:
        if isinstance(holder, list):
            holder[int(key)] = value
        else:
            setattr(holder, str(key), value)

    def make() -> Callable[[], None]:
        old = holder[int(key)] if isinstance(holder, list) else getattr(holder, str(key))
        put(new)
        return lambda: put(old)

    return make


def _both(
    first: Callable[[], Callable[[], None]], second: Callable[[], Callable[[], None]]
) -> Callable[[], Callable[[], None]]:
    def make() -> Callable[[], None]:
        undo_first, undo_second = first(), second()

        def undo() -> None:
            undo_second()
            undo_first()

        return undo

    return make


def _without(held: list[ast.expr], index: int) -> Callable[[], Callable[[], None]]:
    def make() -> Callable[[], None]:
        gone = held.pop(index)
        return lambda: held.insert(index, gone)

    return make


def _wide(statement: ast.stmt, node: ast.AST) -> ast.AST:
    """What a reader is shown: the whole statement where it is one line, else the node."""
    first, last = _span(statement)
    simple = not hasattr(statement, "body")
    return statement if simple and last - first < 2 else node


def _span(node: ast.stmt) -> tuple[int, int]:
    """The lines of a statement; of one with a body, only those before it."""
    body = getattr(node, "body", None)
    if isinstance(body, list) and body:
        return node.lineno, max(node.lineno, body[0].lineno - 1)
    return node.lineno, node.end_lineno or node.lineno


def _defined(node: ast.stmt) -> tuple[str, ...]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return (node.name,)
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            return tuple(n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)) or (
                "",
            )
        case _:
            return ("",)


def _aliases(tree: ast.Module, enums: Enums) -> dict[str, list[str]]:
    """`_S, _R = State, Role`: the short names that rule tables are written with."""
    found: dict[str, list[str]] = {}
    for node in tree.body:
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = (
                zip(target.elts, node.value.elts, strict=False)
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                else [(target, node.value)]
            )
            for left, right in pairs:
                if isinstance(left, ast.Name) and isinstance(right, ast.Name):
                    found |= {left.id: enums[right.id]} if right.id in enums else {}
    return found


def _is_no_answer(node: ast.Assign | ast.AnnAssign) -> bool:
    """What is no answer: `Who = A | B` names a type, `__all__` holds names, `_BATCH` a size."""
    names = _defined(node)
    if any(n.startswith("__") or any(size in n for size in SIZES) for n in names):
        return True
    return (
        isinstance(node.value, ast.BinOp)
        and isinstance(node.value.op, ast.BitOr)
        and all(n[:1].isupper() and not n.isupper() for n in names)
    )


def _is_silent(node: ast.stmt) -> bool:
    """Imports, sentences, docstrings, log lines and what only a type checker reads."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant | ast.Call)
    if isinstance(node, ast.If):
        return _root(node.test) == "TYPE_CHECKING"
    return isinstance(
        node, ast.Import | ast.ImportFrom | ast.Assert | ast.Raise | ast.Delete | ast.ClassDef
    )


def _is_log(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and _root(node.func) in LOGGERS


def _is_super(node: ast.Call) -> bool:
    return any(isinstance(n, ast.Name) and n.id == "super" for n in ast.walk(node.func))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _not(node: ast.expr) -> ast.expr:
    return ast.copy_location(ast.UnaryOp(ast.Not(), node), node)


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Constant):
        return repr(node.value)
    return node.id if isinstance(node, ast.Name) else ""


def _last(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return getattr(node, "attr", None) or getattr(node, "id", "")


def _other_number(value: float) -> float | None:
    """A near one for small numbers, the double of large ones; none for sizes of the machine."""
    if abs(value) < LARGE:
        return value + 1 if isinstance(value, int) else value * 2 or 1.0
    return None if isinstance(value, int) and value & (value - 1) == 0 else value * 2


@cache
def enums_in(path: Path) -> Mapping[str, list[str]]:
    """The enums that a file declares, with their members in order."""
    found = {}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef) and any(
            _last(b).endswith(("Choices", "Enum")) for b in node.bases
        ):
            found[node.name] = [
                t.id
                for s in node.body
                if isinstance(s, ast.Assign)
                for t in s.targets
                if isinstance(t, ast.Name) and t.id.isupper()
            ]
    return found


def enums_for(path: Path, source_root: Path) -> dict[str, list[str]]:
    """The enums a file can name: its own and those it imports by name."""
    found = dict(enums_in(path))
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            base = source_root / Path(*node.module.split("."))
            for file in (base.with_suffix(".py"), base / "__init__.py"):
                if file.exists():
                    there = enums_in(file)
                    found |= {
                        a.asname or a.name: there[a.name] for a in node.names if a.name in there
                    }
    return found
