"""`bin/sanan projects`: figures, checks of published ones, tables in, OC4IDS out and in."""

import json
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
import orjson

from sanan.imports import commands
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.kit.numbers import exact
from sanan.process.declare import OPERATOR
from sanan.projects.queries import notices
from sanan.scoring.progress import (
    MOST_PERCENT,
    ROUNDINGS,
    Checked,
    check_published,
    linear,
    of_percent,
    progress,
)


@click.group()
def projects() -> None:
    """Key projects."""


def _number(
    _context: click.Context, parameter: click.Parameter, given: str | None
) -> Decimal | None:
    """A number as a notice prints it; never a float."""
    if given is None:
        return None
    text = given.strip().removesuffix("%").replace(",", "").replace("\N{MINUS SIGN}", "-")
    found = exact(text)
    if found is None:
        raise click.BadParameter(f"{given} is no number; write 67.9")
    if found < 0:
        raise click.BadParameter(f"{parameter.name} cannot be negative")
    return found


@projects.command()
@click.option("--invested", callback=_number, help="Invested so far, in any unit.")
@click.option("--plan", callback=_number, help="The year's plan, in the same unit.")
@click.option("--completion", callback=_number, help="Instead of both: the percentage itself.")
@click.option("--months", type=click.IntRange(0, 12), help="Months of the year gone by.")
@click.option(
    "--schedule", callback=_number, help="What should be done, in per cent; default months/12."
)
@click.option(
    "--round", "rounding", type=click.Choice(ROUNDINGS), default="last", show_default=True
)
@click.option("--places", type=click.IntRange(0, 6), default=1, show_default=True)
@click.option(
    "--check",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Instead: hold published figures (JSON lines) against their own sums.",
)
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def figures(
    *,
    invested: Decimal | None,
    plan: Decimal | None,
    completion: Decimal | None,
    months: int | None,
    schedule: Decimal | None,
    rounding: str,
    places: int,
    check: Path | None,
    as_json: bool,
) -> None:
    """Completion, schedule and lead in points, as they are printed.

    `--round last` subtracts exactly and rounds once, `first` subtracts what is printed. `exact` in
    the JSON is unrounded, to eight decimals. Exit code 2 for what cannot be worked out: a plan of
    nought, a negative sum, more than 1,000 per cent.
    """
    if check is not None:
        _checked(check, as_json=as_json)
        return
    due = Fraction(schedule) if schedule is not None else None if months is None else linear(months)
    if due is None:
        raise click.UsageError("Give --months or --schedule.")
    if completion is not None:
        found = of_percent(Fraction(completion), due, rounding=rounding, places=places)
    else:
        if invested is None or plan is None:
            raise click.UsageError("Give --invested and --plan, or --completion.")
        if plan == 0:
            raise click.UsageError("The plan is 0: there is no completion of nothing.")
        found = progress(invested, plan, due, rounding=rounding, places=places)
    for share in (found.exact_completion, due):
        if share is not None and share > MOST_PERCENT:
            raise click.UsageError("More than 1,000 per cent: one of the units is wrong (万, 亿).")
    printed = {
        "completion": _plain(found.completion),
        "schedule": _plain(found.schedule),
        "lead": _plain(found.lead),
    }
    exact = {
        "completion": _eight(found.exact_completion),
        "schedule": _eight(found.exact_schedule),
        "lead": _eight(found.exact_lead),
    }
    if as_json:
        click.echo(json.dumps({**printed, "round": rounding, "places": places, "exact": exact}))
        return
    for name, value in printed.items():
        click.echo(f"{name} {value}")


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _eight(value: Fraction | None) -> str | None:
    return None if value is None else f"{round(float(value), 8)}"


def _checked(path: Path, *, as_json: bool) -> None:
    """Each published figure: by which rounding it is reproduced, or by how much it differs."""
    rows = [
        json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    found = check_published(rows)
    if as_json:
        click.echo(json.dumps([_as_object(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        row = each.row
        where = " ".join(str(row[n]) for n in ("place", "period", "scope", "label") if row.get(n))
        if each.reproduced:
            click.echo(
                f"ok    {each.field} {each.published} ({', '.join(each.reproduced)}) {where}"
            )
        elif each.difference is None:
            click.echo(f"alone {each.field} {each.published} has no sums beside it: {where}")
        else:
            click.echo(
                f"other {each.field} {each.published}, {each.difference:+} from ours: {where}"
            )
    told = sum(1 for each in found if each.reproduced)
    click.echo(f"{told} of {len(found)} published figures are reproduced")


def _as_object(each: Checked) -> dict[str, Any]:
    row = each.row
    return {
        "place": row.get("place", ""),
        "period": row.get("period", ""),
        "scope": row.get("scope") or row.get("label") or "",
        "field": each.field,
        "published": str(each.published),
        "ours": {way: str(value) for way, value in each.ours.items()},
        "reproduced": list(each.reproduced),
        "difference": None if each.difference is None else str(each.difference),
    }


@projects.command("check-board")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def check_board(*, file: Path, as_json: bool) -> None:
    """Where a board (JSON: columns, rows in 亿, totals_in_text, text) contradicts itself.

    Prints Σ ÷ Σ beside it. Warns and never refuses: exit code 0.
    """
    rows, text, told = notices.board(json.loads(file.read_text(encoding="utf-8")))
    found = notices.board_differences(rows, text=text, told=told)
    whole = progress(sum(r.invested_fen for r in rows), sum(r.plan_fen for r in rows), None)
    if as_json:
        warnings = [
            {"what": d.what, "said": d.said, "other": d.other, "difference": d.gap} for d in found
        ]
        answer = {"completion": _plain(whole.completion), "warnings": warnings}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for each in found:
        click.echo(f"! {each}")
    click.echo(f"{len(found)} differences; {whole.completion} % of the plan (sum by sum)")


@projects.command("import")
@commands.options()
@click.option("--source", default="list", show_default=True, help="Name of the list.")
def import_file(*, place: str, **given: Any) -> None:
    """Take in a year's projects with their plans (XLSX, XLS or CSV).

    Months are reported by people, on their page. Running it again changes nothing that has not
    changed; rows that cannot be taken are listed with their line.
    """
    from sanan.projects.forms.table import PROJECTS

    commands.importing(tables=[PROJECTS], place=commands.place_of(place), **given)


@projects.command()
@click.option("--oc4ids", "file", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--place", default="", help="Code of the county; default: the installation's.")
def export(*, file: Path, place: str) -> None:
    """Write all public projects of a county as an OC4IDS package (`-` for standard output)."""
    from sanan.places import queries as places
    from sanan.projects.models import Project
    from sanan.projects.queries.oc4ids import package

    here = commands.place_of(place) or places.default()
    rows = Project.objects.filter(place__path__startswith=here.path)
    found = package(rows, publisher=here.spoken, at=clock.now())
    text = orjson.dumps(found, option=orjson.OPT_INDENT_2)
    if str(file) == "-":
        sys.stdout.buffer.write(text + b"\n")
        return
    file.write_bytes(text)
    click.echo(f"{len(found['projects'])} projects in {file}")


@projects.command("import-oc4ids")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--place", default="", help="Code of the county; default: the installation's.")
def import_oc4ids(*, file: Path, place: str) -> None:
    """Take in the projects of an OC4IDS package: new ones are registered, known ones left alone."""
    from sanan.places import queries as places
    from sanan.projects.actions.exchange import take_in

    here = commands.place_of(place) or places.default()
    try:
        data = orjson.loads(file.read_bytes())
        found = take_in(data=data, place=here, relation=OPERATOR)
    except orjson.JSONDecodeError as no:
        raise click.ClickException(f"{file}: {no}") from None
    except Refused as no:
        raise click.ClickException(str(no.sentence)) from None
    click.echo(f"{len(found.made)} projects new, {found.known} known")
    for line in found.refused:
        click.echo(f"! {line}")
