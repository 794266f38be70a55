"""`bin/sanan estates`: dwellings with their owners in, the company's meters and receipts in."""

from typing import Any

import click

from sanan.estates.forms.tables import BILLS, DWELLINGS
from sanan.imports import commands


@click.group()
def estates() -> None:
    """Estates."""


@estates.command("import")
@commands.options()
@click.option("--source", default="property", show_default=True, help="Name of the list.")
def import_file(*, place: str, **given: Any) -> None:
    """Take in dwellings with their owners, or meters and receipts (XLSX, XLS or CSV).

    Which of the two is told by the head of the table. Running it again changes nothing that has not
    changed; rows that cannot be taken are listed with their line. Exit code 1 when the file cannot
    be read at all, 0 otherwise.
    """
    commands.importing(tables=[DWELLINGS, BILLS], place=commands.place_of(place), **given)
