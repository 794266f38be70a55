"""Telephone, identity and card numbers in a folded text.

Mobile and landline numbers follow the national numbering plan, identity numbers GB 11643 (and the
15 figures before it), cards ISO/IEC 7812. A number with a typing error is taken where the words
before it say what it is. What is the number of a paper, an amount or an office's own line stays.
"""

import re
from collections.abc import Iterator

from sanan.insight.private.spans import Kind

Found = tuple[int, int, Kind]

_NOT_BEFORE = r"(?<![0-9])"
_NOT_AFTER = r"(?![0-9])"
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
_GAP = r"[ \-·./_()\[\]\x02]{0,3}"
_SMALL_GAP = r"[ \-·.\x02]{0,3}"

_ID_18 = re.compile(
    rf"{_NOT_BEFORE}(?=[1-9]){_PROVINCE}(?:{_SMALL_GAP}[0-9]){{15}}{_SMALL_GAP}[0-9Xx*]{_NOT_AFTER}"
)
_ID_15 = re.compile(
    rf"{_NOT_BEFORE}{_PROVINCE}(?:{_SMALL_GAP}[0-9]){{12}}{_SMALL_GAP}[0-9]{_NOT_AFTER}"
)
_BORN = re.compile(r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_BORN_SHORT = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_ID_NAMED = re.compile(
    r"(?:身份证|身份号|身份證|公民身份|证件|證件|护照|通行证|军官证|驾驶证|驾照|社保卡|社保号|医保卡|医保号"
    r"|残疾证|居住证|sfz|SFZ)[件明]?(?:号码?|號碼?|编号)?[ :是为=(\x02]{0,4}"
    rf"(?P<value>[A-Za-z]{{0,3}}[0-9](?:{_SMALL_GAP}[0-9]){{6,20}}{_SMALL_GAP}[Xx]?)"
)

_CODE = rf"(?:\(?(?:\+|00)?{_GAP}86{_GAP}(?:\(0\){_GAP})?|\+{_GAP}86{_GAP})"
_MOBILE = re.compile(
    rf"{_NOT_BEFORE}(?:{_CODE})?0?(?P<value>1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}){_NOT_AFTER}"
    r"(?:[ ,]?\(?转 ?[0-9]{1,6}\)?)?"
)
_MOBILE_COMMAS = re.compile(rf"{_NOT_BEFORE}1[3-9][0-9],[0-9]{{4}},[0-9]{{4}}(?![0-9,])")
_ABROAD = re.compile(
    r"(?<![0-9A-Za-z])(?:\+ ?|00)(?:1|7|[2-9][0-9]{1,2})[ \-()\x02]{0,3}"
    r"[0-9](?:[ \-()\x02]{0,2}[0-9]){6,11}(?![0-9])"
)
_LOCAL = r"[2-8](?:[ \-·.\x02]{0,2}[0-9]){6,7}"
_EXTENSION = (
    r"(?:[ ,(]{0,2}(?:转|轉|分机号?|内线|[Ee][Xx][Tt]\.?|x|#|-)[ :]{0,2}[0-9]{1,6}\)?(?![0-9]))?"
)
_LANDLINE = re.compile(
    rf"{_NOT_BEFORE}(?P<value>(?:\(?(?:\+|00)?{_GAP}86{_GAP})?[(\[]?{_GAP}0(?:10|2[0-9]|[3-9][0-9]{{2}}){_GAP}{_LOCAL}){_NOT_AFTER}"
    rf"{_EXTENSION}(?:(?:[/、,或和 ]|以及){_LOCAL}{_NOT_AFTER}{_EXTENSION})*"
)
_PHONE_NAMED = re.compile(
    r"(?:电话|電話|手机|手機|联系方式|联络方式|联系號碼|联系号码|座机|固话|宅电|小灵通|致电|拨打|[Tt][Ee][Ll]|[Pp]hone|☎|📞|📱)"
    r"(?:号码?|號碼?)?[ :是为=.\x02]{0,4}"
    rf"(?P<value>[0-9](?:{_SMALL_GAP}[0-9]){{6,12}}){_NOT_AFTER}{_EXTENSION}"
)
_ABROAD_CODE = re.compile(r"^(?:00)?86(?=0[1-9])")
_OFFICE = re.compile(
    r"(?:咨询|投诉|监督|举报|服务|客服|值班|申诉|受理|维修|报修|抢修|信访|公开|预约|求助|救援|办公室|窗口)"
    r"(?:服务|受理|举报|投诉|监督|维修)?(?:热线电话|电话|热线|专线)(?:号码?)?[ :是为(]{0,4}$"
    r"|(?:热线|专线)[ :是为(]{0,4}$"
)
_PUBLIC = re.compile(r"(?:400|800|95[0-9]{3}|96[0-9]{3,4}|12[0-9]{3})")

_CARD = re.compile(rf"{_NOT_BEFORE}[1-9](?:[ \-·.\x02]{{0,2}}[0-9]){{15,18}}{_NOT_AFTER}")
_IN_FOURS = re.compile(r"[0-9]{4}(?:[ .]{1,2}[0-9]{4}){3}(?:[ .]{1,2}[0-9]{1,3})?")
_CARD_NAMED = re.compile(
    r"(?:卡号|账号|帐号|賬號|账户|帐户|银行卡|存折|户头|借记卡|信用卡|工资卡|转账到?|转到|转入|汇入|汇到|打到|打入"
    r"|农行|工行|建行|中行|交行|邮储|农商行?|农信社?|信用社|农商银行|[农工建]业?商?设?银行|支付宝)"
    r"(?:账?号码?|卡号?)?[ :是为=(\x02]{0,4}(?P<value>[0-9](?:[ \-·.\x02]{0,2}[0-9]){10,22})(?![0-9])"
)
_PAPER = re.compile(
    r"(?:编号|编码|文号|单号|工单|流水号?|订单号?|凭证号?|发票(?:号码?|代码)?|合同号?|信用代码|代码|识别号|税号|校验码|批次号?"
    r"|案号|件号|产权证号?|许可证号?|证书号?|备案号|工号|型号|[Nn][Oo]\.?|№)[^0-9]{0,6}$"
)
_AMOUNT = re.compile(
    r"\.[0-9]{1,2}(?![0-9])|[ ,余多]?(?:万|亿|元|块|吨|公斤|平方|㎡|立方|度|株|亩)"
)
_BACK = 14
_DIGITS = re.compile(r"[0-9Xx*]+")
_DATE_LIKE = re.compile(r"1[89][0-9]{2}[-./· ]")
_MOBILE_GROUPS = (
    "|11|3-4-4|3-3-5|4-4-3|4-3-4|3-8|7-4|5-6|6-5|3-5-3|3-2-2-4|3-4-2-2|3-2-2-2-2|3-3-3-2|3-3-2-3"
    "|3-2-3-3|4-7|2-3-3-3|5-3-3|8-3|1-10|2-9|1-2-4-4|1-3-3-4|2-2-2-2-3|1-1-1-1-1-1-1-1-1-1-1|"
)
"""In which groups people write the eleven figures."""
_RUN = re.compile(r"[0-9](?:[ \-·./_()\[\],+\x02]{0,4}[0-9]){6,}")
_AROUND = 24
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def numbers(text: str) -> Iterator[Found]:
    """Private numbers in a folded text with figures; they may overlap, the surest come first."""
    for first, last in _windows(text):
        yield from _identities(text, first, last)
        yield from _cards(text, first, last)
        yield from _phones(text, first, last)


def _windows(text: str) -> list[tuple[int, int]]:
    """Where seven figures or more stand near each other, with what stands around them."""
    windows: list[tuple[int, int]] = []
    for run in _RUN.finditer(text):
        first, last = max(run.start() - _AROUND, 0), run.end() + _AROUND
        if windows and windows[-1][1] >= first:
            first = windows.pop()[0]
        windows.append((first, last))
    return windows


def telephone(text: str) -> tuple[int, int, str, str] | None:
    """The first telephone number of a folded text: start, end, its figures, its extension's."""
    for pattern in (_MOBILE, _LANDLINE, _PHONE_NAMED):
        for found in pattern.finditer(text):
            if pattern is _MOBILE and not _is_mobile(text, found):
                continue
            figures = _bare(found["value"])
            behind = _bare(text[found.end("value") : found.end()])
            return found.start(), found.end(), _ABROAD_CODE.sub("", figures), behind
    return None


def luhn(digits: str) -> bool:
    """Return whether the check digit of a card number fits (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value // 10 + value % 10
    return total % 10 == 0


def is_identity(figures: str) -> bool:
    """Whether it has the form, the date and the check digit of an identity number (GB 11643)."""
    if len(figures) != len(_WEIGHTS) + 1 or not figures[:17].isdigit():
        return False
    total = sum(int(f) * w for f, w in zip(figures[:17], _WEIGHTS, strict=True))
    dated = _BORN.fullmatch(figures[6:14]) is not None
    return dated and "10X98765432"[total % 11] == figures[17].upper()


def _bare(said: str) -> str:
    return "".join(_DIGITS.findall(said))


def _before(text: str, start: int) -> str:
    return text[max(start - _BACK, 0) : start]


def _identities(text: str, first: int, last: int) -> Iterator[Found]:
    for found in _ID_NAMED.finditer(text, first, last):
        yield *found.span("value"), Kind.ID_NUMBER
    for found in _ID_18.finditer(text, first, last):
        figures = _bare(found.group())
        dated = _BORN.match(figures, 6) is not None
        if is_identity(figures) or (dated and not _PAPER.search(_before(text, found.start()))):
            yield *found.span(), Kind.ID_NUMBER
    for found in _ID_15.finditer(text, first, last):
        dated = _BORN_SHORT.match(_bare(found.group()), 6) is not None
        if dated and not _PAPER.search(_before(text, found.start())):
            yield *found.span(), Kind.ID_NUMBER


def _phones(text: str, first: int, last: int) -> Iterator[Found]:
    for found in _MOBILE.finditer(text, first, last):
        if _is_mobile(text, found):
            yield *found.span(), Kind.PHONE
    for found in _MOBILE_COMMAS.finditer(text, first, last):
        yield *found.span(), Kind.PHONE
    for pattern in (_LANDLINE, _PHONE_NAMED):
        for found in pattern.finditer(text, first, last):
            start = found.start("value")
            said = found["value"]
            if not _OFFICE.search(_before(text, start)) and not _PUBLIC.match(said):
                yield start, found.end(), Kind.PHONE
    for found in _ABROAD.finditer(text, first, last):
        yield *found.span(), Kind.PHONE


def _is_mobile(text: str, found: re.Match[str]) -> bool:
    groups = "-".join(str(len(group)) for group in _DIGITS.findall(found["value"]))
    if f"|{groups}|" not in _MOBILE_GROUPS or (groups != "11" and _DATE_LIKE.match(found["value"])):
        return False
    if _AMOUNT.match(text, found.end()):
        return False
    alone = found.start() == found.start("value") and groups == "11"
    return not (alone and _PAPER.search(_before(text, found.start())))


def _cards(text: str, first: int, last: int) -> Iterator[Found]:
    for found in _CARD_NAMED.finditer(text, first, last):
        yield *found.span("value"), Kind.BANK_CARD
    for found in _CARD.finditer(text, first, last):
        figures = _bare(found.group())
        if "." in found.group() and not _IN_FOURS.fullmatch(found.group()):
            continue  # a row of amounts: 69.3027.72
        if _is_card(figures) and not _PAPER.search(_before(text, found.start())):
            yield *found.span(), Kind.BANK_CARD


def _is_card(figures: str) -> bool:
    if len(set(figures)) == 1:
        return False
    return figures.startswith("62") or (figures[0] in "34569" and luhn(figures))
