"""A meeting on paper: invitations, the sign-in sheet, the minutes. Data goes in as JSON."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.council.models import Meeting, Seat
from sanan.council.queries.desk import roll_of
from sanan.kit.paper import pdf as kit_pdf

DATA = Path(__file__).resolve().parents[1] / "data"


def _facts(meeting: Meeting) -> list[list[str]]:
    roll = roll_of(meeting)
    there = sum(line.there is not None for line in roll)
    return [
        [_("会议"), meeting.title],
        [_("组织"), meeting.council.name],
        [_("时间"), f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}"],
        [_("地点"), meeting.where],
        [_("主持"), meeting.chair.name if meeting.chair else ""],
        [_("到会"), _("应到 %(all)d 人，到会 %(n)d 人") % {"all": len(roll), "n": there}],
    ]


def _link(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=2, xmldecl=False, title=None
    )
    return out.getvalue().decode()


def minutes_of(meeting: Meeting) -> dict[str, Any]:
    """The minutes as far as the agenda and the votes give them; the rest is written in."""
    parts = []
    votes = {v.topic_id: v for v in meeting.votes.all()}
    for number, item in enumerate(meeting.agenda.select_related("topic"), 1):
        lines = [item.minutes or _("（待补记）")]
        vote = votes.get(item.topic_id)
        if vote is not None and vote.result:
            lines.append(_("表决：%(question)s") % {"question": vote.question})
            lines += [f"{x['words']} {x['figures']}" for x in vote.result["lines"]]
            lines.append(_("结论：成立") if vote.result["valid"] else _("结论：不成立"))
        parts.append({"head": f"{number}. {item.topic.title}", "lines": lines})
    if meeting.minutes:
        parts.append({"head": _("会议情况"), "lines": meeting.minutes.split("\n")})
    return {
        "title": _("会议记录"),
        "facts": _facts(meeting),
        "parts": parts,
        "rows": [],
        "end": _("主持人（签字）____________    记录人（签字）____________"),
        "slips": [],
    }


def sheet_of(meeting: Meeting) -> dict[str, Any]:
    """The sign-in sheet, with the code for those who sign in by phone."""
    roll = roll_of(meeting)
    rows = [[str(i), p.seat.name, p.seat.household, "", ""] for i, p in enumerate(roll, 1)]
    return {
        "title": _("签到表"),
        "facts": _facts(meeting)[:5],
        "parts": [],
        "rows": [[_("序号"), _("姓名"), _("户"), _("本人签字"), _("代理人和委托书")], *rows],
        "end": _("也可以用手机扫这张码签到"),
        "qr": _qr(_link(reverse("council:door", args=[meeting.door_token]))),
        "slips": [],
    }


def invitations_of(meeting: Meeting) -> dict[str, Any]:
    """One slip for each member, with the address where anyone reads what it is about; no key."""
    qr = _qr(_link(reverse("council:meeting", args=[meeting.code])))
    how = _("扫码可以看议题和会后的结果。到会请在门口签到。")
    return _slips([(p.seat, _asked(meeting), how, qr) for p in roll_of(meeting)])


def keys_of(meeting: Meeting, keys: Iterable[tuple[Seat, str]]) -> dict[str, Any]:
    """One slip for each key, to be sealed and carried to whoever it names."""
    how = _(
        "这张码只给本人，只能用一次，只在第一次打开的手机上有效。请封好再送。打开时发现已经用过，请马上告诉工作人员，改投纸票。"
    )
    asked = _asked(meeting)
    return _slips(
        [(seat, asked, how, _qr(_link(reverse("council:key", args=[k])))) for seat, k in keys]
    )


def _asked(meeting: Meeting) -> str:
    agenda = "、".join(i.topic.title for i in meeting.agenda.select_related("topic"))
    return _("请您参加“%(title)s”。时间：%(when)s。地点：%(where)s。议题：%(agenda)s。") % {
        "title": meeting.title,
        "when": f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}",
        "where": meeting.where,
        "agenda": agenda or _("见会场"),
    }


def _slips(slips: Iterable[tuple[Seat, str, str, str]]) -> dict[str, Any]:
    names = ("name", "text", "how", "qr")
    return {
        "title": _("邀请"),
        "facts": [],
        "parts": [],
        "rows": [],
        "end": "",
        "slips": [dict(zip(names, (seat.name, *rest), strict=True)) for seat, *rest in slips],
    }


def pdf(sheet: Mapping[str, Any]) -> bytes:
    """A paper as A4 pages. Raises `Refused` where the Chinese font is not installed."""
    return kit_pdf(DATA / "print.typ", paper={"qr": "", **sheet})


def docx(sheet: Mapping[str, Any]) -> bytes:
    """The same as a Word file that can be written in."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    made = Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = "SimSun", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    made.add_heading(sheet["title"], level=1)
    table = made.add_table(rows=0, cols=2, style="Table Grid")
    for name, value in sheet["facts"]:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, value
    for part in sheet["parts"]:
        made.add_heading(part["head"], level=2)
        for line in part["lines"]:
            made.add_paragraph(line)
    made.add_paragraph(sheet["end"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
