"""The command line of an import: one helper for every room's `import`."""

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from sanan.imports.table import Table, pairs, which
from sanan.imports.taking import Outcome, Terms, rejected_rows, take_in
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.kit.sheets import Sheet, open_sheet, write_sheet
from sanan.places import queries as places
from sanan.places.models import Place

SHOWN_REJECTIONS = 20
_STOPPED = (
    "停下了，写好的都在；再运行同一条命令，会接着导入没有的 / "
    "stopped, and what was written stays; run the same command again and it takes in the rest"
)


def options(*, history: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The arguments that every import has, for a command that hands them to `importing`."""
    wanted = [
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        click.option(
            "--map", "mapping", metavar="FIELD=COLUMN,…", default="", help="Which column is what."
        ),
        click.option(
            "--sheet", "title", default="", help="Name of the sheet; default: the first that fits."
        ),
        click.option("--place", default="", help="Code of the place that the rows are about."),
        click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing."),
        click.option("--limit", type=click.IntRange(min=1), help="Take only the first N rows."),
        click.option(
            "--rejected",
            "rejected_to",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Write the rows that cannot be taken to this XLSX, each with its line and reason.",
        ),
        click.option("--json", "as_json", is_flag=True, help="End in one JSON object."),
    ]
    if history:
        over = "What is over: closed, counted in its own year, no clock, no work."
        wanted.insert(-1, click.option("--history", is_flag=True, help=over))

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for each in reversed(wanted):
            command = each(command)
        return command

    return decorate


def importing(
    *,
    tables: Sequence[Table],
    file: Path,
    source: str,
    place: Place | None,
    mapping: str = "",
    title: str = "",
    what: str | None = None,
    dry_run: bool = False,
    history: bool = False,
    limit: int | None = None,
    rejected_to: Path | None = None,
    as_json: bool = False,
    name_table: bool = False,
) -> None:
    """Take in a file and say what became of it; the command line's exit code is 1 where it cannot.

    Of several `tables` it is the one named `what`, or the one that the columns look like.
    """
    bar: Any = nullcontext()
    try:
        table, sheet, columns = _opened(tables, file, what, title, pairs(mapping))
        if not as_json:
            click.echo(
                "  ".join(f"{name} ← {column}" for name, column in columns.items()), err=True
            )
            bar = click.progressbar(length=min(sheet.lines or 0, limit or 10**9), file=sys.stderr)
        with bar as progress:
            outcome = take_in(
                table=table,
                rows=islice(sheet.rows, limit),
                columns=columns,
                terms=Terms(source=source, place=place, history=history, at=clock.now()),
                rehearse=dry_run,
                told=progress.update if progress is not None else None,
            )
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    except KeyboardInterrupt as stop:
        click.echo(_STOPPED, err=True)
        raise click.exceptions.Exit(130) from stop
    if rejected_to is not None and outcome.rejected:
        write_sheet(rejected_to, *rejected_rows(outcome, sheet.headers))
    for said in outcome.asides:
        click.echo(said, err=True)
    label = f"{table.name}: " if name_table else ""
    if as_json:
        extra = {"what": table.name} if name_table else {}
        click.echo(json.dumps(extra | as_object(outcome), ensure_ascii=False))
    else:
        _report(outcome, label)


def place_of(code: str) -> Place | None:
    """The place of a code on the command line; None without one."""
    try:
        return places.by_code(code) if code else None
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused


def _opened(
    tables: Sequence[Table], file: Path, what: str | None, title: str, given: dict[str, str]
) -> tuple[Table, Sheet, dict[str, str]]:
    chosen = [t for t in tables if not what or t.name == what]
    sheet = open_for(chosen, file, title=title, given=given)
    table = which(chosen, sheet.headers)
    return table, sheet, table.match(sheet.headers, given)


def open_for(
    tables: Sequence[Table],
    file: Path,
    *,
    name: str = "",
    title: str = "",
    given: dict[str, str] | None = None,
) -> Sheet:
    """Open the sheet of a file that fits one of `tables`; names that a person gave count as known."""
    known = {head for table in tables for head in table.known} | set((given or {}).values())
    needed = tables[0].needed if len(tables) == 1 and not given else ()
    return open_sheet(file, name=name, known=known - {""}, needed=needed, title=title)


def as_object(outcome: Outcome) -> dict[str, Any]:
    """What became of the rows, for programs; of a rehearsal, what would."""
    would = "would_" if outcome.rehearsed else ""
    verbs = {"imported": "import", "updated": "update"} if would else {}
    counts = {"imported": outcome.imported, "updated": outcome.updated}
    found: dict[str, Any] = {f"{would}{verbs.get(k, k)}": n for k, n in counts.items()}
    found |= {
        "unchanged": outcome.unchanged,
        "rejected": len(outcome.rejected),
        "rejections": [{"line": r.line, "why": r.sentence} for r in outcome.rejected],
    }
    if outcome.noted:
        found["noted"] = [{"line": r.line, "why": r.sentence} for r in outcome.noted]
    return {"dry_run": True, **found} if outcome.rehearsed else found


def _report(outcome: Outcome, label: str) -> None:
    for row in [*outcome.noted[:SHOWN_REJECTIONS], *outcome.rejected[:SHOWN_REJECTIONS]]:
        click.echo(f"line {row.line}: {row.sentence}", err=True)
    if len(outcome.rejected) > SHOWN_REJECTIONS:
        more = len(outcome.rejected) - SHOWN_REJECTIONS
        click.echo(f"… and {more} more; --rejected FILE writes all", err=True)
    if outcome.rehearsed:
        said = (
            f"would import {outcome.imported}, would update {outcome.updated}, "
            f"unchanged {outcome.unchanged}, would reject {len(outcome.rejected)}; "
            + _("这是试一遍，什么也没有写入")
        )
    else:
        said = (
            f"imported {outcome.imported}, updated {outcome.updated}, "
            f"unchanged {outcome.unchanged}, rejected {len(outcome.rejected)}"
        )
    click.echo(label + said)
