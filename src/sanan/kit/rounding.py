"""Figures as they are published: computed exactly, rounded half-up once, at the edge.

Rounding early gives wrong answers: 629.0 of 647.4 against 10/12 of the year leads by 13.8 points,
while the rounded 97.2 − 83.3 would give 13.9.
"""

from decimal import Decimal
from fractions import Fraction

Number = int | Decimal | Fraction

_FEN_PER_YUAN = 100
_WAN = 10_000
_YI = 100_000_000


def half_up(value: Number, places: int = 0) -> Decimal:
    """Round `value` to `places` decimals; a half goes away from zero. Floats are a TypeError."""
    if isinstance(value, float):
        raise TypeError("A float has already been rounded; pass int, Decimal or Fraction.")
    over, under = value.as_integer_ratio()
    over, under = (over * 10**places, under) if places >= 0 else (over, under * 10**-places)
    whole = (2 * abs(over) + under) // (2 * under)
    return Decimal(whole if over >= 0 else -whole).scaleb(-places)


def rate(numerator: Number, denominator: Number, places: int = 1) -> Decimal | None:
    """Give `numerator` in `denominator` as a percentage, or None where there is nothing to count.

    206 of 255 is 80.8. A rate over nothing is not 0 and not 100: show it as "no cases".
    """
    exact = _share(numerator, denominator)
    return None if exact is None else half_up(exact * 100, places)


def lead(
    done: Number, plan: Number, elapsed: Number, whole: Number, places: int = 1
) -> Decimal | None:
    """Give by how many percentage points `done` of `plan` is ahead of `elapsed` of `whole`.

    Negative behind schedule; None where `plan` or `whole` is 0.
    """
    share, schedule = _share(done, plan), _share(elapsed, whole)
    if share is None or schedule is None:
        return None
    return half_up((share - schedule) * 100, places)


def implied_whole(part: Number, percent: Number, places: int = 2) -> Decimal | None:
    """Give the whole of which `part` is `percent` per cent: 67.9 at 81.9 % was 82.91."""
    exact = _share(Fraction(part) * 100, percent)
    return None if exact is None else half_up(exact, places)


def yuan(fen: int) -> str:
    """Give an amount in fen to the cent, as on a receipt: 1,234.50元."""
    return f"{half_up(Fraction(fen, _FEN_PER_YUAN), 2):,}元"


def figures(fen: int) -> str:
    """Give an amount in fen to the cent for readers of other languages: ¥1,234.50, −¥8.00."""
    amount = half_up(Fraction(abs(fen), _FEN_PER_YUAN), 2)
    return f"{'−' if fen < 0 else ''}¥{amount:,}"


def money(fen: int, places: int | None = None) -> str:
    """Give an amount in fen in the unit people say it in: 元 below ten thousand, 万元, 亿元.

    At most two decimals, without trailing noughts, unless `places` says how many. The unit is
    chosen after rounding, so that 99,999,999 yuan are 1亿元 and not 10000万元.
    """
    unit, per_unit = "元", 1
    amount = half_up(Fraction(fen, _FEN_PER_YUAN), 2 if places is None else places)
    for bigger, size in (("万元", _WAN), ("亿元", _YI)):
        if abs(amount) * per_unit >= size:
            unit, per_unit = bigger, size
            amount = half_up(Fraction(fen, _FEN_PER_YUAN * size), 2 if places is None else places)
    return f"{_short(amount) if places is None else amount}{unit}"


def _share(numerator: Number, denominator: Number) -> Fraction | None:
    return Fraction(numerator) / Fraction(denominator) if denominator else None


def _short(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
