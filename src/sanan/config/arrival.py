"""`bin/sanan import`: a table of messages, or with `--all` a whole installation."""

import copy
from pathlib import Path
from typing import Any

import click

from sanan.cases.commands import import_file
from sanan.transfer.commands import take_in


def _import(**given: Any) -> None:
    folder, keys_from = given.pop("folder"), given.pop("keys_from")
    if folder is not None:
        if given["file"] is not None:
            raise click.UsageError("Give either FILE or --all DIR.")
        take_in(folder=folder, keys_from=keys_from, as_json=given["as_json"])
    elif given["file"] is None:
        raise click.UsageError("Say what to import: FILE, or --all DIR.")
    elif import_file.callback:
        import_file.callback(**given)


def _params() -> list[click.Parameter]:
    """Those of the cases room, with the file left to choice, and ours."""
    theirs = [copy.copy(each) for each in import_file.params]
    for each in theirs:
        each.required = each.required and each.name != "file"
    whole = click.Option(
        ["--all", "folder"],
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Make the installation that `bin/sanan export --all` wrote into DIR, here.",
        metavar="DIR",
    )
    keys = click.Option(
        ["--keys", "keys_from"],
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="With --all: the keys that were exported with it; asks for their passphrase.",
    )
    return [whole, keys, *theirs]


_TOLD = """

    With --all it takes a whole installation instead: into an empty database and an empty folder
    (SANAN_VAR) only, SQLite or PostgreSQL alike. Every table is counted and hashed again, the record
    audited, old receipts verified; where anything differs, nothing is taken in.
"""

import_ = click.Command(
    "import", params=_params(), callback=_import, help=(import_file.help or "") + _TOLD
)
