"""What mediation refuses and keeps: consent, recusal, service, private words, items, days, referral."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sanan.cases import actions as cases
from sanan.cases.enums import Door
from sanan.cases.models import Case
from sanan.kit import phones, vault
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.mediation import actions
from sanan.mediation.actions import PartyGiven, telling
from sanan.mediation.actions.deal import ItemGiven
from sanan.mediation.enums import State
from sanan.mediation.models import Dispute, Note, Party
from sanan.mediation.queries import desk, figures
from sanan.mediation.rules import PARTY
from sanan.people.models import Notice, Person
from sanan.slips import queries as slips

from .conftest import APPLICANT, DAY, NOW, RESPONDENT, party


def refusal(code: str, do, *, kind=Refused):
    with pytest.raises(kind) as caught:
        do()
    assert caught.value.code == code
    return str(caught.value.sentence)


def test_one_code_everywhere_and_no_name_in_the_case(room):
    found = room.taken_in()
    case = Case.objects.get(kind="dispute")
    assert (found.code, case.state, case.handler) == (case.code, "in_progress", room.window.org)
    assert "林家旺" not in case.text + case.title + found.matter + found.story_locked
    assert party(found, "applicant").name == "林家旺"
    figures_of = slips.figures(slips.kinds()["dispute_party"], party(found, "applicant").token)
    kind, ref = slips.found(figures_of)
    assert (kind.name, ref) == ("dispute_party", party(found, "applicant").token)


def test_the_case_is_seen_by_those_of_the_dispute_alone_and_led_there_alone(room):
    found = room.taken_in()
    assert Case.objects.visible_to(room.clerk).get() == found.case
    for person in (room.stranger, room.leader, room.officer):
        assert not Case.objects.visible_to(person).exists()
    with pytest.raises(Forbidden):
        cases.reply(case=found.case, by=room.clerk, public_text="办好了")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sealed": True}, "sealed"),
        ({"parties": [APPLICANT]}, "no_respondent"),
        ({"parties": [RESPONDENT]}, "no_applicant"),
        ({"parties": [APPLICANT, PartyGiven("respondent", "黄小", minor=True)]}, "no_guardian"),
        (
            {
                "parties": [
                    APPLICANT,
                    PartyGiven("respondent", "黄小", minor=True, guardian="黄 小"),
                ]
            },
            "own_guardian",
        ),
        ({"parties": [APPLICANT, PartyGiven("respondent", "林家旺")]}, "twice"),
        ({"knew_on": date(1, 1, 1)}, "no_such_year"),
        ({"knew_on": date(9999, 12, 31)}, "no_such_year"),
        ({"knew_on": NOW.date() + DAY}, "future"),
        ({"risk": "high"}, "no_ground"),
        ({"story": " \u200b"}, "empty"),
    ],
)
def test_what_cannot_be_taken_in_leaves_nothing_behind(room, change, code):
    refusal(code, lambda: room.taken_in(**change), kind=Invalid)
    assert not Dispute.objects.exists()
    assert not Case.objects.exists()


def test_nothing_begins_before_everybody_agrees_and_anyone_may_stop(room):
    found = room.taken_in()
    first, second = found.parties.all()
    actions.consent(dispute=found, party=first, by=None, relation=PARTY, at=NOW)
    assert found.state == State.RECEIVED
    refusal(
        "wrong_state",
        lambda: actions.assign(dispute=found, mediator=room.mediator, tie="none", by=room.clerk),
    )
    actions.consent(dispute=found, party=second, by=room.clerk, how="paper", at=NOW)
    assert found.state == State.CONSENTED
    actions.withdraw_consent(dispute=found, party=second, by=None, relation=PARTY, at=NOW)
    assert (found.state, found.onward) == (State.DECLINED, ["court", "aid"])
    assert Case.objects.get().state == "closed"
    actions.take_up_again(dispute=found, why="又愿意了", by=room.clerk, at=NOW)
    assert {p.consent for p in Party.objects.all()} == {""}
    assert Case.objects.get().state == "in_progress"


def test_for_a_minor_the_guardian_says_so(room):
    child = PartyGiven("respondent", "黄小", minor=True, guardian="黄月娥")
    found = room.taken_in(parties=[APPLICANT, child])
    minor = party(found, "respondent")

    def agree(**more):
        actions.consent(dispute=found, party=minor, by=None, relation=PARTY, at=NOW, **more)

    refusal("guardian", agree)
    agree(guardian=True)


def test_who_must_not_mediate(room):
    named = PartyGiven("respondent", "石 开花")
    found = room.consented(parties=[APPLICANT, named])

    def take(mediator, tie="none"):
        actions.assign(dispute=found, mediator=mediator, tie=tie, by=room.clerk, at=NOW)

    assert "近亲属" in refusal("kin", lambda: take(room.mediator, "kin"))
    refusal("former", lambda: take(room.mediator, "former"))
    refusal("interest", lambda: take(room.second))
    take(room.mediator)
    actions.recuse(
        dispute=found,
        mediator=room.mediator,
        tie="asked",
        party=party(found, "applicant"),
        by=None,
        relation=PARTY,
        at=NOW,
    )
    assert (found.state, found.team) == (State.CONSENTED, [])
    assert "要求换掉" in refusal("asked", lambda: take(room.mediator))


def test_a_talk_needs_proof_of_service_for_the_hour_at_which_it_stands(room):
    found, later = room.mediating(), NOW + DAY
    actions.plan(dispute=found, mode="home", where="上门", starts_at=later, by=room.cadre, at=NOW)
    session = found.sessions.get()

    def hold(at):
        actions.hold(dispute=found, session=session, text="都说了", by=room.cadre, at=at)

    def serve(side, result):
        actions.serve(
            dispute=found,
            session=session,
            party=party(found, side),
            how="call",
            result=result,
            by=room.cadre,
            at=NOW,
        )

    serve("applicant", "received")
    serve("respondent", "not_reached")
    assert "对方" in refusal("not_served", lambda: hold(later))
    actions.acknowledge(
        dispute=found, session=session, party=party(found, "respondent"), relation=PARTY, at=NOW
    )
    refusal("too_early", lambda: hold(NOW))
    moved = later + DAY
    actions.move(
        dispute=found,
        session=session,
        starts_at=moved,
        where="中心",
        why="下雨",
        by=room.cadre,
        at=NOW,
    )
    assert "申请人、对方" in refusal("not_served", lambda: hold(moved))
    serve("applicant", "left")
    serve("respondent", "received")
    hold(moved)
    assert (found.sessions.get().state, Note.objects.get().shared) == ("held", True)
    for far in (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC), NOW - DAY):
        refusal(
            "no_such_hour",
            lambda far=far: actions.plan(
                dispute=found, mode="phone", where="电话", starts_at=far, by=room.cadre, at=NOW
            ),
        )


def test_what_one_side_says_in_private_the_other_never_reads(room):
    found = room.mediating()
    mine, yours = found.parties.all()
    actions.tell(dispute=found, party=mine, text="其实可以少要一点", relation=PARTY, at=NOW)
    actions.note(dispute=found, text="谈了水槽", reads="all", by=room.cadre, at=NOW)
    actions.note(dispute=found, text="下次先谈墙", by=room.cadre, at=NOW)
    assert [n.text for n in found.notes.read_by(mine)] == ["其实可以少要一点", "谈了水槽"]
    assert [n.text for n in found.notes.read_by(yours)] == ["谈了水槽"]


@pytest.mark.parametrize("due", [date(1, 1, 1), date(9999, 12, 31), date(2026, 9, 6)])
def test_a_proposal_says_who_does_what_by_a_day_that_may_be(room, due):
    found = room.mediating()
    refusal(
        "no_items",
        lambda: actions.propose(dispute=found, text="互谅", items=[], by=room.cadre, at=NOW),
    )
    item = ItemGiven(party(found, "respondent"), "装水槽", due)
    refusal(
        "no_such_day",
        lambda: actions.propose(dispute=found, text="装", items=[item], by=room.cadre, at=NOW),
    )
    assert not found.proposals.exists()


def test_an_agreement_takes_effect_with_the_last_signature_and_is_kept_or_not(room):
    found = room.proposed()
    refusal("not_all_agree", lambda: actions.draw_up(dispute=found, by=room.cadre, at=NOW))
    found = room.performing(matter="另一件")
    agreement = found.agreement
    assert (found.state, found.effective_on) == (State.PERFORMING, date(2026, 9, 7))
    assert agreement.confirm_until == date(2026, 10, 7)
    item = agreement.proposal.items.get()
    mine = party(found, "applicant")

    def not_kept(at):
        actions.say_not_kept(dispute=found, item=item, party=mine, relation=PARTY, at=at)

    refusal("not_due", lambda: not_kept(datetime(2026, 9, 30, 10, 0, tzinfo=UTC)))
    not_kept(datetime(2026, 10, 1, 2, 0, tzinfo=UTC))
    assert agreement.proposal.items.get().state == "doubted"
    refusal(
        "none_broken",
        lambda: actions.give_up(dispute=found, why="不做", onward=["court"], by=room.cadre),
    )
    actions.check(dispute=found, item=item, kept=False, by=room.cadre, at=NOW + 30 * DAY)
    refusal(
        "not_confirmed",
        lambda: actions.give_up(dispute=found, why="不做", onward=["enforce"], by=room.cadre),
    )
    actions.give_up(dispute=found, why="不做", onward=["court"], by=room.cadre, at=NOW + 31 * DAY)
    assert (found.state, found.went_up) == (State.UNPERFORMED, True)
    actions.check(dispute=found, item=item, kept=True, by=room.cadre, at=NOW + 40 * DAY)
    assert (found.state, found.case.state) == (State.PERFORMED, "closed")


@pytest.mark.parametrize(("days", "fine"), [(0, True), (30, True), (31, False)])
def test_both_may_ask_the_court_for_thirty_days(room, days, fine):
    found, at = room.performing(), NOW + days * DAY

    def apply(**more):
        given = {"court": "永春县人民法院", "applied_on": at.date(), "together": True}
        actions.apply_confirmation(dispute=found, **{**given, **more}, by=room.clerk, at=at)

    if not fine:
        refusal("too_late", apply)
        return
    refusal("alone", lambda: apply(together=False))
    refusal("before", lambda: apply(applied_on=date(2026, 9, 6)))
    apply()
    actions.record_ruling(
        dispute=found, ruling="confirmed", ruled_on=at.date(), by=room.clerk, at=at
    )
    assert found.agreement.ruling == "confirmed"


def test_another_window_goes_on_without_the_story_being_told_again(room):
    found = room.taken_in()
    actions.refer(dispute=found, to=room.labour, why="是欠工钱", by=room.clerk, at=NOW)
    refusal(
        "on_its_way",
        lambda: actions.refer(dispute=found, to=room.labour, why="再转", by=room.clerk, at=NOW),
    )
    assert desk.works_on(found, room.officer)
    actions.receive(dispute=found, by=room.officer, at=NOW + DAY)
    assert (found.window, found.case.handler) == (room.labour, room.labour.org)
    assert found.referrals.get().receipt
    actions.note(dispute=found, text="后来的", by=room.officer, at=NOW + 2 * DAY)
    assert desk.part_until(found, room.officer) is None
    until = desk.part_until(found, room.clerk)
    assert (until, list(desk.notes(found, until))) == (NOW + DAY, [])
    assert Dispute.objects.visible_to(room.clerk).get() == found


def test_a_case_becomes_a_dispute_with_its_code_and_its_story(room):
    told = cases.open_case(
        text="楼上漏水，说了半年不修。",
        place=room.village,
        door=Door.WEB,
        contact_name="陈阿婆",
        contact_phone="13800010003",
        at=NOW,
    ).case
    given = {
        "window": room.window,
        "kind": "housing",
        "matter": "楼上漏水",
        "respondents": [PartyGiven("respondent", "楼上住户")],
        "by": room.runner,
        "at": NOW,
    }
    refusal("sealed", lambda: actions.to_mediation(case=told, sealed=True, **given))
    actions.to_mediation(case=told, **given)
    found = Dispute.objects.get()
    assert (found.code, found.story) == (told.code, "楼上漏水，说了半年不修。")
    assert (told.kind, told.state) == ("dispute", "in_progress")
    assert [each.name for each in found.sides] == ["陈阿婆", "楼上住户"]


def test_whoever_answered_the_case_does_not_mediate_it(room):
    case = room.consented()
    from sanan.process.models import TimelineEntry

    TimelineEntry.objects.create(
        kind="case", subject=case.case_id, verb="reply", at=NOW, by=room.cadre
    )
    refusal(
        "former",
        lambda: actions.assign(
            dispute=case, mediator=room.mediator, tie="none", by=room.clerk, at=NOW
        ),
    )


def test_a_roster_puts_nobody_at_two_windows(room):
    given = {"from_on": date(2026, 9, 7), "until_on": date(2026, 9, 11), "parts": ["am"]}
    more = {"person": room.clerk, "by": room.runner, "at": NOW}
    assert actions.put_on_duty(window=room.window, **given, **more) == 5
    refusal("taken", lambda: actions.put_on_duty(window=room.labour, **given, **more))
    assert [each.pk for each in desk.gaps(room.centre, date(2026, 9, 7))] == [room.labour.pk]
    for wrong in (date(1, 1, 1), date(9999, 12, 31)):
        odd = {**given, "from_on": wrong, "until_on": wrong}
        refusal(
            "no_such_year", lambda odd=odd: actions.put_on_duty(window=room.labour, **odd, **more)
        )


def test_the_year_in_figures_opens_exactly_its_rows(room):
    done = room.performing(at=NOW + 9 * DAY)
    again = room.taken_in(matter="又吵起来", relapse_of=done, at=NOW + 60 * DAY)
    for number, ways in enumerate((["court"], ["aid"])):
        lost = room.mediating(matter=f"谈不拢 {number}")
        actions.fail(dispute=lost, why="差太远", onward=ways, by=room.cadre, at=NOW + DAY)
    actions.withdraw_consent(
        dispute=again, party=again.parties.first(), by=room.clerk, how="call", at=NOW + 60 * DAY
    )
    found = figures.year_of(room.centre, 2026)
    assert dict(found.counts) == {
        "taken": 4,
        "settled": 1,
        "failed": 2,
        "declined": 1,
        "relapsed": 1,
        "upward": 1,
    }
    rates = [str(each) for each in (found.success, found.relapse, found.escalation, found.days)]
    assert rates == ["33.3", "100.0", "33.3", "9.0"]


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        ((60, "over"), (21, "exact"), "至少 2.86"),
        ((42, "exact"), (21, "exact"), "2.00"),
        ((60, "over"), (20, "over"), "分母不是准确数，算不出来，不编数。"),
        ((60, "nearly"), (21, "exact"), "大约 2.86"),
        ((1, "exact"), (0, "exact"), "没有可以除的数。"),
    ],
)
def test_over_on_both_sides_is_not_worked_out(part, whole, said):
    assert figures.ratio(*part, *whole) == said


def test_the_day_of_limitation_is_reminded_of_before_it_is_over(room):
    found = room.taken_in(kind="labour", knew_on=date(2025, 11, 1))
    assert found.limit_on == date(2026, 11, 1)
    assert not desk.limit_near(found, date(2026, 8, 2))
    assert desk.limit_near(found, date(2026, 8, 3))
    assert room.taken_in(knew_on=date(2024, 2, 29), matter="别的").limit_on == date(2027, 3, 1)
    told = [item.state for item in desk.waiting(room.clerk, NOW)]
    assert "起诉、仲裁的期限快到了" in told


def test_nobody_else_has_work_or_sight(room):
    room.mediating()
    for person in (room.stranger, room.other, room.leader, Person.objects.create(name="谁")):
        assert list(desk.waiting(person, NOW + timedelta(days=1))) == []


def test_a_party_with_a_confirmed_number_hears_of_each_step_and_nothing_of_the_matter(room):
    resident = Person.objects.create(
        name="林家旺",
        phone_locked=vault.lock("13800010001"),
        phone_hash=phones.hashed("13800010001"),
    )
    found = room.mediating()
    actions.plan(
        dispute=found,
        mode="home",
        where="桥头",
        starts_at=NOW + DAY,
        by=room.clerk,
        at=NOW,
    )
    heard = Notice.objects.filter(to=resident, channel="app").order_by("pk")
    assert [each.sentence for each in heard] == [telling.ASKED, telling.ARRANGED]
    assert {each.link for each in heard} == {f"/mediation/mine/{party(found, 'applicant').token}/"}
    assert Notice.objects.filter(to=resident, channel="sms").count() == 2
    assert Notice.objects.exclude(to=resident).filter(sentence__in=[telling.ASKED]).count() == 0
    assert not any(word in each.sentence for each in heard for word in ("屋檐", "黄月娥", "桥头"))


def test_parties_are_told_once_before_what_they_promised_is_due(room):
    Person.objects.create(
        name="黄月娥",
        phone_locked=vault.lock("13800010002"),
        phone_hash=phones.hashed("13800010002"),
    )
    room.performing()
    counts = [telling.remind(at=datetime(2026, 9, day, 2, tzinfo=UTC)) for day in (26, 27, 28)]
    assert counts == [0, 1, 0]
    assert telling.remind(at=datetime(2026, 9, 30, 2, tzinfo=UTC)) == 1  # a week to confirm


def test_a_day_without_a_clock_loses_no_reminder(room):
    """Ninety, thirty and seven days before 1 November; the machine stood still from 26 July to 28 October."""
    Person.objects.create(
        name="林家旺",
        phone_locked=vault.lock("13800010001"),
        phone_hash=phones.hashed("13800010001"),
    )
    found = room.taken_in(kind="labour", knew_on=date(2025, 11, 1))
    assert found.limit_on == date(2026, 11, 1)
    days = [date(2026, 7, 26), date(2026, 10, 28), date(2026, 10, 29), date(2026, 11, 2)]
    counts = [
        telling.remind(at=datetime(each.year, each.month, each.day, 2, tzinfo=UTC)) for each in days
    ]
    assert counts == [0, 1, 0, 0]  # of the nearest span, once, and never when it is over
