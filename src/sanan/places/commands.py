"""`bin/sanan places`: the code table in, posters out."""

import sys
from dataclasses import asdict
from pathlib import Path

import click
import orjson

from sanan.kit.errors import Refused
from sanan.places import actions, queries
from sanan.places.coordinates import Crs
from sanan.places.models import Place, QrPoint


@click.group()
def places() -> None:
    """Places: load the region code table, make QR posters."""


@places.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--city", default="", help="Name of the city, where the table does not give it.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON object.")
def load(file: Path, city: str, as_json: bool) -> None:
    """Load a 12-digit code table (CSV). Twice is once; one bad row and nothing is loaded."""
    try:
        loaded = asdict(actions.load_regions(source=file, city=city))
    except actions.BadTable as table:
        bad = [asdict(row) for row in table.rows]
        if as_json:
            _print_json({"rejected": len(bad), "bad_rows": bad})
        for row in table.rows:
            click.echo(f"{file.name}:{row.line}: {row.why}", err=True)
        click.echo(f"{len(bad)} bad rows, nothing loaded.", err=True)
        sys.exit(1)
    except Refused as refusal:
        raise click.ClickException(str(refusal.sentence)) from refusal
    if as_json:
        _print_json({**loaded, "rejected": 0})
    else:
        click.echo(
            "{rows} rows: {added} added, {renamed} renamed, {unchanged} unchanged; "
            "above them {above_added} added, {above_renamed} renamed.".format(**loaded)
        )


@places.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--crs",
    type=click.Choice([str(crs) for crs in Crs]),
    required=True,
    help="The system that the file is meant in; guessing moves a boundary by half a kilometre.",
)
@click.option("--source", required=True, help="Whose boundaries these are.")
def outlines(file: Path, crs: str, source: str) -> None:
    """Take the boundaries of places from a GeoJSON file, by each feature's code or adcode."""
    try:
        features = orjson.loads(file.read_bytes())["features"]
        done = actions.load_outlines(features=features, crs=Crs(crs), source=source)
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise click.ClickException(f"{file.name} is no GeoJSON FeatureCollection") from error
    except Refused as refusal:
        raise click.ClickException(str(refusal.sentence)) from refusal
    click.echo(f"{done.taken} outlines taken.")
    if done.unknown:
        click.echo(f"No place of ours: {', '.join(done.unknown)}.")


@places.command()
@click.argument("code")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder."
)
@click.option("--label", default="", help="Where a new poster hangs.")
@click.option("--json", "as_json", is_flag=True, help="Print the files as JSON.")
def qr(code: str, out: Path, label: str, as_json: bool) -> None:
    """Write QR code and poster of every QR point at CODE and under it; make one if there is none."""
    try:
        points = _points(queries.by_code(code), label)
        out.mkdir(parents=True, exist_ok=True)
        files = [file for point in points for file in _svgs(point, out)]
        pdf = out / f"{code}.pdf"
        pdf.write_bytes(queries.poster_pdf(points))
        files.append(pdf)
    except Refused as refusal:
        raise click.ClickException(str(refusal.sentence)) from refusal
    if as_json:
        _print_json({"points": len(points), "files": [str(f) for f in files]})
    else:
        for file in files:
            click.echo(file)


def _points(place: Place, label: str) -> list[QrPoint]:
    points = queries.live_points(place)
    if label or not points:
        points = [*points, actions.make_qr(place=place, label=label)]
    return points


def _svgs(point: QrPoint, out: Path) -> list[Path]:
    code, poster = out / f"{point.token}-qr.svg", out / f"{point.token}-poster.svg"
    code.write_text(queries.qr_svg(point), encoding="utf-8")
    poster.write_text(queries.poster_svg(point), encoding="utf-8")
    return [code, poster]


def _print_json(value: object) -> None:
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())
