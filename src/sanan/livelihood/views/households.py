"""The desk's pages of families and their people, the import of the register, encrypted notes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.imports.views import Pages as ImportPages
from sanan.kit import clock, dates
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid
from sanan.kit.rounding import yuan
from sanan.lists.pages import Lists
from sanan.livelihood.actions import households as actions
from sanan.livelihood.enums import HELPERS, KEEPERS
from sanan.livelihood.forms import households as forms
from sanan.livelihood.forms.tables import ROLL
from sanan.livelihood.models import Household, Member, Visit
from sanan.livelihood.queries.registers import HOUSEHOLDS, MEMBERS
from sanan.livelihood.rules.households import HOUSEHOLD, MEMBER
from sanan.livelihood.views.frame import CAN, Cell, Link, Section, Shown, cells, desk, page, places
from sanan.people import access
from sanan.people.actions import reveal
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

both = require_http_methods(["GET", "HEAD", "POST"])
HOUSEHOLD_LIST = Lists(listed=HOUSEHOLDS, template="list", gate=desk(), frame=page)
MEMBER_LIST = Lists(listed=MEMBERS, template="list", gate=desk(), frame=page)


def _household(request: HttpRequest, code: str) -> Household:
    rows = Household.objects.visible_to(access.me(request))
    return get_object_or_404(rows.select_related("place", "origin", "estate"), code=code)


def _member(request: HttpRequest, code: str) -> Member:
    rows = Member.objects.visible_to(access.me(request))
    joined = rows.select_related("household__origin", "household__place", "place")
    return get_object_or_404(joined, code=code)


def _household_page(request: HttpRequest, household: Household) -> dict[str, Any]:
    may_keep = bool(access.held(request) & set(KEEPERS))
    links = [Link(_("登记一个人"), reverse("livelihood_staff:new_member", args=[household.code]))]
    facts = [
        (_("户号"), household.number),
        (_("哪一类"), household.get_kind_display()),
        (_("原来的村"), household.origin.spoken),
        (_("搬来"), dates.day(household.moved_on)),
        (_("住址"), household.address or "—"),
        (_("电话"), household.masked_phone or "—"),
        (_("收款账户"), _account(household)),
    ]
    if household.away_on:
        facts.append((_("搬走"), f"{dates.day(household.away_on)} {household.away_to}"))
    if household.in_need:
        facts.append((_("困难"), _("要继续关心")))
    if household.visit_due_on:
        facts.append((_("下次走访"), dates.day(household.visit_due_on)))
    shown = Shown(
        title=household.head,
        tab="households",
        standing=household.get_state_display(),
        facts=facts,
        sections=[_people(household), _visits(household), _surveys(household)],
        links=links if may_keep else [],
    )
    return {"shown": shown, "story": timeline(HOUSEHOLD, household)}


def _account(household: Household) -> str:
    if not household.account_hash:
        return _("还没有登记")
    return f"{household.bank} {household.masked_account} · {household.holder}"


def _people(household: Household) -> Section:
    today = local_day(clock.now())
    rows = [
        cells(
            each.name,
            each.get_kin_display(),
            _age(each, today),
            each.get_state_display(),
            each.get_work_display() if not each.gone_on else _("已不在这一户"),
            href=reverse("livelihood_staff:member", args=[each.code]),
        )
        for each in household.members.all()
    ]
    heads = [_("姓名"), _("和户主的关系"), _("年龄"), _("移民名册"), _("就业")]
    return Section(_("这一户的人"), heads, rows, _("还没有登记人。"))


def _age(member: Member, today: Any) -> object:
    age = member.age_on(today)
    return "—" if age is None else age


def _visits(household: Household) -> Section:
    rows = [
        cells(
            each.purpose,
            dates.day(each.on),
            each.by.name,
            href=reverse("livelihood_staff:visit", args=[household.code, each.pk]),
        )
        for each in household.visits.select_related("by")
    ]
    note = _("走访记录加密保存，写明为什么看才能打开，每看一次都留记录。")
    heads = [_("为什么走访"), _("哪天"), _("谁去的")]
    return Section(_("走访"), heads, rows, _("还没有走访过。"), note)


def _surveys(household: Household) -> Section:
    rows = []
    for each in household.surveys.all():
        a_head = each.income_fen // each.people
        row = [Cell(f"{each.year}"), Cell(each.people), Cell(yuan(a_head))]
        back = (household.before_fen is not None) and (
            each.income_fen >= household.before_fen * each.people
        )
        word = _("已恢复") if back else _("还没恢复")
        rows.append([*row, Cell(word if household.before_fen is not None else _("不知道搬迁前"))])
    heads = [_("年份"), _("人口"), _("人均收入"), _("和搬迁前比")]
    return Section(_("生活水平调查"), heads, rows, _("还没有调查过。"))


HOUSEHOLD_PAGES = Pages(
    process=HOUSEHOLD,
    room="livelihood_staff",
    prefix="households",
    name="household",
    template="thing",
    find=_household,
    show=_household_page,
    forms={
        "visit": forms.Visit,
        "follow": forms.Follow,
        "survey": forms.Survey,
        "set_account": forms.Account,
        "amend": forms.Amend,
        "move_away": forms.MoveAway,
        "come_back": Nothing,
    },
    first=(),
    gate=desk(),
    frame=page,
)


def _member_page(request: HttpRequest, member: Member) -> dict[str, Any]:
    today = local_day(clock.now())
    home = reverse("livelihood_staff:household", args=[member.household.code])
    facts = [
        (_("哪一户"), f"{member.household.number} {member.household.head}"),
        (_("和户主的关系"), member.get_kin_display()),
        (_("年龄"), _age(member, today)),
        (_("身份证号"), member.masked_id or "—"),
        (_("移民名册"), _roll(member)),
        (_("就业"), " ".join(filter(None, [str(member.get_work_display()), member.work_at]))),
    ]
    if member.wants_work:
        facts.append((_("想找的活"), _wish(member)))
    if member.gone_on:
        facts.append((_("离开"), f"{dates.day(member.gone_on)} {member.get_left_why_display()}"))
    guided = [cells(g.topic, dates.day(g.on), g.advice) for g in member.guidance.all()]
    attended = member.attendances.select_related("session__course").order_by("session__starts_at")
    sat = [
        cells(
            each.session.course.title,
            each.session.title,
            dates.day(each.session.starts_at),
            href=reverse("livelihood_staff:course", args=[each.session.course.code]),
        )
        for each in attended
    ]
    shown = Shown(
        title=member.name,
        tab="members",
        standing=member.get_state_display(),
        facts=facts,
        sections=[
            Section(_("参加过的培训"), [_("课程"), _("哪一次"), _("哪天")], sat, _("还没有。")),
            Section(_("创业指导"), [_("想做什么"), _("哪天"), _("建议")], guided, _("还没有。")),
        ],
        links=[Link(_("回到这一户"), home), *_matching(request, member)],
    )
    return {"shown": shown, "story": timeline(MEMBER, member)}


def _matching(request: HttpRequest, member: Member) -> list[Link]:
    if not member.wants_work or not access.held(request) & set(HELPERS):
        return []
    href = reverse("livelihood_staff:fitting", args=[member.code])
    return [Link(_("合适的活"), href, main=True)]


def _roll(member: Member) -> str:
    if member.state == "enrolled":
        day = dates.day(member.joined_on)
        return _("%(day)s起在册（%(why)s）") % {"day": day, "why": member.get_joined_why_display()}
    if member.state == "removed":
        day = dates.day(member.left_on)
        return _("%(day)s核减（%(why)s）") % {"day": day, "why": member.get_left_why_display()}
    return str(member.get_state_display())


def _wish(member: Member) -> str:
    said = "、".join(member.skill_names)
    if member.free_from and member.free_until:
        said += f" {member.free_from:%H:%M}–{member.free_until:%H:%M}"
    if member.most_km is not None:
        said += " " + _("%(km)s 公里以内") % {"km": member.most_km}
    return said + (" " + _("要接送孩子") if member.children_hours else "")


MEMBER_PAGES = Pages(
    process=MEMBER,
    room="livelihood_staff",
    prefix="members",
    name="member",
    template="thing",
    find=_member,
    show=_member_page,
    forms={
        "set_work": forms.Work,
        "wish": forms.Wish,
        "guide": forms.Guide,
        "enrol": forms.Enrol,
        "remove": forms.Remove,
        "leave": forms.Leave,
        "correct": forms.Correct,
    },
    first=(),
    gate=desk(),
    frame=page,
)


@never_cache
@both
@desk(*KEEPERS)
def new_household(request: HttpRequest) -> HttpResponse:
    """Take a family into the register."""
    form = forms.NewHousehold(request.POST or None, places=places(request))
    return one_form(
        request,
        form,
        lambda given: actions.register(**_known(given), by=access.me(request)),
        HOUSEHOLD_PAGES.address,
        "new",
        {"title": _("登记一户"), "tab": "households"},
        frame=page,
    )


def _known(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "before_fen": given["before_fen"] or None}


@never_cache
@both
@desk(*KEEPERS)
def new_member(request: HttpRequest, code: str) -> HttpResponse:
    """Take a person into a family."""
    household = _household(request, code)
    return one_form(
        request,
        forms.NewMember(request.POST or None),
        lambda given: actions.add(household=household, **given, by=access.me(request)),
        lambda _made: HOUSEHOLD_PAGES.address(household),
        "new",
        {"title": _("给“%(head)s”家登记一个人") % {"head": household.head}, "tab": "households"},
        frame=page,
    )


@never_cache
@both
@desk(*HELPERS)
def visit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What was seen on a visit, for a stated purpose; the look stands on the record."""
    household = _household(request, code)
    found = get_object_or_404(Visit.objects.select_related("by"), household=household, pk=number)
    form = forms.Look(request.POST or None)
    text = ""
    if request.method == "POST" and form.is_valid():
        try:
            text = reveal(
                locked=found.note_locked,
                subject=household.code,
                field="visit",
                purpose=form.cleaned_data["purpose"],
                by=access.me(request),
            )
        except Invalid as no:
            form.refuse(no)
    values = {"household": household, "visit": found, "form": form, "text": text}
    return page(request, "visit", values, status=422 if form.errors else 200)


IMPORT = ImportPages(
    [ROLL],
    "livelihood_staff:import",
    gettext_lazy("导入移民名册"),
    places,
    tabs="livelihood/staff/_tabs.html",
    more=access.may(CAN),
)
upload = both(desk(*KEEPERS)(IMPORT.upload))
look = never_cache(both(desk(*KEEPERS)(IMPORT.look)))


done = never_cache(require_safe(desk(*KEEPERS)(IMPORT.done)))
rejected = never_cache(require_safe(desk(*KEEPERS)(IMPORT.rejected)))
