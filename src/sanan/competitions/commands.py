"""`bin/sanan competitions`: what panels come to, and a list of earlier projects in."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from sanan.competitions import panel as panels
from sanan.competitions.forms.table import EARLIER
from sanan.imports import commands


@click.group()
def competitions() -> None:
    """Competitions."""


@competitions.command("panel")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--rubric",
    "rubric_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A rubric (JSON) for rows that carry none; default: the rule of published protocols.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: means, totals, faults.")
def panel(*, file: Path, rubric_file: Path | None, as_json: bool) -> None:
    """Work out means and totals again from the scores of a published panel.

    One JSON object a line: `entry`, `criteria` (each `name`, `factor`, `scores` by judge), as the
    results page gives them. What a row itself says of mean and total is not read. A row that cannot
    be worked out is named with its line and the reason; the others are. Exit code 1 where there is
    such a row.
    """
    try:
        given = (
            panels.rubric_of(json.loads(rubric_file.read_text("utf-8"))) if rubric_file else None
        )
    except panels.Wrong as wrong:
        raise click.ClickException(said(wrong)) from wrong
    except ValueError as wrong:
        raise click.ClickException(_("评分标准的文件不是 JSON，读不出来。")) from wrong
    try:
        with file.open(encoding="utf-8-sig") as lines:
            found = panels.read(lines, given)
    except UnicodeDecodeError as wrong:
        raise click.ClickException(_("文件不是 UTF-8 编码，读不出来。")) from wrong
    faults = [
        {"line": line, "entry": entry, "code": wrong.code, "sentence": said(wrong)}
        for line, entry, wrong in found.faults
    ]
    if as_json:
        click.echo(json.dumps({**told(found.results), "faults": faults}, ensure_ascii=False))
    else:
        for name, result in found.results.items():
            means = "  ".join(f"{criterion} {mean}" for criterion, mean in result.means.items())
            click.echo(f"{name}  {result.total}  {means}")
    for fault in faults:
        line = _("第 %(line)s 行：%(sentence)s") % fault
        click.echo(line, err=True)
    if faults:
        raise click.exceptions.Exit(1)


def told(results: dict[str, panels.Result]) -> dict[str, Any]:
    """Means by entry and criterion, totals by entry, written as rows write them: 7.0, 59.60."""
    return {
        "means": {
            name: {criterion: _written(mean) for criterion, mean in result.means.items()}
            for name, result in results.items()
        },
        "totals": {name: f"{result.total:f}" for name, result in results.items()},
    }


def _written(figure: Decimal) -> str:
    text = f"{figure:f}"
    whole, _dot, part = text.partition(".")
    return f"{whole}.{part.rstrip('0') or '0'}"


def said(wrong: panels.Wrong) -> str:
    """The sentence in the reader's language."""
    return _(wrong.sentence) % wrong.facts


@competitions.command("import")
@commands.options()
@click.option("--source", default="list", show_default=True, help="Name of the list.")
def import_file(*, place: str, **given: Any) -> None:
    """Take in a register of earlier projects with their awards (XLSX, XLS or CSV).

    Running it again changes nothing that has not changed; rows that cannot be taken are listed with
    their line. Exit code 1 when the file cannot be read at all, 0 otherwise.
    """
    commands.importing(tables=[EARLIER], place=commands.place_of(place), **given)
