"""The desk: the board, orders, what is given out and comes back, workers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.books.models import Asset
from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.lists.pages import Lists
from sanan.people import access
from sanan.people import queries as people
from sanan.people.enums import OrgKind
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline
from sanan.workshop import actions
from sanan.workshop.enums import APPROVERS, KEEPERS, MONEY, READERS, RUNNING
from sanan.workshop.forms import staff as forms
from sanan.workshop.models import CraftOrder, Issue, Partner, Worker, Workshop
from sanan.workshop.queries import floor, lists, money, papers
from sanan.workshop.queries import material as materials
from sanan.workshop.rules import ISSUE, ORDER, WORKER
from sanan.workshop.sums.exact import Wrong

CAN = {"keep": KEEPERS, "money": MONEY, "approve": APPROVERS}
desk = access.desk_of(*READERS)
money_desk = access.desk_of(*MONEY)
keepers = access.desk_of(*KEEPERS)
page = access.pages_of("workshop/staff", CAN)
both = require_http_methods(["GET", "HEAD", "POST"])


def mine(request: HttpRequest) -> Any:
    """The workshops that whoever looks may keep."""
    rows = Workshop.objects.filter(people.below(access.me(request), KEEPERS))
    return rows.select_related("place")


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """Each workshop with its figures, what is late, and the doors to all the rest."""
    today = local_day(clock.now())
    rows = Workshop.objects.visible_to(access.me(request)).select_related("place")
    shown = [
        {
            "workshop": workshop,
            "figures": floor.figures(workshop),
            "late": floor.late_runs(workshop, today),
            "months": [
                month
                for month in floor.unpaid_months(workshop, today)
                if not workshop.runs.live().filter(month=month).exists()
            ],
            "runs": workshop.runs.all()[:6],
            "partners": workshop.partners.select_related("org", "hometown"),
            "villages": workshop.villages.all(),
            "shops": workshop.shops.select_related("place"),
        }
        for workshop in rows[:20]
    ]
    return page(request, "board", {"shown": shown, "year": today.year})


@never_cache
@both
@keepers()
def open_workshop(request: HttpRequest) -> HttpResponse:
    """A new workshop."""
    places = access.my_places(request, KEEPERS)
    counties = {place.path[:4] for place in places}
    villages = Place.objects.none()
    for path in counties:
        villages = villages | Place.objects.filter(path__startswith=path, kind="village")
    form = forms.Open(
        request.POST or None,
        places=places,
        villages=villages.order_by("path"),
        shops=Asset.objects.filter(place__in=villages).order_by("place__path", "name"),
    )
    return one_form(
        request,
        form,
        lambda given: actions.open_workshop(**given, by=access.me(request)),
        lambda _made: "/staff/workshop/",
        "open",
        frame=page,
    )


@never_cache
@both
@keepers()
def add_partner(request: HttpRequest) -> HttpResponse:
    """An enterprise that brings work."""
    form = forms.AddPartner(
        request.POST or None,
        workshops=mine(request),
        orgs=Org.objects.filter(kind=OrgKind.ENTERPRISE).order_by("name"),
        places=Place.objects.filter(pk__in=mine(request).values("villages")).order_by("path"),
    )
    return one_form(
        request,
        form,
        lambda given: actions.add_partner(**given, by=access.me(request)),
        lambda _made: "/staff/workshop/",
        "add_partner",
        frame=page,
    )


ORDER_LIST = Lists(listed=lists.ORDER_LIST, template="orders", gate=desk(), frame=page)
WORKER_LIST = Lists(listed=lists.WORKER_LIST, template="workers", gate=money_desk(), frame=page)
ISSUE_LIST = Lists(listed=lists.ISSUE_LIST, template="issues", gate=money_desk(), frame=page)


@never_cache
@both
@keepers()
def offer(request: HttpRequest) -> HttpResponse:
    """Enter an enterprise's order."""
    rows = Partner.objects.filter(workshop__in=mine(request)).select_related("org")
    form = forms.Offer(request.POST or None, request.FILES or None, partners=rows)
    return one_form(
        request,
        form,
        lambda given: actions.offer(**given, by=access.me(request)),
        ORDERS.address,
        "offer",
        frame=page,
    )


def _order(request: HttpRequest, code: str) -> CraftOrder:
    rows = CraftOrder.objects.visible_to(access.me(request))
    return get_object_or_404(
        rows.select_related("place", "workshop__place", "partner__org"), code=code
    )


def _show_order(request: HttpRequest, order: CraftOrder) -> dict[str, Any]:
    today = local_day(clock.now())
    issues = order.issues.select_related("worker")
    return {
        "story": timeline(ORDER, order),
        "progress": floor.progress(order),
        "stocks": materials.stocks(order),
        "rates": list(order.rates_on(today).items()),
        "all_rates": order.rate_rows,
        "to_issue": materials.to_issue(order),
        "running": order.state in RUNNING,
        "issues": issues if access.held(request) & set(MONEY) else issues.none(),
        "wishes": order.wishes.filter(state="waiting").select_related("worker__village"),
        "late": order.is_late(today),
        "takings": order.takings.all(),
    }


ORDERS = Pages(
    process=ORDER,
    room="workshop_staff",
    prefix="orders",
    name="order",
    template="order",
    find=_order,
    show=_show_order,
    forms={
        "accept": Nothing,
        "receive": forms.Receive,
        "wish": forms.Wish,
        "drop_wish": forms.DropWish,
        "set_rate": forms.SetRate,
        "finish": forms.MaybeWhy,
        "send_back": forms.SendBack,
        "take_money": forms.TakeMoney,
        "settle": Nothing,
        "close": Nothing,
        "decline": forms.Why,
    },
    gate=desk(),
    frame=page,
    first=("accept",),
)


@never_cache
@both
@keepers()
def hand_out(request: HttpRequest, code: str) -> HttpResponse:
    """Give a worker material of an order."""
    order = _order(request, code)
    form = forms.HandOut(request.POST or None, order=order)
    return one_form(
        request,
        form,
        lambda _given: actions.issue(order=order, **form.given(), by=access.me(request)),
        ISSUES.address,
        "hand_out",
        {
            "order": order,
            "to_issue": materials.to_issue(order),
            "wishes": order.wishes.filter(state="waiting").select_related("worker__village"),
        },
        frame=page,
    )


def _issue(request: HttpRequest, code: str) -> Issue:
    rows = Issue.objects.visible_to(access.me(request))
    return get_object_or_404(
        rows.select_related("place", "order__workshop", "order__partner__org", "worker__village"),
        code=code,
    )


def _show_issue(_request: HttpRequest, issue: Issue) -> dict[str, Any]:
    made = materials.made(issue=issue)
    try:
        held = materials.held(issue)
    except Wrong:
        held = []
    return {
        "story": timeline(ISSUE, issue),
        "made": made,
        "left": issue.pieces - made.good - made.reject,
        "held": held,
        "rates": list(issue.order.rates_on(issue.issued_on).items()),
        "clearings": issue.clearings.select_related("material"),
        "late": local_day(clock.now()) > issue.due_on and issue.state != "cleared",
    }


ISSUES = Pages(
    process=ISSUE,
    room="workshop_staff",
    prefix="issues",
    name="issue",
    template="issue",
    find=_issue,
    show=_show_issue,
    forms={
        "deliver": forms.Count,
        "give_back": forms.GiveBack,
        "clear": forms.Clear,
        "amend": forms.Amend,
    },
    gate=money_desk(),
    frame=page,
    first=("deliver",),
)


@require_safe
@money_desk()
def issue_card(request: HttpRequest, code: str) -> HttpResponse:
    """The paper that goes home with the material."""
    issue = _issue(request, code)
    return access.paper(
        request, papers.issue_card(issue, materials.held(issue)), f"{issue.code}.pdf"
    )


@never_cache
@both
@keepers()
def enrol(request: HttpRequest) -> HttpResponse:
    """Somebody who wants work."""
    workshops = mine(request)
    places = [each.place_id for each in workshops]
    villages = Place.objects.filter(pk__in=workshops.values("villages"))
    form = forms.Enrol(
        request.POST or None,
        initial={"at_home": True, "workshop": workshops.first()},
        workshops=workshops,
        villages=(villages | Place.objects.filter(pk__in=places)).distinct().order_by("path"),
        people=Person.objects.filter(home__in=places, is_active=True).order_by("name"),
    )
    return one_form(
        request,
        form,
        lambda given: actions.enrol(**given, by=access.me(request)),
        WORKERS.address,
        "enrol",
        frame=page,
    )


def _worker(request: HttpRequest, code: str) -> Worker:
    rows = Worker.objects.visible_to(access.me(request))
    return get_object_or_404(rows.select_related("place", "workshop", "village"), code=code)


def _show_worker(_request: HttpRequest, worker: Worker) -> dict[str, Any]:
    lines = money.open_lines(worker)
    return {
        "story": timeline(WORKER, worker),
        "hands": floor.hands(worker, local_day(clock.now())),
        "lines": lines,
        "sum": money.earned(lines),
        "slips": worker.slips.exclude(state="void").select_related("run").order_by("-run__month"),
        "year": local_day(clock.now()).year,
    }


WORKERS = Pages(
    process=WORKER,
    room="workshop_staff",
    prefix="workers",
    name="worker",
    template="worker",
    find=_worker,
    show=_show_worker,
    forms={
        "work_day": forms.WorkDay,
        "reward": forms.Reward,
        "set_account": forms.SetAccount,
        "leave": Nothing,
        "come_back": Nothing,
    },
    gate=money_desk(),
    frame=page,
    first=(),
)


@require_safe
@money_desk()
def worker_card(request: HttpRequest, code: str) -> HttpResponse:
    """A worker's own card on paper."""
    worker = _worker(request, code)
    return access.paper(request, papers.worker_card(worker), f"{worker.code}.pdf")


@require_safe
@money_desk()
def income(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """What a worker was paid in a year, on paper."""
    worker = _worker(request, code)
    return access.paper(request, papers.income_statement(worker, year), f"{worker.code}-{year}.pdf")
