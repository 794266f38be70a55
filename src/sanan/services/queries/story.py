"""An order as whoever ordered it follows it: a story in plain words; and where its receipt is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.insight.private import tables
from sanan.kit import tokens
from sanan.ledger.queries import receipts
from sanan.people.models import Person
from sanan.services import rules
from sanan.services.enums import Relation, State
from sanan.services.models import Order
from sanan.services.rules import Verb

SALT, OPEN_SECONDS = "sanan.services.open", 60
SELECTED = ("place", "village", "item", "team", "taker", "entered_by")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    at: datetime
    when: str
    head: str
    said: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything on the page of one order; `who` is the helper as the person served knows them."""

    lines: Sequence[Line]
    now: str
    next: str
    who: str
    can: frozenset[str]


def by_query_code(typed: str) -> Order | None:
    """The order of a query code as a person typed it."""
    figures = tokens.tidy_query_code(typed)
    if len(figures) != tokens.QUERY_DIGITS:
        return None
    return Order.objects.filter(query_hash=tokens.keyed_hash("query", figures)).first()


def address_of(typed: str) -> str:
    """For the first page's field: the address that opens the order of this code for a minute."""
    order = by_query_code(typed)
    return reverse("services:open", args=[signing.dumps(order.code, salt=SALT)]) if order else ""


def opened_by(token: str) -> Order | None:
    """The order that such an address opens."""
    try:
        code = signing.loads(token, salt=SALT, max_age=OPEN_SECONDS)
    except signing.BadSignature:
        return None
    return Order.objects.filter(code=code).first()


def story(order: Order, *, by: Person | None = None) -> Story:
    """The whole story, for the one who ordered."""
    steps = order.steps.filter(public=True).order_by("pk")
    lines = [Line(s.at, moment(s.at), str(TOLD.get(s.verb, "")), s.said) for s in steps]
    taker = (
        tables.name(order.taker.name or order.taker.nickname, person=True) if order.taker else ""
    )
    words = {"when": moment(order.scheduled_at), "who": taker}
    return Story(
        lines=[line for line in lines if line.head],
        now=str(order.get_state_display()),
        next=str(COMING.get(State(order.state), "")) % words,
        who=taker,
        can=frozenset(rules.allowed(order, by, relation=Relation.REQUESTER)),
    )


def moment(at: datetime | None) -> str:
    """A moment as people say it: 10月8日 14:20."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    same = local.year == timezone.localdate().year
    return formats.date_format(local, _("n月j日 H:i") if same else _("Y年n月j日 H:i"))


@dataclass(frozen=True, slots=True)
class Record:
    """Where the receipt of the order is, and the code that leads there."""

    path: str
    qr: SafeString


def record(order: Order) -> Record | None:
    """The receipt's page of what was ordered."""
    entry = receipts.first_of(order.code, f"order.{Verb.PLACE}")
    return Record(receipts.path_of(entry), receipts.qr_of(entry)) if entry else None


TOLD: Mapping[str, str | Promise] = {
    Verb.PLACE: gettext_lazy("下了单"),
    Verb.REJECT: gettext_lazy("社区看了,不能安排:"),
    Verb.LAPSE: gettext_lazy("两天没有人接,支部在想办法"),
    Verb.RAISE: gettext_lazy("交给大党委商量"),
    Verb.CLAIM: gettext_lazy("有人接了"),
    Verb.SCHEDULE: gettext_lazy("约好了时间"),
    Verb.BEGIN: gettext_lazy("到了,开始服务"),
    Verb.END: gettext_lazy("做完了:"),
    Verb.RATE: gettext_lazy("评价了"),
    Verb.CANCEL: gettext_lazy("取消了"),
}

COMING: Mapping[State, str | Promise] = {
    State.PLACED: gettext_lazy("社区看过以后马上找人,一般当天。"),
    State.SCREENED: gettext_lazy("正在看请谁来帮您。"),
    State.DISPATCHED: gettext_lazy("已经问了合适的人,有人接了就告诉您。"),
    State.UNCLAIMED: gettext_lazy("支部正在想办法;您也可以打社区电话。"),
    State.RAISED: gettext_lazy("大党委开会时商量由谁来办。"),
    State.CLAIMED: gettext_lazy("%(who)s会打电话和您约时间。"),
    State.SCHEDULED: gettext_lazy("%(who)s%(when)s来。不收钱,不收礼。"),
    State.SERVING: gettext_lazy("做完以后请您评一评。"),
    State.FINISHED: gettext_lazy("请您评一评,好不好都可以说。"),
}
