"""`bin/sanan volunteers`: a register in, the county's figures out."""

import json
import sys
from contextlib import nullcontext
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import click

from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.kit.sheets import open_sheet
from sanan.places import queries as places
from sanan.volunteers import actions
from sanan.volunteers.forms import table
from sanan.volunteers.queries import totals as reads

SHOWN_REJECTIONS = 20


@click.group()
def volunteers() -> None:
    """Volunteer projects, activities and hours."""


@volunteers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--what",
    type=click.Choice(["projects", "activities"]),
    help="What the rows are; without it the column names decide.",
)
@click.option(
    "--map", "mapping", metavar="FIELD=COLUMN,…", default="", help="Which column is what."
)
@click.option("--place", default="", help="Code of the county that the register is of.")
@click.option("--source", default="register", show_default=True, help="Name of the register.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--limit", type=click.IntRange(min=1), help="Take only the first N rows.")
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def import_file(
    *,
    file: Path,
    what: str | None,
    mapping: str,
    place: str,
    source: str,
    dry_run: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """Take in a register of projects, or of activities (XLSX, XLS or CSV).

    Projects first: an activity names its project by number or name. Common Chinese column names are
    recognised; --map names the others. Running it again changes nothing that has not changed.
    Rows that cannot be taken are listed with their line; exit code 1 when the file cannot be read
    at all, 0 otherwise.
    """
    try:
        sheet = open_sheet(file, known=table.ALL_KNOWN)
        what = what or table.kind_of(sheet.headers)
        column_of = table.columns(what, sheet.headers, _pairs(mapping))
        bar: Any = nullcontext()
        if not as_json:
            pairs = "  ".join(f"{field} ← {column}" for field, column in column_of.items())
            click.echo(f"{what}: {pairs}", err=True)
            bar = click.progressbar(length=min(sheet.lines or 0, limit or 10**9), file=sys.stderr)
        with bar as progress:
            taken = actions.take_in(
                what=what,
                rows=islice(table.rows(sheet, column_of), limit),
                source=source,
                place=places.by_code(place) if place else places.default(),
                dry_run=dry_run,
                told=progress.update if progress is not None else None,
            )
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    _report(what, taken, as_json=as_json)


def _report(what: str, taken: actions.Imported, *, as_json: bool) -> None:
    rejected = [{"line": r.line, "why": r.sentence} for r in taken.rejected]
    if as_json:
        found = {
            "what": what,
            "imported": taken.imported,
            "updated": taken.updated,
            "unchanged": taken.unchanged,
            "rejected": len(rejected),
            "rejections": rejected,
        }
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for row in rejected[:SHOWN_REJECTIONS]:
        click.echo(f"line {row['line']}: {row['why']}", err=True)
    if len(rejected) > SHOWN_REJECTIONS:
        click.echo(f"… and {len(rejected) - SHOWN_REJECTIONS} more; --json lists all", err=True)
    click.echo(
        f"{what}: imported {taken.imported}, updated {taken.updated}, "
        f"unchanged {taken.unchanged}, rejected {len(rejected)}"
    )


def _pairs(mapping: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in mapping.split(",") if part.strip()]
    for field, equals, column in pairs:
        if not equals or not column:
            raise click.BadParameter(f"“{field}” should be FIELD=COLUMN", param_hint="--map")
    return {field.strip(): column.strip() for field, _equals, column in pairs}


@volunteers.command()
@click.option("--place", default="", help="Code of the place; default: everything.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def totals(*, place: str, as_json: bool) -> None:
    """Projects, activities, participations, hours, active volunteers of a place."""
    try:
        where = places.by_code(place) if place else places.default()
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    found = reads.totals(where.path, clock.now())
    if as_json:
        click.echo(json.dumps({"place": where.code, **asdict(found)}))
        return
    for name, value in asdict(found).items():
        click.echo(f"{name:<18} {value}")
