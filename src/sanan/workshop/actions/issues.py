"""What a worker is given, what comes back as pieces and as material, and clearing it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.kit import bulk, clock, tokens, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Person
from sanan.process.declare import Sentence
from sanan.process.step import Step
from sanan.workshop.actions.orders import comes_first, move_on
from sanan.workshop.enums import RUNNING, IssueState, Measure, OrderState, WishState, WorkerState
from sanan.workshop.models import (
    Clearing,
    CraftOrder,
    Delivery,
    Issue,
    IssuedLot,
    Lot,
    Return,
    Wish,
    Worker,
)
from sanan.workshop.queries import material as materials
from sanan.workshop.queries.material import Made, refuse, shown
from sanan.workshop.rules import ISSUE
from sanan.workshop.sums import pay, weight
from sanan.workshop.sums.exact import Wrong

ZERO = Decimal(0)
MOST_QUANTITY = Decimal(10) ** 9
GRAMS = 1000


@ISSUE.action("issue")
def issue(
    *,
    order: CraftOrder,
    worker: Worker,
    pieces: Decimal,
    lots: Mapping[int, Decimal],
    due_on: date,
    by: Person,
    at_home: bool | None = None,
    at: datetime | None = None,
) -> Issue:
    """Give a worker material for `pieces`, by lot (key → quantity); the rates of today hold for it.

    While somebody of the villages that come first waits for this order, nobody else is given any.
    """
    moment = clock.at_or_now(at)
    today = local_day(moment)
    made = Issue(
        order=order,
        worker=worker,
        place=order.place,
        pieces=pieces,
        issued_on=today,
        due_on=due_on,
        at_home=worker.at_home if at_home is None else at_home,
        first=comes_first(worker),
    )
    with ISSUE.begin("issue", made, by=by, at=moment) as step:
        fresh = CraftOrder.objects.select_for_update().get(pk=order.pk)
        _may_be_issued(fresh, made)
        made.waiting = _in_turn(fresh, made)
        taken = _taken(fresh, made, lots)
        step.data = {
            "order": order.code,
            "first": made.first,
            "waiting_first": made.waiting,
            "lots": {lot.number: str(quantity) for lot, quantity in taken},
        }
        step.then(lambda done: _after_issue(done, fresh, taken))
    order.refresh_from_db()
    return made


def _may_be_issued(order: CraftOrder, made: Issue) -> None:
    worker = made.worker
    if order.state not in RUNNING:
        raise Refused(_("这张订单现在不能发料。先接单、收料。"), "not_running", field="order")
    if worker.state != WorkerState.ACTIVE or worker.workshop_id != order.workshop_id:
        raise Refused(_("请先在手工坊登记，再领料。"), "not_enrolled", field="worker")
    if worker.of_age_on > made.issued_on:
        raise Refused(_("不满 16 周岁不能做工（劳动法第十五条）。"), "too_young", field="worker")
    if made.due_on < made.issued_on:
        raise Invalid(_("交活的日子已经过了，请再看一遍。"), "past", field="due_on")
    if not ZERO < made.pieces <= MOST_QUANTITY:
        raise Invalid(_("件数要大于 0。"), "negative", field="pieces")
    if order.measure == Measure.PIECE and made.pieces != made.pieces.to_integral_value():
        raise Invalid(_("按件算的，件数要是整数。"), "not_whole", field="pieces")
    left = materials.to_issue(order)
    if made.pieces > left:
        told = {"n": shown(max(ZERO, left))}
        raise Invalid(_("这张订单只剩 %(n)s 件没有发。") % told, "too_much", field="pieces")
    if not order.rates_on(made.issued_on):
        raise Refused(_("先定每件给多少，再发料。"), "no_rates")


def _in_turn(order: CraftOrder, made: Issue) -> int:
    """How many of the villages that come first still wait. Raises `Refused` where they are before."""
    waiting = order.wishes.filter(first=True, state=WishState.WAITING)
    others = list(waiting.exclude(worker=made.worker).select_related("worker"))
    if others and not made.first:
        told = {"n": len(others), "names": "、".join(each.worker.name for each in others[:5])}
        sentence = _(
            "搬迁村还有 %(n)s 人在排队（%(names)s），请先发给他们；不做了的，先点“不报名了”。"
        )
        raise Refused(sentence % told, "others_first", field="worker")
    return len(others)


def _taken(
    order: CraftOrder, made: Issue, lots: Mapping[int, Decimal]
) -> list[tuple[Lot, Decimal]]:
    stocks = {each.lot.pk: each for each in materials.stocks(order)}
    taken = []
    for key, quantity in lots.items():
        if not quantity:
            continue
        if key not in stocks or quantity < 0:
            raise Invalid(_("请选这张订单的料，数量大于 0。"), "other_order")
        if quantity > stocks[key].here:
            told = {"lot": stocks[key].lot.number, "n": shown(stocks[key].here)}
            raise Invalid(_("批号 %(lot)s 库里只剩 %(n)s。") % told, "too_much", field=f"lot_{key}")
        taken.append((stocks[key].lot, quantity))
    for material in order.bill:
        had = sum((n for lot, n in taken if lot.material_id == material.pk), ZERO)
        need = made.pieces * material.per_piece
        if had < need:
            told = {"material": material.name, "need": shown(need), "had": shown(had)}
            sentence = _("做这些要 %(need)s 的%(material)s，只发了 %(had)s。")
            raise Invalid(sentence % told, "too_little", field="pieces")
    return taken


def _after_issue(
    step: Step[Issue], order: CraftOrder, taken: Sequence[tuple[Lot, Decimal]]
) -> None:
    made = step.thing
    bulk.insert_many([IssuedLot(issue=made, lot=lot, quantity=n) for lot, n in taken])
    wishes = Wish.objects.filter(order=order, worker=made.worker, state=WishState.WAITING)
    wishes.update(state=WishState.GIVEN)
    if order.state in {OrderState.MATERIAL_IN, OrderState.ISSUING, OrderState.IN_WORK}:
        done = materials.to_issue(order) <= 0
        to = OrderState.IN_WORK if done else OrderState.ISSUING
        move_on(order=order, to=to, at=step.at)


@ISSUE.action("deliver")
def deliver(
    *,
    issue: Issue,
    by: Person,
    grade: str = "",
    good: Decimal | None = None,
    rework: Decimal = ZERO,
    reject: Decimal = ZERO,
    gross: Decimal | None = None,
    tare: Decimal = ZERO,
    key: str = "",
    at: datetime | None = None,
    on: date | None = None,
) -> Issue:
    """Count what a worker brings, of one grade: good, sent back for rework, rejected.

    On the scale `gross` and `tare` in grams give how many there are, and what is neither rework nor
    rejected is good; without them `good` is the count. The same `key` twice is counted once. `on` is
    the day of the count where it was made without a network, not before the issue.
    """
    if key and _is_counted(issue, key):
        return issue
    try:
        with transaction.atomic(), ISSUE.step("deliver", issue, by=by, at=at) as step:
            made = _counted(step.thing, grade, good, rework, reject, gross, tare)
            made.key, made.by, made.at = key or tokens.opaque(20), by, step.at
            made.on = _day(step, on)
            _fits(step.thing, Made(made.good, made.rework, made.reject))
            bulk.insert(made)
            step.data = _told(made)
            step.note = _counted_words(made)
            step.then(_after_delivery)
    except IntegrityError:
        if _is_counted(issue, key):
            return issue
        raise
    return issue


def _is_counted(issue: Issue, key: str) -> bool:
    """Whether a count under this key was taken already. Refused where it was of something else."""
    of = Delivery.objects.filter(key=key).values_list("issue", flat=True).first()
    if of is not None and of != issue.pk:
        raise Refused(_("这一笔和另一份料的一笔编号相同，没有记。请刷新页面重新点。"), "key")
    return of is not None


def _counted(
    thing: Issue,
    grade: str,
    good: Decimal | None,
    rework: Decimal,
    reject: Decimal,
    gross: Decimal | None,
    tare: Decimal,
) -> Delivery:
    rates = thing.order.rates_on(thing.issued_on)
    grade = grade or (next(iter(rates)) if len(rates) == 1 else "")
    if grade not in rates:
        raise Invalid(
            _("请选等级：%(grades)s。") % {"grades": "、".join(rates)}, "no_grade", field="grade"
        )
    grams = None
    try:
        if gross is not None:
            grams = weight.net(gross=gross, tare=tare)
            total = (
                grams / GRAMS
                if thing.order.measure == Measure.KILO
                else Decimal(weight.pieces(grams=grams, each=thing.order.grams_each or 0))
            )
            good = total - rework - reject
            if good < 0:
                raise Invalid(_("返工和不合格的比称出来的还多。"), "too_much", field="reject")
    except Wrong as wrong:
        raise refuse(wrong) from wrong
    figures = {"good": ZERO if good is None else good, "rework": rework, "reject": reject}
    _judge(thing.order, figures)
    rate = rates[grade]
    fen = pay.of_pieces(pay.Pieces(thing.issued_on, figures["good"], rate))
    return Delivery(
        issue=thing, worker=thing.worker, grade=grade, grams=grams, rate=rate, fen=fen, **figures
    )


def _judge(order: CraftOrder, figures: Mapping[str, Decimal]) -> None:
    for name, value in figures.items():
        if not value.is_finite() or value < 0:
            raise Invalid(_("数量不能小于 0。"), "negative", field=name)
        if value > MOST_QUANTITY:
            raise Invalid(_("数字太大或小数太多，请再看一遍。"), "huge", field=name)
        if order.measure == Measure.PIECE and value != value.to_integral_value():
            raise Invalid(_("按件算的，件数要是整数。"), "not_whole", field=name)
    if not any(figures.values()):
        raise Invalid(_("请写点了多少件。"), "nothing", field="good")


def _day(step: Step[Issue], on: date | None) -> date:
    today = local_day(step.at)
    if on is None:
        return today
    if not step.thing.issued_on <= on <= today:
        raise Invalid(_("点数的日子不对：要在发料以后、今天以前。"), "day", field="on")
    return on


def _fits(thing: Issue, brought: Made) -> None:
    """Whether the material allows all this: what is sent back for rework holds its material."""
    before = materials.made(issue=thing)
    whole = Made(before.good + brought.good, ZERO, before.reject + brought.reject + brought.rework)
    try:
        materials.held(thing, whole)
    except Wrong as wrong:
        raise refuse(wrong) from wrong
    if whole.good + whole.reject > thing.pieces:
        told = {"n": shown(thing.pieces - before.good - before.reject)}
        raise Invalid(
            _("这份料还差 %(n)s 件，交的比这多。请再点一遍。") % told,
            "more_than_issued",
            field="good",
        )


def _told(made: Delivery) -> dict[str, Any]:
    return {
        "grade": made.grade,
        "good": str(made.good),
        "rework": str(made.rework),
        "reject": str(made.reject),
        "grams": None if made.grams is None else str(made.grams),
        "on": made.on.isoformat(),
        "fen": made.fen,
        "key": made.key,
    }


def _counted_words(made: Delivery) -> str:
    told = {
        "grade": made.grade,
        "good": shown(made.good),
        "rework": shown(made.rework),
        "reject": shown(made.reject),
    }
    return _("%(grade)s：合格 %(good)s，返工 %(rework)s，不合格 %(reject)s") % told


def _after_delivery(step: Step[Issue]) -> None:
    order = step.thing.order
    if order.state not in RUNNING:
        return
    whole = materials.made(issue__order=order).good >= order.pieces
    to = OrderState.DELIVERED if whole else OrderState.DELIVERING
    move_on(order=order, to=to, at=step.at)


@ISSUE.action("amend")
def amend(
    *,
    issue: Issue,
    delivery: Delivery,
    good: Decimal,
    rework: Decimal,
    reject: Decimal,
    why: str,
    by: Person,
    at: datetime | None = None,
) -> Issue:
    """Put a wrong count right: the count stays, and a line against it says what it should have been.

    `good`, `rework` and `reject` are the right figures; what was paid already is evened out in the
    next pay.
    """
    why = words.needed(why, "why", 200)
    with ISSUE.step("amend", issue, by=by, at=at) as step:
        if delivery.issue_id != step.thing.pk or delivery.mends_id is not None:
            raise Invalid(_("请选要更正的那一笔。"), "no_delivery", field="delivery")
        now = _as_it_stands(delivery)
        right = {"good": good, "rework": rework, "reject": reject}
        _judge(step.thing.order, {**right, "any": Decimal(1)})
        change = Made(good - now.good, rework - now.rework, reject - now.reject)
        if not any((change.good, change.rework, change.reject)):
            raise Invalid(_("和原来的数一样，不用更正。"), "same", field="good")
        _fits(step.thing, Made(change.good, ZERO, change.reject))
        before = pay.of_pieces(pay.Pieces(delivery.on, now.good, delivery.rate))
        after = pay.of_pieces(pay.Pieces(delivery.on, good, delivery.rate))
        made = Delivery(
            issue=step.thing,
            worker=step.thing.worker,
            key=tokens.opaque(20),
            grade=delivery.grade,
            good=change.good,
            rework=change.rework,
            reject=change.reject,
            rate=delivery.rate,
            fen=after - before,
            on=local_day(step.at),
            at=step.at,
            by=by,
            mends=delivery,
            note=why,
        )
        bulk.insert(made)
        step.data, step.note = {**_told(made), "mends": delivery.key}, why
    return issue


def _as_it_stands(delivery: Delivery) -> Made:
    rows = [delivery, *delivery.mended.all()]
    return Made(*(sum((getattr(r, n) for r in rows), ZERO) for n in ("good", "rework", "reject")))


@ISSUE.action("give_back")
def give_back(
    *,
    issue: Issue,
    issued: IssuedLot,
    quantity: Decimal,
    by: Person,
    key: str = "",
    at: datetime | None = None,
) -> Issue:
    """Material comes back to the lot that it was from."""
    if not ZERO < quantity <= MOST_QUANTITY:
        raise Invalid(_("数量要大于 0。"), "negative", field="quantity")
    if key and Return.objects.filter(key=key).exists():
        return issue
    with ISSUE.step("give_back", issue, by=by, at=at) as step:
        if issued.issue_id != step.thing.pk:
            raise Invalid(_("请选这份料里的批号。"), "other_issue", field="issued")
        made = Return(
            issued=issued, key=key or tokens.opaque(20), quantity=quantity, on=local_day(step.at)
        )
        bulk.insert(made)
        back = sum((r.quantity for r in issued.returns.all()), ZERO)
        try:
            materials.held(step.thing)
        except Wrong as wrong:
            raise refuse(wrong) from wrong
        if back > issued.quantity:
            raise Invalid(_("退的比从这一批领的还多，请看批号。"), "too_much", field="quantity")
        step.data = {"lot": issued.lot.number, "quantity": str(quantity), "key": made.key}
        step.note = f"{issued.lot.material} {issued.lot.number} {shown(quantity)}"
    return issue


@ISSUE.action("clear")
def clear(*, issue: Issue, by: Person, at: datetime | None = None) -> Issue:
    """Nothing more comes: the balance of each material is fixed, and what is charged of it."""
    with ISSUE.step("clear", issue, by=by, at=at) as step:
        thing, today = step.thing, local_day(step.at)
        rows = [
            Clearing(
                issue=thing,
                worker=thing.worker,
                material=each.material,
                issued=each.issued,
                returned=each.returned,
                consumed=each.sum.consumed,
                over=each.sum.over_loss,
                fen=pay.of_over_loss(each.sum.over_loss, each.material.price),
                on=today,
            )
            for each in materials.held(thing)
        ]
        bulk.insert_many(rows)
        thing.cleared_on = today
        step.data = {
            "over": {row.material.name: str(row.over) for row in rows},
            "fen": sum(row.fen for row in rows),
        }
        step.then(_after_clearing)
    return issue


def _after_clearing(step: Step[Issue]) -> None:
    order = step.thing.order
    if order.state == OrderState.IN_WORK and materials.to_issue(order) > 0:
        move_on(order=order, to=OrderState.ISSUING, at=step.at)


@dataclass(frozen=True, slots=True)
class Count:
    """A count made without a network: figures, its key, and the moment at which it was made."""

    key: str
    issue: str
    grade: str
    good: Decimal
    rework: Decimal
    reject: Decimal
    gross: Decimal | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one count: taken (also where it was before), or the sentence why not."""

    key: str
    no: Sentence = ""


def count(
    *,
    counts: Sequence[Count],
    by: Person,
    find: Callable[[str], Issue | None],
    at: datetime | None = None,
) -> list[Answer]:
    """Take in many counts, each by itself: one that is refused keeps no other from being taken."""
    found = []
    moment = clock.at_or_now(at)
    for each in counts:
        try:
            thing = _to_count(find(each.issue), each.key)
            deliver(
                issue=thing,
                by=by,
                grade=each.grade,
                good=None if each.gross is not None else each.good,
                rework=each.rework,
                reject=each.reject,
                gross=each.gross,
                key=each.key,
                at=moment,
                on=max(thing.issued_on, min(local_day(each.at), local_day(moment))),
            )
        except Refused as no:
            found.append(Answer(each.key, no.sentence))
        else:
            found.append(Answer(each.key))
    return found


def _to_count(thing: Issue | None, key: str) -> Issue:
    if thing is None:
        raise Refused(_("没有这份料，或者不归您点。请看条上的码。"), "no_issue")
    if thing.state == IssueState.CLEARED and not Delivery.objects.filter(key=key).exists():
        raise Refused(_("这份料已经结清了，请找管理员更正。"), "cleared")
    return thing
