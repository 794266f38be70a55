"""`bin/sanan livelihood`: the roll of migrants in, a public draw recomputed."""

import json
from pathlib import Path
from typing import Any

import click

from sanan.imports import commands
from sanan.livelihood.forms.tables import ROLL
from sanan.livelihood.rules import draw


@click.group()
def livelihood() -> None:
    """Livelihood."""


@livelihood.command("import")
@commands.options()
@click.option("--source", default="roll", show_default=True, help="Name of the roll.")
def import_file(*, place: str, **given: Any) -> None:
    """Take in a roll of resettled households, a person a row (XLSX, XLS or CSV).

    Running it again changes nothing that has not changed; rows that cannot be taken are listed
    with their line. Exit code 1 when the file cannot be read at all, 0 otherwise.
    """
    commands.importing(tables=[ROLL], place=commands.place_of(place), **given)


@livelihood.command("draw")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def recompute(*, file: Path, as_json: bool) -> None:
    """Recompute a public draw from the file that its page hands out (draw.json).

    Says whether secret and list are those of which the hash was shown, and the order. Needs no
    database. Exit code 1 where they are not, or where the draw has not taken place.
    """
    told = json.loads(file.read_text(encoding="utf-8"))
    if not told.get("secret"):
        raise click.ClickException("还没有抽签 / not drawn yet")
    fits = draw.fits(told["commitment"], told["secret"], told["entries"])
    order = draw.order(told["secret"], told["word"], told["entries"])
    if as_json:
        click.echo(json.dumps({"fits": fits, "order": order}, ensure_ascii=False))
    else:
        for turn, entry in enumerate(order, 1):
            click.echo(f"{turn}\t{entry}")
        click.echo("校验码相符 / the commitment fits" if fits else "校验码不符 / it does not fit")
    if not fits:
        raise click.exceptions.Exit(1)
