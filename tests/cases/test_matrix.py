"""Every verb × every state × every actor, with the real actions, against the state table.

Allowed: the state of the table and exactly one ledger entry. Refused: nothing moved.
"""

import inspect
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from matrix import read, same_verbs
from sanan.cases.actions import follow, open_case
from sanan.cases.enums import (
    ENDED,
    HANDLING,
    Alarm,
    Anonymity,
    DeclineReason,
    Door,
    ExclusionReason,
    Nature,
    ReturnReason,
    State,
    Urgency,
)
from sanan.cases.models import Case, CaseOrg, Reply, Request
from sanan.cases.rules import APPELLANT, CASE
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.people.models import Notice
from sanan.process.models import TimelineEntry

from .world import NOW, World, make_world

BY_CODE = "by query code"
CLOCK = "the clock"
HANDLING_STATES = "dispatched, signed, in_progress, extension_requested, whistled, rework"
OPEN_STATES = (
    f"submitted, accepted, reopened, return_requested, suspended, {HANDLING_STATES}, "
    "replied, verifying, revisiting"
)
ENDED_STATES = "merged, not_accepted, closed, withdrawn"
ASKED = {
    "adjudicate": Request.Matter.RETURN,
    "decide_extension": Request.Matter.EXTENSION,
    "decide_exclusion": Request.Matter.EXCLUSION,
}
TABLE = read(
    """
    open                                                     -> submitted    : anyone
    accept           submitted, reopened                     -> accepted     : role:dispatcher
    decline          submitted, accepted                     -> not_accepted : role:dispatcher
    object           not_accepted                            -> submitted    : appellant
    merge            submitted, accepted, dispatched         -> merged       : role:dispatcher
    unmerge          merged                                  -> submitted    : role:dispatcher
    dispatch         submitted, accepted, reopened           -> dispatched   : role:dispatcher, system
    request_return   dispatched, signed                      -> return_requested : handler
    adjudicate       return_requested                        -> dispatched   : role:dispatcher
    sign             dispatched                              -> signed       : handler
    contact          signed, in_progress, extension_requested, rework -> in_progress : handler
    request_extension signed, in_progress                    -> extension_requested : handler
    decide_extension extension_requested                     -> in_progress  : role:dispatcher, role:leader
    suspend          signed, in_progress                     -> suspended    : role:leader
    resume           suspended                               -> in_progress  : role:leader, role:dispatcher, system
    whistle          signed, in_progress                     -> whistled     : handler
    arrive           whistled                                ->              : whistled_dept
    conclude         whistled                                -> in_progress  : handler
    reply            in_progress, extension_requested, rework -> replied     : handler
    start_check      replied                                 -> verifying    : role:dispatcher
    pass_check       replied, verifying                      -> revisiting   : role:dispatcher, role:grid_worker
    fail_check       replied, verifying                      -> rework       : role:dispatcher, role:grid_worker
    revisit          revisiting                              -> closed       : role:dispatcher
    rate             replied, verifying, revisiting          -> closed       : appellant
    not_fixed        replied, verifying, revisiting          -> rework       : appellant
    reopen           closed                                  -> reopened     : appellant
    close_unanswered revisiting                              -> closed       : system
    answer_merged    merged                                  -> revisiting   : system
    leave_master     merged                                  -> submitted    : system
    withdraw         submitted, accepted, reopened, HANDLING -> withdrawn    : appellant
    remind           OPEN                                    ->              : system
    supervise        OPEN                                    ->              : role:discipline_officer, role:leader, role:dispatcher
    request_exclusion replied, verifying, revisiting, closed ->              : handler
    decide_exclusion replied, verifying, revisiting, closed  ->              : role:dispatcher
    classify         OPEN                                    ->              : role:dispatcher
    ask              OPEN                                    ->              : role:dispatcher, handler
    add              OPEN, merged                            ->              : appellant, role:grid_worker, role:dispatcher
    note             EVERY                                   ->              : role:dispatcher, role:grid_worker, handler, co_handler
    publish          OPEN, merged, not_accepted, closed      ->              : role:dispatcher
    unpublish        EVERY                                   ->              : role:dispatcher, role:auditor
    sync             EVERY                                   ->              : system
""".replace("HANDLING", HANDLING_STATES)
    .replace("OPEN", OPEN_STATES)
    .replace("EVERY", f"{OPEN_STATES}, {ENDED_STATES}")
)
"""Domain brief §2.2: the seven steps of digital urban management with hotline practice."""
# Opening has no case to judge: its rule stands apart. Syncing has no action of its own.
APART = {"open", "sync"}


def make_case(world: World, state: str, number: int = 0) -> Case:
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


def ask_first(world: World, verb: str, case: Case) -> None:
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


def words_for(world: World, verb: str) -> dict[str, Any]:
    """Particulars with which the verb is in order."""
    other = world.orgs["other"]
    return {
        "decline": {"reason": DeclineReason.COURT, "text": "请向法院起诉"},
        "object": {"text": "不同意"},
        "merge": {"into": make_case(world, State.IN_PROGRESS, number=1)},
        "unmerge": {"reason": "不是一件事"},
        "dispatch": {"to": world.orgs["handler"]},
        "request_return": {"reason": ReturnReason.NOT_OUR_DUTY, "text": "不归我们"},
        "adjudicate": {"granted": True, "answer": "改派", "to": other},
        "contact": {"reached": True},
        "request_extension": {"text": "缺材料", "until": date(2026, 10, 20)},
        "decide_extension": {"granted": True, "answer": "同意"},
        "suspend": {"reason": "等汛期过", "review_on": date(2026, 11, 1)},
        "whistle": {
            "orgs": [other],
            "reason": "要一起看",
            "arrive_by": NOW + timedelta(hours=4),
        },
        "conclude": {"conclusion": "一起修"},
        "reply": {"public_text": "修好了"},
        "fail_check": {"note": "还是不亮"},
        "revisit": {"contacted": True, "resolved": True, "satisfaction": "satisfied"},
        "rate": {"contacted": True, "resolved": True, "satisfaction": "satisfied"},
        "not_fixed": {"text": "还是不亮"},
        "reopen": {"text": "又坏了"},
        "remind": {"alarm": Alarm.SOON},
        "supervise": {"level": 1, "text": "抓紧"},
        "request_exclusion": {"reason": ExclusionReason.DUPLICATE, "text": "同一件"},
        "decide_exclusion": {"granted": True, "answer": "属实"},
        "classify": {
            "category": world.category,
            "urgency": Urgency.ORDINARY,
            "nature": Nature.HELP,
        },
        "ask": {"question": "在哪一盏?"},
        "add": {"text": "东头那盏"},
        "note": {"text": "已电话问过"},
        "publish": {"title": "路灯", "text": "路灯不亮"},
        "unpublish": {"reason": "有人名"},
    }.get(verb, {})


def may(verb: str, state: str, actor: str, world: World) -> bool:
    """What the domain says."""
    line = TABLE[verb]
    stands = {BY_CODE: {"appellant"}, CLOCK: {"system"}}.get(actor, {actor})
    role = world.roles.get(actor)
    return state in line.sources and bool(line.who & {*stands, *([f"role:{role}"] if role else [])})


def actors(verb: str, world: World) -> list[str]:
    """Those who could even try: everyone with an account, the query code, the clock."""
    takes = inspect.signature(CASE.actions[verb]).parameters
    people = list(world.actors) if "by" in takes else []
    by_code = [BY_CODE] if "relation" in takes else []
    by_clock = [CLOCK] if "by" not in takes or verb == "resume" else []
    return [*people, *by_code, *by_clock]


def attempt(verb: str, case: Case, actor: str, world: World, particulars: dict[str, Any]) -> None:
    """The call that a page, the API or the clock makes."""
    who: dict[str, Any] = {}
    if actor == BY_CODE:
        who = {"relation": APPELLANT}
    elif actor != CLOCK:
        who = {"by": world.actors[actor]}
    elif verb == "resume":
        who = {"by": None}
    CASE.actions[verb](case=case, at=NOW, **particulars, **who)


def standing(case: Case) -> tuple[Any, ...]:
    """Everything about a case that an action could move."""
    return (
        Case.objects.filter(pk=case.pk).values().get(),
        list(CaseOrg.objects.filter(case=case).order_by("pk").values()),
        list(Request.objects.filter(case=case).order_by("pk").values()),
        TimelineEntry.objects.count(),
        Reply.objects.count(),
        Notice.objects.count(),
        Entry.objects.count(),
    )


def refused(verb: str, actor: str, world: World, case: Case, words: Any) -> str:
    """Try what the table forbids; empty where it is refused."""
    try:
        attempt(verb, case, actor, world, words)
    except Refused:
        return ""
    return "done, though the table forbids it"


def allowed(verb: str, actor: str, world: World, case: Case, words: Any) -> str:
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
    return "" if now == target(verb, case) else f"stands in {now}"


def target(verb: str, case: Case) -> str:
    """Where it stands then; who calls while an extension waits still waits for it."""
    if verb == "contact" and case.state == State.EXTENSION_REQUESTED:
        return case.state
    return TABLE[verb].target or case.state


@pytest.fixture
def world(db) -> World:
    return make_world()


@pytest.mark.parametrize("verb", sorted(set(TABLE) - APART))
def test_every_state_and_every_actor(verb, world):
    wrong = {}
    words = words_for(world, verb)
    for state in State.values:
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


@pytest.mark.parametrize("verb", sorted(set(TABLE) - APART))
def test_nothing_happens_where_the_ledger_cannot_be_written(verb, world, monkeypatch):
    state = min(TABLE[verb].sources)
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
        open_case(
            text="路灯不亮", place=world.village, door=Door.WEB, contact_phone="13800000001", at=NOW
        )
    counts = [model.objects.count() for model in (Case, TimelineEntry, Entry, Notice)]
    assert counts == [0, 0, 0, 0]


def test_opening_and_following_are_one_entry_each(world):
    opened = open_case(
        text="路灯不亮", place=world.village, door=Door.WEB, anonymity=Anonymity.NAMED, at=NOW
    )
    CASE.actions["publish"](case=opened.case, by=world.actors["role:dispatcher"], at=NOW)
    for _twice in range(2):
        follow(case=opened.case, person=world.actors["stranger"], at=NOW)
    made = Entry.objects.order_by("pk").values_list("event", "subject")
    code = opened.case.code
    assert list(made) == [("case.open", code), ("case.publish", code), ("case.follow", code)]


def _broken(*_args: Any, **_values: Any) -> None:
    raise DatabaseError("the ledger cannot be written")


def test_the_matrix_is_whole():
    same_verbs(CASE, TABLE)
    assert set(CASE.actions) & set(CASE.own) == set(TABLE) - APART
