"""Pages of a long list by key, so that the last page costs what the first does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`rows` of this page and whether there is another behind it."""

    rows: Sequence[Row]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this one."""
        return self.number > 1


def page_number(text: str | None) -> int:
    """A page number from a URL: at least 1, and 1 for whatever is not a number."""
    return min(max(int(text), 1), 100_000) if text and text.isdecimal() else 1
