"""What the pages show: the board, a worker's day, an enterprise's orders, what waits for whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.files.queries import with_files
from sanan.kit import dates
from sanan.kit.dates import end_of, local_day
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.process.work import WorkItem
from sanan.workshop.enums import (
    APPROVERS,
    KEEPERS,
    MONEY,
    RUNNING,
    ObjectionState,
    OrderState,
    RunState,
    SlipState,
    WishState,
)
from sanan.workshop.models import (
    CraftOrder,
    Delivery,
    Issue,
    Partner,
    PayRun,
    Payslip,
    Worker,
    Workshop,
)
from sanan.workshop.queries import material as materials
from sanan.workshop.queries import money
from sanan.workshop.queries.material import Made
from sanan.workshop.rules import RUN

WAITING = 20
HOUR = 60
ZERO = Decimal(0)


def at(place: Place) -> QuerySet[Workshop]:
    """The workshops of a place, of those above it, and of those whose people come first there."""
    here = Q(place__path__in=line(place.path)) | Q(villages=place)
    return Workshop.objects.filter(here).select_related("place").distinct()


@dataclass(frozen=True, slots=True)
class Offer:
    """An order as a worker sees it: what one pays, how long it takes, what an hour comes to."""

    order: CraftOrder
    rates: Sequence[tuple[str, Decimal]]
    an_hour: int | None
    left: Decimal
    wished: bool = False


def offers(workshop: Workshop, today: date, worker: Worker | None = None) -> list[Offer]:
    """The work that is to be had today."""
    rows = workshop.orders.filter(state__in=RUNNING).select_related("partner__org")
    wished = (
        set(worker.wishes.filter(state=WishState.WAITING).values_list("order", flat=True))
        if worker
        else set()
    )
    found = []
    for order in with_files(list(rows)):
        rates = list(order.rates_on(today).items())
        best = max((rate for _grade, rate in rates), default=None)
        an_hour = (
            int(best * 100 * HOUR / order.minutes) if best is not None and order.minutes else None
        )
        left = max(ZERO, materials.to_issue(order))
        found.append(Offer(order, rates, an_hour, left, order.pk in wished))
    return [each for each in found if each.left]


@dataclass(frozen=True, slots=True)
class Hand:
    """An issue as its worker sees it: how many are still to come, and until when."""

    issue: Issue
    made: Made
    left: Decimal
    late: bool


def hands(worker: Worker, today: date) -> list[Hand]:
    """What somebody has at home or on the table."""
    rows = worker.issues.open().select_related("order__partner__org", "worker")
    found = []
    for issue in rows.order_by("due_on", "pk"):
        made = materials.made(issue=issue)
        left = issue.pieces - made.good - made.reject
        found.append(Hand(issue, made, left, today > issue.due_on and left > 0))
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """An order as its enterprise sees it."""

    order: CraftOrder
    made: Made
    issued: Decimal
    percent: int
    bill: int
    paid: int
    whole: Sequence[materials.Whole]

    @property
    def owed(self) -> int:
        """What the enterprise still owes, in fen."""
        return self.bill - self.paid


def progress(order: CraftOrder) -> Progress:
    """How far an order has come."""
    made = materials.made(issue__order=order)
    issued = order.issues.aggregate(n=Sum("pieces", default=ZERO))["n"]
    percent = int(min(Decimal(100), made.good * 100 / order.pieces))
    return Progress(
        order,
        made,
        materials.exact(issued),
        percent,
        money.bill(order),
        money.paid_by_enterprise(order),
        materials.whole(order),
    )


def of_enterprise(partner: Partner) -> list[Progress]:
    """All orders of an enterprise, what is due next on top."""
    rows = partner.orders.exclude(state=OrderState.DECLINED).select_related("partner__org")
    return [progress(order) for order in rows.order_by("due_on", "pk")]


@dataclass(frozen=True, slots=True)
class Figures:
    """A workshop's figures, each with what it counts."""

    workers: int
    first: int
    sorts: int
    orders: int
    running: int
    pieces: Decimal
    reject: Decimal | None
    on_time: Decimal | None
    average: Any
    shops: int
    square_metres: Decimal
    partners: int


def figures(workshop: Workshop) -> Figures:
    """What the board shows."""
    workers = workshop.workers.active()
    orders = workshop.orders.exclude(state=OrderState.DECLINED)
    made = materials.made(issue__order__workshop=workshop)
    done = orders.filter(delivered_on__isnull=False)
    late = sum(1 for each in done if each.delivered_on and each.delivered_on > each.due_on)
    count = done.count()
    shops = workshop.shops.aggregate(n=Count("pk"), size=Sum("size", default=0))
    return Figures(
        workers=workers.count(),
        first=workers.filter(village__in=workshop.villages.all()).count(),
        sorts=orders.values("sort").distinct().count(),
        orders=orders.count(),
        running=orders.filter(state__in=RUNNING).count(),
        pieces=made.good,
        reject=made.reject_rate,
        on_time=Decimal(100 * (count - late)) / count if count else None,
        average=money.average(workshop),
        shops=shops["n"],
        square_metres=Decimal(shops["size"]) / 100,
        partners=workshop.partners.count(),
    )


def unpaid_months(workshop: Workshop, today: date) -> list[str]:
    """Months that are over, hold work, and were never worked out."""
    first = today.replace(day=1)
    rows = Delivery.objects.filter(worker__workshop=workshop, slip=None, on__lt=first)
    return sorted({f"{on:%Y-%m}" for on in rows.order_by().values_list("on", flat=True).distinct()})


def late_runs(workshop: Workshop, today: date) -> list[PayRun]:
    """Months whose day of pay is over while somebody waits."""
    return [run for run in workshop.runs.live() if run.is_late(today)]


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Pay that is due, publicity that is over, objections, payments that came back, late work."""
    held = {post.role for post in people.posts(person)}
    if not held & set(MONEY):
        return
    today = local_day(now)
    runs = PayRun.objects.visible_to(person).select_related("workshop", "place", "drafted_by")
    yield from _of_runs(runs, person, held, now)
    if held & set(KEEPERS):
        rows = Workshop.objects.filter(people.below(person, KEEPERS)).select_related("place")
        for workshop in rows[:WAITING]:
            for month in unpaid_months(workshop, today):
                last = date.fromisoformat(f"{month}-28") + timedelta(days=4)
                due = last.replace(day=workshop.pay_day)
                if not workshop.runs.live().filter(month=month).exists():
                    yield WorkItem(
                        "workshop",
                        _("%(month)s的工钱") % {"month": dates.period(month)},
                        reverse("workshop_staff:draft") + f"?month={month}",
                        _("还没有算"),
                        _("算工钱"),
                        workshop.place.spoken,
                        end_of(due),
                    )
        yield from _of_orders(person, today)
    back = Payslip.objects.visible_to(person).filter(state=SlipState.RETURNED)
    for slip in back.select_related("worker", "place", "run")[:WAITING]:
        yield WorkItem(
            "workshop",
            _("%(name)s的工钱被退回") % {"name": slip.worker.name},
            reverse("workshop_staff:payslip", args=[slip.code]),
            slip.get_state_display(),
            _("核对卡号"),
            slip.place.spoken,
            end_of(slip.run.due_on),
        )


def _of_runs(
    runs: QuerySet[PayRun], person: Person, held: set[Any], now: datetime
) -> Iterator[WorkItem]:
    objected = Q(objections__state=ObjectionState.OPEN)
    for run in runs.filter(objected, state=RunState.PUBLICISED).distinct()[:WAITING]:
        yield _item(run, RUN["answer"].label)
    if held & set(APPROVERS):
        over = runs.filter(state=RunState.PUBLICISED, ends_on__lt=local_day(now))
        for run in over.exclude(objected)[:WAITING]:
            if RUN.reason("approve", run, person, at=now) is None:
                yield _item(run, RUN["approve"].label)
    for run in runs.filter(state=RunState.APPROVED)[:WAITING]:
        yield _item(run, _("付工钱"))
    if held & set(KEEPERS):
        for run in runs.filter(state=RunState.DRAFTED)[:WAITING]:
            yield _item(run, RUN["publicise"].label)


def _item(run: PayRun, do: Any) -> WorkItem:
    return WorkItem(
        "workshop",
        _("%(month)s的工钱") % {"month": dates.period(run.month)},
        reverse("workshop_staff:run", args=[run.code]),
        run.get_state_display(),
        do,
        run.place.spoken,
        end_of(run.due_on),
    )


def _of_orders(person: Person, today: date) -> Iterator[WorkItem]:
    rows = CraftOrder.objects.filter(people.below(person, KEEPERS)).select_related("place")
    soon = today + timedelta(days=3)
    due = Q(state__in=RUNNING, due_on__lte=soon) | Q(state=OrderState.OFFERED)
    for order in rows.filter(due)[:WAITING]:
        yield WorkItem(
            "workshop",
            order.product,
            reverse("workshop_staff:order", args=[order.code]),
            order.get_state_display(),
            _("接单") if order.state == OrderState.OFFERED else _("催活"),
            order.place.spoken,
            end_of(order.due_on),
        )
