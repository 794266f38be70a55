"""Bank accounts: a number that can be one is kept, one that cannot is refused before it is."""

from django.utils.translation import gettext as _

from sanan.kit import words
from sanan.kit.errors import Invalid

LEAST, MOST = 12, 21
CARD = (16, 19)
"""How many figures an account of a bank has, and how many a card, which has a check digit."""


def checked_account(text: str) -> str:
    """The figures of an account; raises `Invalid` with the sentence what to look at."""
    figures = words.figures(text)
    if not LEAST <= len(figures) <= MOST:
        raise Invalid(
            _("账号一般是 12 到 21 位数字，这里是 %(n)d 位。请对照存折或银行卡再看一遍。")
            % {"n": len(figures)},
            "account_length",
            field="account",
        )
    if CARD[0] <= len(figures) <= CARD[1] and figures[:2] == "62" and not _adds_up(figures):
        raise Invalid(
            _("这个卡号的最后一位对不上，可能有一位写错了。请对照银行卡再看一遍。"),
            "account_check",
            field="account",
        )
    return figures


def _adds_up(figures: str) -> bool:
    """The check digit of cards (ISO/IEC 7812, Luhn)."""
    total = 0
    for place, figure in enumerate(reversed(figures)):
        doubled = int(figure) * (1 + place % 2)
        total += doubled // 10 + doubled % 10
    return total % 10 == 0
