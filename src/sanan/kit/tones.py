"""What a colour means, the same on every page; it never stands alone, a word stands beside it.

Red is late or dangerous, amber soon or waiting, green done, grey the rest.
"""

from enum import StrEnum


class Tone(StrEnum):
    """One meaning of a colour; PLAIN has none and takes the accent."""

    PLAIN = "plain"
    DONE = "done"
    SOON = "soon"
    LATE = "late"
    REST = "rest"
