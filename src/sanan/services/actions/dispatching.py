"""派单: asking the right few, asking others when they cannot, and who looks when nobody does."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Org, Person
from sanan.process.declare import SYSTEM, Relation
from sanan.process.step import Step
from sanan.services.actions import notices
from sanan.services.actions.placing import drop_offers
from sanan.services.enums import BRANCH, DESK, Answer, State, To
from sanan.services.models import Helper, Offer, Order
from sanan.services.queries.matching import matches
from sanan.services.rules import fitting
from sanan.services.rules.states import ORDER, UNCLAIMED_AFTER

ASKED = gettext_noop("社区有件事想请您帮忙：“%(title)s”。愿意就接，不方便可以不接。")


@ORDER.action("dispatch")
def dispatch(
    *,
    order: Order,
    by: Person,
    to: To,
    person: Person | None = None,
    team: Org | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Order:
    """Put it to one person, to a team, or to everyone registered; nobody is made to take it.

    Of a team or of everyone, the three who fit best and have been asked least are asked first; the
    others find it on their page. After 48 hours without anyone it goes to the branch.
    """
    to = To(to)
    with ORDER.step("dispatch", order, by=by, at=at) as step:
        fresh = step.thing
        fresh.to, fresh.team = to, team if to == To.TEAM else None
        fresh.dispatched_at = fresh.dispatched_at or step.at
        fresh.claim_due_at = step.at + UNCLAIMED_AFTER
        drop_offers(fresh, step.at)
        asked = _ask(step, person, team)
        step.note = words.clean(note, most=500, field="note")
        step.data = {
            "to": str(to),
            "team": team.code if team and to == To.TEAM else "",
            "asked": sorted(p.ref for p in asked),
        }
    return order


def _ask(step: Step[Order], person: Person | None, team: Org | None) -> list[Person]:
    order = step.thing
    if order.to == To.PERSON:
        return [_ask_one(step, person)]
    if order.to == To.TEAM:
        if team is None:
            raise Invalid(_("请选一支队伍。"), "needs_team", field="team")
        standing = Helper.objects.standing().filter(place_id=order.village_id, teams__team=team)
        if not standing.exists():
            raise Refused(_("这支队伍还没有人在这里报到。请另选，或者先请队员报到。"), "empty_team")
    return _ask_best(order, step.at)


def _ask_one(step: Step[Order], person: Person | None) -> Person:
    if person is None:
        raise Invalid(_("请选一个人。"), "needs_person", field="person")
    order = step.thing
    standing = Helper.objects.standing().filter(place_id=order.village_id, person=person)
    if not standing.exists() or order.requester_id == person.pk:
        raise Refused(_("这个人没有在这里报到。请另选一个。"), "not_here", field="person")
    before = order.offers.filter(person=person).first()
    if before is not None and before.answer == Answer.DECLINED:
        raise Refused(_("他说过这次不行。接不接由本人定，请另问一个。"), "said_no", field="person")
    _offer(order, [(person, ((fitting.NAMED, {}),))], step.at)
    return person


def _ask_best(order: Order, at: datetime) -> list[Person]:
    """Fill up to three open offers with those not yet asked."""
    open_ = order.offers.filter(answer=Answer.PENDING).count()
    known = set(order.offers.exclude(answer=Answer.GONE).values_list("person", flat=True))
    team_id = order.team_id if order.to == To.TEAM else None
    found = matches(order, at=at, team_id=team_id)
    chosen = [m for m in found if m.helper.person_id not in known][: fitting.AT_ONCE - open_]
    _offer(order, [(m.helper.person, m.why) for m in chosen], at)
    return [m.helper.person for m in chosen]


def _offer(order: Order, asked: Iterable[tuple[Person, object]], at: datetime) -> None:
    for person, why in asked:
        Offer.objects.update_or_create(
            order=order,
            person=person,
            defaults={
                "offered_at": at,
                "until_at": fitting.until(at),
                "why": why,
                "answer": Answer.PENDING,
                "answered_at": None,
                "reason": "",
                "text": "",
            },
        )
        notices.tell_helper(order, person, ASKED, at=at)


def ask_next(order: Order, at: datetime) -> list[Person]:
    """Part of a decline or a release: somebody else is asked, within the caller's entry."""
    return _ask_best(order, at) if order.to in {To.TEAM, To.POOL} else []


@ORDER.action("reoffer")
def reoffer(*, order: Order, at: datetime | None = None) -> Order:
    """The clock's verb: who did not answer in time is asked no more, others are asked instead."""
    with ORDER.step("reoffer", order, by=None, at=at, relation=SYSTEM) as step:
        over = step.thing.offers.filter(answer=Answer.PENDING, until_at__lte=step.at)
        late = over.update(answer=Answer.LAPSED, answered_at=step.at)
        asked = ask_next(step.thing, step.at)
        step.data = {"late": late, "asked": sorted(p.ref for p in asked)}
    return order


@ORDER.action("lapse")
def lapse(*, order: Order, at: datetime | None = None) -> Order:
    """Nobody took it in time: the branch's people hear of it; anyone registered may still take it."""
    with ORDER.step("lapse", order, by=None, at=at, relation=SYSTEM) as step:
        step.thing.claim_due_at = step.at + UNCLAIMED_AFTER
        sentence = gettext_noop("“%(title)s”两天没有人接，请支部想想办法。")
        notices.tell_roles(step.thing, tuple(BRANCH), sentence, at=step.at)
    return order


@ORDER.action("raise")
def raise_up(
    *,
    order: Order,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Order:
    """The branch has nobody either: it goes before the joint committee."""
    with ORDER.step("raise", order, by=by, at=at, relation=relation) as step:
        step.thing.claim_due_at = None
        sentence = gettext_noop("“%(title)s”一直没有人接，请放到大党委会上商量。")
        notices.tell_roles(step.thing, tuple(DESK), sentence, at=step.at)
        step.data = {"to": "joint_committee"}
    return order


def _raised(*, order: Order, at: datetime) -> Order:
    return raise_up(order=order, relation=SYSTEM, at=at)


def tick(*, at: datetime | None = None) -> int:
    """What the clock does every minute; how many orders it moved. Twice is once."""
    now = clock.at_or_now(at)
    seeking = Order.objects.filter(state=State.DISPATCHED)
    late = list(seeking.filter(claim_due_at__lte=now).order_by("pk")[:200])
    silent = seeking.filter(
        offers__answer=Answer.PENDING, offers__until_at__lte=now, claim_due_at__gt=now
    )
    up = Order.objects.filter(state=State.UNCLAIMED, claim_due_at__lte=now)
    steps: list[tuple[Callable[..., Order], Order]] = [(lapse, o) for o in late]
    steps += [(reoffer, o) for o in silent.distinct().order_by("pk")[:200]]
    steps += [(_raised, o) for o in up.order_by("pk")[:200]]
    done = 0
    for step, order in steps:
        try:
            with transaction.atomic():
                step(order=order, at=now)
            done += 1
        except Refused:  # somebody was faster
            continue
    return done
