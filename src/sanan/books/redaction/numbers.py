"""Runs of figures in a line as the reader gave it: what they are likely to be.

Rather one box too many: a run is left alone only where its form or the word before it says that it
is a date, an amount or a paper's own number.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sanan.insight.private.numbers import is_identity

ALIKE = str.maketrans(
    {
        "O": "0",
        "o": "0",
        "Q": "0",
        "D": "0",
        "〇": "0",
        "l": "1",
        "I": "1",
        "|": "1",
        "i": "1",
        "Z": "2",
        "z": "2",
        "S": "5",
        "s": "5",
        "B": "8",
        "g": "9",
        "q": "9",
    }
)
_RUN = re.compile(r"[0-9OoQDlI|iZzSsBgqXx](?:[ \-—–·]?[0-9OoQDlI|iZzSsBgqXx*])*")
_DATE = re.compile(r"(?:19|20)\d\d[-/.年 ]\s?\d{1,2}[-/.月 ]\s?\d{1,2}")
_DAY = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_SAFE = re.compile(
    r"(?:发票号码?|发票代码|凭证号|凭证编?号|编号|流水号?|订单号?|合同编?号|信用代码|识别号|税号|校验码|机器编号"
    r"|票据号码?|单号|回单号|批次号?|No\.?|NO\.?|№)[^0-9]{0,3}$"
)
_PERSONAL = re.compile(
    r"(?:身份证(?:件)?号?码?|证件号码?|电话|手机|联系方式|Tel\.?|账号|帐号|卡号|银行卡|账户|转入|汇入|存入)[^0-9]{0,4}$",
    re.IGNORECASE,
)
_FEW, _MANY = 7, 9
PHONE = 11


@dataclass(frozen=True, slots=True)
class Run:
    """Characters `start` to `end` (exclusive) of a text, and what they are taken for."""

    start: int
    end: int
    kind: str


def plain(text: str) -> str:
    """Full-width characters made plain, one for one, so that places stay."""
    return "".join(_narrow(char) for char in text)


def _narrow(char: str) -> str:
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if len(narrow) == 1 else char


def runs(text: str, before: str = "") -> Iterator[Run]:
    """What is to be covered in `text`; `before` is what stands to its left."""
    text = plain(text)
    dates = [found.span() for found in _DATE.finditer(text)]
    for found in _RUN.finditer(text):
        start, end = found.span()
        figures = re.sub(r"[^0-9A-Za-z|*]", "", found.group())
        real = sum(char.isdigit() for char in figures)
        if real < 4 or real * 10 < len(figures) * 7 or _in(dates, start, end):
            continue
        if _amount(text, start, end) or _part_of_word(text, start, end):
            continue
        kind = kind_of(figures.translate(ALIKE), plain(before) + text[:start])
        if kind:
            yield Run(start, end, kind)


def kind_of(figures: str, before: str) -> str:  # noqa: PLR0911 - one question after another
    """`phone`, `id_number`, `bank_card`, or empty for a run that may stay."""
    count = len(figures)
    named = _PERSONAL.search(before) is not None
    if is_identity(figures):
        return "id_number"
    if _SAFE.search(before):
        return ""
    if named:
        return _named(before, count) if count >= 5 else ""
    if _DAY.fullmatch(figures) or count < _MANY:
        return ""
    if figures.startswith("1") and count <= PHONE + 1:
        return "phone"
    if count in {15, 17, 18}:
        return "id_number"
    return "bank_card"


def _named(before: str, count: int) -> str:
    if re.search(r"身份证|证件", before[-12:]):
        return "id_number"
    if re.search(r"电话|手机|联系|Tel", before[-12:], re.IGNORECASE):
        return "phone"
    return "bank_card" if count >= _MANY else ""


def _in(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < last and first < end for first, last in spans)


def _amount(text: str, start: int, end: int) -> bool:
    """Whether it is money: a currency sign before it, or a decimal point and cents behind it."""
    sign = text[:start].rstrip()[-1:] in {"¥", "￥", "Y"}
    cents = re.match(r"[.,]\d\d(?!\d)", text[end:]) is not None
    unit = re.match(r"\s?(?:元|万|%|公斤|亩)", text[end:]) is not None
    whole = end - start
    return (sign or cents or unit) and whole < _MANY


def _part_of_word(text: str, start: int, end: int) -> bool:
    """Whether letters go on right beside it: a code with letters is a paper's or a firm's."""
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return any(char.isascii() and char.isalpha() for char in around)
