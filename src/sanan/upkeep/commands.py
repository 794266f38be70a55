"""`bin/sanan backup`, `restore`, `recovery`: arguments in, one call, lines or JSON out."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.upkeep import backup as taking
from sanan.upkeep import recovery as paper
from sanan.upkeep import restore as bringing
from sanan.upkeep import said, state
from sanan.upkeep import upgrade as raising
from sanan.upkeep import verify as looking

PLACE = click.Path(file_okay=False, path_type=Path)
_KEEP = (
    "This is the recovery key. It is shown this once and kept nowhere on this machine. Write it on\n"
    "paper, twice, and lay the papers in two safes; without it and without SANAN_KEYS no backup gives\n"
    "telephone numbers or sealed reports back:\n\n    {key}\n"
)


@click.command()
@click.argument("place", type=PLACE, required=False)
@click.option("--verify", is_flag=True, help="Restore it into a scratch place and audit it there.")
@click.option("--due", is_flag=True, help="As the clock calls it: only where a place was begun.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def backup(*, place: Path | None, verify: bool, due: bool, as_json: bool) -> None:
    """Take a backup into the folder PLACE (or SANAN_BACKUP) while people work.

    The database as it is at one moment, files that no backup there had before, the public record;
    the keys apart, locked for the recovery key. It appears whole or not at all.
    """
    os.umask(0o077)
    try:
        place = place or bringing.ours()
        if due:
            taking.check_place(place)
        name, held = taking.take(place=place, tell=lambda line: click.echo(line, err=True))
        if verify:
            looking.verify(place=place, name=name)
    except Refused as refused:
        if refused.code != "busy":
            _keep_failure(refused)
        raise click.ClickException(str(refused.sentence)) from refused
    if as_json:
        told = {"name": name, "files": held.files, "size": held.size, "fresh": held.fresh}
        click.echo(json.dumps({**told, "keys": bool(held.keys), "verified": verify}))
        return
    click.echo(f"{place / name}: {held.files} files, {held.fresh} bytes of them new")
    if verify:
        click.echo("restored apart and audited: it is whole, and as it should be")
    if not held.keys:
        click.echo(
            "No keys were kept: bin/sanan recovery new makes a recovery key, for which they are locked.",
            err=True,
        )


@click.command()
@click.argument("place", type=PLACE, required=False)
@click.option("--name", default="", help="Which backup; otherwise the newest whole one.")
@click.option("--list", "listing", is_flag=True, help="Only say which backups there are.")
@click.option(
    "--recovery-key", "asks", is_flag=True, help="Bring the keys back, too; asks for the key."
)
@click.option(
    "--keys",
    "keys_from",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The locked keys, where they lie elsewhere than beside PLACE.",
)
@click.option("--record", "tail", type=PLACE, help="Where the record went on; else PLACE/record.")
@click.option("--look", is_flag=True, hidden=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def restore(
    *,
    place: Path | None,
    name: str,
    listing: bool,
    asks: bool,
    keys_from: Path | None,
    tail: Path | None,
    look: bool,
    as_json: bool,
) -> None:
    """Make the installation of a backup in PLACE again, here: empty SANAN_VAR, empty database.

    Everything is read and checked before anything is laid; afterwards the record, the rows and the
    files are audited. What was published after the backup is named. Exit 1 where something is wrong.
    """
    os.umask(0o077)
    try:
        place = place or bringing.ours()
        if listing:
            _list(place)
            return
        back = bringing.bring(
            place=place,
            name=name,
            keys_from=keys_from,
            word=_word() if asks else "",
            tail=tail,
            link=look,
            tell=lambda line: click.echo(line, err=True),
        )
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    if as_json:
        click.echo(json.dumps(back.as_dict(), ensure_ascii=False))
    else:
        _tell(back)
    sys.exit(1 if back.wrong or back.lost_files else 0)


def _keep_failure(refused: Refused) -> None:
    """For the clerk's page and `doctor`, until a backup is taken."""
    now = clock.now().isoformat()
    state.keep(failed=str(refused.sentence), failed_code=refused.code, failed_at=now)


def _list(place: Path) -> None:
    for name, held in said.whole(place).items():
        keys = "with keys" if held.keys else "without keys"
        click.echo(f"{name}  {held.version}  {held.engine}  {held.files} files  {keys}")


def _tell(back: bringing.Back) -> None:
    click.echo(f"{back.name} is back: {back.entries} entries of the record, {back.files} files")
    if back.missing:
        click.echo(
            f"{len(back.missing)} entries were published after this backup. They keep their places in "
            "the record; what they said is lost, and has to be asked for again:"
        )
    for each in back.missing:
        click.echo(f"  {each['at']}  {each['event']}  {each['id']}")
    for said_wrong in back.wrong:
        click.echo(f"WRONG: {said_wrong}", err=True)
    for ref in back.lost_files:
        click.echo(f"WRONG: file {ref} has no bytes", err=True)
    for key, what in back.without.items():
        click.echo(f"without {key}: {what}", err=True)
    for todo in back.todo:
        click.echo(f"Still to do: {todo}", err=True)


@click.command()
@click.argument("place", type=PLACE, required=False)
@click.option("--check", is_flag=True, help="Only say what would be done (exit 1 where anything).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def upgrade(*, place: Path | None, check: bool, as_json: bool) -> None:
    """Bring the database to this version: backup into PLACE, migrations, audit; undone where one fails.

    Stop web, live and worker first, and leave the socket to systemd: what people send meanwhile waits
    there and is answered by the new version.
    """
    os.umask(0o077)
    if check:
        todo = raising.pending()
        click.echo(json.dumps(todo) if as_json else "\n".join(todo) or "nothing is to be done")
        sys.exit(1 if todo else 0)
    try:
        place = place or bringing.ours()
        done = raising.upgrade(place=place, tell=lambda line: click.echo(line, err=True))
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    if as_json:
        click.echo(json.dumps(asdict(done)))
    elif done.applied:
        click.echo(f"{len(done.applied)} migrations, {done.entries} entries audited: all is well")


@click.group()
def recovery() -> None:
    """The recovery key, on paper: the only thing that opens the keys in a backup."""


@recovery.command()
@click.option("--again", is_flag=True, help="Another one, where the paper is lost.")
def new(*, again: bool) -> None:
    """Make a recovery key and show it, this once."""
    try:
        click.echo(_KEEP.format(key=paper.begin(again=again)))
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused


@recovery.command()
@click.argument("place", type=PLACE, required=False)
def check(*, place: Path | None) -> None:
    """Ask for the recovery key and say whether it opens the newest keys of PLACE; changes nothing."""
    try:
        place = place or bringing.ours()
        held = paper.unlock(taking.keys_of(place) / taking.NEWEST, _word())
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    click.echo(f"It opens them: 2 keys of the data, {len(held.log)} of the record")


def _word() -> str:
    """Asked for at a terminal, else the first line of the input."""
    if sys.stdin.isatty():
        return str(click.prompt("Recovery key", hide_input=False))
    return sys.stdin.readline().rstrip("\n")
