"""`bin/sanan livelihood`: the roll of migrants in, a public draw recomputed."""

from typing import Any

import click

from sanan.imports import commands
from sanan.livelihood.forms.tables import ROLL


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
