"""Sums in ten thousands, percentages, curves: as the people of project offices write them."""

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Invalid
from sanan.kit.numbers import exact

WAN = 1_000_000
"""Fen."""
MOST_WAN = Decimal(10) ** 11
_UNITS = {"亿元": 10_000, "亿": 10_000, "万元": 1, "万": 1}


def wan_to_fen(text: str) -> int | None:
    """Fen of a sum in 万元, or of one that names its unit (6.79亿); None for nothing.

    Raises `Invalid` for what is no sum, is negative, or has more decimals than fen.
    """
    said = re.sub(r"[,\s¥]", "", unicodedata.normalize("NFKC", text))
    if said in {"", "-", "—", "/", "未知", "不详"}:
        return None
    times = 1
    for unit, factor in _UNITS.items():
        if said.endswith(unit):
            said, times = said.removesuffix(unit), factor
            break
    number = exact(said.replace("\N{MINUS SIGN}", "-"))
    if number is None:
        raise Invalid(
            _("“%(said)s”不是金额，请写数字，单位是万元。") % {"said": text[:30]}, "no_money"
        )
    wan = number * times
    if abs(wan) > MOST_WAN:
        raise Invalid(_("金额太大，请看看单位是不是万元写成了亿元。"), "too_large")
    if wan < 0:
        raise Invalid(_("金额不能是负数。"), "negative")
    fen = wan * WAN
    if fen != fen.to_integral_value():
        raise Invalid(_("请写到分为止。"), "too_fine")
    return int(fen)


def wan(fen: int | None) -> str:
    """A sum in 万元 as it is typed: exact, without needless noughts."""
    if fen is None:
        return ""
    text = f"{Decimal(fen) / WAN:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(text: str) -> Decimal | None:
    """A percentage out of text; None for nothing. Raises `Invalid` outside 0 to 100."""
    said = re.sub(r"[%\s]", "", unicodedata.normalize("NFKC", text))
    if said in {"", "-", "—", "/"}:
        return None
    found = exact(said)
    if found is None:
        raise Invalid(_("“%(said)s”不是百分数。") % {"said": text[:30]}, "no_percent")
    if not 0 <= found <= 100:
        raise Invalid(_("形象进度要在 0 到 100 之间。"), "percent")
    return found


def curve(text: str) -> list[str]:
    """Twelve percentages as they are typed."""
    return [
        each for each in re.split(r"[,，、;；\s]+", unicodedata.normalize("NFKC", text)) if each
    ]
