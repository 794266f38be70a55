"""docs/record-vectors.json says what this library does; after a wanted change, write it anew:

python tests/ledger/log/test_log_vectors.py
"""

import hashlib
import json
import tempfile
from pathlib import Path

import pytest

from sanan.ledger.log.entry import Entry, commit
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.keys import Algorithm, Signer, read_vkey
from sanan.ledger.log.merkle import leaf_hash, prove_consistency, prove_inclusion, root
from sanan.ledger.log.note import sign
from sanan.ledger.log.opening import Opening
from sanan.ledger.log.promise import make_promise, open_promise
from sanan.ledger.log.proof import Receipt, make, read_receipt
from sanan.ledger.log.publish import head, publish
from sanan.ledger.log.reader import TileReader
from sanan.ledger.log.tiles import Tile, edge_tiles
from sanan.ledger.log.verify import verify

FILE = Path(__file__).parents[3] / "docs" / "record-vectors.json"
SIZE = 1000
INDEX = 777
AT = 1_769_846_400
LOG = Signer("sanan.example/2026", Algorithm.ED25519, hashlib.sha256(b"log").digest())
WITNESS = Signer("council.example/w1", Algorithm.COSIGNATURE, hashlib.sha256(b"witness").digest())


def content(index: int) -> str:
    return f"第{index}盏路灯不亮"


def opening(index: int) -> Opening:
    salt = hashlib.sha256(f"salt {index}".encode()).digest()
    sealed = commit(salt=salt, content=content(index).encode())
    return Opening(Entry("case.open", f"case-{index:06d}", "2026-01-31T08:00:00Z", sealed), salt)


def build(folder: LogFolder) -> dict:
    """Every vector, from fixed keys, salts and times."""
    entries = [opening(index).entry.encode() for index in range(SIZE)]
    publish(folder, signer=LOG, entries=entries, start=0)
    reader = TileReader(folder.read, SIZE)
    opened = head(folder, LOG.verifier)
    receipt = make(index=INDEX, checkpoint=opened, fetch=folder.read, extra=opening(INDEX).pack())
    cosignature = sign(opened.note.text, WITNESS, at=AT)
    seen = Receipt(receipt.index, receipt.path, opened.note.add([cosignature]), receipt.extra)
    return {
        "keys": {
            "log": {"seed": LOG.seed.hex(), "vkey": LOG.verifier.vkey},
            "witness": {"seed": WITNESS.seed.hex(), "vkey": WITNESS.verifier.vkey},
        },
        "entries": [entry_vector(index) for index in (0, 1, INDEX)],
        "roots": {str(n): root(n, reader).hex() for n in (0, 1, 2, 3, 7, 8, 255, 256, 257, SIZE)},
        "inclusion": [
            {"index": i, "size": n, "path": [h.hex() for h in prove_inclusion(i, n, reader)]}
            for i, n in ((0, 1), (0, 2), (4, 7), (6, 7), (255, 257), (256, 257), (INDEX, SIZE))
        ],
        "consistency": [
            {"old": m, "new": n, "proof": [h.hex() for h in prove_consistency(m, n, reader)]}
            for m, n in ((1, 2), (3, 7), (4, 7), (256, 257), (255, SIZE), (SIZE, SIZE))
        ],
        "files": {
            tile.path: hashlib.sha256(folder.read(tile.path)).hexdigest()
            for tile in (Tile(-1, 0), Tile(0, 0), *edge_tiles(SIZE))
        },
        "checkpoint": opened.note.encode().decode(),
        "cosignature": {"at": AT, "line": cosignature.line},
        "promise": make_promise(opening(INDEX), signer=LOG, by="2026-01-31T08:01:00Z").decode(),
        "receipts": receipt_vectors(receipt, seen),
    }


def entry_vector(index: int) -> dict:
    entry, salt = opening(index).entry, opening(index).salt
    return {
        "index": index,
        "content": content(index),
        "salt": salt.hex(),
        "commit": entry.commit.hex(),
        "bytes": entry.encode().decode(),
        "leaf_hash": leaf_hash(entry.encode()).hex(),
        "opening": opening(index).pack().hex(),
    }


def receipt_vectors(receipt: Receipt, seen: Receipt) -> list[dict]:
    """A receipt as it is, and changed in one way each."""
    good = receipt.encode().decode()
    index = receipt.index
    other = Receipt(index, receipt.path, receipt.note, opening(0).pack()).encode().decode()
    cases = [
        ("as made", good, content(index), None),
        ("with a witness", seen.encode().decode(), content(index), None),
        ("other words", good, "别的话", "content"),
        ("another place", good.replace("index 777", "index 776"), content(index), "not_included"),
        ("another size", good.replace("\n1000\n", "\n1001\n"), content(index), "checkpoint"),
        ("another log", good.replace("sanan.example/2026", "x/2026"), content(index), "checkpoint"),
        ("no signature", good.split("\n\n—")[0] + "\n\n", content(index), "receipt"),
        ("an entry of another", other, content(0), "not_included"),
        ("a broken opening", good.replace("extra A", "extra B"), content(index), "entry"),
        ("another version", good.replace("@v1", "@v2"), content(index), "receipt"),
        ("cut short", good[:-9], content(index), "receipt"),
        ("a leading zero", good.replace("index 777", "index 0777"), content(index), "receipt"),
    ]
    names = ("name", "receipt", "content", "problem")
    return [dict(zip(names, case, strict=True)) for case in cases]


@pytest.fixture(scope="module")
def written() -> dict:
    return json.loads(FILE.read_text())


def test_the_vectors_are_what_this_library_makes(written, folder):
    assert build(folder) == written


def test_the_receipts_are_judged_as_written(written):
    keys = {k: read_vkey(v["vkey"]) for k, v in written["keys"].items()}
    for case in written["receipts"]:
        data, words = case["receipt"].encode(), case["content"].encode()
        verdict = verify(data, log=keys["log"], witnesses=[keys["witness"]], content=words)
        assert verdict.problem == case["problem"], case["name"]
    assert read_receipt(written["receipts"][0]["receipt"].encode()).index == INDEX


def test_the_promise_is_kept_by_the_receipt(written):
    promise = open_promise(written["promise"].encode(), log=LOG.verifier)
    receipt = read_receipt(written["receipts"][0]["receipt"].encode())
    assert promise.opening.pack() == receipt.extra


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        made = build(LogFolder(Path(place)))
    FILE.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
