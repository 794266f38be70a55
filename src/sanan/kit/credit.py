"""The unified social credit code (统一社会信用代码) of a company, and its check digit.

GB 32100-2015: 18 characters of figures and capital letters without I, O, S, V and Z; the last is
31 minus the sum, modulo 31, of the others' values weighted by powers of 3.
"""

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Invalid
from sanan.kit.words import half

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))


def check_letter(body: str) -> str:
    """The last character that belongs to the first 17. Raises `ValueError` for a letter it lacks."""
    total = sum(LETTERS.index(c) * weight for c, weight in zip(body, _WEIGHTS, strict=True))
    return LETTERS[-total % 31]


def tidy(text: str) -> str:
    """What a person typed, in half width and capitals, without blanks and hyphens."""
    return "".join(c for c in half(text).upper() if not c.isspace() and c != "-")


def read(text: str, field: str = "credit_code") -> str:
    """The code, or "" where nothing was typed. Raises `Invalid` with what is wrong with it."""
    code = tidy(text)
    if not code:
        return ""
    if len(code) != LENGTH:
        sentence = _("统一社会信用代码要 18 位，这里是 %(n)d 位。请对照营业执照再看一遍。")
        raise Invalid(sentence % {"n": len(code)}, "length", field=field)
    strange = "".join(dict.fromkeys(c for c in code if c not in LETTERS))
    if strange:
        sentence = _(
            "统一社会信用代码里不会有“%(strange)s”（没有字母 I、O、S、V、Z）。"
            "是不是把数字看成了字母？"
        )
        raise Invalid(sentence % {"strange": strange}, "letters", field=field)
    if check_letter(code[:-1]) != code[-1]:
        sentence = _(
            "统一社会信用代码“%(code)s”的校验位对不上，有一位写错了。请对照营业执照再看一遍。"
        )
        raise Invalid(sentence % {"code": code}, "check_digit", field=field)
    return code
