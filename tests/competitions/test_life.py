"""A competition from its call to what it funded, and everything that is refused on the way."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from sanan.competitions import actions, panel
from sanan.competitions.models import Earlier, Entry, Result, ScoreSheet, SheetVersion
from sanan.competitions.queries import contest as reads
from sanan.competitions.queries import judging
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry as Record
from sanan.people.models import Position
from sanan.process.audit import differences

from .conftest import DAY, NOW, SINCE, scores


def refused(code: str, call, /, *args, **kwargs) -> Refused:
    """The refusal of that code; nothing else may come of it."""
    with pytest.raises(Refused) as no:
        call(*args, **kwargs)
    assert no.value.code == code, no.value.sentence
    return no.value


def test_from_the_call_to_the_certificates(hall):
    hall.scoring(stages=2).closed()
    first = hall.contest.stages.get(number=1)
    actions.release(stage=first, by=hall.organiser, at=NOW + 14 * DAY)
    hall.stage = hall.contest.stages.get(number=2)
    refused(
        "unscored", actions.rank, competition=hall.contest, by=hall.organiser, at=NOW + 15 * DAY
    )
    actions.open_stage(stage=hall.stage, by=hall.organiser, at=NOW + 15 * DAY)
    hall.closed().publicised()
    refused(
        "in_publicity",
        actions.award,
        competition=hall.contest,
        by=hall.organiser,
        at=NOW + 19 * DAY,
    )
    hall.awarded()
    assert [e.award for e in hall.entries] == ["一等奖", "二等奖", "", ""]
    assert [e.state for e in hall.entries] == ["awarded", "awarded", "ranked", "ranked"]
    assert [e.place_reached for e in hall.entries] == [1, 2, 3, 4]
    # Judges give 20, 19, 20, 19, 20, 19, 20 on the first criterion: without the ends (20+19+20+19+20)/5.
    assert hall.entries[0].final == Decimal("99.60")
    best = hall.entries[0]
    assert best.certificate.startswith("S2026")
    assert Earlier.objects.get(award="一等奖").same_project == best.same_project
    actions.follow(competition=hall.contest, by=hall.organiser, at=NOW + 20 * DAY)
    due = (NOW + 60 * DAY).date()
    given = {"entry": best, "title": "办满十次", "due_on": due, "by": hall.organiser}
    refused("too_much", actions.plan_milestone, **given, fen=3_000_001, at=NOW + 21 * DAY)
    made = actions.plan_milestone(**given, fen=3_000_000, at=NOW + 21 * DAY)
    refused("open_milestones", actions.finish, competition=hall.contest, by=hall.organiser)
    actions.report(milestone=made, text="办了十次", by=hall.organiser, at=NOW + 50 * DAY)
    actions.send_back(milestone=made, note="少一次", by=hall.organiser, at=NOW + 51 * DAY)
    actions.report(milestone=made, text="补了一次", by=hall.organiser, at=NOW + 52 * DAY)
    actions.accept(milestone=made, by=hall.organiser, at=NOW + 53 * DAY)
    actions.finish(competition=hall.contest, by=hall.organiser, at=NOW + 54 * DAY)
    assert hall.contest.state == "finished"
    assert list(differences()) == []


def test_the_published_rows_give_the_same_again(hall):
    """Anyone recomputes: the rows of the page through the plain library, equal to what was stored."""
    hall.scoring().closed()
    rows = [json.dumps(each.row) for each in Result.objects.all()]
    found = panel.read(rows)
    assert found.faults == []
    stored = {each.entry.code: each.total for each in Result.objects.select_related("entry")}
    assert {code: result.total for code, result in found.results.items()} == stored
    row = Result.objects.get(entry=hall.entries[0]).row["criteria"][0]
    assert row["dropped"] == {"low": ["J2"], "high": ["J7"]}


# --- entries


def test_an_entry_late_is_refused_and_the_desk_may_extend(hall):
    late = NOW + 9 * DAY
    no = refused("late", hall.enter, "迟到", at=late)
    assert "截止" in str(no.sentence)
    actions.extend(competition=hall.contest, closes_at=late + DAY, by=hall.organiser, at=late)
    assert hall.enter("不迟", at=late).number == 1
    refused("too_early", actions.close_call, competition=hall.contest, by=hall.organiser, at=late)


def test_one_project_enters_once(hall):
    hall.enter("暖巢")
    refused("twice", hall.enter, " 暖 巢 ", team="暖巢队")
    assert hall.enter("暖巢", team="另一队").number == 2


def test_what_was_awarded_before_is_found(hall):
    earlier = {"place": hall.county, "number": "", "award": "一等奖"}
    same = actions.entering.same_project("暖巢", "暖巢队")
    Earlier.objects.create(
        title="暖巢", team="暖巢队", year=2025, same_project=same, origin="a", **earlier
    )
    Earlier.objects.create(
        title="暖巢行动", team="别队", year=2024, same_project="x", origin="b", **earlier
    )
    found = hall.enter("暖巢")
    assert [known.likeness for known in reads.alike(found)] == [1.0, 0.5][:1]
    actions.close_call(competition=hall.contest, by=hall.organiser, at=NOW + 10 * DAY)
    no = refused("earlier_award", actions.admit, entry=found, by=hall.organiser)
    assert "2025 年" in str(no.sentence)
    actions.turn_away(entry=found, reason="earlier_award", by=hall.organiser)
    near = Entry(title="暖巢行动队", team="新队", competition=hall.contest, same_project="y")
    assert [known.earlier.title for known in reads.alike(near)] == ["暖巢行动"]


# --- judges


def test_judging_begins_when_all_is_ready(hall):
    hall.prepared(judges=3)
    judge = actions.name_judge(
        competition=hall.contest, person=hall.people[5], by=hall.organiser, at=NOW + 11 * DAY
    )
    start = {"competition": hall.contest, "by": hall.organiser, "at": NOW + 12 * DAY}
    refused("undeclared", actions.start_judging, **start)
    actions.dismiss(judge=judge, by=hall.organiser)
    actions.start_judging(**start)
    refused(
        "judging",
        actions.name_judge,
        competition=hall.contest,
        person=hall.people[6],
        by=hall.organiser,
    )


def test_fewer_judges_than_the_minimum(hall):
    hall.prepared(judges=2)
    no = refused("too_few", actions.start_judging, competition=hall.contest, by=hall.organiser)
    assert "至少 3 位" in str(no.sentence)


def test_a_judge_without_a_post_is_not_named_nor_anyone_twice(hall):
    given = {"competition": hall.contest, "by": hall.organiser}
    refused("no_post", actions.name_judge, person=hall.stranger, **given)
    actions.name_judge(person=hall.people[0], chair=True, **given)
    refused("twice", actions.name_judge, person=hall.people[0], **given)
    refused("chair", actions.name_judge, person=hall.people[1], chair=True, **given)


def test_whoever_is_close_gets_no_sheet_and_the_panel_is_smaller(hall):
    hall.prepared(judges=4)
    close = {"judge": hall.judges[1], "by": hall.people[1], "entries": [hall.entries[0]]}
    refused("no_why", actions.declare, **close)
    actions.declare(**close, why="亲属")
    actions.start_judging(competition=hall.contest, by=hall.organiser)
    actions.open_stage(stage=hall.stage, by=hall.organiser)
    rows = ScoreSheet.objects.filter(stage=hall.stage)
    assert rows.filter(entry=hall.entries[0]).count() == 3
    assert rows.filter(entry=hall.entries[1]).count() == 4


def test_a_judge_cannot_score_the_own_team(hall):
    hall.scoring()
    Position.objects.create(
        person=hall.people[1], role="judge", place=hall.county, org=hall.team, since_on=SINCE
    )
    Entry.objects.filter(pk=hall.entries[0].pk).update(org=hall.team)
    judge = type(hall.people[1]).objects.get(pk=hall.people[1].pk)
    sheet = hall.sheet(0, 1)
    no = refused("own_team", actions.submit_sheet, sheet=sheet, scores=scores(), by=judge)
    assert "回避" in str(no.sentence)
    actions.recuse(sheet=sheet, why="我的队", by=judge)
    hall.closed()
    row = Result.objects.get(entry=hall.entries[0]).row["criteria"][0]
    assert row["scores"]["J2"] is None


def test_too_many_conflicts_are_told_before_sheets_go_out(hall):
    hall.prepared(judges=3)
    actions.declare(judge=hall.judges[2], by=hall.people[2], entries=[hall.entries[0]], why="同事")
    actions.start_judging(competition=hall.contest, by=hall.organiser)
    no = refused("too_few", actions.open_stage, stage=hall.stage, by=hall.organiser)
    assert "项目1" in str(no.sentence)
    assert not ScoreSheet.objects.exists()


# --- sheets


def test_a_score_out_of_bounds_keeps_everything_as_it_was(hall):
    hall.scoring()
    for wrong, code in (
        ("21", "bounds"),
        ("-1", "bounds"),
        ("7.5", "step"),
        ("好", "no_number"),
        ("", "missing"),
    ):
        given = scores() | {"需求": wrong}
        sheet = hall.sheet(0, 1)
        no = refused(code, actions.submit_sheet, sheet=sheet, scores=given, by=hall.people[1])
        assert "需求" in str(no.sentence)
        assert no.field == "score_0"
    assert not SheetVersion.objects.exists()
    assert hall.score(0, 1, 18).state == "submitted"


def test_full_width_figures_are_figures(hall):
    hall.scoring()
    sheet = hall.sheet(0, 1)
    actions.submit_sheet(sheet=sheet, scores=scores() | {"需求": "１８"}, by=hall.people[1])
    assert sheet.given()["scores"]["需求"] == "18"


def test_the_same_sending_twice_is_once(hall):
    hall.scoring()
    hall.score(0, 1, 18, token="a" * 32)
    hall.score(0, 1, 18, token="a" * 32, at=NOW + 13 * DAY + timedelta(hours=1))
    assert SheetVersion.objects.count() == 1
    no = refused("twice", hall.score, 0, 1, 18, token="b" * 32)
    assert "已经交过" in str(no.sentence)


def test_an_older_device_does_not_lay_itself_over_a_newer_one(hall):
    hall.scoring()
    hall.score(0, 1, 18, base=0)
    hall.score(0, 1, 17, base=1)
    refused("other_device", hall.score, 0, 1, 3, base=1)
    assert hall.sheet(0, 1).given()["scores"]["需求"] == "17"
    assert [version.number for version in SheetVersion.objects.all()] == [1, 2]


def test_scores_after_closing_are_refused(hall):
    hall.scoring().closed()
    no = refused("closed", hall.score, 0, 1, 1)
    assert "封分" in str(no.sentence)


def test_a_missing_sheet_blocks_until_the_judge_is_excused(hall):
    hall.scoring()
    for entry in range(4):
        for judge in range(6):
            hall.score(entry, judge, 10)
    close = {"stage": hall.stage, "by": hall.organiser}
    refused("missing", actions.close_stage, **close)
    for entry in range(4):
        actions.excuse(sheet=hall.sheet(entry, 6), why="生病", by=hall.organiser)
    actions.close_stage(**close)
    assert Result.objects.count() == 4


def test_the_chair_sees_where_judges_differ_only_when_all_are_in(hall):
    hall.scoring()
    chair = hall.people[0]
    refused("missing", actions.look, stage=hall.stage, by=chair)
    hall.score(0, 6, 2)
    assert judging.apart(hall.stage) == []
    hall.all_in()
    refused("not_yours", actions.look, stage=hall.stage, by=hall.organiser)
    assert judging.apart(hall.stage) == []
    actions.look(stage=hall.stage, by=chair)
    [far] = judging.apart(hall.stage)
    assert (far.entry, far.criterion, far.spread) == (hall.entries[0], "需求", 18)
    # From here nobody changes a sheet alone, the chair least of all.
    refused("all_in", hall.score, 0, 1, 1)
    refused("looked", actions.reopen, sheet=hall.sheet(0, 0), why="我改", by=chair)
    actions.reopen(sheet=hall.sheet(0, 6), why="请再看", by=chair)
    assert judging.apart(hall.stage) == []
    hall.score(0, 6, 19)
    assert [version.number for version in hall.sheet(0, 6).versions.all()] == [1, 2]
    actions.close_stage(stage=hall.stage, by=chair)
    assert list(differences()) == []


# --- places, objections


def test_equal_totals_are_decided_by_the_chair(hall):
    hall.scoring()
    for entry in range(4):
        for judge in range(7):
            hall.score(entry, judge, 10 if entry < 2 else 5)
    actions.close_stage(stage=hall.stage, by=hall.organiser)
    actions.rank(competition=hall.contest, by=hall.organiser)
    refused("tied", actions.publicise, competition=hall.contest, by=hall.organiser)
    decide = {"competition": hall.contest, "by": hall.people[0]}
    with pytest.raises(Forbidden):
        actions.decide(competition=hall.contest, by=hall.organiser, first=hall.entries[1])
    actions.decide(**decide, first=hall.entries[1])
    actions.decide(**decide, first=hall.entries[3])
    reached = dict(Entry.objects.values_list("title", "place_reached"))
    assert reached == {"项目2": 1, "项目1": 2, "项目4": 3, "项目3": 4}
    actions.publicise(competition=hall.contest, by=hall.organiser)


def test_effect_comes_before_the_chair(hall):
    """The rubric's own rule: the roadshow's total, then the mean of the effect."""
    hall.scoring()
    for entry in range(4):
        for judge in range(7):
            # The first two reach the same total: 10 + 20 and 20 + 10 on need and effect.
            given = (20, 20, 20, 10) if entry == 0 else (10, 20, 20, 20) if entry == 1 else (entry,)
            hall.score(entry, judge, *given)
    actions.close_stage(stage=hall.stage, by=hall.organiser)
    actions.rank(competition=hall.contest, by=hall.organiser)
    reached = dict(Entry.objects.values_list("title", "place_reached"))
    assert (reached["项目2"], reached["项目1"]) == (1, 2)


def test_only_the_best_go_on(hall):
    hall.prepared(stages=2)
    first = hall.contest.stages.get(number=1)
    type(first).objects.filter(pk=first.pk).update(advance=2)
    actions.start_judging(competition=hall.contest, by=hall.organiser)
    hall.stage = hall.contest.stages.get(number=1)
    actions.open_stage(stage=hall.stage, by=hall.organiser)
    hall.closed()
    states = [Entry.objects.get(pk=entry.pk).state for entry in hall.entries]
    assert states == ["eligible", "eligible", "out", "out"]


def test_an_upheld_objection_moves_the_others_up(hall):
    hall.scoring().closed().publicised()
    actions.object_(
        competition=hall.contest, text="是抄的", entry=hall.entries[0], at=NOW + 15 * DAY
    )
    award = {"competition": hall.contest, "by": hall.organiser, "at": NOW + 20 * DAY}
    refused("objection_open", actions.award, **award)
    actions.settle(
        competition=hall.contest,
        upheld=True,
        finding="查实，问了13800010007",
        by=hall.officer,
        at=NOW + 16 * DAY,
    )
    page = Client().get(reverse("competitions:competition", args=[hall.contest.code]))
    assert "查实，问了" in page.content.decode()
    assert "13800010007" not in page.content.decode()
    actions.award(**award)
    found = {e.title: (e.state, e.award) for e in Entry.objects.all()}
    assert found["项目1"] == ("disqualified", "")
    assert found["项目2"] == ("awarded", "一等奖")
    assert list(differences()) == []


def test_publicity_ends(hall):
    hall.scoring().closed().publicised()
    over = NOW + 20 * DAY
    refused("over", actions.object_, competition=hall.contest, text="晚了", at=over)
    assert hall.contest.publicity_ends_on == (NOW + 19 * DAY).date()


def test_revocation_reaches_the_register(hall):
    hall.scoring().closed().publicised().awarded()
    actions.revoke(entry=hall.entries[0], reason="false", note="不实", by=hall.organiser)
    assert Earlier.objects.get(title="项目1").award == ""


def test_publicity_is_five_to_seven_days_and_rubrics_come_to_a_hundred(hall):
    given = {
        "place": hall.county,
        "title": "赛",
        "hosts": "部",
        "call": "来",
        "closes_at": NOW + DAY,
        "awards": [{"name": "奖", "count": 1, "fen": 0}],
        "by": hall.organiser,
        "at": NOW,
    }
    for days in (4, 8):
        with pytest.raises(Invalid):
            actions.announce(**given, publicity_days=days)
    body = {"criteria": [{"name": "一", "most": 60}, {"name": "二", "most": 30}]}
    refused("not_whole", actions.write_rubric, title="新", body=body, by=hall.organiser)
    body["criteria"][1]["most"] = 40
    first = actions.write_rubric(title="新", body=body, by=hall.organiser)
    second = actions.write_rubric(title="新", body=body, by=hall.organiser)
    assert (first.version, second.version) == (1, 2)


def test_nothing_personal_and_no_score_stands_in_the_public_record(hall):
    hall.scoring()
    hall.score(0, 1, 13)
    entry = Record.objects.get(event="score_sheet.submit")
    told = json.loads(bytes(entry.content))
    assert told["data"] == {"version": 1}
    assert told["set"]["locked"].startswith("sha256:")
