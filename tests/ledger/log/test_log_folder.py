"""What is written to a log's folder is whole, and is flushed to the disk up to the folder's root."""

import os
import stat
from pathlib import Path

import pytest

from sanan.ledger.log.errors import FormError, TileMissingError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.lines import text_of


@pytest.fixture
def flushed(monkeypatch):
    """The files and folders that were flushed, in order; files by the names they had then."""
    real, found = os.fsync, []

    def fsync(handle):
        found.append(Path(f"/proc/self/fd/{handle}").readlink())
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return found


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="there is no /proc")


@needs_proc
@pytest.mark.parametrize("count", [1, 7, 8, 20])
def test_every_file_and_every_folder_above_it_is_flushed(tmp_path, flushed, count):
    root = tmp_path / "log"
    files = {f"tile/0/x{n:03d}/{n}": b"x" for n in range(count)}
    LogFolder(root).write(files)
    folders = {root, root / "tile", root / "tile/0", *((root / f).parent for f in files)}
    written = [path for path in flushed if path not in folders]
    assert {path.parent for path in written} == {(root / f).parent for f in files}
    assert len(written) == count
    # First what the files hold, then, once they have their names, the folders; none above the log.
    assert set(flushed[:count]) == set(written)
    assert set(flushed[count:]) == folders


@needs_proc
def test_a_folder_that_may_be_lost_is_not_flushed(tmp_path, flushed):
    LogFolder(tmp_path / "log", sync=False).write({"a/b": b"x"})
    assert flushed == []


@needs_proc
def test_nothing_stays_open(tmp_path):
    folder = LogFolder(tmp_path / "log")
    folder.write({"a": b"x"})
    before = len(list(Path("/proc/self/fd").iterdir()))
    folder.write({"a": b"y", **{f"b/{n}": b"x" for n in range(20)}})
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_what_was_written_is_read_and_what_was_not_is_missing(tmp_path):
    folder = LogFolder(tmp_path / "log", sync=False)
    folder.write({"a/b": b"one"})
    folder.write({"a/b": b"two"})
    assert folder.read("a/b") == b"two"
    assert sorted(p.name for p in (tmp_path / "log").rglob("*")) == ["a", "b"]
    for path in ("a/c", "a/b/c"):
        with pytest.raises(TileMissingError):
            folder.read(path)


def test_the_lock_makes_the_folder_and_is_a_file_in_it(tmp_path):
    folder = LogFolder(tmp_path / "new" / "log")
    with folder.lock():
        assert stat.S_ISREG((tmp_path / "new" / "log" / ".lock").stat().st_mode)


def test_a_text_has_at_most_the_bytes_it_may_have():
    assert text_of("三安\n".encode(), limit=7) == "三安\n"
    with pytest.raises(FormError, match="longer than 6 bytes"):
        text_of("三安\n".encode(), limit=6)


@pytest.mark.parametrize("data", [b"a\tb", b"a\rb", b"\x00", b"\x1f"])
def test_of_control_characters_only_a_newline_is_text(data):
    with pytest.raises(FormError, match="control character"):
        text_of(data, limit=100)
    assert text_of(b"a\nb ~", limit=100) == "a\nb ~"


def test_bytes_that_are_no_utf_8_are_no_text():
    with pytest.raises(FormError, match="UTF-8"):
        text_of(b"\xff", limit=100)
