"""Two of three: a body's private key shared so that any two shares give it back, and one tells nothing.

Shamir's scheme over GF(256), byte by byte: a random line through the secret at x = 0, read at x = 1,
2, 3. Ours, because it is forty lines and no maintained library with a wheel and a permissive licence
does only this (ADR 25). A share on paper: `S1-` and groups of four letters, with a checksum.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass

SHARES = 3
NEEDED = 2
_CHECK = 4
_POLYNOMIAL = 0x11B
_GROUP = 4


class ShareError(ValueError):
    """Not a share, or copied wrongly."""


@dataclass(frozen=True, slots=True)
class Share:
    """One custodian's share: its place on the line (1 to 3) and as many bytes as the secret."""

    number: int
    data: bytes

    @property
    def mark(self) -> bytes:
        """By which the share is known again without being kept: SHA-256."""
        return hashlib.sha256(b"sanan.sealed/share@v1" + bytes([self.number]) + self.data).digest()


def split(secret: bytes) -> list[Share]:
    """Three shares of `secret`."""
    slope = secrets.token_bytes(len(secret))
    return [
        Share(x, bytes(s ^ _times(a, x) for s, a in zip(secret, slope, strict=True)))
        for x in range(1, SHARES + 1)
    ]


def join(one: Share, other: Share) -> bytes:
    """The secret from any two different shares; raises `ShareError`.

    Two shares always give something: whether it is the secret, the caller checks.
    """
    if one.number == other.number or len(one.data) != len(other.data):
        raise ShareError
    # Lagrange at 0: y1·x2/(x1+x2) + y2·x1/(x1+x2); in GF(256) plus and minus are both xor.
    below = _inverse(one.number ^ other.number)
    left, right = _times(other.number, below), _times(one.number, below)
    pairs = zip(one.data, other.data, strict=True)
    return bytes(_times(a, left) ^ _times(b, right) for a, b in pairs)


def written(share: Share) -> str:
    """For paper: `S2-ABCD-…`, capitals and 2-7 only."""
    check = share.mark[:_CHECK]
    text = base64.b32encode(share.data + check).decode().rstrip("=")
    groups = [text[i : i + _GROUP] for i in range(0, len(text), _GROUP)]
    return "-".join([f"S{share.number}", *groups])


def read(text: str) -> Share:
    """A share as someone typed it; raises `ShareError` where a letter is wrong."""
    bare = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    if len(bare) < 2 or bare[0] != "S" or bare[1] not in "123":
        raise ShareError
    body = bare[2:].replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        data = base64.b32decode(body + "=" * (-len(body) % 8))
    except ValueError as error:
        raise ShareError from error
    share = Share(int(bare[1]), data[:-_CHECK])
    # Compared as written: the checksum, and the bits by which the last letter is longer than it.
    if not share.data or written(share).replace("-", "") != f"S{bare[1]}{body}":
        raise ShareError
    return share


def _times(a: int, b: int) -> int:
    """The product in GF(256), in the same steps for any values."""
    product = 0
    for _bit in range(8):
        product ^= -(b & 1) & a
        a = (a << 1) ^ (-(a >> 7) & _POLYNOMIAL)
        b >>= 1
    return product


def _inverse(a: int) -> int:
    """a^254."""
    found = 1
    for _step in range(254):
        found = _times(found, a)
    return found
