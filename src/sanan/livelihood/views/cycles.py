"""The desk's pages of paying cycles: the list, the bank's file, what came back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.imports.views import Pages as ImportPages
from sanan.kit import dates
from sanan.kit.downloads import excel
from sanan.kit.rounding import yuan
from sanan.kit.sheets import write_sheet
from sanan.lists.pages import Lists
from sanan.livelihood.actions import cycles as actions
from sanan.livelihood.enums import KEEPERS, READERS, CycleState, LineState
from sanan.livelihood.forms import cycles as forms
from sanan.livelihood.forms.tables import RETURNS
from sanan.livelihood.models import PayCycle, PayLine
from sanan.livelihood.queries.bank import bank_rows, heads
from sanan.livelihood.queries.desk import LINES
from sanan.livelihood.rules.cycles import CYCLE, LINE
from sanan.livelihood.rules.subsidies import rule_named
from sanan.livelihood.views.frame import CAN, Cell, Link, Section, Shown, cells, desk, page, places
from sanan.people import access
from sanan.people.actions import note_export
from sanan.people.enums import Role
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

both = require_http_methods(["GET", "HEAD", "POST"])
money_desk = desk(*READERS, Role.DISCIPLINE_OFFICER)
LINE_LIST = Lists(listed=LINES, template="list", gate=money_desk, frame=page)
BANKED = (CycleState.PAID, CycleState.CLOSED)


@require_safe
@money_desk
def cycles(request: HttpRequest) -> HttpResponse:
    """Every cycle that I see, newest first."""
    rows = PayCycle.objects.visible_to(access.me(request)).select_related("place")
    table = [
        cells(
            each.title,
            each.place.spoken,
            each.get_state_display(),
            dates.span(each.publicised_on, each.publicity_ends_on),
            href=CYCLES.address(each),
        )
        for each in rows
    ]
    section = Section(
        _("每一期"),
        [_("叫什么"), _("哪里"), _("现在"), _("公示")],
        table,
        _("还没有。先核对移民名册，再开始一期。"),
    )
    links = []
    if access.held(request) & set(KEEPERS):
        links = [
            Link(_("开始一期发放"), reverse("livelihood_staff:new_cycle"), main=True),
            Link(_("导入银行退回表"), reverse("livelihood_staff:returns")),
        ]
    shown = Shown(title=_("直补发放"), tab="cycles", sections=[section], links=links)
    return page(request, "sections", {"shown": shown})


@never_cache
@both
@desk(*KEEPERS)
def new_cycle(request: HttpRequest) -> HttpResponse:
    """Begin a cycle."""
    form = forms.NewCycle(request.POST or None, places=places(request))
    return one_form(
        request,
        form,
        lambda given: actions.draft(**given, by=access.me(request)),
        CYCLES.address,
        "new",
        {"title": _("开始一期发放"), "tab": "cycles"},
        frame=page,
    )


def _cycle(request: HttpRequest, code: str) -> PayCycle:
    rows = PayCycle.objects.visible_to(access.me(request))
    return get_object_or_404(rows.select_related("place", "frozen_by"), code=code)


def _cycle_page(request: HttpRequest, cycle: PayCycle) -> dict[str, Any]:
    rule = rule_named(cycle.version)
    lines = cycle.lines.all()
    listed = f"{reverse('livelihood_staff:lines')}?cycle={cycle.code}"
    facts = [
        (_("哪几个月"), dates.span(cycle.since_on, cycle.until_on)),
        (_("标准"), _("每人每年 %(sum)s，%(years)d 年") % _rule(rule)),
        (_("依据"), rule.source),
    ]
    if cycle.frozen_on:
        total = sum(lines.payable().values_list("amount_fen", flat=True))
        facts += [
            (_("名单"), _("%(n)s 人，%(sum)s") % {"n": f"{lines.count():,}", "sum": yuan(total)}),
            (_("锁定"), f"{dates.day(cycle.frozen_on)} {cycle.frozen_by or ''}"),
            (_("名单校验码"), cycle.list_hash),
        ]
    if cycle.publicised_on:
        facts.append((_("公示"), dates.span(cycle.publicised_on, cycle.publicity_ends_on)))
    shown = Shown(
        title=cycle.title,
        tab="cycles",
        standing=cycle.get_state_display(),
        facts=facts,
        sections=[_standing(cycle, listed), _objections(cycle)],
        links=_links(request, cycle, listed),
    )
    return {"shown": shown, "story": timeline(CYCLE, cycle)}


def _rule(rule: Any) -> dict[str, object]:
    return {"sum": yuan(rule.fen_a_year), "years": rule.years}


def _standing(cycle: PayCycle, listed: str) -> Section:
    rows = []
    for state in LineState:
        found = list(cycle.lines.filter(state=state).values_list("amount_fen", flat=True))
        if found:
            href = f"{listed}&state={state}"
            sums = [Cell(len(found)), Cell(yuan(sum(found)))]
            rows.append([Cell(state.label, href), *sums])
    return Section(_("钱走到哪里"), [_("现在"), _("几人"), _("金额")], rows, _("名单还没有锁定。"))


def _objections(cycle: PayCycle) -> Section:
    rows = [
        cells(
            each.text,
            each.number or "—",
            dates.moment(each.raised_at),
            _("还没有处理") if each.upheld is None else (_("属实") if each.upheld else _("不属实")),
            each.finding,
        )
        for each in cycle.objections.all()
    ]
    heads = [_("异议"), _("序号"), _("什么时候"), _("查下来"), _("查明了什么")]
    return Section(_("异议"), heads, rows, _("没有。"))


def _links(request: HttpRequest, cycle: PayCycle, listed: str) -> list[Link]:
    found = [Link(_("看名单"), listed)] if cycle.frozen_on else []
    if cycle.state in BANKED and access.held(request) & set(KEEPERS):
        address = reverse("livelihood_staff:bank", args=[cycle.code])
        found.append(Link(_("下载银行文件"), address, main=True))
        if cycle.lines.filter(sent_times__gt=1, state=LineState.SENT).exists():
            found.append(Link(_("下载重发文件"), f"{address}?again"))
    return found


CYCLES = Pages(
    process=CYCLE,
    room="livelihood_staff",
    prefix="cycles",
    name="cycle",
    template="thing",
    find=_cycle,
    show=_cycle_page,
    forms={
        "freeze": forms.Freeze,
        "publicise": forms.Publicise,
        "settle": forms.Settle,
        "approve": Nothing,
        "pay": Nothing,
        "close": Nothing,
    },
    first=("freeze", "publicise", "settle", "approve", "pay", "close"),
    gate=money_desk,
    frame=page,
)


@never_cache
@require_safe
@desk(*KEEPERS)
def bank(request: HttpRequest, code: str) -> HttpResponse:
    """The file for the bank, accounts in clear; each taking of it stands on the record."""
    cycle = get_object_or_404(
        PayCycle.objects.visible_to(access.me(request)), code=code, state__in=BANKED
    )
    again = "again" in request.GET
    rows = bank_rows(cycle, again=again)
    what = {"subsidy": cycle.code, "again": again}
    note_export(what=what, rows=len(rows), by=access.me(request))
    response = excel(b"", f"subsidy-{cycle.code}{'-again' if again else ''}")
    write_sheet(response, heads(), rows)  # type: ignore[arg-type]  # a response takes bytes, as a file
    return response


def _line(request: HttpRequest, code: str) -> PayLine:
    rows = PayLine.objects.visible_to(access.me(request))
    joined = rows.select_related("cycle__place", "household", "member")
    return get_object_or_404(joined, code=code)


def _line_page(request: HttpRequest, line: PayLine) -> dict[str, Any]:
    house = reverse("livelihood_staff:household", args=[line.household.code])
    facts = [
        (_("哪一期"), line.cycle.title),
        (_("序号"), line.number),
        (_("村"), line.village),
        (_("几个月"), line.months),
        (_("金额"), yuan(line.amount_fen)),
        (_("户号"), f"{line.household.number} {line.household.head}"),
        (_("收款账户"), line.household.masked_account or _("还没有登记")),
    ]
    if line.reason:
        facts.append((_("为什么没到账"), f"{line.get_reason_display()} {line.note}"))
    links = [Link(_("看这一期"), CYCLES.address(line.cycle))]
    if access.held(request) & set(READERS):
        links.append(Link(_("打开家庭档案"), house))
    standing = line.get_state_display()
    shown = Shown(title=line.name, tab="cycles", standing=standing, facts=facts, links=links)
    return {"shown": shown, "story": timeline(LINE, line)}


LINES_PAGES = Pages(
    process=LINE,
    room="livelihood_staff",
    prefix="payments",
    name="line",
    template="thing",
    find=_line,
    show=_line_page,
    forms={"resend": Nothing, "bounce": forms.Bounce, "void": forms.Void},
    first=("resend", "bounce"),
    gate=money_desk,
    frame=page,
)

IMPORT = ImportPages(
    [RETURNS],
    "livelihood_staff:returns",
    gettext_lazy("导入银行退回表"),
    places,
    tabs="livelihood/staff/_tabs.html",
    more=access.may(CAN),
)
upload = both(desk(*KEEPERS)(IMPORT.upload))
look = never_cache(both(desk(*KEEPERS)(IMPORT.look)))
done = never_cache(require_safe(desk(*KEEPERS)(IMPORT.done)))
rejected = never_cache(require_safe(desk(*KEEPERS)(IMPORT.rejected)))
