"""Numbers of rules and facts: exact fractions inside, rounded once where the rules say so."""

from decimal import Decimal
from fractions import Fraction
from math import inf

from sanan.kit.rounding import half_up

Number = int | Decimal | Fraction

_SHOWN = 4
"""Decimals of a number in a sentence that does not end; it is marked with ≈."""


def rounded(value: Fraction, places: int, mode: str) -> Decimal:
    """Round once: `half_up` (a half goes away from zero) or `down` (cut off towards zero)."""
    if mode == "half_up":
        return half_up(value, places)
    whole = abs(value.numerator) * 10**places // value.denominator
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def fraction(value: Number | None) -> Fraction | None:
    """Exact, to reckon with; a fact that nobody knows stays None."""
    return value if value is None or isinstance(value, Fraction) else Fraction(value)


def sortable(value: Fraction) -> tuple[float, Fraction]:
    """A key that sorts as the exact value does, and compares it only where floats cannot tell."""
    try:
        return float(value), value
    except OverflowError:
        return (inf if value > 0 else -inf), value


def plain(value: Number | None) -> str:
    """A number as a sentence says it: exact where it ends, else `≈` and four decimals."""
    if value is None:
        return "—"
    exact = Fraction(value)
    shown = half_up(exact, _SHOWN)
    text = f"{shown:f}".rstrip("0").rstrip(".")
    text = "0" if text in {"-0", ""} else text
    return text if Fraction(shown) == exact else f"≈{text}"
