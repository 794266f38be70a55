"""The three rates and the closing rates against hand-counted figures."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanan.cases import actions
from sanan.cases.models import Case
from sanan.cases.queries import rates
from sanan.cases.queries.board import board
from sanan.cases.rules import APPELLANT
from sanan.kit.periods import Period

from .conftest import MONDAY, County
from .test_life import replied

DAY = timedelta(days=1)
MARCH = Period("2026-03", date(2026, 3, 1), date(2026, 3, 31))

ANSWERS = [
    # contacted, resolved, satisfaction
    (True, True, "satisfied"),
    (True, True, "mostly"),
    (True, False, "fair"),
    (False, False, "unsatisfied"),
    (None, None, ""),
    (True, None, ""),
    (True, True, "satisfied"),
]


def rated(county: County, answers: list[tuple[bool | None, bool | None, str]]) -> list[Case]:
    cases = []
    for contacted, resolved, satisfaction in answers:
        case = replied(county)
        actions.pass_check(case=case, by=county.grid_worker, at=MONDAY + 3 * DAY)
        actions.revisit(
            case=case,
            by=county.dispatcher,
            contacted=contacted,
            resolved=resolved,
            satisfaction=satisfaction,
            at=MONDAY + 4 * DAY,
        )
        cases.append(case)
    return cases


def test_three_rates_as_defined(county: County) -> None:
    cases = rated(county, ANSWERS)
    actions.request_exclusion(
        case=cases[6], by=county.handler, reason="malicious_repeat", text="证据见附件"
    )
    actions.decide_exclusion(case=cases[6], by=county.dispatcher, granted=True, answer="属实")
    found = rates.three_rates(county.county, MARCH)
    # six remain: five contacted in time (one said no), 2 of 4 resolved, credit 1 + .8 + .6 + 0 of 4
    assert (found.revisited, found.contacted) == (6, 5)
    assert (found.response, found.resolution, found.satisfaction) == (
        Decimal("83.3"),
        Decimal("50.0"),
        Decimal("60.0"),
    )
    # 30·5/6 + 35·2/4 + 35·2.4/4 = 25 + 17.5 + 21
    assert found.score == Decimal("63.5")
    assert not found.rankable


@pytest.mark.parametrize("figure", rates.FIGURES)
def test_every_figure_opens_the_list_it_counts(county: County, figure: str) -> None:
    rated(county, ANSWERS)
    found = rates.three_rates(county.county, MARCH)
    counts = {
        "revisited": found.revisited,
        "contacted": found.contacted,
        "not_contacted": found.revisited - found.contacted,
        "answered_resolved": found.answered_resolved,
        "resolved": found.resolved,
        "not_resolved": found.answered_resolved - found.resolved,
        "answered_satisfied": found.answered_satisfied,
        "satisfied": found.answers.get("satisfied", 0) + found.answers.get("mostly", 0),
        "unsatisfied": found.answers.get("fair", 0) + found.answers.get("unsatisfied", 0),
    }
    assert rates.counted(county.county, MARCH, figure).count() == counts[figure]


def test_rates_of_nothing_are_no_number(county: County) -> None:
    found = rates.three_rates(county.county, MARCH)
    assert (found.response, found.resolution, found.satisfaction, found.score) == (None,) * 4


def test_closing_leaves_the_suspended_out_of_the_base(county: County) -> None:
    closed, late, suspended, waiting = (replied(county) for _ in range(4))
    for case in (closed, late):
        actions.rate(
            case=case,
            contacted=True,
            resolved=True,
            satisfaction="satisfied",
            relation=APPELLANT,
            at=MONDAY + 20 * DAY,
        )
    Case.objects.filter(pk=late.pk).update(replied_at=late.due_at + DAY)  # type: ignore[operator]
    Case.objects.filter(pk=suspended.pk).update(state="suspended")
    found = rates.closing_rates(county.county, MARCH)
    assert (found.due, found.suspended, found.closed, found.on_time) == (4, 1, 2, 1)
    assert (found.closing, found.on_time_closing) == (Decimal("66.7"), Decimal("33.3"))
    assert waiting.pk


def test_the_board_adds_up(county: County) -> None:
    rated(county, ANSWERS)
    county.open("路灯坏了")
    shown = board(county.county, MARCH, MONDAY + 30 * DAY)
    assert (shown.opened, shown.open, shown.overdue) == (8, 1, 1)
    assert shown.rates == rates.three_rates(county.county, MARCH)
    assert [(h.category.name, h.opened) for h in shown.hot] == [("交通运输", 7)]
    assert [(r.place.name, r.open, r.rates.revisited) for r in shown.rows] == [("浔中镇", 1, 7)]
