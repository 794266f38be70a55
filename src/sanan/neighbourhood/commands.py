"""`bin/sanan neighbourhood`: who has what within reach; streets, points and residents in."""

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from sanan.imports import commands
from sanan.kit.errors import Invalid, Refused
from sanan.neighbourhood.actions.streets import take_points, take_streets
from sanan.neighbourhood.calendars import incoming
from sanan.neighbourhood.circle import walking
from sanan.neighbourhood.circle.coverage import Coverage, coverage, coverage_by_line
from sanan.neighbourhood.circle.osm import SOURCE, read
from sanan.neighbourhood.circle.tables import read_kinds, read_network, read_points
from sanan.neighbourhood.forms.circle_tables import DWELLINGS, POINTS
from sanan.places import queries as places
from sanan.places.models import Place

DAY = click.DateTime(formats=["%Y-%m-%d"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WALKERS = click.Choice([str(walker) for walker in walking.Walker])
NETWORK, STRAIGHT = "network", "straight_line"


@click.group()
def neighbourhood() -> None:
    """Neighbourhood centres and the fifteen minutes around them."""


@neighbourhood.command("coverage")
@click.option("--nodes", type=FILE, required=True, help="CSV: node, lon, lat; height if known.")
@click.option("--edges", type=FILE, help="CSV: u, v, metres. Without: straight line times 1.3.")
@click.option("--poi", type=FILE, required=True, help="CSV: kind, lon, lat.")
@click.option("--kinds", type=FILE, required=True, help="JSON: kind → list of kinds of points.")
@click.option(
    "--metres", type=float, help="How far counts as near; 1,000 unless minutes are given."
)
@click.option("--minutes", type=float, help="Instead of metres: so long for the walker.")
@click.option("--walker", type=WALKERS, default="adult", show_default=True, help="With --minutes.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: covered, all.")
def shares(
    *,
    nodes: Path,
    edges: Path | None,
    poi: Path,
    kinds: Path,
    metres: float | None,
    minutes: float | None,
    walker: str,
    as_json: bool,
) -> None:
    """The share of all nodes that have a point of each kind, and of every kind, within reach.

    A point belongs to its nearest node, edges are walked both ways, and what cannot be reached is not
    covered. Where nodes have heights, a way counts as long as the level way that takes the same time.
    Without --edges the distance is the straight line times 1.3, and the JSON says so: `"by": "straight_line"`. Exit
    code 1 where a file cannot be taken.
    """
    try:
        far = _far(metres, minutes, walker)
        network = read_network(nodes, edges)
        points = read_points(poi)
        wanted = read_kinds(kinds)
    except Invalid as wrong:
        raise click.ClickException(str(wrong.sentence)) from wrong
    at = {kind: points.of(given) for kind, given in wanted.items()}
    if edges:
        nearest, _off = network.nearest(points.lat, points.lon)
        found = coverage(network, {kind: nearest[marks] for kind, marks in at.items()}, far)
    else:
        where = {kind: (points.lat[marks], points.lon[marks]) for kind, marks in at.items()}
        found = coverage_by_line(network.lat, network.lon, where, far)
    _say(found, by=NETWORK if edges else STRAIGHT, as_json=as_json)


def _far(metres: float | None, minutes: float | None, walker: str) -> float:
    """The metres asked for. Raises `Invalid` for both, and for what is no length."""
    if metres is not None and minutes is not None:
        raise Invalid(_("米数和分钟数只能给一个。"), "both")
    far = 1000.0 if metres is None else metres
    if minutes is not None:
        far = walking.reach(walking.Walker(walker), minutes)
    if not 0 <= far <= walking.FARTHEST:
        raise Invalid(_("距离要在 0 到 100 公里之间。"), "bad_distance")
    return far


def _say(found: Coverage, *, by: str, as_json: bool) -> None:
    if as_json:
        told: dict[str, object] = {"covered": found.covered, "all": found.all}
        if by != NETWORK:
            told["by"] = by
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for kind, share in found.covered.items():
        click.echo(f"{share:7.1%}  {kind}")
    click.echo(f"{found.all:7.1%}  {_('每一类都有')}")
    if by != NETWORK:
        click.echo(_("没有路网，按直线距离乘以 1.3 估算。"))


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
