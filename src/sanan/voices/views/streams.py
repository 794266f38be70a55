"""What a page of a room needs: where its messages and files are, and how it hears of new ones."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from sanan.people.models import Person
from sanan.voices import actions
from sanan.voices.live import passes
from sanan.voices.models import Member, Room
from sanan.voices.queries import feed
from sanan.voices.queries.search import whole_number


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
    name = "voices_staff" if staff else "voices"
    return {
        **still(staff=staff),
        "live": f"{address}{passes.made(held)}" if address else "",
        "since": reverse(f"{name}:since", args=[room.place.code]),
        "seen": reverse(f"{name}:seen", args=[room.place.code]),
    }


def still(*, staff: bool) -> dict[str, str]:
    """Where files and pages of messages are; a reference and a slash follow each."""
    name = "voices_staff" if staff else "voices"
    return {
        "files": reverse("files:media", args=["-"]).removesuffix("-/"),
        "at": reverse(f"{name}:message", args=["-"]).removesuffix("-/"),
    }


def news(request: HttpRequest, room: Room, person: Person, viewer: Member | None) -> JsonResponse:
    """What is new after the count that was asked for, and a fresh pass; `viewer` None is staff."""
    rev, staff = whole_number(request.GET.get("rev", "")), viewer is None
    rows = feed.since(room, viewer=viewer, rev=rev)
    return JsonResponse(
        {
            "messages": [feed.as_data(message, staff=staff) for message in rows],
            "rev": rows[-1].rev if rows else max(rev, room.last_rev),
            "live": live(request, room, person, staff=staff)["live"],
        }
    )


def read_up_to(request: HttpRequest, room: Room, person: Person) -> HttpResponse:
    """The page has shown the messages up to the number that it sends."""
    number = min(whole_number(request.POST.get("seq", "")), room.last_seq)
    actions.mark_read(room=room, by=person, seq=number)
    return HttpResponse(status=204)


def opened_to_live(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the page's script listen to the live process, where that has an address of its own."""
    address = urlsplit(live_address(request))
    if address.netloc:
        origin = f"{address.scheme}://{address.netloc}"
        response._csp_update = {"connect-src": ["'self'", origin]}  # type: ignore[attr-defined]  # noqa: SLF001 - how django-csp is told
    return response
