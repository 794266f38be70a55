"""The desk's pages of a building's hand-over and of each family on its way to the keys."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.files.access import Owner, usual
from sanan.files.enums import Sight
from sanan.files.models import StoredFile
from sanan.kit import dates
from sanan.lists.pages import Lists
from sanan.livelihood.actions import handovers as actions
from sanan.livelihood.enums import FINISHERS, KEEPERS, READERS, HomeState
from sanan.livelihood.forms import handovers as forms
from sanan.livelihood.models import Handover, Home
from sanan.livelihood.queries.desk import HOMES
from sanan.livelihood.queries.mine import HOME as HOME_SLIP
from sanan.livelihood.rules.handovers import HANDOVER, HOME
from sanan.livelihood.views.frame import Cell, Link, Section, Shown, cells, desk, page, places
from sanan.people import access
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline
from sanan.slips.queries import item
from sanan.slips.queries import slip as slip_of

both = require_http_methods(["GET", "HEAD", "POST"])
home_desk = desk(*READERS, *FINISHERS)
HOME_LIST = Lists(listed=HOMES, template="list", gate=home_desk, frame=page)


@require_safe
@home_desk
def handovers(request: HttpRequest) -> HttpResponse:
    """Every building that I see."""
    rows = [
        [
            Cell(each.title, HANDOVERS.address(each)),
            Cell(each.place.spoken),
            Cell(each.get_state_display()),
            Cell(_got(each)),
        ]
        for each in Handover.objects.visible_to(access.me(request)).select_related("place")
    ]
    heads = [_("哪栋楼"), _("哪里"), _("现在"), _("领了钥匙")]
    section = Section(_("每一栋楼"), heads, rows, _("还没有。把回迁户登记好以后，从这里开始。"))
    links = []
    if access.held(request) & set(KEEPERS):
        links = [Link(_("开始一栋楼的交房"), reverse("livelihood_staff:new_handover"), main=True)]
    shown = Shown(title=_("交房"), tab="homes", sections=[section], links=links)
    return page(request, "sections", {"shown": shown})


def _got(handover: Handover) -> str:
    got = handover.homes.filter(state__in=[HomeState.RECEIVED, HomeState.SURVEYED]).count()
    return f"{got} / {handover.homes.count()}"


@never_cache
@both
@desk(*KEEPERS)
def new_handover(request: HttpRequest) -> HttpResponse:
    """Begin with a building."""
    form = forms.NewHandover(request.POST or None, places=places(request))

    def begin(given: dict[str, Any]) -> Handover:
        given = {name: given[name] for name in ("place", "title", "dwellings")}
        families = form.families()
        return actions.open_handover(**given, households=families, by=access.me(request))

    values = {"title": _("开始一栋楼的交房"), "tab": "homes"}
    return one_form(request, form, begin, HANDOVERS.address, "new", values, frame=page)


def _handover(request: HttpRequest, code: str) -> Handover:
    rows = Handover.objects.visible_to(access.me(request))
    return get_object_or_404(rows.select_related("place"), code=code)


def _handover_page(_request: HttpRequest, handover: Handover) -> dict[str, Any]:
    facts: list[tuple[object, object]] = [
        (_("哪里"), handover.place.spoken),
        (_("领了钥匙"), _got(handover)),
    ]
    if handover.accepted_on:
        accepted = f"{dates.day(handover.accepted_on)} {handover.acceptance}"
        facts.append((_("竣工验收"), accepted))
    if handover.commitment:
        facts.append((_("校验码"), handover.commitment))
    if handover.drawn_at:
        facts += [(_("居民说的词"), handover.word), (_("暗码"), handover.secret)]
    rows = [
        [
            Cell(each.household.head, HOMES_PAGES.address(each)),
            Cell(each.turn or "—"),
            Cell(each.dwelling.number if each.dwelling else "—"),
            Cell(each.get_state_display()),
        ]
        for each in handover.homes.select_related("household", "dwelling")
    ]
    heads = [_("户主"), _("选房顺序"), _("房号"), _("现在")]
    links = []
    if handover.commitment:
        links.append(Link(_("公开抽签的页面"), reverse("livelihood:draw", args=[handover.code])))
    shown = Shown(
        title=handover.title,
        tab="homes",
        standing=handover.get_state_display(),
        facts=facts,
        sections=[Section(_("每一户"), heads, rows)],
        links=links,
    )
    return {"shown": shown, "story": timeline(HANDOVER, handover), "files": handover.files}


HANDOVERS = Pages(
    process=HANDOVER,
    room="livelihood_staff",
    prefix="handovers",
    name="handover",
    template="thing",
    find=_handover,
    show=_handover_page,
    forms={
        "accept": forms.Accept,
        "commit": forms.Commit,
        "draw": forms.Draw,
        "close": Nothing,
    },
    first=("accept", "commit", "draw", "close"),
    gate=home_desk,
    frame=page,
)


def _home(request: HttpRequest, code: str) -> Home:
    rows = Home.objects.visible_to(access.me(request))
    joined = rows.select_related("place", "household", "handover", "dwelling")
    return get_object_or_404(joined, code=code)


def _home_page(request: HttpRequest, home: Home) -> dict[str, Any]:
    house = reverse("livelihood_staff:household", args=[home.household.code])
    links = [Link(_("看这栋楼"), HANDOVERS.address(home.handover))]
    if access.held(request) & set(READERS):
        links.append(Link(_("打开家庭档案"), house))
    links.append(Link(_("打印回执"), reverse("livelihood_staff:home_slip", args=[home.code])))
    shown = Shown(
        title=home.household.head,
        tab="homes",
        standing=home.get_state_display(),
        facts=home_facts(home),
        sections=[_defects(home)],
        links=links,
    )
    return {"shown": shown, "story": timeline(HOME, home), "files": home.files}


def home_facts(home: Home) -> list[tuple[object, object]]:
    """What stands on a family's page, at the desk and on its phone."""
    facts: list[tuple[object, object]] = [(_("哪栋楼"), home.handover.title)]
    if home.turn:
        facts.append((_("选房顺序"), _("第 %(n)d 号") % {"n": home.turn}))
    if home.dwelling:
        area = _("%(number)s，%(area)s 平方米")
        told = {"number": home.dwelling.number, "area": home.dwelling.area_m2}
        facts.append((_("房号"), area % told))
    for label, value in ((_("水表"), home.water), (_("电表"), home.power), (_("燃气表"), home.gas)):
        if value is not None:
            facts.append((label, value))
    if home.keys:
        facts.append((_("钥匙"), _("%(n)d 把") % {"n": home.keys}))
    if home.received_on:
        facts.append((_("领钥匙"), dates.day(home.received_on)))
    if home.score:
        facts.append((_("满意"), dict(forms.SCORES)[home.score]))
    return facts


def _defects(home: Home) -> Section:
    rows = [
        cells(
            each.spot,
            each.case.title,
            each.case.get_state_display(),
            href=reverse("cases_staff:case", args=[each.case.code]),
        )
        for each in home.defects.select_related("case")
    ]
    return Section(_("验房发现的"), [_("房里哪里"), _("什么事"), _("现在")], rows, _("没有。"))


HOMES_PAGES = Pages(
    process=HOME,
    room="livelihood_staff",
    prefix="homes",
    name="home",
    template="thing",
    find=_home,
    show=_home_page,
    forms={
        "choose": forms.Choose,
        "inspect": forms.Inspect,
        "receive": forms.PaperReceipt,
        "survey": forms.Survey,
    },
    first=("choose", "receive", "survey"),
    gate=home_desk,
    frame=page,
)


def _may_see_building(request: HttpRequest, file: StoredFile) -> Sight:
    found = Handover.objects.filter(pk=file.owner_pk)
    return usual(request, file, visible=lambda staff: found.visible_to(staff).exists())


def _may_see_receipt(request: HttpRequest, file: StoredFile) -> Sight:
    found = Home.objects.filter(pk=file.owner_pk)
    return usual(request, file, visible=lambda staff: found.visible_to(staff).exists())


BUILDINGS = Owner(
    Handover.files.kind,
    _may_see_building,
    lambda key: str(Handover.objects.values_list("code", flat=True).get(pk=key)),
)
RECEIPTS = Owner(
    Home.files.kind,
    _may_see_receipt,
    lambda key: str(Home.objects.values_list("code", flat=True).get(pk=key)),
)


@never_cache
@require_safe
@desk(*KEEPERS)
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """The family's printed slip, for those without a phone; that it was printed stands on the record."""
    found = _home(request, code)
    thing = item(HOME_SLIP, found.code)
    if thing is None:
        raise Http404
    return access.paper(request, slip_of(HOME_SLIP, thing), f"slip-{found.code}.pdf")
