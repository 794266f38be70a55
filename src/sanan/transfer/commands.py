"""`bin/sanan export --all` and `bin/sanan import --all`: arguments in, one call, lines or JSON out."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from sanan.kit.errors import Refused
from sanan.transfer import keys as secret
from sanan.transfer import reading, writing
from sanan.transfer.formats import Format
from sanan.transfer.keys import LOG, SEALED, SECRET

_KEYS_ARE_ELSEWHERE = (
    f"The keys ({SECRET}, {SEALED}, {LOG}) are NOT in this folder. At the new place, without them:"
)
_KEYS_ARE_LOCKED = (
    "The keys are in {path}, under your passphrase. Carry the two by different roads."
)


@click.command()
@click.option(
    "--all",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder to write everything into; it must not be there yet.",
)
@click.option("--json", "lines", is_flag=True, help="Tables as JSON Lines instead of Parquet.")
@click.option(
    "--keys",
    "keys_to",
    type=click.Path(path_type=Path),
    help="Lock the secret keys into this file, too; asks for a passphrase.",
)
def export(*, folder: Path, lines: bool, keys_to: Path | None) -> None:
    """Write everything this installation holds into a folder, in open formats.

    Tables, files, the public record, a manifest with counts and hashes. It may run meanwhile; what
    is written after the first second is not in the folder, so stop it before a move. The folder is
    as confidential as the database. `bin/sanan import --all` makes the same installation elsewhere.
    """
    word = _passphrase(confirm=True) if keys_to else ""
    form = Format.LINES if lines else Format.PARQUET
    try:
        said = writing.export(
            folder=folder, form=form, keys_to=keys_to, passphrase=word, tell=click.echo
        )
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    click.echo(f"{folder}: {len(said.tables)} tables, {said.rows} rows, {said.files} files")
    if keys_to:
        click.echo(_KEYS_ARE_LOCKED.format(path=keys_to))
    else:
        _say_what_fails(_KEYS_ARE_ELSEWHERE, secret.WITHOUT)
        click.echo("Export with --keys FILE, or carry them as docs/moving.md says.", err=True)


def take_in(*, folder: Path, keys_from: Path | None, as_json: bool) -> None:
    """`bin/sanan import --all`; `bin/sanan import FILE` is the cases room's."""
    word = _passphrase(confirm=False) if keys_from else ""
    try:
        arrived = reading.arrive(
            folder=folder,
            keys_from=keys_from,
            passphrase=word,
            tell=lambda said: click.echo(said, err=as_json),
        )
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    if as_json:
        click.echo(json.dumps(_plain(arrived)))
    else:
        click.echo(f"{arrived.receipts} old receipts verify")
    if arrived.without:
        _say_what_fails("Keys of the old place are missing here. Without them:", arrived.without)
        click.echo(
            "Import again into an empty place with --keys FILE, or see docs/moving.md.", err=True
        )
    for each in arrived.todo:
        click.echo(f"Still to do: {each}", err=True)


def _plain(arrived: reading.Arrived) -> dict[str, Any]:
    said = arrived.said
    return {
        "tables": len(said.tables),
        "rows": said.rows,
        "files": said.files,
        "entries": arrived.entries,
        "receipts": arrived.receipts,
        "missing_keys": sorted(arrived.without),
        "todo": arrived.todo,
    }


def _say_what_fails(heading: str, without: Mapping[str, str]) -> None:
    click.echo(heading, err=True)
    for name, what in without.items():
        click.echo(f"  {name}: {what}", err=True)


def _passphrase(*, confirm: bool) -> str:
    """Asked for at a terminal, else the first line of the input."""
    if sys.stdin.isatty():
        return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm))
    return sys.stdin.readline().rstrip("\n")
