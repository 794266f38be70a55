"""Software that is not ours reads our log and our receipts: Go's golang.org/x/mod/sumdb."""

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sanan.ledger.log.gather import read_answer, request_body
from sanan.ledger.log.interval import Signed, around
from sanan.ledger.log.keys import Signer
from sanan.ledger.log.note import Note
from sanan.ledger.log.proof import make
from sanan.ledger.log.publish import attach, head, publish
from sanan.ledger.log.tiles import ENTRIES, Tile, edge_tiles
from sanan.ledger.log.witness import add_checkpoint

GOPATH = Path(os.environ.get("GOPATH", "/usr/share/gocode"))
SUMDB = GOPATH / "src/golang.org/x/mod/sumdb/tlog"
READ_LOG = Path(__file__).parents[1] / "go" / "readlog.go"
VERIFY_RECEIPT = Path(__file__).parents[4] / "shared" / "tools" / "verify-receipt" / "main.go"

pytestmark = pytest.mark.skipif(
    not shutil.which("go") or not SUMDB.is_dir(),
    reason="Go is missing: apt-get install golang-go golang-golang-x-mod-dev",
)


def build(source: Path, folder: Path) -> Path:
    """Compile one Go program with the packages of the system, and no network."""
    program = folder / source.parent.name
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(GOPATH),
        "GOCACHE": os.environ.get("GOCACHE", str(folder / "cache")),
        "GOFLAGS": "",
    }
    subprocess.run(["go", "build", "-o", program, source], env=environment, check=True)
    return program


def run(program: Path, *arguments: object) -> tuple[int, str]:
    done = subprocess.run(
        [program, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def read_log(tmp_path_factory) -> Path:
    return build(READ_LOG, tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="module")
def verify_receipt(tmp_path_factory) -> Path:
    if not VERIFY_RECEIPT.exists():
        pytest.skip("no shared/tools/verify-receipt beside the checkout")
    return build(VERIFY_RECEIPT, tmp_path_factory.mktemp("go"))


@pytest.fixture
def keys(signer: Signer, witness_signer: Signer) -> tuple[Signer, Signer]:
    return signer, witness_signer


@pytest.mark.parametrize("size", [1, 200, 256, 600])
def test_go_reads_our_log(read_log, folder, keys, rows, size):
    signer, witness_signer = keys
    note = publish(folder, signer=signer, entries=rows(size), start=0).note
    body = request_body(note, old=0, size=size, fetch=folder.read)
    logs = {signer.name: signer.verifier}
    answer = add_checkpoint(body, logs=logs, kept=None, signer=witness_signer, at=1_769_846_400)
    witness = witness_signer.verifier
    gathered = read_answer(answer.status, answer.body, note=note, witness=witness)
    attach(folder, log=signer.verifier, note=gathered.note)
    assert run(read_log, signer.verifier.vkey, folder.root, witness.vkey) == (
        0,
        f"OK: {size} entries in {signer.name}\n",
    )


def cosigned(folder, note, size, old, keys, at) -> Note:
    """The note with the witness's word that it saw it at that second."""
    signer, witness_signer = keys
    body = request_body(note, old=old, size=size, fetch=folder.read)
    logs = {signer.name: signer.verifier}
    answer = add_checkpoint(body, logs=logs, kept=None, signer=witness_signer, at=at)
    witness = witness_signer.verifier
    return read_answer(answer.status, answer.body, note=note, witness=witness).note


def test_go_says_between_which_checkpoints_an_entry_came_in(read_log, folder, tmp_path, keys, rows):
    """The entries say 2026-01-31, midnight on; 0 to 99 came in first, then 100 to 299."""
    signer, witness_signer = keys
    day = datetime(2026, 1, 31, tzinfo=UTC)
    first = publish(folder, signer=signer, entries=rows(100), start=0).note.encode()
    last = publish(folder, signer=signer, entries=rows(200, 100), start=100).note
    seen = int((day + timedelta(minutes=3)).timestamp())
    both = cosigned(folder, last, 300, 0, keys, seen)
    after = Signed(both.encode(), day + timedelta(minutes=5))
    before = Signed(first, day + timedelta(minutes=1))

    def said(index: int, older: Signed | None, newer: Signed, witness: str) -> tuple[int, str]:
        (tmp_path / "around").write_bytes(around(index, older, newer))
        given = signer.verifier.vkey, folder.root, witness, tmp_path / "around"
        code, told = run(read_log, *given)
        return code, told.splitlines()[-1]

    vkey = witness_signer.verifier.vkey
    attach(folder, log=signer.verifier, note=both)
    assert said(150, before, after, "-") == (
        0,
        "entry 150 came in after 2026-01-31T00:01:00Z and by 2026-01-31T00:05:00Z",
    )
    assert said(150, before, after, vkey) == (
        0,
        "entry 150 came in after 2026-01-31T00:01:00Z and by 2026-01-31T00:03:00Z",
    ), "the witness bounds the operator's word"
    assert said(5, None, before, "-") == (0, "entry 5 came in by 2026-01-31T00:01:00Z")
    assert said(150, None, before, "-")[0] == 1, "it does not hold the entry yet"
    assert said(5, before, after, "-")[0] == 1, "the one before holds it already"
    later = Signed(after.note, day + timedelta(days=2))
    came = "after 2026-02-01T00:00:00Z and by 2026-02-02T00:00:00Z"
    code, told = said(150, Signed(first, day + timedelta(days=1)), later, "-")
    assert (code, told) == (
        1,
        f"REJECTED: time entry 150 says 2026-01-31T00:02:30Z, but came in {came}",
    )


@pytest.mark.parametrize("tile", [Tile(ENTRIES, 0, 200), Tile(0, 0, 200)])
def test_go_finds_one_changed_byte(read_log, folder, signer, rows, tile):
    publish(folder, signer=signer, entries=rows(200), start=0)
    assert tile in set(edge_tiles(200))
    data = bytearray(folder.read(tile.path))
    data[100] ^= 1
    folder.write({tile.path: bytes(data)})
    assert run(read_log, signer.verifier.vkey, folder.root)[0] == 1


def test_go_accepts_each_receipt_and_rejects_each_tampered_one(
    verify_receipt, tmp_path, folder, signer, opening
):
    rows = [opening(index).entry.encode() for index in range(200)]
    publish(folder, signer=signer, entries=rows, start=0)
    opened = head(folder, signer.verifier)
    vkey, receipt, leaf = signer.verifier.vkey, tmp_path / "receipt.tlog-proof", tmp_path / "leaf"
    for index in range(0, 200, 9):
        extra = opening(index).pack()
        made = make(index=index, checkpoint=opened, fetch=folder.read, extra=extra).encode()
        entry = rows[index]
        receipt.write_bytes(made)
        leaf.write_bytes(entry)
        accepted = f"OK: entry {index} of 200 in {signer.name}\n"
        assert run(verify_receipt, vkey, receipt, leaf) == (0, accepted)
        leaf.write_bytes(entry[:-1])
        assert run(verify_receipt, vkey, receipt, leaf)[0] == 1
        leaf.write_bytes(entry)
        for tampered in (
            made.replace(b"\nindex ", b"\nindex 1"),
            made.replace(b"\n200\n", b"\n201\n"),
            flipped(made),
        ):
            receipt.write_bytes(tampered)
            assert run(verify_receipt, vkey, receipt, leaf)[0] == 1


def flipped(receipt: bytes) -> bytes:
    """The receipt with one bit of its first proof hash changed."""
    at = receipt.index(b"\n", receipt.index(b"\nindex ") + 1) + 5
    return receipt[:at] + bytes([receipt[at] ^ 1]) + receipt[at + 1 :]
