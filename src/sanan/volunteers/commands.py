"""`bin/sanan volunteers`: a register in, the county's figures out."""

import json
from dataclasses import asdict
from typing import Any

import click

from sanan.imports import commands
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.places import queries as places
from sanan.volunteers.forms.table import REGISTERS
from sanan.volunteers.queries import totals as reads


@click.group()
def volunteers() -> None:
    """Volunteer projects, activities and hours."""


@volunteers.command("import")
@commands.options()
@click.option(
    "--what",
    type=click.Choice(["projects", "activities"]),
    help="What the rows are; without it the column names decide.",
)
@click.option("--source", default="register", show_default=True, help="Name of the register.")
def import_file(*, place: str, **given: Any) -> None:
    """Take in a register of projects, or of activities (XLSX, XLS or CSV).

    Projects first: an activity names its project by number or name. Common Chinese column names are
    recognised; --map names the others. Running it again changes nothing that has not changed.
    Rows that cannot be taken are listed with their line; exit code 1 when the file cannot be read
    at all, 0 otherwise.
    """
    commands.importing(tables=REGISTERS, place=commands.place_of(place), name_table=True, **given)


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
