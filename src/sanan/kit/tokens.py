"""Codes that people read aloud and codes that nobody may guess."""

import hashlib
import hmac
import secrets

from django.conf import settings

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
QUERY_DIGITS = 12


def opaque(length: int = 12) -> str:
    """A random name for a thing, without the letters that look like figures (31 symbols each)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def keyed_hash(purpose: str, text: str) -> str:
    """HMAC-SHA-256 under the installation's secret: the same text gives the same 64 hex digits.

    `purpose` keeps one use from being compared with another.
    """
    key = f"{purpose}:{settings.SECRET_KEY}".encode()
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def query_code(public_code: str) -> str:
    """The 12 figures with which an appellant follows a case, derived, so that nothing stores them."""
    number = int(keyed_hash("query-code", public_code), 16) % 10**QUERY_DIGITS
    return f"{number:0{QUERY_DIGITS}d}"


def tidy_query_code(text: str) -> str:
    """What a person typed, reduced to its ASCII figures (full-width ones included)."""
    return "".join(str(int(c)) for c in text if c.isdecimal())
