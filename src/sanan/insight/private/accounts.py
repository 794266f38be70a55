"""Number plates (GA 36), e-mail addresses, accounts and flats in a folded text."""

import re
from collections.abc import Iterator

from sanan.insight.private.spans import Kind

Found = tuple[int, int, Kind]

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼闵"
_G = r"[ ·.\-_\x02]{0,2}"
_AREA = r"[A-HJ-NP-Za-hj-np-z]"
_SIGN = r"[A-HJ-NP-Za-hj-np-z0-9]"
_PLATE_END = r"(?![A-Za-z0-9])"
_PLATE = re.compile(
    rf"[{_PROVINCES}]{_G}{_AREA}{_G}(?P<sign>{_SIGN}(?:{_G}{_SIGN}){{3}}(?:{_G}(?:{_SIGN}{_G}{_SIGN}{_PLATE_END}"
    rf"|{_SIGN}{_PLATE_END}|[挂学警港澳领试超])))"
    rf"|(?:WJ|wj){_G}[{_PROVINCES}]?{_G}(?P<force>[0-9A-Z](?:{_G}[0-9]){{3,4}}){_PLATE_END}"
    rf"|使{_G}(?P<embassy>[0-9](?:{_G}[0-9]){{5}}){_PLATE_END}"
)
_PLATE_NAMED = re.compile(
    rf"(?:车牌|牌照|车号)(?:号码?)?[ :是为(]{{0,3}}(?P<value>(?:{_AREA}{_G})?{_SIGN}(?:{_G}{_SIGN}){{4,5}}){_PLATE_END}"
)
_TWO_FIGURES = 2

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}"
    r"[ \x02]{0,2}(?:@|\([Aa][Tt]\)|#@| [Aa][Tt] )[ \x02]{0,2}"
    r"[A-Za-z0-9\-]{1,63}(?:[ \x02]{0,1}(?:\.|·|点)[ \x02]{0,1}[A-Za-z0-9\-]{2,63}){1,4}"
)
_ACCOUNT = re.compile(
    r"(?:(?:微 ?信|[薇威徽]信|[Vv]信|加微|加[VvWw]|抖音|快手|微博|支付宝|小红书|钉钉|陌陌"
    r"|(?<![A-Za-z])(?:[Ww]ei[Xx]in|WEIXIN|[Ww]e[Cc]hat|WECHAT|[Ww][Xx]|[Vv][Xx])"
    r"|[Tt]elegram|[Ss]kype|[Ww]hats[Aa]pp)"
    r"(?:号码?|账号|帐号|ID|id|同号)?[ :是为=(\-\x02]{0,4}"
    r"(?P<value>[A-Za-z0-9](?:[A-Za-z0-9_\-]){4,24}))(?![A-Za-z0-9@])"
)
_QQ = re.compile(
    r"(?:(?<![A-Za-z])[Qq] ?[Qq]|扣扣|企鹅|秋秋|(?<![A-Za-z])[Qq](?=[ :]))(?:号码?|是)?[ :是为=(\-\x02]{0,4}"
    r"(?P<value>[1-9](?:[ \-\x02]?[0-9]){4,11})(?![0-9A-Za-z@])"
)
_HAS_ACCOUNT = re.compile(
    r"[信微Vv威徽抖快支红钉陌Qq扣企秋WwTtS](?:(?<=[信微Vv威徽抖快支红钉陌])[ 信XxVv音手博付小书钉陌]"
    r"|(?<=[Qq])|(?<=扣)扣|(?<=企)鹅|(?<=秋)秋|(?<=[WwTtS])[ExXeKk]|(?<=[Ww])h)"
)
_AT = ("@", "at", "AT", "At", "aT")
_HOUSE = re.compile("[栋幢座楼单]")

_COUNT = "0-9一二三四五六七八九十"
_FLAT = re.compile(
    rf"[0-9A-Za-z{_COUNT}]{{1,4}}(?:号楼|[栋幢座])"
    rf"(?P<flat>[ \-]?(?:[{_COUNT}]{{1,3}}(?:单元|门|梯)[ \-]?)?[0-9]{{3,4}}(?:室|号房?|房|户)?)"
    r"(?![0-9年月日元米平余多个户家间套人万级㎡%.\-])"
)
_UNIT = re.compile(
    rf"(?P<flat>[{_COUNT}]{{1,3}}单元[ \-]?[0-9]{{3,4}}(?:室|号房?|房|户)?)(?![0-9年月日元米余多个家])"
)


def accounts(text: str) -> Iterator[Found]:
    """Plates, addresses of e-mail, accounts and flats; they may overlap, the surest come first."""
    if any(at in text for at in _AT):
        for found in _EMAIL.finditer(text):
            yield *found.span(), Kind.EMAIL
    if _HAS_ACCOUNT.search(text):
        for pattern in (_ACCOUNT, _QQ):
            for found in pattern.finditer(text):
                yield *found.span("value"), Kind.ACCOUNT
    yield from _plates(text)
    for pattern in (_FLAT, _UNIT) if _HOUSE.search(text) else ():
        for found in pattern.finditer(text):
            yield *found.span("flat"), Kind.HOME


def _plates(text: str) -> Iterator[Found]:
    for found in _PLATE.finditer(text):
        said = found["sign"] or found["force"] or found["embassy"]
        if sum(char.isdigit() for char in said) >= _TWO_FIGURES:
            yield *found.span(), Kind.PLATE
    for found in _PLATE_NAMED.finditer(text):
        if sum(char.isdigit() for char in found["value"]) >= _TWO_FIGURES:
            yield *found.span("value"), Kind.PLATE
