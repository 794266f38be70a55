"""Numbers as people and programs write them: read exactly, or not at all.

`1e999999999` is ten characters and a gigabyte as a whole number, and no comparison holds for NaN. What
is longer than anything that a county counts is nobody's number.
"""

import unicodedata
from decimal import Decimal, InvalidOperation

_LONGEST = 40
_LARGEST = 15
"""Places before the point: a county's money in fen has fourteen."""
_FINEST = 20
"""Places behind it: a spreadsheet's own noise has seventeen."""
_FIGURES = 18
"""Figures of a whole number that any database holds."""


def exact(given: object) -> Decimal | None:
    """A finite figure in any width; None for what is none, and for what nobody writes."""
    said = unicodedata.normalize("NFKC", str(given)).strip() if given is not None else ""
    if len(said) > _LONGEST:
        return None
    try:
        found = Decimal(said)
    except InvalidOperation:
        return None
    if not found.is_finite() or found.adjusted() > _LARGEST:
        return None
    return found if int(found.as_tuple().exponent) >= -_FINEST else None


def whole(text: str) -> int | None:
    """A whole number of figures alone, as addresses and forms send them; None for anything else."""
    known = text.isascii() and text.isdecimal() and len(text) <= _FIGURES
    return int(text) if known else None
