"""Coming into a room, leaving it, being checked, being silent for a while."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.kit import clock, words
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.people import actions as people
from sanan.people.models import Person
from sanan.voices import rules
from sanan.voices.actions.change import needed, written
from sanan.voices.enums import Ended, Event, Reason
from sanan.voices.models import Member, Mute, Room
from sanan.voices.queries import membership

NAME = 20
NOTE = 300


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
    nickname = words.clean_line(nickname, field="nickname")
    plain = rules.check_nickname(nickname, membership.officials(room.place))
    name = words.clean_line(name, most=NAME, field="name") or by.name
    if words.is_blank(name):
        raise Invalid(_("请填真实姓名。邻居只看到昵称，真名只给村里核对。"), "name", field="name")
    before = membership.member_of(room, by)
    _may_come(room, by, door, before)
    if before is not None and before.ended_at is None:
        return before
    made = before or Member(room=room, person=by, since_at=moment)
    made.nickname, made.folded, made.ended_at, made.ended_why = nickname, plain, None, ""
    try:
        with transaction.atomic():
            made.save()
            _introduce(by, name, room)
            content = {"room": room.door, "nickname": nickname, "by_door": bool(door)}
            written(Event.JOIN, made.ref, content, by=by, at=moment)
    except IntegrityError:
        raise Invalid(
            _("群里已经有人叫这个名字了，请换一个昵称。"), "taken", field="nickname"
        ) from None
    return made


def _may_come(room: Room, by: Person, door: str, before: Member | None) -> None:
    if before is not None and before.ended_why == Ended.NO_RESIDENT:
        raise Forbidden(_("村里核对过，您不住在本村。有不对，请找村干部。"), "no_resident")
    at_home = by.home is not None and room.place.contains(by.home)
    if not at_home and door != room.door:
        raise Forbidden(
            _("这个群给住在%(place)s的人。请扫村里贴的群二维码进来，或者请网格员帮您登记。")
            % {"place": room.place.spoken},
            "no_door",
        )


def _introduce(person: Person, name: str, room: Room) -> None:
    if not person.name:
        person.name = name
    if person.home is None or not room.place.contains(person.home):
        person.home = room.place
    person.save(update_fields=["name", "home"])


def leave(*, member: Member, by: Person, at: datetime | None = None) -> Member:
    """Go of one's own accord; what was said stays."""
    if member.person_id != by.pk:
        raise Forbidden(_("只能自己退出。"), "not_yours")
    return _end(member, Ended.LEFT, Event.LEAVE, by, at)


def end(*, member: Member, why: Ended, by: Person, at: datetime | None = None) -> Member:
    """Someone moved away, or does not live here: they keep the history and lose posting."""
    rules.check_keeper(member.room.place, by)
    if why not in {Ended.MOVED, Ended.NO_RESIDENT}:
        raise Invalid(_("请选一个原因。"), "why", field="why")
    ended = _end(member, Ended(why), Event.END, by, at)
    _tell(ended, None, at)
    return ended


def _end(member: Member, why: Ended, event: str, by: Person, at: datetime | None) -> Member:
    if member.ended_at is not None:
        raise Refused(_("已经不在群里了。"), "ended")
    member.ended_at, member.ended_why = clock.at_or_now(at), why
    with transaction.atomic():
        member.save(update_fields=["ended_at", "ended_why"])
        written(event, member.ref, {"why": str(why)}, by=by, at=member.ended_at)
    return member


def check_member(*, member: Member, by: Person, at: datetime | None = None) -> Member:
    """Confirm that someone lives here, once."""
    rules.check_keeper(member.room.place, by)
    if member.checked_at is not None:
        raise Refused(_("已经核对过了。"), "checked")
    member.checked_at, member.checked_by = clock.at_or_now(at), by
    with transaction.atomic():
        member.save(update_fields=["checked_at", "checked_by"])
        written(Event.CHECK, member.ref, {}, by=by, at=member.checked_at)
    return member


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
    rules.check_keeper(member.room.place, by)
    since = clock.at_or_now(at)
    until = since + timedelta(days=days)
    rules.until_latest(since, until)
    if membership.mute_of(member, since) is not None:
        raise Refused(_("这个人现在已经不能发言。"), "twice")
    note = needed(note, most=NOTE, name="note")
    with transaction.atomic():
        made = Mute.objects.create(
            member=member, why=Reason(why), note=note, since_at=since, until_at=until, by=by
        )
        content = {"member": member.ref, "why": str(why), "until": until.isoformat()}
        written(Event.MUTE, made.ref, content, by=by, at=since, said=note)
        _tell(member, made, since)
    return made


def _tell(member: Member, mute: Mute | None, at: datetime | None) -> None:
    """Say to a member, in their language, why they may not post."""
    with people.in_language_of(member.person):
        refusal = rules.why_not_say(member, mute, None)
        said = str(refusal.sentence) if refusal else ""
    people.notify(to=member.person, say=said, link="/room/", at=at)


def unmute(*, mute: Mute, by: Person, at: datetime | None = None) -> Mute:
    """Let someone speak again before the time."""
    rules.check_keeper(mute.member.room.place, by)
    if mute.lifted_at is not None:
        raise Refused(_("已经解除了。"), "lifted")
    mute.lifted_at, mute.lifted_by = clock.at_or_now(at), by
    with transaction.atomic():
        mute.save(update_fields=["lifted_at", "lifted_by"])
        written(Event.UNMUTE, mute.ref, {"member": mute.member.ref}, by=by, at=mute.lifted_at)
    return mute


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
