"""From one window to another without telling the story again: why, when, and the receipt."""

from datetime import datetime

from django.utils.translation import gettext as _

from sanan.cases.rules import CASE
from sanan.kit import tokens, words
from sanan.kit.errors import Invalid
from sanan.mediation.models import Dispute, Referral, Window
from sanan.mediation.rules import DISPUTE
from sanan.people.models import Person
from sanan.process.declare import SYSTEM

RECEIPT = 10


@DISPUTE.action("refer")
def refer(
    *, dispute: Dispute, to: Window, why: str, by: Person, at: datetime | None = None
) -> Dispute:
    """Send it to the window that can help; it stays here until the other has signed for it."""
    with DISPUTE.step("refer", dispute, by=by, at=at) as step:
        if to.pk == step.thing.window_id:
            raise Invalid(_("已经在这个窗口了，请选另一个。"), "here", field="to")
        Referral.objects.create(
            dispute=step.thing,
            from_window=step.thing.window,
            to_window=to,
            why=words.one_line(why, "why", 200),
            at=step.at,
            by=by,
        )
        step.data = {"to": to.code}
        step.note = words.clean_line(why, most=200)
        step.say(str(to))
    return dispute


@DISPUTE.action("receive")
def receive(*, dispute: Dispute, by: Person, at: datetime | None = None) -> Dispute:
    """Sign for it: from here on this window answers for it, with everything that was told."""
    with DISPUTE.step("receive", dispute, by=by, at=at) as step:
        coming = step.thing.referrals.get(received_at__isnull=True)
        coming.received_at, coming.received_by = step.at, by
        coming.receipt = tokens.opaque(RECEIPT)
        coming.save(update_fields=["received_at", "received_by", "receipt"])
        step.set(window=coming.to_window, centre=coming.to_window.centre)
        step.data = {"receipt": coming.receipt, "from": coming.from_window.code}
        step.say(f"{coming.to_window} · {coming.receipt}")
        step.then(lambda done: _hand_on(done.thing, done.at, by))
    return dispute


def _hand_on(dispute: Dispute, at: datetime, by: Person) -> None:
    """The case goes to the unit that sits at the window."""
    with CASE.step("change_window", dispute.case, by=by, at=at, relation=SYSTEM) as step:
        step.set(handler=dispute.window.org)
        step.say(str(dispute.window))
