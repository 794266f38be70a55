"""From a cell of somebody else's table to a value: each reader gives it, or refuses with a sentence."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sanan.kit import phones, words
from sanan.kit.cells import Cell, Lost, as_text, parse_when
from sanan.kit.errors import Invalid
from sanan.kit.numbers import exact

Reader = Callable[[Cell], Any]
MOST = 10_000_000
"""Larger counts are a slip of the hand."""

_MONEY = re.compile(r"[¥￥,\s元]")
_NO_MONEY = frozenset({"", "-", "—", "--", "/"})
_SHOWN = 30
_CENT = Decimal("0.005")


def text(cell: Cell) -> str:
    """What stands in the cell; empty for none."""
    return as_text(cell)


def line(most: int) -> Reader:
    """The same on one line, at most so many characters."""

    def read(cell: Cell) -> str:
        return words.clean_line(as_text(cell), most=most)

    return read


def number_text(cell: Cell) -> str:
    """A number by which somebody else knows the row: 188006 and not 188006.0, half width."""
    return unicodedata.normalize("NFKC", words.clean_line(as_text(cell))).removesuffix(".0")


def figures(cell: Cell) -> str:
    """Only the figures of a card or account number, half width."""
    return words.figures(as_text(cell))


def identity(cell: Cell) -> str:
    """The figures of an identity number and its X, in whatever width they were typed."""
    return words.identity(as_text(cell))


def phone(cell: Cell) -> str:
    """The figures of a telephone number; empty for none."""
    return phones.tidy(as_text(cell))


def moment(cell: Cell) -> datetime | None:
    """A moment; a day alone is its midnight."""
    if isinstance(cell, Lost):
        raise Invalid(cell.sentence, "lost")
    if cell in (None, ""):
        return None
    found = parse_when(cell)[0]
    if found is None:
        said = words.clip(as_text(cell), _SHOWN)
        raise Invalid(
            _("看不懂时间“%(value)s”。请写成 2026-10-08 14:30。") % {"value": said}, "no_moment"
        )
    return found


def day(cell: Cell) -> date | None:
    """A day."""
    found = moment(cell)
    return None if found is None else found.date()


def amount(cell: Cell) -> float | None:
    """A number that is not negative, with its thousands' commas in any width."""
    said = unicodedata.normalize("NFKC", as_text(cell)).strip().replace(",", "")
    if not said:
        return None
    try:
        value = float(said)
    except ValueError:
        value = -1.0
    if not 0 <= value <= MOST:  # NaN neither
        raise Invalid(
            _("看不懂数字“%(value)s”。") % {"value": words.clip(said, _SHOWN)}, "no_number"
        )
    return value


def count(cell: Cell) -> int | None:
    """The same, whole."""
    value = amount(cell)
    if value is not None and not value.is_integer():
        raise Invalid(_("“%(value)s”要是整数。") % {"value": f"{value:g}"}, "no_number")
    return None if value is None else int(value)


def fen(cell: Cell) -> int | None:
    """Money in fen, exactly; nought for 0, None for an empty cell or a dash."""
    said = _MONEY.sub("", unicodedata.normalize("NFKC", as_text(cell)))
    if said in _NO_MONEY:
        return None
    yuan = exact(said)
    if yuan is not None:
        near = (yuan * 100).to_integral_value()
        # A float of a spreadsheet carries noise behind the cents; half a hundredth of one is no money.
        if abs(yuan * 100 - near) < _CENT:
            return int(near)
    raise Invalid(
        _("看不懂金额“%(value)s”。") % {"value": words.clip(as_text(cell), _SHOWN)}, "no_money"
    )
