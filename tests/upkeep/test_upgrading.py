"""An upgrade leaves the new version or the old one, never something between."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sanan.kit.errors import Refused
from sanan.upkeep import backup, said, state, upgrade
from sanan.upkeep.safety import refusals

from .conftest import add_entries

HALF = "CREATE TABLE half_done (id integer)"


def half(*_: Any) -> None:
    """The migrations of a version, as far as they came."""
    with connection.cursor() as cursor:
        cursor.execute(HALF)
    raise ValueError("no such column")


def is_half() -> bool:
    return "half_done" in connection.introspection.table_names()


@pytest.fixture
def todo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrade, "pending", lambda: ["cases 0099_more"])


def test_where_nothing_is_to_be_done_nothing_is_done(home: Path, tmp_path: Path):
    assert upgrade.pending() == []
    assert upgrade.upgrade(place=tmp_path / "backups", tell=str).backup == ""
    assert not (tmp_path / "backups").exists()


def test_an_upgrade_that_fails_is_undone(
    home: Path, tmp_path: Path, todo: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(upgrade, "_migrate", half)
    with pytest.raises(Refused, match=r"^upgrade_failed$") as refused:
        upgrade.upgrade(place=tmp_path / "backups", tell=str)
    assert "no such column" in str(refused.value.sentence)
    assert not is_half()
    assert not state.is_upgrading()
    assert len(said.whole(tmp_path / "backups")) == 1
    add_entries(1)


def test_an_upgrade_that_was_killed_is_not_served_and_undone_by_the_next(
    home: Path, tmp_path: Path
):
    place = tmp_path / "backups"
    name, _ = backup.take(place=place, tell=str)
    state.keep(file=state.UPGRADING, place=str(place), name=name)
    with pytest.raises(ValueError, match="no such column"):
        half()
    assert any("bin/sanan upgrade" in sentence for sentence in refusals())
    upgrade.upgrade(place=place, tell=str)
    assert not is_half()
    assert not any("upgrade" in sentence for sentence in refusals())
