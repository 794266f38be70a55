"""The life of a case, played through its verbs."""

from datetime import timedelta

import pytest

from sanan.cases import actions
from sanan.cases.enums import Anonymity, CloseKind, State
from sanan.cases.models import Case
from sanan.cases.rules import APPELLANT
from sanan.kit.errors import Forbidden, Invalid, Missing, Refused
from sanan.ledger.models import Entry
from sanan.people.models import Notice
from sanan.process.enums import Satisfaction
from sanan.process.models import TimelineEntry

from .conftest import MONDAY, County

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def told(case: Case) -> list[str]:
    return [notice.text for notice in Notice.objects.filter(channel="sms").order_by("pk")]


def handled(county: County, at=MONDAY, **more: object) -> Case:
    """A case that the traffic office has signed and begun."""
    case = county.open(at=at, **more).case
    actions.dispatch(
        case=case, to=county.traffic, by=county.dispatcher, category=county.roads, at=at + HOUR
    )
    actions.sign(case=case, by=county.handler, at=at + 2 * HOUR)
    actions.contact(case=case, by=county.handler, reached=True, note="约好看现场", at=at + 3 * HOUR)
    return case


def replied(county: County, **more: object) -> Case:
    case = handled(county, **more)
    actions.reply(
        case=case, by=county.handler, public_text="已设岗,学生有人护送", at=MONDAY + 2 * DAY
    )
    return case


def test_from_voice_to_rating(county: County) -> None:
    case = replied(county, contact_phone="13800000001")
    actions.pass_check(case=case, by=county.grid_worker, note="看过了", at=MONDAY + 3 * DAY)
    actions.rate(
        case=case,
        contacted=True,
        resolved=True,
        satisfaction=Satisfaction.SATISFIED,
        relation=APPELLANT,
        at=MONDAY + 4 * DAY,
    )
    verbs = [step.verb for step in case.timeline]
    assert verbs == ["open", "dispatch", "sign", "contact", "reply", "pass_check", "rate"]
    assert [e.event for e in Entry.objects.filter(subject=case.code).order_by("pk")] == [
        f"case.{v}" for v in verbs
    ]
    assert (case.state, case.close_kind, case.contacted_in_time) == (
        State.CLOSED,
        CloseKind.RATED,
        True,
    )
    # Receipt, dispatch, reply, close: and nothing at signing, contact or check.
    assert [text.split(",")[0][:5] for text in told(case)] == [
        "您反映的“",
        "您反映的事",
        "您反映的事",
        "您反映的事",
    ]


def test_every_merged_appellant_is_answered_and_rates_alone(county: County) -> None:
    master = county.open(contact_phone="13800000001").case
    children = [
        county.open(f"土方车第{i}次说了", contact_phone=f"1380000001{i}").case for i in range(3)
    ]
    for child in children:
        actions.merge(case=child, into=master, by=county.dispatcher, at=MONDAY + HOUR)
    actions.dispatch(case=master, to=county.traffic, by=county.dispatcher, category=county.roads)
    actions.sign(case=master, by=county.handler)
    actions.contact(case=master, by=county.handler, reached=True)
    actions.reply(case=master, by=county.handler, public_text="已限行")
    actions.pass_check(case=master, by=county.grid_worker)
    for child in children:
        child.refresh_from_db()
        assert child.state == State.REVISITING
        assert child.replies.get().public_text == "已限行"
        actions.rate(
            case=child,
            contacted=True,
            resolved=False,
            satisfaction="unsatisfied",
            as_it_is=True,
            relation=APPELLANT,
        )
    assert {c.satisfaction for c in Case.objects.filter(master=master)} == {"unsatisfied"}
    assert Case.objects.get(pk=master.pk).state == State.REVISITING


def test_a_merged_case_stands_alone_when_the_master_is_withdrawn(county: County) -> None:
    master, child = county.open().case, county.open("也是土方车").case
    actions.merge(case=child, into=master, by=county.dispatcher)
    actions.withdraw(case=master, relation=APPELLANT)
    child.refresh_from_db()
    assert (child.state, child.master) == (State.SUBMITTED, None)


def test_return_goes_to_an_adjudicator_and_the_clock_runs_on(county: County) -> None:
    case = county.open().case
    actions.dispatch(
        case=case, to=county.traffic, by=county.dispatcher, category=county.roads, at=MONDAY
    )
    due = case.due_at
    actions.request_return(
        case=case,
        by=county.handler,
        reason="needs_other_lead",
        text="应由水利站牵头",
        propose=county.water,
        at=MONDAY + DAY,
    )
    with pytest.raises(Forbidden):
        actions.adjudicate(
            case=case, by=county.handler, granted=True, answer="同意", to=county.water
        )
    actions.adjudicate(
        case=case,
        by=county.dispatcher,
        granted=True,
        answer="同意",
        to=county.water,
        at=MONDAY + 2 * DAY,
    )
    assert (case.state, case.handler, case.due_at) == (State.DISPATCHED, county.water, due)
    assert case.first_receiver == county.traffic


def test_return_after_two_working_days_is_too_late(county: County) -> None:
    case = county.open().case
    actions.dispatch(
        case=case, to=county.traffic, by=county.dispatcher, category=county.roads, at=MONDAY
    )
    with pytest.raises(Refused) as refused:
        actions.request_return(
            case=case, by=county.handler, reason="unclear", text="不清楚", at=MONDAY + 3 * DAY
        )
    assert refused.value.code == "too_late_to_return"


def test_a_unit_is_not_given_what_is_off_its_duty_list(county: County) -> None:
    case = county.open().case
    elsewhere = county.roads.parts.create(code="07", name="卫生计生")
    with pytest.raises(Refused) as refused:
        actions.dispatch(case=case, to=county.traffic, by=county.dispatcher, category=elsewhere)
    assert refused.value.code == "not_on_duty_list"
    assert Case.objects.get(pk=case.pk).state == State.SUBMITTED


def test_declined_once_objected_once(county: County) -> None:
    case = county.open().case
    actions.decline(case=case, by=county.dispatcher, reason="court", text="请向法院起诉")
    actions.object_to(case=case, text="法院说归你们管", relation=APPELLANT)
    actions.decline(case=case, by=county.dispatcher, reason="court", text="仍请向法院起诉")
    with pytest.raises(Refused) as refused:
        actions.object_to(case=case, text="再来一次", relation=APPELLANT)
    assert refused.value.code == "objected_before"


def test_not_fixed_is_rework_and_reopening_has_its_days(county: County) -> None:
    case = replied(county)
    actions.not_fixed(case=case, text="车还是很多", relation=APPELLANT, at=MONDAY + 3 * DAY)
    assert (case.state, case.rework_count) == (State.REWORK, 1)
    actions.reply(case=case, by=county.handler, public_text="已限行", at=MONDAY + 4 * DAY)
    actions.rate(
        case=case,
        contacted=True,
        resolved=True,
        satisfaction="mostly",
        relation=APPELLANT,
        at=MONDAY + 5 * DAY,
    )
    with pytest.raises(Refused):
        actions.reopen(case=case, text="又来了", relation=APPELLANT, at=MONDAY + 21 * DAY)
    actions.reopen(case=case, text="又来了", relation=APPELLANT, at=MONDAY + 20 * DAY)
    assert (case.state, case.satisfaction, case.closed_at) == (State.REOPENED, "", None)
    assert case.clock_from_at == MONDAY + 20 * DAY


def test_extension_moves_the_promise_and_only_once(county: County) -> None:
    case = handled(county)
    before = case.due_at
    assert before is not None
    actions.request_extension(
        case=case,
        by=county.handler,
        text="等专家",
        until=(before + 5 * DAY).date(),
        at=MONDAY + DAY,
    )
    actions.decide_extension(
        case=case, by=county.dispatcher, granted=True, answer="同意", at=MONDAY + DAY
    )
    assert case.due_at == before + 5 * DAY
    with pytest.raises(Refused) as refused:
        actions.request_extension(
            case=case,
            by=county.handler,
            text="再等",
            until=(before + 8 * DAY).date(),
            at=MONDAY + 2 * DAY,
        )
    assert refused.value.code == "no_more_extensions"


def test_a_suspended_clock_stands_still(county: County) -> None:
    case = handled(county)
    before = case.due_at
    assert before is not None
    review = (MONDAY + 30 * DAY).date()
    with pytest.raises(Forbidden):
        actions.suspend(case=case, by=county.handler, reason="等规划", review_on=review)
    actions.suspend(case=case, by=county.leader, reason="等规划", review_on=review, at=MONDAY + DAY)
    actions.resume(case=case, by=county.leader, at=MONDAY + 4 * DAY)
    assert case.due_at == before + 3 * DAY


def test_whistle_calls_departments_and_they_report(county: County) -> None:
    case = handled(county)
    actions.whistle(
        case=case,
        by=county.handler,
        orgs=[county.water],
        reason="路下有水管",
        arrive_by=MONDAY + DAY,
        at=MONDAY + 4 * HOUR,
    )
    with pytest.raises(Forbidden):
        actions.arrive(case=case, by=county.stranger)
    actions.arrive(case=case, by=county.plumber, conclusion="水管已移", at=MONDAY + 5 * HOUR)
    with pytest.raises(Refused):
        actions.arrive(case=case, by=county.plumber)
    actions.conclude(
        case=case, by=county.handler, conclusion="可以施工", ratings={county.water.pk: 5}
    )
    report = case.orgs.get(part="whistled")
    assert (report.arrived_at, report.rating, case.state) == (
        MONDAY + 5 * HOUR,
        5,
        State.IN_PROGRESS,
    )


def test_supervision_only_rises(county: County) -> None:
    case = handled(county)
    actions.supervise(case=case, by=county.discipline, level=2, text="请三天内答复")
    with pytest.raises(Invalid):
        actions.supervise(case=case, by=county.leader, level=1, text="请快")
    assert case.supervision == 2


def test_published_words_are_masked_and_need_consent(county: County) -> None:
    said = "我叫王小明,电话13800000001,蒲坂路灯不亮"
    case = county.open(said, contact_name="王小明").case
    actions.publish(case=case, by=county.dispatcher)
    assert "13800000001" not in case.public_text
    assert "王小明" not in case.public_text
    quiet = county.open(said, may_publish=False).case
    with pytest.raises(Refused):
        actions.publish(case=quiet, by=county.dispatcher)


def test_following_needs_a_public_case_and_twice_is_once(county: County) -> None:
    case = county.open().case
    with pytest.raises(Missing):
        actions.follow(case=case, phone="13800000002")
    actions.publish(case=case, by=county.dispatcher)
    assert actions.follow(case=case, phone="13800000002") is not None
    assert actions.follow(case=case, phone="13800000002") is None
    assert case.follows.count() == 1


def test_an_anonymous_word_leaves_no_name_and_no_number(county: County) -> None:
    case = county.open(
        contact_name="王小明", contact_phone="13800000001", anonymity=Anonymity.ANONYMOUS
    ).case
    assert (case.contact_name, case.contact_locked, case.contact_hash) == ("", "", "")


def test_nothing_of_what_was_said_is_in_the_public_part_of_the_record(county: County) -> None:
    case = replied(county, contact_name="王小明", contact_phone="13800000001")
    for entry in Entry.objects.filter(subject=case.code):
        assert entry.subject == case.code
        public = f"{entry.event} {entry.subject} {entry.by} {bytes(entry.commit)!r}"
        for word in ("土方", "王小明", "1380000", "已设岗"):
            assert word not in public


def test_a_failing_ledger_lets_nothing_happen(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = handled(county)
    steps = TimelineEntry.objects.count()

    def broken(**_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("sanan.ledger.actions.record", broken)
    with pytest.raises(OSError, match="disk full"):
        actions.reply(case=case, by=county.handler, public_text="已办")
    case.refresh_from_db()
    assert (case.state, case.replies.count(), TimelineEntry.objects.count()) == (
        State.IN_PROGRESS,
        0,
        steps,
    )
