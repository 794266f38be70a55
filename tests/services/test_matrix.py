"""Every verb × every state × every kind of person, against the table read on its own."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.people.enums import Role
from sanan.people.models import Notice, Person, Position
from sanan.services import actions
from sanan.services.enums import (
    DONE,
    HELD,
    SEEKING,
    Answer,
    DeclineReason,
    RejectReason,
    Relation,
    State,
    To,
)
from sanan.services.models import Claim, Helper, Offer, Order, Step
from sanan.services.rules import RULES, Verb

from .conftest import HOUR, NOW, SINCE

BY_CODE, CLOCK = "by query code", "the clock"
SYSTEMS = {Verb.REOFFER, Verb.LAPSE}
INSIDE_ENTRIES = {Verb.CONFIRM: ["service.log"]}

WORDS = {
    Verb.REJECT: {"reason": RejectReason.UNSAFE},
    Verb.DISPATCH: {"to": To.POOL},
    Verb.DECLINE: {"reason": DeclineReason.NO_TIME},
    Verb.RELEASE: {"reason": "有事"},
    Verb.SCHEDULE: {"scheduled_at": NOW + timedelta(days=2)},
    Verb.BEGIN: {},
    Verb.END: {"result": "做好了"},
    Verb.RATE: {"score": 4},
    Verb.CANCEL: {"reason": "不用了"},
}


def actors(yard) -> dict[str, Person]:
    """One of each role at the county, and one in each relation."""
    found = {}
    for role in Role:
        person = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=person, role=role, place=yard.county, since_on=SINCE)
        found[str(role)] = person
    for name in ("requester", "proxy", "taker", "asked", "helper", "left", "stranger"):
        found[name] = Person.objects.create(username=name, name=name)
    for name in ("taker", "asked", "helper", "left"):
        helper = yard.helper(found[name])
        if name == "left":
            Helper.objects.filter(pk=helper.pk).update(left_at=NOW)
    return found


def make(yard, who, state: State) -> Order:
    """An order standing in `state`, as a real one would."""
    held = state in HELD | DONE
    order = Order.objects.create(
        code=f"260302{state[:6].upper()}", query_hash=f"hash-{state}", state=state, place=yard.one,
        village=yard.village, item=yard.item, post="elderly", skill="repair", title="换灯泡",
        requester=who["requester"], entered_by=who["proxy"], to=To.POOL, placed_at=NOW - HOUR,
        dispatched_at=NOW - HOUR, claim_due_at=NOW + HOUR, taker=who["taker"] if held else None,
        claimed_at=NOW - HOUR if held else None,
        began_at=NOW - HOUR if held and state not in {State.CLAIMED, State.SCHEDULED} else None,
        ended_at=NOW - timedelta(minutes=10) if state in DONE else None, result="好",
        reject_reason="unsafe" if state == State.REJECTED else "",
        score=5 if state == State.RATED else None,
    )  # fmt: skip
    if held:
        Claim.objects.create(order=order, person=who["taker"], at=NOW - HOUR)
    if state in SEEKING:
        Offer.objects.create(
            order=order, person=who["asked"], offered_at=NOW - HOUR, until_at=NOW + HOUR,
            answer=Answer.PENDING,
        )  # fmt: skip
    return order


def may(verb: Verb, state: State, actor: str) -> bool:
    """What the table says, read independently of the code that reads it."""
    rule = RULES[verb]
    if state not in rule.sources:
        return False
    if actor == BY_CODE:
        return Relation.REQUESTER in rule.relations
    if actor == CLOCK:
        return Relation.SYSTEM in rule.relations
    if actor in {str(r) for r in rule.roles}:
        return True
    if Relation.HELPER in rule.relations and actor in {"helper", "asked", "taker"}:
        return True
    return actor in {str(r) for r in rule.relations}


def attempt(verb: Verb, order: Order, actor: str, who: dict[str, Person]) -> None:
    words = dict(WORDS.get(verb, {}))
    if actor == CLOCK:
        actions.VERBS[verb](order=order, at=NOW, **words)
    elif actor == BY_CODE:
        actions.VERBS[verb](order=order, as_requester=True, at=NOW, **words)
    else:
        actions.VERBS[verb](order=order, by=who[actor], at=NOW, **words)


def standing(order: Order):
    return (
        Order.objects.filter(pk=order.pk).values().get(),
        list(Offer.objects.order_by("pk").values()),
        list(Claim.objects.order_by("pk").values()),
        [m.objects.count() for m in (Step, Entry, Notice)],
    )


def trying(verb: Verb, who: dict[str, Person]) -> list[str]:
    if verb in SYSTEMS:
        return [CLOCK]
    more = [BY_CODE] if verb in {Verb.RATE, Verb.CANCEL} else []
    return [*who, *more, *([CLOCK] if verb == Verb.RAISE else [])]


@pytest.mark.parametrize("verb", RULES, ids=str)
def test_every_state_and_every_actor(verb, yard):
    who, wrong = actors(yard), {}
    for state in State:
        with transaction.atomic():
            order = make(yard, who, state)
            before = standing(order)
            for actor in trying(verb, who):
                allowed = may(verb, state, actor)
                said = _tried(verb, order, actor, who, allowed=allowed)
                if not allowed and standing(order) != before:
                    said = "refused, but something moved"
                if said:
                    wrong[str(state), actor] = said
            transaction.set_rollback(True)
    assert wrong == {}


def _tried(verb, order, actor, who, *, allowed) -> str:
    count = Entry.objects.count()
    try:
        with transaction.atomic():
            attempt(verb, Order.objects.get(pk=order.pk), actor, who)
            made = list(Entry.objects.order_by("pk").values_list("event", flat=True))[count:]
            now = Order.objects.get(pk=order.pk).state
            transaction.set_rollback(True)
    except Refused as no:
        return f"refused with {no.code}" if allowed else ""
    if not allowed:
        return "done, though the table forbids it"
    if sorted(made) != sorted([f"order.{verb}", *INSIDE_ENTRIES.get(verb, [])]):
        return f"entries {made}"
    return "" if now == (RULES[verb].target or order.state) else f"stands in {now}"


@pytest.mark.parametrize("verb", RULES, ids=str)
def test_nothing_happens_where_the_ledger_cannot_be_written(verb, yard, monkeypatch):
    who = actors(yard)
    state = min(RULES[verb].sources)
    order = make(yard, who, state)
    actor = next(a for a in trying(verb, who) if may(verb, state, a))
    before = standing(order)

    def broken(*_args, **_more):
        raise DatabaseError

    monkeypatch.setattr("sanan.ledger.actions.recording.insert", broken)
    with pytest.raises(DatabaseError):
        attempt(verb, Order.objects.get(pk=order.pk), actor, who)
    assert standing(order) == before
