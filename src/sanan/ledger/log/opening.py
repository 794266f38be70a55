"""An opening: an entry with its salt, packed small enough to travel inside a receipt.

Layout: one byte 1 ‖ salt (32) ‖ commitment (32) ‖ seconds since 1970 UTC (8, big-endian) ‖
length of id (1) ‖ id ‖ event name. Whoever holds it and the content can show they belong together.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from sanan.ledger.log.entry import SALT_SIZE, Entry
from sanan.ledger.log.errors import EntryError

_KIND = 1
_SALT = slice(1, 33)
_COMMIT = slice(33, 65)
_AT = slice(65, 73)
_HEAD = 74
_FORM = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Opening:
    """An entry and the 32-byte salt of its commitment."""

    entry: Entry
    salt: bytes = field(repr=False)

    def pack(self) -> bytes:
        """The bytes for a receipt's extra line: 74, the id and the event name.

        Raises:
            EntryError: the salt has another length, or the entry's moment does not exist.
        """
        if len(self.salt) != SALT_SIZE:
            raise EntryError(f"a salt has {SALT_SIZE} bytes")
        head = bytes([_KIND]) + self.salt + self.entry.commit + _seconds(self.entry.at)
        name = self.entry.id.encode()
        return head + bytes([len(name)]) + name + self.entry.event.encode()


def unpack(data: bytes) -> Opening:
    """Read an opening back.

    Raises:
        EntryError: other bytes than `pack` would give.
    """
    try:
        at = datetime.fromtimestamp(int.from_bytes(data[_AT], "big"), UTC).strftime(_FORM)
        end = _HEAD + data[_HEAD - 1]
        entry = Entry(data[end:].decode(), data[_HEAD:end].decode(), at, data[_COMMIT])
        opening = Opening(entry, data[_SALT])
    except (ValueError, IndexError, OverflowError, OSError) as error:
        raise EntryError("not an opening") from error
    if opening.pack() != data:
        raise EntryError("not an opening")
    return opening


def _seconds(at: str) -> bytes:
    try:
        moment = datetime.strptime(at, _FORM).replace(tzinfo=UTC)
        return int(moment.timestamp()).to_bytes(8, "big")
    except (ValueError, OverflowError) as error:
        raise EntryError(f"no such moment: {at}") from error
