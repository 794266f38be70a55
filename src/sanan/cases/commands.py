"""`bin/sanan import`, `bin/sanan cases` and `bin/sanan reading`."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from sanan.cases import actions
from sanan.cases.enums import ModelKind
from sanan.cases.forms.table import MESSAGES
from sanan.cases.models import Case
from sanan.cases.queries import accuracy, search
from sanan.cases.queries import desk as desks
from sanan.imports import commands
from sanan.insight.progress import SAID, Tick, told_on
from sanan.kit.errors import Refused
from sanan.places import queries as places


@click.command("import")
@commands.options(history=True)
@click.option("--source", default="", help="Name of the sender's system; default: the file's name.")
def import_file(*, file: Path, source: str, place: str, **given: Any) -> None:
    """Take in a table of messages (XLSX, XLS or CSV).

    Common Chinese column names are recognised; --map names the others. Fields: external_id, title,
    text, at, reply, replied_at, likes, place, category, contact. Running it again changes nothing
    that has not changed. Without --place they stand in the only county, or the only one where
    somebody dispatches; else in the county that each names for certain; else at the top of the
    tree, where no county sees them: then it says what to pass, and running it again with --place
    moves them. Rows that cannot be taken are listed with their line; exit code 1 when
    the file cannot be read at all, 0 otherwise. It writes a thousand rows at a time: stopped
    halfway (Ctrl-C), run it again and it goes on with what is missing. Afterwards the worker reads the
    messages and looks for hot issues; with --history it does not, since nothing is to be done.
    """
    commands.importing(
        tables=[MESSAGES],
        file=file,
        source=source or file.stem[:40],
        place=commands.place_of(place),
        **given,
    )


@click.group("cases", invoke_without_command=True)
@click.pass_context
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--state", default="", help="Only cases in this state.")
@click.option("--q", default="", help="Only cases that say this.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def cases(ctx: click.Context, *, limit: int, state: str, q: str, as_json: bool) -> None:
    """List cases, newest first, for the operator of the installation."""
    if ctx.invoked_subcommand is not None:
        return
    found = search.matching(Case.objects.all(), q)
    if state:
        found = found.filter(state=state)
    rows = [
        {
            "code": c.code,
            "title": c.title,
            "state": c.state,
            "due_at": c.due_at and c.due_at.isoformat(),
        }
        for c in found.only("code", "title", "state", "due_at").order_by("-pk")[:limit]
    ]
    if as_json:
        click.echo(json.dumps({"cases": rows}, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['code']}  {row['state']:<18}  {row['due_at'] or '':<26}  {row['title']}")


@cases.command()
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--place", default="", help="Code of the place; default: everything.")
@click.option("--json", "as_json", is_flag=True, help="Print the count as one JSON object.")
def labels(*, out: Path, place: str, as_json: bool) -> None:
    """Write what people decided as labelled rows (JSONL: title, body, label), for training.

    Personal data is covered. The file is written whole or not at all; running it again replaces it.
    """
    try:
        where = places.by_code(place) if place else places.default()
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    draft, count = out.with_name(f"{out.name}.part"), 0
    with draft.open("w", encoding="utf-8") as file:
        for row in accuracy.labels(where):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    draft.replace(out)
    click.echo(json.dumps({"labels": count}) if as_json else f"{count} labels in {out}")


@click.group()
def reading() -> None:
    """Whose model reads the messages, and looking for what is heating up."""


@reading.command()
@click.argument("model", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--county", required=True, help="Code of the county.")
def use(*, model: Path, county: str) -> None:
    """Read a county's messages with MODEL from now on.

    MODEL comes from `bin/sanan insight train`. A damaged file, or one of another version, is
    refused with a sentence and nothing changes. Servers and workers take it up within a minute,
    and the worker reads the waiting cases again with it; `bin/sanan reading again` does so at once.
    """
    try:
        used = actions.use_model(county=places.by_code(county), path=model)
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    waiting = actions.waiting_for(used.county).count()
    click.echo(f"{used.county.name}: {used.path}, {used.labels} labels, macro-F1 {used.macro_f1}")
    click.echo(f"waiting cases that the worker reads again: {waiting}")


@reading.command()
@click.option("--county", required=True, help="Code of the county.")
@click.option("--json", "as_json", is_flag=True, help="Print the count as one JSON object.")
def again(*, county: str, as_json: bool) -> None:
    """Read the county's waiting cases again with the model it uses now.

    Stopped halfway, the same command goes on after the last case read, and says so; after another
    model was chosen it begins again. What a person has decided stays.
    """
    tick = _tick(quiet=as_json)

    def say(state: str, done: int, of: int) -> None:
        click.echo(f"{SAID[state]} ({done}/{of})", err=True)

    try:
        done = actions.reread(county=places.by_code(county), tick=tick, say=say)
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    click.echo(json.dumps({"read": done}) if as_json else f"read {done}")


@reading.command()
@click.option("--county", required=True, help="Code of the county.")
@click.option("--json", "as_json", is_flag=True, help="Print the data sheet as one JSON object.")
def learn(*, county: str, as_json: bool) -> None:
    """Make the county's desk anew from what stands decided, as the worker does each night.

    The desk suggests category and unit together. It is used unless it did worse than the one before
    on the cases decided since, which neither had seen. Its data sheet says what it was made from and
    what it measured.
    """
    try:
        made = actions.learn(county=places.by_code(county))
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    told = {"path": made.path, "used": made.is_used, "sheet": made.sheet}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(
        f"{made.path}: {'in use' if made.is_used else 'worse than the one before, not used'}"
    )
    for name, value in made.sheet.items():
        click.echo(f"{name}: {value}")


@reading.command()
@click.option("--county", required=True, help="Code of the county.")
@click.option(
    "--kind", type=click.Choice(ModelKind.values), default=ModelKind.DESK.value, show_default=True
)
def back(*, county: str, kind: str) -> None:
    """Use the version before the one in use again.

    The one left is not taken up again by itself, and no new desk is made at night until
    `bin/sanan reading learn` is run.
    """
    try:
        used = actions.go_back(county=places.by_code(county), kind=ModelKind(kind))
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    click.echo(f"{used.county.name}: {used.path}")


@reading.command()
@click.option("--county", required=True, help="Code of the county.")
def versions(*, county: str) -> None:
    """List the versions of a county's models with their data sheets, newest first; one JSON a line."""
    for one in desks.versions([places.by_code(county).pk]):
        told = {
            "made_at": one.made_at.isoformat(),
            "kind": one.kind,
            "path": one.path,
            "in_use": one.is_used,
            "sheet": one.sheet,
        }
        click.echo(json.dumps(told, ensure_ascii=False))


@reading.command()
@click.option("--place", default="", help="Code of the place; default: everything.")
@click.option("--days", type=click.IntRange(min=1), default=365, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def mine(*, place: str, days: int, as_json: bool) -> None:
    """Look for hot issues now, as the worker does after an import and once a day.

    The run before stays until this one is whole. Stopped halfway, the same command goes on where
    it was, and says so; with cases that have changed since it starts over.
    """
    try:
        where = places.by_code(place) if place else places.default()
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    if not as_json:
        click.echo(f"{where.name} …", err=True)
    made = actions.mine_hot(
        place=where,
        days=days,
        tick=_tick(quiet=as_json),
        say=lambda state: click.echo(SAID[state], err=True),
    )
    found = {"place": where.code, "read": made.read, "issues": made.issues.count()}
    click.echo(json.dumps(found) if as_json else f"read {made.read}, issues {found['issues']}")


def _tick(*, quiet: bool) -> Tick:
    return told_on(sys.stderr, quiet=quiet)
