"""Coming into a room: the code at the door, the nickname, the request of who lives away."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit.errors import Missing
from sanan.people.actions import spend_attempt
from sanan.process.pages import bare, one_form
from sanan.voices import actions
from sanan.voices.enums import Standing
from sanan.voices.forms import resident as forms
from sanan.voices.models import Member, Room
from sanan.voices.queries import membership
from sanan.voices.views import access


@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Where the phone number was asked for before; one page asks for it now."""
    return redirect(signing_in(request.GET.get("next") or reverse("voices:mine")))


def signing_in(back: str) -> str:
    """Where somebody says who they are by phone, and from where they come back."""
    return f"{reverse('slips:me')}?{urlencode({'next': back})}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The code at the door: sign in by phone, give a nickname, and one is in."""
    room = Room.objects.select_related("place").filter(door=token).first()
    if room is None:
        raise Missing(_("这个群二维码已经换了。请扫村里最新贴的，或问村干部。"), "no_door")
    return _join(request, room, token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_home(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever is known to live here needs no code at the door."""
    return _join(request, _opened(code), "")


def _join(request: HttpRequest, room: Room, door: str) -> HttpResponse:
    return _form(
        request,
        room,
        forms.JoinForm(request.POST or None),
        lambda **given: actions.join(room=room, door=door, **given),
        "join",
        _("您已经进群。邻居们只看得到您的昵称。"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Who lives away asks to come in; the village answers."""
    room = _opened(code)
    return _form(
        request,
        room,
        forms.AskForm(request.POST or None),
        lambda **given: actions.ask(room=room, **given),
        "ask",
        _("申请已经交给村里。有了答复，会在这里告诉您。"),
    )


def _opened(code: str) -> Room:
    room = membership.room_of(code)
    if room is None:
        raise Missing(_("这个村还没有开群。"), "no_room")
    return room


def _form(
    request: HttpRequest, room: Room, form: forms.JoinForm, act: Any, name: str, told: str
) -> HttpResponse:
    """A page on which somebody signed in by phone comes into a room, or asks to."""
    person = access.resident(request)
    if person is None:
        return redirect(signing_in(request.path))
    member = membership.row_of(room, person)
    if member is not None and member.state == Standing.IN:
        return redirect("voices:room", room.place.code)
    if request.method == "POST" and form.is_valid():
        spend_attempt(purpose="room-join", source=person.ref, burst=10, per_minute=2)

    def go(_made: Member) -> str:
        messages.info(request, told)
        return reverse("voices:room", args=[room.place.code])

    return one_form(
        request,
        form,
        lambda given: act(by=person, **given),
        go,
        f"voices/resident/{name}.html",
        {"room": room, "place": room.place, "person": person},
        frame=bare,
    )
