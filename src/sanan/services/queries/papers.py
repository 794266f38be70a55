"""The quarterly slip on paper: a PDF to sign and a Word file to write in."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit.paper import pdf as kit_pdf
from sanan.services.enums import Post
from sanan.services.models import Slip
from sanan.services.queries.slips import Quarter

DATA = Path(__file__).resolve().parents[1] / "data"


def slip_of(slip: Slip) -> dict[str, Any]:
    """What stands on the paper; people by name, never by amount."""
    check_in = slip.check_in
    posts = "、".join(str(Post(p).label) for p in check_in.posts if p in Post.values)
    quarter = Quarter.read(slip.quarter)
    rows = [
        [str(n), name, day, what, str(minutes)]
        for n, (name, day, what, minutes, *_rest) in enumerate(slip.lines, 1)
    ]
    return {
        "title": _("单位报到服务情况反馈单"),
        "facts": [
            [_("单位"), check_in.unit.name],
            [_("报到的社区"), check_in.place.full_name or check_in.place.spoken],
            [_("季度"), quarter.name],
            [_("认领的岗位"), posts or _("没有写")],
            [
                _("合计"),
                _("%(people)d 人，%(services)d 人次，%(hours)s 小时")
                % {
                    "people": slip.people,
                    "services": slip.services,
                    "hours": hours(slip.minutes),
                },
            ],
        ],
        "rows": [[_("序号"), _("姓名"), _("日期"), _("服务"), _("分钟")], *rows],
        "none": _("这个季度没有记录。") if not rows else "",
        "note": _("每一条都由本人和社区两边核对过。只作情况反馈，不排名，不作考核依据。"),
        "end": _("社区党组织（盖章）____________        %(day)s")
        % {"day": f"{timezone.localtime(slip.made_at):%Y-%m-%d}"},
        "receipt": _("回执：我单位已收到。 单位党组织（盖章）____________  经办____________"),
    }


def hours(minutes: int) -> str:
    """Minutes as hours with one decimal, rounded half-up."""
    tenths = (minutes * 10 + 30) // 60
    return f"{tenths // 10}.{tenths % 10}"


def pdf(paper: Mapping[str, Any]) -> bytes:
    """A4. Raises `Refused` where the Chinese font is not installed."""
    return kit_pdf(DATA / "slip.typ", paper=paper)


def docx(paper: Mapping[str, Any]) -> bytes:
    """The same as a Word file."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    made = Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = "SimSun", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    made.add_heading(paper["title"], level=1)
    for rows in (paper["facts"], paper["rows"]):
        table = made.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        made.add_paragraph()
    for text in (paper["none"], paper["note"], paper["end"], paper["receipt"]):
        if text:
            made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
