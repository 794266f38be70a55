"""What is printed, large: slips, cards of issues and workers, statements of income."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.kit import dates, paper, rounding
from sanan.slips import queries as slips
from sanan.workshop.models import Issue, Payslip, Worker
from sanan.workshop.queries import money
from sanan.workshop.queries.material import Held, shown
from sanan.workshop.queries.mine import CARD, PAYSLIP

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "slip.typ"
MOST_SLIPS = 600


def payslips(rows: Iterable[Payslip]) -> bytes:
    """Slips, a page each, that anyone can add up again. Raises `Refused` without the fonts."""
    return paper.pdf(TEMPLATE, paper={"slips": [_payslip(slip) for slip in rows]})


def _payslip(slip: Payslip) -> dict[str, Any]:
    lines = money.slip_lines(slip)
    sums = [
        (_("计件"), rounding.yuan(slip.pieces)),
        (_("计时"), rounding.yuan(slip.days)),
        (_("奖金"), rounding.yuan(slip.bonus)),
        (_("扣多耗的料"), rounding.yuan(-slip.charged)),
    ]
    code = slips.figures(PAYSLIP, slip.code)
    return {
        **_blank(),
        "title": _("工钱条　%(month)s") % {"month": dates.period(slip.run.month)},
        "name": slip.worker.name,
        "where": slip.run.workshop.name,
        "facts": [_("%(day)s前付清。") % {"day": dates.day(slip.run.due_on)}],
        "heads": [_("哪天"), _("做什么"), _("多少"), _("单价"), _("金额")],
        "widths": ["auto", "1fr", "auto", "auto", "auto"],
        "rows": [
            [
                dates.day(each.on),
                each.what + (f"（{each.more}）" if each.more else ""),
                each.count,
                each.rate,
                rounding.yuan(each.fen),
            ]
            for each in lines
        ],
        "sums": sums,
        "total": [_("实得"), rounding.yuan(slip.net)],
        "notes": rules_of(slip),
        "label": _("查询码"),
        "code": "  ".join(slips.grouped(code)) if code else "",
        "qr": _qr(f"{_site()}/track/#{code}") if code else "",
        "sign": _("本人签字"),
        "day": _("日期"),
    }


def rules_of(slip: Payslip) -> list[str]:
    """How the slip is worked out, as it says itself."""
    found = [
        _("单价按发料那天的算，以后改价不影响。每行件数×单价，四舍五入到分；各行相加就是总数。"),
        _("多耗 = 领料 − 退料 − 做成的件数该用的料 ×（1 + 允许损耗）。"),
        *charging(slip),
        _("扣料最多扣到 0，不留到下个月，不收押金。"),
    ]
    if slip.waived:
        told = {"yuan": rounding.yuan(slip.waived)}
        found.append(_("按协议还可以扣 %(yuan)s，没有扣，也不再追。") % told)
    return found


def charging(slip: Payslip) -> list[str]:
    """Whether rejected pieces' material is charged, by each agreement on the slip."""
    rows = slip.clearings.select_related("issue__order").order_by("pk")
    found = {}
    for row in rows:
        order = row.issue.order
        said = _("%(what)s：不合格件用掉的料，协议写明算损耗。")
        if not order.charge_rejects:
            said = _("%(what)s：不合格件用掉的料，不算工人的。")
        found[order.pk] = said % {"what": order.product}
    return list(found.values())


def issue_card(issue: Issue, rows: Sequence[Held]) -> bytes:
    """What goes home with the material: how many, until when, and the code that is scanned."""
    rates = issue.order.rates_on(issue.issued_on)
    facts = [
        _("%(n)s %(unit)s，%(day)s前交。")
        % {
            "n": shown(issue.pieces),
            "unit": issue.order.get_measure_display(),
            "day": dates.day(issue.due_on),
        },
        *(
            _("%(grade)s每件 %(yuan)s 元") % {"grade": g, "yuan": shown(y)}
            for g, y in rates.items()
        ),
    ]
    card = {
        **_blank(),
        "title": issue.order.product,
        "name": issue.worker.name,
        "where": issue.order.workshop.name,
        "facts": facts,
        "heads": [_("料"), _("领了多少"), _("一件用"), _("允许损耗")],
        "widths": ["1fr", "auto", "auto", "auto"],
        "rows": [
            [
                each.material.name,
                f"{shown(each.issued)} {each.material.unit}",
                f"{shown(each.material.per_piece)} {each.material.unit}",
                f"{shown(each.material.allowance)}%",
            ]
            for each in rows
        ],
        "notes": [
            _("单价按今天的算，以后改价不影响这一份。用剩的料请带回来。"),
            _("不合格件用掉的料，协议写明算损耗。")
            if issue.order.charge_rejects
            else _("不合格件用掉的料，不算您的。"),
            _("交活时扫右上角的码。"),
        ],
        "label": _("编号"),
        "code": issue.code,
        "qr": _qr(issue.code),
        "sign": _("领料人签字"),
        "day": _("日期"),
    }
    return paper.pdf(TEMPLATE, paper={"slips": [card]})


def worker_card(worker: Worker) -> bytes:
    """A worker's own card: what there is to do today, what has been earned, by one code."""
    address = _site() + reverse("workshop:card", args=[worker.token])
    code = slips.figures(CARD, worker.code)
    card = {
        **_blank(),
        "title": _("手工坊的卡"),
        "name": worker.name,
        "where": worker.workshop.name,
        "facts": [
            _("扫码就能看：今天做什么、每件多少钱、我交了多少、挣了多少。"),
            _("没有手机，请到手工坊，我们打印给您。"),
        ],
        "label": _("查询码"),
        "code": "  ".join(slips.grouped(code)) if code else "",
        "qr": _qr(address),
    }
    return paper.pdf(TEMPLATE, paper={"slips": [card]})


def income_statement(worker: Worker, year: int) -> bytes:
    """What was paid in a year, month by month: for the tax office and for subsidies."""
    rows = money.income(worker, year)
    total = sum(slip.net for slip in rows)
    card = {
        **_blank(),
        "title": _("%(year)s年收入证明") % {"year": year},
        "name": worker.name,
        "where": worker.workshop.name,
        "facts": [_("来料加工计件收入，按实际付到本人手里的金额。")],
        "heads": [_("月份"), _("应得"), _("扣料"), _("实付"), _("哪天付"), _("怎么付")],
        "widths": ["1fr", "auto", "auto", "auto", "auto", "auto"],
        "rows": [
            [
                dates.period(slip.run.month),
                rounding.yuan(slip.pieces + slip.days + slip.bonus),
                rounding.yuan(slip.charged),
                rounding.yuan(slip.net),
                dates.day(slip.paid_on),
                str(slip.get_method_display()),
            ]
            for slip in rows
        ],
        "total": [_("合计（%(n)s 个月）") % {"n": len(rows)}, rounding.yuan(total)],
        "notes": [_("本证明供个人所得税申报和申请就业补贴使用。没有代扣税款。")],
        "sign": _("手工坊盖章"),
        "day": _("日期"),
    }
    return paper.pdf(TEMPLATE, paper={"slips": [card]})


def _blank() -> dict[str, Any]:
    texts = ("title", "name", "where", "label", "code", "qr", "sign", "day")
    lists = ("facts", "heads", "widths", "rows", "sums", "total", "notes")
    return dict.fromkeys(texts, "") | {name: [] for name in lists}


def _site() -> str:
    return str(settings.SITE_URL).rstrip("/")


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=4, border=2, xmldecl=False, title=None
    )
    return out.getvalue().decode()
