"""Telephone numbers as people type them, brought to one form.

A person is reached at a mobile or a landline with its area code; only an office may have a number of
a few figures (12345, 110, 96111). The numbering plan: mobiles have eleven figures and begin with 1;
an area code is 010, 02x or three figures behind a nought, a local number seven or eight figures of
which the first is 2 to 8 (工业和信息化部《电信网编号计划》, 2017).
"""

import re
import unicodedata

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sanan.kit import tokens
from sanan.kit.errors import Invalid

_MOBILE = re.compile("1[3-9][0-9]{9}")
_LOCAL = re.compile("[2-8][0-9]{6,7}")
_LANDLINE = re.compile("0(?:10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}")
_ABROAD = re.compile("00(?!86)[1-9][0-9]{7,14}")
_SHORT = re.compile("[19][0-9]{2,5}")
_SERVICE = re.compile("[48]00[0-9]{7}")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#|,)\D{0,4}([0-9]{1,6})\W*$", re.IGNORECASE)
_WRITTEN = re.compile(r"[0-9+\s()（）.\-‐-―·/_]+")


def mobile(text: str, *, field: str = "phone") -> str:
    """The eleven figures of a mainland mobile number; raises `Invalid` naming `field`."""
    figures = tidy(text)
    if not is_mobile(figures):
        raise Invalid(_("请填 11 位手机号码。"), "bad_phone", field=field)
    return figures


def is_mobile(text: str) -> bool:
    """Whether `text` is exactly the eleven figures of a mainland mobile number."""
    return _MOBILE.fullmatch(text) is not None


def personal(text: str, *, field: str = "phone") -> str:
    """The figures at which a person is reached; raises `Invalid` naming `field`.

    A local number gets the area code of `SANAN_AREA_CODE`, where that is set; an extension follows
    after a hyphen; a number abroad keeps 00 and its country.
    """
    if found := _personal(text):
        return found
    raise Invalid(
        _(
            "请写手机号码，或者带区号的固定电话，比如 0595-22880000；"
            "国外的号码前面写上 00 和国家代码。"
        ),
        "bad_phone",
        field=field,
    )


def reached(text: str) -> str:
    """The same of what somebody else wrote down and nobody can be asked about: empty where it is none."""
    return _personal(text)


def office(text: str, *, field: str = "phone") -> str:
    """The figures of an office's number, a short one such as 12345 too; raises `Invalid` naming `field`."""
    if found := _personal(text):
        return found
    figures = tidy(text)
    if _is_figures(text) and any(f.fullmatch(figures) for f in (_SHORT, _SERVICE, _LOCAL)):
        return figures
    raise Invalid(
        _("请写打得通的电话：手机、固定电话，或者 12345、96111 这样的短号。"),
        "bad_phone",
        field=field,
    )


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


def _personal(text: str) -> str:
    plain, extension = _without_extension(unicodedata.normalize("NFKC", text).strip())
    if not _is_figures(plain):
        return ""
    figures = _national(plain)
    if _MOBILE.fullmatch(figures) or _ABROAD.fullmatch(figures):
        return figures
    if settings.AREA_CODE and _LOCAL.fullmatch(figures):
        figures = f"{settings.AREA_CODE}{figures}"
    if not _LANDLINE.fullmatch(figures):
        return ""
    return f"{figures}-{extension}" if extension else figures


def _is_figures(text: str) -> bool:
    """Whether nothing stands there but figures and what people write between them."""
    return _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def _without_extension(plain: str) -> tuple[str, str]:
    if found := _EXTENSION.search(plain):
        return plain[: found.start()], found[1]
    hyphened = re.fullmatch(r"(0\d{2,3}\D?\d{7,8})-(\d{1,6})", plain)
    return (hyphened[1], hyphened[2]) if hyphened else (plain, "")


def _national(plain: str) -> str:
    """The figures as one dials them here: 00 for a plus sign, without the country's own code."""
    figures = tidy(plain)
    if plain.lstrip("( ").startswith("+"):
        figures = figures if _MOBILE.fullmatch(figures) else f"00{figures}"
    own = re.fullmatch("0086(0?)([1-9][0-9]{8,10})", figures)
    return f"0{own[2]}" if own else figures
