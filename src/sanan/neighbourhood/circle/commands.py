"""`bin/sanan neighbourhood coverage`: who has what within reach, from files, without a database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
import django
from django.core.exceptions import AppRegistryNotReady
from django.utils.translation import gettext as _

from sanan.kit.errors import Invalid
from sanan.neighbourhood.circle import walking
from sanan.neighbourhood.circle.coverage import Coverage, coverage_by_line
from sanan.neighbourhood.circle.coverage import coverage as along_streets
from sanan.neighbourhood.circle.tables import read_kinds, read_network, read_points

Found = TypeVar("Found")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WALKERS = click.Choice([str(walker) for walker in walking.Walker])


@click.group()
def neighbourhood() -> None:
    """Neighbourhood centres and the fifteen minutes around them."""


@neighbourhood.command()
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
def coverage(
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
        far = _worded(lambda: _far(metres, minutes, walker))
        found = _worded(lambda: _found(nodes, edges, poi, kinds, far))
    except Invalid as wrong:
        raise click.ClickException(str(wrong.sentence)) from wrong
    if as_json:
        told: dict[str, object] = {"covered": found.covered, "all": found.all}
        if not edges:
            told["by"] = "straight_line"
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _worded(lambda: _say(found, by_line=not edges))


def _worded(work: Callable[[], Found]) -> Found:
    """Do the work, and again with Django where a sentence needs it: it is not loaded for figures."""
    try:
        return work()
    except AppRegistryNotReady:
        django.setup()
        return work()


def _found(nodes: Path, edges: Path | None, poi: Path, kinds: Path, far: float) -> Coverage:
    network, points, wanted = read_network(nodes, edges), read_points(poi), read_kinds(kinds)
    at = {kind: points.of(given) for kind, given in wanted.items()}
    if edges is None:
        where = {kind: (points.lat[marks], points.lon[marks]) for kind, marks in at.items()}
        return coverage_by_line(network.lat, network.lon, where, far)
    nearest, _off = network.nearest(points.lat, points.lon)
    return along_streets(network, {kind: nearest[marks] for kind, marks in at.items()}, far)


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


def _say(found: Coverage, *, by_line: bool) -> None:
    for kind, share in found.covered.items():
        click.echo(f"{share:7.1%}  {kind}")
    click.echo(f"{found.all:7.1%}  {_('每一类都有')}")
    if by_line:
        click.echo(_("没有路网，按直线距离乘以 1.3 估算。"))
