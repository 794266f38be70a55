"""What the clock does by itself, also after it stood still for days."""

from datetime import UTC, datetime, timedelta

from sanan.cases import actions
from sanan.cases.enums import CloseKind, State, Urgency
from sanan.cases.models import Case
from sanan.people.models import Notice

from .conftest import MONDAY, County
from .test_life import handled, replied

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def test_a_day_limit_ends_with_the_seventh_day_after_receipt(county: County) -> None:
    assert county.open().case.due_at == datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)


def test_danger_counts_hours_from_receipt(county: County) -> None:
    case = county.open("有人被困电梯,快来救命").case
    assert case.urgency == Urgency.DANGER
    assert case.due_at == MONDAY + 2 * HOUR


def test_another_urgency_brings_another_promise_from_the_same_start(county: County) -> None:
    case = county.open().case
    actions.classify(case=case, by=county.dispatcher, urgency=Urgency.DANGER, at=MONDAY + HOUR)
    assert (case.policy, case.due_at) == ("beijing/danger", MONDAY + 2 * HOUR)


def test_an_answer_stops_the_first_response_clock(county: County) -> None:
    case = county.open().case
    actions.dispatch(
        case=case, to=county.traffic, by=county.dispatcher, category=county.roads, at=MONDAY
    )
    actions.sign(case=case, by=county.handler, at=MONDAY)
    promised = case.contact_due_at
    actions.contact(case=case, by=county.handler, reached=False, at=MONDAY + HOUR)
    assert case.contacted_at is None
    actions.reply(case=case, by=county.handler, public_text="已办", at=MONDAY + 2 * HOUR)
    assert (case.contacted_at, case.contact_due_at) == (MONDAY + 2 * HOUR, promised)


def test_reminders_come_once_each_and_rise(county: County) -> None:
    case = handled(county)
    assert case.due_at is not None
    done = [
        actions.tick(at=moment)
        for moment in (
            case.due_at - 2 * DAY,
            case.due_at - 2 * HOUR,
            case.due_at - HOUR,
            case.due_at + HOUR,
            case.due_at + 2 * HOUR,
            case.due_at + 4 * DAY,
        )
    ]
    assert [(d["soon"], d["overdue"], d["leaders"]) for d in done] == [
        (0, 0, 0),
        (1, 0, 0),
        (0, 0, 0),
        (0, 1, 0),
        (0, 0, 0),
        (0, 0, 1),
    ]


def test_no_reminder_speaks_at_night(county: County) -> None:
    case = handled(county)
    assert case.due_at is not None
    Notice.objects.all().delete()
    actions.tick(at=case.due_at)  # 23:59:59 in Shanghai
    hours = {n.made_at.astimezone(UTC).hour for n in Notice.objects.all()}
    assert hours == {0}  # 08:00 in Shanghai


def test_the_clock_catches_up_after_days_of_standing_still(county: County) -> None:
    waiting = replied(county)
    actions.pass_check(case=waiting, by=county.grid_worker, at=MONDAY + 3 * DAY)
    resting = handled(county)
    actions.suspend(
        case=resting,
        by=county.leader,
        reason="等规划",
        review_on=(MONDAY + 5 * DAY).date(),
        at=MONDAY + DAY,
    )
    late = handled(county)
    done = actions.tick(at=MONDAY + 30 * DAY)
    assert done == {
        "resumed": 1,
        "answered": 0,
        "closed": 1,
        "leaders": 1,
        "overdue": 0,
        "soon": 0,
        "indexed": 3,
    }
    assert actions.tick(at=MONDAY + 30 * DAY) == dict.fromkeys(done, 0)
    states = {c.pk: (c.state, c.close_kind) for c in Case.objects.all()}
    assert states == {
        waiting.pk: (State.CLOSED, CloseKind.UNANSWERED),
        resting.pk: (State.IN_PROGRESS, ""),
        late.pk: (State.IN_PROGRESS, ""),
    }
