"""Who holds which role where, and what an organisation answers for."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.kit import words
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import record
from sanan.people import rules
from sanan.people.actions.tokens import end_tokens
from sanan.people.enums import THREE_ADMINS, Event, OrgKind, Role
from sanan.people.models import Duty, Org, Person, Position
from sanan.people.rules import Verb
from sanan.places.models import Place


def appoint(
    *,
    person: Person,
    role: Role,
    place: Place,
    org: Org | None = None,
    since_on: date,
    until_on: date | None = None,
    by: Person | None,
    at: datetime | None = None,
) -> Position:
    """Give `person` a role at a place from one day to another (both included).

    The three administrators are appointed by the security administrator, everyone else by the
    system administrator, nobody by themselves; without `by` it is the command line.
    """
    role = Role(role)
    rules.check(Verb.APPOINT_ADMIN if role in THREE_ADMINS else Verb.APPOINT, by, place=place)
    if by is not None and by.pk == person.pk:
        raise Refused(_("不能给自己任职。请另一位管理员来办。"), "self")
    rules.check_over(Verb.APPOINT_ADMIN if role in THREE_ADMINS else Verb.APPOINT, by, person)
    with transaction.atomic():
        # One appointment of a person at a time, so that two at once cannot pass the rule together.
        person = Person.objects.select_for_update().get(pk=person.pk)
        rules.check_appointment(
            person=person, role=role, place=place, org=org, since_on=since_on, until_on=until_on
        )
        made = Position.objects.create(
            person=person, role=role, place=place, org=org, since_on=since_on, until_on=until_on
        )
        record(
            event=Event.APPOINT,
            subject=person.ref,
            content=_content(made),
            by=by.ref if by else "",
            at=at,
        )
        end_tokens(person=person, by=by, at=at)
    return made


def end_position(
    *, position: Position, until_on: date, by: Person | None, at: datetime | None = None
) -> Position:
    """Let a position end with the day `until_on`; it stays in the list as what was."""
    admin = position.role in THREE_ADMINS
    rules.check(Verb.APPOINT_ADMIN if admin else Verb.APPOINT, by, place=position.place)
    if until_on < position.since_on:
        raise Invalid(_("卸任日期早于到任日期。"), "dates", field="until_on")
    with transaction.atomic():
        position = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)
        if position.until_on is not None and position.until_on < until_on:
            raise Refused(_("这个职务已经结束了。要继续担任，请重新任职。"), "ended")
        position.until_on = until_on
        position.save(update_fields=["until_on"])
        record(
            event=Event.END_POSITION,
            subject=position.person.ref,
            content=_content(position),
            by=by.ref if by else "",
            at=at,
        )
        end_tokens(person=position.person, by=by, at=at)
    return position


def _content(position: Position) -> dict[str, Any]:
    return {
        "position": position.pk,
        "person": position.person.ref,
        "role": position.role,
        "place": position.place.code,
        "org": position.org.code if position.org else None,
        "since_on": position.since_on.isoformat(),
        "until_on": position.until_on.isoformat() if position.until_on else None,
    }


def add_org(
    *,
    name: str,
    kind: OrgKind,
    place: Place,
    parent: Org | None = None,
    phone: str = "",
    code: str = "",
    by: Person | None,
    at: datetime | None = None,
) -> Org:
    """Set up an organisation at a place; its name is unique there."""
    rules.check(Verb.ADD_ORG, by, place=place)
    name = words.clean_line(name, most=80, field="name")
    if words.is_blank(name):
        raise Invalid(_("请写单位名称。"), "name", field="name")
    org = Org(name=name, kind=OrgKind(kind), place=place, parent=parent, phone=phone)
    org.code = code or org.code
    try:
        with transaction.atomic():
            org.save(force_insert=True)
            record(
                event=Event.ADD_ORG,
                subject=org.code,
                content={
                    "name": org.name,
                    "kind": org.kind,
                    "place": place.code,
                    "parent": parent.code if parent else None,
                    "phone": phone,
                },
                by=by.ref if by else "",
                at=at,
            )
    except IntegrityError as twice:
        raise Refused(_("这里已经有同名的单位。"), "already", field="name") from twice
    return org


def set_duty(
    *,
    org: Org,
    category: str,
    text: str,
    lead: bool = True,
    by: Person | None,
    at: datetime | None = None,
) -> Duty | None:
    """Write, change or (with an empty text) strike one line of an organisation's duty list."""
    rules.check(Verb.SET_DUTY, by, place=org.place)
    text = words.clean_line(text, most=300, field="text")
    with transaction.atomic():
        duty = None
        if text:
            duty, _made = Duty.objects.update_or_create(
                org=org, category=category, defaults={"text": text, "lead": lead}
            )
        else:
            Duty.objects.filter(org=org, category=category).delete()
        record(
            event=Event.SET_DUTY,
            subject=org.code,
            content={"category": category, "text": text, "lead": lead},
            by=by.ref if by else "",
            at=at_or_now(at),
        )
    return duty
