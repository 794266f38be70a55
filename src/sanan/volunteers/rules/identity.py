"""Identity numbers: right ones are kept, wrong ones refused before they are."""

import re
from datetime import date, datetime

from django.utils.translation import gettext as _

from sanan.kit import words
from sanan.kit.errors import Invalid
from sanan.volunteers.enums import IdKind

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OTHERS = {
    IdKind.HK_MACAO: re.compile(r"[HM]\d{8,10}"),
    IdKind.TAIWAN: re.compile(r"\d{8,10}"),
    IdKind.PASSPORT: re.compile(r"[A-Z0-9]{6,15}"),
}


def checked_id(kind: str, number: str) -> str:
    """Give the number in capitals without blanks; raises `Invalid`.

    A resident's has 17 figures and the check digit of GB 11643, and a birthday that exists.
    """
    text = re.sub(r"[\s-]", "", words.half(number)).upper()
    known = IdKind(kind)
    if known == IdKind.RESIDENT:
        shaped = re.fullmatch(r"\d{17}[\dX]", text, re.ASCII) is not None
        right = shaped and _sums(text) and birth_of(text) is not None
    else:
        right = _OTHERS[known].fullmatch(text) is not None
    if not right:
        raise Invalid(
            _("证件号码不对。请对照证件再看一遍，也可以先不填。"), "id_number", field="id_number"
        )
    return text


def birth_of(resident_number: str) -> date | None:
    """The birthday in a resident's number; None where there is no such day."""
    try:
        return datetime.strptime(resident_number[6:14], "%Y%m%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        return None


def _sums(text: str) -> bool:
    total = sum(int(figure) * weight for figure, weight in zip(text, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == text[17]
