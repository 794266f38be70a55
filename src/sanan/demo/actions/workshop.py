"""The workshop by the gate: four months of pieces, materials and pay, of which one is running."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sanan.books.actions import register_asset
from sanan.books.enums import AssetKind, AssetUse
from sanan.demo.actions.stage import drawn, in_the_day
from sanan.demo.cast import Cast, written
from sanan.kit.calendar import SHANGHAI
from sanan.kit.dates import local_day
from sanan.people.actions import add_org
from sanan.people.enums import OrgKind
from sanan.workshop import actions
from sanan.workshop.models import CraftOrder, Partner, PayRun, Worker, Workshop
from sanan.workshop.queries import material as materials
from sanan.workshop.queries.money import owed
from sanan.workshop.sums.reply import Row

HERE = "350526100010"
MONTHS = 3
"""Whole months before this one."""
IN_A_MONTH = 3
RUNS_AFTER = timedelta(days=3)
SPARE = Decimal("1.03")
REJECTED = Decimal("0.02")
KEEPER, ACCOUNTANT, SUPERVISOR = "laichunsheng", "nongjing", "caizheng"


@dataclass(frozen=True, slots=True)
class Stage:
    """Who plays, and until which moment."""

    cast: Cast
    now: datetime
    workshop: Workshop
    partners: Sequence[Partner]
    workers: Sequence[Worker]

    @property
    def keeper(self) -> Any:
        """Whoever runs the workshop."""
        return self.cast.person(KEEPER)


def load_workshop(cast: Cast, now: datetime) -> None:
    """Everything up to now; once."""
    if Workshop.objects.exists():
        return
    # A month runs from its third day on; until then the one before does.
    lately = now - RUNS_AFTER
    first = _first_of(lately, MONTHS)
    stage = _opened(cast, now, _at(first, -20))
    products = written("workshop")["products"]
    for month in range(MONTHS, -1, -1):
        begun = _first_of(lately, month)
        done, new = (MONTHS - month) * IN_A_MONTH, IN_A_MONTH + (month == 0)
        chosen = [products[(done + n) % len(products)] for n in range(new)]
        orders = list(_month(stage, begun, chosen, running=month == 0))
        if month and (run := _paid(stage, begun)) is not None and run.state == "paid":
            _settled(stage, orders, run)


def _first_of(now: datetime, back: int) -> date:
    day = local_day(now).replace(day=1)
    for _n in range(back):
        day = (day - timedelta(days=1)).replace(day=1)
    return day


def _at(day: date, days: int, hour: int = 10) -> datetime:
    moment = datetime.combine(day + timedelta(days=days), time(hour), SHANGHAI)
    return in_the_day(moment)


def _opened(cast: Cast, now: datetime, at: datetime) -> Stage:
    told, keeper = written("workshop"), cast.person(KEEPER)
    shops = [
        register_asset(
            place=cast.place(village),
            kind=AssetKind.ASSET,
            name=name,
            where=where,
            size=size,
            unit="平方米",
            use=AssetUse.OWN,
            holder=told["name"],
            by=None,
            at=at,
        )
        for village, name, size, where in told["shops"]
    ]
    villages = list(dict.fromkeys(row[1] for row in told["enterprises"]))
    workshop = actions.open_workshop(
        place=cast.place(HERE),
        name=told["name"],
        villages=[cast.place(code) for code in villages],
        rooms=told["rooms"],
        shops=shops,
        outlay=told["outlay"],
        by=keeper,
        at=at,
    )
    partners = []
    for number, (name, village, trade) in enumerate(told["enterprises"], 1):
        org = add_org(
            name=name,
            kind=OrgKind.ENTERPRISE,
            place=cast.place("350526000000"),
            parent=None,
            code=f"ws-{number}",
            by=None,
        )
        home = cast.place(village)
        partners.append(
            actions.add_partner(
                workshop=workshop, org=org, hometown=home, trade=trade, by=keeper, at=at
            )
        )
    workers = [_enrolled(cast, workshop, row, at) for row in told["workers"]]
    return Stage(cast, now, workshop, partners, workers)


def _enrolled(cast: Cast, workshop: Workshop, row: Sequence[Any], at: datetime) -> Worker:
    name, born, village, at_home, account, _usual = row
    keeper = cast.person(KEEPER)
    known = {person.name: person for person in cast.people.values()}
    worker = actions.enrol(
        workshop=workshop,
        name=name,
        born_on=date.fromisoformat(born),
        village=cast.place(village) if village else None,
        person=known.get(name),
        at_home=at_home,
        by=keeper,
        at=at,
    )
    if account:
        actions.set_account(worker=worker, bank="德化农商银行", account=account, by=keeper, at=at)
    return worker


def _month(
    stage: Stage, begun: date, products: Sequence[Any], *, running: bool
) -> Iterator[CraftOrder]:
    """A month's orders: three share the workers; of a running month the fourth waits for hands."""
    shares = [stage.workers[n::3] for n in range(3)]
    usual = {row[0]: row[5] for row in written("workshop")["workers"]}
    for product, share in zip(products, [*shares, []], strict=False):
        rate = Decimal(product[3])
        good = {worker.pk: int(Decimal(usual[worker.name]) / 100 / rate) for worker in share}
        wanted = sum(good.values()) or 400
        order = _order(stage, product, begun, wanted, running=running)
        yield order
        for turn, worker in enumerate(share):
            _work(stage, order, worker, good[worker.pk], begun, turn, whole=not running)
        if not share and running:
            actions.wish(
                order=order, worker=stage.workers[0], by=stage.keeper, at=_at(begun, 2, 16)
            )
        if not running and share:
            order.refresh_from_db()
            if order.state == "delivering":
                at = _at(begun, 26, 16)
                actions.finish(
                    order=order, why="不合格的几件，企业同意不补。", by=stage.keeper, at=at
                )


def _order(
    stage: Stage, product: Sequence[Any], begun: date, good: int, *, running: bool
) -> CraftOrder:
    name, sort, firm, rate, minutes, material, unit, per_piece, price, grams = product
    pieces = good + int(good * REJECTED) + 20
    given: dict[str, Any] = {"by": stage.keeper}
    order = actions.offer(
        partner=stage.partners[firm],
        product=name,
        sort=sort,
        pieces=Decimal(pieces),
        price=(Decimal(rate) * Decimal("1.3")).quantize(Decimal("0.0001")),
        minutes=Decimal(minutes),
        grams_each=Decimal(grams) if grams else None,
        due_on=begun + timedelta(days=38 if running else 27),
        bill=[
            {
                "name": material,
                "unit": unit,
                "per_piece": Decimal(per_piece),
                "allowance": Decimal(2),
                "price": Decimal(price),
            }
        ],
        rates={"合格": Decimal(rate)},
        how="照样品做，颜色、尺寸不对的拿回来返工。",
        photos=drawn("bowl" if unit in {"克", "毫升", "件"} else "bamboo"),
        at=_at(begun, 0, 9),
        **given,
    )
    actions.accept(order=order, at=_at(begun, 0, 11), **given)
    quantity = (pieces * Decimal(per_piece) * Decimal("1.1")).quantize(Decimal(1))
    actions.receive(
        order=order,
        material=order.bill[0],
        number=f"{begun:%m}01",
        quantity=quantity,
        at=_at(begun, 1, 14),
        **given,
    )
    return order


def _work(
    stage: Stage,
    order: CraftOrder,
    worker: Worker,
    good: int,
    begun: date,
    turn: int,
    *,
    whole: bool,
) -> None:
    """Issue, two counts with what is rejected, the rest of the material back, cleared."""
    bad = max(1, int(good * REJECTED))
    material = order.bill[0]
    need = ((good + bad) * material.per_piece * SPARE).quantize(Decimal("0.1"))
    lot = materials.stocks(order)[0].lot
    at = _at(begun, 2 + turn, 15)
    if at > stage.now:
        return
    issue = actions.issue(
        order=order,
        worker=worker,
        pieces=Decimal(good + bad),
        lots={lot.pk: max(need, (good + bad) * material.per_piece)},
        due_on=begun + timedelta(days=25 if whole else 36),
        by=stage.keeper,
        at=at,
    )
    half = good // 2
    steps = [
        (_at(begun, 12 + turn % 3, 15), half, 3, 0),
        (_at(begun, 22 + turn % 3, 15), good - half, 0, bad),
    ]
    for moment, count, rework, reject in steps:
        if moment > stage.now or (not whole and reject):
            return
        figures: dict[str, Any] = {
            "good": Decimal(count),
            "rework": Decimal(rework),
            "reject": Decimal(reject),
        }
        actions.deliver(issue=issue, by=stage.keeper, at=moment, **figures)
    left = materials.held(issue)[0].sum.to_return
    back = (left / 2).quantize(Decimal("0.1"))
    if back:
        actions.give_back(
            issue=issue, issued=issue.lots.get(), quantity=back, by=stage.keeper, at=moment
        )
    actions.clear(issue=issue, by=stage.keeper, at=moment)


def _paid(stage: Stage, begun: date) -> PayRun | None:
    """Worked out on the 1st, approved on the 5th, paid on the 6th, as far as that day has come."""
    cast, after = stage.cast, (begun + timedelta(days=32)).replace(day=1)
    moments = [_at(after, 0, 9), _at(after, 0, 15), _at(after, 5, 9), _at(after, 6, 10)]
    drafted, shown, approved, paid = moments
    if drafted > stage.now:
        return None
    run = actions.draft(
        workshop=stage.workshop, month=f"{begun:%Y-%m}", by=stage.keeper, at=drafted
    )
    if shown > stage.now:
        return run
    actions.publicise(run=run, by=stage.keeper, at=shown)
    if approved > stage.now:
        return run
    for key in (SUPERVISOR, ACCOUNTANT):
        actions.approve(run=run, by=cast.person(key), at=approved)
    if paid > stage.now:
        return run
    accountant = cast.person(ACCOUNTANT)
    actions.send(run=run, by=accountant, at=paid)
    sent = list(run.slips.filter(state="sent").select_related("worker").order_by("pk"))
    rows = [Row(n, each.worker.account, each.net, "成功") for n, each in enumerate(sent, 2)]
    actions.take_reply(run=run, rows=rows, by=accountant, at=paid)
    for slip in run.slips.filter(state="waiting"):
        proof = f"本人签字，收条 {run.month}-{slip.pk}"
        actions.pay_cash(slip=slip, proof=proof, by=stage.keeper, at=paid + timedelta(hours=1))
    run.refresh_from_db()
    return run


def _settled(stage: Stage, orders: Sequence[CraftOrder], run: PayRun) -> None:
    """The enterprises pay, get back what is left, and the orders are closed."""
    at = datetime.combine(run.paid_on or run.due_on, time(16), SHANGHAI)
    if at > stage.now:
        return
    for order in orders:
        order.refresh_from_db()
        if order.state != "delivered":
            continue
        if fen := owed(order):
            actions.take_money(order=order, fen=fen, note="转账", by=stage.keeper, at=at)
        for stock in materials.stocks(order):
            if stock.here:
                actions.send_back(
                    order=order, lot=stock.lot, quantity=stock.here, by=stage.keeper, at=at
                )
        actions.settle(order=order, by=stage.keeper, at=at)
        actions.close(order=order, by=stage.keeper, at=at)
