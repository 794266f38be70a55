"""The tree of RFC 6962 §2.1: hashes, roots, inclusion and consistency proofs, made and verified.

Proofs are made from a *hash reader*: a function from perfect subtrees to their hashes, in the same
order. It is called once per proof, so that a reader over files opens each file once.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sanan.ledger.log.errors import ProofError
from sanan.ledger.log.lines import HASH_SIZE

EMPTY_ROOT = hashlib.sha256(b"").digest()


class Subtree(NamedTuple):
    """A perfect subtree: the 2**level leaves from number * 2**level on."""

    level: int
    number: int


HashReader = Callable[[Sequence[Subtree]], Sequence[bytes]]
_Range = tuple[int, int]


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry as a leaf: SHA-256(0x00 ‖ entry), 32 bytes (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children: SHA-256(0x01 ‖ left ‖ right), 32 bytes (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int, read: HashReader) -> bytes:
    """Give the root of the first `size` leaves (RFC 6962 §2.1); of no leaves, SHA-256 of nothing.

    Raises:
        ProofError: a negative size.
    """
    if size < 0:
        raise ProofError(f"a tree cannot have {size} leaves")
    return _hash_ranges([(0, size)], read)[0] if size else EMPTY_ROOT


def prove_inclusion(index: int, size: int, read: HashReader) -> list[bytes]:
    """Make the audit path of leaf `index` in the tree of `size` leaves (RFC 6962 §2.1.1).

    Gives 32-byte hashes from the leaf's sibling up to the root's child.

    Raises:
        ProofError: the leaf is not in the tree.
    """
    if not 0 <= index < size:
        raise ProofError(f"entry {index} is not in a tree of {size}")
    ranges: list[_Range] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return _hash_ranges(ranges[::-1], read)


def prove_consistency(old: int, new: int, read: HashReader) -> list[bytes]:
    """Make the proof that the tree of `new` leaves begins with that of `old` (RFC 6962 §2.1.2).

    Empty when the sizes are equal, or when `old` is 0 (nothing needs proving, tlog-witness).

    Raises:
        ProofError: `old` is negative or larger than `new`.
    """
    if not 0 <= old <= new:
        raise ProofError(f"no proof leads from {old} leaves to {new}")
    if old in (0, new):
        return []
    ranges: list[_Range] = []
    low, high = 0, new
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    if low:
        ranges.append((low, high))
    return _hash_ranges(ranges[::-1], read)


def verify_inclusion(
    *, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf hash `leaf` stands at `index` under `root` (RFC 9162 §2.1.3.2).

    Raises:
        ProofError: it does not, or the proof has another length than it must.
    """
    if not 0 <= index < size:
        raise ProofError(f"entry {index} is not in a tree of {size}")
    _check_hashes([leaf, *proof])
    at, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if at & 1 or at == last:
            computed = node_hash(sibling, computed)
            shift = _trailing_zeros(at)
            at, last = at >> shift, last >> shift
        else:
            computed = node_hash(computed, sibling)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof is too short")
    if computed != root:
        raise ProofError("the proof does not lead to the root")


def verify_consistency(
    *, old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree (new, new_root) begins with the tree (old, old_root) (RFC 9162 §2.1.4.2).

    An empty old tree is refused: everything continues it, so a proof would say nothing.

    Raises:
        ProofError: the proof does not hold, or has another length than it must.
    """
    if not 0 < old <= new:
        raise ProofError(f"no proof leads from {old} leaves to {new}")
    if old == new:
        if proof or old_root != new_root:
            raise ProofError("one size, two roots, or a proof where none is needed")
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    _check_hashes(path)
    if not proof:
        raise ProofError("the proof is empty")
    if _climb(old, new, path) != (old_root, new_root):
        raise ProofError("the proof does not lead to the two roots")


def _climb(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Rebuild both roots from a consistency path."""
    shift = _trailing_zeros(old)
    at, last = (old - 1) >> shift, (new - 1) >> shift
    old_side = new_side = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if at & 1 or at == last:
            old_side, new_side = node_hash(sibling, old_side), node_hash(sibling, new_side)
            shift = _trailing_zeros(at)
            at, last = at >> shift, last >> shift
        else:
            new_side = node_hash(new_side, sibling)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof is too short")
    return old_side, new_side


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(item) != HASH_SIZE for item in hashes):
        raise ProofError(f"every hash has {HASH_SIZE} bytes")


def _split(count: int) -> int:
    """The largest power of two smaller than count (RFC 6962 §2.1), for count > 1."""
    return 1 << ((count - 1).bit_length() - 1)


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1 if number else 0


def _perfect(low: int, high: int) -> Iterator[Subtree]:
    """Split leaves [low, high) into the fewest perfect subtrees, left to right."""
    while low < high:
        level = (high - low).bit_length() - 1
        if low:
            level = min(level, _trailing_zeros(low))
        yield Subtree(level, low >> level)
        low += 1 << level


def _hash_ranges(ranges: Sequence[_Range], read: HashReader) -> list[bytes]:
    """Hash each range of leaves, reading all subtrees they need in one call."""
    parts = [list(_perfect(low, high)) for low, high in ranges]
    hashes = iter(read([subtree for part in parts for subtree in part]))
    return [fold([next(hashes) for _ in part]) for part in parts]


def fold(hashes: Sequence[bytes]) -> bytes:
    """Join subtree hashes of falling sizes, left to right, into the hash above them all.

    Raises:
        IndexError: no hashes.
    """
    joined = hashes[-1]
    for left in hashes[-2::-1]:
        joined = node_hash(left, joined)
    return joined
