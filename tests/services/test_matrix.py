"""Every verb × every state × every kind of person, against the table read on its own."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from matrix import read, same_verbs
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.people.enums import Role
from sanan.people.models import Notice, Person, Position
from sanan.process.declare import SYSTEM
from sanan.process.models import TimelineEntry
from sanan.services.enums import (
    DESK,
    DONE,
    HELD,
    SEEKING,
    Answer,
    DeclineReason,
    RejectReason,
    State,
    To,
)
from sanan.services.models import Claim, Helper, Offer, Order
from sanan.services.rules import ORDER, REQUESTER

from .conftest import HOUR, NOW, SINCE

BY_CODE, CLOCK = "by query code", "the clock"
TABLE = read("""
    place    -> placed : anyone
    screen   placed -> screened : desk
    reject   placed, screened, dispatched, unclaimed, raised -> rejected : desk
    dispatch screened, dispatched, unclaimed, raised -> dispatched : desk
    reoffer  dispatched -> : system
    lapse    dispatched -> unclaimed : system
    raise    unclaimed -> raised : desk, system
    claim    dispatched, unclaimed, raised -> claimed : helper
    decline  dispatched, unclaimed, raised -> : asked
    release  claimed, scheduled -> dispatched : taker
    schedule claimed, scheduled -> scheduled : taker
    begin    claimed, scheduled -> serving : taker
    end      serving -> finished : taker
    rate     finished -> rated : requester, proxy
    confirm  finished, rated -> archived : desk
    cancel   placed, screened, dispatched, unclaimed, raised, claimed, scheduled -> cancelled : desk, requester, proxy
""")
"""Domain brief §2.4: the desk reads and asks, nobody is assigned (志愿服务条例 art. 25), whoever is asked
takes it or not, both sides confirm; whoever ordered rates, and may call it off until it begins."""
STANDING = {"asked": {"asked", "helper"}, "helper": {"helper"}, "taker": {"taker", "helper"}}
INSIDE_ENTRIES = {"confirm": ["service.log"]}
VERBS = [name for name, line in TABLE.items() if line.sources]

WORDS = {
    "reject": {"reason": RejectReason.UNSAFE},
    "dispatch": {"to": To.POOL},
    "decline": {"reason": DeclineReason.NO_TIME},
    "release": {"reason": "有事"},
    "schedule": {"scheduled_at": NOW + timedelta(days=2)},
    "end": {"result": "做好了"},
    "rate": {"score": 4},
    "cancel": {"reason": "不用了"},
}


def test_the_process_is_that_of_the_domain():
    same_verbs(ORDER, TABLE)


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
        code=f"260302{state[:6].upper()}",
        query_hash=f"hash-{state}",
        state=state,
        place=yard.one,
        village=yard.village,
        item=yard.item,
        post="elderly",
        skill="repair",
        title="换灯泡",
        requester=who["requester"],
        entered_by=who["proxy"],
        to=To.POOL,
        placed_at=NOW - HOUR,
        dispatched_at=NOW - HOUR,
        claim_due_at=NOW + HOUR,
        taker=who["taker"] if held else None,
        claimed_at=NOW - HOUR if held else None,
        began_at=NOW - HOUR if held and state not in {State.CLAIMED, State.SCHEDULED} else None,
        ended_at=NOW - timedelta(minutes=10) if state in DONE else None,
        result="好",
        reject_reason="unsafe" if state == State.REJECTED else "",
        score=5 if state == State.RATED else None,
    )
    if held:
        Claim.objects.create(order=order, person=who["taker"], at=NOW - HOUR)
    if state in SEEKING:
        Offer.objects.create(
            order=order,
            person=who["asked"],
            offered_at=NOW - HOUR,
            until_at=NOW + HOUR,
            answer=Answer.PENDING,
        )
    return order


def may(verb: str, state: State, actor: str) -> bool:
    """What the domain says."""
    line = TABLE[verb]
    if state not in line.sources:
        return False
    words = {BY_CODE: {"requester"}, CLOCK: {"system"}}.get(actor) or STANDING.get(actor, {actor})
    if actor in {str(role) for role in DESK}:
        words = {*words, "desk"}
    return bool(line.who & words)


def attempt(verb: str, order: Order, actor: str, who: dict[str, Person]) -> None:
    words, act = dict(WORDS.get(verb, {})), ORDER.actions[verb]
    if actor == CLOCK and verb == "raise":
        act(order=order, relation=SYSTEM, at=NOW)
    elif actor == CLOCK:
        act(order=order, at=NOW, **words)
    elif actor == BY_CODE:
        act(order=order, relation=REQUESTER, at=NOW, **words)
    else:
        act(order=order, by=who[actor], at=NOW, **words)


def standing(order: Order):
    return (
        Order.objects.filter(pk=order.pk).values().get(),
        list(Offer.objects.order_by("pk").values()),
        list(Claim.objects.order_by("pk").values()),
        [m.objects.count() for m in (TimelineEntry, Entry, Notice)],
    )


def trying(verb: str, who: dict[str, Person]) -> list[str]:
    if TABLE[verb].who == {"system"}:
        return [CLOCK]
    more = [BY_CODE] if verb in {"rate", "cancel"} else []
    return [*who, *more, *([CLOCK] if verb == "raise" else [])]


@pytest.mark.parametrize("verb", VERBS)
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
    return "" if now == (TABLE[verb].target or order.state) else f"stands in {now}"


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_happens_where_the_ledger_cannot_be_written(verb, yard, monkeypatch):
    who = actors(yard)
    state = min(TABLE[verb].sources)
    order = make(yard, who, state)
    actor = next(a for a in trying(verb, who) if may(verb, state, a))
    before = standing(order)

    def broken(*_args, **_more):
        raise DatabaseError

    monkeypatch.setattr("sanan.ledger.actions.recording.insert", broken)
    with pytest.raises(DatabaseError):
        attempt(verb, Order.objects.get(pk=order.pk), actor, who)
    assert standing(order) == before
