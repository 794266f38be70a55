"""Makes the small installations of a released version that every later version must bring to today.

    .venv/bin/python tests/upgrade/make.py 0.9

plays `story.py` on SQLite and on PostgreSQL and writes `tests/upgrade/dumps/0.9/<engine>.tar.xz`:
the database (the file itself, or `pg_dump`'s SQL), files, record, a receipt with its words, and the
facts that must hold, and beside them the hash of each migration. Run it once, on the commit of the release; a dump is never made anew.
"""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from installation import Installation  # noqa: E402 - found only now
from postgres import database, program, server  # noqa: E402

SOURCE = HERE.parents[1] / "src" / "sanan"
DUMPS = HERE / "dumps"
# Not secret: whoever has the dump may read what is locked in it.
KEYS = {
    "SANAN_SECRET_KEY": "only for tests of upgrades",
    "SANAN_SEALED_KEY": "only for tests of upgrades, sealed",
    "SANAN_LOG_NAME": "upgrade.example",
}


def make(folder: Path) -> dict[str, Path]:
    """Write both archives into a folder; by engine."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sanan-upgrade-") as name, server() as running:
        place = Path(name)
        lite = Installation(place / "sqlite", more=KEYS)
        pg = Installation(place / "postgres", database(running, "story"), KEYS)
        found = {}
        for engine, home in {"sqlite": lite, "postgres": pg}.items():
            facts = _played(home)
            packed = place / f"{engine}-packed"
            _pack(home, packed, facts)
            found[engine] = folder / f"{engine}.tar.xz"
            with tarfile.open(found[engine], "x:xz", preset=9) as archive:
                archive.add(packed, arcname=".")
        return found


def migrations() -> dict[str, str]:
    """The hash of each migration as it stands, by room and name."""
    found = sorted(SOURCE.glob("*/migrations/0*.py"))
    return {
        f"{path.parts[-3]}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
    }


def _played(home: Installation) -> dict[str, object]:
    """The story told in a new installation, published; its facts."""
    home.sanan("migrate")
    told = home.python(HERE / "story.py")
    assert told.code == 0, told.err
    home.sanan("ledger", "publish")
    facts = told.json
    entries = home.sanan("ledger", "audit", "--json").json["logs"][0]["entries"]
    home.sanan("ledger", "export", facts["case"], "--dir", home.var / "receipt")
    return {**facts, "entries": entries}


def _pack(home: Installation, packed: Path, facts: dict[str, object]) -> None:
    packed.mkdir()
    for part in ("media", "log", "receipt"):
        shutil.copytree(home.var / part, packed / part, ignore=shutil.ignore_patterns(".*"))
    (packed / "facts.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1))
    if home.url:
        dump = [program("pg_dump"), "--no-owner", "--no-privileges", f"--dbname={home.url}"]
        with (packed / "dump.sql").open("wb") as out:
            subprocess.run(dump, stdout=out, check=True)
        return
    with sqlite3.connect(home.var / "sanan.sqlite3") as live:
        live.execute("VACUUM INTO ?", [str(packed / "sanan.sqlite3")])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for engine, path in make(DUMPS / sys.argv[1]).items():
        print(f"{engine}: {path} ({path.stat().st_size // 1024} KB)")
    told = json.dumps(migrations(), indent=1)
    (DUMPS / sys.argv[1] / "migrations.json").write_text(f"{told}\n", encoding="utf-8")
