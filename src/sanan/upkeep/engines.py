"""The database into one file and back, by its own means, while people work."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyarrow as pa
from django.db import connection, connections, transaction

from sanan.kit.errors import Invalid, Refused

FILES = {"sqlite": "database.sqlite3.zst", "postgresql": "database.pgdump"}
_BLOCK = 1 << 20
_NOT_SAID = {"password", "cursor_factory", "prepare_threshold", "context"}


def dump(target: Path) -> None:
    """Write the database as it was at the beginning of `transfer.tables.snapshot`, which is open."""
    if connection.vendor == "sqlite":
        _dump_sqlite(target)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
    _pg("pg_dump", "--format=custom", f"--snapshot={moment}", f"--file={target}", address())


def _dump_sqlite(target: Path) -> None:
    """By SQLite's own online backup, through our connection: it gives no lock away."""
    draft = target.with_suffix(".part")
    with closing(sqlite3.connect(draft)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    with draft.open("rb") as source, pa.CompressedOutputStream(str(target), "zstd") as out:
        shutil.copyfileobj(source, out, _BLOCK)
    draft.unlink()


def load(source: Path) -> None:
    """Put the database of a backup in the place of ours, which is empty or in that backup."""
    if connection.vendor == "sqlite":
        _load_sqlite(source)
        return
    _drop_tables()
    connections.close_all()
    _pg(
        "pg_restore",
        *("--no-owner", "--no-privileges", "--clean", "--if-exists"),
        *("--single-transaction", "--exit-on-error"),
        f"--dbname={address()}",
        str(source),
    )


def _drop_tables() -> None:
    """Also those that only a newer version has: what is dropped lies in the backup."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)} CASCADE")


def _load_sqlite(source: Path) -> None:
    file = Path(str(connection.settings_dict["NAME"]))
    draft = file.with_name(f"{file.name}.restoring")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        try:
            with pa.CompressedInputStream(str(source), "zstd") as packed:
                shutil.copyfileobj(packed, out, _BLOCK)
        except OSError as error:
            if error.errno is not None:
                raise
            raise Invalid(f"{source} is damaged. Take another backup.", "damaged_backup") from error
        out.flush()
        os.fsync(out.fileno())
    connections.close_all()
    for ending in ("-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
    draft.replace(file)


def clear() -> None:
    """Throw away what a restoring that was broken off has put into the database."""
    connections.close_all()
    if connection.vendor == "sqlite":
        file = str(connection.settings_dict["NAME"])
        for ending in ("", "-wal", "-shm", ".restoring"):
            Path(f"{file}{ending}").unlink(missing_ok=True)


def sound() -> str:
    """What the database's own check finds wrong with its file; nothing where it is well."""
    if connection.vendor != "sqlite":
        return ""  # rows came in by statements, each of them checked
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        said = str(cursor.fetchone()[0])
    return "" if said == "ok" else said


def address() -> str:
    """Where our PostgreSQL is, as its programs read it; the password goes by the environment."""
    from psycopg.conninfo import make_conninfo  # only where PostgreSQL is used

    return make_conninfo(**_plain(connection.get_connection_params()))


def _plain(given: Mapping[str, Any]) -> dict[str, str]:
    known = {name: str(value) for name, value in given.items() if name not in _NOT_SAID}
    with suppress(KeyError):
        del known["client_encoding"]
    return known


def _pg(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs. Raises Refused with what it said."""
    where = shutil.which(program)
    if where is None:
        raise Refused(
            f"{program} is missing on this machine. Install PostgreSQL's programs of the server's "
            "version (on Debian: apt-get install postgresql-client).",
            "no_program",
        )
    password = str(connection.get_connection_params().get("password") or "")
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, found on the machine
        [where, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Refused(
            f"{program} failed: {said}. Nothing was lost; mend that, then try again.", "pg_failed"
        )


def url(name: str) -> str:
    """The address of another database on our PostgreSQL server, for `DATABASE_URL`."""
    known = _plain(connection.get_connection_params())
    password = str(connection.get_connection_params().get("password") or "")
    user = quote(known.pop("user", ""), safe="")
    who = f"{user}:{quote(password, safe='')}" if password else user
    known.pop("dbname", None)
    return f"postgresql://{who}@/{name}?{urlencode(known)}"
