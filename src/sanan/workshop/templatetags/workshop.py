"""Quantities and shares on the workshop's pages."""

from collections.abc import Callable
from decimal import Decimal

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sanan.kit import rounding
from sanan.kit.rounding import half_up
from sanan.workshop.sums.exact import plain

NEARLY = 20
register = template.Library()


@register.filter
def figure(value: Decimal | None) -> str:
    """A quantity without noughts behind: 1200, 12.5."""
    return "" if value is None else plain(Decimal(value))


@register.filter
def about(fen: int | None) -> str:
    """An amount as it is published: 近1000元 where it is nearly that, else to the cent.

    Nearly: at most a twentieth below a round figure of one digit.
    """
    if not fen:
        return ""
    step = 10 ** (len(str(fen)) - 1)
    round_ = -(-fen // step) * step
    if fen < round_ and (round_ - fen) * NEARLY <= round_:
        return _("近%(amount)s") % {"amount": _plain(round_, rounding.money)}
    return _plain(fen, rounding.yuan)


def _plain(fen: int, said: Callable[[int], str]) -> str:
    return said(fen) if (get_language() or "zh").startswith("zh") else rounding.figures(fen)


@register.filter
def rate(value: Decimal | None) -> str:
    """A share in per cent with one decimal, rounded once."""
    return "" if value is None else str(half_up(value, 1))
