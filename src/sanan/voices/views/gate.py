"""Who comes in: staff by their posts, residents by their phone; and bodies that are too large."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from sanan.kit.errors import Invalid, Missing
from sanan.people import gate
from sanan.people.models import Person
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.voices.enums import CLERKS, JUDGES, KEEPERS, READERS, SPEAKERS
from sanan.voices.forms.resident import MEGABYTE, MOST_BODY
from sanan.voices.live import passes
from sanan.voices.models import Member, Room
from sanan.voices.queries import access

View = Callable[..., HttpResponse]
SESSION = gate.RESIDENT
desk = gate.desk_of(*READERS)
me, resident = gate.me, gate.resident


def my_room(request: HttpRequest, code: str) -> Room:
    """The room, if this member of staff may see it; else there is none."""
    seen = Room.objects.visible_to(me(request)).select_related("place")
    return get_object_or_404(seen, place__code=code)


def page(
    request: HttpRequest, name: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices and what this person may do."""
    held = gate.held(request)
    can = {
        "keep": bool(held & frozenset(KEEPERS)),
        "clerk": bool(held & frozenset(CLERKS)),
        "judge": bool(held & frozenset(JUDGES)),
        "speak": bool(held & frozenset(SPEAKERS + KEEPERS)),
    }
    told = {**values, "can": can}
    return gate.page(request, f"voices/staff/{name}.html", told, status=status)


def place_of(code: str) -> Place:
    """The place with this code. Raises `Missing`."""
    return places.by_code(code)


def member_here(request: HttpRequest, code: str) -> Member:
    """My membership of the room at this place. Raises `Missing`: hidden and absent alike."""
    room = access.room_of(code)
    found = access.member_of(room, resident(request)) if room else None
    if found is None:
        raise Missing(_("没有这个群,或者您不在群里。请先扫村里的群二维码。"), "no_room")
    return found


def live_address(request: HttpRequest) -> str:
    """Where this visitor's browser finds the live process; empty where there is none."""
    wanted: str = settings.LIVE
    if wanted.startswith(":"):
        host = urlsplit(f"//{request.get_host()}").hostname or ""
        return f"{request.scheme}://{f'[{host}]' if ':' in host else host}{wanted}/"
    return f"{wanted.rstrip('/')}/" if wanted else ""


def live(request: HttpRequest, room: Room, person: Person, *, staff: bool) -> dict[str, str]:
    """What a page needs to be told of new messages."""
    address = live_address(request)
    held = passes.Pass(room.pk, person.pk, staff)
    name = "voices_staff" if staff else "room"
    return {
        "live": f"{address}{passes.made(held)}" if address else "",
        "since": reverse(f"{name}:since", args=[room.place.code]),
        "seen": reverse(f"{name}:seen", args=[room.place.code]),
        "files": files_at(),
    }


def files_at() -> str:
    """Where files of messages are fetched; their token and a slash follow."""
    return reverse("room:media", args=["-"]).removesuffix("-/")


def opened_to_live(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the page's script listen to the live process, where that has an address of its own."""
    address = urlsplit(live_address(request))
    if address.netloc:
        origin = f"{address.scheme}://{address.netloc}"
        response._csp_update = {"connect-src": ["'self'", origin]}  # type: ignore[attr-defined]  # noqa: SLF001
    return response


class TooMuch(Invalid):
    """More than a message may carry."""

    status = 413

    def __init__(self) -> None:
        sentence = _("文件太大,没有收下。一次最多 %(most)d MB:请把视频录短一些,或者分几次发。")
        super().__init__(sentence % {"most": MOST_BODY // MEGABYTE}, "too_large", field="clip")


class Counting(FileUploadHandler):
    """Ends the reading of a body that turns out to be larger than it may be."""

    taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Count, and pass on."""
        self.taken += len(raw_data)
        if self.taken > MOST_BODY:
            raise TooMuch
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


def takes_files(view: View) -> View:
    """A view that takes files: refuses early by the declared length, and while reading.

    The body is looked at before anything else reads it, so the seal (CSRF) is checked inside.
    """
    sealed = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if not declared.isdecimal() or int(declared) > MOST_BODY:
            raise TooMuch
        request.upload_handlers.insert(0, Counting(request))
        return sealed(request, *args, **kwargs)

    return limited
