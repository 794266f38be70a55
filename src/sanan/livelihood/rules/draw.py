"""A draw in public that anyone can recompute.

The secret is chosen before, and only its hash together with the list of entries is shown; at the
draw somebody present names a word; the order follows from secret, word and entries alone. Whoever
has the three lines below has the whole method: sort the entries by SHA-256 of
"secret|word|entry" (UTF-8), written in hexadecimal.
"""

import hashlib
import secrets
from collections.abc import Sequence


def new_secret() -> str:
    """32 random bytes in hexadecimal."""
    return secrets.token_hex(32)


def commitment(secret: str, entries: Sequence[str]) -> str:
    """What is shown before the draw: SHA-256 of the secret and of each entry, a line each."""
    return hashlib.sha256("\n".join([secret, *entries]).encode()).hexdigest()


def fits(shown: str, secret: str, entries: Sequence[str]) -> bool:
    """Whether a secret and a list are those of which the hash was shown."""
    return shown == commitment(secret, entries)


def order(secret: str, word: str, entries: Sequence[str]) -> list[str]:
    """The entries in the order that was drawn."""

    def drawn(entry: str) -> tuple[str, str]:
        return hashlib.sha256(f"{secret}|{word}|{entry}".encode()).hexdigest(), entry

    return sorted(entries, key=drawn)
