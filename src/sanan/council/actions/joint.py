"""大党委: the committee, who sits in it, and how its mechanisms run."""

import json
from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.council import rules
from sanan.council.enums import Event
from sanan.council.models import CommitteeSeat, JointCommittee, Mechanism, Use
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.words import needed
from sanan.ledger.actions import written
from sanan.people.enums import OrgKind
from sanan.people.models import Org, Person
from sanan.places.models import Place

USUAL = Path(__file__).resolve().parents[1] / "data" / "mechanisms.json"
PARTY = frozenset({OrgKind.COMMUNITY_PARTY, OrgKind.ESTATE_BRANCH})


def found_joint(
    *, place: Place, name: str, lead: Org, by: Person | None, at: datetime | None = None
) -> JointCommittee:
    """Set up the joint committee of a community, with the usual eight mechanisms to edit.

    Their names: 议事协商, 共驻共建 and 党员服务 from the founding brief, the others a default of
    ours. Raises `Refused` where there is one already or `lead` is no Party organisation.
    """
    if by is not None:
        rules.check_desk(place, by)
    moment = clock.at_or_now(at)
    name = needed(words.clean_line(name, most=80, field="name"), "name")
    if lead.kind not in PARTY:
        raise Invalid(_("大党委由社区的党组织牵头。请选党组织。"), "not_party", field="lead")
    try:
        with transaction.atomic():
            made = JointCommittee.objects.create(
                place=place, name=name, lead=lead, founded_on=timezone.localdate(moment)
            )
            usual = json.loads(USUAL.read_text(encoding="utf-8"))
            Mechanism.objects.bulk_create(
                [
                    Mechanism(committee=made, position=number, name=title, text=text)
                    for number, (title, text) in enumerate(usual, 1)
                ]
            )
            content = {"place": place.code, "name": name, "lead": lead.code, "mechanisms": usual}
            written(Event.JOINT, made.code, content, by=by, at=moment)
    except IntegrityError:
        raise Refused(_("这里已经有大党委了。"), "twice", field="place") from None
    return made


def sit(
    *,
    committee: JointCommittee,
    org: Org,
    person: Person,
    by: Person | None,
    since_on: date,
    until_on: date | None = None,
    part_time: bool = True,
    at: datetime | None = None,
) -> CommitteeSeat:
    """Give someone a seat for their organisation, until the last day of the term."""
    if by is not None:
        rules.check_desk(committee.place, by)
    if until_on is not None and until_on < since_on:
        raise Invalid(_("任期的最后一天早于第一天。"), "dates", field="until_on")
    moment = clock.at_or_now(at)
    with transaction.atomic():
        JointCommittee.objects.select_for_update().get(pk=committee.pk)
        # Two seats of one person must not share a day, whether or not an end is set.
        others = committee.seats.filter(person=person).exclude(until_on__lt=since_on)
        if until_on is not None:
            others = others.filter(since_on__lte=until_on)
        if others.exists():
            raise Refused(
                _("这位在这段时间里已经有席位，一个人只占一席。"), "twice", field="person"
            )
        made = CommitteeSeat.objects.create(
            committee=committee,
            org=org,
            person=person,
            part_time=part_time,
            since_on=since_on,
            until_on=until_on,
        )
        content = {
            "seat": made.pk,
            "org": org.code,
            "person": person.ref if person else "",
            "part_time": part_time,
            "since_on": f"{since_on}",
            "until_on": f"{until_on or ''}",
        }
        written(Event.JOINT_SEAT, committee.code, content, by=by, at=moment)
    return made


def leave(
    *, seat: CommitteeSeat, until_on: date, by: Person, at: datetime | None = None
) -> CommitteeSeat:
    """Let a term end with the day `until_on`; it is never made longer this way."""
    rules.check_desk(seat.committee.place, by)
    if until_on < seat.since_on or (seat.until_on is not None and until_on > seat.until_on):
        raise Invalid(
            _("这一天不在任期里。要续任，请任期满后再加一席。"), "dates", field="until_on"
        )
    with transaction.atomic():
        seat.until_on = until_on
        seat.save(update_fields=["until_on"])
        content = {"seat": seat.pk, "until_on": f"{until_on}"}
        written(Event.JOINT_LEAVE, seat.committee.code, content, by=by, at=clock.at_or_now(at))
    return seat


def set_mechanism(
    *,
    committee: JointCommittee,
    name: str,
    text: str,
    by: Person,
    mechanism: Mechanism | None = None,
    retired: bool = False,
    at: datetime | None = None,
) -> Mechanism:
    """Add a mechanism, or change one: its name, how it works, whether it is still kept up."""
    rules.check_desk(committee.place, by)
    moment = clock.at_or_now(at)
    name = needed(words.clean_line(name, most=40, field="name"), "name")
    text = needed(words.clean(text, most=500, field="text"))
    made = mechanism or Mechanism(committee=committee, position=committee.mechanisms.count() + 1)
    made.name, made.text = name, text
    if retired:
        made.retired_on = made.retired_on or timezone.localdate(moment)
    else:
        made.retired_on = None
    try:
        with transaction.atomic():
            made.save()
            content = {
                "mechanism": made.pk,
                "name": name,
                "text": text,
                "retired_on": f"{made.retired_on or ''}",
            }
            written(Event.MECHANISM, committee.code, content, by=by, at=moment)
    except IntegrityError:
        raise Refused(_("已经有同名的机制。"), "twice", field="name") from None
    return made


def record_use(
    *,
    mechanism: Mechanism,
    held_on: date,
    title: str,
    by: Person | None,
    made: str = "",
    at: datetime | None = None,
) -> Use:
    """Note what a mechanism held or produced on a day; the figure "in use" is counted from it."""
    committee, moment = mechanism.committee, clock.at_or_now(at)
    if by is not None:
        rules.check_desk(committee.place, by)
    if held_on > timezone.localdate(moment):
        raise Invalid(_("这一天还没到。办过了再记。"), "future", field="held_on")
    if mechanism.retired_on is not None and held_on > mechanism.retired_on:
        raise Refused(_("这项机制已经停用。要再用，请先恢复。"), "retired")
    with transaction.atomic():
        use = Use.objects.create(
            mechanism=mechanism,
            held_on=held_on,
            title=needed(words.clean_line(title, most=120, field="title"), "title"),
            made=words.clean(made, most=500, field="made"),
            by=by,
        )
        content = {
            "mechanism": mechanism.pk,
            "use": use.pk,
            "held_on": f"{held_on}",
            "title": use.title,
        }
        written(Event.MECHANISM_USE, committee.code, content, by=by, at=moment, said=use.made)
    return use
