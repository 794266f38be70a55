"""Who serves, and in which team."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit import clock, identity, phones, tokens, vault, words
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import written
from sanan.people import actions as people_actions
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.volunteers import rules
from sanan.volunteers.enums import Event, IdKind, Noted, Sex
from sanan.volunteers.enums import Field as Work
from sanan.volunteers.models import Membership, Note, Team, Volunteer

WORDING = "2026-11"
"""The text that volunteers agree to (templates/volunteers/_wording.html)."""
ALONE = 14
"""Under this age a guardian agrees (PIPL art. 31)."""


def register(
    *,
    person: Person,
    place: Place,
    agreed: bool,
    name: str = "",
    skills: Sequence[str] = (),
    sex: str = "",
    birth_on: date | None = None,
    id_kind: str = "",
    id_number: str = "",
    guardian: bool = False,
    by: Person | None = None,
    at: datetime | None = None,
) -> Volunteer:
    """Take someone in as a volunteer; who left before comes back under the same number.

    `agreed` that they read what is kept and why; `guardian`: one agreed for a child under 14,
    which only staff may note. The identity number is optional and kept encrypted.
    """
    moment = clock.at_or_now(at)
    if by is not None:
        rules.check_desk(place, by)
    if not agreed:
        raise Invalid(_("请先看一下怎样使用您的信息，再勾选“同意”。"), "consent", field="agreed")
    with transaction.atomic():
        _name(person, name)
        before = Volunteer.objects.select_for_update().filter(person=person).first()
        if before is not None and before.left_at is None:
            raise Refused(_("已经登记过志愿者了。"), "twice")
        made = before or Volunteer(person=person)
        made.place, made.registered_at, made.wording = place, moment, WORDING
        made.left_at = None
        _describe(made, skills, sex, birth_on)
        _identify(made, id_kind, id_number)
        _old_enough(made, moment, guardian=guardian and by is not None)
        _save(made)
        written(
            Event.REGISTER,
            made.code,
            {**_told(made), "guardian": guardian},
            by=by or person,
            at=moment,
        )
    return made


def amend(
    *,
    volunteer: Volunteer,
    by: Person,
    skills: Sequence[str],
    place: Place | None = None,
    sex: str = "",
    birth_on: date | None = None,
    id_kind: str = "",
    id_number: str = "",
    at: datetime | None = None,
) -> Volunteer:
    """Change one's own particulars, or (staff) those of someone here. An empty number keeps the old."""
    if by.pk != volunteer.person_id:
        rules.check_desk(volunteer.place, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        fresh = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        fresh.place = place or fresh.place
        _describe(fresh, skills, sex or fresh.sex, birth_on or fresh.birth_on)
        if id_number:
            _identify(fresh, id_kind, id_number)
        _save(fresh)
        written(Event.AMEND, fresh.code, _told(fresh), by=by, at=moment)
    return fresh


def leave(*, volunteer: Volunteer, by: Person, at: datetime | None = None) -> Volunteer:
    """Stop: what is not needed to prove past services is erased; the services stay."""
    if by.pk != volunteer.person_id:
        rules.check_desk(volunteer.place, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        fresh = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        if fresh.left_at is not None:
            raise Refused(_("已经退出过了。"), "twice")
        fresh.left_at, fresh.skills, fresh.sex, fresh.birth_on = moment, [], "", None
        fresh.id_kind, fresh.id_locked, fresh.id_hash = "", "", None
        fresh.save()
        fresh.memberships.filter(until_at=None).update(until_at=moment)
        written(Event.LEAVE, fresh.code, {"volunteer": fresh.code}, by=by, at=moment)
    return fresh


def _name(person: Person, name: str) -> None:
    """The real name, where none is known yet: hours are recorded under it."""
    if person.name:
        return
    name = words.clean_line(name, most=40, field="name")
    if words.is_blank(name):
        raise Invalid(_("请写上真实姓名，服务时长要记在名下。"), "name", field="name")
    Person.objects.filter(pk=person.pk).update(name=name)
    person.name = name


def _describe(made: Volunteer, skills: Sequence[str], sex: str, birth_on: date | None) -> None:
    known = set(Work.values)
    made.skills = sorted(skill for skill in set(skills) if skill in known)
    made.sex = Sex(sex) if sex else ""
    made.birth_on = birth_on


def _identify(made: Volunteer, kind: str, number: str) -> None:
    if not number.strip():
        return
    kind = kind or IdKind.RESIDENT
    number = rules.checked_id(kind, number)
    if kind == IdKind.RESIDENT:
        born = identity.birth_of(number)
        if made.birth_on is not None and made.birth_on != born:
            raise Invalid(
                _("生日和证件号码对不上。请再看一遍。"), "birth_differs", field="birth_on"
            )
        made.birth_on = born
    made.id_kind, made.id_locked = IdKind(kind), vault.lock(number)
    made.id_hash = tokens.keyed_hash("volunteer-id", number)


def _old_enough(made: Volunteer, at: datetime, *, guardian: bool) -> None:
    today = timezone.localdate(at)
    if made.birth_on is not None and made.birth_on > today:
        raise Invalid(_("生日在将来。请再看一遍。"), "birth_future", field="birth_on")
    age = made.age_on(today)
    if age is not None and age < ALONE and not guardian:
        raise Refused(
            _("未满 %(age)d 周岁，要由监护人到社区一起登记。") % {"age": ALONE}, "guardian"
        )


def _save(made: Volunteer) -> None:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Refused(
            _("这个证件号码已经登记过。请用原来的手机号登录，或找社区核对。"),
            "id_taken",
            field="id_number",
        ) from None


def _told(made: Volunteer) -> dict[str, Any]:
    return {
        "volunteer": made.code,
        "person": made.person.ref,
        "place": made.place.code,
        "skills": made.skills,
        "sex": str(made.sex),
        "birth_on": made.birth_on,
        "id_kind": str(made.id_kind),
        "id_hash": made.id_hash or "",
        "wording": made.wording,
    }


def register_team(
    *,
    org: Org,
    head: str,
    phone: str,
    by: Person,
    register_no: str = "",
    about: str = "",
    since_on: date | None = None,
    at: datetime | None = None,
) -> Team:
    """Note what a certificate must say about its issuer; a second time replaces it."""
    rules.check_desk(org.place, by)
    moment = clock.at_or_now(at)
    values = {
        "head": words.one_line(head, "head", 40),
        "phone": _printed(phone),
        "register_no": words.clean_line(register_no, most=40, field="register_no"),
        "about": words.clean_line(about, most=300, field="about"),
        "since_on": since_on or timezone.localdate(moment),
    }
    with transaction.atomic():
        made, _new = Team.objects.update_or_create(org=org, defaults=values)
        written(Event.TEAM, org.code, values, by=by, at=moment)
    return made


def _printed(phone: str) -> str:
    """A team's number as it was written: it stands on its certificates."""
    phones.office(phone)
    return words.one_line(phone, "phone", 20)


def join(*, volunteer: Volunteer, org: Org, by: Person, at: datetime | None = None) -> Membership:
    """Become a member of a team; again changes nothing."""
    if by.pk != volunteer.person_id:
        rules.check_desk(org.place, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        there = Membership.objects.filter(volunteer=volunteer, org=org, until_at=None).first()
        if there is not None:
            return there
        made = Membership.objects.create(volunteer=volunteer, org=org, since_at=moment)
        written(Event.JOIN, org.code, {"volunteer": volunteer.code}, by=by, at=moment)
    return made


def part(*, volunteer: Volunteer, org: Org, by: Person, at: datetime | None = None) -> None:
    """Leave a team."""
    if by.pk != volunteer.person_id:
        rules.check_desk(org.place, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        held = Membership.objects.filter(volunteer=volunteer, org=org, until_at=None)
        if held.update(until_at=moment) == 0:
            raise Refused(_("不在这支队伍里。"), "not_there")
        written(Event.PART, org.code, {"volunteer": volunteer.code}, by=by, at=moment)


def note(
    *,
    volunteer: Volunteer,
    org: Org,
    kind: Noted,
    title: str,
    on: date,
    by: Person,
    minutes: int = 0,
    at: datetime | None = None,
) -> Note:
    """A training, an honour or an evaluation into the volunteer's record (order 67, art. 4)."""
    rules.check_desk(org.place, by)
    moment = clock.at_or_now(at)
    if on > timezone.localdate(moment):
        raise Invalid(_("日期在将来。请再看一遍。"), "future", field="on")
    with transaction.atomic():
        made = Note.objects.create(
            volunteer=volunteer,
            org=org,
            kind=Noted(kind),
            title=words.one_line(title, "title", 120),
            on=on,
            minutes=minutes,
            by=by,
        )
        content = {
            "kind": str(made.kind),
            "org": org.code,
            "title": made.title,
            "on": on,
            "minutes": minutes,
        }
        written(Event.NOTE, volunteer.code, content, by=by, at=moment)
    return made


def enrol(
    *,
    name: str,
    phone: str,
    place: Place,
    agreed: bool,
    by: Person,
    at: datetime | None = None,
    **more: Any,
) -> Volunteer:
    """Staff take in someone who came in person or on paper; known by the phone, else set up.

    `more` as in `register`. Raises `Refused` where the number stands under another name.
    """
    rules.check_desk(place, by)
    name = words.one_line(name, "name", 40)
    hashed = phones.hashed(phones.mobile(phone))
    with transaction.atomic():
        person = Person.objects.filter(phone_hash=hashed).first()
        if person is None:
            # The entry that follows, in the same transaction, says who did it.
            person = people_actions.add_person(name=name, phone=phone, home=place, by=None, at=at)
        elif person.name and person.name != name:
            raise Refused(
                _("这个手机号登记的是另一个名字。请再核对一遍。"), "other_name", field="phone"
            )
        return register(person=person, name=name, place=place, agreed=agreed, by=by, at=at, **more)
