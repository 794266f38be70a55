"""The demo county moves from SQLite to PostgreSQL, and every table stays equal.

To SQLite, and without the keys: `test_refusals.py`, on a small installation.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from installation import Installation
from postgres import database, server

PASSPHRASE = "only for this test, long"


def tables(folder: Path) -> dict[str, tuple[int, str]]:
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return {name: (each["rows"], each["sha256"]) for name, each in said["tables"].items()}


def sums(folder: Path, top: str) -> set[str]:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {each for each in lines if each.split("  ")[1].startswith(f"{top}/")}


@pytest.fixture(scope="module")
def county(tmp_path_factory, county_played) -> Installation:
    home = Installation(tmp_path_factory.mktemp("county"))
    shutil.copytree(county_played, home.var, symlinks=True, dirs_exist_ok=True)
    home.sanan("ledger", "publish")
    return home


def test_the_demo_county_moves_to_the_other_database(county, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    keys = tmp_path / "keys.json"
    county.sanan("export", "--all", first, "--keys", keys, said=f"{PASSPHRASE}\n")
    held = tables(first)
    assert held["cases_case"][0] > 10
    assert held["ledger_entry"][0] > 1000
    assert (county.var / "keys" / "secret").read_text() not in keys.read_text()
    with server() as running:
        other = Installation(tmp_path / "other", database(running, "moved"))
        found = other.sanan(
            "import", "--all", first, "--keys", keys, "--json", said=f"{PASSPHRASE}\n"
        ).json
        assert found["rows"] == sum(rows for rows, _ in held.values())
        assert (found["receipts"], found["missing_keys"]) == (2, [])
        for name in ("secret", "sealed-key"):
            here = other.var / "keys" / name
            assert here.read_text() == (county.var / "keys" / name).read_text()
            assert here.stat().st_mode & 0o077 == 0
        assert other.sanan("ledger", "audit", "--json").json["clean"]
        receipt = next((first / "receipts").glob("*-first.tlog-proof"))
        assert "OK" in other.sanan("ledger", "verify", receipt).out
        other.sanan("export", "--all", second)
        # Work goes on: numbers follow those that moved, also for a row that is gone by now.
        made = other.python("-c", NEXT_NUMBER)
        assert made.code == 0, made.err
    assert tables(second) == held
    assert sums(second, "files") == sums(first, "files")
    assert sums(second, "record") == sums(first, "record")
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=second, check=False
    )
    assert checked.returncode == 0


NEXT_NUMBER = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "sanan.config.settings"
import django
django.setup()
from sanan.places.models import Grid
last = max(Grid.objects.values_list("pk", flat=True))
assert Grid.objects.create(name="x", code="moved-on").pk > last
"""
