"""Coming into a room, asking to, leaving it, being checked, being silent for a while."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.people import actions as people
from sanan.people.models import Person
from sanan.process.declare import SYSTEM, Relation
from sanan.process.step import Step
from sanan.voices import rules
from sanan.voices.enums import ENDINGS, Reason, Standing
from sanan.voices.models import Member, Mute, Room
from sanan.voices.queries import membership
from sanan.voices.rules.members import AT_DOOR, MEMBER, check_days, lives_in, why_silent

NAME = 20
NOTE = 300
TAKEN = gettext_lazy("群里已经有人叫这个名字了，请换一个昵称。")


@MEMBER.action("join")
@MEMBER.action("come_back")
def join(
    *,
    room: Room,
    by: Person,
    nickname: str,
    name: str = "",
    door: str = "",
    at: datetime | None = None,
) -> Member:
    """Come in: whoever lives here, or stands before the village's code (`door` is what it says).

    `name` is the real name, kept behind the nickname; it is asked for once. Whoever comes back
    keeps what they said. Raises `Forbidden` without home and code, `Invalid` for a wrong name.
    """
    moment = clock.at_or_now(at)
    before = membership.row_of(room, by)
    if before is not None and before.state == Standing.IN:
        return before
    called = _called(room, by, nickname, name)
    relation = AT_DOOR if door and door == room.door else None
    try:
        with _coming(("join", "come_back"), room, by, before, moment, relation) as step:
            _named(step.thing, by, called)
            _let_in(step.thing, moment)
            if not lives_in(room.place, by.home):
                by.home = room.place
            by.save(update_fields=["name", "home"])
            step.data = {"room": room.door, "by_door": bool(door)}
    except IntegrityError:
        raise Invalid(TAKEN, "taken", field="nickname") from None
    return before or step.thing


@MEMBER.action("ask")
@MEMBER.action("ask_again")
def ask(
    *,
    room: Room,
    by: Person,
    nickname: str,
    text: str,
    name: str = "",
    at: datetime | None = None,
) -> Member:
    """Ask to come in from afar: who does not live here now says who they are, and the village answers."""
    moment = clock.at_or_now(at)
    called = _called(room, by, nickname, name)
    text = words.needed(text, "text", NOTE)
    before = membership.row_of(room, by)
    try:
        with _coming(("ask", "ask_again"), room, by, before, moment, None) as step:
            _named(step.thing, by, called)
            by.save(update_fields=["name"])
            step.data = {"room": room.door}
            step.say(text)
    except IntegrityError:
        raise Invalid(TAKEN, "taken", field="nickname") from None
    return before or step.thing


def _called(room: Room, by: Person, nickname: str, name: str) -> tuple[str, str, str]:
    """Nickname, the same as compared, and the real name behind it."""
    nickname = words.clean_line(nickname, field="nickname")
    plain = rules.check_nickname(nickname, membership.officials(room.place))
    name = words.clean_line(name, most=NAME, field="name") or by.name
    if words.is_blank(name):
        raise Invalid(_("请填真实姓名。邻居只看到昵称，真名只给村里核对。"), "name", field="name")
    return nickname, plain, name


def _coming(
    verbs: tuple[str, str],
    room: Room,
    by: Person,
    before: Member | None,
    moment: datetime,
    relation: Relation | None,
) -> AbstractContextManager[Step[Member]]:
    """The first of the verbs for who was never here, the second for who was."""
    if before is not None:
        return MEMBER.step(verbs[1], before, by=by, at=moment, relation=relation)
    made = Member(room=room, person=by)
    return MEMBER.begin(verbs[0], made, by=by, at=moment, relation=relation)


def _named(member: Member, by: Person, called: tuple[str, str, str]) -> None:
    member.nickname, member.folded, name = called
    by.name = by.name or name


def _let_in(member: Member, moment: datetime) -> None:
    member.since_at, member.ended_at = member.since_at or moment, None


@MEMBER.action("admit")
def admit(*, member: Member, by: Person, at: datetime | None = None) -> Member:
    """Let in who asked, or whom the village once turned away; where they live stays as it is."""
    moment = clock.at_or_now(at)
    try:
        with MEMBER.step("admit", member, by=by, at=moment) as step:
            _let_in(step.thing, moment)
            away = not lives_in(member.room.place, member.person.home)
            step.set(checked_at=moment, checked_by=by, away=away)
            say = gettext_noop("%(place)s同意您进群了。")
            step.then(lambda _step: _answered(member, say, {}, moment))
    except IntegrityError:
        raise Refused(TAKEN, "taken") from None
    return member


@MEMBER.action("decline")
def decline(*, member: Member, note: str, by: Person, at: datetime | None = None) -> Member:
    """Not let in, with the reason that whoever asked reads."""
    note = words.needed(note, "note", NOTE)
    moment = clock.at_or_now(at)
    with MEMBER.step("decline", member, by=by, at=moment) as step:
        step.say(note, public=True)
        say = gettext_noop("%(place)s没有同意您进群。原因：%(note)s")
        step.then(lambda _step: _answered(member, say, {"note": note}, moment))
    return member


def _answered(member: Member, say: str, told: dict[str, str], at: datetime) -> None:
    place = member.room.place
    told = {"place": place.spoken, **told}
    people.notify(to=member.person, say=say, words=told, link=f"/voices/{place.code}/", at=at)


@MEMBER.action("leave")
def leave(*, member: Member, by: Person, at: datetime | None = None) -> Member:
    """Go of one's own accord, or ask no longer; what was said stays."""
    with MEMBER.step("leave", member, by=by, at=at) as step:
        if step.thing.state == Standing.IN or step.thing.ended_at is None:
            step.set(ended_at=step.at)
    return member


@MEMBER.action("end")
def end(*, member: Member, why: Standing, by: Person, at: datetime | None = None) -> Member:
    """Someone moved away, or does not live here: they keep the history and lose posting."""
    if why not in ENDINGS:
        raise Invalid(_("请选一个原因。"), "why", field="why")
    with MEMBER.step("end", member, by=by, at=at) as step:
        step.target = Standing(why)
        step.set(ended_at=step.at, state=step.target)
        step.then(lambda done: _tell(done.thing, None, done.at))
    return member


@MEMBER.action("check")
def check_member(*, member: Member, by: Person, at: datetime | None = None) -> Member:
    """Confirm that someone lives here, once."""
    with MEMBER.step("check", member, by=by, at=at) as step:
        step.set(checked_at=step.at, checked_by=by)
    return member


@MEMBER.action("mute")
def mute(
    *,
    member: Member,
    why: Reason,
    note: str,
    days: int,
    by: Person,
    at: datetime | None = None,
) -> Mute:
    """Silence for `days` (1 to 30), for a stated reason that the member reads and may appeal."""
    check_days(days)
    note = words.needed(note, "note", NOTE)
    with MEMBER.step("mute", member, by=by, at=at) as step:
        until = step.at + timedelta(days=days)
        made = Mute.objects.create(
            member=step.thing,
            why=Reason(why),
            note=note,
            since_at=step.at,
            until_at=until,
            by=by,
        )
        step.data = {"mute": made.ref, "why": str(why), "until": until.isoformat()}
        step.say(note, public=True)
        step.then(lambda done: _tell(done.thing, made, done.at))
    return made


@MEMBER.action("unmute")
def unmute(
    *,
    member: Member,
    by: Person,
    at: datetime | None = None,
    relation: Relation | None = None,
) -> Member:
    """Let someone speak again before the time."""
    with MEMBER.step("unmute", member, by=by, at=at, relation=relation) as step:
        standing = Mute.objects.standing(step.at).filter(member=step.thing)
        step.data = {"mutes": list(standing.values_list("ref", flat=True))}
        standing.update(lifted_at=step.at, lifted_by=by)
    return member


def unmuted_on_appeal(mute: Mute, by: Person, at: datetime) -> None:
    """An appeal was right: where the mute still stands, it ends."""
    if Mute.objects.standing(at).filter(pk=mute.pk).exists():
        unmute(member=mute.member, by=by, at=at, relation=SYSTEM)


def _tell(member: Member, mute: Mute | None, at: datetime) -> None:
    """Say to a member why they may not post."""
    with people.in_language_of(member.person):
        silent = why_silent(member, mute)
    if silent is not None:
        people.notify(to=member.person, say=silent[0], words=silent[1], link="/voices/", at=at)


def reveal(*, member: Member, purpose: str, by: Person, at: datetime | None = None) -> str:
    """The phone number behind a nickname, for a stated purpose; the auditor reads of it."""
    rules.check_keeper(member.room.place, by)
    return people.reveal(
        locked=member.person.phone_locked,
        subject=member.person.ref,
        field="phone",
        purpose=purpose,
        by=by,
        at=at,
    )
