"""`bin/sanan neighbourhood`: who has what within reach; streets, points and residents in."""

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from sanan.imports import commands
from sanan.kit.errors import Refused
from sanan.neighbourhood.actions.streets import take_points, take_streets
from sanan.neighbourhood.calendars import incoming
from sanan.neighbourhood.circle.commands import FILE, neighbourhood
from sanan.neighbourhood.circle.osm import SOURCE, read
from sanan.neighbourhood.circle.tables import read_network
from sanan.neighbourhood.forms.circle_tables import DWELLINGS, POINTS
from sanan.places import queries as places
from sanan.places.models import Place

DAY = click.DateTime(formats=["%Y-%m-%d"])


def _place(code: str) -> Place:
    return commands.place_of(code) or places.default()


@neighbourhood.command("streets")
@click.option("--place", required=True, help="Code of the county that the streets belong to.")
@click.option("--nodes", type=FILE, required=True, help="CSV: node, lon, lat; height if known.")
@click.option("--edges", type=FILE, required=True, help="CSV: u, v, metres.")
@click.option("--source", required=True, help="Where they come from, as pages name it.")
def streets(*, place: str, nodes: Path, edges: Path, source: str) -> None:
    """Take in a county's street network (positions in WGS84), instead of the one before.

    Everything around is measured anew. Exit code 1 where a file cannot be taken.
    """
    there = _place(place)
    try:
        made = take_streets(place=there, network=read_network(nodes, edges), source=source)
    except Refused as wrong:
        raise click.ClickException(str(wrong.sentence)) from wrong
    click.echo(f"{made.crossings} crossings, {made.ways} ways")


@neighbourhood.command("osm")
@click.argument("file", type=FILE)
@click.option("--place", required=True, help="Code of the county that the extract is of.")
def extract(*, file: Path, place: str) -> None:
    """Take in an OpenStreetMap extract: points of GeoJSON or .osm, of .osm its streets, too.

    Again puts right what has changed and doubles nothing. Exit code 1 where it cannot be read.
    """
    there = _place(place)
    try:
        found = read(file)
        if found.streets is not None:
            made = take_streets(place=there, network=found.streets, source=SOURCE)
            click.echo(f"{made.crossings} crossings, {made.ways} ways")
        taken = take_points(place=there, found=found.points)
    except Refused as wrong:
        raise click.ClickException(str(wrong.sentence)) from wrong
    click.echo(
        f"points: {taken.added} new, {taken.changed} changed, {taken.unchanged} unchanged, "
        f"{taken.left} left out (of a name that is there already)"
    )


@neighbourhood.command("import")
@commands.options()
@click.option("--source", default="list", show_default=True, help="Name of the list.")
def import_file(*, place: str, **given: Any) -> None:
    """Take in a list of service points or of residents by building (XLSX, XLS or CSV).

    Coordinates must say their system. Running it again changes nothing that has not changed; rows
    that cannot be taken are listed with their line. Exit code 1 when the file cannot be read at all.
    """
    commands.importing(tables=[POINTS, DWELLINGS], place=commands.place_of(place), **given)


@neighbourhood.command()
@click.argument("file", type=FILE)
@click.option("--from", "first", type=DAY, required=True, help="The first day.")
@click.option("--to", "last", type=DAY, required=True, help="The last day, included.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def calendar(*, file: Path, first: Any, last: Any, as_json: bool) -> None:
    """Print what takes place in a calendar file (ICS) from one day to another, both included.

    Recurrences, exceptions, moved and cancelled instances as RFC 5545 says; events without a zone
    in the calendar's own clock. `cancelled` are listed apart. What could not be placed is named in a
    sentence, and the exit code is 1; so it is for what is no calendar at all.
    """
    try:
        source = io.BytesIO(file.read_bytes())
        found = incoming.read(source, first=first.date(), last=last.date())
    except Refused as no:
        raise click.ClickException(f"{file.name}: {no.sentence}") from no
    if as_json:
        told = {"file": file.name, "from": f"{first:%F}", "to": f"{last:%F}", **asdict(found)}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for each in found.occurrences:
            click.echo(f"{each['start']}  {each['end']}  {each['summary']}")
    for sentence in [*found.broken, *found.warnings]:
        click.echo(f"{file.name}: {sentence}", err=True)
    if found.broken:
        raise SystemExit(1)
