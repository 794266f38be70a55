"""Two village rooms with a month of talk: ST-2 up to the repair (domain brief §3.3), moderation, import."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from sanan.cases import actions as cases
from sanan.cases.models import Case, Category
from sanan.demo.actions.stage import drawn
from sanan.demo.cast import Cast, written
from sanan.people import actions as people
from sanan.people.models import Person
from sanan.voices import actions
from sanan.voices.enums import Reason
from sanan.voices.models import Member, Message, Room

FIRST_PHONE = 13800005001
WAKES, SLEEPS = timedelta(hours=7), timedelta(hours=22)
"""Between these hours of a day people talk."""
MOMENTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Hall:
    """One room with its people, and the demo's present moment."""

    cast: Cast
    told: dict[str, Any]
    room: Room
    members: list[Member]
    now: datetime

    def ago(self, days: float) -> datetime:
        """That many days before now, at an hour when people are awake; who was first stays first."""
        then = timezone.localtime(self.now - timedelta(days=days))
        midnight = then.replace(hour=0, minute=0, second=0, microsecond=0)
        said = then - midnight
        if said < WAKES:
            said = WAKES + said / WAKES * MOMENTS
        elif said < SLEEPS:
            said = WAKES + MOMENTS + (said - WAKES) * (1 - MOMENTS / (SLEEPS - WAKES))
        else:
            said = SLEEPS + (said - SLEEPS) / (timedelta(days=1) - SLEEPS) * MOMENTS
        return then if midnight + said > self.now else midnight + said

    @property
    def keeper(self) -> Person:
        """Who answers for the room."""
        return self.cast.person(self.told["keeper"])

    def say(self, days: float, who: int, text: str, photo: str = "") -> Message:
        """Let someone speak then."""
        return actions.say(
            room=self.room,
            member=self.members[who],
            text=text,
            uploads=drawn(photo),
            at=self.ago(days),
        )


def load_voices(cast: Cast, now: datetime) -> None:
    """Both rooms; once."""
    if Room.objects.exists():
        return
    said = written("voices")
    puban = _hall(cast, said["puban"], now, 0)
    _xiangan(_hall(cast, said["xiangan"], now, 100))
    _puban(puban)
    actions.index_waiting()


def _hall(cast: Cast, told: dict[str, Any], now: datetime, number: int) -> Hall:
    place, then = cast.place(told["place"]), now - timedelta(days=30)
    room = actions.open_room(place=place, by=None, at=then)
    members = []
    for n, (nickname, name) in enumerate(told["people"]):
        person = _person(cast, name, str(FIRST_PHONE + number + n), told["place"])
        members.append(actions.join(room=room, by=person, nickname=nickname, at=then))
    keeper = cast.person(told["keeper"])
    for member in members[:-2]:
        actions.check_member(member=member, by=keeper, at=then + timedelta(days=1))
    if told["rules"]:
        actions.set_rules(room=room, text=told["rules"], by=keeper, at=then)
    return Hall(cast, told, room, members, now)


def _person(cast: Cast, name: str, phone: str, home: str) -> Person:
    known = next((p for p in cast.people.values() if p.name == name and not p.username), None)
    return known or people.add_person(name=name, phone=phone, home=cast.place(home), by=None)


def _puban(hall: Hall) -> None:
    told = hall.told
    said = [hall.say(*row) for row in told["said"][:5]]
    case = actions.raise_case(
        message=said[2], others=said[3:5], by=hall.cast.person(told["grid"]), at=hall.ago(24)
    )
    for row in told["said"][5:8]:
        hall.say(*row)
    _moderation(hall)
    _repair(hall, case)
    rest = [hall.say(*row) for row in told["said"][8:]]
    hall.say(*told["held"])
    title, text = told["announcement"]
    then = hall.ago(5.5)
    made = actions.announce(place=hall.room.place, title=title, text=text, by=hall.keeper, at=then)
    actions.pin(message=made, by=hall.keeper, at=then)
    teller, text = told["relay"]
    actions.relay(
        room=hall.room,
        text=text,
        by=hall.cast.person(told["grid"]),
        teller=teller,
        at=hall.ago(0.25),
    )
    actions.say_in_office(
        room=hall.room,
        by=hall.keeper,
        text="水渠我下午带人去清，今天放水。",
        reply_to=rest[2],
        at=hall.ago(3),
    )


def _moderation(hall: Hall) -> None:
    """A threat that was taken out, with its line, its mute, and an appeal that waits."""
    told = hall.told
    rude, then = hall.say(*told["rude"]), hall.ago(8.9)
    if rude.is_shown:
        actions.remove(
            message=rude, why=Reason.ABUSE, note=told["rude_note"], by=hall.keeper, at=then
        )
    else:
        actions.refuse(
            message=rude, why=Reason.ABUSE, note=told["rude_note"], by=hall.keeper, at=then
        )
    member = hall.members[told["rude"][1]]
    actions.mute(
        member=member, why=Reason.ABUSE, note=told["rude_note"], days=3, by=hall.keeper, at=then
    )
    actions.appeal(member=member, message=rude, text=told["appeal"], at=hall.ago(8.5))


def _repair(hall: Hall, case: Case) -> None:
    """ST-2: dispatched to the village, mended, answered with a photo of how it is now."""
    cast, village = hall.cast, hall.keeper
    cases.dispatch(
        case=case,
        to=cast.org("puban-committee"),
        by=cast.person("xuwen"),
        at=hall.ago(23.8),
        category=Category.objects.get(code="traffic.road"),
    )
    cases.sign(case=case, by=village, at=hall.ago(23.6))
    cases.contact(case=case, by=village, reached=True, note="约了当天去看", at=hall.ago(23.5))
    cases.reply(
        case=case,
        by=village,
        public_text=hall.told["answer"],
        uploads=drawn("road", mended=True),
        at=hall.ago(21),
    )
    actions.bring_answers(room=hall.room, at=hall.ago(21))


def _xiangan(hall: Hall) -> None:
    for row in hall.told["said"]:
        hall.say(*row)
    title, text = hall.told["announcement"]
    actions.announce(
        place=hall.room.place, title=title, text=text, by=hall.keeper, at=hall.ago(1.5)
    )
