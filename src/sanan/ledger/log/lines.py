"""The small text forms all C2SP formats share: decimal numbers and base64, one way each."""

import base64
import binascii
import re

from sanan.ledger.log.errors import FormError

HASH_SIZE = 32
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_MAX = 2**63 - 1


def decimal(text: str) -> int:
    """Read an ASCII decimal without leading zeroes, 0 to 2**63-1 (tlog-checkpoint, note text).

    Raises:
        FormError: the text has any other form.
    """
    if not _DECIMAL.fullmatch(text) or int(text) > _MAX:
        raise FormError(f"not a decimal number: {text[:40]!r}")
    return int(text)


def base64_text(data: bytes) -> str:
    """Write bytes as standard padded base64 (RFC 4648 §4)."""
    return base64.b64encode(data).decode("ascii")


def base64_bytes(text: str) -> bytes:
    """Read standard padded base64 in its one canonical form (RFC 4648 §4 and §3.5).

    Raises:
        FormError: a foreign character, missing padding, or set trailing bits.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise FormError(f"not base64: {text[:40]!r}") from error
    if base64_text(data) != text:
        raise FormError(f"not canonical base64: {text[:40]!r}")
    return data


def hash_bytes(text: str) -> bytes:
    """Read one base64 line that holds a SHA-256 hash of 32 bytes.

    Raises:
        FormError: not base64, or not 32 bytes.
    """
    data = base64_bytes(text)
    if len(data) != HASH_SIZE:
        raise FormError(f"a hash has {HASH_SIZE} bytes, not {len(data)}")
    return data


def text_of(data: bytes, *, limit: int) -> str:
    """Read UTF-8 of at most `limit` bytes with no control character but newline (signed-note).

    Raises:
        FormError: too long, not UTF-8, or a control character.
    """
    if len(data) > limit:
        raise FormError(f"longer than {limit} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormError("not UTF-8") from error
    if any(char < " " and char != "\n" for char in text):
        raise FormError("a control character other than newline")
    return text
