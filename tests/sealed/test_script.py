"""The scripts of a reporter's page stand in the public record at each change, by their hash."""

import base64
import hashlib
from pathlib import Path

import pytest

from sanan.ledger.models import Entry
from sanan.ledger.queries import leaves
from sanan.sealed import actions

pytestmark = pytest.mark.django_db
STATIC = Path(__file__).resolve().parents[2] / "src/sanan/web/static/web"


def test_the_name_is_the_hash_of_the_two_files_as_anyone_works_it_out():
    content = (STATIC / "sealed.js").read_bytes() + (STATIC / "resident.js").read_bytes()
    told = base64.b32encode(hashlib.sha256(content).digest()).decode().strip("=").lower()
    assert actions.script_name() == f"script.{told}"


def test_each_change_is_entered_once_and_nothing_before_a_body_receives(monkeypatch, house):
    assert house is not None
    entered = actions.enter_script()
    assert entered is not None
    assert leaves.leaf(entered).event == actions.script_name()
    assert actions.enter_script() is None
    monkeypatch.setattr("sanan.sealed.actions.script.script_name", lambda: "script.changed")
    assert actions.enter_script() is not None
    assert actions.enter_script() is None
    assert Entry.objects.filter(event__startswith="script.").count() == 2


def test_nothing_is_entered_where_nobody_receives():
    assert actions.enter_script() is None
