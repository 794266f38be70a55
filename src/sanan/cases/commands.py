"""`bin/sanan import`, `bin/sanan cases` and `bin/sanan reading`."""

import json
import sys
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from sanan.cases import actions
from sanan.cases.forms import table
from sanan.cases.models import Case
from sanan.cases.queries import accuracy, search
from sanan.insight.progress import SAID, Tick, told_on
from sanan.kit.errors import Refused
from sanan.kit.sheets import open_sheet
from sanan.places import queries as places
from sanan.places.models import Place

SHOWN_REJECTIONS = 20
SHOWN_COUNTIES = 12
_STOPPED = (
    "停下了,写好的都在;再运行同一条命令,会接着导入没有的 / "
    "stopped, and what was written stays; run the same command again and it takes in the rest"
)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map", "mapping", metavar="FIELD=COLUMN,…", default="", help="Which column is what."
)
@click.option("--place", default="", help="Code of the place that the messages are about.")
@click.option("--source", default="", help="Name of the sender's system; default: the file's name.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--limit", type=click.IntRange(min=1), help="Take only the first N rows.")
@click.option("--json", "as_json", is_flag=True, help="End in one JSON object.")
def import_file(
    *,
    file: Path,
    mapping: str,
    place: str,
    source: str,
    dry_run: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """Take in a table of messages (XLSX, XLS or CSV).

    Common Chinese column names are recognised; --map names the others. Fields: external_id, title,
    text, at, reply, replied_at, likes, place, category, contact. Running it again changes nothing
    that has not changed. Without --place they stand in the only county, or the only one where
    somebody dispatches; else in the county that each names for certain; else at the top of the
    tree, where no county sees them: then it says what to pass, and running it again with --place
    moves them. Rows that cannot be taken are listed with their line; exit code 1 when
    the file cannot be read at all, 0 otherwise. It writes a thousand rows at a time: stopped
    halfway (Ctrl-C), run it again and it goes on with what is missing. Afterwards the worker reads the
    messages and looks for hot issues.
    """
    try:
        sheet = open_sheet(file, known=table.ALL_KNOWN)
        column_of = table.columns(sheet.headers, _pairs(mapping))
        rows = islice(table.rows(sheet, column_of), limit)
        bar: Any = nullcontext()
        if not as_json:
            click.echo(
                "  ".join(f"{field} ← {column}" for field, column in column_of.items()), err=True
            )
            bar = click.progressbar(length=min(sheet.lines or 0, limit or 10**9), file=sys.stderr)
        with bar as progress:
            taken = actions.import_cases(
                rows=rows,
                source=source or file.stem[:40],
                place=places.by_code(place) if place else None,
                dry_run=dry_run,
                told=progress.update if progress is not None else None,
            )
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    except KeyboardInterrupt as stop:
        click.echo(_STOPPED, err=True)
        raise click.exceptions.Exit(130) from stop
    _report(taken, as_json=as_json)


def _report(taken: actions.Imported, *, as_json: bool) -> None:
    if taken.place is not None:
        click.echo(_where(taken, taken.place), err=True)
    rejected = [{"line": r.line, "why": r.sentence} for r in taken.rejected]
    if as_json:
        click.echo(
            json.dumps(
                {
                    "imported": taken.imported,
                    "updated": taken.updated,
                    "unchanged": taken.unchanged,
                    "rejected": len(rejected),
                    "rejections": rejected,
                },
                ensure_ascii=False,
            )
        )
        return
    for row in rejected[:SHOWN_REJECTIONS]:
        click.echo(f"line {row['line']}: {row['why']}", err=True)
    if len(rejected) > SHOWN_REJECTIONS:
        click.echo(f"… and {len(rejected) - SHOWN_REJECTIONS} more; --json lists all", err=True)
    click.echo(
        f"imported {taken.imported}, updated {taken.updated}, "
        f"unchanged {taken.unchanged}, rejected {len(rejected)}"
    )


def _where(taken: actions.Imported, place: Place) -> str:
    if not taken.somewhere or not taken.counties:
        return f"{place.code} {place.name}"
    codes = "、".join(f"{one.code} {one.name}" for one in taken.counties[:SHOWN_COUNTIES])
    return _(
        "%(n)d 件看不出是哪个县的,放在%(place)s,县里的人看不到。"
        "请加 --place 再导一次,就会移过去;可用:%(codes)s"
    ) % {"n": taken.somewhere, "place": place.name, "codes": codes}


def _pairs(mapping: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in mapping.split(",") if part.strip()]
    for field, equals, column in pairs:
        if not equals or not column:
            raise click.BadParameter(f"“{field}” should be FIELD=COLUMN", param_hint="--map")
    return {field.strip(): column.strip() for field, _is, column in pairs}


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
