"""Figures as people type them, exact, or a sentence that says what is wrong with them."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

MOST = Decimal(10) ** 12
PLACES = 12
"""The largest figure and the most decimals that are taken; sums of them stay exact."""
PRECISION = 120
_DIGITS = 60
FEN = Decimal("0.01")


class Wrong(ValueError):
    """A figure that cannot be; `code` is stable, `field` names it, the text says why in English."""

    def __init__(self, code: str, said: str, field: str = "") -> None:
        super().__init__(said)
        self.code, self.field = code, field


def figure(text: str | int | Decimal, field: str) -> Decimal:
    """An exact figure, 0 or more. Raises `Wrong` for what is none, below 0, or out of reach."""
    said = str(text).strip()
    if len(said) > _DIGITS:
        raise Wrong("huge", f"{field}: too many digits; at most {PLACES} decimals.", field)
    try:
        value = Decimal(said)
    except InvalidOperation:
        raise Wrong("no_number", f"{field}: {said!r} is not a number.", field) from None
    if not value.is_finite():
        raise Wrong("no_number", f"{field}: {said!r} is not a number.", field)
    if value < 0:
        raise Wrong("negative", f"{field}: {said} is less than 0.", field)
    if value > MOST:
        raise Wrong("huge", f"{field}: {said} is more than {MOST:,}.", field)
    if -int(value.as_tuple().exponent) > PLACES:
        raise Wrong("huge", f"{field}: too many digits; at most {PLACES} decimals.", field)
    return abs(value)  # -0 is 0


def to_fen(yuan: Decimal) -> int:
    """An exact amount in yuan as fen, a half rounded up (away from zero)."""
    with localcontext(prec=PRECISION):
        return int(yuan.quantize(FEN, ROUND_HALF_UP) * 100)


def plain(value: Decimal) -> str:
    """A figure without an exponent and without noughts behind: 10, 10.5, 0."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
