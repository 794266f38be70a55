"""Whether a backup can be restored: it is, into a scratch place beside it, and audited there."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.upkeep import engines, state

NOT_THERE = ("SANAN_LOG_DIR", "DATABASE_URL", "SANAN_REPLICAS", "SANAN_BACKUP", "SANAN_S3")


def verify(*, place: Path, name: str) -> dict[str, Any]:
    """Restore a backup apart and audit it; what `restore` found there.

    Raises Refused where it cannot be restored, or is not as it should be.
    """
    scratch = place / f".{name}.{secrets.token_hex(4)}.part"
    scratch.mkdir(mode=0o700)
    try:
        with _database() as url:
            back = _restored(place, name, scratch, url)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if back["wrong"] or back["lost_files"]:
        what = "; ".join([*back["wrong"], *(f"file {each}" for each in back["lost_files"][:5])])
        raise Refused(
            f"{place / name} was restored for a look, and is not as it should be: {what}. Keep it, "
            "take another, and run bin/sanan ledger audit here.",
            "backup_differs",
        )
    if state.read().get("name") == name:
        state.keep(verified_at=clock.now().isoformat())
    return back


def _restored(place: Path, name: str, scratch: Path, url: str) -> dict[str, Any]:
    environment = {
        **{name: value for name, value in os.environ.items() if name not in NOT_THERE},
        "SANAN_VAR": str(scratch),
        "SANAN_KEYS": str(settings.KEYS),
        "SANAN_LOG_KEYS": str(settings.LOG_KEYS),
        **({"DATABASE_URL": url} if url else {}),
    }
    line = ["restore", str(place), "--name", name, "--look", "--json"]
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "sanan.config", *line],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        back: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        what = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Refused(
            f"{place / name} cannot be restored: {what.removeprefix('Error: ')}", "backup_fails"
        ) from error
    return back


@contextmanager
def _database() -> Iterator[str]:
    """A database of its own on our PostgreSQL server; for SQLite a file in the scratch place."""
    if connection.vendor == "sqlite":
        yield ""
        return
    from psycopg import sql  # only where PostgreSQL is used

    name = f"sanan_look_{secrets.token_hex(6)}"
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except DatabaseError as error:
        raise Refused(
            "The database's user may not make a database to try the backup in. As its administrator: "
            "ALTER ROLE … CREATEDB. The backup itself was taken.",
            "no_createdb",
        ) from error
    try:
        yield engines.url(name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
