"""RFC 6962: against its own recursive definitions, public vectors, and trees of 2**40 leaves."""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.ledger.log.errors import ProofError
from sanan.ledger.log.merkle import (
    EMPTY_ROOT,
    Subtree,
    leaf_hash,
    node_hash,
    prove_consistency,
    prove_inclusion,
    root,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).parents[4] / "shared" / "data" / "tlog"
ALL_VECTORS = sorted(VECTORS.rglob("*.json"))
LEAVES = 300


@cache
def leaf(index: int) -> bytes:
    return leaf_hash(str(index).encode())


@cache
def mth(low: int, high: int) -> bytes:
    """MTH(D[low:high]) as RFC 6962 §2.1 defines it."""
    if high - low <= 1:
        return leaf(low) if high > low else hashlib.sha256(b"").digest()
    k = split(high - low)
    return node_hash(mth(low, low + k), mth(low + k, high))


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m: int, low: int, high: int) -> list[bytes]:
    """PATH(m, D[low:high]) as RFC 6962 §2.1.1 defines it."""
    if high - low == 1:
        return []
    k = split(high - low)
    if m < k:
        return [*path(m, low, low + k), mth(low + k, high)]
    return [*path(m - k, low + k, high), mth(low, low + k)]


def subproof(m: int, low: int, high: int, *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[low:high], b) as RFC 6962 §2.1.2 defines it."""
    if m == high - low:
        return [] if whole else [mth(low, high)]
    k = split(high - low)
    if m <= k:
        return [*subproof(m, low, low + k, whole=whole), mth(low + k, high)]
    return [*subproof(m - k, low + k, high, whole=False), mth(low, low + k)]


def read_all(subtrees: list[Subtree]) -> list[bytes]:
    return [mth(t.number << t.level, (t.number + 1) << t.level) for t in subtrees]


class SparseTree:
    """A tree of any size whose leaves are all alike, except those named."""

    def __init__(self, marked: set[int]) -> None:
        self.marked = sorted(marked)
        self.plain = [leaf_hash(b"")]
        for _ in range(64):
            self.plain.append(node_hash(self.plain[-1], self.plain[-1]))

    def __call__(self, subtrees: list[Subtree]) -> list[bytes]:
        return [self.hash(t.level, t.number) for t in subtrees]

    def hash(self, level: int, number: int) -> bytes:
        low, high = number << level, (number + 1) << level
        if not any(low <= index < high for index in self.marked):
            return self.plain[level]
        if level == 0:
            return self.leaf(number)
        return node_hash(self.hash(level - 1, 2 * number), self.hash(level - 1, 2 * number + 1))

    def leaf(self, index: int) -> bytes:
        return leaf_hash(str(index).encode()) if index in self.marked else self.plain[0]


def decoded(vector: dict, *names: str) -> list[bytes]:
    return [base64.b64decode(vector[name]) for name in names]


@pytest.mark.skipif(not ALL_VECTORS, reason="no shared/data/tlog beside the checkout")
def test_there_are_196_public_vectors():
    assert len(ALL_VECTORS) == 196


def test_every_public_vector_is_taken_or_refused_as_it_says():
    judged = {str(file.relative_to(VECTORS)): judged_rightly(file) for file in ALL_VECTORS}
    assert [name for name, right in judged.items() if not right] == []


def judged_rightly(file: Path) -> bool:
    """Whether a proof is refused where its vector says so, and only there."""
    vector = json.loads(file.read_text())
    proof = [base64.b64decode(line) for line in vector["proof"] or []]
    try:
        if "leafIdx" in vector:
            at, stated = decoded(vector, "leafHash", "root")
            verify_inclusion(
                index=vector["leafIdx"], size=vector["treeSize"], leaf=at, proof=proof, root=stated
            )
        else:
            old, new = decoded(vector, "root1", "root2")
            sizes = {"old": vector["size1"], "new": vector["size2"]}
            verify_consistency(**sizes, old_root=old, new_root=new, proof=proof)
        refused = False
    except ProofError:
        refused = True
    return refused == vector["wantErr"]


def test_empty_and_single_roots():
    assert root(0, read_all) == EMPTY_ROOT
    assert root(1, read_all) == leaf(0)


# Fifty sizes a test: one for each would cost more than its proofs.
SIZES = [range(first, first + 50) for first in range(1, LEAVES + 1, 50)]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_inclusion_proof_is_the_definition_and_verifies(sizes: range):
    for size in sizes:
        assert root(size, read_all) == mth(0, size)
        for index in range(size):
            proof = prove_inclusion(index, size, read_all)
            assert proof == path(index, 0, size)
            stated = {"index": index, "size": size, "leaf": leaf(index), "root": mth(0, size)}
            verify_inclusion(**stated, proof=proof)


@pytest.mark.parametrize("news", SIZES, ids=str)
def test_every_consistency_proof_is_the_definition_and_verifies(news: range):
    for new in news:
        for old in range(1, new + 1):
            proof = prove_consistency(old, new, read_all)
            assert proof == subproof(old, 0, new, whole=True)
            roots = {"old_root": mth(0, old), "new_root": mth(0, new)}
            verify_consistency(old=old, new=new, proof=proof, **roots)


huge = st.integers(1, 2**40)


@given(st.data(), huge)
def test_inclusion_in_trees_up_to_2_to_the_40(data, size):
    index = data.draw(st.integers(0, size - 1))
    tree = SparseTree({index, size // 2, size - 1})
    proof = prove_inclusion(index, size, tree)
    stated = {"index": index, "size": size, "leaf": tree.leaf(index), "root": root(size, tree)}
    verify_inclusion(**stated, proof=proof)
    for wrong in ({"index": index ^ 1}, {"leaf": leaf_hash(b"x")}, {"root": EMPTY_ROOT}):
        if size > 1:
            with pytest.raises(ProofError):
                verify_inclusion(**(stated | wrong), proof=proof)


@given(st.data(), huge)
def test_consistency_in_trees_up_to_2_to_the_40(data, new):
    old = data.draw(st.integers(1, new))
    tree = SparseTree({old - 1, new - 1, new // 3})
    proof = prove_consistency(old, new, tree)
    stated = {"old": old, "new": new, "old_root": root(old, tree), "new_root": root(new, tree)}
    verify_consistency(**stated, proof=proof)
    with pytest.raises(ProofError):
        verify_consistency(**(stated | {"old_root": EMPTY_ROOT}), proof=proof)
    with pytest.raises(ProofError):
        verify_consistency(**stated, proof=[*proof, EMPTY_ROOT])


@given(st.data(), st.integers(2, LEAVES))
def test_a_changed_proof_is_refused(data, size):
    index = data.draw(st.integers(0, size - 1))
    proof = prove_inclusion(index, size, read_all)
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    changed = bytearray(proof[at])
    changed[bit // 8] ^= 1 << bit % 8
    spoilt = [
        [*proof[:at], bytes(changed), *proof[at + 1 :]],
        proof[:at] + proof[at + 1 :],
        [*proof, mth(0, size)],
        [*proof[:at], proof[at][:31], *proof[at + 1 :]],
    ]
    for bad in spoilt:
        with pytest.raises(ProofError):
            verify_inclusion(index=index, size=size, leaf=leaf(index), proof=bad, root=mth(0, size))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 5), (7, 3)])
def test_no_proof_outside_the_tree(index, size):
    with pytest.raises(ProofError):
        prove_inclusion(index, size, read_all)


@pytest.mark.parametrize(("old", "new"), [(2, 1), (-1, 5)])
def test_no_consistency_backwards(old, new):
    with pytest.raises(ProofError):
        prove_consistency(old, new, read_all)


def test_a_negative_tree_has_no_root():
    with pytest.raises(ProofError):
        root(-1, read_all)


def test_consistency_from_nothing_needs_no_proof():
    assert prove_consistency(0, 9, read_all) == []
