"""An order as whoever ordered it follows it: a story in plain words; and where its receipt is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from sanan.insight.private import tables
from sanan.kit import dates
from sanan.ledger.queries import receipts
from sanan.process.queries import Told, timeline
from sanan.services.enums import State
from sanan.services.models import Order
from sanan.services.rules import ORDER

SELECTED = ("place", "village", "item", "team", "taker", "entered_by")


@dataclass(frozen=True, slots=True)
class Story:
    """An order as whoever ordered it follows it; `who` is the helper as the person served knows them."""

    lines: Sequence[Told]
    now: str
    next: str
    who: str


def story(order: Order) -> Story:
    """The whole story, for the one who ordered."""
    taker = order.taker
    who = tables.name(taker.name or taker.nickname, person=True) if taker else ""
    words = {"when": dates.moment(order.scheduled_at), "who": who}
    return Story(
        lines=timeline(ORDER, order, public=True),
        now=str(order.get_state_display()),
        next=str(COMING.get(State(order.state), "")) % words,
        who=who,
    )


@dataclass(frozen=True, slots=True)
class Record:
    """Where the receipt of the order is, and the code that leads there."""

    path: str
    qr: SafeString


def record(order: Order) -> Record | None:
    """The receipt's page of what was ordered."""
    entry = receipts.first_of(order.code, "order.place")
    return Record(receipts.path_of(entry), receipts.qr_of(entry)) if entry else None


COMING: Mapping[State, str | Promise] = {
    State.PLACED: gettext_lazy("社区看过以后马上找人，一般当天。"),
    State.SCREENED: gettext_lazy("正在看请谁来帮您。"),
    State.DISPATCHED: gettext_lazy("已经问了合适的人，有人接了就告诉您。"),
    State.UNCLAIMED: gettext_lazy("支部正在想办法；您也可以打社区电话。"),
    State.RAISED: gettext_lazy("大党委开会时商量由谁来办。"),
    State.CLAIMED: gettext_lazy("%(who)s会打电话和您约时间。"),
    State.SCHEDULED: gettext_lazy("%(who)s%(when)s来。不收钱，不收礼。"),
    State.SERVING: gettext_lazy("做完以后请您评一评。"),
    State.FINISHED: gettext_lazy("请您评一评，好不好都可以说。"),
}
