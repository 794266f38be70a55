"""What many tests begin from: the tables of today, and the demo county in a folder."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from installation import Installation

ROOT = Path(__file__).resolve().parents[1]
# Where `bin/test` keeps the county, so that all its stages share it.
SHARED = "SANAN_TEST_COUNTY"
# The server that `bin/test` started for its stage on PostgreSQL, and the tables made there.
POSTGRES = "SANAN_TEST_POSTGRES"
MODEL = "sanan_model"


def played(beside: Path) -> Path:
    """The folder with the county's database, files and keys; copy it, since others read it too.

    Whoever comes first plays it, in the folder that `bin/test` names or else in `beside`.
    """
    shared = Path(os.environ.get(SHARED) or beside)
    with _alone(shared / "county.lock"):
        if not (shared / "county").exists():
            home = Installation(shared / "being-played")
            home.var.mkdir()
            shutil.copy(tables(), home.var / "sanan.sqlite3")
            home.sanan("migrate")  # what the product brings into them
            home.sanan("demo", "load")
            home.var.rename(shared / "county")
    return shared / "county"


def tables() -> Path:
    """A SQLite file with the tables of today and nothing in them.

    Making them takes ten seconds and more, so the file stays in `var`, named by what it was made of.
    """
    kept = ROOT / "var" / "tables"
    kept.mkdir(parents=True, exist_ok=True)
    file = kept / f"{_made_of()}.sqlite3"
    with _alone(kept / "lock"):
        if not file.exists():
            shutil.rmtree(kept / "being-made", ignore_errors=True)
            home = Installation(kept / "being-made")
            home.sanan("migrate", "--bare")
            for old in kept.glob("*.sqlite3"):
                old.unlink()
            (home.var / "sanan.sqlite3").rename(file)
            shutil.rmtree(home.var)
    return file


def tables_on(server: str, folder: Path) -> None:
    """Make the same on a PostgreSQL server, as a database that others are copied from."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as asked:
        asked.execute(f"CREATE DATABASE {MODEL}")
    Installation(folder, server.replace("/postgres?", f"/{MODEL}?")).sanan("migrate", "--bare")


def _made_of() -> str:
    """A digest of every migration of ours, and of the versions of everybody else's."""
    digest = sha256()
    migrations = (ROOT / "src" / "sanan").glob("*/migrations/*.py")
    for path in [ROOT / "requirements.txt", *sorted(migrations)]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    shared = Path(os.environ[SHARED])
    played(shared)
    if server := os.environ.get(POSTGRES):
        tables_on(server, shared / "for-postgres")
