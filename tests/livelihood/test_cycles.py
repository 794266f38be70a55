"""Direct subsidy: months exactly, a frozen list, publicity, payments that come back."""

from datetime import date

import pytest

from sanan.kit.errors import Forbidden
from sanan.livelihood.actions import cycles, households
from sanan.livelihood.actions.returns import reference
from sanan.livelihood.forms.tables import RETURNS
from sanan.livelihood.models import PayLine
from sanan.livelihood.queries.bank import bank_rows
from sanan.livelihood.rules.subsidies import rule_named, rule_on
from sanan.process.audit import differences

from .conftest import ACCOUNT, DAY, NOW, TODAY, taken
from .test_households import refused

RULE = rule_named("2006-17")
HALF = {"since_on": date(2026, 1, 1), "until_on": date(2026, 6, 30)}


@pytest.mark.parametrize(
    ("joined", "left", "since", "until", "months"),
    [
        (date(2014, 5, 20), None, date(2026, 1, 1), date(2026, 12, 31), 12),
        (date(2014, 5, 20), date(2026, 3, 1), date(2026, 1, 1), date(2026, 6, 30), 3),
        (date(2014, 5, 20), date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), 0),
        (date(2026, 5, 31), None, date(2026, 1, 1), date(2026, 6, 30), 2),
        # Whoever was there before July 2006 has it from then on, for twenty years: until June 2026.
        (date(1998, 1, 1), None, date(2026, 1, 1), date(2026, 12, 31), 6),
        (date(1998, 1, 1), None, date(2006, 1, 1), date(2006, 12, 31), 6),
        (date(2014, 5, 20), None, date(2034, 1, 1), date(2034, 12, 31), 4),
        (date(2014, 5, 20), None, date(2035, 1, 1), date(2035, 12, 31), 0),
    ],
)
def test_months_of_the_twenty_years(joined, left, since, until, months):
    found = RULE.months(joined_on=joined, left_on=left, since_on=since, until_on=until)
    assert found == months


def test_six_hundred_yuan_a_year_exactly():
    assert (RULE.amount_fen(12), RULE.amount_fen(1), RULE.amount_fen(0)) == (60_000, 5_000, 0)
    assert RULE.fen_a_year * RULE.years == 1_200_000  # 12,000 yuan in twenty years
    assert rule_on(TODAY) == RULE
    assert rule_on(date(1990, 1, 1)) == RULE


def drafted(hall, **more):
    given = {"place": hall.community, "title": "2026 上半年", "by": hall.cadre, "at": NOW, **HALF}
    return cycles.draft(**{**given, **more})


def shown(hall):
    """Three of four people of a family in publicity; the child that was born here has nothing."""
    family = hall.family()
    cycle = cycles.freeze(cycle=drafted(hall), by=hall.cadre, at=NOW)
    cycles.publicise(cycle=cycle, by=hall.cadre, at=NOW)
    return family, cycle


def test_a_cycle_is_of_whole_months_and_no_month_is_paid_twice(hall):
    refused("months", drafted, hall=hall, until_on=date(2026, 6, 29))
    refused("months", drafted, hall=hall, since_on=date(2026, 1, 2))
    drafted(hall)
    assert "上半年" in refused(
        "overlap", drafted, hall=hall, since_on=date(2026, 6, 1), until_on=date(2026, 12, 31)
    )
    refused(
        "too_short",
        drafted,
        hall=hall,
        since_on=date(2027, 1, 1),
        until_on=date(2027, 1, 31),
        publicity_days=2,
    )


def test_the_list_is_frozen_whatever_happens_to_the_roll(hall):
    family, cycle = shown(hall)
    assert [(n.name, n.months, n.amount_fen) for n in cycle.lines.all()] == [
        ("林水根", 6, 30_000),
        ("徐阿珠", 6, 30_000),
        ("陈桂花", 6, 30_000),
    ]
    assert cycles.hash_of(cycle.lines.all()) == cycle.list_hash
    households.move_away(household=family, on=TODAY, to="厦门", by=hall.cadre, at=NOW + DAY)
    late = hall.household("002", head="苏云根")
    hall.member(late, "苏云根")
    assert cycle.lines.count() == 3
    refused("wrong_state", cycles.freeze, cycle=cycle, by=hall.cadre, at=NOW)
    # The next one has the family that moved for no month, and the new one for six.
    second = drafted(hall, title="下半年", since_on=date(2026, 7, 1), until_on=date(2026, 12, 31))
    cycles.freeze(cycle=second, by=hall.cadre, at=NOW)
    assert [n.name for n in second.lines.all()] == ["苏云根"]


def test_nobody_entitled_is_said(hall):
    refused("nobody", cycles.freeze, cycle=drafted(hall), by=hall.cadre, at=NOW)


def test_objections_are_handled_and_another_person_approves(hall):
    _family, cycle = shown(hall)
    cycles.object_(cycle=cycle, text="陈桂花已经去世", number=3, at=NOW + DAY)
    refused("no_line", cycles.object_, cycle=cycle, text="x", number=9, at=NOW + DAY)
    refused("in_publicity", cycles.approve, cycle=cycle, by=hall.leader, at=NOW + 3 * DAY)
    late = NOW + 4 * DAY
    refused("over", cycles.object_, cycle=cycle, text="迟了", at=late)
    refused("objection_open", cycles.approve, cycle=cycle, by=hall.leader, at=late)
    refused(
        "not_yours", cycles.settle, Forbidden, cycle=cycle, upheld=True, finding="x", by=hall.cadre
    )
    said = "查实，一月去世"
    cycles.settle(cycle=cycle, upheld=True, finding=said, strike=True, by=hall.officer, at=late)
    assert cycle.lines.get(number=3).state == "struck"
    assert cycle.lines.payable().count() == 2
    refused("no_objection", cycles.settle, cycle=cycle, upheld=True, finding="x", by=hall.officer)
    cycles.approve(cycle=cycle, by=hall.leader, at=late)
    assert cycle.state == "approved"
    assert list(differences()) == []


def test_whoever_froze_the_list_does_not_approve_it(hall):
    from sanan.livelihood.models import PayCycle

    _family, cycle = shown(hall)
    PayCycle.objects.update(frozen_by=hall.leader)
    cycle.refresh_from_db()
    refused("four_eyes", cycles.approve, cycle=cycle, by=hall.leader, at=NOW + 4 * DAY)


HEADS = ["付款编号", "户名", "退回原因"]


def test_payments_are_sent_come_back_and_are_followed_to_the_last(hall, tmp_path):
    family, cycle = shown(hall)
    other = hall.household("002", head="苏云根")
    account = {"bank": "农信社", "by": hall.cadre, "at": NOW}
    households.set_account(household=family, account=ACCOUNT, holder="林水根", **account)
    PayLine.objects.filter(number=3).update(household=other)  # a family without an account
    cycles.approve(cycle=cycle, by=hall.leader, at=NOW + 4 * DAY)
    cycles.pay(cycle=cycle, by=hall.cadre, at=NOW + 5 * DAY)
    first, second, third = cycle.lines.all()
    assert (first.state, second.state, third.state) == ("sent", "sent", "returned")
    assert third.reason == "no_account"
    rows = bank_rows(cycle)
    assert [(r[1], r[2], r[4]) for r in rows] == [
        ("林水根", ACCOUNT.replace(" ", ""), "300.00")
    ] * 2
    back = [[reference(first), "林水根", "账号不存在"], ["XXXX-1", "某人", "其他"]]
    outcome = taken(RETURNS, hall.community, tmp_path, HEADS, back, by=hall.cadre)
    assert (outcome.updated, len(outcome.rejected)) == (1, 1)
    assert "2 笔没有到账" in outcome.asides[0]
    again = taken(RETURNS, hall.community, tmp_path, HEADS, back[:1], by=hall.cadre)
    assert (again.updated, again.unchanged) == (0, 1)
    first.refresh_from_db()
    assert (first.state, first.reason) == ("returned", "wrong_account")
    assert "2 笔" in refused("returned_open", cycles.close, cycle=cycle, by=hall.cadre)
    assert "账户" in refused("no_account", cycles.resend, line=third, by=hall.cadre)
    cycles.resend(line=first, by=hall.cadre, at=NOW + 9 * DAY)
    # The bank's old file once more is of the first sending, and changes nothing.
    taken(RETURNS, hall.community, tmp_path, HEADS, back[:1], by=hall.cadre)
    first.refresh_from_db()
    assert (first.state, first.sent_times) == ("sent", 2)
    cycles.void(line=third, why="查无此户，退回专户", by=hall.leader, at=NOW + 9 * DAY)
    cycles.close(cycle=cycle, by=hall.cadre, at=NOW + 10 * DAY)
    assert cycle.state == "closed"
    assert list(differences()) == []
