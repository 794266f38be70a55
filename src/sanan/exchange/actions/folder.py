"""The folder of each system: what lies in `in` is taken, `receipts` answers it, `out` holds results.

A file is left alone while it changes, while its name says that it is being written (`.part`,
`.tmp`, a dot in front), and while its end is missing. One that is whole and cannot be read moves to
`trouble` with a sentence beside it. Taken files move to `done`; a file of the same content again is
answered with the same receipts.
"""

import hashlib
import logging
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction

from sanan.exchange import formats
from sanan.exchange.actions.answering import put, receipt
from sanan.exchange.actions.receiving import Received, receive_rows
from sanan.exchange.actions.taking import take_waiting
from sanan.exchange.models import Batch, Message, System
from sanan.kit import clock, words
from sanan.kit.errors import Refused

QUIET_SECONDS = 5
GIVEN_UP_SECONDS = 24 * 3600
"""After so long without a change a file whose end is missing is shown to a person."""

WRITING = (".part", ".tmp", ".crdownload", ".filepart", "~")
log = logging.getLogger(__name__)


def watch(*, at: datetime | None = None, quiet: float = QUIET_SECONDS) -> int:
    """Take every whole file in every folder; how many were taken or set apart."""
    moment, done = clock.at_or_now(at), 0
    for system in System.objects.filter(ended_at__isnull=True):
        folder = folder_of(system) / "in"
        if not folder.is_dir():
            continue
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.is_symlink() and _settled(path, quiet):
                done += _taken(system, path, moment)
    return done


def folder_of(system: System) -> Path:
    """Where its files lie."""
    return Path(settings.EXCHANGE) / system.code


def make_folders(system: System) -> Path:
    """Make them, so that the other side can be shown where."""
    folder = folder_of(system)
    for name in ("in", "out", "receipts", "done", "trouble"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return folder


def _settled(path: Path, quiet: float) -> bool:
    name = path.name.lower()
    if name.startswith(".") or name.endswith(WRITING):
        return False
    return time.time() - path.stat().st_mtime >= quiet


def _taken(system: System, path: Path, moment: datetime) -> bool:
    try:
        rows = formats.rows_of_file(path)
    except formats.Unfinished as no:
        if time.time() - path.stat().st_mtime < GIVEN_UP_SECONDS:
            return False
        return _apart(system, path, no, moment)
    except Refused as no:
        return _apart(system, path, no, moment)
    except FileNotFoundError:  # another worker took it
        return False
    batch, kept = take_rows(system=system, path=path, name=path.name, rows=rows, at=moment)
    _answer(path, batch.digest, kept)
    _move(path, "done")
    return True


def take_rows(
    *, system: System, path: Path, name: str, rows: list[dict[str, Any]], at: datetime
) -> tuple[Batch, list[Received]]:
    """Keep the rows of a file, once, and do what they ask; however the file came here."""
    with transaction.atomic():
        batch, _new = Batch.objects.get_or_create(
            system=system,
            digest=_digest(path),
            defaults={"name": words.clip(name, 120), "rows": len(rows), "taken_at": at},
        )
        kept = receive_rows(system=system, rows=rows, batch=batch, at=at)
    take_waiting(at=at, most=len(rows) + 1)
    return batch, kept


def _apart(system: System, path: Path, no: Refused, moment: datetime) -> bool:
    sentence = words.clip(str(no.sentence), 300)
    Batch.objects.get_or_create(
        system=system,
        digest=_digest(path),
        defaults={"name": words.clip(path.name, 120), "why": sentence, "taken_at": moment},
    )
    put(_beside(path, "receipts"), orjson.dumps({"file": path.name, "why": sentence}))
    _move(path, "trouble")
    return True


def _answer(path: Path, digest: str, kept: Sequence[Received]) -> None:
    """A receipt for each row, also for one that came before: by another file, or over the interface."""
    refs = [each.message.pk for each in kept]
    fresh: dict[int, Message] = {}
    for first in range(0, len(refs), 500):
        some = Message.objects.select_related("case")
        fresh |= some.in_bulk(refs[first : first + 500])
    told = {"file": path.name, "digest": digest, "receipts": [receipt(fresh[pk]) for pk in refs]}
    put(_beside(path, "receipts"), orjson.dumps(told, option=orjson.OPT_INDENT_2))


def _beside(path: Path, folder: str) -> Path:
    return path.parent.parent / folder / f"{path.name}.json"


def _move(path: Path, folder: str) -> None:
    target = path.parent.parent / folder / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target = target.with_name(f"{time.time_ns()}-{path.name}")
    path.replace(target)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
