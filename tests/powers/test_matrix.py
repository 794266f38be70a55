"""Every verb × every state × every role, with the real actions, against the tables.

Allowed: the state of the table and exactly one ledger entry. Refused: nothing moved, nothing written.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from matrix import Line, read, same_verbs
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.powers import actions
from sanan.powers.actions import runs
from sanan.powers.enums import OPEN_TO_ALL, Level, QuestionState, RunState, State
from sanan.powers.models import Disclosure, DisclosureVersion, PowerRun, Question
from sanan.powers.rules.disclosures import DISCLOSURE
from sanan.powers.rules.questions import QUESTION
from sanan.powers.rules.runs import RUN
from sanan.process.declare import SYSTEM

from .conftest import NOW, TABLE, Village, day

WHO = (
    "cadre",
    "supervisor",
    "both",
    "town_clerk",
    "town_discipline",
    "dispatcher",
    "discipline",
    "leader",
    "grid",
    "other_cadre",
    "other_supervisor",
    "department",
    "resident",
    "nobody",
)
CADRES = {"cadre", "both"}
SUPERVISORS = {"supervisor"}
TOWN = {"town_clerk", "town_discipline"}
COUNTY = {"dispatcher", "discipline"}
DISCIPLINE = {"town_discipline", "discipline"}
STANDING = {
    "village_cadre": CADRES,
    "supervisor": SUPERVISORS,
    "township": TOWN,
    "superior": TOWN | COUNTY,
    "discipline": DISCIPLINE,
    "anyone": set(WHO),
    "system": set(),
    "asker": set(),
}
"""Who stands how to a thing of the village, written down apart from the rules."""

DISCLOSURES = read("""
    schedule  -> scheduled : village_cadre, superior
    draft     scheduled, drafting -> drafting : village_cadre
    submit    drafting -> supervisor_review : village_cadre
    sign      supervisor_review -> : supervisor
    approve   township_review -> : township
    send_back supervisor_review, township_review -> drafting : supervisor, township
    demand    scheduled, drafting, supervisor_review, township_review -> : superior
    amend     published, questioned, answered, amended -> drafting : village_cadre
    archive   published, answered, amended -> archived : village_cadre, system
    be_questioned published, questioned, answered, amended -> questioned : system
    settle    published, questioned, answered, amended -> answered : system
""")
"""Domain brief §2.1; 村民委员会组织法 arts. 30–32: the village writes, its supervisors sign, what is
open may be corrected but never taken away, and those above may demand what is late."""
QUESTIONS = read("""
    ask         -> asked : anyone
    acknowledge asked, reasked, escalated -> assigned : level
    answer      asked, assigned, reasked, escalated -> answered : level
    rate        answered, rated -> rated : asker
    reask       answered, rated -> reasked : asker
    escalate    asked, assigned, reasked, escalated -> escalated : system
""")
RUNS = read("""
    begin   -> initiated : village_cadre
    declare initiated -> running : village_cadre
    take    running -> : village_cadre, supervisor, township
    skip    running -> : village_cadre
    sign    running -> : supervisor
    object  running, completed -> : anyone
    answer  running, completed -> : village_cadre
    suspend initiated, running -> suspended : discipline
    resume  suspended -> : discipline
    link    running, completed -> : village_cadre
    finish  running -> completed : village_cadre
    archive completed -> archived : village_cadre
""")
MAY_ANSWER = {Level.VILLAGE: CADRES, Level.TOWNSHIP: TOWN, Level.COUNTY: COUNTY}


def may(table: Mapping[str, Line], verb: str) -> set[str]:
    return set().union(*(STANDING[word] for word in table[verb].who))


def test_the_processes_are_those_of_the_domain():
    for process, table in ((DISCLOSURE, DISCLOSURES), (QUESTION, QUESTIONS), (RUN, RUNS)):
        same_verbs(process, table)


def person(village: Village, who: str) -> Any:
    return village.people.get(who)


def attempt(act: Callable[[], Any], thing: Any) -> bool:
    """Whether it was allowed; one entry of it if so, none and nothing moved if not; undone again."""
    mine = Entry.objects.filter(subject=thing.code)
    before, stood = mine.count(), thing.state
    allowed = True
    sid = transaction.savepoint()
    try:
        act()
    except Refused:
        allowed = False
    made = mine.count() - before
    thing.refresh_from_db()
    moved = thing.state != stood
    transaction.savepoint_rollback(sid)
    thing.refresh_from_db()
    assert made == (1 if allowed else 0)
    assert allowed or not moved
    return allowed


def make_disclosure(village: Village, state: State) -> Disclosure:
    public = state in {*OPEN_TO_ALL, State.ARCHIVED}
    made = village.task(
        state=state,
        due_on=date(2026, 8, 1),
        title="任务",
        body="办了",
        rows=TABLE,
        elements=village.item("D02").elements,
        **(
            {
                "version": 1,
                "published_on": date(2026, 8, 1),
                "published_at": NOW - day(60),
                "display_until": date(2026, 9, 1),
            }
            if public
            else {}
        ),
    )
    if public:
        DisclosureVersion.objects.create(
            disclosure=made, number=1, title="任务", published_at=NOW, entry_id=1
        )
    return made


ACTS: dict[str, Callable[[Disclosure, Any], Any]] = {
    "draft": lambda d, by: actions.draft(
        disclosure=d, title="改", body="改", elements=d.item.elements, by=by, at=NOW
    ),
    "submit": lambda d, by: actions.submit(disclosure=d, by=by, at=NOW),
    "sign": lambda d, by: actions.sign(disclosure=d, by=by, at=NOW),
    "approve": lambda d, by: actions.approve(disclosure=d, by=by, at=NOW),
    "send_back": lambda d, by: actions.send_back(disclosure=d, note="改", by=by, at=NOW),
    "demand": lambda d, by: actions.demand(disclosure=d, text="公开", by=by, at=NOW),
    "amend": lambda d, by: actions.amend(disclosure=d, changed="改", by=by, at=NOW),
    "archive": lambda d, by: actions.archive(disclosure=d, by=by, at=NOW),
}


@pytest.mark.parametrize("state", State)
def test_disclosures(village: Village, state: State):
    thing = make_disclosure(village, state)
    found, expected = {}, {}
    for verb, act in ACTS.items():
        for who in WHO:
            by = person(village, who)
            if by is None:
                continue
            able = may(DISCLOSURES, verb)
            if verb == "send_back":
                able = SUPERVISORS if state == State.SUPERVISOR_REVIEW else TOWN
            expected[verb, who] = who in able and state in DISCLOSURES[verb].sources
            found[verb, who] = attempt(lambda a=act, b=by: a(thing, b), thing)
    assert found == expected


@pytest.mark.parametrize("state", State)
def test_the_clock_archives(village: Village, state: State):
    thing = make_disclosure(village, state)
    done = attempt(lambda: actions.archive(disclosure=thing, relation=SYSTEM, at=NOW), thing)
    assert done == (state in DISCLOSURES["archive"].sources)


def make_question(village: Village, state: QuestionState, level: Level) -> Question:
    made = actions.ask(disclosure=village.published(), text="?", at=NOW - day(30))
    answered = state in {QuestionState.ANSWERED, QuestionState.RATED}
    Question.objects.filter(pk=made.pk).update(
        state=state,
        level=level,
        answered_at=NOW if answered else None,
        answer="答" if answered else "",
        rating="fair" if state == QuestionState.RATED else "",
        rated_at=NOW if state == QuestionState.RATED else None,
    )
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("state", QuestionState)
def test_questions(village: Village, state: QuestionState, level: Level):
    thing = make_question(village, state, level)
    found, expected = {}, {}
    for verb, act in (
        ("acknowledge", lambda by: actions.acknowledge(question=thing, by=by, at=NOW)),
        ("answer", lambda by: actions.answer(question=thing, text="答", by=by, at=NOW)),
    ):
        for who in WHO:
            right = state in QUESTIONS[verb].sources
            expected[verb, who] = who in MAY_ANSWER[level] and right
            found[verb, who] = attempt(lambda a=act, w=who: a(person(village, w)), thing)
    for verb, act in (
        ("rate", lambda: actions.rate(question=thing, satisfaction="fair", at=NOW)),
        ("reask", lambda: actions.reask(question=thing, text="?", at=NOW)),
        ("escalate", lambda: actions.escalate(question=thing, at=NOW)),
    ):
        right = state in QUESTIONS[verb].sources
        expected[verb, ""] = right and not (verb == "escalate" and level == Level.COUNTY)
        found[verb, ""] = attempt(act, thing)
    assert found == expected


def test_only_the_asker_rates(village: Village):
    thing = make_question(village, QuestionState.ANSWERED, Level.VILLAGE)
    for who in WHO:
        assert not {"rate", "reask"} & set(QUESTION.allowed(thing, person(village, who)))


def make_run(village: Village, state: RunState, verb: str) -> PowerRun:
    """A run in that state in which the verb has something to act on."""
    run = village.running("P07")
    if verb in {"sign", "object", "answer"} or state in {RunState.COMPLETED, RunState.ARCHIVED}:
        village.step(run)
    if verb == "sign":
        run.steps.select_related("step").get(seq=1)
        step = run.steps.get(seq=1).step
        step.signs = True
        step.save(update_fields=["signs"])
    if verb in {"finish", "archive"}:
        run.steps.update(state="done", at=NOW, signed_at=NOW)
    if verb == "answer":
        runs.object_to(run=run, seq=1, text="不对", at=NOW)
    declared = state != RunState.INITIATED
    PowerRun.objects.filter(pk=run.pk).update(
        state=state,
        before=RunState.RUNNING if state == RunState.SUSPENDED else "",
        completed_at=NOW if state in {RunState.COMPLETED, RunState.ARCHIVED} else None,
        related=False if declared else None,
        declared_at=NOW if declared else None,
    )
    return PowerRun.objects.select_related("place", "item").get(pk=run.pk)


@pytest.mark.parametrize("verb", [n for n, line in RUNS.items() if line.sources])
@pytest.mark.parametrize("state", RunState)
def test_runs(village: Village, state: RunState, verb: str):
    run = make_run(village, state, verb)
    public = village.published("D02")
    if verb == "take":
        village.evidence_of_first(run)
    acts: dict[str, Callable[[Any], Any]] = {
        "declare": lambda by: runs.declare(run=run, related=False, by=by, at=NOW),
        "take": lambda by: runs.take(run=run, seq=1, decision="办", by=by, at=NOW),
        "skip": lambda by: runs.skip(run=run, seq=_turn(run), reason="不用", by=by, at=NOW),
        "sign": lambda by: runs.sign(run=run, seq=1, by=by, at=NOW),
        "object": lambda by: runs.object_to(run=run, seq=1, text="不对", by=by, at=NOW),
        "answer": lambda by: runs.answer_objection(
            objection=run.steps.get(seq=1).objections.get(), text="答", by=by, at=NOW
        ),
        "suspend": lambda by: runs.suspend(run=run, reason="查", by=by, at=NOW),
        "resume": lambda by: runs.resume(run=run, note="好", by=by, at=NOW),
        "link": lambda by: runs.link(run=run, disclosure=public, by=by, at=NOW),
        "finish": lambda by: runs.finish(run=run, by=by, at=NOW),
        "archive": lambda by: runs.archive(run=run, by=by, at=NOW),
    }
    right = state in RUNS[verb].sources
    # The first step of this power belongs to the cadres (domain brief §2.2: each step has its actor).
    able = CADRES if verb == "take" else may(RUNS, verb)
    expected = {who: who in able and right for who in WHO}
    found = {
        who: attempt(lambda w=who: acts[verb](person(village, w)), run)
        for who in WHO
        if person(village, who) is not None or verb == "object"
    }
    assert found == {who: expected[who] for who in found}


def _turn(run: PowerRun) -> int:
    turn = run.steps.filter(state="pending").first()
    return turn.seq if turn else 1
