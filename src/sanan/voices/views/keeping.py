"""What the keepers of a room see to: announcements, relays, its rules, import, the code at the door."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit.errors import Refused
from sanan.process.forms import DeskForm
from sanan.process.pages import one_form
from sanan.voices import actions
from sanan.voices.actions import TakenIn
from sanan.voices.enums import KEEPERS, SPEAKERS
from sanan.voices.forms import staff as forms
from sanan.voices.models import Link, Room
from sanan.voices.queries import desk
from sanan.voices.views import access, uploads
from sanan.voices.views.access import me, my_room, page

both = require_http_methods(["GET", "HEAD", "POST"])


def _form(request: HttpRequest, room: Room, form: DeskForm, act: Any, name: str) -> HttpResponse:
    """A page of one form of a room, which leads back into it."""
    return one_form(
        request,
        form,
        lambda given: act(by=me(request), **given),
        lambda _made: reverse("voices_staff:room", args=[room.place.code]),
        name,
        {"room": room, "place": room.place, "tab": name},
        frame=page,
    )


@both
@access.desk(*SPEAKERS, *KEEPERS)
def announce(request: HttpRequest, code: str) -> HttpResponse:
    """An announcement."""
    room, form = my_room(request, code), forms.AnnounceForm(request.POST or None)
    return _form(
        request, room, form, lambda **given: actions.announce(place=room.place, **given), "announce"
    )


@both
@access.desk(*SPEAKERS, *KEEPERS)
def relay(request: HttpRequest, code: str) -> HttpResponse:
    """What a neighbour said elsewhere."""
    room, form = my_room(request, code), forms.RelayForm(request.POST or None)
    return _form(request, room, form, lambda **given: actions.relay(room=room, **given), "relay")


@both
@access.desk(*KEEPERS)
def set_rules(request: HttpRequest, code: str) -> HttpResponse:
    """What this village adds to the rules."""
    room = my_room(request, code)
    form = forms.RulesForm(request.POST or None, initial={"text": room.own_rules})
    return _form(
        request, room, form, lambda **given: actions.set_rules(room=room, **given), "rules"
    )


@both
@access.desk(*KEEPERS)
@uploads.takes_files
def import_(request: HttpRequest, code: str) -> HttpResponse:
    """Take in a group's export, or link a WeCom group whose members agreed."""
    room, sent = my_room(request, code), request.method == "POST"
    form = forms.ImportForm(request.POST, request.FILES) if sent else forms.ImportForm()
    taken: TakenIn | None = None
    if sent and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            taken = actions.take_in(room=room, content=content, by=me(request))
        except Refused as no:
            form.add_error("file", str(no.sentence))
    return _import(request, room, form, forms.LinkForm(), taken)


def _import(
    request: HttpRequest,
    room: Room,
    form: forms.ImportForm,
    link_form: forms.LinkForm,
    taken: TakenIn | None = None,
) -> HttpResponse:
    values = {
        "room": room,
        "place": room.place,
        "form": form,
        "taken": taken,
        "link_form": link_form,
        "links": room.links.order_by("ended_at", "pk"),
        "tab": "import",
    }
    status = 422 if form.errors or link_form.errors else 200
    return page(request, "import", values, status=status)


@require_POST
@access.desk(*KEEPERS)
def link(request: HttpRequest, code: str) -> HttpResponse:
    """Link a WeCom group."""
    room, form = my_room(request, code), forms.LinkForm(request.POST)
    if form.is_valid():
        try:
            actions.link_archive(room=room, by=me(request), **form.cleaned_data)
        except Refused as no:
            form.refuse(no)
        else:
            return redirect("voices_staff:import", code)
    return _import(request, room, forms.ImportForm(), form)


@require_POST
@access.desk(*KEEPERS)
def unlink(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take no more from a WeCom group."""
    room = my_room(request, code)
    found = get_object_or_404(Link.objects.select_related("room__place"), pk=pk, room=room)
    actions.unlink_archive(link=found, by=me(request))
    return redirect("voices_staff:import", code)


@require_safe
@access.desk(*KEEPERS)
def door(request: HttpRequest, code: str) -> HttpResponse:
    """The code at the door, to print and hang up."""
    room = my_room(request, code)
    values = {"room": room, "place": room.place, "url": desk.join_url(room), "tab": "door"}
    return page(request, "door", values)


@require_safe
@access.desk(*KEEPERS)
def door_svg(request: HttpRequest, code: str) -> HttpResponse:
    """The code alone."""
    return HttpResponse(desk.join_svg(my_room(request, code)), content_type="image/svg+xml")


@require_POST
@access.desk(*KEEPERS)
def new_door(request: HttpRequest, code: str) -> HttpResponse:
    """A new code; the old one leads in no more."""
    room = my_room(request, code)
    actions.new_door(room=room, by=me(request))
    messages.info(request, _("二维码已经换了。请把村里贴的旧码换下来。"))
    return redirect("voices_staff:door", code)
