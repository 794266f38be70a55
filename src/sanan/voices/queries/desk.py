"""What staff see: their rooms with what waits, what is to be looked at, members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.cases.models import Category
from sanan.insight.private import tables
from sanan.kit.sheets import write_sheet
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place, beyond
from sanan.process.declare import Process
from sanan.process.queries import Told, timeline
from sanan.voices.enums import KEEPERS, Reading, Standing, State
from sanan.voices.models import Appeal, Member, Message, Mute, Room
from sanan.voices.queries import feed
from sanan.voices.queries.feed import WITH
from sanan.voices.queries.search import SHOWN

ROOMS = 50
TO_OPEN = 30
CONCERN = Q(reading=Reading.PROPOSED, state=State.SHOWN)
HELD = Q(state=State.HELD)
REPORTED = Q(reported_at__isnull=False, state=State.SHOWN)
COUNTS = {
    "concerns": Count("pk", filter=CONCERN),
    "held": Count("pk", filter=HELD),
    "reported": Count("pk", filter=REPORTED),
}
NOTHING: dict[str, Any] = dict.fromkeys(COUNTS, 0)


@dataclass(frozen=True, slots=True)
class RoomRow:
    """One room in the list: what is unread, what waits for someone."""

    room: Room
    members: int
    unread: int
    concerns: int
    held: int
    reported: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits at the desk of someone."""

    concerns: int
    held: int
    reported: int
    appeals: int
    asking: int


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
        for row in _of_state(person).filter(room__in=shown).values("room").annotate(**COUNTS)
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
            *(counts.get(room.pk, NOTHING)[name] for name in COUNTS),
        )
        for room in shown
    ]
    return rows, len(some) > ROOMS


def _of_state(person: Person) -> QuerySet[Message]:
    """What waits for anyone in the rooms of this person."""
    return Message.objects.visible_to(person).order_by().filter(CONCERN | HELD | REPORTED)


def waiting(person: Person) -> Waiting:
    """How much waits: proposals, held and reported messages, appeals, who wants to come in."""
    told = _of_state(person).aggregate(**COUNTS)
    appeals, asking = Appeal.objects.visible_to(person).pending(), _asking(person)
    return Waiting(**told, appeals=appeals.count(), asking=asking.count())


def concerns(person: Person) -> QuerySet[Message]:
    """Messages that look like a concern, the likeliest first."""
    return _whole(Message.objects.visible_to(person).filter(CONCERN).order_by("-likely", "at"))


def held(person: Person) -> QuerySet[Message]:
    """Messages that wait for a look, the oldest first."""
    return _whole(Message.objects.visible_to(person).filter(HELD).order_by("at"))


def reported(person: Person) -> QuerySet[Message]:
    """Messages that a neighbour reported, the longest waiting first."""
    return _whole(Message.objects.visible_to(person).filter(REPORTED).order_by("reported_at"))


def _whole(found: QuerySet[Message]) -> QuerySet[Message]:
    return found.select_related(*WITH, "member", "topic")


def appeals(person: Person) -> QuerySet[Appeal]:
    """Appeals that wait, the oldest first."""
    found = Appeal.objects.visible_to(person).pending().order_by("at")
    return found.select_related(
        "room__place", "member", "message__judged_by", "mute__by", "message__room__place"
    )


def _asking(person: Person) -> QuerySet[Member]:
    return Member.objects.visible_to(person).filter(state=Standing.ASKED)


def asking(person: Person) -> QuerySet[Member]:
    """Who asked to come in and has no answer, the first to ask first."""
    return _asking(person).select_related("room__place", "person").order_by("pk")


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


def story(process: Process[Any], thing: Message | Member | Appeal) -> list[Told]:
    """The story of a thing as staff read it: neighbours' real names masked until asked for."""
    member = thing if isinstance(thing, Member) else thing.member
    found = timeline(process, thing)
    for told in found:
        by, own = told.line.by, member is not None and told.line.by_id == member.person_id
        if by is not None and (own or told.line.verb == "report"):
            by.name = tables.name(by.name, person=True)
    return found


def members(room: Room, at: datetime) -> list[dict[str, Any]]:
    """Everyone who is or was in a room: real names masked until asked for. Two statements."""
    rows = room.members.select_related("person", "checked_by").order_by(
        "ended_at", "-since_at", "pk"
    )
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
            _day(row["member"].since_at),
            _("核对过") if row["member"].checked_at else _("未核对"),
            _day(row["mute"].until_at if row["mute"] else None),
            str(row["member"].get_state_display()),
        ]
        for row in members(room, at)
    ]
    told = {"who": by.name, "when": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}
    rows.append([_("%(who)s 于 %(when)s 导出") % told])
    out = BytesIO()
    write_sheet(out, headings, rows)
    return out.getvalue()


def _day(at: datetime | None) -> date | str:
    return timezone.localdate(at) if at else ""


def join_url(room: Room) -> str:
    """The address in the room's code."""
    return f"{settings.SITE_URL.rstrip('/')}/voices/join/{room.door}/"


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
