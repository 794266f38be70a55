"""Made-up months through the actions and the database: every unit and every fen is somewhere.

The second count keeps its own books of what it asked for, in integers and fractions.
"""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from sanan.kit.errors import Refused
from sanan.process.audit import differences
from sanan.workshop import actions
from sanan.workshop.models import Delivery
from sanan.workshop.queries import material as materials
from sanan.workshop.queries import money

from .conftest import DAY, NOW, D

DRAFTED = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
SEEDS = (3, 14, 159)


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2)) if value >= 0 else -int(-value + Fraction(1, 2))


def test_months_through_the_database(hall):
    order = hall.ready(pieces=D(900))
    rates = {"一等": [(NOW.date(), Fraction(1, 2))], "二等": [(NOW.date(), Fraction(3, 10))]}
    owed: dict = defaultdict(int)
    late: dict = defaultdict(int)
    charged: dict = defaultdict(int)
    for seed in SEEDS:
        rng = random.Random(seed)  # noqa: S311 - the same months every time
        day = NOW + rng.randrange(1, 6) * DAY
        new = D(rng.choice(["0.35", "0.415"]))
        try:
            actions.set_rate(order=order, grade="一等", yuan=new, by=hall.keeper, at=day)
            rates["一等"].append((order.rates.latest("pk").since_on, Fraction(new)))
        except Refused:
            pass  # set already on that day
        order = type(order).objects.get(pk=order.pk)
        for n in range(3):
            one_issue(hall, order, rng, n, day, rates, owed, late, charged)
    worker = hall.workers[0]
    for begins, minutes in ((480, 100), (600, 161), (800, 219)):
        actions.work_day(
            worker=worker,
            on=NOW.date(),
            begins=begins,
            ends=begins + minutes,
            rate=D(80),
            what="装箱",
            by=hall.keeper,
            at=NOW,
        )
    owed[worker.pk] += 8000  # together a whole day
    run = hall.drafted(at=DRAFTED)
    november = hall.drafted("2026-11", at=LATER)
    for made, books, due in ((run, owed, charged), (november, late, {})):
        for slip in made.slips.all():
            earned, charge = books[slip.worker_id], due.get(slip.worker_id, 0)
            assert (slip.pieces + slip.days, slip.due) == (earned, charge)
            assert slip.net == earned - min(charge, earned)
            assert money.earned(money.slip_lines(slip)).net == slip.net
    assert not Delivery.objects.filter(slip=None).exists()
    whole = materials.whole(order)[0]
    assert whole.came == whole.here + whole.with_workers + whole.consumed + whole.lost + whole.back
    made = materials.made(issue__order=order)
    assert whole.consumed == (made.good + made.reject) * D("9.5")
    assert list(differences()) == []


def one_issue(hall, order, rng, n, day, rates, owed, late, charged) -> None:
    """Material, counts by hand or on the scale, some of it next month, the rest back or lost."""
    worker = hall.workers[n]
    pieces = rng.randrange(20, 80)
    issue = hall.issued(order, n, pieces=pieces, at=day)
    left, seen = pieces, 0
    while left:
        shown = rng.randrange(1, left + 1)
        rework = rng.randrange(shown // 6 + 1)
        reject = rng.randrange((shown - rework) // 6 + 1)
        good, grade = shown - rework - reject, rng.choice(["一等", "二等"])
        at = day + rng.randrange(1, 20) * DAY if rng.random() < 0.8 else DRAFTED + DAY
        weighed = {"good": None, "gross": shown * D("8.3") + 200, "tare": D(200)}
        figures = {"rework": rework, "reject": reject, "grade": grade, "at": at}
        if rng.random() < 0.4:
            hall.counted(issue, **{**figures, **weighed})
        else:
            hall.counted(issue, good, **figures)
        rate = [yuan for since, yuan in rates[grade] if since <= issue.issued_on][-1]
        books = late if at > DRAFTED else owed
        books[worker.pk] += half_up(good * rate * 100)
        left, seen = left - good - reject, seen + good + reject
        if rng.random() < 0.3:
            break
    spare = Fraction(str(pieces * D("9.5") * D("1.05"))) - seen * Fraction(19, 2)
    back = spare * rng.randrange(0, 100) // 100
    stock = issue.lots.first()
    back = min(int(back), int(stock.quantity))
    if back:
        actions.give_back(issue=issue, issued=stock, quantity=D(back), by=hall.keeper, at=day + DAY)
    if rng.random() < 0.7:
        actions.clear(issue=issue, by=hall.keeper, at=day + timedelta(days=20))
        over = max(Fraction(0), spare - back - seen * Fraction(19, 2) * Fraction(2, 100))
        charged[worker.pk] += half_up(over * Fraction(3, 100) * 100)
