"""Nothing goes on before everybody agrees to be mediated, and anyone may stop."""

from datetime import datetime

from django.utils.translation import gettext as _

from sanan.kit import words
from sanan.kit.errors import Refused
from sanan.mediation.actions.common import (
    acts_for,
    by_whom,
    end_case,
    ended,
    forget_answers,
    of_this,
    resume_case,
    road,
)
from sanan.mediation.enums import Consent, Onward, State
from sanan.mediation.models import Dispute, Party
from sanan.mediation.queries.ways import ways_of
from sanan.mediation.rules import DISPUTE
from sanan.people.models import Person
from sanan.process.declare import Relation


@DISPUTE.action("consent")
def consent(
    *,
    dispute: Dispute,
    party: Party | None,
    by: Person | None,
    how: str = "",
    guardian: bool = False,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Dispute:
    """A party agrees to be mediated: on their own page, on paper or by telephone."""
    who = of_this(dispute, party)
    acts_for(who, guardian=guardian, relation=relation)
    with DISPUTE.step("consent", dispute, by=by, at=at, relation=relation) as step:
        if who.consent == Consent.GIVEN:
            raise Refused(_("已经记下同意了。"), "given")
        _set(who, Consent.GIVEN, road(how, relation), step.at)
        step.thing.__dict__.pop("sides", None)
        by_whom(step, who, road(how, relation))
        if step.thing.all_consent:
            step.target = State.MEDIATING if step.thing.team else State.CONSENTED
    return dispute


@DISPUTE.action("withdraw_consent")
def withdraw_consent(
    *,
    dispute: Dispute,
    party: Party | None,
    by: Person | None,
    how: str = "",
    why: str = "",
    guardian: bool = False,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Dispute:
    """A party does not agree, or no longer: mediation ends, and each reads where to go instead."""
    who = of_this(dispute, party)
    acts_for(who, guardian=guardian, relation=relation)
    with DISPUTE.step("withdraw_consent", dispute, by=by, at=at, relation=relation) as step:
        begun = who.consent == Consent.GIVEN
        _set(who, Consent.WITHDRAWN if begun else Consent.REFUSED, road(how, relation), step.at)
        by_whom(step, who, road(how, relation))
        step.note = words.clean(why, most=500, field="why")
        ended(step, [str(each) for each in ways_of(step.thing.kind) if each != Onward.ENFORCE])
        end_case(step, _("有一方不同意调解，没有调解。"))
    return dispute


@DISPUTE.action("take_up_again")
def take_up_again(*, dispute: Dispute, why: str, by: Person, at: datetime | None = None) -> Dispute:
    """They want to try again: everybody is asked anew."""
    with DISPUTE.step("take_up_again", dispute, by=by, at=at) as step:
        step.note = words.needed(why, "why", 500)
        step.set(ended_on=None, onward=[], went_up=False)
        forget_answers(step)
        resume_case(step)
    return dispute


def _set(party: Party, consent: Consent, how: str, at: datetime) -> None:
    party.consent, party.consent_how, party.consent_at = consent, how, at
    party.save(update_fields=["consent", "consent_how", "consent_at"])
