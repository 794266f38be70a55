"""Sums as this trade says them: 23.81亿, 5000万, in fen once cleaned."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.kit.errors import Invalid

_SUM = re.compile(r"(-?)(\d{1,12}(?:\.\d{1,8})?)(亿元?|万元?|元|)")
FEN = {"亿": Decimal(10**10), "万": Decimal(10**6), "元": Decimal(100)}
MOST = 10**15
"""Fen: a hundred thousand 亿 is a slip of the hand."""
HINT = gettext_lazy("不写单位就是万元，也可以写 23.81亿。")


def read_sum(text: str, unit: str = "万") -> int | None:
    """Fen, exactly; None for an empty text. `unit` is meant where none is written. Raises `Invalid`."""
    plain = re.sub(r"[,，\s¥￥]", "", unicodedata.normalize("NFKC", text))
    if not plain or plain in {"-", "—", "/"}:
        return None
    found = _SUM.fullmatch(plain)
    if found is None:
        sentence = _("看不懂金额“%(text)s”。请写数字，例如 5000 万或 23.81 亿。")
        raise Invalid(sentence % {"text": text.strip()[:30]}, "no_sum", field="amount")
    minus, number, said = found.groups()
    if minus:
        raise Invalid(
            _("金额不能是负数。减少的，请打开那一条更正，写明原因。"), "negative", field="amount"
        )
    fen = Decimal(number) * FEN[said[:1] or unit]
    if fen != int(fen):
        raise Invalid(_("请写到分为止。"), "too_fine", field="amount")
    if fen > MOST:
        raise Invalid(_("这个数太大了，请核对单位是万元还是亿元。"), "too_large", field="amount")
    return int(fen)


class SumField(forms.CharField):
    """A sum; None where nothing was typed and nothing need be."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"max_length": 24, "widget": widget, "help_text": HINT, **kwargs})

    def clean(self, value: Any) -> Any:
        """Fen."""
        try:
            return read_sum(super().clean(value))
        except Invalid as no:
            raise forms.ValidationError(str(no.sentence), code=no.code) from None

    def prepare_value(self, value: Any) -> Any:
        """Fen as it would be typed again."""
        return typed(value) if isinstance(value, int) else value


def typed(fen: int | None) -> str:
    """A sum as it would be typed again: 23.81亿, 5000万, exactly."""
    if fen is None:
        return ""
    unit = "亿" if fen >= 10**10 else "万"
    number = (Decimal(fen) / FEN[unit]).normalize()
    return f"{number:f}{unit}"


class AreaField(forms.DecimalField):
    """Mu with at most two decimals; in 1/100 mu once cleaned."""

    def __init__(self, **kwargs: Any) -> None:
        given = {"min_value": 0, "max_digits": 9, "decimal_places": 2, **kwargs}
        super().__init__(**given)

    def clean(self, value: Any) -> Any:
        """1/100 mu; None where nothing was typed."""
        found = super().clean(value)
        return None if found is None else int(found * 100)
