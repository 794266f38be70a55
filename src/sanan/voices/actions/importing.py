"""Taking in what was said elsewhere: a group's export, a consented WeCom archive."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sanan.channels.sms.transport import NotSent
from sanan.channels.wecom.archive import Archive, Kept, archive
from sanan.kit import clock, words
from sanan.kit.bulk import insert_many
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.places.queries import lineage
from sanan.process.declare import SYSTEM
from sanan.voices import rules
from sanan.voices.actions.moderation import take_back
from sanan.voices.actions.numbers import locked
from sanan.voices.enums import Event, Source, State
from sanan.voices.models import Link, Mark, Message, Room
from sanan.voices.queries import reading, screening
from sanan.voices.queries.exports import Line, read_export

FRESH = timedelta(days=30)
"""Of what is older nobody is asked whether it is a concern."""
MOST_PULLS = 20
CHAT = 80


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of an export: taken, there before, too old, and bad lines with their reasons."""

    taken: int
    known: int
    old: int
    bad_count: int
    bad: list[tuple[int, str]] = field(default_factory=list)


def take_in(
    *, room: Room, content: bytes, by: Person | None, at: datetime | None = None
) -> TakenIn:
    """Take in a group's export that a person brought; the same lines twice are once.

    `by` None is the command line. Raises `Invalid` for no text, `Refused` where no line is right.
    """
    if by is not None:
        rules.check_keeper(room.place, by)
    moment = clock.at_or_now(at)
    export = read_export(content, moment)
    if not export.lines and not export.old:
        raise Refused(_("一行也没有读出来。每行要像：2026-03-01 08:15 昵称：内容"), "nothing")
    wanted = _origins(export.lines)
    with locked(room) as fresh:
        known = _known(fresh, list(wanted))
        new = [(origin, line) for origin, line in wanted.items() if origin not in known]
        made = _messages(fresh, [(o, line.name, line.text, line.at) for o, line in new], moment)
        _appended(fresh, made, Source.IMPORT)
        content_told = {
            "room": fresh.door,
            "sha256": hashlib.sha256(content).hexdigest(),
            "taken": len(made),
            "known": len(known),
            "old": export.old,
            "bad": export.bad_count,
        }
        written(Event.IMPORT, fresh.door, content_told, by=by, at=moment)
    return TakenIn(len(made), len(known), export.old, export.bad_count, export.bad)


def _origins(lines: Sequence[Line]) -> dict[str, Line]:
    """Each line under a name of its own: when, who and what, and which of several alike."""
    seen: Counter[str] = Counter()
    found: dict[str, Line] = {}
    for line in lines:
        told = f"{line.at.isoformat()}|{line.name}|{line.text}"
        digest = hashlib.sha256(told.encode()).hexdigest()[:40]
        seen[digest] += 1
        found[f"import:{digest}:{seen[digest]}"] = line
    return found


def _known(room: Room, origins: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(origins), 500):
        some = Message.objects.filter(room=room, origin__in=origins[start : start + 500])
        found.update(str(origin) for origin in some.values_list("origin", flat=True))
    return found


def _messages(
    room: Room, said: Sequence[tuple[str, str, str, datetime]], now: datetime
) -> list[Message]:
    """Messages of (origin, name, text, moment), read and screened."""
    county = lineage(room.place).county_id
    heard = reading.heard_all(
        [text if at > now - FRESH else "" for _o, _n, text, at in said], county
    )
    screen = screening.Screen.of(room.place)
    made = []
    for (origin, name, text, at), found in zip(said, heard, strict=True):
        hits = screen.hits(text)
        made.append(
            Message(
                room=room,
                origin=origin,
                name=words.clip(name, 40),
                text=text,
                at=at,
                state=State.HELD if hits else State.SHOWN,
                hits=hits,
                reading=found.reading,
                likely=found.likely,
                topic_id=found.topic_id,
            )
        )
    return made


def _appended(room: Room, made: Sequence[Message], source: Source) -> None:
    """Number and write them; what came in late makes nobody's room unread."""
    for message in made:
        room.last_seq += 1
        room.last_rev += 1
        message.seq, message.rev, message.source = room.last_seq, room.last_rev, source
    insert_many(made)
    if made:
        Mark.objects.filter(room=room).update(seq=F("seq") + len(made))


def link_archive(*, room: Room, chat: str, by: Person, at: datetime | None = None) -> Link:
    """Let a WeCom group of the county feed this room; only what its members agreed to (H13)."""
    rules.check_keeper(room.place, by)
    chat = words.clean_line(chat, most=CHAT, field="chat")
    if not chat:
        raise Invalid(_("请填企业微信群的 chat_id。"), "empty", field="chat")
    moment = clock.at_or_now(at)
    with transaction.atomic():
        made, new = Link.objects.get_or_create(
            chat=chat, defaults={"room": room, "since_at": moment, "by": by}
        )
        if not new and (made.ended_at is None or made.room_id != room.pk):
            raise Refused(_("这个企业微信群已经连到一个村群了。"), "twice", field="chat")
        made.ended_at = None
        made.save(update_fields=["ended_at"])
        written(Event.LINK, room.door, {"chat": chat}, by=by, at=moment)
    return made


def unlink_archive(*, link: Link, by: Person, at: datetime | None = None) -> Link:
    """Stop taking from a WeCom group; what was taken stays."""
    rules.check_keeper(link.room.place, by)
    if link.ended_at is not None:
        raise Refused(_("已经断开了。"), "ended")
    link.ended_at = clock.at_or_now(at)
    with transaction.atomic():
        link.save(update_fields=["ended_at"])
        written(Event.UNLINK, link.room.door, {"chat": link.chat}, by=by, at=link.ended_at)
    return link


def poll_archives(*, road: Archive | None = None, at: datetime | None = None) -> int:
    """Look into every linked group; how many messages came. One that fails says so and waits."""
    links = Link.objects.filter(ended_at__isnull=True).select_related("room__place")
    taken = 0
    for link in links.order_by("pk"):
        taken += poll_archive(link=link, road=road, at=at)
    return taken


def poll_archive(*, link: Link, road: Archive | None = None, at: datetime | None = None) -> int:
    """Take what is new in one group; how many messages. Who did not agree is counted, not kept."""
    way, moment = road or archive(), clock.at_or_now(at)
    try:
        agreed = way.agreed(link.chat)
        taken, more, pulls = 0, True, 0
        while more and pulls < MOST_PULLS:
            pulled = way.pull(link.chat, link.cursor)
            taken += _kept(link, pulled.kept, agreed, pulled.cursor, moment)
            more, pulls = pulled.more, pulls + 1
    except NotSent as failed:
        Link.objects.filter(pk=link.pk).update(trouble=failed.code, polled_at=moment)
        return 0
    return taken


def _kept(
    link: Link, found: Sequence[Kept], agreed: frozenset[str], cursor: int, at: datetime
) -> int:
    """One helping, whole or not at all: messages, counts and cursor in one transaction."""
    allowed = [k for k in found if not k.outside or k.sender in agreed]
    said = {f"wecom:{k.id}": k for k in allowed if not k.recalls}
    recalled = [f"wecom:{k.recalls}" for k in allowed if k.recalls]
    with transaction.atomic():
        with locked(link.room) as room:
            known = _known(room, list(said))
            new = [(o, caller(k.sender), k.text, k.at) for o, k in said.items() if o not in known]
            made = _messages(room, new, at)
            _appended(room, made, Source.WECOM)
        _recall(room, recalled, at)
        skipped = len(found) - len(allowed)
        link.cursor, link.polled_at, link.trouble = cursor, at, ""
        link.taken, link.skipped = link.taken + len(made), link.skipped + skipped
        link.save(update_fields=["cursor", "polled_at", "trouble", "taken", "skipped"])
        if found:
            content = {"chat": link.chat, "cursor": cursor, "taken": len(made), "skipped": skipped}
            written(Event.POLL, room.door, content, by=None, at=at)
    return len(made)


def caller(sender: str) -> str:
    """How an archived sender is called: the provider gives an id, and neighbours see no id."""
    tail = hashlib.sha256(sender.encode()).hexdigest()[:4].upper()
    return _("企业微信群友 %(tail)s") % {"tail": tail}


def _recall(room: Room, origins: Sequence[str], at: datetime) -> None:
    """What its author took back there is taken back here, with a line that says so."""
    for message in Message.objects.filter(room=room, origin__in=origins, state=State.SHOWN):
        take_back(message=message, by=None, relation=SYSTEM, at=at)
