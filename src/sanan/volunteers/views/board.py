"""The figures of a place, the lists behind them, and what can be taken out as Excel."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit import clock
from sanan.kit.downloads import excel
from sanan.kit.paging import page_number
from sanan.people.actions.consents import note_export
from sanan.places import queries as places
from sanan.volunteers.enums import DESK, READERS, ActivityState, State
from sanan.volunteers.enums import Field as Work
from sanan.volunteers.forms.staff import Export
from sanan.volunteers.queries import desk as reads
from sanan.volunteers.queries import sheets
from sanan.volunteers.queries.hours import hours
from sanan.volunteers.queries.totals import Totals, totals
from sanan.volunteers.views.access import desk, me, page

SHOWN = 30


CONFIRMED = "services/?state=confirmed"
PERSON, TURN, HOUR = pgettext_lazy("unit", "人"), _("人次"), _("小时")
MEANINGS = {
    "projects": _("登记过的志愿服务项目，包括已经结束的。"),
    "activities": _("没有取消的活动。"),
    "volunteers": _("现在登记着的人，一个人算一次。"),
    "active": _("近 12 个月至少有一次双方确认过的服务，一个人算一次。"),
    "served": _("有过双方确认过的服务，一个人算一次。"),
    "participations": _("双方确认过的服务，一个人每服务一次算一次。"),
    "minutes": _("双方确认过的，不含路上和休息；按分钟记，这里折成小时。"),
    "beneficiaries": _("组织者报的服务对象，一个人每次算一次。"),
    "told": _("导入的登记表上写的，不和上面签到确认的相加。"),
}


def _figures(found: Totals) -> list[dict[str, Any]]:
    """Each figure with its unit, what it means and the list that it opens."""
    shown = [
        _figure("projects", _("项目"), found.projects, _("个"), "projects/"),
        _figure("activities", _("活动"), found.activities, _("场"), "activities/"),
        _figure("volunteers", _("登记的志愿者"), found.volunteers, PERSON, "people/"),
        _figure("active", _("近一年活跃"), found.active, PERSON, "served/?active=1"),
        _figure("served", _("服务过的人"), found.served, PERSON, "served/"),
        _figure("participations", _("参与"), found.participations, TURN, CONFIRMED),
        _figure("minutes", _("服务时间"), hours(found.minutes), HOUR, CONFIRMED),
        _figure("beneficiaries", _("受益"), found.beneficiaries, TURN, "activities/?served=1"),
    ]
    if found.told_turns or found.told_minutes:
        told, hours_told = "activities/?told=1", hours(found.told_minutes)
        shown.append(_figure("told", _("登记表报的参与"), found.told_turns, TURN, told))
        shown.append(_figure("told", _("登记表报的时间"), hours_told, HOUR, told))
    return shown


def _figure(name: str, label: Any, value: int | str, unit: Any, link: str) -> dict[str, Any]:
    """`named` lists show persons by name, and open for those alone who may read them."""
    written = f"{value:,}" if isinstance(value, int) else value
    named = link.startswith(("people", "served", "services"))
    return {
        "label": label,
        "value": written,
        "unit": unit,
        "link": link,
        "sign": "&" if "?" in link else "?",
        "named": named,
        "meaning": MEANINGS[name],
    }


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """The figures; each opens its list. What waits stands above them."""
    person = me(request)
    place = reads.my_place(person, request.GET.get("place", ""))
    assert place is not None  # noqa: S101 - the desk saw a post
    values = {
        "place": place,
        "parts": [p for p in places.children(place) if p.kind in {"county", "township", "village"}],
        "figures": _figures(totals(place.path, clock.now())),
        "waiting": dict(reads.waiting(person)),
    }
    return page(request, "board", values)


def _listed(request: HttpRequest, rows: Any) -> tuple[Page[Any], dict[str, Any]]:
    """One page of a list, and what every list page needs."""
    shown = Paginator(rows, SHOWN).get_page(page_number(request.GET.get("page")))
    query = request.GET.copy()
    query.pop("page", None)
    return shown, {"query": query.urlencode(), "q": request.GET.get("q", "")}


def _query(request: HttpRequest) -> dict[str, str]:
    return {key: str(value) for key, value in request.GET.items()}


def _place(request: HttpRequest) -> Any:
    code = request.GET.get("place", "")
    return reads.my_place(me(request), code) if code else None


@require_safe
@desk()
def projects(request: HttpRequest) -> HttpResponse:
    """Projects."""
    shown, values = _listed(request, reads.projects(me(request), _query(request), _place(request)))
    more = {"works": Work.choices, "work": request.GET.get("work", "")}
    return page(request, "projects", {"rows": shown, **values, **more})


@require_safe
@desk()
def activities(request: HttpRequest) -> HttpResponse:
    """Activities."""
    rows = reads.activities(me(request), _query(request), _place(request))
    shown, values = _listed(request, rows)
    more = {"states": ActivityState.choices, "state": request.GET.get("state", "")}
    return page(
        request, "activities", {"rows": shown, **values, **more, "sums": reads.sums_of(rows)}
    )


@require_safe
@desk(*READERS)
def services(request: HttpRequest) -> HttpResponse:
    """Records: each row one participation."""
    shown, values = _listed(request, reads.services(me(request), _query(request), _place(request)))
    more = {
        "states": State.choices,
        "state": request.GET.get("state", ""),
        "asked": request.GET.get("asked", ""),
    }
    return page(request, "services", {"rows": shown, **values, **more})


@require_safe
@desk(*READERS)
def people(request: HttpRequest) -> HttpResponse:
    """Registered volunteers: each row one person."""
    rows = reads.volunteers(me(request), _query(request), _place(request))
    shown, values = _listed(request, rows)
    more = {"skills": Work.choices, "skill": request.GET.get("skill", "")}
    return page(request, "people", {"rows": shown, **values, **more})


@require_safe
@desk(*READERS)
def served(request: HttpRequest) -> HttpResponse:
    """Who served here: each row one person, with how many times."""
    number = page_number(request.GET.get("page"))
    active = bool(request.GET.get("active"))
    start = (number - 1) * SHOWN
    found = reads.served(
        me(request), clock.now(), _place(request), active=active, start=start, most=SHOWN + 1
    )
    query = request.GET.copy()
    query.pop("page", None)
    values = {
        "rows": found[:SHOWN],
        "number": number,
        "follows": len(found) > SHOWN,
        "active": active,
        "query": query.urlencode(),
    }
    return page(request, "served", values)


SHEETS: dict[str, tuple[Callable[..., Any], Callable[[Any], bytes]]] = {
    "projects": (reads.projects, sheets.projects_sheet),
    "activities": (reads.activities, sheets.activities_sheet),
    "services": (reads.services, sheets.services_sheet),
    "people": (reads.volunteers, sheets.volunteers_sheet),
}


def _export(name: str) -> Callable[[HttpRequest], HttpResponse]:
    def export(request: HttpRequest) -> HttpResponse:
        find, write = SHEETS[name]
        place = _place(request)
        rows = find(me(request), _query(request), place)
        told = {"volunteers": name, "place": place.code if place else ""}
        note_export(what=told, rows=min(rows.count(), sheets.MOST), by=me(request))
        return as_sheet(write(rows), f"{name}-{clock.now():%Y%m%d-%H%M}")

    return export


projects_file = require_safe(desk()(_export("projects")))
activities_file = require_safe(desk()(_export("activities")))
services_file = require_safe(desk(*READERS)(_export("services")))
people_file = require_safe(desk(*READERS)(_export("people")))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def national(request: HttpRequest) -> HttpResponse:
    """Records with whole names and numbers for the national system, for a stated purpose."""
    today = timezone.localdate()
    start = {"since_on": today.replace(day=1), "until_on": today}
    form = Export(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        rows = sheets.national_rows(me(request), told["since_on"], told["until_on"])
        content = sheets.national_sheet(rows)
        note_export(what={"volunteers": "national", **told}, rows=rows.count(), by=me(request))
        return as_sheet(content, f"national-{today:%Y%m%d}")
    return page(request, "national", {"form": form}, status=422 if form.errors else 200)


def as_sheet(content: bytes, name: str) -> HttpResponse:
    """An Excel file to keep."""
    return excel(content, f"volunteers-{name}")
