"""`bin/sanan investment`: a county's workbooks in."""

from typing import Any

import click

from sanan.imports import commands
from sanan.investment.forms.tables import TABLES


@click.group()
def investment() -> None:
    """Investment promotion."""


@investment.command("import")
@commands.options(history=True)
@click.option("--source", default="list", show_default=True, help="Name of the list.")
def import_file(*, place: str, **given: Any) -> None:
    """Take in companies, leads or agreements (XLSX, XLS or CSV); which, its columns say.

    Running it again changes nothing that has not changed; rows that cannot be taken are listed with
    their line. Agreements count once somebody verified them. Exit code 1 when the file cannot be read.
    """
    commands.importing(tables=TABLES, place=commands.place_of(place), **given)
