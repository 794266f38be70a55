"""Template tags that every page may use without loading them."""

from django import template

from sanan.kit import rounding

register = template.Library()


@register.filter
def money(fen: int) -> str:
    """Fen as people say it: 1250元, 3.5万元."""
    return rounding.money(fen)


@register.filter
def yuan(fen: int) -> str:
    """Fen to the cent, as on a receipt: 1,250.00元."""
    return rounding.yuan(fen)
