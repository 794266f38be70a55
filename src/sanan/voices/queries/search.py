"""Finding messages by what was said: pairs of neighbouring characters, so two Chinese characters do.

One row of words for each message, made by a migration and filled by the clock: FTS5 on SQLite, an
array with a GIN index on PostgreSQL. The row also holds the room as a word of its own, and its number
grows with time, so the newest matches of one room come without counting the others. Author, topic
and days are asked of the matches. Messages that wait for the clock are read themselves, so none is
missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from sanan.cases.queries.search import phrase, whole_terms, words_of
from sanan.voices.models import Member, Message, Room

MOST_WORDS = 5
LONGEST = 60
SHOWN = 30
BIG = 2**62
FIGURES = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone looks for; moments are a half-open range, `topic` an upper category's key."""

    text: str = ""
    person: str = ""
    topic: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int = BIG

    @property
    def empty(self) -> bool:
        """Whether nothing was asked."""
        return not (self.text.strip() or self.person.strip() or self.topic or self.since)


def whole_number(text: str, *, none: int = 0) -> int:
    """A number in an address; `none` for what is none, or longer than any of ours."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < FIGURES else none


def find(rooms: Sequence[Room], asked: Asked, *, hidden: bool = False) -> list[Message]:
    """The newest matches below `asked.before` (a message's key), at most `SHOWN` and one more.

    `hidden`: also what waits or was taken out, for staff.
    """
    keys = [room.pk for room in rooms]
    if not keys:
        return []
    found = Message.objects.filter(room__in=keys, pk__lt=asked.before)
    if not hidden:
        found = found.in_room()
    found = _narrowed(found, asked)
    parts = [p[:LONGEST] for p in asked.text.split()[:MOST_WORDS] if words_of(p[:LONGEST])]
    waiting = _waiting(found, parts)
    rest = SHOWN + 1
    indexed = Q(pk__in=_indexed(keys, parts, asked, found)) if parts else Q(indexed=True)
    found = found.filter(indexed)
    rows = [*waiting, *found.select_related("room__place", "case").order_by("-pk")[:rest]]
    return sorted(rows, key=lambda m: -m.pk)[:rest]


def _narrowed(found: Any, asked: Asked) -> Any:
    if asked.person.strip():
        members = Member.objects.filter(nickname__icontains=asked.person.strip())
        named = Q(member__in=members) | Q(name__icontains=asked.person.strip())
        found = found.filter(named)
    if asked.topic:
        found = found.filter(topic=asked.topic)
    if asked.since:
        found = found.filter(at__gte=asked.since)
    if asked.until:
        found = found.filter(at__lt=asked.until)
    return found


def _waiting(found: Any, parts: Sequence[str]) -> list[Message]:
    """Those that the clock has not indexed yet: few, read themselves."""
    for part in parts:
        found = found.filter(Q(text__icontains=part) | Q(title__icontains=part))
    found = found.filter(indexed=False).select_related("room__place", "case")
    return list(found.order_by("-pk")[: SHOWN + 1])


def _indexed(keys: list[int], parts: Sequence[str], asked: Asked, found: Any) -> list[int]:
    """Keys of indexed messages that hold all the words, newest first, as many as a page may need.

    Where more is asked than words and room, matches are taken in growing helpings until the page
    is full, so that a rare author of a common word is found too.
    """
    narrow = bool(asked.person.strip() or asked.topic or asked.since or asked.until)
    taken: list[int] = []
    below, helping = asked.before, SHOWN + 1 if not narrow else 500
    while True:
        got = _matching(keys, parts, below, helping)
        mine = set(found.filter(pk__in=got).values_list("pk", flat=True)) if got else set()
        taken += [pk for pk in got if pk in mine]
        if len(got) < helping or len(taken) > SHOWN:
            return taken[: SHOWN + 1]
        below, helping = got[-1], min(helping * 4, 20_000)


def _matching(keys: list[int], parts: Sequence[str], below: int, most: int) -> list[int]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            said = " AND ".join(phrase(words_of(part)) for part in parts)
            rooms = " OR ".join(f"room{key}" for key in keys)
            cursor.execute(
                "SELECT rowid FROM voices_search WHERE voices_search MATCH %s AND rowid < %s"
                " ORDER BY rowid DESC LIMIT %s",
                [f"({rooms}) AND {said}", below, most],
            )
        else:
            whole = sorted({word for part in parts for word in whole_terms(words_of(part))})
            says = " AND ".join(
                "(m.text ILIKE %s ESCAPE '!' OR m.title ILIKE %s ESCAPE '!')" for _p in parts
            )
            like = [f"%{_plain(part)}%" for part in parts for _twice in range(2)]
            cursor.execute(
                "SELECT m.id FROM voices_message m JOIN voices_search s ON s.message_id = m.id"  # noqa: S608 - constants
                f" WHERE s.words @> %s::text[] AND s.words && %s::text[] AND {says}"
                " AND m.id < %s ORDER BY m.id DESC LIMIT %s",
                [whole, [f"room{key}" for key in keys], *like, below, most],
            )
        return [pk for (pk,) in cursor.fetchall()]


def _plain(part: str) -> str:
    """`part` without the pattern signs of LIKE."""
    return part.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def row(message: Message) -> list[str]:
    """The words under which a message is found."""
    return [f"room{message.room_id}", *words_of(f"{message.title}\n{message.text}")]
