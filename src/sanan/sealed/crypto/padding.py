"""One size for every message and four for files, so that a size tells nothing.

padded = length (4) ‖ header (JSON) ‖ length (4) ‖ body ‖ zeros
"""

from collections.abc import Mapping
from typing import Any

import orjson

from sanan.sealed.crypto.at_rest import NONCE, UnreadableError

MESSAGE = 40 * 1024
MEGABYTE = 1024 * 1024
FILES = (256 * 1024, MEGABYTE, 4 * MEGABYTE, 10 * MEGABYTE + 4096)
LARGEST_FILE = 10 * MEGABYTE
OVERHEAD = NONCE + 16
"""What sealing adds to a padded text."""


class TooLongError(Exception):
    """More than the largest size holds."""


def message(header: Mapping[str, Any]) -> bytes:
    """A message at its one size; raises `TooLongError`."""
    return _padded(orjson.dumps(header), b"", (MESSAGE,))


def file(header: Mapping[str, Any], body: bytes) -> bytes:
    """A file at the next of the four sizes; raises `TooLongError`."""
    return _padded(orjson.dumps(header), body, FILES)


def read(padded: bytes) -> tuple[dict[str, Any], bytes]:
    """Header and body; raises `UnreadableError` for anything else."""
    first, rest = _part(padded)
    body, _zeros = _part(rest)
    try:
        header = orjson.loads(first)
    except orjson.JSONDecodeError as error:
        raise UnreadableError from error
    if not isinstance(header, dict):
        raise UnreadableError
    return header, body


def is_message(sealed: bytes) -> bool:
    """Whether a sealed message has the one size that all have."""
    return len(sealed) == MESSAGE + OVERHEAD


def is_file(sealed: bytes) -> bool:
    """Whether a sealed file has one of the four sizes."""
    return len(sealed) - OVERHEAD in FILES


def _padded(header: bytes, body: bytes, sizes: tuple[int, ...]) -> bytes:
    plain = len(header).to_bytes(4, "big") + header + len(body).to_bytes(4, "big") + body
    for size in sizes:
        if len(plain) <= size:
            return plain.ljust(size, b"\0")
    raise TooLongError


def _part(data: bytes) -> tuple[bytes, bytes]:
    end = 4 + int.from_bytes(data[:4], "big")
    if len(data) < end:
        raise UnreadableError
    return data[4:end], data[end:]
