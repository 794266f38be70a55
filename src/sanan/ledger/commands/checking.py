"""`bin/sanan ledger verify`: a receipt (or a promise) against words, and against a log now."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from sanan.ledger.log.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from sanan.ledger.log.entry import commit
from sanan.ledger.log.errors import LogError, NoteError, TileMissingError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.interval import Interval, Signed, interval, read_around
from sanan.ledger.log.keys import Verifier, read_vkey
from sanan.ledger.log.merkle import verify_consistency
from sanan.ledger.log.note import read_note
from sanan.ledger.log.promise import open_promise
from sanan.ledger.log.proof import consistency, read_receipt
from sanan.ledger.log.reader import Fetch
from sanan.ledger.log.verify import Problem, Verdict
from sanan.ledger.log.verify import verify as judge
from sanan.ledger.log.words import variants
from sanan.ledger.models import Log
from sanan.ledger.queries import logs, receipts

_PROMISE = b"sanan.record/promise@"


@click.command()
@click.argument("receipt", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--text",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the words that were said.",
)
@click.option("--log", "place", help="The published log now: a folder, or its address.")
@click.option("--key", "vkeys", multiple=True, help="The log's public key, from elsewhere.")
@click.option("--witness", "witnesses", multiple=True, help="A witness's public key; repeat it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def verify(
    *,
    receipt: Path,
    text: Path | None,
    place: str | None,
    vkeys: tuple[str, ...],
    witnesses: tuple[str, ...],
    as_json: bool,
) -> None:
    """Check a receipt. Exit 1 where it does not hold.

    Without --key, this installation's own keys count; without a database, the key that lies beside
    the log (then you trust whoever published it).
    """
    try:
        fetch = fetcher(place) if place else None
        keys = [*map(read_vkey, vkeys)] or _known_keys(fetch)
        seers = [*map(read_vkey, witnesses)] or logs.witness_keys()
        words = text.read_bytes() if text else None
        found = check(receipt.read_bytes(), words, keys=keys, witnesses=seers, fetch=fetch)
    except LogError as error:
        found = {"holds": False, "problem": "log", "detail": str(error)}
    click.echo(json.dumps(found) if as_json else _told(found))
    sys.exit(0 if found["holds"] else 1)


def check(
    data: bytes,
    words: bytes | None,
    *,
    keys: Sequence[Verifier],
    witnesses: Sequence[Verifier],
    fetch: Fetch | None,
) -> dict[str, Any]:
    """Judge a receipt or a promise; plain values."""
    if data.startswith(_PROMISE):
        return _promise(data, words, keys)
    try:
        origin = read_checkpoint(read_receipt(data).note.text).origin
    except LogError as error:
        return {"holds": False, "problem": str(Problem.RECEIPT), "detail": str(error)}
    log = next((key for key in keys if key.name == origin), None)
    if log is None:
        return {
            "holds": False,
            "problem": "key",
            "detail": f"the public key of {origin} is not known",
        }
    verdict = judge(data, log=log, witnesses=witnesses)
    for form in variants(words) if words is not None else ():
        verdict = judge(data, log=log, witnesses=witnesses, content=form)
        if verdict.problem is not Problem.CONTENT:
            break
    found = _plain(verdict)
    if fetch and verdict.holds and verdict.checkpoint:
        found |= _continued(verdict.checkpoint, log, fetch)
    if found["holds"]:
        found |= _came_in(verdict, log, witnesses, fetch)
    return found


def fetcher(place: str) -> Fetch:
    """Read the files of a log from a folder or an address."""
    if not place.startswith(("http://", "https://")):
        return LogFolder(Path(place)).read
    import httpx  # large, and only wanted where the log is read over the network

    base = place.rstrip("/")

    def fetch(path: str) -> bytes:
        try:
            answer = httpx.get(f"{base}/{path}", follow_redirects=True, timeout=20)
        except httpx.HTTPError as error:
            raise TileMissingError(f"{base} does not answer: {type(error).__name__}") from error
        if answer.status_code != httpx.codes.OK:
            raise TileMissingError(f"{path} is missing")
        return answer.content

    return fetch


def _known_keys(fetch: Fetch | None) -> list[Verifier]:
    from django.db import DatabaseError

    try:
        known = [logs.verifier(log) for log in logs.all_logs()]
    except DatabaseError:
        known = []
    if fetch:
        try:
            known.append(read_vkey(fetch("vkey").decode()))
        except TileMissingError:
            return known
    return known


def _continued(older: Checkpoint, log: Verifier, fetch: Fetch) -> dict[str, Any]:
    """Whether the log, as published now, continues the tree of the receipt."""
    try:
        now = open_checkpoint(fetch("checkpoint"), log=log).checkpoint
        path = consistency(old=older.size, new=now.size, fetch=fetch)
        verify_consistency(
            old=older.size, new=now.size, old_root=older.root, new_root=now.root, proof=path
        )
    except LogError as error:
        return {"holds": False, "problem": "log", "detail": str(error)}
    return {"log_size": now.size}


def _came_in(
    verdict: Verdict, log: Verifier, witnesses: Sequence[Verifier], fetch: Fetch | None
) -> dict[str, Any]:
    """Between which checkpoints the entry came in, where that can be known; its `at` must fit."""
    if verdict.entry is None or verdict.index is None:
        return {}
    try:
        both = _around(log.name, verdict.index, fetch)
        between = interval(verdict.index, *both, log=log, witnesses=witnesses) if both else None
    except LogError as error:
        return {"holds": False, "problem": "log", "detail": str(error)}
    if between is None:
        return {"came_in": None, **_seen_before(verdict)}
    told = {"after": between.after and between.after.isoformat(), "by": between.by.isoformat()}
    if between.admits(verdict.entry):
        return {"came_in": told}
    came = f"after {told['after']} and by {told['by']}" if told["after"] else f"by {told['by']}"
    return {"came_in": told, **_untrue(f"it says {verdict.entry.at}, but came in {came}")}


def _seen_before(verdict: Verdict) -> dict[str, Any]:
    """Without the checkpoints around it: nobody can have seen it before its own moment."""
    seen = min((by.at for by in verdict.seen_by), default=None)
    if seen is None or verdict.entry is None:
        return {}
    between = Interval(None, datetime.fromtimestamp(seen, UTC))
    if between.admits(verdict.entry):
        return {}
    return _untrue(f"it says {verdict.entry.at}, but a witness saw it by {between.by.isoformat()}")


def _untrue(detail: str) -> dict[str, Any]:
    return {"holds": False, "problem": str(Problem.TIME), "detail": detail}


def _around(origin: str, index: int, fetch: Fetch | None) -> tuple[Signed | None, Signed] | None:
    """What the published log says, else what this installation's own database does."""
    if fetch:
        try:
            return read_around(fetch(f"around/{index}"))
        except TileMissingError:
            pass  # a bare folder, or an older installation
    from django.db import DatabaseError

    try:
        log = Log.objects.filter(origin=origin).first()
        return receipts.around(log, index) if log else None
    except DatabaseError:
        return None


def _promise(data: bytes, words: bytes | None, keys: Sequence[Verifier]) -> dict[str, Any]:
    origin = read_note(data).text.decode().split("\n")[1]
    log = next((key for key in keys if key.name == origin), None)
    if log is None:
        return {
            "holds": False,
            "problem": "key",
            "detail": f"the public key of {origin} is not known",
        }
    try:
        given = open_promise(data, log=log)
    except NoteError as error:
        return {"holds": False, "problem": str(Problem.CHECKPOINT), "detail": str(error)}
    opening = given.opening
    matches = None
    if words is not None:
        sealed = (commit(salt=opening.salt, content=form) for form in variants(words))
        matches = opening.entry.commit in sealed
    return {
        "holds": matches is not False,
        "problem": str(Problem.CONTENT) if matches is False else None,
        "detail": "",
        "promised_by": given.by,
        "log": origin,
        "id": opening.entry.id,
        "at": opening.entry.at,
        "text_matches": matches,
    }


def _plain(verdict: Verdict) -> dict[str, Any]:
    entry, checkpoint = verdict.entry, verdict.checkpoint
    return {
        "holds": verdict.holds,
        "problem": str(verdict.problem) if verdict.problem else None,
        "detail": verdict.detail,
        "index": verdict.index,
        "size": checkpoint.size if checkpoint else None,
        "log": checkpoint.origin if checkpoint else None,
        "event": entry.event if entry else None,
        "id": entry.id if entry else None,
        "at": entry.at if entry else None,
        "text_matches": verdict.content_matches,
        "witnesses": [{"name": by.name, "at": by.at} for by in verdict.seen_by],
    }


def _told(found: dict[str, Any]) -> str:
    if not found["holds"]:
        return f"REJECTED ({found['problem']}): {found['detail']}".rstrip(": ")
    words = {True: "your words, unchanged, are", False: "", None: "it is"}[found["text_matches"]]
    if "promised_by" in found:
        return f"OK: {found['log']} promised to publish it by {found['promised_by']}"
    seen = ", ".join(by["name"] for by in found["witnesses"])
    lines = [
        f"OK: {words} entry {found['index'] + 1} of {found['size']} in {found['log']}",
        f"recorded at {found['at']} as {found['event']} {found['id']}",
        f"seen by: {seen}" if seen else "seen by no witness known to us",
    ]
    if between := found.get("came_in"):
        since = f"after {between['after']} and " if between["after"] else ""
        lines.append(f"it came in {since}by {between['by']}")
    else:
        lines.append("between which checkpoints it came in is not known here: give --log ADDRESS")
    if "log_size" in found:
        lines.append(f"the log still holds it, at {found['log_size']} entries now")
    return "\n".join(lines)
