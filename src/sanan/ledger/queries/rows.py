"""Rows of the rooms against their entries, as the rooms' manifests say how (`Room.audits`)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sanan.kit import manifest

ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not as recorded: of which kind, its name in the record, the column, and how.

    It never holds what the row says: findings are kept and read by people who may not see that.
    """

    kind: str
    subject: str
    column: str
    how: str

    def __str__(self) -> str:
        return " ".join(filter(None, [self.kind, self.subject, self.column, self.how]))

    @property
    def public(self) -> str:
        """Without the name of the thing, for the page that everyone reads."""
        return " ".join(filter(None, [self.kind, self.column, self.how]))


def differences() -> Iterator[Difference]:
    """What every room finds, in the order of the rooms; reads the whole record."""
    found: list[Callable[[], Iterator[Difference]]] = manifest.loaded(lambda room: room.audits)
    for audit in found:
        yield from audit()
