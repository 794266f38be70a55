"""Identity numbers: right ones are kept, wrong ones refused before they are."""

import re

from django.utils.translation import gettext as _

from sanan.kit import identity, words
from sanan.kit.errors import Invalid
from sanan.volunteers.enums import IdKind

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
    resident = known == IdKind.RESIDENT
    if not (identity.is_right(text) if resident else _OTHERS[known].fullmatch(text)):
        raise Invalid(
            _("证件号码不对。请对照证件再看一遍，也可以先不填。"), "id_number", field="id_number"
        )
    return text
