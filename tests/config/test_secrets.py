"""Where the secrets of an installation come from: made once, taken along, also to another disk."""

import errno
from pathlib import Path

import pytest

from sanan.config.settings import _make_secret


def another_disk(*_: object) -> None:
    """What the system says where data and keys lie on two disks, also of a file that is not there."""
    raise OSError(errno.EXDEV, "Invalid cross-device link")


@pytest.fixture(autouse=True)
def two_disks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "rename", another_disk)
    monkeypatch.setattr(Path, "replace", another_disk)


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path: Path):
    made, data = tmp_path / "keys" / "secret", tmp_path / "secret"
    _make_secret(made, data)
    said = made.read_text()
    assert len(said) >= 50
    assert made.stat().st_mode & 0o777 == 0o600
    _make_secret(made, data)
    assert made.read_text() == said
    assert [path.name for path in made.parent.iterdir()] == ["secret"]


def test_a_secret_that_stood_among_the_data_is_taken_along(tmp_path: Path):
    made, data = tmp_path / "keys" / "secret", tmp_path / "secret"
    data.write_text("the one of before")
    _make_secret(made, data)
    assert made.read_text() == "the one of before"
    assert not data.exists()
