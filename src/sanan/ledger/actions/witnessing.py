"""Showing the newest checkpoint to the witnesses, and keeping what each answers."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from django.db import transaction

from sanan.kit import clock
from sanan.ledger.enums import Heard
from sanan.ledger.log import gather as asking
from sanan.ledger.log import publish
from sanan.ledger.log.checkpoint import OpenedCheckpoint, open_checkpoint
from sanan.ledger.log.errors import LogError, ProofError
from sanan.ledger.log.note import Note
from sanan.ledger.models import Checkpoint, Log, Sighting
from sanan.ledger.queries import logs
from sanan.ledger.queries.logs import Witness

Post = Callable[[str, bytes], tuple[int, bytes]]
"""Sends a body to an address; gives status and body, or raises OSError."""

TIMEOUT_SECONDS = 5.0
_TRIES = 2
logger = logging.getLogger(__name__)


def post(url: str, body: bytes) -> tuple[int, bytes]:
    """Over HTTP."""
    import httpx

    try:
        answer = httpx.post(url, content=body, timeout=TIMEOUT_SECONDS)
    except httpx.HTTPError as error:
        raise OSError(type(error).__name__) from error
    return answer.status_code, answer.content


def gather(*, send: Post = post, at: datetime | None = None) -> dict[str, Heard]:
    """Ask every witness for each log that has grown since; what each said, by witness and log.

    Holds no transaction open while it waits. A witness that is silent is asked again next time.
    """
    said = {}
    for log in logs.all_logs():
        head = logs.head(log)
        for witness in logs.witnesses() if head else ():
            before = Sighting.objects.filter(log=log, witness=witness.name).first()
            if head and (before is None or _news(before, head)):
                heard, seen = _ask(log, witness, head, before.size if before else 0, send)
                said[f"{witness.name} {log.origin}"] = heard
                _keep(log, witness, heard, seen, at or clock.now())
    return said


def _news(before: Sighting, head: OpenedCheckpoint) -> bool:
    return before.heard != Heard.SEEN or before.size != head.checkpoint.size


def _ask(
    log: Log, witness: Witness, head: OpenedCheckpoint, old: int, send: Post
) -> tuple[Heard, OpenedCheckpoint | None]:
    """One witness's answer to one checkpoint; the checkpoint with its cosignature if it gave one."""
    folder, size = logs.folder(log.year), head.checkpoint.size
    try:
        for _ in range(_TRIES):
            body = asking.request_body(head.note, old=old, size=size, fetch=folder.read)
            status, answer = send(f"{witness.url}/add-checkpoint", body)
            got = asking.read_answer(status, answer, note=head.note, witness=witness.verifier)
            if got.note is not None:
                return Heard.SEEN, _attach(log, witness, got.note)
            if got.retry_from is None:
                fork = got.refused == HTTPStatus.UNPROCESSABLE_ENTITY
                return (Heard.FORK if fork else Heard.REFUSED), None
            old = got.retry_from
    except ProofError:
        return Heard.BEHIND, None
    except (OSError, LogError) as error:
        logger.warning("witness %s: %s", witness.name, error)
        return Heard.SILENT, None
    return Heard.REFUSED, None


def _attach(log: Log, witness: Witness, note: Note) -> OpenedCheckpoint:
    """Put the cosignature on the published checkpoint, if it is still the newest, and on ours."""
    key = logs.verifier(log)
    publish.attach(logs.folder(log.year), log=key, note=note)
    seen = open_checkpoint(note.encode(), log=key, witnesses=[witness.verifier])
    with transaction.atomic():
        rows = Checkpoint.objects.select_for_update().filter(log=log, size=seen.checkpoint.size)
        for row in rows:
            kept = open_checkpoint(row.note.encode(), log=key).note
            both = kept.add(note.signatures)
            row.note, row.cosigned = both.encode().decode(), len(both.signatures) - 1
            row.save(update_fields=["note", "cosigned"])
    return seen


def _keep(
    log: Log, witness: Witness, heard: Heard, seen: OpenedCheckpoint | None, at: datetime
) -> None:
    values: dict[str, object] = {"heard": heard, "heard_at": at}
    if seen is not None:
        moment = datetime.fromtimestamp(seen.seen_by[0].at, UTC)
        values |= {"size": seen.checkpoint.size, "seen_at": moment}
    Sighting.objects.update_or_create(log=log, witness=witness.name, defaults=values)
