"""接单: claim, decline, give back, make a date, begin and end a visit. All by the helper's own will."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Person
from sanan.services.actions import notices
from sanan.services.actions.dispatching import ask_next
from sanan.services.actions.placing import drop_offers
from sanan.services.enums import HELD, Answer, DeclineReason, State
from sanan.services.models import Claim, Order
from sanan.services.rules.states import LONGEST_VISIT, ORDER, UNCLAIMED_AFTER

ADVANCE = timedelta(days=60)
USUAL_MINUTES = 60


@ORDER.action("claim")
def claim(*, order: Order, by: Person, at: datetime | None = None) -> Order:
    """Take it. Of two at the same moment one gets it, the other is told so.

    Kept three times over: the state under the lock, the taker, and one standing `Claim` an order.
    """
    with ORDER.step("claim", order, by=by, at=at) as step:
        fresh = step.thing
        fresh.taker, fresh.claimed_at, fresh.claim_due_at = by, step.at, None
        Claim.objects.create(order=fresh, person=by, at=step.at)
        fresh.offers.filter(person=by).update(answer=Answer.TAKEN, answered_at=step.at)
        drop_offers(fresh, step.at, but=by)
        step.data = {"taker": by.ref}
        notices.tell_requester(
            fresh, gettext_noop("“%(title)s”有人接了，会打电话和您约时间。"), at=step.at
        )
    return order


@ORDER.action("decline")
def decline(
    *,
    order: Order,
    by: Person,
    reason: DeclineReason,
    text: str = "",
    at: datetime | None = None,
) -> Order:
    """Not this time: no fault, nothing is counted; somebody else is asked at once."""
    reason = DeclineReason(reason)
    text = words.clean_line(text, most=200, field="text")
    with ORDER.step("decline", order, by=by, at=at) as step:
        mine = step.thing.offers.filter(person=by, answer=Answer.PENDING)
        mine.update(answer=Answer.DECLINED, answered_at=step.at, reason=reason, text=text)
        asked = ask_next(step.thing, step.at) if step.thing.state == State.DISPATCHED else []
        step.data = {"reason": str(reason), "asked": sorted(p.ref for p in asked)}
    return order


@ORDER.action("release")
def release(*, order: Order, by: Person, reason: str, at: datetime | None = None) -> Order:
    """Give it back, with a word why; it is put to the others again."""
    reason = words.needed(reason, "reason", 200)
    with ORDER.step("release", order, by=by, at=at) as step:
        fresh = step.thing
        fresh.taker, fresh.claimed_at, fresh.scheduled_at = None, None, None
        fresh.claim_due_at = step.at + UNCLAIMED_AFTER
        fresh.claims.filter(released_at__isnull=True).update(released_at=step.at)
        fresh.offers.filter(person=by).update(
            answer=Answer.DECLINED, answered_at=step.at, reason=DeclineReason.OTHER
        )
        asked = ask_next(fresh, step.at)
        step.note = reason
        step.data = {"asked": sorted(p.ref for p in asked)}
        notices.tell_requester(
            fresh, gettext_noop("“%(title)s”接单的人来不了，正在另外找人。"), at=step.at
        )
    return order


@ORDER.action("schedule")
def schedule(
    *, order: Order, by: Person, scheduled_at: datetime, at: datetime | None = None
) -> Order:
    """Agree on a time with whoever ordered; it may be changed until the visit begins."""
    now = clock.at_or_now(at)
    if scheduled_at < now:
        raise Invalid(_("约的时间已经过去了。"), "past", field="scheduled_at")
    if scheduled_at > now + ADVANCE:
        raise Invalid(_("请约在六十天以内。"), "far", field="scheduled_at")
    with ORDER.step("schedule", order, by=by, at=now) as step:
        _check_free(step.thing, by, scheduled_at)
        step.thing.scheduled_at = scheduled_at
        step.data = {"scheduled_at": scheduled_at}
        notices.tell_requester(
            step.thing, gettext_noop("“%(title)s”约好了时间，请看进度。"), at=step.at
        )
    return order


def _check_free(order: Order, by: Person, scheduled_at: datetime) -> None:
    others = Order.objects.filter(taker=by, state__in=HELD, scheduled_at__isnull=False)
    mine = timedelta(minutes=_usual(order))
    for other in others.exclude(pk=order.pk).select_related("item"):
        begins = other.scheduled_at
        ends = begins + timedelta(minutes=_usual(other)) if begins else None
        if begins and ends and begins < scheduled_at + mine and scheduled_at < ends:
            raise Refused(
                _("那个时间您已经约了“%(title)s”，请换一个时间。") % {"title": other.title},
                "overlap",
                field="scheduled_at",
            )


def _usual(order: Order) -> int:
    return order.item.minutes if order.item else USUAL_MINUTES


@ORDER.action("begin")
def begin(
    *,
    order: Order,
    by: Person,
    insured: bool = False,
    began_at: datetime | None = None,
    at: datetime | None = None,
) -> Order:
    """The visit begins. Work with a risk needs an insurance first (志愿服务条例 art. 17)."""
    now = clock.at_or_now(at)
    start = began_at or now
    with ORDER.step("begin", order, by=by, at=now) as step:
        fresh = step.thing
        if fresh.risky and not insured:
            raise Refused(
                _("这项服务有风险，要先办好志愿者保险再去。请联系社区。"),
                "not_insured",
                field="insured",
            )
        if start > now or (fresh.claimed_at and start < fresh.claimed_at):
            raise Invalid(_("开始的时间不对：要在接单以后、现在以前。"), "began", field="began_at")
        fresh.began_at = start
        step.data = {"began_at": start, "insured": insured}
    return order


@ORDER.action("end")
def end(
    *,
    order: Order,
    by: Person,
    result: str,
    breaks: int = 0,
    ended_at: datetime | None = None,
    at: datetime | None = None,
) -> Order:
    """The visit ends: what was done, minutes of breaks. A visit of over 12 hours is refused."""
    result = words.needed(result, "result", 500)
    now = clock.at_or_now(at)
    stop = ended_at or now
    with ORDER.step("end", order, by=by, at=now) as step:
        fresh = step.thing
        began = fresh.began_at or now
        if stop > now or stop <= began:
            raise Invalid(_("结束的时间不对：要在开始以后、现在以前。"), "ended", field="ended_at")
        if stop - began > LONGEST_VISIT:
            raise Invalid(
                _("一次服务不会超过 12 小时，请写实际结束的时间。"), "too_long", field="ended_at"
            )
        if not 0 <= breaks <= (stop - began).total_seconds() // 60:
            raise Invalid(_("休息的分钟数比服务还长，请改一改。"), "breaks", field="breaks")
        fresh.ended_at, fresh.breaks, fresh.result = stop, breaks, result
        step.said = result
        step.data = {"ended_at": stop, "breaks": breaks, "minutes": fresh.minutes}
        notices.tell_requester(fresh, gettext_noop("“%(title)s”做完了，请您评一评。"), at=step.at)
    return order
