"""An installation of each released version comes to today, on both databases, with nothing lost.

The archives in `dumps/` were made by `make.py` on the commit of their release. Until there is one,
the archives are made now, so that maker and harness stay whole.
"""

import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from installation import Installation
from postgres import database, program, server
from upgrade.make import DUMPS, KEYS, make, migrations

HERE = Path(__file__).resolve().parent
KEPT = sorted(DUMPS.glob("*/*.tar.xz"))
RELEASED = sorted(DUMPS.glob("*/migrations.json"))


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> list[Path]:
    return KEPT or sorted(make(tmp_path_factory.mktemp("dumps")).values())


def restored(archive: Path, place: Path, stack: ExitStack) -> tuple[Installation, dict]:
    """The installation as it was, not migrated yet, and the facts that must hold in it."""
    with tarfile.open(archive) as held:
        held.extraction_filter = getattr(tarfile, "data_filter", None)  # not in Debian 12's Python
        held.extractall(place)  # noqa: S202 - made by make.py
    facts = json.loads((place / "facts.json").read_text(encoding="utf-8"))
    url = ""
    if (place / "dump.sql").exists():
        url = database(stack.enter_context(server()), "old")
        load = [program("psql"), "--quiet", "--set=ON_ERROR_STOP=1", f"--file={place}/dump.sql"]
        subprocess.run([*load, url], check=True, stdout=subprocess.DEVNULL)
    # The programs of PostgreSQL must be of the server's version.
    path = os.pathsep.join([str(Path(program("pg_dump")).parent), os.environ["PATH"]])
    return Installation(place, url, {**KEYS, "PATH": path}), facts


@pytest.fixture(params=range(max(len(KEPT), 2)))
def old(request, made, tmp_path) -> Iterator[tuple[Installation, dict]]:
    with ExitStack() as stack:
        yield restored(made[request.param], tmp_path / "old", stack)


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.parent.name)
def test_what_was_released_is_never_changed(released):
    now = migrations()
    then = json.loads(released.read_text(encoding="utf-8"))
    assert {name: now.get(name) for name in then} == then


def _fails_and_is_undone(home: Installation, backups: Path) -> None:
    """What the look afterwards finds stops the upgrade, and the old tables come back."""
    before = home.sanan("upgrade", "--check", "--json", code=1).json
    bundle = next((home.var / "log").glob("*/tile/entries/*"))
    hidden = bundle.rename(home.var / "hidden")
    refused = home.sanan("upgrade", backups, code=1)
    assert "failed and was undone" in refused.err
    hidden.rename(bundle)
    assert home.sanan("upgrade", "--check", "--json", code=1).json == before


def test_an_old_installation_comes_to_today_with_nothing_lost(old):
    home, facts = old
    backups = home.var.with_name("backups")
    if home.url:  # a small installation in processes of its own; SQLite's is undone in tests/upkeep
        _fails_and_is_undone(home, backups)
    facts["session"] = home.python(HERE / "signed_in.py").out.strip()
    done = home.sanan("upgrade", backups, "--json").json
    assert (done["entries"], len(done["applied"]) > 0) == (facts["entries"], True)
    home.sanan("migrate", "--check")

    audit = home.sanan("ledger", "audit", "--json").json
    assert audit["clean"]
    assert sum(log["entries"] for log in audit["logs"]) == facts["entries"]

    receipt = home.var / "receipt"
    verify = ["ledger", "verify", receipt / "receipt.tlog-proof", "--text", receipt / "words.txt"]
    year = next(path for path in (home.var / "log").iterdir() if path.name.isdigit())
    found = home.sanan(*verify, "--log", year, "--json").json
    assert (found["holds"], found["text_matches"], found["event"]) == (True, True, "case.open")
    (receipt / "other.txt").write_text(facts["text"] + "?", encoding="utf-8")
    home.sanan(*verify[:-1], receipt / "other.txt", code=1)

    seen = home.python(HERE / "look.py", said=json.dumps(facts))
    assert seen.code == 0, seen.err
    assert set(map(tuple, seen.json.values())) == {(200, True)}, seen.out

    # It can go on from here: whatever came along can leave again, and is the same elsewhere.
    home.sanan("export", "--all", home.var / "out", "--json")
    said = json.loads((home.var / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert said["tables"]["ledger_entry"]["rows"] >= facts["entries"]
