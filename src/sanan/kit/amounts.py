"""Money as readers of either language say it."""

from django.utils.translation import get_language

from sanan.kit import rounding


def spoken(fen: int | None) -> str:
    """Fen in 元, 万元 or 亿元; in English to the cent; "" for none."""
    if fen is None:
        return ""
    chinese = (get_language() or "zh").startswith("zh")
    return rounding.money(fen) if chinese else rounding.figures(fen)
