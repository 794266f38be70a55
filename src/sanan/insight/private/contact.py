"""A name and a number, however they were written together."""

import re
from dataclasses import dataclass

from sanan.insight.private.fold import folded, with_figures
from sanan.insight.private.numbers import telephone

_AROUND = " \t,，;；:：、()（）[]【】-—/"
_LABELS = re.compile(r"(?:联系)?(?:电话|手机|号码|方式)(?:号码?)?[:：]?|[Tt][Ee][Ll][.:：]?")
_ONLY_A_NUMBER = re.compile(r"[0-9 \-·.()+\x02]*")


@dataclass(frozen=True, slots=True)
class Contact:
    """What somebody left: who, the number's figures, and the extension behind it."""

    name: str = ""
    figures: str = ""
    extension: str = ""


def contact(text: str) -> Contact:
    """Read a contact; without a telephone number in it, all of it is the name.

    An extension (转8, -801) is no part of the number; figures of an account (微信 zs_1988) are none.
    """
    plain = with_figures(folded(text))
    found = telephone(plain)
    if found is not None:
        start, end, figures, extension = found
        left = _LABELS.sub("", f"{text[:start]} {text[end:]}")
        return Contact(" ".join(left.split()).strip(_AROUND), figures, extension)
    if _ONLY_A_NUMBER.fullmatch(plain):
        return Contact("", "".join(char for char in plain if char.isdigit()))
    return Contact(text.strip())
