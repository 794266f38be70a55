"""After the agreement: what was kept, judicial confirmation; and where to go when it did not help."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from sanan.kit import dates, words
from sanan.kit.errors import Invalid
from sanan.mediation.actions.common import end_case, ended, of_this, past, resume_case
from sanan.mediation.enums import Onward, Performance, Ruling, State
from sanan.mediation.models import Dispute, Item, Party
from sanan.mediation.rules import DISPUTE
from sanan.people.models import Person
from sanan.process.declare import Relation


@DISPUTE.action("say_not_kept")
def say_not_kept(
    *,
    dispute: Dispute,
    item: Item,
    party: Party,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Dispute:
    """A party says that the other did not do it; the team looks into it. Not before the day is over."""
    with DISPUTE.step("say_not_kept", dispute, by=by, at=at, relation=relation) as step:
        who, found = of_this(step.thing, party), _item(step.thing, item)
        if dates.local_day(step.at) <= found.due_on:
            sentence = _("约定的是%(day)s以前，还没过。到时候没有做到再说。")
            raise Invalid(sentence % {"day": dates.day(found.due_on)}, "not_due", field="item")
        found.state, found.settled_on = Performance.DOUBTED, None
        found.save(update_fields=["state", "settled_on"])
        step.set(ended_on=None)
        resume_case(step)
        step.data = {"item": found.pk, "party": who.pk}
        step.note = str(who.get_side_display())
    return dispute


@DISPUTE.action("check")
def check(
    *,
    dispute: Dispute,
    item: Item,
    kept: bool,
    by: Person,
    on: date | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Dispute:
    """What was found of one thing that was agreed; when all are kept the dispute is over."""
    with DISPUTE.step("check", dispute, by=by, at=at) as step:
        found, today = _item(step.thing, item), dates.local_day(step.at)
        found.settled_on = past(on, "on", step.at) if on else today
        found.state = Performance.KEPT if kept else Performance.BROKEN
        found.save(update_fields=["state", "settled_on"])
        step.data = {"item": found.pk, "kept": kept}
        step.note = words.clean(note, most=500, field="note")
        step.say(str(found.get_state_display()))
        left = step.thing.agreement.proposal.items.exclude(state=Performance.KEPT)
        if not left.exists():
            step.target = State.PERFORMED
            step.set(ended_on=today, onward=[], went_up=False)
            end_case(step, _("调解成功，约定的都做到了。"))
    return dispute


@DISPUTE.action("give_up")
def give_up(
    *,
    dispute: Dispute,
    why: str,
    onward: Sequence[str],
    by: Person,
    at: datetime | None = None,
) -> Dispute:
    """What was agreed is not done; the parties read where they may go."""
    with DISPUTE.step("give_up", dispute, by=by, at=at) as step:
        confirmed = step.thing.agreement.ruling == Ruling.CONFIRMED
        step.say(words.needed(why, "why", 500))
        ended(step, _onward(onward, confirmed=confirmed))
        end_case(step, _("协议没有履行，已讲明还能怎么办。"))
    return dispute


@DISPUTE.action("fail")
def fail(
    *,
    dispute: Dispute,
    why: str,
    onward: Sequence[str],
    by: Person,
    at: datetime | None = None,
) -> Dispute:
    """It cannot be mediated; the parties read why and where they may go: nobody is left standing."""
    with DISPUTE.step("fail", dispute, by=by, at=at) as step:
        step.say(words.needed(why, "why", 500))
        ended(step, _onward(onward, confirmed=False))
        end_case(step, _("没有调成，已讲明还能怎么办。"))
    return dispute


@DISPUTE.action("apply_confirmation")
def apply_confirmation(
    *,
    dispute: Dispute,
    court: str,
    applied_on: date,
    together: bool,
    by: Person,
    at: datetime | None = None,
) -> Dispute:
    """Both ask the court together, within thirty days of the agreement's effect (art. 33)."""
    with DISPUTE.step("apply_confirmation", dispute, by=by, at=at) as step:
        agreement = step.thing.agreement
        if not together:
            raise Invalid(
                _("司法确认要双方共同申请，一方不肯的不能申请。"), "alone", field="together"
            )
        day = past(applied_on, "applied_on", step.at)
        if agreement.effective_on is None or day < agreement.effective_on:
            raise Invalid(_("申请不能早于协议生效。"), "before", field="applied_on")
        agreement.court = words.one_line(court, "court", 60)
        agreement.applied_on = day
        agreement.save(update_fields=["court", "applied_on"])
        step.data = {"court": agreement.court, "applied_on": day.isoformat()}
        step.say(f"{agreement.court} · {dates.day(day)}")
    return dispute


@DISPUTE.action("record_ruling")
def record_ruling(
    *,
    dispute: Dispute,
    ruling: str,
    ruled_on: date,
    by: Person,
    number: str = "",
    at: datetime | None = None,
) -> Dispute:
    """What the court said; confirmed, either side may have it enforced."""
    with DISPUTE.step("record_ruling", dispute, by=by, at=at) as step:
        agreement, day = step.thing.agreement, past(ruled_on, "ruled_on", step.at)
        if agreement.applied_on is not None and day < agreement.applied_on:
            raise Invalid(_("法院的答复不能早于申请。"), "before", field="ruled_on")
        agreement.ruling, agreement.ruled_on = Ruling(ruling), day
        agreement.ruling_number = words.clean_line(number, most=60, field="number")
        if not agreement.ruling:
            raise Invalid(_("请选法院怎样答复。"), "no_ruling", field="ruling")
        agreement.save(update_fields=["ruling", "ruled_on", "ruling_number"])
        step.data = {"ruling": ruling, "ruled_on": day.isoformat()}
        step.say(str(agreement.get_ruling_display()))
    return dispute


def _onward(given: Sequence[str], *, confirmed: bool) -> list[str]:
    ways = [str(Onward(each)) for each in given]
    if not ways:
        raise Invalid(
            _("请选当事人接下来能走哪些路，他们的页面上会讲明白。"), "no_way", field="onward"
        )
    if Onward.ENFORCE in ways and not confirmed:
        sentence = _("协议没有经过司法确认，不能直接申请强制执行，只能起诉。")
        raise Invalid(sentence, "not_confirmed", field="onward")
    return ways


def _item(dispute: Dispute, item: Item) -> Item:
    found = dispute.agreement.proposal.items.filter(pk=item.pk).first()
    if found is None:
        raise Invalid(_("请选是哪一项。"), "no_item", field="item")
    return found
