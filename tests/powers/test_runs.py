"""A run from its beginning to the archive: declaration, evidence, quorum, signature, objection."""

import pytest

from sanan.files.models import StoredFile
from sanan.files.queries import public
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry
from sanan.powers import actions
from sanan.powers.actions import runs
from sanan.powers.actions.catalogue import StepPlan
from sanan.powers.enums import RunState, StepState

from .conftest import NOW, Village, day, photo

ENOUGH = {"people": 10, "present": 8, "agree": 5}
BODY = {"representatives": 8, "women": 4}


def test_a_run_from_beginning_to_archive(village: Village):
    run = village.running("P02")
    for _each in range(9):
        village.step(run)
    runs.finish(run=run, by=village.cadre, at=NOW)
    runs.archive(run=run, by=village.cadre, at=NOW)
    assert run.state == RunState.ARCHIVED
    assert set(run.steps.values_list("state", flat=True)) == {StepState.DONE}


def test_it_keeps_the_version_it_began_with(village: Village):
    run, item = village.running("P07"), village.power("P07")
    made = actions.revise_power(
        item=item,
        name=item.name,
        plain=item.plain,
        basis=item.basis,
        changed="少一步",
        steps=[StepPlan("经手人写明用途", "cadre", 3), StepPlan("付款", "cadre", 5)],
        by=village.dispatcher,
        at=NOW,
    )
    assert (made.version, made.sample, made.steps.count()) == (2, False, 2)
    assert (run.item.version, run.steps.count()) == (1, 4)
    with pytest.raises(Refused, match="old_version"):
        runs.begin(item=item, place=village.place, title="报账", by=village.cadre, at=NOW)
    assert village.power("P07") == made


def test_relations_are_declared_first(village: Village):
    run = village.begun()
    with pytest.raises(Refused, match="wrong_state"):
        runs.take(run=run, seq=1, decision="开", by=village.cadre, at=NOW)
    with pytest.raises(Invalid, match="who"):
        runs.declare(run=run, related=True, by=village.cadre, at=NOW)
    runs.declare(run=run, related=True, who_text="施工方是主任的表弟", by=village.cadre, at=NOW)
    assert (run.state, run.related) == (RunState.RUNNING, True)


def test_evidence_first(village: Village):
    run = village.running("P02")
    with pytest.raises(Refused, match="no_evidence") as no:
        runs.take(run=run, seq=1, decision="商议过", votes=ENOUGH, by=village.cadre, at=NOW)
    assert "会议记录" in str(no.value.sentence)
    assert run.steps.get(seq=1).state == StepState.PENDING


@pytest.mark.parametrize(
    ("votes", "code"),
    [
        ({}, "no_votes"),
        ({"people": 9, "present": 5, "agree": 3} | BODY, "no_quorum"),  # 5 of 9 are not 2/3
        ({"people": 10, "present": 6, "agree": 6} | BODY, "no_quorum"),  # 6 of 10 are not 2/3
        ({"people": 10, "present": 8, "agree": 4} | BODY, "no_quorum"),  # 4 of 8 are not over 1/2
        ({"people": 10, "present": 8, "agree": 5, "against": 4} | BODY, "do_not_add_up"),
        ({"people": 10, "present": 8, "agree": 5, "representatives": 7, "women": 4}, "no_quorum"),
        (ENOUGH | BODY, ""),
    ],
)
def test_the_engine_refuses_what_the_law_does_not_carry(village: Village, votes, code):
    run = village.running("P02")
    village.step(run)
    step = run.steps.select_related("step", "run__place").get(seq=2)
    village.evidence(step)
    before = Entry.objects.count()
    if not code:
        taken = runs.take(run=run, seq=2, decision="同意修", votes=votes, by=village.cadre, at=NOW)
        assert len(taken.finding) == 4
        return
    with pytest.raises(Refused, match=code):
        runs.take(run=run, seq=2, decision="同意修", votes=votes, by=village.cadre, at=NOW)
    step.refresh_from_db()
    assert (step.state, step.votes, Entry.objects.count()) == (StepState.PENDING, {}, before)


def test_a_meeting_that_the_law_asks_for_is_not_skipped(village: Village):
    run = village.running("P02")
    with pytest.raises(Refused, match="statutory"):
        runs.skip(run=run, seq=1, reason="来不及", by=village.cadre, at=NOW)
    village.step(run)
    village.step(run)
    skipped = runs.skip(run=run, seq=3, reason="两万元以下不用镇里审", by=village.cadre, at=NOW)
    assert (skipped.state, skipped.reason) == (StepState.SKIPPED, "两万元以下不用镇里审")


def test_the_next_step_waits_for_the_signature(village: Village):
    run = village.running("P02")
    village.step(run)
    step = run.steps.select_related("step", "run__place").get(seq=2)
    village.evidence(step)
    runs.take(run=run, seq=2, decision="同意", votes=ENOUGH | BODY, by=village.cadre, at=NOW)
    with pytest.raises(Refused, match="not_signed"):
        runs.skip(run=run, seq=3, reason="不用", by=village.cadre, at=NOW)
    with pytest.raises(Forbidden):
        runs.sign(run=run, seq=2, by=village.both, at=NOW)
    runs.sign(run=run, seq=2, by=village.supervisor, note="看过记录", at=NOW)
    with pytest.raises(Refused, match="no_signature"):
        runs.sign(run=run, seq=2, by=village.supervisor, at=NOW)


def test_an_objection_stops_the_run_until_it_is_answered(village: Village):
    run = village.running("P02")
    village.step(run)
    with pytest.raises(Refused, match="pending"):
        runs.object_to(run=run, seq=2, text="?", at=NOW)
    made = runs.object_to(run=run, seq=1, text="会我没接到通知", at=NOW)
    mine = runs.object_to(run=run, seq=1, text="记录少一页", by=village.supervisor, at=NOW)
    assert (made.supervisor, mine.supervisor) == (False, True)
    assert run.steps.get(seq=1).state == StepState.OBJECTED
    with pytest.raises(Refused, match="objected"):
        village.step(run)
    runs.answer_objection(objection=made, text="已补通知", by=village.cadre, at=NOW)
    assert run.steps.get(seq=1).state == StepState.OBJECTED
    runs.answer_objection(objection=mine, text="已补上", by=village.cadre, at=NOW)
    assert run.steps.get(seq=1).state == StepState.DONE
    with pytest.raises(Refused, match="no_objection"):
        runs.answer_objection(objection=mine, text="再答", by=village.cadre, at=NOW)


def test_discipline_stops_it_and_lets_it_go_on_where_it_stood(village: Village):
    begun, running = village.begun(), village.running("P07")
    for run, stood in ((begun, RunState.INITIATED), (running, RunState.RUNNING)):
        with pytest.raises(Forbidden):
            runs.suspend(run=run, reason="查", by=village.cadre, at=NOW)
        runs.suspend(run=run, reason="有人反映", by=village.discipline, at=NOW)
        assert run.state == RunState.SUSPENDED
        runs.resume(run=run, note="查清了", by=village.town_discipline, at=NOW)
        assert run.state == stood


def test_a_run_is_not_finished_with_steps_left(village: Village):
    run = village.running("P07")
    with pytest.raises(Refused, match="not_done"):
        runs.finish(run=run, by=village.cadre, at=NOW)


def test_the_clock_of_a_step_runs_in_working_days(village: Village):
    run = village.running("P07")  # three working days from Tuesday the thirteenth
    first = run.steps.get(seq=1)
    assert f"{first.due_on}" == "2026-10-16"
    assert not first.is_late(first.due_on)
    assert first.is_late(first.due_on + day(1))
    assert run.steps.get(seq=2).due_on is None


def test_evidence_is_shown_only_once_somebody_has_looked(village: Village):
    run = village.running("P07")
    step = run.steps.select_related("step", "run__place").get(seq=1)
    made = actions.attach(upload=photo(), by=village.cadre, to=step, evidence="invoice", at=NOW)
    assert public(step.files) == []
    with pytest.raises(Forbidden):
        actions.cover(file=made, by=village.other_cadre, at=NOW)
    shown = actions.cover(file=made, upload=photo("black"), by=village.cadre, at=NOW)
    assert public(step.files) == [shown]
    assert (shown.original, shown.sha256 != made.sha256) == (made, True)
    again = actions.cover(file=made, by=village.cadre, at=NOW)
    assert (again, public(StoredFile.objects.of("run_step", [step.pk]))) == (made, [made])


def test_the_counts_of_a_table_of_steps_are_checked(village: Village):
    item = village.power("P07")
    for steps in (
        [],
        [StepPlan("", "cadre", 3)],
        [StepPlan("甲", "nobody", 3)],
        [StepPlan("甲", "cadre", 0)],
        [StepPlan("甲", "cadre", 3, quorum="nobody")],
        [StepPlan("甲", "cadre", 3, evidence=("hearsay",))],
    ):
        with pytest.raises(Invalid):
            actions.revise_power(
                item=item,
                name="x",
                plain="x",
                basis="x",
                changed="x",
                steps=steps,
                by=village.dispatcher,
                at=NOW,
            )
    assert village.power("P07") == item
