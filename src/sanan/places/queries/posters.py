"""QR codes and the posters that carry them, as SVG and as A4 pages."""

import io
from collections.abc import Sequence
from html import escape
from pathlib import Path

import segno
from django.conf import settings
from django.utils.translation import gettext as _

from sanan.kit.paper import pdf as kit_pdf
from sanan.places.models import QrPoint

SHEET = Path(__file__).resolve().parents[1] / "templates/places/poster.typ"
FONT_NAMES = "Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
QUIET_ZONE = 4


def qr_url(point: QrPoint) -> str:
    """The address that the code holds."""
    return f"{settings.SITE_URL.rstrip('/')}/q/{point.token}/"


def qr_svg(point: QrPoint) -> str:
    """The code alone, as an SVG with its quiet zone; a torn quarter can still be read."""
    out = io.BytesIO()
    _code(point).save(out, kind="svg", scale=8, border=QUIET_ZONE, xmldecl=False, title=None)
    return out.getvalue().decode()


def poster_svg(point: QrPoint) -> str:
    """The A4 poster as one SVG, in millimetres, set in the viewer's own fonts."""
    said = words(point)
    inner = _code(point).svg_inline(scale=1, border=QUIET_ZONE, omitsize=True, svgclass=None)
    inner = inner.replace("<svg ", '<svg x="40" y="92" width="130" height="130" ', 1)
    texts = "".join(
        f'<text x="105" y="{y}" font-size="{size}" fill="{colour}">{escape(said[key])}</text>'
        for key, y, size, colour in (
            ("place", 38, _fitting(said["place"]), "#055c2e"),
            ("ask", 62, 17, "#111"),
            ("how", 78, 8, "#333"),
            ("promise", 236, 7, "#333"),
            ("paper", 250, 7, "#333"),
            ("url", 268, 5, "#555"),
            ("label", 280, 5, "#555"),
        )
        if said[key]
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297" width="210mm"'
        f' height="297mm"><rect width="210" height="297" fill="#fff"/>'
        '<rect width="210" height="14" fill="#067a3c"/>'
        f'<g font-family="{FONT_NAMES}" text-anchor="middle">{texts}</g>{inner}</svg>'
    )


def poster_pdf(points: Sequence[QrPoint]) -> bytes:
    """One A4 page for each point. Raises `Refused` where the Chinese font is not installed."""
    pages = [{**words(point), "svg": qr_svg(point)} for point in points]
    return kit_pdf(SHEET, pages=pages)


def words(point: QrPoint) -> dict[str, str]:
    """What a poster says."""
    place = point.place
    return {
        "place": place.full_name or place.name,
        "ask": _("有什么事，说给我们听"),
        "how": _("用微信或手机相机扫一扫，说一句话、拍张照就行"),
        "promise": _("不用注册，不收费；办到哪一步，凭查询码随时能看"),
        "paper": _("不用手机的，请村（社区）干部或网格员替您填写"),
        "url": qr_url(point),
        "label": point.label,
    }


def _fitting(name: str, room: int = 180, largest: int = 14) -> float:
    """The largest type, in millimetres, in which the name stays on one line."""
    return round(min(largest, room / max(len(name), 1)), 2)


def _code(point: QrPoint) -> segno.QRCode:
    return segno.make(qr_url(point), error="q", micro=False)
