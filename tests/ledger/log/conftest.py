"""A log of our own in a temporary folder, with invented keys."""

import hashlib
from pathlib import Path

import pytest

from sanan.ledger.log.entry import Entry, commit
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.keys import Algorithm, Signer
from sanan.ledger.log.opening import Opening

ORIGIN = "sanan.example/2026"


def seed_of(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def content_of(index: int) -> bytes:
    return f"第{index}盏路灯不亮".encode()


def opening_of(index: int) -> Opening:
    salt = seed_of(f"salt {index}")
    at = f"2026-01-31T{index // 3600 % 24:02d}:{index // 60 % 60:02d}:{index % 60:02d}Z"
    sealed = commit(salt=salt, content=content_of(index))
    return Opening(Entry("case.open", f"case-{index:06d}", at, sealed), salt)


def rows_of(count: int, start: int = 0) -> list[bytes]:
    return [opening_of(index).entry.encode() for index in range(start, start + count)]


@pytest.fixture
def signer() -> Signer:
    return Signer(ORIGIN, Algorithm.ED25519, seed_of("log"))


@pytest.fixture
def witness_signer() -> Signer:
    return Signer("council.example/w1", Algorithm.COSIGNATURE, seed_of("witness"))


@pytest.fixture
def folder(tmp_path: Path) -> LogFolder:
    return LogFolder(tmp_path / "log", sync=False)


@pytest.fixture
def rows():
    """Give `rows(count, start=0)`: canonical entries, each its own."""
    return rows_of


@pytest.fixture
def opening():
    """Give `opening(index)`: the entry `rows` has there, with its salt."""
    return opening_of


@pytest.fixture
def content():
    """Give `content(index)`: what the entry there commits to."""
    return content_of
