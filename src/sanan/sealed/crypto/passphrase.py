"""Slow on purpose: receipts and passphrases become keys by argon2id (RFC 9106).

A receipt is looked up by what it becomes, so its salt cannot be a random one per row: it is derived
from the installation's key, which is not in the database. Whoever has only the database cannot even
begin to guess. Whoever has both tries 10^16 receipts, each for all reports at once. At the cost
below, about 0.1 s and 64 MiB a try, a thousand machines with a hundred tries at a time find one of
a thousand reports after some four months, a certain one after three hundred years; and then read only
what was answered, never what was said (`Kind.TO_REPORTER`).
"""

import hashlib
import secrets
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sanan.sealed.crypto import at_rest
from sanan.sealed.crypto.at_rest import NONCE, UnreadableError

SALT, KEY = 16, 32
DIGITS = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """argon2id: passes, memory in KiB. Receipts of before are lost if this is changed."""

    passes: int
    memory: int


COST = Cost(passes=3, memory=64 * 1024)


@dataclass(frozen=True, slots=True)
class Derived:
    """What a receipt becomes: a name to find its report by, and a key that is never stored."""

    name: bytes
    key: bytes


def new_receipt() -> str:
    """Sixteen random figures."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def derive(receipt: str) -> Derived:
    """The one slow step; the same work for a receipt that exists and one that does not."""
    salt = at_rest.keyed("receipt salt")[:SALT]
    both = _stretched(receipt.encode(), salt, 2 * KEY)
    # Hashed once more, so that what is stored is no half of the key's own computation.
    return Derived(hashlib.sha256(b"sanan.sealed/receipt@v1" + both[:KEY]).digest(), both[KEY:])


def lock(passphrase: str, data: bytes) -> bytes:
    """Encrypt under a passphrase: salt (16) ‖ nonce (12) ‖ ciphertext."""
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    key = _stretched(passphrase.encode(), salt, KEY)
    return salt + nonce + AESGCM(key).encrypt(nonce, data, None)


def unlock(passphrase: str, locked: bytes) -> bytes:
    """Decrypt; raises `UnreadableError` for a wrong passphrase."""
    salt, nonce = locked[:SALT], locked[SALT : SALT + NONCE]
    key = _stretched(passphrase.encode(), salt, KEY)
    try:
        return AESGCM(key).decrypt(nonce, locked[SALT + NONCE :], None)
    except InvalidTag as error:
        raise UnreadableError from error


def _stretched(secret: bytes, salt: bytes, length: int) -> bytes:
    return hash_secret_raw(
        secret,
        salt,
        time_cost=COST.passes,
        memory_cost=COST.memory,
        parallelism=1,
        hash_len=length,
        type=Type.ID,
    )
