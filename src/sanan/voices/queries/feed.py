"""What a room's page shows: the newest messages, what came since, and each as data for a script."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.files.models import StoredFile
from sanan.files.queries import with_files
from sanan.kit import words
from sanan.people.models import Person
from sanan.voices.enums import State
from sanan.voices.models import Mark, Member, Message, Room
from sanan.voices.models.message import SEEN

SHOWN = 40
MOST_SINCE = 200
QUOTED = 60
DAY, MOST_NEAR = timedelta(days=1), 10
WITH = ("room__place", "case", "reply_to", "judged_by", "by")
YEARS = range(2000, 2200)
"""What an address may ask for; the calendar ends, and other zones with it."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A piece of a room, oldest first; `older` is where the piece before it ends, if there is one."""

    messages: Sequence[Message]
    older: str = ""
    newer: bool = False


def feed(
    room: Room,
    *,
    viewer: Member | None,
    before: str = "",
    around: Message | None = None,
    upto: int | None = None,
) -> Feed:
    """The newest messages, or those before a moment, or around one. `viewer` None is staff.

    `upto` is the last number that a member who is gone may read. Three statements.
    """
    found = _seen(room, viewer, upto)
    if around is not None:
        after = found.filter(at__gt=around.at).order_by("at", "id").values_list("at", flat=True)
        last = list(after[: SHOWN // 2])
        found = found.filter(at__lte=last[-1]) if last else found
    cursor = _cursor(before)
    if cursor is not None:
        at, pk = cursor
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    rows = list(_whole(found).order_by("-at", "-id")[: SHOWN + 1])
    shown = with_files(rows[:SHOWN][::-1])
    older = f"{shown[0].at.timestamp():.6f}-{shown[0].pk}" if len(rows) > SHOWN else ""
    return Feed(shown, older, newer=bool(before or around))


def near_mine(message: Message) -> QuerySet[Message]:
    """What the same member said within a day of it, and no case holds yet; the latest ten."""
    near = Message.objects.filter(
        room=message.room_id,
        member=message.member_id,
        state__in=[State.SHOWN, State.HELD],
        case__isnull=True,
        at__range=(message.at - DAY, message.at + DAY),
    )
    some = near.exclude(pk=message.pk).order_by("-seq").values("pk")[:MOST_NEAR]
    found = Message.objects.filter(pk__in=list(some.values_list("pk", flat=True)))
    return found.select_related("room__place", "member__person").order_by("seq")


def first_new(piece: Feed, seen: int | None) -> int | None:
    """The number of the first message of a piece beyond what was seen, unless that is all of it."""
    new = [m.seq for m in piece.messages if seen is not None and m.seq > seen]
    return new[0] if new and len(new) < len(piece.messages) else None


def without(piece: Feed, message: Message) -> Feed:
    """A piece without the message that stands above it."""
    rest = [m for m in piece.messages if m.pk != message.pk]
    return Feed(rest, piece.older, piece.newer)


def _seen(room: Room, viewer: Member | None, upto: int | None) -> QuerySet[Message]:
    found = Message.objects.filter(room=room)
    if viewer is not None:
        visible = Q(state__in=SEEN) | Q(member=viewer)
        found = found.filter(visible)
    return found.filter(seq__lte=upto) if upto is not None else found


def _whole(found: QuerySet[Message]) -> QuerySet[Message]:
    return found.select_related(*WITH, "member")


def _cursor(text: str) -> tuple[datetime, int] | None:
    at, dash, pk = text.partition("-")
    try:
        moment = datetime.fromtimestamp(float(at), timezone.get_default_timezone())
        return (moment, int(pk)) if dash and moment.year in YEARS else None
    except (ValueError, OverflowError, OSError):
        return None


def since(room: Room, *, viewer: Member | None, rev: int) -> list[Message]:
    """What is new or changed after that count, in order."""
    found = _seen(room, viewer, None).filter(rev__gt=rev)
    return with_files(list(_whole(found).order_by("rev")[:MOST_SINCE]))


def pinned(room: Room) -> list[Message]:
    """What stands at the top."""
    found = Message.objects.filter(room=room, pinned_at__isnull=False, state=State.SHOWN)
    return with_files(list(_whole(found).order_by("-pinned_at")))


def unread(rooms: Iterable[Room], person: Person) -> dict[int, int]:
    """How many messages of each room `person` has not seen, in one statement."""
    known = {room.pk: room for room in rooms}
    marks = Mark.objects.filter(person=person, room__in=list(known)).values_list("room", "seq")
    seen = dict(marks)
    return {key: max(room.last_seq - seen.get(key, 0), 0) for key, room in known.items()}


def as_data(message: Message, *, staff: bool) -> dict[str, Any]:
    """One message as plain values; what a reader may not see is not in it."""
    told = {
        "ref": message.ref,
        "seq": message.seq,
        "rev": message.rev,
        "at": message.at.timestamp(),
        "kind": message.kind,
        "state": message.state,
        "name": message.name,
        "role": message.role,
        "member": message.member.ref if message.member else "",
        "pinned": message.pinned_at is not None,
        "case": {"state": message.case.state} if message.case else None,
    }
    if message.state == State.REMOVED:
        told |= {"why": message.why, "note": message.note}
        told["judge"] = message.judged_by.name if message.judged_by else ""
    if message.is_out and not staff:
        return told
    quoted = message.reply_to
    told |= {
        "title": message.title,
        "text": message.text,
        "url": message.url,
        "files": [file_data(file) for file in message.files],
        "reply": None if quoted is None else quoted_data(quoted),
    }
    if staff:
        told |= {"reading": message.reading, "likely": message.likely, "hits": message.hits}
    return told


def quoted_data(message: Message) -> dict[str, str]:
    """What stands above an answer: who and the beginning of what; of what is gone only who."""
    text = words.clip(message.title or message.text, QUOTED) if message.is_shown else ""
    return {"ref": message.ref, "name": message.name, "text": text}


def quoted_line(message: Message) -> str:
    """When, who, and what, as it is quoted."""
    at = f"{timezone.localtime(message.at):%m-%d %H:%M}"
    return f"{at} {message.name}：{message.text or _('（照片或录音）')}"


def file_data(file: StoredFile) -> dict[str, Any]:
    """Where a file is fetched."""
    return {"kind": file.kind, "token": file.ref, "small": bool(file.thumb_key)}


def worded(message: Message, *, staff: bool) -> bytes:
    """One message for the live stream; empty where these readers do not see it."""
    if not staff and message.state not in SEEN:
        return b""
    return orjson.dumps(as_data(message, staff=staff))
