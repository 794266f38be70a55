"""The outer layer: everything of this room lies in the database encrypted with the installation's key.

It protects a stolen database or backup even of what is not content (which wraps, which receipts).
The key is not in the database: `SANAN_SEALED_KEY`, or a file in `SANAN_VAR`.
"""

import hashlib
import hmac
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12


class UnreadableError(Exception):
    """The key is another one, or the bytes were changed."""


def lock(purpose: str, data: bytes) -> bytes:
    """Encrypt with AES-256-GCM: 12 random bytes, then the ciphertext. `purpose` is bound to it."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(settings.SEALED_KEY, purpose).encrypt(nonce, data, purpose.encode())


def unlock(purpose: str, locked: bytes) -> bytes:
    """Decrypt; raises `UnreadableError`."""
    cipher = _cipher(settings.SEALED_KEY, purpose)
    try:
        return cipher.decrypt(locked[:NONCE], locked[NONCE:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise UnreadableError from error


def keyed(purpose: str) -> bytes:
    """32 bytes that only this installation knows, the same each time."""
    return hmac.new(settings.SEALED_KEY.encode(), purpose.encode(), hashlib.sha256).digest()


@cache
def _cipher(key: str, purpose: str) -> AESGCM:
    derive = HKDF(SHA256(), 32, salt=None, info=f"sanan.sealed/{purpose}@v1".encode())
    return AESGCM(derive.derive(key.encode()))
