"""Who mediates, and who must not: kin, whoever had to do with it before, whom a party refuses."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from sanan.kit import tokens, words
from sanan.kit.errors import Invalid, Refused
from sanan.mediation.actions.common import of_this
from sanan.mediation.enums import State, Tie
from sanan.mediation.models import Dispute, Mediator, Party, Recusal, TeamMember
from sanan.mediation.rules import DISPUTE
from sanan.people.models import Person
from sanan.process.declare import Relation
from sanan.process.models import TimelineEntry

DECIDED = ("reply", "adjudicate", "decline", "request_return")
"""Verbs of a case after which somebody has had to do with the matter itself."""


@DISPUTE.action("assign")
def assign(
    *,
    dispute: Dispute,
    mediator: Mediator,
    tie: str,
    by: Person,
    at: datetime | None = None,
) -> Dispute:
    """A mediator of the roll takes it, after saying how they stand to the parties.

    Raises `Invalid` for kin, for whoever had to do with it, and for a party's refusal.
    """
    with DISPUTE.step("assign", dispute, by=by, at=at) as step:
        _may_mediate(step.thing, mediator, Tie(tie))
        if any(each.mediator_id == mediator.pk for each in step.thing.team):
            raise Refused(_("已经是这件事的调解员了。"), "in_team")
        TeamMember.objects.create(dispute=step.thing, mediator=mediator, since_at=step.at)
        step.thing.__dict__.pop("team", None)
        step.data = {"mediator": mediator.person.ref}
        step.say(mediator.person.name)
        if step.thing.state == State.CONSENTED:
            step.target = State.MEDIATING
    return dispute


@DISPUTE.action("recuse")
def recuse(
    *,
    dispute: Dispute,
    mediator: Mediator,
    tie: str,
    by: Person | None,
    party: Party | None = None,
    why: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Dispute:
    """Somebody does not mediate this dispute; a party may refuse a mediator without a reason.

    Where nobody is left, the dispute waits for another.
    """
    who = of_this(dispute, party) if relation is not None else None
    ground = Tie.ASKED if relation is not None else Tie(tie)
    if ground == Tie.NONE:
        raise Invalid(_("没有关系的不用回避。"), "no_tie", field="tie")
    with DISPUTE.step("recuse", dispute, by=by, at=at, relation=relation) as step:
        Recusal.objects.get_or_create(
            dispute=step.thing,
            mediator=mediator,
            defaults={"tie": ground, "party": who, "at": step.at},
        )
        held = step.thing.members.standing().filter(mediator=mediator)
        held.update(until_at=step.at)
        step.thing.__dict__.pop("team", None)
        if not step.thing.team and step.thing.state in {State.MEDIATING, State.PROPOSED}:
            step.target = State.CONSENTED
        step.data = {"mediator": mediator.person.ref, "tie": str(ground)}
        step.note = words.clean(why, most=500, field="why")
        step.say(mediator.person.name)
    return dispute


def _may_mediate(dispute: Dispute, mediator: Mediator, tie: Tie) -> None:
    said = {"name": mediator.person.name}
    if mediator.centre_id != dispute.centre_id or mediator.until_on is not None:
        raise Invalid(
            _("%(name)s不在这个中心的调解员名册里。") % said, "not_on_roll", field="mediator"
        )
    before = Recusal.objects.filter(dispute=dispute, mediator=mediator).first()
    ground = Tie(before.tie) if before else tie
    if ground == Tie.NONE:
        ground = _known_tie(dispute, mediator.person)
    sentences = {
        Tie.KIN: _("%(name)s是一方的近亲属，应当回避，请换一位调解员。"),
        Tie.FORMER: _("%(name)s以前办过这件事，应当回避，请换一位调解员。"),
        Tie.INTEREST: _("%(name)s和这件事有利害关系，应当回避，请换一位调解员。"),
        Tie.ASKED: _("一方要求换掉%(name)s，请换一位调解员。"),
    }
    if ground in sentences:
        raise Invalid(sentences[ground] % said, str(ground), field="mediator")


def _known_tie(dispute: Dispute, person: Person) -> Tie:
    """What the house itself knows: a party, a guardian by name, or who decided in the case before."""
    named = tokens.keyed_hash("mediation-name", words.bare_name(person.name))
    same = Q(person=person) | Q(name_hash=named)
    if person.phone_hash:
        same |= Q(phone_hash=person.phone_hash)
    if dispute.parties.filter(same).exists():
        return Tie.INTEREST
    if any(
        words.bare_name(each.guardian) == words.bare_name(person.name) for each in dispute.sides
    ):
        return Tie.KIN
    lines = TimelineEntry.objects.of("case", dispute.case_id).filter(by=person, verb__in=DECIDED)
    return Tie.FORMER if lines.exists() else Tie.NONE
