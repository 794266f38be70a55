"""An order from its beginning to the desk's decision: place, screen, reject, cancel."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.cases.actions.intake import new_code, query_hash
from sanan.cases.models import Case
from sanan.kit import clock, phones, tokens, vault, words
from sanan.kit.errors import Forbidden, Invalid, Missing
from sanan.ledger.models import Entry
from sanan.people.models import Person
from sanan.places import queries as places
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.process.declare import Relation
from sanan.services.actions import notices
from sanan.services.enums import Answer, Door, Kind, Post, RejectReason, Skill
from sanan.services.models import MenuItem, Order
from sanan.services.rules import REQUESTER, may_order_for
from sanan.services.rules.screening import ADVICE, plainly_unlawful
from sanan.services.rules.states import ORDER

TITLE, TEXT, MOST_SAID, MOST_FEN = 60, 2000, 500, 100_000
RECEIVED = gettext_noop("您的单“%(title)s”收到了，社区看过以后马上找人。")
INSIDE = frozenset({PlaceKind.UNIT, PlaceKind.HOUSEHOLD})


@dataclass(frozen=True, slots=True)
class Placed:
    """An order, the figures for following it, its ledger entry, and whether it is new."""

    order: Order
    query_code: str
    created: bool
    entry: Entry | None


def place(
    *,
    at_place: Place,
    item: MenuItem | None = None,
    kind: Kind = Kind.SERVICE,
    title: str = "",
    text: str = "",
    post: Post | None = None,
    skill: Skill | None = None,
    address: str = "",
    for_whom: str = "",
    phone: str = "",
    wanted_at: datetime | None = None,
    cost_cap: int | None = None,
    deadline_on: date | None = None,
    door: Door = Door.WEB,
    requester: Person | None = None,
    entered_by: Person | None = None,
    idempotency: str = "",
    at: datetime | None = None,
) -> Placed:
    """点单: ask for a service of the menu, or make a wish; by a resident, or for one (`entered_by`).

    `cost_cap` is in fen, at most 1,000 yuan. The same `idempotency` key gives the order made before.
    Raises `Invalid` where something is missing or plainly unlawful, `Forbidden` where `entered_by`
    may not order for others here, `Missing` where the service is not offered here.
    """
    moment = clock.at_or_now(at)
    if entered_by is not None and not may_order_for(at_place, entered_by):
        raise Forbidden(_("您没有在这里代人下单的职责。"), "not_yours")
    spot, village, address = _where(at_place, address)
    _offered(item, village)
    title = words.clean_line(title, most=TITLE, field="title") or (item.title if item else "")
    text = words.clean(text, most=TEXT, field="text")
    if words.is_blank(title):
        raise Invalid(_("请选一项服务，或者写一句要帮什么。"), "empty", field="title")
    unlawful = plainly_unlawful(f"{title}\n{text}")
    if unlawful is not None:
        raise Invalid(unlawful.advice, "unlawful", field="text")
    number = _number(phone, requester, entered_by)
    if wanted_at is not None and wanted_at < moment:
        raise Invalid(_("想要的时间已经过去了，请改成以后。"), "past", field="wanted_at")
    if kind == Kind.WISH:
        _check_wish(cost_cap, deadline_on, moment)
    order = Order(
        kind=kind,
        door=door,
        place=spot,
        village=village,
        item=item,
        post=post or (item.post if item else Post.ELDERLY),
        skill=skill or (item.skill if item else Skill.ERRAND),
        risky=bool(item and item.risky),
        title=title,
        text=text,
        address=address,
        for_whom=words.clean_line(for_whom, most=40, field="for_whom"),
        requester=requester,
        entered_by=entered_by,
        wanted_at=wanted_at,
        cost_cap=cost_cap if kind == Kind.WISH else None,
        deadline_on=deadline_on if kind == Kind.WISH else None,
        placed_at=moment,
        idempotency=tokens.keyed_hash("order", idempotency) if idempotency else None,
    )
    if number:
        order.contact_locked, order.contact_hash = vault.lock(number), phones.hashed(number)
    return _write(order, moment)


def _where(at_place: Place, address: str) -> tuple[Place, Place, str]:
    """The building (never a door), its community, and the door as part of the address."""
    address = words.clean_line(address, most=120, field="address")
    above = [*places.ancestors(at_place), at_place]
    village = next((p for p in above if p.kind == PlaceKind.VILLAGE), None)
    if village is None:
        raise Invalid(_("请选到村或者社区。"), "no_village", field="place")
    doors = [p.name for p in above if p.kind in INSIDE]
    spot = next(p for p in reversed(above) if p.kind not in INSIDE)
    return spot, village, words.clip(" ".join([*doors, address]).strip(), 120)


def _offered(item: MenuItem | None, village: Place) -> None:
    if item is not None and (item.place_id != village.pk or item.retired_at is not None):
        raise Missing(_("这里现在没有这项服务，请在单子里另选一项。"), "no_item")


def _number(phone: str, requester: Person | None, entered_by: Person | None) -> str:
    if phone.strip():
        return phones.personal(phone)
    if requester is None and entered_by is None:
        raise Invalid(_("请留个电话，接单的人好和您约时间。"), "no_phone", field="phone")
    return ""


def _check_wish(cost_cap: int | None, deadline_on: date | None, moment: datetime) -> None:
    if not cost_cap or not 0 < cost_cap <= MOST_FEN:
        raise Invalid(_("微心愿请写一个数，一千元以内。"), "cost_cap", field="cost_cap")
    if deadline_on is None or deadline_on < timezone.localdate(moment):
        raise Invalid(_("请写希望哪天以前实现，要在今天以后。"), "deadline", field="deadline_on")


def _write(order: Order, moment: datetime) -> Placed:
    query_code = _give_number(order, moment)
    try:
        with ORDER.begin("place", order, by=order.entered_by or order.requester, at=moment) as step:
            step.data = {
                "place": order.place.code,
                "item": order.item.code if order.item else "",
                "for": bool(order.for_whom),
            }
            step.then(lambda _done: notices.tell_requester(order, RECEIVED, at=moment))
    except IntegrityError:
        before = order.idempotency and Order.objects.filter(idempotency=order.idempotency).first()
        if not before:
            raise
        return Placed(before, tokens.query_code(before.code), created=False, entry=None)
    return Placed(order, query_code, created=True, entry=step.entry)


def _give_number(order: Order, moment: datetime) -> str:
    """A number whose query code is in use to no other order and to no case; gives the code."""
    while True:
        order.code = new_code(moment)
        code = tokens.query_code(order.code)
        order.query_hash = query_hash(code)
        used = (model.objects.filter(query_hash=order.query_hash) for model in (Order, Case))
        if not any(found.exists() for found in used):
            return code


@ORDER.action("screen")
def screen(*, order: Order, by: Person, note: str = "", at: datetime | None = None) -> Order:
    """审单: somebody of the branch has read it and finds it lawful, safe and not for profit."""
    with ORDER.step("screen", order, by=by, at=at) as step:
        step.said = words.clean(note, most=500, field="note")
    return order


@ORDER.action("reject")
def reject(
    *, order: Order, by: Person, reason: RejectReason, text: str = "", at: datetime | None = None
) -> Order:
    """It cannot be taken on: the reason, and what to do instead, to whoever ordered."""
    reason = RejectReason(reason)
    text = words.clean(text, most=300, field="text")
    with ORDER.step("reject", order, by=by, at=at) as step:
        step.thing.reject_reason, step.thing.closed_at = reason, step.at
        step.said = f"{ADVICE[reason]}{text}"
        step.data = {"reason": str(reason)}
        drop_offers(step.thing, step.at)
        notices.tell_requester(
            step.thing,
            gettext_noop("您的单“%(title)s”不能安排，原因和该怎么办请看进度。"),
            at=step.at,
        )
    return order


@ORDER.action("cancel")
def cancel(
    *,
    order: Order,
    reason: str = "",
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Order:
    """No longer needed; whoever had taken it is told. The desk says why."""
    if relation is not REQUESTER and by is not None and by.pk != order.requester_id:
        reason = words.needed(reason, "reason", MOST_SAID)
    with ORDER.step("cancel", order, by=by, at=at, relation=relation) as step:
        fresh = step.thing
        step.said = words.clean(reason, most=300, field="reason")
        fresh.closed_at = step.at
        drop_offers(fresh, step.at)
        if fresh.taker is not None:
            fresh.claims.filter(released_at__isnull=True).update(released_at=step.at)
            notices.tell_helper(
                fresh,
                fresh.taker,
                gettext_noop("“%(title)s”取消了，不用去了。谢谢您。"),
                at=step.at,
            )
            fresh.taker = None
        if relation is not REQUESTER:
            notices.tell_requester(fresh, gettext_noop("您的单“%(title)s”取消了。"), at=step.at)
    return order


def drop_offers(order: Order, at: datetime, but: Person | None = None) -> None:
    """Nobody is asked any more."""
    open_ = order.offers.filter(answer=Answer.PENDING)
    if but is not None:
        open_ = open_.exclude(person=but)
    open_.update(answer=Answer.GONE, answered_at=at)
