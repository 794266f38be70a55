"""Telephone numbers as people type them, brought to one form."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from sanan.kit import tokens
from sanan.kit.errors import Invalid

_MOBILE = re.compile("1[3-9][0-9]{9}")
_ANY = re.compile(r"\d{3,15}")


def mobile(text: str, *, field: str = "phone") -> str:
    """The eleven figures of a mainland mobile number; raises `Invalid` naming `field`."""
    figures = tidy(text)
    if not is_mobile(figures):
        raise Invalid(_("请填 11 位手机号码。"), "bad_phone", field=field)
    return figures


def is_mobile(text: str) -> bool:
    """Whether `text` is exactly the eleven figures of a mainland mobile number."""
    return _MOBILE.fullmatch(text) is not None


def any_number(text: str, *, field: str = "phone") -> str:
    """The figures of a mobile, landline or short number; raises `Invalid` naming `field`."""
    figures = tidy(text)
    if not _ANY.fullmatch(figures):
        raise Invalid(_("这个电话号码不对，请再看一遍。"), "bad_phone", field=field)
    return figures


def tidy(text: str) -> str:
    """Only the figures, full-width ones made plain, without +86 in front of a mobile number."""
    plain = unicodedata.normalize("NFKC", text)
    figures = "".join(str(int(c)) for c in plain if c.isdecimal())
    for prefix in ("0086", "86"):
        if figures.startswith(prefix) and _MOBILE.fullmatch(figures.removeprefix(prefix)):
            return figures.removeprefix(prefix)
    return figures


def hashed(text: str) -> str:
    """The keyed hash by which a number is found again; empty for none."""
    figures = tidy(text)
    return tokens.keyed_hash("phone", figures) if figures else ""
