"""Counting by weight: what the scale shows, less the container, by what one piece weighs."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

from sanan.workshop.sums.exact import PRECISION, Wrong, figure

Number = str | int | Decimal


def net(*, gross: Number, tare: Number) -> Decimal:
    """Grams without the container. Raises `Wrong` where the container weighs more."""
    full, empty = figure(gross, "gross"), figure(tare, "tare")
    if empty > full:
        raise Wrong("tare", "tare: the container weighs more than all of it.", "tare")
    return full - empty


def pieces(*, grams: Number, each: Number) -> int:
    """How many pieces weigh that much, a half rounded up. Raises `Wrong` for weightless pieces."""
    weight, one = figure(grams, "grams"), figure(each, "grams-each")
    if not one:
        raise Wrong("weightless", "grams-each: one piece must weigh something.", "grams-each")
    with localcontext(prec=PRECISION):
        return int((weight / one).to_integral_value(ROUND_HALF_UP))
