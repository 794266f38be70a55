"""Saying something: a member, someone in office, someone who relays what was told them, the village."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.files import actions as files
from sanan.kit import clock, words
from sanan.kit.errors import Forbidden, Invalid
from sanan.kit.files import Upload
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.places.queries import lineage
from sanan.process.declare import SYSTEM, Relation
from sanan.voices import rules
from sanan.voices.actions.numbers import locked, numbered
from sanan.voices.actions.rooms import open_room
from sanan.voices.enums import Kind, Reading, Source, State
from sanan.voices.models import Member, Message, Room
from sanan.voices.queries import membership, reading, screening
from sanan.voices.rules.messages import MESSAGE

MOST_FILES = 10
TELLER = 40
TITLE, ANNOUNCEMENT = 120, 10_000


@MESSAGE.action("say")
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
    if member.room_id != room.pk:
        raise Forbidden(_("您不在这个群里。"), "no_member")
    made = Message(
        room=member.room,
        member=member,
        by=member.person,
        name=member.nickname,
        origin=f"say:{member.pk}:{token[:60]}" if token else None,
        at=clock.at_or_now(at),
    )
    made.text, made.reply_to = _text(text, uploads), _answered(room, reply_to)
    _listen(made)
    return posted("say", made, member.person, uploads)


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
        room=room,
        source=Source.STAFF,
        by=by,
        name=by.name,
        role=rules.office_of(room.place, by),
        text=_text(text, uploads),
        reply_to=_answered(room, reply_to),
        origin=f"cases_staff:{by.pk}:{token[:60]}" if token else None,
        at=clock.at_or_now(at),
    )
    return posted("say", made, by, uploads)


@MESSAGE.action("relay")
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
    teller = words.clean_line(teller, most=TELLER, field="teller")
    if teller:
        rules.check_nickname(words.clip(teller, rules.NICKNAME), membership.officials(room.place))
    made = Message(
        room=room,
        kind=Kind.RELAY,
        source=Source.STAFF,
        by=by,
        name=teller or _("一位村民"),
        text=_text(text, uploads),
        at=clock.at_or_now(at),
    )
    _listen(made)
    return posted("relay", made, by, uploads)


@MESSAGE.action("announce")
def announce(
    *,
    place: Place,
    title: str,
    text: str,
    url: str = "",
    by: Person | None,
    at: datetime | None = None,
) -> Message:
    """Post an announcement in the room of the village of `place`, which is opened where absent.

    `by` None is the system. `url` is an address on this site, or https. Raises `Invalid` for an
    empty or overlong one, `Forbidden` where `by` may not speak there.
    """
    moment = clock.at_or_now(at)
    title = words.needed(words.clean_line(title, most=TITLE, field="title"), "title", TITLE)
    text, url = words.needed(text, "text", ANNOUNCEMENT), _address(url)
    with transaction.atomic():
        room = open_room(place=place, by=None, at=moment)
        made = Message(
            room=room,
            kind=Kind.ANNOUNCEMENT,
            source=Source.STAFF if by else Source.SYSTEM,
            by=by,
            name=by.name if by else words.clip(room.place.spoken, 40),
            role=rules.office_of(room.place, by),
            title=title,
            text=text,
            url=url,
            at=moment,
        )
        return posted("announce", made, by, relation=None if by else SYSTEM)


def _address(url: str) -> str:
    url = words.clean_line(url, most=300, field="url")
    parts = urlsplit(url)
    away = parts.scheme == "https" and parts.netloc
    if url and not away and (not url.startswith("/") or url.startswith("//")):
        raise Invalid(_("网址要以 https:// 开头。"), "url", field="url")
    return url


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


def _listen(message: Message) -> None:
    """What the words are about, and whether someone must look first. Before the lock."""
    place = message.room.place
    found = reading.heard_on(message, lineage(place).county_id)
    message.reading, message.likely = found.reading, found.likely
    message.topic_id = found.topic_id
    message.hits = screening.hits(message.text, place)
    if message.hits:
        message.state = State.HELD


def posted(
    verb: str,
    message: Message,
    by: Person | None,
    uploads: Sequence[Upload] = (),
    *,
    relation: Relation | None = None,
    data: Mapping[str, Any] | None = None,
) -> Message:
    """The message in its room, or the one that came under the same origin before."""
    MESSAGE.check(verb, message, by, relation=relation, at=message.at)
    begun = MESSAGE.begin(verb, message, by=by, at=message.at, relation=relation)
    try:
        with files.kept(uploads) as kept, locked(message.room) as room, begun as step:
            numbered(room, message)
            step.data = {
                "room": room.door,
                "reply_to": message.reply_to.ref if message.reply_to else "",
                "held": message.hits,
                "proposed": message.reading == Reading.PROPOSED,
                **(data or {}),
            }
            step.files = files.hashes(kept)
            step.then(lambda done: files.attach(kept, to=message, by=by, at=done.at))
    except IntegrityError:
        origin = message.origin or "-"
        before = Message.objects.filter(room=message.room, origin=origin).first()
        if before is None:
            raise
        return before
    return message
