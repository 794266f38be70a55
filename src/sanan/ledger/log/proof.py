"""Receipts (C2SP tlog-proof): where an entry stands in a log, under a signed checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass

from sanan.ledger.log.checkpoint import OpenedCheckpoint, read_checkpoint
from sanan.ledger.log.errors import FormError, LogError, ProofError
from sanan.ledger.log.lines import base64_bytes, base64_text, decimal, hash_bytes, text_of
from sanan.ledger.log.merkle import leaf_hash, prove_consistency, prove_inclusion, verify_inclusion
from sanan.ledger.log.note import Note, read_note
from sanan.ledger.log.reader import Fetch, TileReader, fetch_bundle
from sanan.ledger.log.tiles import WIDTH

_HEADER = "c2sp.org/tlog-proof@v1"
_LIMIT = 100_000
_MAX_HASHES = 63


@dataclass(frozen=True)
class Receipt:
    """A tlog-proof: the entry's number, its path to the root, the checkpoint, and extra bytes.

    `extra` is not authenticated by the log; ours is a packed opening (see `opening`).
    """

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    def encode(self) -> bytes:
        """The bytes of a `.tlog-proof` file (tlog-proof, "Format")."""
        lines = [_HEADER]
        if self.extra:
            lines.append(f"extra {base64_text(self.extra)}")
        lines.append(f"index {self.index}")
        lines.extend(base64_text(hashed) for hashed in self.path)
        return "\n".join([*lines, "", ""]).encode() + self.note.encode()


def make(*, index: int, checkpoint: OpenedCheckpoint, fetch: Fetch, extra: bytes = b"") -> Receipt:
    """Make the receipt of entry `index` from the tiles, and check it before it is handed out.

    Reads at most two tiles a level and one bundle: 7 files in a log of 10 million entries.

    Raises:
        ProofError: the entry is not under this checkpoint, or the tiles do not lead to its root.
        TileError: a tile is missing or damaged.
    """
    size = checkpoint.checkpoint.size
    path = prove_inclusion(index, size, reader := TileReader(fetch, size))
    leaf = leaf_hash(fetch_bundle(fetch, index // WIDTH, size)[index % WIDTH])
    root = checkpoint.checkpoint.root
    verify_inclusion(index=index, size=reader.size, leaf=leaf, proof=path, root=root)
    return Receipt(index, tuple(path), checkpoint.note, extra)


def consistency(*, old: int, new: int, fetch: Fetch) -> list[bytes]:
    """Make the consistency proof between two sizes from the tiles (RFC 6962 §2.1.2).

    Raises:
        ProofError: `old` is larger than `new`.
        TileError: a tile is missing or damaged.
    """
    return prove_consistency(old, new, TileReader(fetch, new))


def read_receipt(data: bytes) -> Receipt:
    """Read a `.tlog-proof`; nothing is verified here.

    Raises:
        ProofError: not the form of tlog-proof, or its checkpoint is not one.
    """
    try:
        head, gap, rest = text_of(data, limit=_LIMIT).partition("\n\n")
        if not gap:
            raise FormError("no checkpoint")
        extra, index, path = _read_head(head.split("\n"))
        note = read_note(rest.encode())
        read_checkpoint(note.text)
    except LogError as error:
        raise ProofError(f"not a receipt: {error}") from error
    return Receipt(index, path, note, extra)


def _read_head(lines: Sequence[str]) -> tuple[bytes, int, tuple[bytes, ...]]:
    if lines[0] != _HEADER:
        raise FormError("another header")
    rest = list(lines[1:])
    extra = b""
    if rest and rest[0].startswith("extra "):
        extra = base64_bytes(rest.pop(0).removeprefix("extra "))
    if not rest or not rest[0].startswith("index "):
        raise FormError("no index")
    if len(rest) - 1 > _MAX_HASHES:
        raise FormError("a path of more than 63 hashes")
    return extra, decimal(rest[0].removeprefix("index ")), tuple(map(hash_bytes, rest[1:]))
