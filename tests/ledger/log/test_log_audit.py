"""The audit finds each kind of tampering, and says where."""

import pytest

from sanan.ledger.log.audit import Where, audit
from sanan.ledger.log.checkpoint import Checkpoint
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.publish import publish
from sanan.ledger.log.tiles import ENTRIES, Tile, read_bundle, write_bundle

SIZES = (1, 200, 256, 300, 700)


class Kept:
    """A published log with the operator's rows beside it."""

    def __init__(self, folder: LogFolder, signer, rows) -> None:
        self.folder, self.rows, self.checkpoints = folder, rows(SIZES[-1]), []
        for size in SIZES:
            done = publish(folder, signer=signer, entries=self.rows[:size], start=0)
            self.checkpoints.append(done.checkpoint)

    def audit(self, rows: list[bytes] | None = None, older: list[Checkpoint] | None = None):
        *before, newest = self.checkpoints
        rows = self.rows if rows is None else rows
        return audit(rows, fetch=self.folder.read, newest=newest, older=older or before)

    def found(self, rows: list[bytes] | None = None) -> tuple[Where, int]:
        difference = self.audit(rows).difference
        return difference.where, difference.index

    def change(self, tile: Tile, change) -> None:
        self.folder.write({tile.path: change(self.folder.read(tile.path))})


@pytest.fixture
def kept(folder, signer, rows) -> Kept:
    return Kept(folder, signer, rows)


def test_a_log_as_published_is_clean(kept: Kept):
    result = kept.audit()
    assert result.clean
    assert (result.entries, result.root) == (700, kept.checkpoints[-1].root)


def test_rows_not_yet_published_are_no_difference(kept: Kept, rows):
    assert kept.audit(rows(800)).clean


def test_one_byte_in_a_row(kept: Kept):
    row = bytearray(kept.rows[123])
    row[40] ^= 1
    kept.rows[123] = bytes(row)
    assert kept.found() == (Where.ROW, 123)
    assert kept.audit().entries == 0


def test_a_changed_time(kept: Kept):
    kept.rows[500] = kept.rows[500].replace(b"2026-01", b"2025-01")
    assert kept.found() == (Where.ROW, 500)


def test_a_deleted_row(kept: Kept):
    del kept.rows[300]
    assert kept.found() == (Where.ROW, 300)


def test_a_deleted_last_row(kept: Kept):
    assert kept.found(kept.rows[:-1]) == (Where.ROW_MISSING, 699)


def test_two_swapped_rows(kept: Kept):
    kept.rows[10], kept.rows[400] = kept.rows[400], kept.rows[10]
    assert kept.found() == (Where.ROW, 10)


def test_an_older_database_restored(kept: Kept):
    assert kept.found(kept.rows[:256]) == (Where.ROW_MISSING, 256)


def test_an_older_folder_restored(kept: Kept):
    newest, older = kept.checkpoints[3], kept.checkpoints
    result = audit(kept.rows, fetch=kept.folder.read, newest=newest, older=older)
    assert (result.difference.where, result.difference.index) == (Where.CHECKPOINT, 700)


def test_one_byte_in_a_bundle(kept: Kept):
    kept.change(Tile(ENTRIES, 1), lambda data: data.replace(b"case-000300", b"case-000301"))
    assert kept.found() == (Where.BUNDLE, 300)


def test_one_byte_in_a_tile(kept: Kept):
    kept.change(Tile(0, 1), lambda data: data[:320] + b"\x00" + data[321:])
    assert kept.found() == (Where.TILE, 266)


@pytest.mark.parametrize("cut", [1, 32, 8192])
def test_a_truncated_tile(kept: Kept, cut):
    kept.change(Tile(0, 1), lambda data: data[:-cut])
    assert kept.found() == (Where.TILE, 256)


@pytest.mark.parametrize("cut", [1, 5000])
def test_a_truncated_bundle(kept: Kept, cut):
    kept.change(Tile(ENTRIES, 1), lambda data: data[:-cut])
    assert kept.found() == (Where.BUNDLE, 256)


def test_a_missing_bundle(kept: Kept):
    (kept.folder.root / Tile(ENTRIES, 0).path).unlink()
    assert kept.found() == (Where.BUNDLE, 0)


def test_a_tile_above_that_does_not_join(kept: Kept):
    kept.change(Tile(1, 0, 2), lambda data: data[32:] + data[:32])
    assert kept.found() == (Where.TILE, 0)


def test_row_bundle_and_tile_changed_together_do_not_lead_to_the_root(kept: Kept, signer, tmp_path):
    kept.rows[450] = kept.rows[449]
    forged = LogFolder(tmp_path / "forged", sync=False)
    publish(forged, signer=signer, entries=kept.rows, start=0)
    kept.folder = forged
    assert kept.found() == (Where.CHECKPOINT, 700)


def test_an_older_checkpoint_that_was_never_this_log(kept: Kept):
    false = Checkpoint(kept.checkpoints[0].origin, 299, b"f" * 32)
    result = kept.audit(older=[*kept.checkpoints[:4], false])
    assert (result.difference.where, result.difference.index) == (Where.CHECKPOINT, 299)


def test_row_and_bundle_changed_together_leave_the_tile_against_them(kept: Kept):
    entries = read_bundle(kept.folder.read(Tile(ENTRIES, 0).path))
    kept.rows[7] = entries[7] = entries[8]
    kept.change(Tile(ENTRIES, 0), lambda _: write_bundle(entries))
    assert kept.found() == (Where.TILE, 7)
