"""`bin/sanan exchange`: systems, files, the queue and dead letters, for the operator."""

import json
from pathlib import Path

import click
from django.utils.translation import gettext as _

from sanan.exchange import actions, formats
from sanan.exchange.actions.folder import QUIET_SECONDS, make_folders
from sanan.exchange.enums import Direction, Field, Format, Road, Side, State
from sanan.exchange.models import Message, System
from sanan.kit.errors import Refused
from sanan.places import queries as places
from sanan.process.declare import OPERATOR


@click.group()
def exchange() -> None:
    """Hotline orders, petitions and webhooks: what comes in and what goes out."""


@exchange.command()
@click.argument("code")
@click.option("--name", required=True, help="How people call it.")
@click.option("--side", type=click.Choice(Side.values), default=Side.HOTLINE, show_default=True)
@click.option("--place", default="", help="Code of the county; default: the only one.")
@click.option("--road", type=click.Choice(Road.values), default=Road.FOLDER, show_default=True)
@click.option("--format", "form", type=click.Choice(Format.values), default="json")
@click.option("--address", default="", help="Where results are pushed (https).")
@click.option("--field", multiple=True, metavar="OURS=THEIRS", help="Where a field lies.")
def add(
    *,
    code: str,
    name: str,
    side: str,
    place: str,
    road: str,
    form: str,
    address: str,
    field: tuple[str, ...],
) -> None:
    """Add a system; prints its folder and its secret, once."""
    try:
        system, secret = actions.add_system(
            code=code,
            name=name,
            side=Side(side),
            place=places.by_code(place) if place else places.default(),
            road=Road(road),
            format=Format(form),
            address=address,
            fields=dict(each.split("=", 1) for each in field if "=" in each),
            by=None,
        )
    except Refused as no:
        raise click.ClickException(str(no.sentence)) from no
    click.echo(f"{system.code}: {make_folders(system)}")
    click.echo(f"secret: {secret}")


@exchange.command()
@click.argument("code")
@click.argument("field", type=click.Choice(Field.values))
@click.argument("word")
@click.argument("means")
def word(*, code: str, field: str, word: str, means: str) -> None:
    """Say what WORD of the system CODE means; letters that waited for it are taken."""
    try:
        count = actions.say_word(
            system=_system(code), field=Field(field), word=word, means=means, by=None
        )
    except Refused as no:
        raise click.ClickException(str(no.sentence)) from no
    click.echo(f"letters that waited for it: {count}")


@exchange.command()
@click.argument("code")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The receipts as one JSON object.")
def take(*, code: str, file: Path, as_json: bool) -> None:
    """Take a file (JSON, CSV, XLSX) of the system CODE; the same file again changes nothing."""
    try:
        rows = formats.rows_of_file(file)
        kept = actions.receive_rows(system=_system(code), rows=rows)
    except Refused as no:
        raise click.ClickException(str(no.sentence)) from no
    while actions.take_waiting():
        pass
    messages = Message.objects.select_related("case").in_bulk([r.message.pk for r in kept])
    told = [actions.receipt(messages[each.message.pk]) for each in kept]
    if as_json:
        click.echo(json.dumps({"receipts": told}, ensure_ascii=False))
        return
    for each in told:
        click.echo(f"{each['outside_id']:<24} {each['state']:<10} {each['case']:<14} {each['why']}")


@exchange.command()
@click.option("--now", is_flag=True, help="Take files that were written a moment ago, too.")
def run(*, now: bool) -> None:
    """Do once what the worker does: folders, queue, results, webhooks."""
    done = {
        "files": actions.watch(quiet=0 if now else QUIET_SECONDS),
        "taken": actions.take_waiting(),
        "told": actions.tell_outside(),
        "pushed": actions.send_results(),
        "delivered": actions.deliver(),
        "written": len(actions.write_results()),
    }
    click.echo(json.dumps(done))


@exchange.command()
@click.option("--system", "code", default="", help="Only of this system.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def held(*, code: str, as_json: bool) -> None:
    """List letters that wait for a person, with what is wrong; nothing that they say."""
    rows = Message.objects.filter(state=State.HELD).select_related("system").order_by("pk")
    rows = rows.filter(system__code=code) if code else rows
    told = [
        {"ref": m.ref, "system": m.system.code, "number": m.outside_id, "why": m.why} for m in rows
    ]
    if as_json:
        click.echo(json.dumps({"held": told}, ensure_ascii=False))
        return
    for each in told:
        click.echo("  ".join(each.values()))


@exchange.command()
@click.argument("refs", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every letter that is held.")
def again(*, refs: tuple[str, ...], every: bool) -> None:
    """Send held letters again as they are, after what was in the way was mended."""
    rows = Message.objects.filter(state=State.HELD).select_related("system__place", "case")
    rows = rows if every else rows.filter(ref__in=refs)
    for letter in rows.order_by("pk"):
        actions.send_again(letter=letter, by=None, relation=OPERATOR)
        click.echo(f"{letter.ref}  {letter.state}  {letter.why}")


@exchange.command()
@click.argument("code")
@click.option("--words", "show_words", is_flag=True, help="Its words, too.")
def show(*, code: str, show_words: bool) -> None:
    """A system: its folder and how many messages stand where."""
    system = _system(code)
    click.echo(f"{system.name}  {system.side}  {system.road}  {make_folders(system)}")
    for direction in Direction.values:
        for state in State.values:
            count = system.messages.filter(direction=direction, state=state).count()
            click.echo(f"  {direction:<4} {state:<10} {count}")
    for each in system.words.order_by("field", "word") if show_words else ():
        click.echo(f"  {each.field:<10} {each.word} -> {each.means}")


def _system(code: str) -> System:
    found = System.objects.filter(code=code).select_related("place").first()
    if found is None:
        raise click.ClickException(str(_("没有这个外部系统。")))
    return found
