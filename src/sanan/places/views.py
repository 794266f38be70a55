"""Staff pages about places."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from sanan.kit.errors import Missing, Refused
from sanan.places import actions, queries
from sanan.places.forms import AddPlace, Locate, MakeQr
from sanan.places.models import Place
from sanan.places.rules import Actor, Verb, may

View = Callable[..., HttpResponse]


def _for(verb: Verb) -> Callable[[View], View]:
    """For whoever is signed in; queries and actions check `verb` at the place in question."""

    def mark(view: View) -> View:
        gated = login_required(view)
        gated.permission = f"places.{verb}"  # type: ignore[attr-defined]
        return gated

    return mark


@_for(Verb.BROWSE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The places that I look after."""
    mine = queries.mine(_actor(request))
    if len(mine) == 1 and "find" not in request.GET:
        return redirect("places:place", code=mine[0].code)
    if not mine:
        raise Missing(_("没有这一页。"), "no_place")
    words = request.GET.get("find", "")[:80]
    found = [p for top in mine for p in queries.find(words, under=top)]
    return render(request, "places/index.html", {"mine": mine, "words": words, "found": found})


@_for(Verb.BROWSE)
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One place: what lies under it, its posters, where it is."""
    return _page(request, queries.seen(code, _actor(request)))


@_for(Verb.ADD)
@require_POST
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add an estate, a building, a unit, a household."""
    parent = queries.seen(code, _actor(request))
    form = AddPlace(request.POST, parent=parent)
    return _do(request, parent, "add_form", form, _bound(actions.add_place, parent=parent))


@_for(Verb.LOCATE)
@require_POST
def locate(request: HttpRequest, code: str) -> HttpResponse:
    """Say where it is."""
    here = queries.seen(code, _actor(request))
    return _do(
        request, here, "locate_form", Locate(request.POST), _bound(actions.locate, place=here)
    )


@_for(Verb.MAKE_QR)
@require_POST
def make_qr(request: HttpRequest, code: str) -> HttpResponse:
    """Make a QR point here."""
    here = queries.seen(code, _actor(request))
    return _do(request, here, "qr_form", MakeQr(request.POST), _bound(actions.make_qr, place=here))


@_for(Verb.RETIRE_QR)
@require_POST
def retire_qr(request: HttpRequest, token: str) -> HttpResponse:
    """Take a poster out of use."""
    point = queries.seen_point(token, _actor(request))
    actions.retire_qr(point=point, by=_actor(request))
    return redirect("places:place", code=point.place.code)


@_for(Verb.BROWSE)
@require_safe
def poster(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """One poster as PDF or SVG, or the code alone."""
    point = queries.seen_point(token, _actor(request))
    if kind == "pdf":
        return _file(queries.poster_pdf([point]), "application/pdf", f"{token}.pdf")
    draw = queries.poster_svg if kind == "svg" else queries.qr_svg
    return _file(draw(point).encode(), "image/svg+xml", f"{token}.svg")


@_for(Verb.BROWSE)
@require_safe
def posters(request: HttpRequest, code: str) -> HttpResponse:
    """All posters of a place and of everything under it, one A4 page each."""
    here = queries.seen(code, _actor(request))
    points = queries.live_points(here)
    if not points:
        raise Refused(_("这里还没有海报。请先添加一张。"), "no_points")
    return _file(queries.poster_pdf(points), "application/pdf", f"{here.code}.pdf")


def _actor(request: HttpRequest) -> Actor:
    return cast("Actor", request.user)


def _bound(action: Callable[..., Any], **given: Any) -> Callable[..., Any]:
    return lambda **rest: action(**given, **rest)


def _do(
    request: HttpRequest, here: Place, name: str, form: forms.Form, action: Callable[..., Any]
) -> HttpResponse:
    """Act on a form and go back to the page; on a refusal show it beside what was typed."""
    if form.is_valid():
        try:
            action(**form.cleaned_data, by=_actor(request))
        except Refused as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, str(error.sentence))
        else:
            return redirect("places:place", code=here.code)
    return _page(request, here, status=422, **{name: form})


def _page(
    request: HttpRequest, here: Place, *, status: int = 200, **given: forms.Form
) -> HttpResponse:
    by = _actor(request)
    context: dict[str, Any] = {
        "page": queries.place_page(here, by),
        "add_form": AddPlace(parent=here),
        "qr_form": MakeQr(),
        "locate_form": Locate(initial={"lat": here.lat, "lon": here.lon}),
        "may_change": may(Verb.MAKE_QR, here, by),
        **given,
    }
    return render(request, "places/place.html", context, status=status)


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
