"""A month's pay from working out to arrival, and what becomes of objections and wrong accounts."""

from datetime import UTC, date, datetime

import pytest

from sanan.process.audit import differences
from sanan.slips.actions import issue as issue_code
from sanan.slips.queries import found as find_by_code
from sanan.workshop import actions
from sanan.workshop.models import Payslip
from sanan.workshop.queries import money
from sanan.workshop.sums.reply import Row

from .conftest import DAY, NOW, PAID, D, refuses

CARD = "6228480402564890018"


@pytest.fixture
def worked(hall):
    """Three workers' October: pieces, a bonus, half a day; the third loses more than they earn."""
    order = hall.ready()
    issues = [hall.issued(order, n) for n in range(3)]
    hall.counted(issues[0], 98, reject=2)  # 49.00
    hall.counted(issues[1], 60)  # 30.00
    hall.counted(issues[1], 40, grade="二等")  # 12.00
    hall.counted(issues[2], 1)  # 0.50
    for issue in issues:
        actions.clear(issue=issue, by=hall.keeper, at=NOW + DAY)
    actions.reward(worker=hall.workers[1], fen=500, why="质量好", by=hall.keeper, at=NOW)
    actions.work_day(
        worker=hall.workers[1],
        on=date(2026, 10, 5),
        begins=480,
        ends=720,
        rate=D(80),
        what="装箱",
        by=hall.keeper,
        at=NOW,
    )
    return hall


def test_the_sum_of_each_and_of_all(worked):
    run = worked.drafted()
    found = {
        slip.worker.name: (slip.pieces, slip.days, slip.bonus, slip.due, slip.charged, slip.net)
        for slip in run.slips.all()
    }
    # Over-loss: 997.5 − 950 × 1.02 = 28.5 g; for one piece 997.5 − 9.5 × 1.02 = 987.81 g at 0.03.
    assert found == {
        "陈阿花": (4900, 0, 0, 86, 86, 4814),
        "林秀珍": (4200, 4000, 500, 86, 86, 8614),
        "王美兰": (50, 0, 0, 2963, 50, 0),
    }
    whole = money.totals(run)
    assert (whole.slips, whole.earned, whole.charged, whole.waived, whole.net) == (
        3,
        13_650,
        222,
        2913,
        13_428,
    )
    for slip in run.slips.all():
        assert money.earned(money.slip_lines(slip)).net == slip.net
    assert money.open_lines(worked.workers[0]) == []
    assert list(differences()) == []


def test_a_month_is_worked_out_once_and_late_counts_come_with_the_next(worked):
    run = worked.drafted()
    with refuses("已经算过了"):
        worked.drafted()
    with refuses("还没有过完"):
        worked.drafted("2026-11")
    issue = worked.issued(run.workshop.orders.get(), 0, pieces=10)
    worked.counted(issue, 10)  # of October, counted after the run
    november = worked.drafted("2026-11", at=datetime(2026, 12, 1, 2, 0, tzinfo=UTC))
    assert [slip.net for slip in november.slips.all()] == [500]
    with refuses("请选一个月"):
        worked.drafted("2026-13")


def test_publicity_objection_and_working_out_again(worked):
    run = worked.drafted()
    actions.publicise(run=run, by=worked.keeper, at=PAID - 5 * DAY)
    assert run.ends_on == date(2026, 11, 4)
    with refuses("期满以后才能批准"):
        actions.approve(run=run, by=worked.supervisor, at=PAID - 2 * DAY)
    actions.object_(run=run, text="我交了 101 件", at=PAID - 4 * DAY)
    with refuses("还有异议没有答复"):
        actions.approve(run=run, by=worked.supervisor, at=PAID)
    actions.answer(run=run, upheld=True, finding="漏记一件", by=worked.supervisor, at=PAID)
    assert run.state == "withdrawn"
    assert set(run.slips.values_list("state", flat=True)) == {"void"}
    again = worked.drafted()
    assert money.totals(again).net == 13_428
    assert run.slips.get(worker=worked.workers[0]).deliveries.count() == 0
    actions.withdraw(run=again, why="补一笔", by=worked.keeper, at=PAID)
    assert money.totals(worked.drafted()).net == 13_428


def test_two_approve_and_neither_worked_it_out(worked):
    run = worked.drafted()
    actions.publicise(run=run, by=worked.keeper, at=PAID - 5 * DAY)
    with refuses("算工钱的人不能批准"):
        actions.approve(run=run, by=worked.keeper, at=PAID)
    actions.approve(run=run, by=worked.supervisor, at=PAID)
    assert run.state == "publicised"
    with refuses("还要另一位来批"):
        actions.approve(run=run, by=worked.supervisor, at=PAID)
    slip = run.slips.first()
    with refuses("还没有批准，不能付"):
        actions.pay_cash(slip=slip, proof="本人签字", by=worked.keeper, at=PAID)
    actions.approve(run=run, by=worked.accountant, at=PAID)
    assert run.state == "approved"
    # Who gets nothing is done with the approval.
    assert run.slips.get(net=0).get_method_display() == "没有要付的"


def test_by_the_bank_with_a_payment_that_comes_back(worked):
    with refuses("校验不对"):
        actions.set_account(
            worker=worked.workers[0], bank="农商行", account="6228480402564890019", by=worked.keeper
        )
    for worker, account in zip(worked.workers[:2], (CARD, "9550880212345678"), strict=True):
        actions.set_account(worker=worker, bank="农商行", account=account, by=worked.keeper)
    run = worked.approved()
    actions.send(run=run, by=worked.accountant, at=PAID)
    first, second = (run.slips.get(worker=worked.workers[n]) for n in (0, 1))
    assert (first.state, second.state) == ("sent", "sent")
    rows = [
        Row(2, CARD, 4814, "失败：账号户名不符"),
        Row(3, "9550880212345678", 8614, "成功"),
        Row(4, "111122223333", 100, "成功"),
        Row(5, "9550880212345678", 8614, "成功"),
    ]
    actions.take_reply(run=run, rows=rows, by=worked.accountant, at=PAID)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.why_back) == ("returned", "失败：账号户名不符")
    assert (second.state, second.method) == ("paid", "bank")
    note = run_note(run)
    assert "付到 1 笔，退回 1 笔" in note
    assert "第 4 行：这批里没有这个账号" in note
    assert "第 5 行：这一笔前面已经有了" in note
    assert run.state == "approved"
    # A right account, and it goes out again; or cash with a signature.
    actions.pay_cash(slip=first, proof="本人签字，收条 001", by=worked.keeper, at=PAID)
    with refuses("现在是“已付”"):
        actions.pay_cash(slip=first, proof="又一次", by=worked.keeper, at=PAID)
    run.refresh_from_db()
    assert (run.state, run.paid_on) == ("paid", date(2026, 11, 6))
    average = money.average(worked.workshop)
    assert (average.total, average.worker_months, average.fen) == (13_428, 2, 6714)
    assert [slip.net for slip in money.income(worked.workers[0], 2026)] == [4814]
    assert list(differences()) == []


def run_note(run) -> str:
    from sanan.process.models import TimelineEntry

    return TimelineEntry.objects.of("pay_run", run.pk).get(verb="take_reply").note


def test_a_reply_without_rows_or_with_another_amount_changes_nothing(worked):
    actions.set_account(worker=worked.workers[0], bank="农商行", account=CARD, by=worked.keeper)
    run = worked.approved()
    with refuses("要有账号、金额、结果"):
        actions.take_reply(run=run, rows=[], by=worked.accountant, at=PAID)
    actions.send(run=run, by=worked.accountant, at=PAID)
    actions.take_reply(run=run, rows=[Row(2, CARD, 1, "成功")], by=worked.accountant, at=PAID)
    assert run.slips.get(worker=worked.workers[0]).state == "sent"
    assert "金额和工钱条不一样" in run_note(run)


def test_late_pay_is_known(worked):
    run = worked.drafted()
    assert run.due_on == date(2026, 11, 10)
    assert not run.is_late(date(2026, 11, 10))
    assert run.is_late(date(2026, 11, 11))


def test_a_slip_is_found_by_its_code(worked):
    run = worked.drafted()
    actions.publicise(run=run, by=worked.keeper, at=PAID - 5 * DAY)
    slip = run.slips.get(worker=worked.workers[0])
    kind, ref = find_by_code(issue_code(kind="payslip", ref=slip.code))
    assert (kind.name, ref) == ("payslip", slip.code)
    item = next(iter(kind.items([ref])))
    assert item.href == f"/workshop/pay/{slip.code}/"
    assert Payslip.objects.get(code=ref) == slip
