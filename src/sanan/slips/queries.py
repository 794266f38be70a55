"""Finding a thing by its figures, and everything that a phone or a number started."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit import paper, tokens
from sanan.people.models import Person
from sanan.slips.actions import figures_of, hash_of
from sanan.slips.declare import Item, Kind, kinds
from sanan.slips.models import QueryCode

DATA = Path(__file__).resolve().parent / "data"
MOST_OF_A_KIND = 50


@dataclass(frozen=True, slots=True)
class Mine:
    """One thing of 我的事, and what kind it is."""

    kind: Kind
    item: Item


def found(typed: str) -> tuple[Kind, str] | None:
    """What a query code opens, as a person typed it; None where there is no such code."""
    figures = tokens.tidy_query_code(typed)
    if len(figures) != tokens.QUERY_DIGITS:
        return None
    for kind in kinds().values():
        if kind.find is not None and (ref := kind.find(figures)):
            return kind, ref
    code = QueryCode.objects.filter(hash=hash_of(figures)).first()
    kind_of = kinds().get(code.kind) if code else None
    return (kind_of, code.ref) if code and kind_of else None


def figures(kind: Kind, ref: str) -> str:
    """The query code of a thing; "" where it has none."""
    if kind.figures is not None:
        return kind.figures(ref)
    code = QueryCode.objects.filter(kind=kind.name, ref=ref).first()
    return figures_of(kind.name, ref, code.turn) if code else ""


def item(kind: Kind, ref: str) -> Item | None:
    """One thing; None where it is gone."""
    return next(iter(kind.items([ref])), None)


def mine(followed: Mapping[str, Sequence[str]], person: Person | None) -> list[Mine]:
    """What this phone follows and what this person started: what waits, then the newest.

    Few statements a kind.
    """
    rows: list[Mine] = []
    for kind in kinds().values():
        own = list(kind.of(person))[:MOST_OF_A_KIND] if person else []
        refs = list(dict.fromkeys([*followed.get(kind.name, ()), *own]))
        if refs:
            rows.extend(Mine(kind, each) for each in kind.items(refs))
    return sorted(rows, key=lambda each: (each.item.waits, each.item.at), reverse=True)


def grouped(figures: str) -> list[str]:
    """Twelve figures in fours, as they are read aloud."""
    return [figures[n : n + 4] for n in range(0, len(figures), 4)]


def slip(kind: Kind, thing: Item) -> bytes:
    """The printed slip (A6, PDF). Raises `Refused` where the Chinese font is not installed."""
    code = figures(kind, thing.ref)
    link = f"{settings.SITE_URL.rstrip('/')}/track/"
    said: dict[str, Any] = {
        "title": _("回执"),
        "kind": str(kind.title),
        "what": thing.title,
        "facts": [thing.place, f"{timezone.localtime(thing.at):%Y-%m-%d %H:%M}"],
        "label": _("查询码"),
        "code": "  ".join(grouped(code)),
        "how": _("扫码，或者打开 %(link)s 填上面 12 位数字，就能看办到哪一步。") % {"link": link},
        "keep": _("请收好：凭它看进度、评价，不用登录。别给不相干的人看。"),
        "qr": _qr(f"{link}#{code}"),
    }
    return paper.pdf(DATA / "slip.typ", paper=said)


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=2, xmldecl=False, title=None
    )
    return out.getvalue().decode()
