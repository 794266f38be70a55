"""From an enterprise's offer to its last bill."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from sanan.files import actions as files
from sanan.kit import bulk, clock, dates, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.people.models import Person
from sanan.process.declare import SYSTEM, Relation
from sanan.workshop.enums import Measure, OrderState, WishState, WorkerState
from sanan.workshop.models import CraftOrder, Lot, Material, Partner, Rate, Takings, Wish, Worker
from sanan.workshop.queries import material as materials
from sanan.workshop.queries.money import owed
from sanan.workshop.rules import ORDER

NO_GRADE = "合格"
"""The one grade of an order that has no grades."""


@ORDER.action("offer")
def offer(
    *,
    partner: Partner,
    product: str,
    sort: str,
    pieces: Decimal,
    price: Decimal,
    due_on: date,
    bill: Sequence[Mapping[str, Any]],
    rates: Mapping[str, Decimal],
    by: Person,
    how: str = "",
    measure: str = Measure.PIECE,
    minutes: Decimal = Decimal(0),
    grams_each: Decimal | None = None,
    charge_rejects: bool = False,
    photos: Sequence[Upload] = (),
    at: datetime | None = None,
) -> CraftOrder:
    """Enter what an enterprise wants made, of which materials, and what a worker gets by grade.

    `bill` holds for each material name, unit, per_piece, allowance (per cent) and price (yuan for a
    unit lost beyond it); `price` and `rates` in yuan.
    """
    moment = clock.at_or_now(at)
    today = local_day(moment)
    if due_on < today:
        raise Invalid(_("交货日期已经过了，请再看一遍。"), "past", field="due_on")
    if measure == Measure.PIECE and pieces != pieces.to_integral_value():
        raise Invalid(_("按件算的，件数要是整数。"), "not_whole", field="pieces")
    if not bill:
        raise Invalid(_("至少写一种料：叫什么、每件用多少。"), "no_material", field="material")
    made = CraftOrder(
        workshop=partner.workshop,
        place=partner.workshop.place,
        partner=partner,
        product=words.one_line(product, "product", 60),
        sort=words.one_line(sort, "sort", 40),
        how=words.clean(how, most=1000, field="how"),
        measure=measure,
        pieces=pieces,
        price=price,
        minutes=minutes,
        grams_each=grams_each,
        charge_rejects=charge_rejects,
        due_on=due_on,
        offered_on=today,
    )
    with files.kept(photos) as kept, ORDER.begin("offer", made, by=by, at=moment) as step:

        def rest(_step: object) -> None:
            bulk.insert_many([Material(order=made, **row) for row in bill])
            _keep_rates(made, rates, today)
            files.attach(kept, to=made, by=by, at=step.at, label="photo")

        step.data = {
            "bill": [{name: str(value) for name, value in row.items()} for row in bill],
            "rates": {grade: str(yuan) for grade, yuan in rates.items()},
        }
        step.then(rest)
    return made


def _keep_rates(order: CraftOrder, rates: Mapping[str, Decimal], since: date) -> None:
    rows = [
        Rate(order=order, grade=grade or NO_GRADE, yuan=yuan, since_on=since)
        for grade, yuan in rates.items()
    ]
    bulk.insert_many(rows)


@ORDER.action("set_rate")
def set_rate(
    *, order: CraftOrder, grade: str, yuan: Decimal, by: Person, at: datetime | None = None
) -> CraftOrder:
    """What a piece of a grade pays from today on; what was issued before keeps its rate.

    Where material went out today the new rate begins tomorrow.
    """
    grade = words.clean_line(grade, most=20) or NO_GRADE
    if yuan < 0:
        raise Invalid(_("单价不能小于 0。"), "negative", field="yuan")
    with ORDER.step("set_rate", order, by=by, at=at) as step:
        since = local_day(step.at)
        if step.thing.issues.filter(issued_on=since).exists():
            since = date.fromordinal(since.toordinal() + 1)
        if step.thing.rates.filter(grade=grade, since_on__gte=since).exists():
            raise Refused(_("这一等的单价今天已经定过了，明天再改。"), "twice", field="yuan")
        bulk.insert(Rate(order=step.thing, grade=grade, yuan=yuan, since_on=since))
        step.data = {"grade": grade, "yuan": str(yuan), "since": since.isoformat()}
        told = {
            "grade": grade,
            "yuan": materials.shown(yuan),
            "day": dates.period(since.isoformat()),
        }
        step.say(_("%(grade)s 每件 %(yuan)s 元，%(day)s起发的料按这个算。") % told)
    return order


@ORDER.action("accept")
def accept(*, order: CraftOrder, by: Person, at: datetime | None = None) -> CraftOrder:
    """The workshop takes it on."""
    with ORDER.step("accept", order, by=by, at=at):
        pass
    return order


@ORDER.action("decline")
def decline(*, order: CraftOrder, why: str, by: Person, at: datetime | None = None) -> CraftOrder:
    """The workshop does not take it, and says why."""
    why = words.needed(why, "why", 500)
    with ORDER.step("decline", order, by=by, at=at) as step:
        step.say(why)
    return order


@ORDER.action("receive")
def receive(
    *,
    order: CraftOrder,
    material: Material,
    number: str,
    quantity: Decimal,
    by: Person,
    at: datetime | None = None,
) -> CraftOrder:
    """A lot of material came from the enterprise, under its number."""
    number = words.one_line(number, "number", 40)
    if quantity <= 0:
        raise Invalid(_("数量要大于 0。"), "negative", field="quantity")
    if material.order_id != order.pk:
        raise Invalid(_("请选这张订单的料。"), "other_order", field="material")
    with ORDER.step("receive", order, by=by, at=at) as step:
        if material.lots.filter(number=number).exists():
            raise Invalid(_("这个批号已经收过了，请核对送料单。"), "twice", field="number")
        bulk.insert(
            Lot(
                material=material,
                number=number,
                quantity=quantity,
                back=Decimal(0),
                on=local_day(step.at),
            )
        )
        step.data = {"material": material.name, "lot": number, "quantity": str(quantity)}
        step.note = f"{material.name} {number} {materials.shown(quantity)}{material.unit}"
        if step.thing.state == OrderState.ACCEPTED:
            step.target = OrderState.MATERIAL_IN
    return order


@ORDER.action("wish")
def wish(
    *,
    order: CraftOrder,
    worker: Worker,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> CraftOrder:
    """Somebody asks for work on it, by themselves or through the centre; villages come first."""
    if worker.workshop_id != order.workshop_id or worker.state != WorkerState.ACTIVE:
        raise Refused(_("请先在手工坊登记，再报名。"), "not_enrolled", field="worker")
    with ORDER.step("wish", order, by=by, at=at, relation=relation) as step:
        if step.thing.wishes.filter(worker=worker, state=WishState.WAITING).exists():
            raise Refused(_("已经报过名，在排队了。"), "twice", field="worker")
        first = comes_first(worker)
        bulk.insert(Wish(order=step.thing, worker=worker, first=first, asked_at=step.at))
        step.data = {"worker": worker.code, "first": first}
    return order


@ORDER.action("drop_wish")
def drop_wish(
    *,
    order: CraftOrder,
    worker: Worker,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> CraftOrder:
    """They do not want it any more."""
    with ORDER.step("drop_wish", order, by=by, at=at, relation=relation) as step:
        waiting = step.thing.wishes.filter(worker=worker, state=WishState.WAITING)
        if not waiting.update(state=WishState.WITHDRAWN):
            raise Refused(_("这个人没有在排队。"), "not_waiting", field="worker")
        step.data = {"worker": worker.code}
    return order


def comes_first(worker: Worker) -> bool:
    """Whether somebody is from one of the villages that come first."""
    return worker.workshop.villages.filter(pk=worker.village_id).exists()


def move_on(*, order: CraftOrder, to: OrderState, at: datetime) -> None:
    """What follows from giving out and counting; nothing where it already stands there."""
    if order.state == to:
        return
    with ORDER.step("move_on", order, by=None, at=at, relation=SYSTEM) as step:
        step.target = to
        if to == OrderState.DELIVERED:
            step.thing.delivered_on = local_day(step.at)


@ORDER.action("finish")
def finish(
    *, order: CraftOrder, why: str = "", by: Person, at: datetime | None = None
) -> CraftOrder:
    """No more is to come, though the number was not reached; says why."""
    with ORDER.step("finish", order, by=by, at=at) as step:
        step.note = words.clean(why, most=500, field="why")
        step.thing.delivered_on = local_day(step.at)
    return order


@ORDER.action("send_back")
def send_back(
    *, order: CraftOrder, lot: Lot, quantity: Decimal, by: Person, at: datetime | None = None
) -> CraftOrder:
    """Material that is left goes back to the enterprise."""
    if quantity <= 0:
        raise Invalid(_("数量要大于 0。"), "negative", field="quantity")
    with ORDER.step("send_back", order, by=by, at=at) as step:
        here = {each.lot.pk: each.here for each in materials.stocks(step.thing)}
        if lot.pk not in here:
            raise Invalid(_("请选这张订单的料。"), "other_order", field="lot")
        if quantity > here[lot.pk]:
            told = {"n": materials.shown(here[lot.pk])}
            raise Invalid(_("库里这一批只剩 %(n)s。") % told, "too_much", field="quantity")
        Lot.objects.filter(pk=lot.pk).update(back=F("back") + quantity)
        step.data = {"lot": lot.number, "quantity": str(quantity)}
    return order


@ORDER.action("take_money")
def take_money(
    *,
    order: CraftOrder,
    fen: int,
    by: Person,
    note: str = "",
    at: datetime | None = None,
) -> CraftOrder:
    """Money came from the enterprise, in fen; never more than it owes."""
    with ORDER.step("take_money", order, by=by, at=at) as step:
        left = owed(step.thing)
        if fen <= 0 or fen > left:
            sentence = _("企业还欠 %(yuan)s 元，请核对金额。")
            raise Invalid(sentence % {"yuan": f"{left / 100:.2f}"}, "too_much", field="fen")
        row = Takings(
            order=step.thing,
            fen=fen,
            on=local_day(step.at),
            note=words.clean_line(note, most=120, field="note"),
        )
        bulk.insert(row)
        step.data = {"fen": fen}
    return order


@ORDER.action("settle")
def settle(*, order: CraftOrder, by: Person, at: datetime | None = None) -> CraftOrder:
    """Nothing is owed in either direction: the money came, what is left of the material went back."""
    with ORDER.step("settle", order, by=by, at=at) as step:
        if left := owed(step.thing):
            sentence = _("企业还欠 %(yuan)s 元，收齐了再结清。")
            raise Refused(sentence % {"yuan": f"{left / 100:.2f}"}, "owed")
        if any(each.here for each in materials.stocks(step.thing)):
            raise Refused(_("库里还有企业的料，请先退给企业。"), "material_left")
    return order


@ORDER.action("close")
def close(*, order: CraftOrder, by: Person, at: datetime | None = None) -> CraftOrder:
    """Every piece of it is paid to whoever made it."""
    with ORDER.step("close", order, by=by, at=at) as step:
        unpaid = step.thing.issues.filter(deliveries__slip=None, deliveries__isnull=False)
        if unpaid.exists():
            raise Refused(_("还有做活的人的工钱没有算进工钱条，算好再收尾。"), "unpaid")
    return order
