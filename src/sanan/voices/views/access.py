"""Who comes in: staff by their posts, residents by their phone."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from sanan.kit.errors import Missing
from sanan.people import access, visitor
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.voices.enums import CLERKS, JUDGES, KEEPERS, READERS, SPEAKERS
from sanan.voices.models import Member, Room
from sanan.voices.queries import membership

desk = access.desk_of(*READERS)
me, resident = access.me, visitor.resident
page = access.pages_of(
    "voices/staff",
    {"keep": KEEPERS, "clerk": CLERKS, "judge": JUDGES, "speak": (*SPEAKERS, *KEEPERS)},
)


def my_room(request: HttpRequest, code: str) -> Room:
    """The room, if this member of staff may see it; else there is none."""
    seen = Room.objects.visible_to(me(request)).select_related("place")
    return get_object_or_404(seen, place__code=code)


def place_of(code: str) -> Place:
    """The place with this code. Raises `Missing`."""
    return places.by_code(code)


def member_here(request: HttpRequest, code: str) -> Member:
    """My membership of the room at this place. Raises `Missing`: hidden and absent alike."""
    return member_in(request, membership.room_of(code))


def member_in(request: HttpRequest, room: Room | None) -> Member:
    """My membership of this room. Raises `Missing`: hidden and absent alike."""
    found = membership.member_of(room, resident(request)) if room else None
    if found is None:
        raise Missing(_("没有这个群，或者您不在群里。请先扫村里的群二维码。"), "no_room")
    return found
