"""Every verb × every state × every role, with the real actions, against the tables.

Allowed: the state of the table and exactly one ledger entry. Refused: nothing moved, nothing written.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.powers import actions
from sanan.powers.actions import runs
from sanan.powers.enums import OPEN_TO_ALL, Level, QuestionState, RunState, State
from sanan.powers.models import Disclosure, DisclosureVersion, PowerRun, Question
from sanan.powers.rules import disclosures as disclosure_rules
from sanan.powers.rules import questions as question_rules
from sanan.powers.rules import runs as run_rules

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
D, Q, R = disclosure_rules.Verb, question_rules.Verb, run_rules.Verb
CADRES = {"cadre", "both"}
SUPERVISORS = {"supervisor"}
TOWN = {"town_clerk", "town_discipline"}
COUNTY = {"dispatcher", "discipline"}
DISCIPLINE = {"town_discipline", "discipline"}

# Who may use which verb, written down apart from the rules.
MAY_DISCLOSE: dict[D, set[str]] = {
    D.DRAFT: CADRES,
    D.SUBMIT: CADRES,
    D.SIGN: SUPERVISORS,
    D.APPROVE: TOWN,
    D.SEND_BACK: SUPERVISORS | TOWN,
    D.ORDER: TOWN | COUNTY,
    D.AMEND: CADRES,
    D.ARCHIVE: CADRES | {"nobody"},
}
MAY_RUN: dict[R, set[str]] = {
    R.DECLARE: CADRES,
    R.TAKE: CADRES,
    R.SKIP: CADRES,
    R.SIGN: SUPERVISORS,
    R.OBJECT: set(WHO),
    R.ANSWER: CADRES,
    R.SUSPEND: DISCIPLINE,
    R.RESUME: DISCIPLINE,
    R.LINK: CADRES,
    R.FINISH: CADRES,
    R.ARCHIVE: CADRES,
}
MAY_ANSWER = {Level.VILLAGE: CADRES, Level.TOWNSHIP: TOWN, Level.COUNTY: COUNTY}


def person(village: Village, who: str) -> Any:
    return village.people.get(who)


def attempt(act: Callable[[], Any], thing: Any) -> bool:
    """Whether it was allowed; one entry if so, none and nothing moved if not; undone again."""
    before, stood = Entry.objects.count(), thing.state
    allowed = True
    sid = transaction.savepoint()
    try:
        act()
    except Refused:
        allowed = False
    made = Entry.objects.count() - before
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


ACTS: dict[D, Callable[[Disclosure, Any], Any]] = {
    D.DRAFT: lambda d, by: actions.draft(
        disclosure=d, title="改", body="改", elements=d.item.elements, by=by, at=NOW
    ),
    D.SUBMIT: lambda d, by: actions.submit(disclosure=d, by=by, at=NOW),
    D.SIGN: lambda d, by: actions.sign(disclosure=d, by=by, at=NOW),
    D.APPROVE: lambda d, by: actions.approve(disclosure=d, by=by, at=NOW),
    D.SEND_BACK: lambda d, by: actions.send_back(disclosure=d, note="改", by=by, at=NOW),
    D.ORDER: lambda d, by: actions.order(disclosure=d, text="公开", by=by, at=NOW),
    D.AMEND: lambda d, by: actions.amend(disclosure=d, changed="改", by=by, at=NOW),
    D.ARCHIVE: lambda d, by: actions.archive(disclosure=d, by=by, at=NOW),
}


@pytest.mark.parametrize("state", State)
def test_disclosures(village: Village, state: State):
    thing = make_disclosure(village, state)
    found, expected = {}, {}
    for verb, act in ACTS.items():
        rule = disclosure_rules.RULES[verb]
        for who in WHO:
            by = person(village, who)
            if by is None and verb != D.ARCHIVE:
                continue
            may = MAY_DISCLOSE[verb]
            if verb == D.SEND_BACK:
                may = SUPERVISORS if state == State.SUPERVISOR_REVIEW else TOWN
            expected[verb, who] = who in may and state in rule.sources
            found[verb, who] = attempt(lambda a=act, b=by: a(thing, b), thing)
    assert found == expected


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
        (Q.ACKNOWLEDGE, lambda by: actions.acknowledge(question=thing, by=by, at=NOW)),
        (Q.ANSWER, lambda by: actions.answer(question=thing, text="答", by=by, at=NOW)),
    ):
        for who in WHO:
            right = state in question_rules.RULES[verb].sources
            expected[verb, who] = who in MAY_ANSWER[level] and right
            found[verb, who] = attempt(lambda a=act, w=who: a(person(village, w)), thing)
    for verb, act in (
        (Q.RATE, lambda: actions.rate(question=thing, satisfaction="fair", at=NOW)),
        (Q.REASK, lambda: actions.reask(question=thing, text="?", at=NOW)),
        (Q.ESCALATE, lambda: actions.escalate(question=thing, at=NOW)),
    ):
        right = state in question_rules.RULES[verb].sources
        expected[verb, ""] = right and not (verb == Q.ESCALATE and level == Level.COUNTY)
        found[verb, ""] = attempt(act, thing)
    assert found == expected


def test_only_the_asker_rates(village: Village):
    thing = make_question(village, QuestionState.ANSWERED, Level.VILLAGE)
    for who in WHO:
        able = question_rules.allowed(thing, person(village, who))
        assert not {Q.RATE, Q.REASK} & set(able)


def make_run(village: Village, state: RunState, verb: R) -> PowerRun:
    """A run in that state in which the verb has something to act on."""
    run = village.running("P07")
    if verb in {R.SIGN, R.OBJECT, R.ANSWER} or state in {RunState.COMPLETED, RunState.ARCHIVED}:
        village.step(run)
    if verb == R.SIGN:
        run.steps.select_related("step").get(seq=1)
        step = run.steps.get(seq=1).step
        step.signs = True
        step.save(update_fields=["signs"])
    if verb in {R.FINISH, R.ARCHIVE}:
        run.steps.update(state="done", at=NOW, signed_at=NOW)
    if verb == R.ANSWER:
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


@pytest.mark.parametrize("verb", R)
@pytest.mark.parametrize("state", RunState)
def test_runs(village: Village, state: RunState, verb: R):
    run = make_run(village, state, verb)
    public = village.published("D02")
    if verb == R.TAKE:
        village.evidence_of_first(run)
    acts: dict[R, Callable[[Any], Any]] = {
        R.DECLARE: lambda by: runs.declare(run=run, related=False, by=by, at=NOW),
        R.TAKE: lambda by: runs.take(run=run, seq=1, decision="办", by=by, at=NOW),
        R.SKIP: lambda by: runs.skip(run=run, seq=_turn(run), reason="不用", by=by, at=NOW),
        R.SIGN: lambda by: runs.sign(run=run, seq=1, by=by, at=NOW),
        R.OBJECT: lambda by: runs.object_to(run=run, seq=1, text="不对", by=by, at=NOW),
        R.ANSWER: lambda by: runs.answer_objection(
            objection=run.steps.get(seq=1).objections.get(), text="答", by=by, at=NOW
        ),
        R.SUSPEND: lambda by: runs.suspend(run=run, reason="查", by=by, at=NOW),
        R.RESUME: lambda by: runs.resume(run=run, note="好", by=by, at=NOW),
        R.LINK: lambda by: runs.link(run=run, disclosure=public, by=by, at=NOW),
        R.FINISH: lambda by: runs.finish(run=run, by=by, at=NOW),
        R.ARCHIVE: lambda by: runs.archive(run=run, by=by, at=NOW),
    }
    right = state in run_rules.RULES[verb].sources
    expected = {who: who in MAY_RUN[verb] and right for who in WHO}
    found = {
        who: attempt(lambda w=who: acts[verb](person(village, w)), run)
        for who in WHO
        if person(village, who) is not None or verb == R.OBJECT
    }
    assert found == {who: expected[who] for who in found}


def _turn(run: PowerRun) -> int:
    turn = run.steps.filter(state="pending").first()
    return turn.seq if turn else 1
