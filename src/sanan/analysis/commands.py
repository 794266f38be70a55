"""`bin/sanan analysis`: snapshots, measures, what counties publish, data to try it with."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import orjson
from django.conf import settings

from sanan.analysis import declare
from sanan.kit.errors import Refused

LEVELS = ("all", "county", "township", "village")


@click.group()
def analysis() -> None:
    """Counting that scales: measures by place and month, on this machine or a cluster."""


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused


def _data(function: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--data",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=lambda: settings.ANALYSIS,
        show_default="SANAN_ANALYSIS",
        help="The data folder.",
    )(function)


@analysis.command()
@click.option(
    "--villages", type=click.IntRange(1), required=True, help="2546 are a city, 20000 a province."
)
@click.option(
    "--months",
    type=click.IntRange(1, 600),
    required=True,
    help="How many months, the last October 2026.",
)
@click.option(
    "--messages",
    type=click.FloatRange(0),
    default=0,
    help="Also what people say, so many a village and month.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another number, other data.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
@_data
def generate(
    *, villages: int, months: int, messages: float, seed: int, as_json: bool, folder: Path
) -> None:
    """Make up the facts of so many villages: the same numbers always give the same data."""
    from dataclasses import asdict

    from sanan.analysis.counting.folder import Folder
    from sanan.analysis.counting.generating import generate as made

    with _said():
        found = made(
            Folder(folder),
            declare.facts(),
            villages=villages,
            months=months,
            seed=seed,
            messages=messages,
        )
    if as_json:
        click.echo(orjson.dumps(asdict(found)))
    else:
        click.echo(f"{folder}: {found.facts:,} facts in {found.files:,} files")


@analysis.command()
@click.option("--full", is_flag=True, help="Write all months anew.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
@_data
def snapshot(*, full: bool, as_json: bool, folder: Path) -> None:
    """Write the facts that changed since the last snapshot, and count them for the boards.

    Nothing personal is written: a fact has only the columns that its room declares.
    """
    from dataclasses import asdict

    from sanan.analysis.actions.snapshot import snapshot as made

    with _said():
        found = made(folder=folder, full=full)
    if as_json:
        click.echo(orjson.dumps(asdict(found)))
    else:
        click.echo(
            f"{folder}: {found.facts:,} facts, {found.written} files written, {found.kept} kept; "
            f"{found.counts:,} counts, {found.months} months changed"
        )


@analysis.command()
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True
)
@click.option(
    "--address",
    default="",
    help="Of a Spark Connect server, sc://host:port; without, Sail in this process.",
)
@click.option(
    "--threads", type=click.IntRange(0), default=0, help="How many DuckDB may use; 0: all cores."
)
@click.option(
    "--level", type=click.Choice(LEVELS), multiple=True, help="Only these levels; may be repeated."
)
@click.option("--measure", "wanted", multiple=True, help="Only these measures; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@_data
def measures(
    *,
    engine: str,
    address: str,
    threads: int,
    level: tuple[str, ...],
    wanted: tuple[str, ...],
    as_json: bool,
    folder: Path,
) -> None:
    """Print every measure by place and month.

    A row is a measure of a place in a month: `part` of `whole`, and for rates `ratio`. Groups under
    five are folded into the rest of their township or county (`rest`), so that no row tells of a few.
    """
    from sanan.analysis.counting import telling

    with _said():
        told = telling.told(
            folder, declare.facts(), engine=engine, address=address, threads=threads
        )
        rows = told.rows(level or LEVELS, frozenset(wanted) or frozenset(declare.measures()))
    write = _document if as_json else _lines
    for each in write(rows):
        click.echo(each, nl=False)


def _document(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    about = [
        {
            "name": m.name,
            "title": str(m.title),
            "means": str(m.means),
            "ratio": m.ratio,
            "fold": m.fold,
        }
        for m in declare.measures().values()
    ]
    yield b'{"measures":' + orjson.dumps(about) + b',"rows":['
    for number, row in enumerate(rows):
        yield (b",\n" if number else b"\n") + orjson.dumps(row)
    yield b"\n]}\n"


def _lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        ratio = "" if row["ratio"] is None else f"\t{row['ratio']:.4f}"
        rest = "*" if row["rest"] else ""
        yield f"{row['measure']}\t{row['month']}\t{row['place']}{rest}\t{row['part']}/{row['whole']}{ratio}\n"


@analysis.command()
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True
)
@click.option(
    "--address",
    default="",
    help="Of a Spark Connect server, sc://host:port; without, Sail in this process.",
)
@click.option(
    "--threads", type=click.IntRange(0), default=0, help="How many processes read; 0: all cores."
)
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@_data
def reading(*, engine: str, address: str, threads: int, as_json: bool, folder: Path) -> None:
    """Read what people said in every county and month: near copies, and the issues of many.

    The messages lie in the data folder, private words covered (docs/analysis.md). A row of rank 0
    counts a county's month, the others are its hottest issues, from five messages on.
    """
    from sanan.analysis.counting import engines
    from sanan.analysis.counting import reading as batch
    from sanan.analysis.counting.folder import Folder

    with _said(), engines.opened(engine, threads=threads, address=address) as opened:
        rows = batch.read(opened, Folder(folder))
    for row in rows:
        if as_json:
            click.echo(orjson.dumps(row))
        elif row["rank"]:
            click.echo(
                f"  {row['rank']}. {row['heat']:.1f} {row['where']} {row['what']} ({row['messages']})"
            )
        else:
            click.echo(
                f"{row['county']} {row['month']}: {row['messages']} messages, {row['copies']} near copies"
            )


@analysis.command()
def key() -> None:
    """Print the public key by which the level above knows what is published here."""
    from sanan.analysis.actions import publishing

    click.echo(publishing.key())


@analysis.command()
@click.option("--county", required=True, help="The county's code of twelve figures.")
@click.argument("vkey")
def trust(*, county: str, vkey: str) -> None:
    """Believe what this key signs for a county; get it from the county itself, not with the file."""
    from sanan.analysis.actions import publishing

    with _said():
        found = publishing.trust(county=county, vkey=vkey)
    click.echo(f"{found.county} {found.name}")


@analysis.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder to write into.",
)
@click.option("--county", default="", help="Which county, where several are counted here.")
def publish(*, folder: Path, county: str) -> None:
    """Write this county's counts as one signed file, groups under five folded."""
    from sanan.analysis.actions import publishing

    with _said():
        path, digest = publishing.publish(to=folder, county=county)
    click.echo(f"{path} {digest}")


@analysis.command()
@click.argument(
    "files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True
)
@click.option("--json", "as_json", is_flag=True, help="The result as JSON lines.")
def take(*, files: tuple[Path, ...], as_json: bool) -> None:
    """Check what counties published, and count it. What is wrong is said, and nothing of it is counted."""
    from dataclasses import asdict

    from sanan.analysis.actions import publishing

    refused = False
    for path in files:
        try:
            found = publishing.take(path=path)
        except Refused as error:
            refused = True
            click.echo(f"{path}: {error.sentence}", err=True)
            continue
        if as_json:
            click.echo(orjson.dumps(asdict(found)))
        else:
            click.echo(
                f"{found.name}: {found.months[0]}–{found.months[-1]}, {found.counts:,} counts, "
                f"{found.changed} months changed"
            )
            if found.unknown:
                click.echo(f"  not known here: {', '.join(found.unknown)}", err=True)
    if refused:
        raise SystemExit(1)
