"""大党委: the committee, who sits in it, and how its mechanisms run."""

import json
from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.council.models import CommitteeSeat, JointCommittee, Mechanism, Use
from sanan.council.rules import JOINT
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.words import needed
from sanan.people.enums import OrgKind
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.process.declare import Relation
from sanan.process.step import Step

USUAL = Path(__file__).resolve().parents[1] / "data" / "mechanisms.json"
PARTY = frozenset({OrgKind.COMMUNITY_PARTY, OrgKind.ESTATE_BRANCH})


@JOINT.action("found")
def found_joint(
    *,
    place: Place,
    name: str,
    lead: Org,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> JointCommittee:
    """Set up the joint committee of a community, with the usual eight mechanisms to edit.

    Their names: 议事协商, 共驻共建 and 党员服务 from the founding brief, the others a default of
    ours. Raises `Refused` where there is one already or `lead` is no Party organisation.
    """
    moment = clock.at_or_now(at)
    if lead.kind not in PARTY:
        raise Invalid(_("大党委由社区的党组织牵头。请选党组织。"), "not_party", field="lead")
    made = JointCommittee(
        place=place,
        name=needed(words.clean_line(name, most=80, field="name"), "name"),
        lead=lead,
        founded_on=timezone.localdate(moment),
    )
    usual = json.loads(USUAL.read_text(encoding="utf-8"))

    def with_mechanisms(_step: Step[JointCommittee]) -> None:
        Mechanism.objects.bulk_create(
            [
                Mechanism(committee=made, position=number, name=title, text=text)
                for number, (title, text) in enumerate(usual, 1)
            ]
        )

    try:
        with JOINT.begin("found", made, by=by, at=moment, relation=relation) as step:
            step.data = {"place": place.code, "lead": lead.code, "mechanisms": usual}
            step.then(with_mechanisms)
    except IntegrityError:
        raise Refused(_("这里已经有大党委了。"), "twice", field="place") from None
    return made


@JOINT.action("seat")
def sit(
    *,
    committee: JointCommittee,
    org: Org,
    person: Person,
    by: Person | None,
    since_on: date,
    until_on: date | None = None,
    part_time: bool = True,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> CommitteeSeat:
    """Give someone a seat for their organisation, until the last day of the term."""
    if until_on is not None and until_on < since_on:
        raise Invalid(_("任期的最后一天早于第一天。"), "dates", field="until_on")
    with JOINT.step("seat", committee, by=by, at=at, relation=relation) as step:
        # Two seats of one person must not share a day, whether or not an end is set.
        others = step.thing.seats.filter(person=person).exclude(until_on__lt=since_on)
        if until_on is not None:
            others = others.filter(since_on__lte=until_on)
        if others.exists():
            raise Refused(
                _("这位在这段时间里已经有席位，一个人只占一席。"), "twice", field="person"
            )
        made = CommitteeSeat.objects.create(
            committee=step.thing,
            org=org,
            person=person,
            part_time=part_time,
            since_on=since_on,
            until_on=until_on,
        )
        step.data = {
            "seat": made.pk,
            "org": org.code,
            "person": person.ref,
            "part_time": part_time,
            "since_on": f"{since_on}",
            "until_on": f"{until_on or ''}",
        }
        step.say(f"{person} · {org}")
    return made


@JOINT.action("leave")
def leave(
    *,
    committee: JointCommittee,
    seat: CommitteeSeat,
    until_on: date,
    by: Person,
    at: datetime | None = None,
) -> CommitteeSeat:
    """Let a term end with the day `until_on`; it is never made longer this way."""
    if until_on < seat.since_on or (seat.until_on is not None and until_on > seat.until_on):
        raise Invalid(
            _("这一天不在任期里。要续任，请任期满后再加一席。"), "dates", field="until_on"
        )
    with JOINT.step("leave", committee, by=by, at=at) as step:
        seat.until_on = until_on
        seat.save(update_fields=["until_on"])
        step.data = {"seat": seat.pk, "until_on": f"{until_on}"}
        step.say(f"{seat}")
    return seat


@JOINT.action("mechanism")
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
    name = needed(words.clean_line(name, most=40, field="name"), "name")
    text = needed(words.clean(text, most=500, field="text"))
    try:
        with JOINT.step("mechanism", committee, by=by, at=at) as step:
            last = step.thing.mechanisms.count()
            made = mechanism or Mechanism(committee=step.thing, position=last + 1)
            made.name, made.text = name, text
            today = timezone.localdate(step.at)
            made.retired_on = (made.retired_on or today) if retired else None
            made.save()
            step.data = {
                "mechanism": made.pk,
                "name": name,
                "text": text,
                "retired_on": f"{made.retired_on or ''}",
            }
            step.note = name
    except IntegrityError:
        raise Refused(_("已经有同名的机制。"), "twice", field="name") from None
    return made


@JOINT.action("use")
def record_use(
    *,
    committee: JointCommittee,
    mechanism: Mechanism,
    held_on: date,
    title: str,
    by: Person | None,
    made: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Use:
    """Note what a mechanism held or produced on a day; the figure "in use" is counted from it."""
    moment = clock.at_or_now(at)
    if held_on > timezone.localdate(moment):
        raise Invalid(_("这一天还没到。办过了再记。"), "future", field="held_on")
    if mechanism.retired_on is not None and held_on > mechanism.retired_on:
        raise Refused(_("这项机制已经停用。要再用，请先恢复。"), "retired")
    title = needed(words.clean_line(title, most=120, field="title"), "title")
    made = words.clean(made, most=500, field="made")
    with JOINT.step("use", committee, by=by, at=moment, relation=relation) as step:
        use = Use.objects.create(
            mechanism=mechanism, held_on=held_on, title=title, made=made, by=by
        )
        step.data = {
            "mechanism": mechanism.pk,
            "use": use.pk,
            "held_on": f"{held_on}",
            "title": title,
        }
        step.say(made)
        step.note = title
    return use
