"""From registration to the wall: plans, months, corrections, sets, blockers, meetings; with their refusals."""

from datetime import date
from decimal import Decimal

import pytest

from sanan.cases import actions as cases
from sanan.cases.models import Case
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Notice
from sanan.process.work import work_of
from sanan.projects import actions
from sanan.projects.actions import Said
from sanan.projects.actions.reminding import remind
from sanan.projects.enums import ReportState
from sanan.projects.models import Project, Report
from sanan.projects.queries.desk import month_rows, owing
from sanan.projects.queries.figures import debts, race, wall
from sanan.projects.queries.public import public_figures

from .conftest import DAY, NOW, YI


def code_of(call, **given):
    with pytest.raises(Refused) as refused:
        call(**given)
    return refused.value.code


def test_a_plan_of_nothing_and_a_falling_curve_are_refused(yard):
    given = {"project": yard.project(), "year": 2026, "by": yard.officer, "at": NOW}
    rising = ["3", "7", "14", "26", "42.5", "50", "58", "66", "75", "84", "92", "100"]
    assert code_of(actions.plan, amount_fen=0, **given) == "plan_zero"
    assert code_of(actions.plan, amount_fen=-5, **given) == "plan_zero"
    with pytest.raises(Invalid) as refused:
        actions.plan(amount_fen=YI, curve=[*rising[:5], "40", *rising[6:]], **given)
    assert refused.value.code == "curve_falls"
    assert "6 月" in str(refused.value.sentence)
    assert code_of(actions.plan, amount_fen=YI, curve=rising[:11], **given) == "curve"
    assert code_of(actions.plan, amount_fen=YI, curve=["a"] * 12, **given) == "curve"
    made = actions.plan(amount_fen=YI, curve=rising, **given)
    assert made.schedule(5) == Decimal("42.5")
    assert code_of(actions.plan, amount_fen=2 * YI, **given) == "no_reason"
    actions.plan(amount_fen=2 * YI, reason="县政府会议纪要", **given)
    assert given["project"].plans.get().amount_fen == 2 * YI


def test_a_report_is_verified_by_another_and_locked(yard):
    report = yard.reported(yard.planned(), 9 * YI)
    assert (report.state, report.is_late) == (ReportState.SUBMITTED, False)
    assert code_of(actions.verify, report=report, by=yard.officer, at=NOW) == "another_person"
    actions.verify(report=report, by=yard.handler, at=NOW)
    actions.lock(report=report, by=yard.second, at=NOW)
    assert (report.state, report.verified_by) == (ReportState.LOCKED, yard.handler)


def test_a_report_after_its_day_is_late(yard):
    project = yard.planned()
    said = Said(invested_fen=9 * YI, explained="集中支付")
    made = actions.draft(
        project=project, month="2026-09", said=said, by=yard.officer, at=NOW + 3 * DAY
    )
    assert actions.submit(report=made, by=yard.officer, at=NOW + 3 * DAY).is_late


def test_bad_figures_are_refused_with_a_sentence_and_the_draft_stays(yard):
    project = yard.planned(YI)
    draft = {"project": project, "month": "2026-09", "by": yard.officer, "at": NOW}
    assert code_of(actions.draft, said=Said(invested_fen=-1), **draft) == "negative"
    assert code_of(actions.draft, said=Said(physical=Decimal("100.01")), **draft) == "percent"
    assert code_of(actions.draft, **{**draft, "month": "2026-13"}, said=Said()) == "no_month"
    assert code_of(actions.draft, **{**draft, "month": "2026-11"}, said=Said()) == "not_yet"
    made = actions.draft(said=Said(invested_fen=11 * YI), **draft)
    assert code_of(actions.submit, report=made, by=yard.officer, at=NOW) == "percent"
    actions.fill(report=made, said=Said(), by=yard.officer, at=NOW)
    assert code_of(actions.submit, report=made, by=yard.officer, at=NOW) == "no_sum"
    assert Report.objects.get().state == ReportState.DRAFT


def test_a_sum_that_fell_or_jumped_says_why(yard):
    project = yard.planned(12 * YI)
    yard.reported(project, 8 * YI, "2026-08")
    draft = {"project": project, "month": "2026-09", "by": yard.officer, "at": NOW}
    made = actions.draft(said=Said(invested_fen=7 * YI), **draft)
    assert code_of(actions.submit, report=made, by=yard.officer, at=NOW) == "fell"
    actions.fill(report=made, said=Said(invested_fen=11 * YI), by=yard.officer, at=NOW)
    assert actions.submit(report=made, by=yard.officer, at=NOW).state == ReportState.SUBMITTED
    other = yard.planned(12 * YI, "另一个项目")
    yard.reported(other, 8 * YI, "2026-08")
    made = actions.draft(**{**draft, "project": other}, said=Said(invested_fen=11 * YI + 1))
    assert code_of(actions.submit, report=made, by=yard.officer, at=NOW) == "jumped"
    actions.fill(
        report=made, said=Said(11 * YI + 1, explained="设备款到付"), by=yard.officer, at=NOW
    )
    assert actions.submit(report=made, by=yard.officer, at=NOW).state == ReportState.SUBMITTED


def test_a_locked_month_takes_corrections_alone(yard):
    project, late = yard.planned(), yard.planned(name="没报的项目")
    report = yard.verified(project, 9 * YI)
    found = actions.lock_month(county=yard.county, month="2026-09", by=yard.second, at=NOW)
    assert (found.locked, [p.name for p in found.missing]) == (1, ["没报的项目"])
    given = {"month": "2026-09", "by": yard.officer, "at": NOW}
    assert code_of(actions.draft, project=late, said=Said(YI), **given) == "locked_month"
    assert code_of(actions.draft, project=project, said=Said(YI), **given) == "reported_before"
    assert code_of(actions.correct, project=project, said=Said(YI), reason=" ", **given)
    assert (
        code_of(actions.lock_month, county=yard.county, month="2026-09", by=yard.second, at=NOW)
        == "locked_before"
    )
    other = actions.correct(project=project, said=Said(8 * YI), reason="重复计入设备款", **given)
    assert wall(county=yard.county, month="2026-09").rows[0].invested_fen == 9 * YI
    actions.submit(report=other, by=yard.officer, at=NOW)
    actions.verify(report=other, by=yard.second, at=NOW)
    assert wall(county=yard.county, month="2026-09").rows[0].invested_fen == 9 * YI
    actions.lock(report=other, by=yard.second, at=NOW)
    assert wall(county=yard.county, month="2026-09").rows[0].invested_fen == 8 * YI
    report.refresh_from_db()
    assert (report.state, other.version) == (ReportState.REPLACED, 2)


def test_only_the_county_office_locks(yard):
    with pytest.raises(Refused) as refused:
        actions.lock_month(county=yard.county, month="2026-09", by=yard.town_officer, at=NOW)
    assert refused.value.code == "not_yours"


def test_words_and_figure_that_differ_are_both_kept(yard):
    report = yard.reported(yard.planned(), 9 * YI, progress="主体封顶，累计完成投资8.5亿元。")
    assert (report.invested_fen, report.text_fen) == (9 * YI, 85 * YI // 10)
    same = yard.reported(yard.planned(name="二"), 9 * YI, progress="累计完成投资 9 亿元")
    assert same.text_fen is None


def test_sums_of_nested_sets_count_nobody_twice_and_unknown_is_in_neither_sum(yard):
    """Σ ÷ Σ, never the mean: 90 % of 10 and 50 % of 2 are 83.3 %, not 70 %."""
    one, two, three = (yard.planned(n * YI, name) for n, name in ((10, "甲"), (2, "乙"), (5, "丙")))
    whole = actions.compile_set(
        place=yard.county,
        title="省市重点",
        year=2026,
        projects=[one, two, three],
        by=yard.officer,
        at=NOW,
    )
    part = actions.compile_set(
        place=yard.county,
        title="省级",
        year=2026,
        projects=[two],
        within=whole,
        by=yard.officer,
        at=NOW,
    )
    yard.verified(one, 9 * YI)
    yard.verified(two, YI)
    found = wall(county=yard.county, month="2026-09", chosen=whole)
    assert (found.whole.number, found.whole.known, found.whole.unknown) == (3, 2, 1)
    assert (found.whole.invested_fen, found.whole.plan_fen) == (10 * YI, 12 * YI)
    assert [str(x) for x in (found.whole.progress.completion, found.whole.progress.lead)] == [
        "83.3",
        "8.3",
    ]
    assert [(p.title, p.number, str(p.progress.completion)) for p in found.parts] == [
        ("省级", 1, "50.0")
    ]
    assert [(r.name, r.colour) for r in found.rows] == [
        ("乙", "red"),
        ("甲", "green"),
        ("丙", "unknown"),
    ]
    assert part.within == whole


def test_a_project_does_not_stand_in_two_lists_beside_each_other(yard):
    one, two = yard.planned(name="甲"), yard.planned(name="乙")
    given = {"place": yard.county, "year": 2026, "by": yard.officer, "at": NOW}
    whole = actions.compile_set(title="省市重点", projects=[one], **given)
    assert code_of(actions.compile_set, title="攻坚", projects=[one, two], **given) == "in_two_sets"
    assert (
        code_of(actions.compile_set, title="省级", projects=[two], within=whole, **given)
        == "not_in_whole"
    )
    assert code_of(actions.compile_set, title="空的", projects=[], **given) == "empty"
    assert code_of(actions.compile_set, title="两次", projects=[two, two], **given) == "twice"
    assert code_of(actions.compile_set, title="省市重点", projects=[two], **given) == "twice"
    actions.compile_set(title="省级", projects=[one], within=whole, **given)
    assert (
        code_of(actions.list_projects, project_set=whole, projects=[two], by=yard.officer)
        == "in_part"
    )


def test_a_blocker_is_a_case_with_a_clock_to_the_unit_that_owes(yard, seeded):
    project = yard.planned()
    made = actions.block(
        project=project,
        kind="land",
        text="还差 3 亩用地没有批",
        org=yard.housing,
        by=yard.officer,
        at=NOW,
    )
    case = made.case
    assert (case.handler, case.kind, case.state) == (yard.housing, "project_blocker", "dispatched")
    assert case.due_at > NOW
    assert [b.case for b in owing(yard.debtor).blockers] == [case]
    (owed,) = wall(county=yard.county, month="2026-09").rows[0].blockers
    assert (owed.case, owed.org) == (case.code, "永春县住房和城乡建设局")
    assert [
        (d.org, len(d.blockers), d.overdue)
        for d in debts(county=yard.county, now=case.due_at + DAY)
    ] == [("永春县住房和城乡建设局", 1, 1)]
    assert Case.objects.visible_to(yard.officer).filter(pk=case.pk).exists()
    cases.sign(case=case, by=yard.debtor, at=NOW + DAY)
    cases.contact(case=case, reached=True, by=yard.debtor, at=NOW + DAY)
    cases.reply(case=case, public_text="批文已下", by=yard.debtor, at=NOW + 2 * DAY)
    actions.still_blocked(case=case, text="只批了 2 亩", by=yard.officer, at=NOW + 2 * DAY)
    assert case.state == "rework"
    cases.reply(case=case, public_text="都批了", by=yard.debtor, at=NOW + 3 * DAY)
    actions.unblock(case=case, by=yard.officer, at=NOW + 3 * DAY)
    assert case.state == "closed"
    assert owing(yard.debtor).blockers == []


def test_a_meeting_gives_tasks_to_units(yard):
    asked = actions.Asked(yard.housing, "三天内办好施工许可", date(2026, 10, 6))
    meeting = actions.hold(
        place=yard.county,
        title="园区调度",
        held_on=date(2026, 10, 3),
        chaired_by="县领导",
        tasks=[asked],
        by=yard.leader,
        at=NOW,
    )
    (task,) = meeting.tasks.all()
    assert [w.title for w in work_of(yard.debtor, NOW) if w.room == "projects"] == [
        "三天内办好施工许可"
    ]
    assert Notice.objects.filter(to=yard.debtor).count() == 1
    actions.finish(task=task, text="已发证", by=yard.debtor, at=NOW)
    actions.reject(task=task, text="没有看到证", by=yard.officer, at=NOW)
    actions.finish(task=task, text="已发证", by=yard.debtor, at=NOW + DAY)
    actions.confirm(task=task, by=yard.officer, at=NOW + DAY)
    assert (task.state, task.done_on) == ("confirmed", date(2026, 10, 4))
    assert (
        code_of(
            actions.hold,
            place=yard.county,
            title="明天的会",
            held_on=date(2026, 10, 4),
            chaired_by="县领导",
            by=yard.leader,
            at=NOW,
        )
        == "not_yet"
    )


def test_an_officers_month_is_filled_in_from_last_month_and_refusals_stop_nobody_else(yard):
    one, two = yard.planned(name="甲"), yard.planned(name="乙")
    yard.verified(one, 8 * YI, "2026-08", problems="等电")
    second, first = month_rows(yard.officer, "2026-09")
    assert (first.suggested.invested_fen, first.suggested.problems) == (8 * YI, "等电")
    assert second.suggested.invested_fen is None
    refused = actions.submit_all(
        given=[(one, Said(7 * YI)), (two, Said(YI))],
        month="2026-09",
        by=yard.officer,
        send=True,
        at=NOW,
    )
    assert {pk: no.code for pk, no in refused.items()} == {one.pk: "fell"}
    states = dict(Report.objects.filter(month="2026-09").values_list("project__name", "state"))
    assert states == {"甲": "draft", "乙": "submitted"}


def test_officers_are_told_before_the_day_and_once_when_it_has_passed(yard):
    yard.planned()
    assert remind(at=NOW - 2 * DAY) == 0
    assert remind(at=NOW) == 1
    assert remind(at=NOW + DAY) == 0
    assert remind(at=NOW + 3 * DAY) == 1
    assert remind(at=NOW + 9 * DAY) == 0
    (item,) = [w for w in work_of(yard.officer, NOW) if w.room == "projects"]
    assert item.due_at is not None


def test_what_waits_stands_in_the_list_of_work(yard):
    report = yard.reported(yard.planned(), 9 * YI)
    assert [w.href for w in work_of(yard.second, NOW) if w.room == "projects"] == [
        f"/staff/projects/reports/{report.code}/"
    ]
    assert [w for w in work_of(yard.officer, NOW) if w.room == "projects"] == []


def test_the_race_of_months_is_a_table_of_units(yard):
    one, two = yard.planned(10 * YI, "甲"), yard.planned(10 * YI, "乙", lead_org=yard.housing)
    for month, a, b in (("2026-08", 7, 8), ("2026-09", 9, 8)):
        yard.verified(one, a * YI, month)
        yard.verified(two, b * YI, month)
    found = race(county=yard.county, month="2026-09")
    assert found.months[-1] == "2026-09"
    assert [(line.name, [place for _p, place in line.cells[-2:]]) for line in found.lines] == [
        ("永春县交通运输局", [2, 1]),
        ("永春县住房和城乡建设局", [1, 2]),
    ]
    assert [str(p.lead) for p in found.whole[-2:]] == ["8.3", "10.0"]


def test_everyone_reads_locked_months_of_approved_projects_alone(yard):
    project, hidden = yard.planned(), yard.planned(name="储备的", state="preliminary")
    assert public_figures(project) is None
    actions.lock(report=yard.verified(project, 9 * YI), by=yard.second, at=NOW)
    assert str(public_figures(project).progress.completion) == "75.0"
    assert list(Project.objects.open_to_all()) == [project]
    assert hidden.is_open_to_all is False
