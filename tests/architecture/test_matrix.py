"""Every verb × every state × every actor, with the real actions, against the state table.

Allowed: the state of the table and exactly one ledger entry. Refused: nothing moved.
"""

import inspect
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from sanan.cases.actions import VERBS
from sanan.cases.enums import (
    ENDED,
    HANDLING,
    Alarm,
    Anonymity,
    DeclineReason,
    Door,
    ExclusionReason,
    Kind,
    Relation,
    ReturnReason,
    State,
    Urgency,
)
from sanan.cases.models import Case, CaseOrg, Reply, Request, Step
from sanan.cases.rules import RULES, Verb
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.people.models import Notice

from .conftest import NOW, World

BY_CODE = "by query code"
CLOCK = "the clock"
ASKED = {
    Verb.ADJUDICATE: Request.Matter.RETURN,
    Verb.DECIDE_EXTENSION: Request.Matter.EXTENSION,
    Verb.DECIDE_EXCLUSION: Request.Matter.EXCLUSION,
}
# Opening and following have no case to judge, or none to change: their rules stand in the verbs.
APART = {Verb.OPEN, Verb.FOLLOW}
# Done only as part of another verb.
INSIDE = {Verb.LEAVE_MASTER}


def make_case(world: World, state: State, number: int = 0) -> Case:
    """A case standing in `state`, as a real one would."""
    ended = state in ENDED
    late = state in {State.REPLIED, State.VERIFYING, State.REVISITING, State.CLOSED}
    case = Case.objects.create(
        code=f"261013TEST{number}",
        query_hash=f"hash{number}",
        door="web",
        state=state,
        title="路灯不亮",
        text="村口的路灯三天不亮了",
        place=world.village,
        county=world.county,
        village=world.village,
        category=world.category,
        appellant=world.actors["appellant"],
        handler=world.orgs["handler"],
        master=_master(world) if state == State.MERGED else None,
        opened_at=NOW - timedelta(hours=2),
        clock_from_at=NOW - timedelta(hours=2),
        due_at=NOW + timedelta(days=5),
        dispatched_at=NOW - timedelta(hours=1) if state in HANDLING or late else None,
        replied_at=NOW - timedelta(minutes=30) if late else None,
        closed_at=NOW - timedelta(minutes=5) if ended else None,
        may_publish=True,
    )
    for part in ("co_handler", "whistled_dept"):
        kind = CaseOrg.Part.ASSISTS if part == "co_handler" else CaseOrg.Part.WHISTLED
        CaseOrg.objects.create(case=case, org=world.orgs[part], part=kind)
    return case


def _master(world: World) -> Case:
    master = make_case(world, State.REPLIED, number=9)
    Reply.objects.create(case=master, public_text="修好了", org=master.handler, at=NOW)
    return master


def ask_first(world: World, verb: Verb, case: Case) -> None:
    """What must have been asked, so that it can be decided."""
    if verb in ASKED:
        Request.objects.create(
            case=case,
            matter=ASKED[verb],
            text="因为",
            wanted={"until": "2026-10-22", "days": 2, "propose": ""},
            asked_by=world.actors["handler"],
            asked_at=NOW,
        )


def words_for(world: World, verb: Verb) -> dict[str, Any]:
    """Particulars with which the verb is in order."""
    other = world.orgs["other"]
    return {
        Verb.DECLINE: {"reason": DeclineReason.COURT, "text": "请向法院起诉"},
        Verb.OBJECT: {"text": "不同意"},
        Verb.MERGE: {"into": make_case(world, State.IN_PROGRESS, number=1)},
        Verb.UNMERGE: {"reason": "不是一件事"},
        Verb.DISPATCH: {"to": world.orgs["handler"]},
        Verb.REQUEST_RETURN: {"reason": ReturnReason.NOT_OUR_DUTY, "text": "不归我们"},
        Verb.ADJUDICATE: {"granted": True, "answer": "改派", "to": other},
        Verb.CONTACT: {"reached": True},
        Verb.REQUEST_EXTENSION: {"text": "缺材料", "until": date(2026, 10, 20)},
        Verb.DECIDE_EXTENSION: {"granted": True, "answer": "同意"},
        Verb.SUSPEND: {"reason": "等汛期过", "review_on": date(2026, 11, 1)},
        Verb.WHISTLE: {
            "orgs": [other],
            "reason": "要一起看",
            "arrive_by": NOW + timedelta(hours=4),
        },
        Verb.CONCLUDE: {"conclusion": "一起修"},
        Verb.REPLY: {"public_text": "修好了"},
        Verb.FAIL_CHECK: {"note": "还是不亮"},
        Verb.REVISIT: {"contacted": True, "resolved": True, "satisfaction": "satisfied"},
        Verb.RATE: {"contacted": True, "resolved": True, "satisfaction": "satisfied"},
        Verb.NOT_FIXED: {"text": "还是不亮"},
        Verb.REOPEN: {"text": "又坏了"},
        Verb.REMIND: {"alarm": Alarm.SOON},
        Verb.SUPERVISE: {"level": 1, "text": "抓紧"},
        Verb.REQUEST_EXCLUSION: {"reason": ExclusionReason.DUPLICATE, "text": "同一件"},
        Verb.DECIDE_EXCLUSION: {"granted": True, "answer": "属实"},
        Verb.CLASSIFY: {
            "category": world.category,
            "urgency": Urgency.ORDINARY,
            "kind": Kind.HELP,
        },
        Verb.ASK: {"question": "在哪一盏?"},
        Verb.ADD: {"text": "东头那盏"},
        Verb.NOTE: {"text": "已电话问过"},
        Verb.PUBLISH: {"title": "路灯", "text": "路灯不亮"},
        Verb.UNPUBLISH: {"reason": "有人名"},
    }.get(verb, {})


def may(verb: Verb, state: State, actor: str, world: World) -> bool:
    """What the table says, read independently of the code that reads it."""
    rule = RULES[verb]
    if state not in rule.sources:
        return False
    if actor == BY_CODE:
        return Relation.APPELLANT in rule.relations
    if actor == CLOCK:
        return Relation.SYSTEM in rule.relations
    by_role = world.roles.get(actor) in rule.roles
    return by_role or actor in {str(r) for r in rule.relations}


def actors(verb: Verb, world: World) -> list[str]:
    """Those who could even try: everyone with an account, the query code, the clock."""
    takes = inspect.signature(VERBS[verb]).parameters
    people = list(world.actors) if "by" in takes else []
    by_code = [BY_CODE] if "as_appellant" in takes else []
    by_clock = [CLOCK] if "by" not in takes or verb == Verb.RESUME else []
    return [*people, *by_code, *by_clock]


def attempt(verb: Verb, case: Case, actor: str, world: World, particulars: dict[str, Any]) -> None:
    """The call that a page, the API or the clock makes."""
    who: dict[str, Any] = {}
    if actor == BY_CODE:
        who = {"as_appellant": True}
    elif actor != CLOCK:
        who = {"by": world.actors[actor]}
    elif verb == Verb.RESUME:
        who = {"by": None}
    VERBS[verb](case=case, at=NOW, **particulars, **who)


def standing(case: Case) -> tuple[Any, ...]:
    """Everything about a case that an action could move."""
    return (
        Case.objects.filter(pk=case.pk).values().get(),
        list(CaseOrg.objects.filter(case=case).order_by("pk").values()),
        list(Request.objects.filter(case=case).order_by("pk").values()),
        Step.objects.count(),
        Reply.objects.count(),
        Notice.objects.count(),
        Entry.objects.count(),
    )


def refused(verb: Verb, actor: str, world: World, case: Case, words: Any) -> str:
    """Try what the table forbids; empty where it is refused."""
    try:
        attempt(verb, case, actor, world, words)
    except Refused:
        return ""
    return "done, though the table forbids it"


def allowed(verb: Verb, actor: str, world: World, case: Case, words: Any) -> str:
    """Do what the table allows; empty where the outcome is the table's."""
    entries = Entry.objects.count()
    try:
        attempt(verb, Case.objects.get(pk=case.pk), actor, world, words)
    except Refused as refusal:
        return f"refused with {refusal.code}"
    made = list(Entry.objects.order_by("pk").values_list("event", "subject"))[entries:]
    if made != [(f"case.{verb}", case.code)]:
        return f"entries {made}"
    now = Case.objects.get(pk=case.pk).state
    return "" if now == (RULES[verb].target or case.state) else f"stands in {now}"


@pytest.mark.parametrize("verb", [v for v in Verb if v not in APART | INSIDE], ids=str)
def test_every_state_and_every_actor(verb, world):
    wrong = {}
    words = words_for(world, verb)
    for state in State:
        with transaction.atomic():
            case = make_case(world, state)
            ask_first(world, verb, case)
            trying = {actor: may(verb, state, actor, world) for actor in actors(verb, world)}
            before = standing(case)
            said = {a: refused(verb, a, world, case, words) for a, ok in trying.items() if not ok}
            if standing(case) != before:
                said["somebody refused"] = "something moved"
            for actor in (a for a, ok in trying.items() if ok):
                with transaction.atomic():
                    said[actor] = allowed(verb, actor, world, case, words)
                    transaction.set_rollback(True)
            wrong |= {(str(state), actor): what for actor, what in said.items() if what}
            transaction.set_rollback(True)
    assert wrong == {}


@pytest.mark.parametrize("verb", [v for v in Verb if v not in APART | INSIDE], ids=str)
def test_nothing_happens_where_the_ledger_cannot_be_written(verb, world, monkeypatch):
    state = min(RULES[verb].sources)
    case, words = make_case(world, state), words_for(world, verb)
    ask_first(world, verb, case)
    actor = next(a for a in actors(verb, world) if may(verb, state, a, world))
    before = standing(case)
    monkeypatch.setattr("sanan.ledger.actions.recording.insert", _broken)
    with pytest.raises(DatabaseError):
        attempt(verb, Case.objects.get(pk=case.pk), actor, world, words)
    assert standing(case) == before


def test_nothing_is_taken_in_where_the_ledger_cannot_be_written(world, monkeypatch):
    monkeypatch.setattr("sanan.ledger.actions.recording.insert", _broken)
    with pytest.raises(DatabaseError):
        VERBS[Verb.OPEN](
            text="路灯不亮", place=world.village, door=Door.WEB, contact_phone="13800000001", at=NOW
        )
    counts = [model.objects.count() for model in (Case, Step, Entry, Notice)]
    assert counts == [0, 0, 0, 0]


def test_opening_and_following_are_one_entry_each(world):
    opened = VERBS[Verb.OPEN](
        text="路灯不亮", place=world.village, door=Door.WEB, anonymity=Anonymity.NAMED, at=NOW
    )
    VERBS[Verb.PUBLISH](case=opened.case, by=world.actors["role:dispatcher"], at=NOW)
    for _twice in range(2):
        VERBS[Verb.FOLLOW](case=opened.case, person=world.actors["stranger"], at=NOW)
    made = Entry.objects.order_by("pk").values_list("event", "subject")
    code = opened.case.code
    assert list(made) == [("case.open", code), ("case.publish", code), ("case.follow", code)]


def _broken(*_args: Any, **_values: Any) -> None:
    raise DatabaseError("the ledger cannot be written")


def test_the_matrix_is_whole():
    assert set(VERBS) | INSIDE == set(Verb)
    assert set(RULES) | APART == set(Verb)
