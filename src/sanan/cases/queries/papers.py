"""A case on paper: the work order as PDF and as a Word file. Data goes in as JSON, never as markup."""

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.cases import deadlines
from sanan.cases.models import Case
from sanan.cases.queries.casefile import shown_name
from sanan.kit.paper import pdf as kit_pdf
from sanan.people.models import Person

DATA = Path(__file__).resolve().parents[1] / "data"
FONT = "Noto Sans SC"
MOST_LINES = 12


def order_of(case: Case, by: Person, now: datetime) -> dict[str, Any]:
    """What a work order says, every word ready. The appellant's number is never on it."""
    policy = deadlines.policy_for(case)
    facts = {
        _("编号"): case.code,
        _("状态"): str(case.get_state_display()),
        _("承办单位"): case.handler.name if case.handler else "",
        _("协办单位"): "、".join(o.org.name for o in case.orgs.select_related("org")),
        _("地点"): case.place.full_name or case.place.name,
        _("详细地址"): case.address,
        _("类别"): case.category.name if case.category else "",
        _("紧急程度"): str(case.get_urgency_display()),
        _("反映人"): shown_name(case),
        _("反映时间"): _moment(case.opened_at),
        _("派单时间"): _moment(case.dispatched_at),
        _("联系期限"): _moment(case.contact_due_at),
        _("办理期限"): _moment(case.due_at),
        _("计时依据"): f"{policy.name} {policy.source}".strip() if policy else "",
    }
    steps = list(case.timeline.filter(verb="dispatch").order_by("-at")[:1])
    return {
        "title": _("诉求办理工作单"),
        "subject": case.title,
        "text": case.text,
        "facts": [[k, v] for k, v in facts.items() if v],
        "note": steps[0].note if steps else "",
        "labels": {
            "said": _("反映的内容"),
            "note": _("派单说明"),
            "done": _("办理情况"),
            "sign": _("经办人（签字）"),
            "date": _("日期"),
        },
        "printed": _("%(who)s 于 %(when)s 打印") % {"who": by.name, "when": _moment(now)},
        "font": FONT,
    }


def order_pdf(order: Mapping[str, Any]) -> bytes:
    """The work order as one A4 sheet or more."""
    return kit_pdf(DATA / "work_order.typ", order=order)


def order_docx(order: Mapping[str, Any]) -> bytes:
    """The work order as a Word file that can be written in."""
    from docxtpl.template import DocxTemplate

    paper = DocxTemplate(_template())
    paper.render(dict(order), autoescape=True)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _template() -> io.BytesIO:
    """The Word template, made here so that no binary file is kept by hand."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "SimSun", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    paper.add_heading("{{ title }}", level=1)
    paper.add_heading("{{ subject }}", level=2)
    table = paper.add_table(rows=3, cols=2, style="Table Grid")
    table.cell(0, 0).text = "{%tr for fact in facts %}"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{ fact[0] }}", "{{ fact[1] }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    for heading, body in (("said", "text"), ("note", "note")):
        paper.add_heading("{{ labels." + heading + " }}", level=3)
        paper.add_paragraph("{{ " + body + " }}")
    paper.add_heading("{{ labels.done }}", level=3)
    for _line in range(4):
        paper.add_paragraph("")
    paper.add_paragraph("{{ labels.sign }}:____________    {{ labels.date }}:____________")
    paper.add_paragraph("{{ printed }}")
    out = io.BytesIO()
    paper.save(out)
    out.seek(0)
    return out


def _moment(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
