"""`bin/sanan ledger`: publishing, checking, auditing and erasing, for operators and for anyone."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from sanan.kit.errors import Refused
from sanan.ledger import actions
from sanan.ledger.commands.checking import verify
from sanan.ledger.enums import Reason
from sanan.ledger.log.errors import LogError
from sanan.ledger.models import Entry
from sanan.ledger.queries import figures, leaves, logs, receipts, rows

OPEN = "case.open"


@click.group()
def ledger() -> None:
    """The provable record: publish, verify, export, audit, erase, keys, witnesses."""


ledger.add_command(verify)


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def publish(*, as_json: bool) -> None:
    """Give waiting entries their place now, publish them, and ask the witnesses."""
    try:
        added = actions.publish_all()
        said = actions.gather()
    except LogError as error:
        raise click.ClickException(str(error)) from error
    sizes = {log.origin: figures.face(log).size for log in logs.all_logs()}
    _say(as_json, {"published": added, "sizes": sizes, "witnesses": said})


@ledger.command()
@click.argument("case")
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Where the files go.",
)
@click.option("--event", default=OPEN, show_default=True, help="Which entry of the case.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def export(*, case: str, folder: Path, event: str, as_json: bool) -> None:
    """Write receipt.tlog-proof, leaf, vkey and words.txt of a case, for other software."""
    entry = receipts.first_of(case, event)
    if entry is None:
        raise click.ClickException(f"no {event} of {case} in the record")
    try:
        actions.publish_all()
        entry.refresh_from_db()
        held = receipts.held(entry)
    except LogError as error:
        raise click.ClickException(str(error)) from error
    if held is None:
        raise click.ClickException(f"{case} is not published yet")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "receipt.tlog-proof").write_bytes(held.receipt)
    (folder / "leaf").write_bytes(leaves.leaf(entry).encode())
    (folder / "vkey").write_text(held.log.vkey)
    (folder / "words.txt").write_bytes(bytes(entry.words or b""))
    found = {
        "case": case,
        "index": held.index,
        "size": held.size,
        "log": held.log.origin,
        "vkey": held.log.vkey,
        "bytes": len(held.receipt),
        "dir": str(folder),
        "url": receipts.url_of(entry),
    }
    _say(as_json, found)


@ledger.command()
@click.option("--keep", is_flag=True, help="Keep the finding, as the nightly audit does.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def audit(*, keep: bool, as_json: bool) -> None:
    """Read everything again: entries, files, checkpoints, rows. Exit 1 at the first difference."""
    from sanan.ledger.queries.audits import audit as read

    kept = actions.audit_all() if keep else []
    found = []
    for log in logs.all_logs():
        result = read(log)
        difference = result.difference
        found.append(
            {
                "log": log.origin,
                "entries": result.entries,
                "root": result.root.hex(),
                "clean": result.clean,
                "where": difference.where if difference else None,
                "entry": difference.index if difference else None,
                "detail": difference.detail if difference else None,
            }
        )
    row = next(rows.differences(), None)
    clean = row is None and all(log["clean"] for log in found)
    if as_json:
        told = {"clean": clean, "logs": found, "row": str(row) if row else None}
        click.echo(json.dumps({**told, "kept": len(kept)}))
    else:
        for each in found:
            verdict = "clean" if each["clean"] else f"{each['where']} at {each['entry']}: "
            click.echo(f"{each['log']}: {each['entries']} entries, {verdict}{each['detail'] or ''}")
        if not found:
            click.echo("no log yet")
        click.echo(f"rows: {row}" if row else "rows: as recorded")
    sys.exit(0 if clean else 1)


@ledger.command()
@click.argument("thing")
@click.option("--reason", type=click.Choice(Reason.values), required=True)
@click.option("--by", required=True, help="Opaque id (ref) of the person who decided it.")
@click.option("--note", default="", help="Number of the decision; committed to, not published.")
@click.option("--entry", is_flag=True, help="THING is one entry's number, not a case.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def erase(
    *, thing: str, reason: str, by: str, note: str, entry: bool, yes: bool, as_json: bool
) -> None:
    """Erase for good what the record keeps of a case (or one entry). The log stays whole."""
    found = Entry.objects.filter(**({"pk": thing} if entry else {"subject": thing}))
    kept = found.filter(salt__isnull=False).count()
    if not yes:
        click.confirm(
            f"{kept} entries of {thing} cannot be restored afterwards. Erase?", abort=True
        )
    try:
        if entry:
            count = sum(
                bool(actions.erase(entry=e, reason=reason, by=by, note=note)) for e in found
            )
        else:
            count = actions.erase_subject(subject=thing, reason=reason, by=by, note=note)
    except Refused as error:
        raise click.ClickException(str(error.sentence)) from error
    _say(as_json, {"erased": count, "thing": thing, "reason": reason})


@ledger.command()
@click.option("--year", type=int, help="Begin this year's log beforehand.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def keys(*, year: int | None, as_json: bool) -> None:
    """The logs' public keys, and where each private one is."""
    if year:
        actions.open_log(year)
    rows = []
    for log in logs.all_logs():
        try:
            logs.signer(log)
            where = (
                str(logs.key_path(log.year))
                if logs.key_path(log.year).exists()
                else "SANAN_LOG_KEY"
            )
        except LogError as error:
            where = f"missing: {error}"
        rows.append({"year": log.year, "origin": log.origin, "vkey": log.vkey, "private": where})
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(f"{row['vkey']}\n  private key: {row['private']}")


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def witness(*, as_json: bool) -> None:
    """Which witnesses have seen what. (The witness itself is `bin/sanan witness`.)"""
    rows = [
        {
            "log": log.origin,
            "witness": each.name,
            "url": each.url,
            "size": each.sighting.size if each.sighting else 0,
            "seen_at": each.sighting.seen_at if each.sighting else None,
            "heard": str(each.sighting.heard) if each.sighting else None,
        }
        for log in logs.all_logs()
        for each in figures.watched(log)
    ]
    if as_json:
        click.echo(json.dumps(rows, default=str))
        return
    for row in rows:
        click.echo(f"{row['witness']} · {row['log']} · {row['size']} · {row['heard'] or '-'}")
    if not rows:
        click.echo(
            "no witness is named in SANAN_LOG_WITNESSES; readers must trust the operator alone"
        )


def _say(as_json: bool, found: Mapping[str, Any]) -> None:  # noqa: FBT001 - a private shorthand
    if as_json:
        click.echo(json.dumps(found, default=str))
        return
    for name, value in found.items():
        click.echo(f"{name}: {value}")
