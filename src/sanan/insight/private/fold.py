"""One form for what people type in many: widths, digits, dashes, blanks, dots, brackets.

Every character is folded to exactly one, so that places in the folded text are places in the text.
"""

import re
from collections.abc import Mapping

UNSEEN = "\x02"
"""Stands for characters without width (zero-width blanks, the frame of a keycap)."""
HIDDEN = "\x01"
"""Stands for what was recognised already."""
HAN = "\u3400-\u4dbf\u4e00-\u9fff\u3007\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff"
"""Han characters, for a character class: with all extensions and the private ones of GB 18030."""

_ALIKE: Mapping[str, str] = {
    "-": "‐‑‒–—―−－﹣⁃ー─━",
    " ": "\u00a0\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\t",
    "·": "•‧・．∙⋅●｡･ᐧ․﹒⸱",
    "(": "（〔［【「﹙〖『〈《",
    ")": "）〕］】」﹚〗』〉》",
    ":": "：﹕∶︰",
    "*": "＊✱∗﹡",
    UNSEEN: "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\ufe0e\ufe0f\u20e3"
    "\u202a\u202b\u202c\u202d\u202e\u180e",
}
_NUMERALS: Mapping[str, str] = {
    "0": "零〇○洞",
    "1": "一壹幺",
    "2": "二贰貳两",
    "3": "三叁參叄",
    "4": "四肆",
    "5": "五伍",
    "6": "六陆陸",
    "7": "七柒",
    "8": "八捌",
    "9": "九玖",
}
# where the digits of a style begin: raised (4 to 9 follow their zero), lowered, Arabic, Indian, bold, boxed
_ZEROS = (0x2070, 0x2080, 0x0660, 0x06F0, 0x0966, *range(0x1D7CE, 0x1D7FF, 10), 0x1FBF0)
# where the ones of a circled style begin
_ONES = (0x2460, 0x2776, 0x2780, 0x278A, 0x24F5)
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_SPELT = "".join(_NUMERALS.values())
_SPELT_RUN = re.compile(rf"[{_SPELT}0-9](?:[ \-·.\x02]?[{_SPELT}0-9]){{6,}}")
_LETTERS_RUN = re.compile(r"(?<![A-Za-z0-9])[1lI][3-9](?:[ \-]?[0-9OolI]){9}(?![A-Za-z0-9])")
_LETTERS = str.maketrans("OolI", "0011")
_FEW_LETTERS = 4
_FEW_SPELT = 3


def _table() -> dict[int, str]:
    table = {ord(char): plain for plain, chars in _ALIKE.items() for char in chars}
    for code in _FULL_WIDTH:
        table.setdefault(code, chr(code - 0xFEE0))
    for zero in _ZEROS:
        table |= {zero + at: str(at) for at in range(10)}
    for one in _ONES:
        table |= {one + at: str(at + 1) for at in range(9)}
    return table | {ord(char): plain for char, plain in zip("⁰⓪⓿¹²³", "000123", strict=True)}


_TABLE = _table()
_SPELT_TABLE = str.maketrans({char: plain for plain, chars in _NUMERALS.items() for char in chars})


def folded(text: str) -> str:
    """The text in one form, as long as before."""
    return text if text.isascii() and "\t" not in text else text.translate(_TABLE)


def with_figures(text: str) -> str:
    """A folded text whose spelt numbers (一三八零零…, l38OO…) are written in figures."""
    text = _SPELT_RUN.sub(_spelt_in_figures, text)
    return _LETTERS_RUN.sub(_in_figures, text)


def _spelt_in_figures(found: re.Match[str]) -> str:
    said = found.group()
    spelt = sum(char in _SPELT for char in said)
    return said.translate(_SPELT_TABLE) if spelt >= _FEW_SPELT else said


def _in_figures(found: re.Match[str]) -> str:
    said = found.group()
    few = sum(char in "OolI" for char in said) <= _FEW_LETTERS
    return said.translate(_LETTERS) if few else said
