"""What is printed: the notice of a village, the card for its room, the paper and the summary in Word."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.inspection.models import Paper, Round, Target
from sanan.inspection.queries import figures
from sanan.kit import dates
from sanan.kit.certificates import code_of
from sanan.kit.paper import pdf

DATA = Path(__file__).resolve().parents[1] / "data"


def notice(targets: Sequence[Target]) -> bytes:
    """An A4 notice for each village, its code leading to the page where one speaks."""
    return pdf(DATA / "notice.typ", pages=[words_of(target) for target in targets])


def cards(targets: Sequence[Target]) -> bytes:
    """Eight small cards of each village on a page, to hand out and to hang in its room."""
    return pdf(DATA / "card.typ", pages=[words_of(target) for target in targets])


def words_of(target: Target) -> dict[str, Any]:
    """What a notice says."""
    inspection = target.round
    members = [member.person.name for member in inspection.team.select_related("person")]
    return {
        "title": _("%(place)s 巡察公告") % {"place": target.place.spoken},
        "lead": _("%(round)s（%(mode)s），%(days)s")
        % {
            "round": inspection.title,
            "mode": inspection.get_mode_display(),
            "days": dates.span(inspection.starts_on, inspection.ends_on),
        },
        "rows": [
            [_("巡察组"), "、".join(members)],
            [_("电话"), inspection.phone],
            [_("时间和地点"), inspection.hours],
            [_("可以说什么"), inspection.says],
        ],
        "how": _("扫一扫，写一句、说一段、拍张照就行。可以不留名字，不用注册。"),
        "sealed": _("反映干部的问题，扫码以后走密封通道，只有纪检监察机关能看。"),
        "svg": code_of(reverse("inspection:notice", args=[target.token])),
    }


def _document(title: str) -> Any:
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    made = Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = "SimSun", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    made.add_heading(title, level=1)
    return made


def _table(made: Any, rows: Sequence[Sequence[object]]) -> None:
    table = made.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = str(text)
    made.add_paragraph()


def _saved(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def paper_docx(paper: Paper) -> bytes:
    """The working paper filled into its official form, for the team."""
    made = _document(_("巡察发现问题底稿"))
    repeat = paper.repeat_of.reference if paper.repeat_of else _("否")
    yuan = f"{paper.amount_fen / 100:,.2f}" if paper.amount_fen else _("无")
    _table(
        made,
        [
            [_("编号"), paper.reference],
            [_("被巡察的村（社区）"), paper.target.place.full_name or paper.target.place.spoken],
            [_("巡察轮次"), paper.round.title],
            [_("问题类别"), paper.get_theme_display()],
            [_("问题"), paper.problem],
            [_("事实"), paper.facts],
            [_("违反的规定"), paper.clause],
            [_("原因"), paper.root_cause],
            [_("涉及的人"), paper.persons or _("无")],
            [_("涉及金额（元）"), yuan],
            [_("是否屡查屡犯"), repeat],
            [_("有关单位确认"), f"{paper.confirmed_by} {dates.day(paper.confirmed_on)}".strip()],
        ],
    )
    rows: list[Sequence[object]] = [[_("证据"), _("种类"), _("证据的日期")]]
    rows += [[e.what, e.get_kind_display(), dates.day(e.dated_on)] for e in paper.evidence.all()]
    _table(made, rows)
    signers = [paper.prepared_by, paper.approved_by, paper.countersigned_by]
    names = [signer.name if signer else "________" for signer in signers]
    made.add_paragraph(
        _("起草：%(a)s    组长：%(b)s    会签：%(c)s") % dict(zip("abc", names, strict=True))
    )
    return _saved(made)


def summary_docx(inspection: Round, today: date) -> bytes:
    """The round in figures: how it was done, what was found, what became of it. Nobody is named."""
    told = figures.figures(inspection, today)
    made = _document(_("%(round)s 情况汇总") % {"round": inspection.title})
    made.add_paragraph(
        _(
            "%(mode)s，%(days)s。巡察 %(n)d 个村（社区），发现问题 %(problems)d 个，平均每村 %(average)s 个。"
        )
        % {
            "mode": inspection.get_mode_display(),
            "days": dates.span(inspection.starts_on, inspection.ends_on),
            "n": told.villages,
            "problems": told.problems,
            "average": told.average if told.average is not None else "—",
        }
    )
    _table(made, [[_("问题类别"), _("个数")], *figures.by_theme(inspection)])
    _table(
        made,
        [
            [_("立行立改单"), told.orders],
            [_("已改好"), told.orders_done],
            [_("按期改好率"), _percent(told.orders_in_time)],
            [_("已销号"), told.written_off],
            [_("销号率"), _percent(told.write_off_rate)],
            [_("持续整改"), told.lasting],
            [_("超期"), told.overdue],
            [_("十二个月内反弹"), told.relapsed],
            [_("挽回资金（元）"), f"{told.recovered_fen / 100:,.2f}"],
        ],
    )
    _table(
        made,
        [
            [_("三率（问了 %(n)d 人）") % {"n": told.rates.asked}, ""],
            [_("知晓率"), _percent(told.rates.knew)],
            [_("参与率"), _percent(told.rates.took_part)],
            [_("满意率"), _percent(told.rates.satisfied)],
        ],
    )
    rows: list[Sequence[object]] = [[_("村（社区）"), _("问题"), _("已销号")]]
    rows += [
        [each["target"].place.spoken, each["n"], each["off"]]
        for each in figures.by_village(inspection, today)
    ]
    _table(made, rows)
    return _saved(made)


def _percent(value: object) -> str:
    return _("没有数") if value is None else f"{value}%"
