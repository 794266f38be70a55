"""A room is opened, gets its own rules, a new code at its door."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.kit import clock, words
from sanan.kit.errors import Refused
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.places.queries import lineage
from sanan.voices import rules
from sanan.voices.enums import Event
from sanan.voices.models import Room
from sanan.voices.models.room import new_code

OWN_RULES = 5_000


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
