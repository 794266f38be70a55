"""The desk's pages of a month's pay: working out, approval, bank, slips, statements."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.kit.downloads import excel
from sanan.kit.sheets import write_sheet
from sanan.lists.pages import Lists
from sanan.people import access
from sanan.people.actions import note_export
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline
from sanan.workshop import actions
from sanan.workshop.enums import SlipState
from sanan.workshop.forms import pay as forms
from sanan.workshop.models import PayRun, Payslip, Workshop
from sanan.workshop.queries import lists, money, papers
from sanan.workshop.rules import RUN, SLIP
from sanan.workshop.views.staff import both, keepers, mine, money_desk, page


@never_cache
@both
@keepers()
def draft(request: HttpRequest) -> HttpResponse:
    """Work out a month."""
    form = forms.Draft(
        request.POST or None,
        workshops=mine(request),
        today=local_day(clock.now()),
        month=request.GET.get("month", ""),
    )
    return one_form(
        request,
        form,
        lambda given: actions.draft(**given, by=access.me(request)),
        RUNS.address,
        "draft",
        frame=page,
    )


def _run(request: HttpRequest, code: str) -> PayRun:
    rows = PayRun.objects.visible_to(access.me(request))
    return get_object_or_404(
        rows.select_related("place", "workshop", "drafted_by", "first_by", "second_by"), code=code
    )


def _show_run(_request: HttpRequest, run: PayRun) -> dict[str, Any]:
    slips = run.slips.counted() if run.state != "withdrawn" else run.slips.all()
    return {
        "story": timeline(RUN, run),
        "slips": slips.select_related("worker").order_by("worker__name", "pk"),
        "totals": money.totals(run),
        "objections": run.objections.all(),
        "late": run.is_late(local_day(clock.now())),
        "average": money.average(run.workshop, since=run.month, until=run.month),
        "sent": run.slips.filter(state=SlipState.SENT).count(),
    }


RUNS = Pages(
    process=RUN,
    room="workshop_staff",
    prefix="runs",
    name="run",
    template="run",
    find=_run,
    show=_show_run,
    forms={
        "publicise": forms.Publicise,
        "answer": forms.Answer,
        "approve": Nothing,
        "send": forms.Send,
        "take_reply": forms.TakeReply,
        "withdraw": forms.Withdraw,
    },
    gate=money_desk(),
    frame=page,
)


def _slip(request: HttpRequest, code: str) -> Payslip:
    rows = Payslip.objects.visible_to(access.me(request))
    return get_object_or_404(rows.select_related("place", "run__workshop", "worker"), code=code)


def _show_slip(_request: HttpRequest, slip: Payslip) -> dict[str, Any]:
    return {
        "story": timeline(SLIP, slip),
        "lines": money.slip_lines(slip),
        "rules": papers.rules_of(slip),
    }


SLIPS = Pages(
    process=SLIP,
    room="workshop_staff",
    prefix="slips",
    name="payslip",
    template="payslip",
    find=_slip,
    show=_show_slip,
    forms={
        "pay_cash": forms.Cash,
        "send": Nothing,
        "pay_bank": Nothing,
        "come_back": forms.Back,
    },
    gate=money_desk(),
    frame=page,
)
SLIP_LIST = Lists(listed=lists.SLIP_LIST, template="slips", gate=money_desk(), frame=page)


@require_safe
@money_desk()
def bank_file(request: HttpRequest, code: str) -> HttpResponse:
    """What the bank is to pay: account, name, amount, by slip; its taking stands on the record."""
    run = _run(request, code)
    rows = list(run.slips.filter(state=SlipState.SENT).select_related("worker"))
    note_export(what={"workshop": "bank", "run": run.code}, rows=len(rows), by=access.me(request))
    heads = [_("账号"), _("户名"), _("开户银行"), _("金额"), _("工钱条"), _("结果")]
    lines = [
        [
            slip.worker.account,
            slip.worker.name,
            slip.worker.bank,
            money.in_yuan(slip.net),
            slip.code,
            "",
        ]
        for slip in rows
    ]
    response = excel(b"", f"bank-{run.month}")
    widths = (26, 12, 20, 12, 14, 20)
    write_sheet(response, heads, lines, widths=widths)  # type: ignore[arg-type]  # a response takes bytes, as a file
    return response


@require_safe
@money_desk()
def printed(request: HttpRequest, code: str) -> HttpResponse:
    """All slips of a month, large, a page each."""
    run = _run(request, code)
    rows = run.slips.counted().select_related("worker", "run__workshop")
    return access.paper(
        request, papers.payslips(rows[: papers.MOST_SLIPS]), f"slips-{run.month}.pdf"
    )


@require_safe
@money_desk()
def slip_paper(request: HttpRequest, code: str) -> HttpResponse:
    """One slip, large."""
    return access.paper(request, papers.payslips([_slip(request, code)]), f"{code}.pdf")


@require_safe
@money_desk()
def incomes(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Every worker's year as a sheet, for the tax office and for subsidies."""
    rows = Workshop.objects.visible_to(access.me(request))
    workshop = get_object_or_404(rows, code=code)
    slips = Payslip.objects.filter(
        run__workshop=workshop, state=SlipState.PAID, paid_on__year=year
    ).select_related("worker__village", "run")
    found = list(slips.order_by("worker__name", "worker", "run__month"))
    who = access.me(request)
    note_export(what={"workshop": "income", "year": year}, rows=len(found), by=who)
    heads = [
        _("姓名"),
        _("出生日期"),
        _("从哪个村来"),
        _("月份"),
        _("应得"),
        _("扣料"),
        _("实付"),
        _("哪天付"),
        _("怎么付"),
    ]
    lines = [
        [
            slip.worker.name,
            slip.worker.born_on,
            slip.worker.village.spoken if slip.worker.village else "",
            slip.run.month,
            money.in_yuan(slip.pieces + slip.days + slip.bonus),
            money.in_yuan(slip.charged),
            money.in_yuan(slip.net),
            slip.paid_on,
            slip.get_method_display(),
        ]
        for slip in found
    ]
    response = excel(b"", f"income-{year}")
    write_sheet(response, heads, lines)  # type: ignore[arg-type]  # a response takes bytes, as a file
    return response
