"""Pages of a long list by key, so that the last page costs what the first does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
LAST_PAGE = 100_000
FIGURES = 7
"""No more of a number are read: with so many it lies beyond the last page, unless noughts lead."""


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
    """A page number from a URL: 1 to 100,000, and 1 for whatever is not a number."""
    if not text or not text.isdecimal():
        return 1
    return min(max(int(text[:FIGURES]), 1), LAST_PAGE)
