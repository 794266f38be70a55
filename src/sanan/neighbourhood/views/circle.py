"""The desk: fifteen minutes of a place on a map and in a table, its gaps, its points, its lists."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.imports.views import Pages as ImportPages
from sanan.kit import clock
from sanan.kit.tones import Tone
from sanan.lists.pages import Lists
from sanan.neighbourhood.actions import circle as actions
from sanan.neighbourhood.circle.kinds import SIX, Group, PointKind
from sanan.neighbourhood.circle.walking import SPEEDS, Walker, reach
from sanan.neighbourhood.enums import READERS
from sanan.neighbourhood.forms import circle as forms
from sanan.neighbourhood.forms.circle_tables import DWELLINGS as DWELLING_TABLE
from sanan.neighbourhood.forms.circle_tables import POINTS as POINT_TABLE
from sanan.neighbourhood.models import Centre, Dwelling, ServicePoint
from sanan.neighbourhood.queries import circle as reads
from sanan.neighbourhood.queries import circle_lists as lists
from sanan.neighbourhood.queries.circle import SIX_OF_THEM
from sanan.neighbourhood.queries.need import Need, need
from sanan.neighbourhood.queries.reach import Box
from sanan.neighbourhood.queries.streets import streets_of
from sanan.neighbourhood.rules.circle import MAPPERS, POINT
from sanan.neighbourhood.views.access import CAN, KINDS, desk, me, page
from sanan.people import access
from sanan.people.enums import Role
from sanan.places import maps
from sanan.places.models import Place
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

_both = require_http_methods(["GET", "HEAD", "POST"])
MARGIN = 200.0
"""Metres around the buildings that a map shows."""
MOST_ON_MAP = 800
PROPOSERS = (Role.VILLAGE_CADRE, Role.DISPATCHER, Role.GRID_WORKER, Role.BUILDING_LEADER)
REGISTRARS = (Role.PROJECT_OFFICER,)

POINT_LIST = Lists(listed=lists.POINTS, template="points", gate=desk(), frame=page)
DWELLING_LIST = Lists(listed=lists.DWELLINGS, template="dwellings", gate=desk(), frame=page)


def _place(request: HttpRequest) -> tuple[Place | None, list[Place]]:
    """The place asked for, or the first with numbers; and those that may be asked for."""
    mine = access.my_places(request, READERS, *KINDS)
    offered = reads.places_with_numbers(mine)
    code = request.GET.get("place", "")
    if code:
        return get_object_or_404(mine, code=code), offered
    villages = [each for each in offered if each.kind == "village"]
    return next(iter(villages or offered), None), offered


def _look(request: HttpRequest) -> tuple[str, str]:
    """The kind and the group asked for; all six haves and everyone else."""
    kind, group = request.GET.get("kind", ""), request.GET.get("who", "")
    return (
        kind if kind in PointKind.values else SIX_OF_THEM,
        group if group in Group.values else Group.EVERYONE,
    )


def label_of(kind: str) -> str:
    """What a kind is called, all six haves together too."""
    return str(PointKind(kind).label) if kind != SIX_OF_THEM else str(_("六有"))


@require_safe
@desk()
def circle(request: HttpRequest) -> HttpResponse:
    """Who of a place has what within fifteen minutes: the map, and the table beside it."""
    place, offered = _place(request)
    if place is None:
        return page(request, "circle", {"place": None})
    kind, group = _look(request)
    dwellings = reads.dwellings_of(place)
    six, daily, together = reads.lines(place, dwellings)
    streets = streets_of(place)
    villages = Place.objects.within(place).filter(kind="village") if place.kind != "village" else []
    values = {
        "place": place,
        "offered": offered,
        "kind": kind,
        "kind_label": label_of(kind),
        "who": group,
        "who_label": Group(group).label,
        "groups": Group.choices,
        "kinds": lists.KINDS,
        "parts": [(_("六有"), six), (_("每天要用的"), daily)],
        "together": together,
        "villages": reads.by_village(dwellings, villages) if villages else [],
        "map": _map(place, dwellings, kind, group),
        "estimated": sum(each.by_line for each in dwellings),
        "buildings": len(dwellings),
        "streets": streets,
        "speeds": {walker: (SPEEDS[walker], reach(walker)) for walker in Walker},
    }
    return page(request, "circle", values)


def _map(place: Place, dwellings: list[Dwelling], kind: str, group: str) -> maps.Map | None:
    """Reached streets, buildings with and without, points; None where there would be too many."""
    if not dwellings or len(dwellings) > MOST_ON_MAP:
        return None
    box = Box.around([(each.lat, each.lon) for each in dwellings], MARGIN)
    walked = reads.walked(box, place, kind, group)
    features = []
    if walked.paths:
        lines: maps.Geometry = {"type": "MultiLineString", "coordinates": walked.paths}
        features.append(maps.shape("", lines, tone=Tone.DONE))
    for each in dwellings:
        people = reads.people_of(each, group)
        reached = reads.has(each.reach, kind, group)
        note = _("%(who)s %(n)s 人") % {"who": Group(group).label, "n": people}
        tone = Tone.DONE if reached else Tone.LATE
        features.append(maps.spot(each.name, each.lat, each.lon, note=note, tone=tone))
    for point in reads.points_around(box, kind):
        href = reverse("neighbourhood_staff:point", args=[point.code])
        features.append(
            maps.spot(
                point.name,
                point.lat,
                point.lon,
                href=href,
                note=point.get_kind_display(),
                tone=Tone.SOON,
            )
        )
    legend = {
        Tone.SOON: _("服务点"),
        Tone.DONE: _("走得到的楼栋和路"),
        Tone.LATE: _("走不到的楼栋"),
    }
    label = _("十五分钟走得到哪里")
    return maps.Map(features, label, legend=legend, ground=place.code, listed=False)


@require_safe
@desk()
def gap(request: HttpRequest) -> HttpResponse:
    """A gap: who has it not, what was asked for, and what may become of it."""
    place, _offered = _place(request)
    if place is None:
        raise Http404
    kind, group = _look(request)
    dwellings = reads.dwellings_of(place)
    shares = reads.tally(dwellings)[kind]
    without = [
        d for d in dwellings if reads.people_of(d, group) and not reads.has(d.reach, kind, group)
    ]
    found = need(place=place, kind=kind, person=me(request), now=clock.now())
    words = _words(place, kind, Group(group), shares, found)
    held = access.held(request)
    query = {"place": place.code, **words}
    values = {
        "place": place,
        "kind": kind,
        "kind_label": label_of(kind),
        "who": group,
        "who_label": Group(group).label,
        "shares": shares.items(),
        "without": without,
        "people": sum(reads.people_of(each, group) for each in without),
        "need": found,
        "words": words,
        "topic": f"{reverse('council_staff:new_topic')}?{urlencode(query)}"
        if held & set(PROPOSERS)
        else "",
        "project": f"{reverse('projects_staff:register')}?{urlencode(query)}"
        if held & set(REGISTRARS)
        else "",
    }
    return page(request, "gap", values)


def _words(
    place: Place, kind: str, group: Group, shares: dict[Group, reads.Share], found: Need
) -> dict[str, str]:
    """A gap in words, as a topic or a project begins with."""
    everyone, elders = shares[Group.EVERYONE], shares[Group.ELDERS]
    facts = {
        "place": place.spoken,
        "kind": label_of(kind),
        "gap": everyone.gap,
        "all": everyone.total,
        "elders": elders.gap,
        "asked": found.total,
    }
    facts |= {"who": group.label, "missing": shares[group].gap}
    title = _("%(place)s：%(who)s里有 %(missing)s 人十五分钟走不到“%(kind)s”") % facts
    text = _(
        "按走路算，%(place)s有 %(all)s 人，其中 %(gap)s 人十五分钟走不到“%(kind)s”；"
        "老人走得慢，走不到的老人有 %(elders)s 人。一年里说到这件事的诉求、点单和热点有 %(asked)s 件。"
    )
    return {"title": title, "text": text % facts}


@require_safe
@desk()
def attempt(request: HttpRequest) -> HttpResponse:
    """Before and after one more point."""
    place, offered = _place(request)
    if place is None:
        raise Http404
    asked = "lat" in request.GET
    kind, _group = _look(request)
    first = {"kind": kind if kind != SIX_OF_THEM else SIX[0]}
    form = forms.TryPoint(request.GET if asked else None, initial=first)
    values: dict[str, Any] = {"place": place, "offered": offered, "form": form}
    if asked and form.is_valid():
        where = form.cleaned_data["where"].to("wgs84")
        kind = form.cleaned_data["kind"]
        trial = reads.try_point(place=place, kind=kind, lat=where.lat, lon=where.lon)
        spots = [maps.spot(each.name, each.lat, each.lon, tone=Tone.DONE) for each in trial.gained]
        spots.append(maps.spot(str(_("新的点")), where.lat, where.lon, tone=Tone.SOON))
        legend = {Tone.SOON: _("新的点"), Tone.DONE: _("新走得到的楼栋")}
        values |= {
            "trial": trial,
            "kind_label": label_of(kind),
            "map": maps.Map(
                spots, _("新的点让谁走得到"), legend=legend, ground=place.code, listed=False
            ),
            "add": urlencode(
                {
                    "place": place.pk,
                    "kind": kind,
                    "lat": where.lat,
                    "lon": where.lon,
                    "crs": "wgs84",
                }
            ),
        }
    return page(request, "try", values)


@never_cache
@_both
@desk(*MAPPERS)
def add_point(request: HttpRequest) -> HttpResponse:
    """Enter a service point."""
    places = access.my_places(request, MAPPERS, *KINDS)
    names = ("place", "kind", "lat", "lon", "crs")
    first = {name: request.GET[name] for name in names if name in request.GET}
    form = forms.AddPoint(request.POST or None, offers={"place": places}, initial=first)
    ground = places.first()
    return one_form(
        request,
        form,
        lambda given: actions.add_point(**given, by=me(request)),
        POINT_PAGES.address,
        "add_point",
        {"ground": ground.code if ground else ""},
        frame=page,
    )


@never_cache
@_both
@desk(*MAPPERS)
def place_centre(request: HttpRequest) -> HttpResponse:
    """Say where a centre stands, so that what it offers counts."""
    centres = Centre.objects.visible_to(me(request)).open()
    form = forms.PlaceCentre(request.POST or None, offers={"centre": centres})
    first = centres.select_related("place").first()
    return one_form(
        request,
        form,
        lambda given: actions.place_centre(**given, by=me(request)),
        lambda _made: reverse("neighbourhood_staff:points"),
        "place_centre",
        {"ground": first.place.code if first else ""},
        frame=page,
    )


def _point(request: HttpRequest, code: str) -> ServicePoint:
    rows = ServicePoint.objects.visible_to(me(request)).select_related("place", "centre")
    return get_object_or_404(rows, code=code)


def _point_shown(request: HttpRequest, point: ServicePoint) -> dict[str, Any]:
    spot = maps.spot(point.name, point.lat, point.lon, note=point.address)
    return {
        "story": timeline(POINT, point),
        "map": maps.Map([spot], _("它在哪里"), ground=point.place.code),
        "ground": point.place.code,
        "week": point.week.said() if point.week else "",
        "beside": POINT_LIST.beside(request, point),
    }


POINT_PAGES = Pages(
    process=POINT,
    room="neighbourhood_staff",
    prefix="points",
    name="point",
    template="point",
    find=_point,
    show=_point_shown,
    forms={
        "see": Nothing,
        "change": forms.ChangePoint,
        "close": forms.ClosePoint,
        "reopen": Nothing,
    },
    first=("see", "reopen"),
    gate=desk(),
    frame=page,
)
IMPORT = ImportPages(
    [POINT_TABLE, DWELLING_TABLE],
    "neighbourhood_staff:circle_import",
    gettext_lazy("导入服务点和住户数"),
    lambda request: access.my_places(request, MAPPERS, *KINDS),
    tabs="neighbourhood/staff/_circle_tabs.html",
    more=access.may(CAN),
)
upload = _both(desk(*MAPPERS)(IMPORT.upload))
looked = never_cache(_both(desk(*MAPPERS)(IMPORT.look)))
done = never_cache(require_safe(desk(*MAPPERS)(IMPORT.done)))
rejected = never_cache(require_safe(desk(*MAPPERS)(IMPORT.rejected)))
