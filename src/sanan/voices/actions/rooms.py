"""A room is opened, gets its own rules, a new door; announcements stand in it."""

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.kit import clock, words
from sanan.kit.bulk import insert
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.places.queries import lineage
from sanan.voices import rules
from sanan.voices.actions.change import locked, needed, numbered, written
from sanan.voices.enums import Event, Kind, Source
from sanan.voices.models import Message, Room
from sanan.voices.models.room import new_code

TITLE, ANNOUNCEMENT, OWN_RULES = 120, 10_000, 5_000


def open_room(*, place: Place, by: Person | None, at: datetime | None = None) -> Room:
    """The room of the village in which `place` lies; twice is once. Raises `Refused` above villages."""
    village = _village(place)
    found = Room.objects.select_related("place").filter(place=village).first()
    if found is not None:
        return found
    if by is not None:
        rules.check_keeper(village, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        room, made = Room.objects.get_or_create(place=village, defaults={"opened_at": moment})
        if made:
            written(Event.OPEN, room.door, {"place": village.code}, by=by, at=moment)
    return room


def _village(place: Place) -> Place:
    if place.kind == PlaceKind.VILLAGE:
        return place
    key = lineage(place).village_id
    if key is None:
        raise Refused(_("村群开在村（社区）一级。请选一个村或社区。"), "no_village")
    village: Place = Place.objects.get(pk=key)
    return village


def set_rules(*, room: Room, text: str, by: Person, at: datetime | None = None) -> Room:
    """What this village adds to the rules that every room has."""
    rules.check_keeper(room.place, by)
    moment = clock.at_or_now(at)
    room.own_rules = words.clean(text, most=OWN_RULES, field="text")
    with transaction.atomic():
        room.save(update_fields=["own_rules"])
        written(Event.RULES, room.door, {}, by=by, at=moment, said=room.own_rules)
    return room


def new_door(*, room: Room, by: Person, at: datetime | None = None) -> Room:
    """A new QR code; the old one leads in no more."""
    rules.check_keeper(room.place, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        before, room.door = room.door, new_code()
        room.save(update_fields=["door"])
        written(Event.DOOR, room.door, {"before": before}, by=by, at=moment)
    return room


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
    title = needed(words.clean_line(title, most=TITLE, field="title"), most=TITLE, name="title")
    text, url = needed(text, most=ANNOUNCEMENT), _address(url)
    with transaction.atomic():
        room = open_room(place=place, by=None, at=moment)
        office = rules.speaks_as(room.place, by)
        with locked(room) as fresh:
            made = Message(
                kind=Kind.ANNOUNCEMENT,
                source=Source.STAFF if by else Source.SYSTEM,
                by=by,
                name=by.name if by else _village_name(fresh),
                role=office,
                title=title,
                text=text,
                url=url,
                at=moment,
            )
            insert(numbered(fresh, made))
            content = {"room": fresh.door, "message": made.ref, "title": title, "url": url}
            written(Event.ANNOUNCE, made.ref, content, by=by, at=moment, said=text)
    return made


def _village_name(room: Room) -> str:
    return words.clip(room.place.spoken, 40)


def _address(url: str) -> str:
    url = words.clean_line(url, most=300, field="url")
    if url and not url.startswith("/"):
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.netloc:
            raise Invalid(_("网址要以 https:// 开头。"), "url", field="url")
    if url.startswith("//"):
        raise Invalid(_("网址要以 https:// 开头。"), "url", field="url")
    return url
