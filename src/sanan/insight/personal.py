"""Personal data in a text, marked so that it can be masked before anything is published."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sanan.insight.names import name_spans


class Kind(StrEnum):
    """What was found."""

    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    PLATE = "plate"
    BANK_CARD = "bank_card"
    EMAIL = "email"
    ACCOUNT = "account"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of the text as given."""

    start: int
    end: int
    kind: Kind
    text: str


_D = r"[0-9０-９]"
_GAP = r"[ \-－—\u00a0.·]?"
_FULL_WIDTH = {0xFF10 + i: str(i) for i in range(10)}
_FULL_WIDTH |= {0xFF38: "X", 0xFF58: "x"}
_NOT_DIGIT_BEFORE = r"(?<![0-9０-９a-zA-Z])"
_NOT_DIGIT_AFTER = r"(?![0-9０-９])"

_ID = re.compile(
    rf"{_NOT_DIGIT_BEFORE}[1-9１-９]{_D}{{5}}{_GAP}(?:18|19|20|１９|２０){_D}{{2}}{_GAP}{_D}{{4}}"
    rf"{_GAP}{_D}{{3}}[0-9０-９xXＸｘ*](?![0-9０-９a-zA-Z])"
)
_OLD_ID = re.compile(
    rf"{_NOT_DIGIT_BEFORE}[1-9]\d{{5}}\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}{_NOT_DIGIT_AFTER}"
)
_MOBILE = re.compile(
    rf"(?<![0-9０-９])(?:(?:\+|00)?86{_GAP})?[1１][3-9３-９]{_D}(?:{_GAP}{_D}){{8}}{_NOT_DIGIT_AFTER}"
)
_LANDLINE = re.compile(
    rf"(?<![0-9０-９\-])(?:[(（]?[0０]{_D}{{2,3}}[)）]?[ \-－—]?[2-9２-９]{_D}{{6,7}}"
    rf"|(?:400|800)-?\d{{3}}-?\d{{4}})(?:[ \-转]\d{{1,5}})?{_NOT_DIGIT_AFTER}"
)
_LOCAL_PHONE = re.compile(
    rf"(?:电话|座机|固话|联系方式|致电|拨打)(?:号码?)?(?:是|为|[:：])?\s{{0,2}}(?P<value>[2-9]\d{{6,7}}){_NOT_DIGIT_AFTER}"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-HJ-NP-Za-hj-np-z]"
    r"[ ·•・.\-]?(?:[DFdf][A-HJ-NP-Za-hj-np-z0-9]\d{4}|\d{5}[DFdf]"
    r"|[A-HJ-NP-Za-hj-np-z0-9*]{4}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳*])"
    r"(?![A-Za-z0-9])"
)
_CARD = re.compile(
    rf"{_NOT_DIGIT_BEFORE}{_D}{{4}}(?:[ \-]?{_D}{{4}}){{3}}(?:[ \-]?{_D}{{1,3}})?{_NOT_DIGIT_AFTER}"
    rf"|{_NOT_DIGIT_BEFORE}{_D}{{16,19}}{_NOT_DIGIT_AFTER}"
)
_CARD_NAMED = re.compile(
    r"(?:卡号|账号|帐号|银行卡|存折号?|户头)(?:是|为|[:：])?\s{0,2}(?P<value>\d(?:[ \-]?\d){11,20})(?!\d)"
)
_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}"
)
_ACCOUNT = re.compile(
    r"(?:微信|微信号|QQ|qq|Qq|扣扣|抖音号)(?:号码?)?(?:是|为|[:：])?\s{0,2}(?P<value>[A-Za-z0-9][A-Za-z0-9_\-]{4,19})(?![A-Za-z0-9])"
)
_HOME = re.compile(
    r"[0-9０-９a-zA-Z一二三四五六七八九十]{1,4}(?:号楼|栋|幢|座)(?:[0-9一二三四五六七八九十]{1,3}(?:单元|门))?"
    r"[ ,，]?[0-9]{3,4}(?:室|号房?|房)?(?![0-9年月日元米])"
    r"|[0-9一二三四五六七八九十]{1,3}单元[ ,，]?[0-9]{3,4}(?:室|号房?|房)?"
)
_ORDER = (
    Kind.ID_NUMBER,
    Kind.PHONE,
    Kind.BANK_CARD,
    Kind.EMAIL,
    Kind.ACCOUNT,
    Kind.PLATE,
    Kind.HOME,
)


def personal_data(text: str) -> list[Span]:
    """Return names, phones, ID and plate numbers, bank cards and the like, in order, no overlap.

    Offsets count characters of the text as given. ID numbers follow GB 11643-1999, plates
    GA 36-2018, bank cards ISO/IEC 7812 (a card number that fails its check digit is still marked
    where the text calls it a card). Numbers with a typing error are marked rather than missed.
    """
    taken: list[Span] = []
    for kind in _ORDER:
        for start, end in _FINDERS[kind](text):
            _take(taken, Span(start, end, kind, text[start:end]))
    for start, end in name_spans(text):
        _take(taken, Span(start, end, Kind.NAME, text[start:end]))
    return sorted(taken, key=lambda span: span.start)


def mask(text: str) -> str:
    """Return the text with personal data covered; the length stays, so other marks still fit.

    Names keep the family name (张某某), everything else becomes asterisks. Masking a masked text
    changes nothing.
    """
    out = list(text)
    for span in personal_data(text):
        keep = 1 if span.kind is Kind.NAME else 0
        cover = "某" if span.kind is Kind.NAME else "*"
        out[span.start + keep : span.end] = cover * (span.end - span.start - keep)
    return "".join(out)


def luhn(digits: str) -> bool:
    """Return whether the check digit of a card number fits (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value // 10 + value % 10
    return total % 10 == 0


def _take(taken: list[Span], span: Span) -> None:
    if all(span.end <= other.start or span.start >= other.end for other in taken):
        taken.append(span)


def _spans(*patterns: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    def found(text: str) -> Iterator[tuple[int, int]]:
        for pattern in patterns:
            group = "value" if "value" in pattern.groupindex else 0
            for match in pattern.finditer(text):
                yield match.span(group)

    return found


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for match in _CARD_NAMED.finditer(text):
        yield match.span("value")
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group().translate(_FULL_WIDTH))
        if luhn(digits) and len(set(digits)) > 1:
            yield match.span()


_FINDERS: dict[Kind, Callable[[str], Iterator[tuple[int, int]]]] = {
    Kind.ID_NUMBER: _spans(_ID, _OLD_ID),
    Kind.PHONE: _spans(_MOBILE, _LANDLINE, _LOCAL_PHONE),
    Kind.BANK_CARD: _cards,
    Kind.EMAIL: _spans(_EMAIL),
    Kind.ACCOUNT: _spans(_ACCOUNT),
    Kind.PLATE: _spans(_PLATE),
    Kind.HOME: _spans(_HOME),
}
