"""Saying something: a member, someone in office, someone who relays what was told them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sanan.files import actions as files
from sanan.files.models import StoredFile
from sanan.kit import clock, words
from sanan.kit.bulk import insert
from sanan.kit.errors import Forbidden, Invalid
from sanan.kit.files import Upload
from sanan.people.models import Person
from sanan.places.queries import lineage
from sanan.voices import rules
from sanan.voices.actions.change import locked, numbered, written
from sanan.voices.enums import Event, Kind, Reading, Source, State
from sanan.voices.models import Member, Message, Room
from sanan.voices.queries import membership, reading, screening

MOST_FILES = 10
TELLER = 40


@dataclass
class _Post:
    """A message on its way into the room, with what is attached and who the record names."""

    message: Message
    uploads: Sequence[Upload]
    event: str
    by: Person


def say(
    *,
    room: Room,
    member: Member,
    text: str,
    uploads: Sequence[Upload] = (),
    reply_to: Message | None = None,
    token: str = "",
    at: datetime | None = None,
) -> Message:
    """A member speaks. `token` makes a repeated request one message.

    What holds a word of the list waits for a person's look and is told so; nothing is dropped.
    Raises `Forbidden` with the reason for who may not post, `Invalid` for nothing or too much.
    """
    moment = clock.at_or_now(at)
    if member.room_id != room.pk:
        raise Forbidden(_("您不在这个群里。"), "no_member")
    refusal = membership.why_not_say(member, moment)
    if refusal is not None:
        raise refusal
    made = Message(
        member=member,
        by=member.person,
        name=member.nickname,
        text=_text(text, uploads),
        reply_to=_answered(room, reply_to),
        origin=f"say:{member.pk}:{token[:60]}" if token else None,
        at=moment,
    )
    _listen(made, room)
    return _posted(room, _Post(made, uploads, Event.SAY, member.person))


def say_in_office(
    *,
    room: Room,
    by: Person,
    text: str,
    uploads: Sequence[Upload] = (),
    reply_to: Message | None = None,
    token: str = "",
    at: datetime | None = None,
) -> Message:
    """Someone in office speaks, under their real name and their office."""
    made = Message(
        source=Source.STAFF,
        by=by,
        name=by.name,
        role=rules.speaks_as(room.place, by),
        text=_text(text, uploads),
        reply_to=_answered(room, reply_to),
        origin=f"cases_staff:{by.pk}:{token[:60]}" if token else None,
        at=clock.at_or_now(at),
    )
    return _posted(room, _Post(made, uploads, Event.SAY, by))


def relay(
    *,
    room: Room,
    text: str,
    by: Person,
    teller: str = "",
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Message:
    """转述: someone in office writes what a neighbour told them, by mouth or in a private group.

    `teller` is how the neighbour wants to be called; empty is a neighbour. Nobody's private group
    is read: a person passes on what a person said (H13).
    """
    rules.speaks_as(room.place, by)
    teller = words.clean_line(teller, most=TELLER, field="teller")
    if teller:
        rules.check_nickname(words.clip(teller, rules.NICKNAME), membership.officials(room.place))
    made = Message(
        kind=Kind.RELAY,
        source=Source.STAFF,
        by=by,
        name=teller or _("一位村民"),
        text=_text(text, uploads),
        at=clock.at_or_now(at),
    )
    _listen(made, room)
    return _posted(room, _Post(made, uploads, Event.RELAY, by))


def _text(text: str, uploads: Sequence[Upload]) -> str:
    text = words.clean(text, most=rules.LONGEST, field="text")
    if words.is_blank(text) and not uploads:
        raise Invalid(_("请写一句话，或者发一张照片。"), "empty", field="text")
    if len(uploads) > MOST_FILES:
        raise Invalid(_("一次最多发 %(most)d 个文件，请分几次发。") % {"most": MOST_FILES}, "files")
    return text


def _answered(room: Room, message: Message | None) -> Message | None:
    if message is not None and (message.room_id != room.pk or not message.is_shown):
        raise Invalid(_("要回复的那条消息已经不在了。"), "reply_to")
    return message


def _listen(message: Message, room: Room) -> None:
    """What the words are about, and whether someone must look first. Before the lock."""
    found = reading.heard(message.text, lineage(room.place).county_id)
    message.reading, message.likely = found.reading, found.likely
    message.topic_id = found.topic_id
    message.hits = screening.hits(message.text, room.place)
    if message.hits:
        message.state = State.HELD


def _posted(room: Room, post: _Post) -> Message:
    """The message in the room, or the one that came under the same origin before."""
    try:
        with files.kept(post.uploads) as kept, locked(room) as fresh:
            _written(fresh, post, kept)
    except IntegrityError:
        origin = post.message.origin or "-"
        before = Message.objects.filter(room=room, origin=origin).first()
        if before is None:
            raise
        return before
    return post.message


def _written(room: Room, post: _Post, kept: Sequence[StoredFile]) -> None:
    message = post.message
    insert(numbered(room, message))
    attached = files.attach(kept, to=message, by=post.by, at=message.at)
    held = message.state == State.HELD
    content = {
        "room": room.door,
        "seq": message.seq,
        "name": message.name,
        "reply_to": message.reply_to.ref if message.reply_to else "",
        "files": attached,
        "held": message.hits,
        "proposed": message.reading == Reading.PROPOSED,
    }
    event = Event.HOLD if held else post.event
    written(event, message.ref, content, by=post.by, at=message.at, said=message.text)
