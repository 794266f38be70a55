"""The community's page at the desk: three tabs, each figure with its meaning and its rows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit import clock, dates
from sanan.kit.dates import local_day
from sanan.livelihood.actions import figures as actions
from sanan.livelihood.enums import KEEPERS, READERS, Tab
from sanan.livelihood.forms import households as forms
from sanan.livelihood.models import Household, StatedFigure
from sanan.livelihood.queries import figures
from sanan.livelihood.rules.households import FIGURE
from sanan.livelihood.views.frame import Shown, desk, page, places
from sanan.people import access
from sanan.people.queries import below
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """The figures of one of my communities."""
    mine = places(request, READERS)
    known = mine.filter(pk__in=Household.objects.values("place"))
    chosen = known.filter(code=request.GET.get("place", "")).first() or known.first()
    said = request.GET.get("tab", "")
    tab = Tab(said) if said in Tab.values else Tab.DWELLING
    values: dict[str, Any] = {"tab": "board", "tabs": Tab.choices, "shown_tab": tab, "known": known}
    if chosen is not None:
        values |= {
            "place": chosen,
            "figures": figures.of_tab(chosen, tab, local_day(clock.now())),
            "origins": figures.origins(chosen) if tab == Tab.DWELLING else [],
        }
    return page(request, "board", values)


@never_cache
@both
@desk(*KEEPERS)
def new_figure(request: HttpRequest) -> HttpResponse:
    """A figure that a report states."""
    form = forms.Figure(request.POST or None, places=places(request))
    told = _(
        "能从这里的登记数出来的数字会自己算，不用填。这里只填报告里的数字，写明是准数还是约数、从哪里来。"
    )
    return one_form(
        request,
        form,
        lambda given: actions.state(**given, by=access.me(request)),
        FIGURES.address,
        "new",
        {"title": _("填报一个数字"), "tab": "board", "told": told},
        frame=page,
    )


def _figure(request: HttpRequest, code: str) -> StatedFigure:
    rows = StatedFigure.objects.filter(below(access.me(request), READERS))
    return get_object_or_404(rows.select_related("place"), code=code)


def _shown(_request: HttpRequest, figure: StatedFigure) -> dict[str, Any]:
    shown = Shown(
        title=figure.label,
        tab="board",
        standing=figures.said(figure.value, figure.unit, figure.qualifier),
        facts=[
            (_("准不准"), figure.get_qualifier_display()),
            (_("怎么算的"), figure.meaning),
            (_("从哪里来"), figure.source),
            (_("截至哪天"), dates.day(figure.on)),
            (_("哪里"), figure.place.spoken),
        ],
    )
    return {"shown": shown, "story": timeline(FIGURE, figure)}


FIGURES = Pages(
    process=FIGURE,
    room="livelihood_staff",
    prefix="figures",
    name="figure",
    template="thing",
    find=_figure,
    show=_shown,
    forms={"restate": forms.Restate},
    first=(),
    gate=desk(),
    frame=page,
)
