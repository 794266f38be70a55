"""The desk: repairs, notices by building, households that leaders saw."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.cases.enums import Door
from sanan.estates import actions
from sanan.estates.enums import ENTERING, LEADERS, READERS, Reason
from sanan.estates.forms import staff as forms
from sanan.estates.forms.repairs import Mend
from sanan.estates.models import Dwelling, EstateNotice, HouseholdContact
from sanan.estates.queries import lists
from sanan.estates.rules.estates import NOTICE
from sanan.estates.views.access import CAN, desk, estates_for, me, page
from sanan.kit import clock, vault
from sanan.kit.dates import local_day
from sanan.lists.pages import Lists
from sanan.people import access
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

both = require_http_methods(["GET", "HEAD", "POST"])
REPAIR_LIST = Lists(listed=lists.REPAIRS, template="repairs", gate=desk(), frame=page)
SHOWN = 50


@never_cache
@both
@desk(*ENTERING)
def report(request: HttpRequest, code: str) -> HttpResponse:
    """A repair entered for somebody who came or called."""
    estate = get_object_or_404(estates_for(request, ENTERING), code=code)
    form = Mend(request.POST or None, estate=estate)
    return one_form(
        request,
        form,
        lambda given: actions.report(
            estate=estate, door=Door.PROXY, entered_by=me(request), **given
        ),
        lambda opened: f"/staff/cases/{opened.case.code}/",
        "report",
        {"estate": estate},
        frame=page,
    )


@require_safe
@desk(*READERS, *LEADERS)
def notices(request: HttpRequest) -> HttpResponse:
    """What hangs, and what hung."""
    rows = EstateNotice.objects.visible_to(me(request)).select_related("place")
    values = {"rows": rows.prefetch_related("buildings")[:SHOWN], "today": local_day(clock.now())}
    return page(request, "notices", values)


@never_cache
@both
@desk(*CAN["post"])
def post(request: HttpRequest) -> HttpResponse:
    """A new notice."""
    form = forms.Post(request.POST or None, estates=estates_for(request, CAN["post"]))
    return one_form(
        request,
        form,
        lambda given: actions.post(**given, by=me(request)),
        NOTICES.address,
        "post",
        frame=page,
    )


NOTICES = Pages(
    process=NOTICE,
    room="estates_staff",
    prefix="notices",
    name="notice",
    template="notice",
    find=lambda request, code: get_object_or_404(
        EstateNotice.objects.visible_to(me(request)).select_related("place"), code=code
    ),
    show=lambda _request, notice: {
        "buildings": notice.buildings.order_by("path"),
        "story": timeline(NOTICE, notice),
    },
    forms={"withdraw": Nothing},
    gate=desk(*READERS, *LEADERS),
    frame=page,
)


@never_cache
@both
@access.desk_of(*LEADERS)()
def contacts(request: HttpRequest) -> HttpResponse:
    """A leader's own households: when each was last seen, and writing down the next."""
    homes = Dwelling.objects.led_by(me(request)).select_related("building")
    form = forms.Contact(request.POST or None, homes=homes)
    values = {"rows": _last_seen(homes), "mine": list(_own(request))}
    return one_form(
        request,
        form,
        lambda given: actions.contact(**given, by=me(request)),
        lambda _made: "/staff/estates/contacts/",
        "contacts",
        values,
        frame=page,
    )


def _last_seen(homes: Any) -> Any:
    """Whoever was never seen first, then those longest ago."""
    mine = HouseholdContact.objects.filter(dwelling__in=homes).order_by("on")
    last = {each.dwelling_id: each.on for each in mine.only("dwelling_id", "on")}
    rows = [(home, last.get(home.pk)) for home in homes]
    return sorted(rows, key=lambda row: (row[1] is not None, row[1] or date.min))[:SHOWN]


def _own(request: HttpRequest) -> Any:
    """What I wrote down myself, opened for me alone."""
    names = dict(Reason.choices)
    rows = HouseholdContact.objects.visible_to(me(request)).select_related("dwelling__building")
    for each in rows[:SHOWN]:
        yield each, names.get(vault.unlock(each.reason_locked)), vault.unlock(each.summary_locked)
