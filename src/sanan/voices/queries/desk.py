"""What staff see: their rooms with what waits, the review desk, members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.cases.models import Category
from sanan.files.queries import with_files
from sanan.insight.private import tables
from sanan.kit.sheets import write_sheet
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place, beyond
from sanan.voices.enums import KEEPERS, Reading, State
from sanan.voices.models import Appeal, Member, Message, Mute, Room
from sanan.voices.queries import feed
from sanan.voices.queries.feed import WITH
from sanan.voices.queries.search import SHOWN

ROOMS = 50
WAITING = 50
TO_OPEN = 30
NOTHING: dict[str, Any] = {"concerns": 0, "held": 0}


@dataclass(frozen=True, slots=True)
class RoomRow:
    """One room in the list: what is unread, what waits for someone."""

    room: Room
    members: int
    unread: int
    concerns: int
    held: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits at the desk of someone."""

    concerns: int
    held: int
    appeals: int


def rooms(
    person: Person, *, q: str = "", waiting: bool = False, number: int = 1
) -> tuple[list[RoomRow], bool]:
    """Rooms at or under this person's places, those where most waits first. Five statements."""
    found = Room.objects.visible_to(person).select_related("place")
    if q.strip():
        found = found.filter(place__full_name__icontains=q.strip())
    if waiting:
        found = found.filter(pk__in=_of_state(person).values("room"))
    found = found.order_by("-last_at", "place__path")
    some = list(found[(number - 1) * ROOMS : number * ROOMS + 1])
    shown = some[:ROOMS]
    counts: dict[int, dict[str, Any]] = {
        row["room"]: {**row}
        for row in _of_state(person)
        .filter(room__in=shown)
        .values("room")
        .annotate(
            concerns=Count("pk", filter=Q(reading=Reading.PROPOSED, state=State.SHOWN)),
            held=Count("pk", filter=Q(state=State.HELD)),
        )
    }
    members = dict(
        Member.objects.current()
        .filter(room__in=shown)
        .values_list("room")
        .annotate(n=Count("pk"))
        .order_by()
    )
    unread = feed.unread(shown, person)
    rows = [
        RoomRow(
            room,
            members.get(room.pk, 0),
            unread[room.pk],
            counts.get(room.pk, NOTHING)["concerns"],
            counts.get(room.pk, NOTHING)["held"],
        )
        for room in shown
    ]
    return rows, len(some) > ROOMS


def _of_state(person: Person) -> QuerySet[Message]:
    """What waits for anyone in the rooms of this person."""
    seen = Message.objects.visible_to(person).order_by()
    return seen.filter(Q(reading=Reading.PROPOSED, state=State.SHOWN) | Q(state=State.HELD))


def waiting(person: Person) -> Waiting:
    """How much waits: proposals, held messages, appeals."""
    told = _of_state(person).aggregate(
        concerns=Count("pk", filter=Q(reading=Reading.PROPOSED, state=State.SHOWN)),
        held=Count("pk", filter=Q(state=State.HELD)),
    )
    return Waiting(
        told["concerns"], told["held"], Appeal.objects.visible_to(person).pending().count()
    )


def concerns(person: Person) -> list[Message]:
    """Messages that look like a concern, the likeliest first."""
    found = Message.objects.visible_to(person).filter(reading=Reading.PROPOSED, state=State.SHOWN)
    return _whole(found.order_by("-likely", "at"))


def held(person: Person) -> list[Message]:
    """Messages that wait for a look, the oldest first."""
    found = Message.objects.visible_to(person).filter(state=State.HELD)
    return _whole(found.order_by("at"))


def _whole(found: QuerySet[Message]) -> list[Message]:
    return with_files(list(found.select_related(*WITH, "member", "topic")[:WAITING]))


def appeals(person: Person) -> list[Appeal]:
    """Appeals that wait, the oldest first."""
    found = Appeal.objects.visible_to(person).pending().order_by("at")
    return list(
        found.select_related(
            "room__place", "member", "message__judged_by", "mute__by", "message__room__place"
        )[:WAITING]
    )


def to_open(person: Person, q: str = "") -> list[Place]:
    """Villages that this person answers for and that have no room yet; at most thirty."""
    wanted = Q(pk__in=[])
    for post in people.posts(person):
        if post.role in KEEPERS:
            wanted |= Q(path__gte=post.path, path__lt=beyond(post.path))
    found = Place.objects.filter(wanted, kind=PlaceKind.VILLAGE, room__isnull=True)
    if q.strip():
        found = found.filter(full_name__icontains=q.strip())
    return list(found.order_by("path")[:TO_OPEN])


def members(room: Room, at: datetime) -> list[dict[str, Any]]:
    """Everyone who is or was in a room: real names masked until asked for. Two statements."""
    rows = room.members.select_related("person", "checked_by").order_by("ended_at", "-since_at")
    mutes = {m.member_id: m for m in Mute.objects.standing(at).filter(member__room=room)}
    return [
        {
            "member": member,
            "name": tables.name(member.person.name, person=True),
            "mute": mutes.get(member.pk),
        }
        for member in rows
    ]


def members_sheet(room: Room, at: datetime, by: Person) -> bytes:
    """The list as an Excel sheet, names masked as on the page."""
    headings = [_("昵称"), _("姓名"), _("进群"), _("核对"), _("禁言到"), _("现在")]
    rows: list[list[object]] = [
        [
            row["member"].nickname,
            row["name"],
            timezone.localtime(row["member"].since_at).date(),
            _("核对过") if row["member"].checked_at else _("未核对"),
            timezone.localtime(row["mute"].until_at).date() if row["mute"] else "",
            str(row["member"].get_ended_why_display() or _("在群里")),
        ]
        for row in members(room, at)
    ]
    told = {"who": by.name, "when": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}
    rows.append([_("%(who)s 于 %(when)s 导出") % told])
    out = BytesIO()
    write_sheet(out, headings, rows)
    return out.getvalue()


def join_url(room: Room) -> str:
    """The address in the room's code."""
    return f"{settings.SITE_URL.rstrip('/')}/room/join/{room.door}/"


def join_svg(room: Room) -> str:
    """The code alone; a torn quarter can still be read."""
    out = BytesIO()
    code = segno.make(join_url(room), error="q", micro=False)
    code.save(out, kind="svg", scale=8, border=4, xmldecl=False, title=None)
    return out.getvalue().decode()


def topics() -> list[Category]:
    """The upper categories, for the search."""
    return list(Category.objects.filter(parent__isnull=True).order_by("name"))


def found_page(rows: Sequence[Message], asked: Mapping[str, str]) -> dict[str, Any]:
    """Matches of one page and the link to older ones."""
    more = len(rows) > SHOWN
    shown = list(rows[:SHOWN])
    kept = {k: v for k, v in asked.items() if k != "before" and v}
    return {"rows": shown, "more": {**kept, "before": shown[-1].pk} if more else None}
