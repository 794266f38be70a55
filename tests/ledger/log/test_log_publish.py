"""Publishing: continues what is there, refuses what does not, and survives a crash anywhere."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sanan.ledger.log.checkpoint import Checkpoint, sign_checkpoint
from sanan.ledger.log.errors import CheckpointError, DivergedError, TileError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.keys import Algorithm, Signer
from sanan.ledger.log.merkle import EMPTY_ROOT
from sanan.ledger.log.note import sign
from sanan.ledger.log.publish import attach, head, publish
from sanan.ledger.log.reader import read_entries
from sanan.ledger.log.tiles import CHECKPOINT_PATH, Tile, edge_tiles


def published(folder: LogFolder, signer: Signer) -> list[bytes]:
    """Every entry under the newest checkpoint, each checked against its tile."""
    opened = head(folder, signer.verifier)
    return list(read_entries(folder.read, opened.checkpoint.size)) if opened else []


def test_a_first_checkpoint_may_be_empty(folder, signer):
    assert head(folder, signer.verifier) is None
    done = publish(folder, signer=signer, entries=[], start=0)
    assert done.checkpoint == Checkpoint(signer.name, 0, EMPTY_ROOT)
    assert head(folder, signer.verifier).checkpoint == done.checkpoint


def test_batches_continue_each_other(folder, tmp_path, signer, rows):
    size = 0
    for count in (1, 254, 1, 1, 0, 300):
        done = publish(folder, signer=signer, entries=rows(count, size), start=size)
        size += count
        assert (done.checkpoint.size, done.added) == (size, count)
    assert published(folder, signer) == rows(557)
    at_once = publish(
        LogFolder(tmp_path / "once", sync=False), signer=signer, entries=rows(557), start=0
    )
    assert at_once.note == done.note


def test_the_same_again_changes_nothing(folder, signer, rows):
    first = publish(folder, signer=signer, entries=rows(300), start=0)
    for start in (0, 299, 300):
        again = publish(folder, signer=signer, entries=rows(300 - start, start), start=start)
        assert (again.note, again.added) == (first.note, 0)
    more = publish(folder, signer=signer, entries=rows(200, 200), start=200)
    assert (more.checkpoint.size, more.added) == (400, 100)
    assert published(folder, signer) == rows(400)


def test_what_does_not_continue_the_log_is_refused(folder, signer, rows):
    first = publish(folder, signer=signer, entries=rows(300), start=0)
    changed = [*rows(20, 280)]
    changed[3] = b"other"
    for start, entries in ((301, rows(1)), (-1, rows(1)), (280, changed), (0, rows(9, 1))):
        with pytest.raises(DivergedError):
            publish(folder, signer=signer, entries=entries, start=start)
    assert head(folder, signer.verifier).note == first.note
    assert published(folder, signer) == rows(300)


def test_damaged_tiles_are_not_built_upon(folder, signer, rows):
    publish(folder, signer=signer, entries=rows(300), start=0)
    edge = Tile(0, 1, 44)
    folder.write({edge.path: bytes(44 * 32)})
    with pytest.raises(DivergedError):
        publish(folder, signer=signer, entries=rows(1, 300), start=300)
    (folder.root / edge.path).unlink()
    with pytest.raises(TileError):
        publish(folder, signer=signer, entries=rows(1, 300), start=300)


def test_another_logs_key_does_not_continue_it(folder, signer, rows):
    publish(folder, signer=signer, entries=rows(3), start=0)
    for other in (
        Signer("sanan.example/2027", Algorithm.ED25519, b"n" * 32),
        Signer(signer.name, Algorithm.ED25519, b"n" * 32),
    ):
        with pytest.raises(CheckpointError):
            publish(folder, signer=other, entries=rows(1, 3), start=3)


def test_cosignatures_are_attached_to_the_newest_checkpoint_only(
    folder, signer, witness_signer, rows
):
    assert not attach(
        folder,
        log=signer.verifier,
        note=sign_checkpoint(Checkpoint(signer.name, 0, EMPTY_ROOT), signer),
    )
    old = publish(folder, signer=signer, entries=rows(3), start=0).note
    seen = old.add([sign(old.text, witness_signer, at=9)])
    assert attach(folder, log=signer.verifier, note=seen)
    assert head(folder, signer.verifier).note == seen
    again = publish(folder, signer=signer, entries=[], start=3)
    assert again.note == seen
    newer = publish(folder, signer=signer, entries=rows(1, 3), start=3).note
    assert not attach(folder, log=signer.verifier, note=seen)
    assert head(folder, signer.verifier).note == newer


class Crash(Exception):
    """Stands for the power going at one exact moment."""


class CrashingFolder(LogFolder):
    """Stops at the n-th step; a step is a temporary file written or a file put in its place."""

    def __init__(self, root: Path, steps: int) -> None:
        super().__init__(root, sync=False)
        self.steps = steps

    def _step(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise Crash

    def _write_temp(self, path: str, data: bytes) -> tuple[Path, Path]:
        self._step()
        temp, target = super()._write_temp(path, data[: len(data) // 2])
        self._step()
        temp.write_bytes(data)
        return temp, target

    def _rename(self, temp: Path, target: Path) -> None:
        self._step()
        super()._rename(temp, target)


def test_a_crash_at_any_step_leaves_a_log_that_continues(tmp_path, signer, rows):
    whole = LogFolder(tmp_path / "whole", sync=False)
    publish(whole, signer=signer, entries=rows(250), start=0)
    expected = publish(whole, signer=signer, entries=rows(300, 250), start=250).note
    step, crashed = 0, True
    while crashed:
        folder = LogFolder(tmp_path / str(step), sync=False)
        before = publish(folder, signer=signer, entries=rows(250), start=0).note
        try:
            publish(
                CrashingFolder(folder.root, step), signer=signer, entries=rows(300, 250), start=250
            )
            crashed = False
        except Crash:
            assert head(folder, signer.verifier).note == before
            assert published(folder, signer) == rows(250)
        # After a crash the operator may even have other rows: none of the old ones was visible.
        other = [*rows(10, 250), *rows(290, 900)] if step % 2 and crashed else rows(300, 250)
        done = publish(folder, signer=signer, entries=other, start=250)
        assert published(folder, signer) == [*rows(250), *other]
        assert (done.note == expected) == (other == rows(300, 250))
        step += 1
    assert step > 20


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from sanan.ledger.log.folder import LogFolder
    from sanan.ledger.log.keys import read_skey
    from sanan.ledger.log.publish import publish

    class Killed(LogFolder):
        left = int(sys.argv[3])

        def _rename(self, temp, target):
            if not self.left:
                os.kill(os.getpid(), signal.SIGKILL)
            self.left -= 1
            super()._rename(temp, target)

    entries = [line.encode() for line in sys.stdin.read().split("\\n")]
    publish(Killed(Path(sys.argv[1])), signer=read_skey(sys.argv[2]), entries=entries, start=0)
"""


@pytest.mark.parametrize("renames", [0, 3, 7])
def test_a_killed_process_leaves_a_log_that_continues(folder, signer, rows, renames):
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), folder.root, signer.skey, str(renames)],
        input=b"\n".join(rows(600)),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert head(folder, signer.verifier) is None
    publish(folder, signer=signer, entries=rows(600), start=0)
    assert published(folder, signer) == rows(600)


def test_files_are_whole_and_nothing_else_lies_about(folder, signer, rows):
    folder.sync = True
    publish(folder, signer=signer, entries=rows(600), start=0)
    files = {p.relative_to(folder.root).as_posix() for p in folder.root.rglob("*") if p.is_file()}
    full = {Tile(level, n).path for level in (-1, 0) for n in (0, 1)}
    assert files == full | {t.path for t in edge_tiles(600)} | {CHECKPOINT_PATH, ".lock"}
