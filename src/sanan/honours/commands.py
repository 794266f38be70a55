"""`bin/sanan honours`: a year's list of awards in."""

from typing import Any

import click

from sanan.honours.forms.table import AWARDS
from sanan.imports import commands


@click.group()
def honours() -> None:
    """Honours."""


@honours.command("import")
@commands.options()
@click.option("--source", default="list", show_default=True, help="Name of the list.")
def import_file(*, place: str, **given: Any) -> None:
    """Take in a list of those honoured in a year (XLSX, XLS or CSV).

    The scheme of each row's year must be there. Running it again changes nothing that has not
    changed; rows that cannot be taken are listed with their line. Exit code 1 when the file cannot
    be read at all, 0 otherwise.
    """
    commands.importing(tables=[AWARDS], place=commands.place_of(place), **given)
