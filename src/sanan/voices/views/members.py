"""Who is in a room, at the desk: the list, one member with what can be done, the number behind."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanan.insight.private import tables
from sanan.kit import clock
from sanan.kit.downloads import excel
from sanan.kit.errors import Refused
from sanan.people.actions.consents import note_export
from sanan.process.forms import Nothing
from sanan.process.pages import Pages
from sanan.voices import actions, rules
from sanan.voices.enums import KEEPERS
from sanan.voices.forms import staff as forms
from sanan.voices.models import Member, Mute
from sanan.voices.queries import desk
from sanan.voices.rules import MEMBER
from sanan.voices.views import access
from sanan.voices.views.access import me, my_room, page


@require_safe
@access.desk()
def members(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in the room; real names masked."""
    room = my_room(request, code)
    rows = desk.members(room, clock.now())
    values = {"room": room, "place": room.place, "rows": rows, "tab": "members"}
    return page(request, "members", values)


@require_safe
@access.desk()
def members_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The same as an Excel file; the record says who took it."""
    room = my_room(request, code)
    content = desk.members_sheet(room, clock.now(), me(request))
    what = {"voices": "members", "place": room.place.code}
    note_export(what=what, rows=room.members.count(), by=me(request))
    return excel(content, f"members-{room.place.code}")


def _member(request: HttpRequest, ref: str) -> Member:
    seen = Member.objects.visible_to(me(request))
    return get_object_or_404(seen.select_related("room__place", "person__home"), ref=ref)


def _shown(request: HttpRequest, member: Member) -> dict[str, Any]:
    place = member.room.place
    return {
        "room": member.room,
        "place": place,
        "name": tables.name(member.person.name, person=True),
        "mute": Mute.objects.of(member, clock.now()),
        "story": desk.story(MEMBER, member),
        "reveal": forms.RevealForm() if rules.may_keep(place, me(request)) else None,
        "tab": "members",
    }


MEMBERS = Pages(
    process=MEMBER,
    room="voices_staff",
    prefix="members",
    name="member",
    template="member",
    find=_member,
    show=_shown,
    forms={
        "admit": Nothing,
        "decline": forms.DeclineForm,
        "check": Nothing,
        "mute": forms.MuteForm,
        "unmute": Nothing,
        "end": forms.EndForm,
    },
    gate=access.desk(),
    frame=page,
)


@never_cache
@require_POST
@access.desk(*KEEPERS)
def reveal(request: HttpRequest, ref: str) -> HttpResponse:
    """Name and number behind a nickname, after writing why."""
    member, form = _member(request, ref), forms.RevealForm(request.POST)
    if not form.is_valid():
        return MEMBERS.render(request, member, status=422, reveal=form)
    try:
        phone = actions.reveal(member=member, by=me(request), **form.cleaned_data)
    except Refused as no:
        form.refuse(no)
        return MEMBERS.render(request, member, status=no.status, reveal=form)
    return MEMBERS.render(request, member, name=member.person.name, phone=phone)
