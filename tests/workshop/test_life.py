"""An order, its materials, counts and clearing; what is refused, with the sentence."""

from datetime import date
from decimal import Decimal

import orjson
import pytest

from sanan.kit.errors import Forbidden, Invalid
from sanan.ledger.models import Entry
from sanan.process.audit import differences
from sanan.workshop import actions
from sanan.workshop.actions.issues import Count
from sanan.workshop.models import Delivery, Issue, Worker
from sanan.workshop.queries import material as materials
from sanan.workshop.queries import money

from .conftest import DAY, NOW, D, refuses


def test_an_order_from_offer_to_its_end(hall):
    order = hall.offered(pieces=D(200))
    actions.accept(order=order, by=hall.keeper, at=NOW)
    assert order.state == "accepted"
    actions.receive(
        order=order, material=order.bill[0], number="A1", quantity=D(2500), by=hall.keeper, at=NOW
    )
    assert order.state == "material_in"
    first = hall.issued(order, 0)
    assert order.state == "issuing"
    second = hall.issued(order, 1)
    assert order.state == "in_work"  # all 200 are out
    hall.counted(first, 98, reject=2)
    order.refresh_from_db()
    assert order.state == "delivering"
    # 100 × 9.5 = 950 of 997.5 g consumed; 2 % allows 19 g more: 28.5 g lost beyond are 0.86 yuan.
    actions.clear(issue=first, by=hall.keeper, at=NOW + DAY)
    assert [(row.consumed, row.over, row.fen) for row in first.clearings.all()] == [
        (D(950), D("28.5"), 86)
    ]
    hall.counted(second, 60)
    hall.counted(second, 40, grade="二等")
    lot = second.lots.get()
    actions.give_back(issue=second, issued=lot, quantity=D("47.5"), by=hall.keeper, at=NOW)
    actions.clear(issue=second, by=hall.keeper, at=NOW + DAY)
    assert sum(row.fen for row in second.clearings.all()) == 0
    whole = materials.whole(order)[0]
    assert (whole.came, whole.here, whole.consumed, whole.lost, whole.with_workers) == (
        D(2500),
        D("552.5"),
        D(1900),
        D("47.5"),
        D(0),
    )
    order.refresh_from_db()
    actions.finish(order=order, why="两件不合格，企业同意少交", by=hall.keeper, at=NOW + DAY)
    with refuses(r"还欠 158\.40 元"):  # 198 × 0.8
        actions.settle(order=order, by=hall.keeper, at=NOW + DAY)
    with refuses(r"还欠 158\.40 元"):
        actions.take_money(order=order, fen=15841, by=hall.accountant, at=NOW + DAY)
    actions.take_money(order=order, fen=15840, by=hall.accountant, at=NOW + DAY)
    with refuses("先退给企业"):
        actions.settle(order=order, by=hall.keeper, at=NOW + DAY)
    lot = materials.stocks(order)[0].lot
    actions.send_back(order=order, lot=lot, quantity=D("552.5"), by=hall.keeper, at=NOW + DAY)
    actions.settle(order=order, by=hall.keeper, at=NOW + DAY)
    with refuses("没有算进工钱条"):
        actions.close(order=order, by=hall.keeper, at=NOW + DAY)
    hall.drafted()
    actions.close(order=order, by=hall.keeper, at=NOW + 30 * DAY)
    assert order.state == "closed"
    assert list(differences()) == []


def test_more_delivered_than_issued_is_refused_and_nothing_is_written(hall):
    issue = hall.issued(hall.ready())
    hall.counted(issue, 90, rework=4)
    before = Entry.objects.count()
    for figures in ((11, 0, 0), (0, 11, 0), (0, 0, 11), (5, 0, 6)):
        with pytest.raises(Invalid) as no:
            hall.counted(issue, *figures)
        assert "请再点一遍" in str(no.value.sentence)
    assert Entry.objects.count() == before
    # What went back for rework comes again: it was never out of anybody's hands.
    hall.counted(issue, 10)
    made = materials.made(issue=issue)
    assert (made.good, made.rework, made.reject) == (D(100), D(4), D(0))


def test_material_comes_back_only_as_far_as_it_is_there(hall):
    issue = hall.issued(hall.ready())  # 997.5 g
    hall.counted(issue, 50)  # 475 g
    lot = issue.lots.get()
    with refuses("退的料比手里剩下的还多"):
        actions.give_back(issue=issue, issued=lot, quantity=D("522.51"), by=hall.keeper, at=NOW)
    actions.give_back(
        issue=issue, issued=lot, quantity=D("522.5"), by=hall.keeper, at=NOW, key="k1"
    )
    actions.give_back(
        issue=issue, issued=lot, quantity=D("522.5"), by=hall.keeper, at=NOW, key="k1"
    )
    assert lot.returns.count() == 1
    assert issue.state == "partly_returned"


def test_a_rate_changed_after_issue_does_not_touch_what_was_issued(hall):
    order = hall.ready()
    before = hall.issued(order, 0)
    actions.set_rate(order=order, grade="一等", yuan=D("0.4"), by=hall.keeper, at=NOW)
    order = type(order).objects.get(pk=order.pk)
    # Material went out today, so the new rate begins tomorrow.
    assert [(r.yuan, r.since_on) for r in order.rates.filter(grade="一等")] == [
        (D("0.5"), date(2026, 10, 5)),
        (D("0.4"), date(2026, 10, 6)),
    ]
    after = hall.issued(order, 1, at=NOW + DAY)
    for issue in (before, after):
        issue.refresh_from_db()
        hall.counted(issue, 10, at=NOW + 2 * DAY)
    assert [row.fen for row in Delivery.objects.order_by("pk")] == [500, 400]
    with refuses("明天再改"):
        actions.set_rate(order=order, grade="一等", yuan=D("0.3"), by=hall.keeper, at=NOW)


def test_nobody_under_sixteen(hall):
    given = {"workshop": hall.workshop, "name": "小林", "by": hall.keeper, "at": NOW}
    with pytest.raises(Invalid) as no:
        actions.enrol(born_on=date(2010, 10, 6), **given)
    assert str(no.value.sentence) == (
        "不满 16 周岁不能做工（劳动法第十五条），2026年10月6日起才可以登记。"
    )
    assert not Worker.objects.filter(name="小林").exists()
    made = actions.enrol(born_on=date(2010, 10, 5), **given)  # sixteen today
    assert made.of_age_on == made.joined_on
    with refuses("已经登记过了"):
        actions.enrol(born_on=date(2010, 10, 5), **given)


def test_villages_come_first_and_the_record_proves_it(hall):
    order = hall.ready()
    local, outsider = hall.workers[0], hall.workers[3]
    actions.wish(order=order, worker=outsider, by=hall.keeper, at=NOW)
    actions.wish(order=order, worker=local, by=hall.keeper, at=NOW + DAY)
    with refuses("已经报过名"):
        actions.wish(order=order, worker=local, by=hall.keeper, at=NOW + DAY)
    with refuses(r"还有 1 人在排队（陈阿花）"):
        hall.issued(order, 3, at=NOW + DAY)
    given = hall.issued(order, 0, at=NOW + DAY)
    later = hall.issued(order, 3, at=NOW + DAY)
    assert [(i.first, i.waiting) for i in (given, later)] == [(True, 0), (False, 0)]
    entry = Entry.objects.get(event="material_issue.issue", subject=given.code)
    assert orjson.loads(entry.content)["data"]["first"] is True
    assert list(order.wishes.values_list("state", flat=True)) == ["given", "given"]


def test_who_waits_may_step_aside(hall):
    order = hall.ready()
    actions.wish(order=order, worker=hall.workers[0], by=hall.keeper, at=NOW)
    actions.drop_wish(order=order, worker=hall.workers[0], by=hall.keeper, at=NOW)
    assert hall.issued(order, 3).first is False
    with refuses("没有在排队"):
        actions.drop_wish(order=order, worker=hall.workers[0], by=hall.keeper, at=NOW)


def test_lots_and_numbers_must_be_there(hall):
    order = hall.ready()
    with refuses("批号已经收过了"):
        actions.receive(
            order=order, material=order.bill[0], number="A1", quantity=D(1), by=hall.keeper
        )
    stock = materials.stocks(order)[0]
    with refuses("库里只剩 8000"):
        hall.issued(order, lots={stock.lot.pk: D(8001)})
    with refuses(r"要 950 克?.*只发了 900"):
        hall.issued(order, lots={stock.lot.pk: D(900)})
    with refuses("只剩 1000 件"):
        hall.issued(order, pieces=1001)
    assert not Issue.objects.exists()


def test_on_the_scale(hall):
    issue = hall.issued(hall.ready())
    # 50 pieces of 8.3 g and the tray of 200 g; two of them rejected, one sent back.
    hall.counted(issue, None, rework=1, reject=2, gross=D(615), tare=D(200))
    row = Delivery.objects.get()
    assert (row.good, row.grams, row.fen) == (D(47), D(415), 2350)
    with refuses("容器比总重还重"):
        hall.counted(issue, None, gross=D(10), tare=D(11))
    with refuses("比称出来的还多"):
        hall.counted(issue, None, reject=3, gross=D("8.3"))


def test_by_the_kilogram(hall):
    order = hall.offered(
        measure="kilo",
        pieces=D("50.5"),
        grams_each=None,
        rates={"合格": D("3.2")},
        bill=[{"name": "藤条", "unit": "千克", "per_piece": D("1.05"), "allowance": D(1)}],
    )
    actions.accept(order=order, by=hall.keeper, at=NOW)
    actions.receive(
        order=order, material=order.bill[0], number="1", quantity=D(60), by=hall.keeper, at=NOW
    )
    lot = materials.stocks(order)[0].lot
    issue = hall.issued(order, pieces=20, lots={lot.pk: D(21)})
    hall.counted(issue, None, gross=D(12_555), tare=D(55), grade="")
    row = Delivery.objects.get()
    assert (row.good, row.fen) == (D("12.5"), 4000)


def test_figures_that_cannot_be(hall):
    issue = hall.issued(hall.ready())
    for good, sentence in (
        (D(-1), "不能小于 0"),
        (D("NaN"), "不能小于 0"),
        (D("1e12"), "数字太大"),
        (D("1.5"), "件数要是整数"),
        (D(0), "请写点了多少件"),
    ):
        with refuses(sentence):
            hall.counted(issue, good)
    with refuses("请选等级：一等、二等"):
        hall.counted(issue, 1, grade="")
    with pytest.raises(Forbidden):
        hall.counted(issue, 1, by=hall.stranger)
    assert not Delivery.objects.exists()


def test_a_wrong_count_is_put_right_beside_it(hall):
    issue = hall.issued(hall.ready())
    hall.counted(issue, 50)
    row = Delivery.objects.get()
    given = {"issue": issue, "delivery": row, "by": hall.keeper, "at": NOW + DAY, "why": "数错了"}
    actions.amend(good=D(48), rework=D(0), reject=D(1), **given)
    assert materials.made(issue=issue).good == D(48)
    assert [each.fen for each in issue.deliveries.all()] == [2500, -100]
    with refuses("不用更正"):
        actions.amend(good=D(48), rework=D(0), reject=D(1), **given)
    with refuses("请再点一遍"):
        actions.amend(good=D(148), rework=D(0), reject=D(1), **given)
    assert money.earned(money.open_lines(hall.workers[0])).net == 2400


def test_many_counts_sent_late_and_twice(hall):
    issue = hall.issued(hall.ready())

    def made(key: str, good: int, code: str = issue.code) -> Count:
        return Count(key, code, "一等", D(good), D(0), D(0), None, NOW)

    counts = [made("a", 40), made("b", 0), made("c", 10), made("d", 5, "none"), made("e", 99)]

    def find(code: str) -> Issue | None:
        return Issue.objects.counted_by(hall.keeper).filter(code=code).first()

    for _twice in range(2):
        found = actions.count(counts=counts, by=hall.keeper, find=find, at=NOW + DAY)
        assert [(each.key, bool(each.no)) for each in found] == [
            ("a", False),
            ("b", True),
            ("c", False),
            ("d", True),
            ("e", True),
        ]
    assert materials.made(issue=issue).good == Decimal(50)
    assert set(Delivery.objects.values_list("on", flat=True)) == {date(2026, 10, 5)}
    actions.clear(issue=issue, by=hall.keeper, at=NOW + DAY)
    again = actions.count(counts=counts[:1], by=hall.keeper, find=find, at=NOW + DAY)
    assert again[0].no == ""  # it was there before
    late = actions.count(counts=[made("z", 1)], by=hall.keeper, find=find, at=NOW + DAY)
    assert "已经结清了" in str(late[0].no)


def test_who_still_holds_material_cannot_leave(hall):
    worker = hall.workers[0]
    issue = hall.issued(hall.ready())
    with refuses("没结清的料"):
        actions.leave(worker=worker, by=hall.keeper, at=NOW)
    actions.clear(issue=issue, by=hall.keeper, at=NOW)
    actions.leave(worker=worker, by=hall.keeper, at=NOW)
    assert worker.left_on == date(2026, 10, 5)


def test_parts_of_a_day_do_not_overlap(hall):
    given = {"worker": hall.workers[0], "rate": D(80), "by": hall.keeper, "at": NOW}
    day = date(2026, 10, 5)
    actions.work_day(on=day, begins=8 * 60, ends=12 * 60, what="装箱", **given)
    with refuses("已经记过别的活"):
        actions.work_day(on=day, begins=11 * 60, ends=13 * 60, what="捏花", **given)
    with refuses("还没到那一天"):
        actions.work_day(on=date(2026, 10, 6), begins=0, ends=1, what="捏花", **given)
    with refuses("结束要比开始晚"):
        actions.work_day(on=day, begins=600, ends=600, what="捏花", **given)
    actions.work_day(on=day, begins=12 * 60, ends=16 * 60, what="捏花", key="k", **given)
    actions.work_day(on=day, begins=12 * 60, ends=16 * 60, what="捏花", key="k", **given)
    assert [each.fen for each in hall.workers[0].days.all()] == [4000, 4000]
