"""The board (A3) and the quarterly letter (A4) as PDF. Data goes in as JSON, never as markup."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit.paper import pdf as kit_pdf
from sanan.ledger.models import Entry
from sanan.ledger.queries import receipts
from sanan.places.models import Place
from sanan.powers.enums import Affair, PaperKind
from sanan.powers.models import Disclosure, DisclosureVersion, Paper, Question

DATA = Path(__file__).resolve().parents[1] / "data"
MOST_LINES = {PaperKind.BOARD: 14, PaperKind.LETTER: 6}


def content_of(place: Place, first: date, last: date) -> dict[str, Any]:
    """What was published from `first` to `last`, class by class, and what was asked and answered."""
    versions = _published(place, first, last)
    asked = Question.objects.filter(
        place=place, asked_at__date__gte=first, asked_at__date__lte=last
    )
    today_late = Disclosure.objects.filter(place=place).overdue(last)
    return {
        "affairs": [
            {
                "name": str(affair.label),
                "parts": [_part(v) for v in versions if v.disclosure.affair == affair],
            }
            for affair in Affair
            if any(v.disclosure.affair == affair for v in versions)
        ],
        "asked": asked.count(),
        "answered": asked.filter(answered_at__isnull=False).count(),
        "late": [f"{d.item.name} {d.period_name}" for d in today_late.select_related("item")[:20]],
    }


def _published(place: Place, first: date, last: date) -> list[DisclosureVersion]:
    rows = DisclosureVersion.objects.filter(
        disclosure__place=place,
        disclosure__published_on__gte=first,
        disclosure__published_on__lte=last,
    )
    found: dict[int, DisclosureVersion] = {}
    for version in rows.select_related("disclosure__item").order_by("published_at"):
        found[version.disclosure_id] = version
    return list(found.values())


def _part(version: DisclosureVersion) -> dict[str, Any]:
    return {
        "code": version.disclosure.code,
        "version": version.number,
        "title": version.title,
        "body": version.body,
        "columns": version.columns,
        "rows": [line["cells"] for line in version.lines],
        "changed": version.changed,
    }


def pdf(paper: Paper) -> bytes:
    """The pages. Raises `Refused` where the Chinese font is not installed."""
    kind = PaperKind(paper.kind)
    return kit_pdf(DATA / f"{kind}.typ", paper=_filled(paper, kind))


def _filled(paper: Paper, kind: PaperKind) -> dict[str, Any]:
    entry = Entry.objects.get(pk=paper.entry_id)
    site = settings.SITE_URL.rstrip("/")
    period = f"{paper.first_on} — {paper.last_on}"
    most = MOST_LINES[kind]
    return {
        "title": _("%(village)s党务、村务、财务公开") % {"village": paper.place.spoken}
        if kind == PaperKind.BOARD
        else _("给%(village)s各户的一封信") % {"village": paper.place.spoken},
        "period": period,
        "made": f"{timezone.localtime(paper.made_at):%Y-%m-%d}",
        "greeting": _(
            "各位乡亲：这一季村里的钱花在哪里、办了什么事，都写在下面。看不明白的、觉得不对的，"
            "扫右边的码就能问；不会扫的，请找网格员代问。"
        ),
        "affairs": [_cut(each, most) for each in paper.content["affairs"]],
        "asked": _("这段时间有 %(asked)d 个提问，回答了 %(answered)d 个。")
        % {"asked": paper.content["asked"], "answered": paper.content["answered"]},
        "late": paper.content["late"],
        "late_head": _("到期还没有公开的"),
        "village_qr": _qr(f"{site}/powers/at/{paper.place.code}/"),
        "village_words": _("看全部、看票据、提问"),
        "record_qr": _qr(receipts.url_of(entry)),
        "record_words": _("这张纸已经记下，扫码可查改没改过"),
    }


def _cut(affair: dict[str, Any], most: int) -> dict[str, Any]:
    parts = []
    for part in affair["parts"]:
        left = len(part["rows"]) - most
        more = _("还有 %(n)d 行，扫码看全部") % {"n": left} if left > 0 else ""
        parts.append({**part, "rows": part["rows"][:most], "more": more})
    return {**affair, "parts": parts}


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=2, xmldecl=False, title=None
    )
    return out.getvalue().decode()
