"""What one entry of the log says: nothing personal, one canonical form.

`{"at":"2026-01-31T08:00:00Z","commit":"<43 characters>","id":"<opaque>","t":"case.open","v":1}`
The content and its salt stay outside the log. Without the salt the commitment says nothing about
the content, so erasing both makes the person's words unrecoverable and leaves the log whole.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass

from sanan.ledger.log.errors import EntryError

SALT_SIZE = 32
_VERSION = 1
_TAG = b"sanan.record/commit@v1\n"
_EVENT = re.compile(r"[a-z0-9_.:-]{1,64}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_COMMIT_SIZE = 32


@dataclass(frozen=True)
class Entry:
    """An event name, an opaque id, a UTC moment to the second, and a 32-byte commitment."""

    event: str
    id: str
    at: str
    commit: bytes

    def __post_init__(self) -> None:
        shapes = ((_EVENT, self.event), (_ID, self.id), (_AT, self.at))
        if not all(shape.fullmatch(value) for shape, value in shapes):
            raise EntryError(f"not an entry: {self.event!r} {self.id!r} {self.at!r}")
        if len(self.commit) != _COMMIT_SIZE:
            raise EntryError(f"a commitment has {_COMMIT_SIZE} bytes")

    def encode(self) -> bytes:
        """The canonical bytes: ASCII JSON, names in order, no spaces. These are the leaf."""
        sealed = base64.urlsafe_b64encode(self.commit).decode("ascii").rstrip("=")
        # Written out, since none of these can hold what JSON would escape, and audits are long.
        line = (
            f'{{"at":"{self.at}","commit":"{sealed}","id":"{self.id}","t":"{self.event}"'
            f',"v":{_VERSION}}}'
        )
        return line.encode("ascii")


def read_entry(data: bytes) -> Entry:
    """Read an entry back from its canonical bytes.

    Raises:
        EntryError: other bytes than `encode` would give, or another version.
    """
    try:
        fields = json.loads(data)
        commit = base64.urlsafe_b64decode(fields["commit"] + "=")
        entry = Entry(fields["t"], fields["id"], fields["at"], commit)
    except (ValueError, KeyError, TypeError) as error:
        raise EntryError("not an entry") from error
    if entry.encode() != data:
        raise EntryError("not an entry in canonical form")
    return entry


def commit(*, salt: bytes, content: bytes) -> bytes:
    """Commit to content: SHA-256(domain tag ‖ 32-byte salt ‖ content), 32 bytes.

    The tag keeps a commitment from being mistaken for any other hash; the salt must be random
    and used once, since without it short content could be guessed.

    Raises:
        EntryError: the salt has another length.
    """
    if len(salt) != SALT_SIZE:
        raise EntryError(f"a salt has {SALT_SIZE} bytes")
    return hashlib.sha256(_TAG + salt + content).digest()
