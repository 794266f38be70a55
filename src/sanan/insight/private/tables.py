"""Names in tables: 张*三 of a person; the name of a body stays."""

import re
from collections.abc import Sequence

from sanan.insight.private.bodies import is_body
from sanan.insight.private.covering import STAR, cover
from sanan.insight.private.cues import ROLE, TITLE
from sanan.insight.private.finding import private_spans
from sanan.insight.private.fold import HAN, UNSEEN, folded
from sanan.insight.private.spans import Kind

_BETWEEN = re.compile(r"([、，,;；/|&+()（）\[\]【】:：\n\r\t]+)")
_TOKENS = re.compile(r"\s+")
_MANY = re.compile(
    rf"^(?P<name>[{HAN}·]{{2,12}}?)(?P<rest>等.{{0,8}}|代[领收签付办]?|之?[父母妻夫子女]|户|夫妇)$"
)
_COVERED = re.compile(r"^.某{1,3}$")
_LETTERS = re.compile(rf"[{HAN}A-Za-z]")
_WITHOUT_LETTERS = re.compile(rf"^[^{HAN}A-Za-z]*$")
_NAME_HEAD = re.compile(
    r"姓名|名字|收款人|领款人|领取人|户名|户主|联系人|受益人|补助对象|救助对象|承租人|持卡人"
)
_NUMBER_HEAD = re.compile(r"身份证|证件号|电话|手机|联系方式|账号|帐号|卡号|银行卡|微信|QQ")
_PROVES = re.compile("身份证|证件号")
_FIGURE = re.compile(r"[\dA-Za-z]")
_TWO, _LONG = 2, 6


def name(text: str, *, person: bool = False) -> str:
    """A cell of names as everyone may read it.

    A person keeps first and last character (张*三, 张*), a body its name. Several names in a cell
    are covered each; blanks within a name go. `person` where something else, such as an identity
    number in the row, proves that it is one.
    """
    if not _LETTERS.search(text):
        return cover(text)
    if text.isascii() and is_body(text):
        return text
    spans = [span for span in private_spans(text) if span.kind is not Kind.NAME]
    proven = person or any(span.kind is Kind.ID_NUMBER for span in spans)
    letters = list(text)
    for span in spans:
        letters[span.start : span.end] = STAR * (span.end - span.start)
    pieces = _BETWEEN.split("".join(letters))
    return "".join(
        piece if at % _TWO else _segment(piece, person=proven) for at, piece in enumerate(pieces)
    )


def row(heads: Sequence[str], cells: Sequence[str]) -> list[str]:
    """The cells of a row as everyone may read them, each by what the head above it says.

    Under a head such as 收款人 stands a name, under 身份证号 or 电话 nothing stays; other cells are
    covered as running text. An identity number in the row proves that the names are persons'.
    """
    person = any(
        span.kind is Kind.ID_NUMBER for each in cells for span in private_spans(each)
    ) or any(_PROVES.search(head) and cell for head, cell in zip(heads, cells, strict=False))
    above = [*heads, *[""] * (len(cells) - len(heads))]
    return [_under(head, each, person=person) for head, each in zip(above, cells, strict=False)]


def _under(head: str, text: str, *, person: bool) -> str:
    if _NAME_HEAD.search(head):
        return name(text, person=person)
    if _NUMBER_HEAD.search(head):
        return _FIGURE.sub(STAR, text)
    return cover(text)


def _segment(text: str, *, person: bool) -> str:
    """A piece of a cell between two marks: one name, or several with blanks between."""
    said = folded(text).replace(UNSEEN, "")
    tokens = _TOKENS.split(said.strip())
    if len(tokens) > 1 and all(len(token) >= _TWO for token in tokens):
        return " ".join(_one(token, person=person) for token in tokens)
    squeezed = "".join(tokens)
    covered = _one(squeezed, person=person)
    return text if covered == squeezed else covered


def _one(said: str, *, person: bool) -> str:
    """One name without blanks, with what may stand before or behind it in the cell."""
    if _WITHOUT_LETTERS.match(said) or _COVERED.match(said) or (not person and is_body(said)):
        return said
    many, role, title = _MANY.match(said), ROLE.match(said), TITLE.search(said)
    if many:
        return _one(many["name"], person=person) + many["rest"]
    if role and len(said) - role.end() >= _TWO:
        return said[: role.end()] + _one(said[role.end() :], person=True)
    if title and title.start() >= _TWO and title.end() == len(said):
        return _starred(said[: title.start()]) + title.group()
    long = len(said) > _LONG and not person and "·" not in said and "." not in said
    return cover(said) if long else _starred(said)


def _starred(said: str) -> str:
    if len(said) < _TWO:
        return said
    if said[0].isascii():
        return said[0] + STAR * 3
    if len(said) == _TWO:
        return said[0] + STAR
    return said[0] + STAR * (len(said) - 2) + said[-1]
