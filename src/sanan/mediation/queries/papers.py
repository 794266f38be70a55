"""The agreement in Word, with places to sign and a code that leads to the page that answers for it."""

import io
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.kit import dates, rounding
from sanan.kit.errors import Missing
from sanan.mediation.models import Agreement


def by_number(number: str) -> Agreement:
    """The agreement of a number. Raises `Missing` for none."""
    rows = Agreement.objects.select_related("dispute__centre")
    found = rows.filter(number=number).first()
    if found is None:
        raise Missing(_("没有这个编号的协议书。请对照纸上的编号再看一遍。"), "unknown")
    return found


def agreement_docx(agreement: Agreement) -> bytes:
    """The paper: who, what happened, what is agreed, item by item, who signs, the code."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    dispute = agreement.dispute
    made = Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = "SimSun", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    made.add_heading(_("人民调解协议书"), level=1)
    made.add_paragraph(_("编号：%(number)s") % {"number": agreement.number})
    for party in dispute.sides:
        made.add_paragraph(_whole(party))
    made.add_paragraph(f"{_('纠纷')}：{dispute.matter}（{dispute.get_kind_display()}）")
    made.add_heading(_("经调解，自愿达成如下协议"), level=2)
    made.add_paragraph(agreement.proposal.text)
    _items(made, agreement)
    made.add_paragraph(
        _(
            "协议自各方和调解员都签字之日起生效。双方可以在生效之日起三十日内，共同向法院申请司法确认。"
        )
    )
    _signed(made, agreement)
    made.add_paragraph(f"{dispute.centre.name}    {dates.day(agreement.drawn_on)}")
    made.add_picture(io.BytesIO(_code(agreement)), width=Cm(3))
    made.add_paragraph(
        _("扫码核对这份协议书是不是真的、有没有改过。核对码：%(digest)s")
        % {"digest": agreement.digest}
    )
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _whole(party: Any) -> str:
    said = f"{party.get_side_display()}：{party.name}"
    if party.minor:
        said += _("（未成年，监护人 %(name)s）") % {"name": party.guardian}
    return said


def _items(made: Any, agreement: Agreement) -> None:
    table = made.add_table(rows=0, cols=4, style="Table Grid")
    rows: list[list[str]] = [[_("谁"), _("做什么"), _("几号以前"), _("金额")]]
    for item in agreement.proposal.items.select_related("party"):
        yuan = f"{rounding.yuan(item.fen)} {_('元')}" if item.fen else ""
        rows.append([item.party.name, item.what, dates.day(item.due_on), yuan])
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    made.add_paragraph()


def _signed(made: Any, agreement: Agreement) -> None:
    there = {each.party_id: each for each in agreement.signatures.all() if each.party_id}
    for party in agreement.dispute.sides:
        signature = there.get(party.pk)
        name = _("监护人（签字）") if party.minor else _("（签字）")
        told = f"{party.get_side_display()}{name}：________________"
        if signature is not None:
            told = f"{party.get_side_display()}：{party.guardian or party.name} "
            told += f"{signature.get_how_display()} {dates.moment(signature.at)}"
        made.add_paragraph(told)
    signed = agreement.signatures.select_related("person")
    witnesses = [(each.person.name, each.at) for each in signed if each.person]
    for name, at in witnesses:
        made.add_paragraph(f"{_('调解员')}：{name} {dates.moment(at)}")
    if not witnesses:
        made.add_paragraph(f"{_('调解员（签字、盖章）')}：________________")


def _code(agreement: Agreement) -> bytes:
    out = io.BytesIO()
    path = reverse("mediation:checked", args=[agreement.number])
    address = settings.SITE_URL.rstrip("/") + path
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=8, border=2)
    return out.getvalue()
