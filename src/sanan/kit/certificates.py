"""Certificates that anyone can check: a number that nobody guesses, its code, the paper of an award.

The pages on which a number is typed in and answered for are `process.certificates`.
"""

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import gettext as _

from sanan.kit import paper, tokens, words

LETTERS = 12
AWARD = Path(__file__).resolve().parent / "data" / "award.typ"


def number(letter: str, year: int) -> str:
    """The letter of its kind, the year, twelve letters that nobody can guess (31^12)."""
    return f"{letter}{year}{tokens.opaque(LETTERS)}"


def tidy(typed: str) -> str:
    """A number as it was read off the paper: half width, capitals, no blanks."""
    return "".join(c for c in words.half(typed).upper() if c.isascii() and c.isalnum())


def code_of(path: str) -> str:
    """The square code, as SVG, that leads to a page of this site."""
    out = io.BytesIO()
    address = settings.SITE_URL.rstrip("/") + path
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=2, xmldecl=False, title=None
    )
    return out.getvalue().decode()


def award(
    *,
    name: str,
    unit: str,
    text: str,
    issuer: str,
    on: date | None,
    certificate: str,
    path: str,
    void: bool,
    title: str = "",
) -> bytes:
    """The paper of an award, A4 across, with the code of the page that answers for it (`path`)."""
    told: Mapping[str, Any] = {
        "title": title or _("荣誉证书"),
        "name": name,
        "unit": unit,
        "text": text,
        "issuer": issuer,
        "day": f"{on:%Y-%m-%d}" if on else "",
        "number": _("证书编号 %(number)s") % {"number": certificate},
        "void": _("已撤销") if void else "",
        "qr": code_of(path),
    }
    return paper.pdf(AWARD, paper=told)
