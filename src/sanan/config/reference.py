"""The parts of docs/ that are read off the code: the state table, the commands, the API's paths.

Each stands between two marker lines of its document; `bin/sanan docs` writes them anew.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import click

from sanan.config import dialects

DOCS = Path(__file__).resolve().parents[3] / "docs"


def write() -> list[str]:
    """Bring every part up to date; returns the documents that changed."""
    changed = []
    for name, text in current().items():
        path = DOCS / name
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed


def current() -> dict[str, str]:
    """Each document as it should be."""
    return {name: _with(DOCS / name, part, make()) for name, (part, make) in PARTS.items()}


def verbs() -> Iterable[str]:
    """The state table of a case, one line a verb."""
    from sanan.cases.rules import CASE
    from sanan.process import charts

    return charts.table(CASE)


def processes() -> Iterable[str]:
    """Every process: its state chart and its verbs."""
    from sanan.process import charts

    return charts.pages()


def commands() -> Iterable[str]:
    """Every command with its first sentence."""
    from sanan.config.cli import cli

    yield "| command | what it does |"
    yield "|---|---|"
    context = click.Context(cli, info_name="bin/sanan")
    yield from _rows(cli, context, "bin/sanan")


def _rows(group: click.Group, context: click.Context, called: str) -> Iterable[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        if isinstance(command, click.Group):
            yield from _rows(command, click.Context(command, context, name), f"{called} {name}")
        else:
            yield f"| `{called} {name}` | {command.get_short_help_str(200)} |"


def paths() -> Iterable[str]:
    """What the REST interface offers."""
    from sanan.api.views import api
    from sanan.kit.manifest import load, rooms

    yield "| | path | what it does |"
    yield "|---|---|---|"
    elsewhere = {
        verb.name
        for room in rooms()
        for name in room.kinds
        if not name.startswith("sanan.")
        for verb in load(name).verbs
    }
    for path, ways in api.get_openapi_schema()["paths"].items():
        if path.rpartition("/")[2] in elsewhere:
            continue
        for method, operation in ways.items():
            yield f"| {method.upper()} | `{path}` | {operation.get('summary', '')} |"


PARTS: dict[str, tuple[str, Callable[[], Iterable[str]]]] = {
    "case.md": ("verbs", verbs),
    "commands.md": ("commands", commands),
    "api.md": ("paths", paths),
    "processes.md": ("processes", processes),
    "databases.md": ("features", dialects.lines),
}


def _with(path: Path, part: str, lines: Iterable[str]) -> str:
    begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->"
    before, _, rest = path.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    return before + begin + "\n".join(lines) + "\n" + end + after
