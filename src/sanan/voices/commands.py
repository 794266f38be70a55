"""`bin/sanan voices` and `bin/sanan live`: rooms from the command line, the process of the streams."""

import asyncio
import json
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click
from django.db import close_old_connections

from sanan.kit import hearing
from sanan.kit.errors import Refused
from sanan.places.queries import with_code
from sanan.voices import actions
from sanan.voices.enums import MOVED
from sanan.voices.live.server import Live
from sanan.voices.live.watch import Database


@click.group()
def voices() -> None:
    """Village rooms."""


@voices.command("open")
@click.argument("place")
def open_(place: str) -> None:
    """Open the room of the village with this code; twice is once."""
    found = with_code(place)
    if found is None:
        raise click.ClickException(f"no place {place}")
    try:
        room = actions.open_room(place=found, by=None)
    except Refused as refusal:
        raise click.ClickException(str(refusal.sentence)) from refusal
    click.echo(room.door)


@voices.command("import")
@click.argument("place")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def import_(place: str, file: Path, *, as_json: bool) -> None:
    """Take a group's export (`时间 昵称: 内容`) into the room of a village. Exit 1 for bad lines."""
    found = with_code(place)
    if found is None:
        raise click.ClickException(f"no place {place}")
    try:
        room = actions.open_room(place=found, by=None)
        taken = actions.take_in(room=room, content=file.read_bytes(), by=None)
    except Refused as refusal:
        raise click.ClickException(str(refusal.sentence)) from refusal
    if as_json:
        click.echo(json.dumps(asdict(taken), ensure_ascii=False))
    else:
        click.echo(f"{taken.taken} taken, {taken.known} known, {taken.old} too old")
        for number, why in taken.bad:
            click.echo(f"line {number}: {why}", err=True)
    sys.exit(1 if taken.bad_count else 0)


@voices.command()
def index() -> None:
    """Make every message findable now, as the worker does every few seconds."""
    click.echo(actions.index_waiting())


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8001, show_default=True, help="Port.")
def live(*, host: str, port: int) -> None:
    """Hold the streams of open rooms; `bin/sanan up` starts it by itself. Ctrl-C ends it."""
    ears = partial(hearing.listen, MOVED) if hearing.can() else None
    asyncio.run(Live(Database(close_old_connections), ears=ears).serve(host, port))
