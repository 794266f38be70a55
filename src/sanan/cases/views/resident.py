"""Saying it: the form is the first page; after it, the query code and what happens now."""

from datetime import timedelta

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.cases import actions
from sanan.cases.enums import Anonymity, Door
from sanan.cases.forms.resident import SayForm
from sanan.cases.models import Case
from sanan.cases.queries import neighbourhood, similar, track
from sanan.cases.views import appellant
from sanan.kit import clock, tokens
from sanan.kit.errors import Invalid, Missing
from sanan.kit.periods import Period
from sanan.people import visitor
from sanan.places import queries as places
from sanan.places.coordinates import BadPoint, Crs, point
from sanan.places.models import Place, QrPoint
from sanan.slips import phone
from sanan.slips import queries as mine

HERE = visitor.HERE
AGAIN = timedelta(hours=1)
"""Within so long the same words about the same place from one phone are the same case."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest) -> HttpResponse:
    """The first page is the form."""
    if request.method != "POST":
        here = _here(request)
        response = _page(request, _empty(), here)
        if here and "place" in request.GET:
            HERE.remember(request, response, here.code)
        return response
    form = SayForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, form.found, status=422)
    if said_before := _said_before(request, form):
        return redirect("cases:said", said_before)
    try:
        opened = _open(request, form)
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.sentence))
        return _page(request, form, form.found, status=422)
    response = redirect("cases:said", opened.case.code)
    appellant.FOLLOWED.follow(request, response, opened.case.code)
    HERE.remember(request, response, opened.case.place.code)
    return response


@never_cache
@require_safe
def from_qr(request: HttpRequest, token: str) -> HttpResponse:
    """A poster's code: the form, already knowing where it is."""
    poster = QrPoint.objects.select_related("place").filter(token=token).first()
    if poster is None or poster.retired_at is not None:
        raise Missing(_("这张码已经不用了。您可以直接写是哪个村、社区或小区。"), "no_point")
    response = _page(request, _empty(Door.QR), poster.place)
    HERE.remember(request, response, poster.place.code)
    return response


@never_cache
@require_safe
def said(request: HttpRequest, code: str) -> HttpResponse:
    """What happens now and by when, the query code in large figures, a slip to keep."""
    case = appellant.case_of(request, code)
    query_code = tokens.query_code(case.code)
    link = f"{settings.SITE_URL.rstrip('/')}/track/#{query_code}"
    context = {
        "case": case,
        "place": case.village or case.place,
        "story": track.story(case, at=clock.now()),
        "groups": [query_code[i : i + 4] for i in range(0, len(query_code), 4)],
        "qr": mark_safe(  # noqa: S308 - made here from figures
            segno.make(link, error="m", micro=False).svg_inline(
                border=2, svgclass="qr", lineclass=None, omitsize=True
            )
        ),
        "record": track.record(case),
    }
    return render(request, "cases/resident/said.html", context)


@require_safe
def alike(request: HttpRequest) -> HttpResponse:
    """Three public cases at most that sound like what is being typed (for HTMX)."""
    place = Place.objects.filter(code=request.GET.get("place", "")).first()
    text = request.GET.get("text", "")[:500]
    found = (
        similar.similar_public(text, place, limit=3, position=_position(request))
        if place and text.strip()
        else []
    )
    return render(request, "cases/resident/_alike.html", {"alike": found})


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """Places of a name, or the nearest villages to a position (for HTMX)."""
    name = request.GET.get("place_name", "").strip()[:100]
    position = _position(request)
    found = places.find(name)[:8] if name else places.nearest(*position) if position else []
    return render(request, "cases/resident/_where.html", {"candidates": found, "nearest": not name})


def _open(request: HttpRequest, form: SayForm) -> actions.Opened:
    data = form.cleaned_data
    assert form.found is not None  # noqa: S101 - a valid form has a place
    anonymous = data["anonymity"] == Anonymity.ANONYMOUS
    return actions.open_case(
        text=data["text"],
        place=form.found,
        door=Door.QR if request.POST.get("door") == Door.QR else Door.WEB,
        anonymity=Anonymity(data["anonymity"] or Anonymity.MASKED),
        contact_name="" if anonymous else data["contact_name"],
        contact_phone="" if anonymous else data["contact_phone"],
        appellant=None if anonymous else appellant.person(request),
        lat=data["lat"],
        lon=data["lon"],
        address=data["address"],
        uploads=form.uploads,
        idempotency=_key(form),
        source=visitor.source(request),
        may_publish=not data["private"],
    )


def _said_before(request: HttpRequest, form: SayForm) -> str:
    """The case that this phone has just made of the same words: Back and 提交 make no second one."""
    same = Case.objects.filter(
        code__in=appellant.FOLLOWED.codes(request),
        text=form.cleaned_data["text"],
        place=form.found,
        opened_at__gt=clock.now() - AGAIN,
    )
    return same.values_list("code", flat=True).first() or ""


def _key(form: SayForm) -> str:
    """One page sent twice unchanged is one case; sent again with other words it is another."""
    data = form.cleaned_data
    if not data["token"]:
        return ""
    parts = [data["token"], data["text"], form.found.code if form.found else ""]
    return "|".join([*parts, *(str(upload.size) for upload in form.uploads)])


def _page(
    request: HttpRequest, form: SayForm, place: Place | None, *, status: int = 200
) -> HttpResponse:
    village = neighbourhood.village_of(place) if place else None
    this_month = Period.read("month", neighbourhood.today())
    context = {
        "form": form,
        "here": place,
        "here_name": neighbourhood.short_name(place, village) if place and village else "",
        "place": village,
        "started": len(mine.mine(phone.followed(request), visitor.resident(request))),
        "ground": (village or places.default()).code,
        "anonymities": Anonymity.choices,
        "figures": neighbourhood.month(village, this_month) if village else None,
        "door": form.data.get("door") or form.initial.get("door", Door.WEB),
        "token": form.data.get("token") or tokens.opaque(24),
    }
    return render(request, "cases/resident/say.html", context, status=status)


def _empty(door: Door = Door.WEB) -> SayForm:
    return SayForm(initial={"anonymity": Anonymity.MASKED, "door": door})


def _here(request: HttpRequest) -> Place | None:
    """The place of the link, or the one that this phone remembers."""
    codes = [request.GET.get("place", ""), *HERE.codes(request)]
    return places.with_code(next(filter(None, codes), ""))


def _position(request: HttpRequest) -> tuple[float, float] | None:
    """The form's position, in WGS84; None where it has none, or none on earth."""
    try:
        lat, lon = float(request.GET.get("lat", "")), float(request.GET.get("lon", ""))
        found = point(lat, lon, request.GET.get("crs") or Crs.WGS84)
    except (ValueError, BadPoint):
        return None
    there = found.to(Crs.WGS84) if found else None
    return (there.lat, there.lon) if there else None
