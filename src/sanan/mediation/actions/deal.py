"""Proposal, answers, the agreement and its signatures."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from sanan.kit import certificates, dates, vault
from sanan.kit.errors import Invalid, Refused
from sanan.mediation.actions.common import (
    acts_for,
    by_whom,
    coming,
    locked,
    of_this,
    road,
)
from sanan.mediation.actions.telling import DRAWN_UP, IN_EFFECT, PROPOSED, told
from sanan.mediation.enums import How, State
from sanan.mediation.models import Agreement, Answer, Dispute, Item, Party, Proposal, Signature
from sanan.mediation.models.deal import confirm_until
from sanan.mediation.rules import DISPUTE
from sanan.people.models import Person
from sanan.process.declare import Relation
from sanan.process.step import Step

LETTER = "M"
DIGEST = 16
MOST_ITEMS = 20


@dataclass(frozen=True, slots=True)
class ItemGiven:
    """Who does what by which day; `fen` where it is money."""

    party: Party
    what: str
    due_on: date
    fen: int = 0


@DISPUTE.action("propose")
def propose(
    *,
    dispute: Dispute,
    text: str,
    items: Sequence[ItemGiven],
    by: Person,
    at: datetime | None = None,
) -> Dispute:
    """Put a proposal before the parties. Raises `Invalid` where nobody is to do anything by a day."""
    with DISPUTE.step("propose", dispute, by=by, at=at) as step:
        if not items:
            raise Invalid(
                _("方案里要写明谁、做什么、几号以前，至少写一项。"), "no_items", field="what_1"
            )
        if len(items) > MOST_ITEMS:
            raise Invalid(_("一份方案最多写 20 项。"), "too_many", field="what_1")
        last = step.thing.proposals.last()
        made = Proposal.objects.create(
            dispute=step.thing,
            number=last.number + 1 if last else 1,
            text_locked=locked(text),
            at=step.at,
            by=by,
        )
        for number, each in enumerate(items, 1):
            Item.objects.create(
                proposal=made,
                party=of_this(step.thing, each.party),
                what_locked=locked(each.what, f"what_{number}", 300),
                due_on=coming(each.due_on, f"due_on_{number}", step.at),
                fen=each.fen,
            )
        step.data = {"proposal": made.number, "items": len(items)}
        told(step, PROPOSED)
    return dispute


@DISPUTE.action("answer")
def answer(
    *,
    dispute: Dispute,
    party: Party | None,
    agrees: bool,
    by: Person | None,
    how: str = "",
    guardian: bool = False,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Dispute:
    """A party says yes or no to the proposal that stands; no is no reproach and may become yes."""
    who = of_this(dispute, party)
    acts_for(who, guardian=guardian, relation=relation)
    with DISPUTE.step("answer", dispute, by=by, at=at, relation=relation) as step:
        proposal = step.thing.proposals.last()
        assert proposal is not None  # noqa: S101 - a dispute is only proposed with one
        said = {"agrees": agrees, "how": road(how, relation), "at": step.at}
        Answer.objects.update_or_create(proposal=proposal, party=who, defaults=said)
        by_whom(step, who, road(how, relation))
        step.data |= {"proposal": proposal.number, "agrees": agrees}
    return dispute


@DISPUTE.action("draw_up")
def draw_up(*, dispute: Dispute, by: Person, at: datetime | None = None) -> Dispute:
    """The proposal to which everybody said yes becomes the agreement, with number and check figures."""
    with DISPUTE.step("draw_up", dispute, by=by, at=at) as step:
        proposal = step.thing.proposals.last()
        assert proposal is not None  # noqa: S101 - the rule asked for it
        today = dates.local_day(step.at)
        made = Agreement.objects.create(
            dispute=step.thing,
            proposal=proposal,
            number=certificates.number(LETTER, today.year),
            digest=digest_of(proposal),
            drawn_on=today,
        )
        step.data = {"number": made.number, "digest": made.digest}
        told(step, DRAWN_UP)
        step.say(made.number)
    return dispute


@DISPUTE.action("sign")
def sign(
    *,
    dispute: Dispute,
    by: Person | None,
    party: Party | None = None,
    how: str = "",
    guardian: bool = False,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Dispute:
    """A party signs, on their page or on paper; without `party` a mediator of the team signs.

    When all parties and a mediator have, it takes effect that day, and thirty days for confirmation
    begin (人民调解法 arts. 29, 33).
    """
    if party is not None:
        acts_for(of_this(dispute, party), guardian=guardian, relation=relation)
    with DISPUTE.step("sign", dispute, by=by, at=at, relation=relation) as step:
        agreement = step.thing.agreement
        if party is None:
            _witness(step, agreement)
        else:
            _of_party(step, agreement, party, road(how, relation))
        signed = list(agreement.signatures.all())
        everybody = {each.pk for each in step.thing.sides} <= {each.party_id for each in signed}
        if everybody and any(each.person_id for each in signed):
            agreement.effective_on = dates.local_day(step.at)
            agreement.confirm_until = confirm_until(agreement.effective_on)
            agreement.save(update_fields=["effective_on", "confirm_until"])
            step.set(effective_on=agreement.effective_on)
            step.target = State.PERFORMING
            told(step, IN_EFFECT)
    return dispute


def _witness(step: Step[Dispute], agreement: Agreement) -> None:
    if step.by is None or not any(m.mediator.person_id == step.by.pk for m in step.thing.team):
        raise Invalid(_("请选是哪一方签的；调解员自己签字由调解员本人来办。"), "who", field="party")
    made, new = Signature.objects.get_or_create(
        agreement=agreement, person=step.by, defaults={"how": How.PAPER, "at": step.at}
    )
    if not new:
        raise Refused(_("您已经签过了。"), "signed")
    step.say(f"{_('调解员')} {step.by.name}")
    step.data = {"mediator": step.by.ref, "digest": agreement.digest, "signature": made.pk}


def _of_party(step: Step[Dispute], agreement: Agreement, party: Party, how: How) -> None:
    if agreement.signatures.filter(party=party).exists():
        raise Refused(_("这一方已经签过了。"), "signed")
    made = Signature.objects.create(agreement=agreement, party=party, how=how, at=step.at)
    by_whom(step, party, how)
    step.data |= {"digest": agreement.digest, "signature": made.pk}


def digest_of(proposal: Proposal) -> str:
    """The first figures of the SHA-256 of everything that is agreed."""
    told = [proposal.text] + [
        f"{each.party_id}|{vault.unlock(each.what_locked)}|{each.due_on}|{each.fen}"
        for each in proposal.items.order_by("pk")
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:DIGEST].upper()
