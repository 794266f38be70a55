"""A round from its plan to the archive, and every refusal with its sentence."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sanan.cases import actions as cases
from sanan.cases.models import Case, Category
from sanan.inspection import actions
from sanan.inspection.actions.clues import Quote
from sanan.inspection.enums import Source
from sanan.inspection.models import Clue, Heard, Item, Paper, Rating, Recusal, Round, TeamMember
from sanan.inspection.queries import figures, public
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.people.models import Duty, Position
from sanan.process.models import TimelineEntry

from .conftest import DAY, FACTS, NOW, PERSONS, PROBLEM, SINCE, photo

LATER = NOW + 3 * DAY


def says(words: str):
    return pytest.raises(Refused, check=lambda no: words in str(no.sentence))


def refused(code: str):
    return pytest.raises(Refused, check=lambda no: no.code == code)


def test_a_round_is_noticed_only_with_a_leader_and_a_village_and_entered_when_all_have_declared(
    bureau,
):
    given = {"place": bureau.county, "title": "下一轮", "mode": "special", "authority": "批准"}
    given |= {
        "plan": "方案",
        "phone": "12345",
        "hours": "白天",
        "says": "都可以",
        "by": bureau.office,
    }
    days = {"starts_on": NOW.date(), "ends_on": NOW.date()}
    made = actions.rounds.plan(**given, **days, year=2026, number=6, at=NOW)
    with refused("no_leader"):
        actions.rounds.notice(inspection=made, by=bureau.office)
    actions.rounds.join(inspection=made, person=bureau.leader, duty="leader", by=bureau.office)
    with refused("leader_there"):
        actions.rounds.join(inspection=made, person=bureau.second, duty="leader", by=bureau.office)
    with refused("no_target"):
        actions.rounds.notice(inspection=made, by=bureau.office)
    aim = {"inspection": made, "grade": "key", "by": bureau.office}
    with refused("empty"):
        actions.rounds.aim(**aim, place=bureau.village, reason=" ")
    with refused("elsewhere"):
        actions.rounds.aim(**aim, place=bureau.town, reason="镇不能选")
    actions.rounds.aim(**aim, place=bureau.village, reason="诉求多")
    actions.rounds.notice(inspection=made, by=bureau.office)
    with refused("not_declared"):
        actions.rounds.enter(inspection=made, by=bureau.leader)
    actions.rounds.declare(inspection=made, by=bureau.leader)
    assert actions.rounds.enter(inspection=made, by=bureau.leader).state == "on_site"
    with refused("twice"):
        actions.rounds.plan(**given, **days, year=2026, number=6)


def test_who_held_a_post_in_the_village_stays_away_from_it(bureau):
    Position.objects.create(
        person=bureau.third,
        role="village_cadre",
        place=bureau.elsewhere,
        since_on=date(2019, 1, 1),
        until_on=date(2020, 1, 1),
    )
    Round.objects.filter(pk=bureau.round.pk).update(state="noticed")
    bureau.round.refresh_from_db()
    aim = {"inspection": bureau.round, "grade": "ordinary", "reason": "抽到", "by": bureau.office}
    actions.rounds.aim(**aim, place=bureau.elsewhere)
    assert [r.why for r in Recusal.objects.filter(member__person=bureau.third)] == ["former_post"]
    with refused("recused"):
        bureau.write(place=bureau.elsewhere)
    assert Paper.objects.count() == 0
    assert bureau.write(place=bureau.elsewhere, by=bureau.second).number == 1


def test_a_clue_about_kin_is_left_to_a_colleague_and_nothing_is_lost(bureau):
    declare = {"inspection": bureau.round, "places": [bureau.elsewhere], "why": "kin"}
    actions.rounds.declare(**declare, names="林大壮 林二", by=bureau.second, at=NOW)
    kept = Recusal.objects.get(member__person=bureau.second).names_locked
    assert "林大壮" not in kept
    quote = Quote(Source.CHAT, "m1", "请找林大壮，电话13800017777", NOW)
    with says("亲属"):
        bureau.clue(quotes=[quote])
    made = bureau.clue(quotes=[quote], by=bureau.third)
    place = made.places.get()
    assert (place.ref, place.quoted) == ("m1", "请找林**，电话***********")


def test_a_village_outside_the_round_is_refused_by_its_name(bureau):
    with says("祥光村不在这一轮巡察里"):
        bureau.write(place=bureau.elsewhere)
    with refused("outside"):
        bureau.clue(place=bureau.elsewhere)
    with refused("outside"):
        actions.papers.record(
            inspection=bureau.round,
            problems=[
                (bureau.village, "money", "账不清", "办法"),
                (bureau.elsewhere, "money", "同", "办法"),
            ],
            by=bureau.office,
        )
    assert Paper.objects.count() == 0


def test_a_paper_holds_with_evidence_and_confirmation_and_goes_through_three_hands(bureau):
    paper = bureau.write()
    with refused("no_evidence"):
        actions.papers.check(paper=paper, by=bureau.third)
    prove = {"paper": paper, "kind": "photo", "what": "照片", "by": bureau.third}
    with refused("future"):
        actions.papers.prove(**prove, dated_on=date(2027, 1, 1), at=LATER)
    actions.papers.prove(**prove, dated_on=date(2025, 9, 1), uploads=[photo()], at=LATER)
    with refused("not_confirmed"):
        actions.papers.check(paper=paper, by=bureau.third)
    confirm = {"confirmed_by": "村支部", "on": NOW.date(), "by": bureau.third}
    actions.papers.confirm(paper=paper, **confirm)
    actions.papers.check(paper=paper, by=bureau.third, at=LATER)
    assert paper.evidence.get().dated_on == date(2025, 9, 1)
    actions.papers.approve(paper=paper, by=bureau.leader, at=LATER)
    for by in (bureau.third, bureau.leader):
        with refused("own"):
            actions.papers.countersign(paper=paper, by=by)
    actions.papers.countersign(paper=paper, by=bureau.second, at=LATER)
    actions.papers.classify(paper=paper, theme="money", by=bureau.leader, at=LATER)
    actions.rounds.draft(inspection=bureau.round, by=bureau.leader)
    with refused("papers_open"):
        actions.rounds.review(inspection=bureau.round, by=bureau.office)
    assert actions.papers.use(paper=paper, by=bureau.leader, at=LATER).state == "used"


def test_a_leader_does_not_approve_their_own_paper_and_a_paper_handed_back_loses_its_signatures(
    bureau,
):
    paper = bureau.proven(by=bureau.leader)
    actions.papers.check(paper=paper, by=bureau.leader, at=LATER)
    with refused("own"):
        actions.papers.approve(paper=paper, by=bureau.leader)
    other = bureau.proven(problem="账上少了三张单据")
    actions.papers.check(paper=other, by=bureau.third, at=LATER)
    actions.papers.approve(paper=other, by=bureau.leader, at=LATER)
    actions.papers.hand_back(paper=other, note="缺合同", by=bureau.leader, at=LATER)
    assert (other.state, other.approved_by) == ("draft", None)


def test_one_text_stands_once_and_says_nobodys_name(bureau):
    bureau.write()
    with says("1 号"):
        bureau.write(problem="村口水泥路塌陷，半年没有修。")
    with refused("private"):
        bureau.write(problem="联系人13800017777没有验收")
    first = Paper.objects.get()
    first.pk, first.number, first.code = None, 9, "other"
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_again_names_the_earlier_paper_of_the_same_village_and_finds_it(bureau):
    with refused("no_earlier"):
        bureau.write(repeat_of="2023-1-14")
    earlier = Round.objects.create(
        place=bureau.county,
        title="旧一轮",
        year=2023,
        number=1,
        mode="routine",
        authority="批准",
        plan="方案",
        phone="12345",
        hours="白天",
        says="都可以",
        starts_on=date(2023, 1, 1),
        ends_on=date(2023, 2, 1),
    )
    earlier.targets.create(place=bureau.village, grade="key", reason="旧")
    old = actions.papers.record(
        inspection=earlier,
        problems=[(bureau.village, "projects", "村道没有验收", "办法")],
        by=bureau.office,
        at=NOW - 900 * DAY,
    )[0]
    with refused("no_earlier"):
        bureau.write(repeat_of="2026-5-1")
    found = bureau.write(repeat_of=old.reference)
    assert (found.again, found.repeat_of) == (True, old)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=found.pk).update(repeat_of=None)


def test_an_order_becomes_a_case_with_its_clock_and_is_mended_before_the_teams_eyes(bureau):
    Category.objects.create(code="traffic.road", name="道路破损")
    Duty.objects.create(org=bureau.committee, category="traffic.road", text="村道")
    clue = bureau.clue()
    actions.clues.verify(clue=clue, note="看过，是塌了", by=bureau.second, at=NOW + DAY)
    given = {"to": bureau.committee, "requirement": "把坑填平", "shown_text": "村口路面塌了一个坑"}
    with refused("no_before"):
        actions.orders.order(clue=clue, **given, by=bureau.second)
    assert Case.objects.count() == 0
    order = actions.orders.order(
        clue=clue, **given, uploads=[photo()], by=bureau.second, at=NOW + DAY
    )
    case = order.case
    assert (case.kind, case.handler, case.state) == (
        "immediate_fix",
        bureau.committee,
        "dispatched",
    )
    assert clue.state == "ordered"
    assert case in Case.objects.visible_to(bureau.third)
    at = NOW + 2 * DAY
    cases.sign(case=case, by=bureau.cadre, at=at)
    cases.contact(case=case, reached=True, by=bureau.cadre, at=at)
    cases.reply(case=case, public_text="已经填平浇好，可以通行。", by=bureau.cadre, at=at)
    with refused("not_yours"):
        actions.orders.mended(case=case, uploads=[photo()], by=bureau.cadre)
    with refused("no_after"):
        actions.orders.mended(case=case, uploads=[], by=bureau.second)
    actions.orders.mended(case=case, uploads=[photo("#9b9")], show=True, by=bureau.second, at=at)
    assert case.state == "closed"
    shown = public.orders_at(bureau.village).get()
    assert [(f.label, f.shown_at is not None) for f in shown.files] == [
        ("before", True),
        ("after", True),
    ]
    told = figures.figures(bureau.round, NOW.date())
    assert (told.orders, told.orders_done) == (1, 1)


def test_three_different_people_sign_a_line_off_and_sending_back_voids_it(bureau):
    item = bureau.verified()
    at = NOW + 6 * DAY
    actions.ledger.sign_office(item=item, by=bureau.office, at=at)
    with refused("signed"):
        actions.ledger.sign_office(item=item, by=bureau.office, at=at)
    Position.objects.create(
        person=bureau.office, role="discipline_officer", place=bureau.county, since_on=SINCE
    )
    both = type(bureau.office).objects.get(pk=bureau.office.pk)
    with refused("twice"):
        actions.ledger.sign_discipline(item=item, by=both, at=at)
    actions.ledger.send_back(item=item, why="又裂了", by=bureau.officer, at=at)
    assert (item.state, item.office_signed_on) == ("returned", None)
    ledger = actions.ledger
    ledger.report(item=item, text="重浇", by=bureau.cadre, at=at)
    ledger.submit(item=item, done_text="重浇好了", by=bureau.cadre, at=at)
    ledger.verify(item=item, note="看过", by=bureau.second, at=at)
    ledger.sign_office(item=item, by=bureau.office, at=at)
    ledger.sign_discipline(item=item, by=bureau.officer, at=at)
    ledger.sign_organisation(item=item, by=bureau.organiser, at=at)
    assert (item.state, item.written_off_on) == ("written_off", at.date())


def test_a_plan_is_due_within_a_month_and_what_is_late_is_counted(bureau):
    item = bureau.listed()
    assert (item.owner, item.plan_due_on) == (bureau.committee, (NOW + 34 * DAY).date())
    with refused("no_plan"):
        actions.ledger.agree(item=item, by=bureau.office)
    late = figures.figures(bureau.round, (NOW + 35 * DAY).date())
    assert (late.problems, late.overdue, late.written_off) == (1, 1, 0)
    assert figures.figures(bureau.round, (NOW + 34 * DAY).date()).overdue == 0


def test_not_so_becomes_a_case_and_holds_up_the_signatures(bureau):
    item = bureau.verified()
    at = NOW + 6 * DAY
    code = actions.ledger.doubt(item=item, text="路还是塌的", at=at)
    assert Case.objects.get(code=code).kind == "inspection_concern"
    with refused("doubted"):
        actions.ledger.sign_office(item=item, by=bureau.office, at=at)
    assert Heard.objects.get().item == item


def test_a_relapse_within_twelve_months_is_found_by_itself_and_not_later(bureau):
    item = bureau.written_off()
    ended = item.written_off_on
    assert actions.ledger.find_relapses(at=NOW + 30 * DAY) == 0
    actions.ledger.doubt(item=item, text="又塌了", at=NOW + 300 * DAY)
    assert actions.ledger.find_relapses(at=NOW + 300 * DAY) == 1
    item.refresh_from_db()
    assert (item.state, item.written_off_on) == ("written_off", ended)
    assert item.relapse_ref == Heard.objects.get().case.code
    Item.objects.update(relapse_on=None, relapse_ref="")
    assert actions.ledger.find_relapses(at=NOW + 400 * DAY) == 0
    reopened = actions.ledger.reopen(item=item, why="又塌", by=bureau.office, at=NOW + 301 * DAY)
    assert (reopened.state, reopened.written_off_on) == ("returned", None)


def test_what_nobody_answers_for_is_opened_again_for_a_plan(bureau):
    """Of an earlier round, in a village whose committee is not registered."""
    item = bureau.written_off()
    Item.objects.update(owner=None)
    at = NOW + 301 * DAY
    reopened = actions.ledger.reopen(item=item, why="又塌", by=bureau.office, at=at)
    assert (reopened.state, reopened.written_off_on) == ("listed", None)
    assert reopened.plan_due_on > at.date()


def test_a_person_rates_once_and_ratings_of_fewer_than_five_are_not_told(bureau):
    item = bureau.verified()
    for said in ("satisfied", "unsatisfied"):
        actions.ledger.rate(item=item, said=said, reader="person 1", known=True)
    actions.ledger.rate(item=item, said="satisfied", reader="phone")
    assert Rating.objects.count() == 2
    assert public.ratings(item) == {"others": 2}
    for number in range(2, 6):
        actions.ledger.rate(item=item, said="satisfied", reader=f"person {number}", known=True)
    assert public.ratings(item) == {"known": 5, "good": 4, "others": 1}


def test_a_register_keeps_a_talk_once_and_the_three_rates_as_counts(bureau):
    given = {"inspection": bureau.round, "place": bureau.village, "by": bureau.second}
    talk = {"kind": "interview", "group": "secretary", "on": NOW.date(), "who": "张书记"}
    actions.rounds.register(**given, **talk, note="谈了三资", at=LATER)
    with says("已经登记过"):
        actions.rounds.register(**given, **{**talk, "who": "张 书记"}, at=LATER)
    with refused("future"):
        actions.rounds.register(**given, **{**talk, "on": date(2027, 1, 1)}, at=LATER)
    counted = figures.registers(bureau.round)
    assert ("谈：村书记", 1) in counted["talks"]
    asked = {"on": NOW.date(), "asked": 40, "knew": 30, "took_part": 9, "satisfied": 37}
    with refused("parts"):
        actions.rounds.survey(**given, **{**asked, "knew": 41})
    actions.rounds.survey(**given, **asked, at=LATER)
    with refused("twice"):
        actions.rounds.survey(**given, **asked, at=LATER)
    rates = figures.figures(bureau.round, NOW.date()).rates
    assert [str(each) for each in (rates.knew, rates.took_part, rates.satisfied)] == [
        "75.0",
        "22.5",
        "92.5",
    ]


def test_a_clue_handed_over_is_read_by_the_receiver_who_gives_a_receipt(bureau):
    clue = bureau.clue()
    given = {"clue": clue, "text": "林大壮的问题", "by": bureau.second, "at": NOW + DAY}
    with refused("whom"):
        actions.orders.hand_over(**given, kind="discipline", to=bureau.organisation)
    made = actions.orders.hand_over(**given, kind="discipline", to=bureau.discipline)
    assert "林大壮" not in made.text_locked
    actions.orders.receive(transfer=made, by=bureau.officer, at=LATER)
    assert made.receipt.startswith("YJ20260305")
    actions.orders.answer(transfer=made, result="已立案", by=bureau.officer, at=LATER)
    assert (made.state, made.result) == ("answered", "已立案")


def test_both_sides_push_until_the_keys_are_handed_over(bureau):
    push = actions.orders.raise_(
        place=bureau.village,
        title="安置楼交付",
        text="停工",
        org=bureau.committee,
        by=bureau.office,
        at=NOW,
    )
    with refused("own"):
        actions.orders.join(push=push, by=bureau.office)
    actions.orders.join(push=push, by=bureau.officer, at=NOW)
    with refused("milestones_open"):
        actions.orders.finish(push=push, by=bureau.officer)
    for title in ("竣工验收", "交钥匙"):
        due = date(2026, 5, 1)
        actions.orders.set_milestone(push=push, title=title, due_on=due, by=bureau.office, at=NOW)
    for milestone in push.milestones.all():
        actions.orders.reach(push=push, milestone=milestone, by=bureau.cadre, at=LATER)
    assert actions.orders.finish(push=push, by=bureau.officer, at=LATER).state == "done"


def test_a_round_ends_when_everything_is_written_off_or_lasting(bureau):
    item = bureau.verified()
    actions.rounds.rectify(inspection=bureau.round, by=bureau.office)
    with refused("items_open"):
        actions.rounds.assess(inspection=bureau.round, by=bureau.office)
    at = NOW + 6 * DAY
    actions.ledger.send_back(item=item, why="还要观察", by=bureau.office, at=at)
    extend = {"item": item, "why": "要过一个雨季", "by": bureau.office, "at": at}
    with refused("not_later"):
        actions.ledger.extend(**extend, due_on=item.due_on)
    actions.ledger.extend(**extend, due_on=date(2026, 10, 1))
    actions.rounds.assess(inspection=bureau.round, by=bureau.office)
    assert actions.rounds.archive(inspection=bureau.round, by=bureau.office).state == "archived"


def test_nothing_personal_stands_in_the_record_or_the_story(bureau):
    bureau.used()
    clue = bureau.clue(text=f"听说 {PERSONS}")
    actions.clues.verify(clue=clue, note=FACTS, by=bureau.second, at=NOW + DAY)
    kept = [str(entry.content) + (entry.words or "") for entry in Entry.objects.all()]
    lines = [f"{line.said}{line.note}{line.data}" for line in TimelineEntry.objects.all()]
    for word in ("林大壮", "13800017777"):
        assert [each for each in [*kept, *lines] if word in each] == []
    assert Clue.objects.get().text.startswith("听说 林大壮")
    assert Paper.objects.get().persons == PERSONS
    assert PROBLEM in [paper.problem for paper in Paper.objects.all()]
    assert TeamMember.objects.count() == 3
