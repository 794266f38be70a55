"""A worker's own card, slips, publicity that anyone may question, the enterprise's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.kit.downloads import paper
from sanan.people import visitor
from sanan.places import queries as places
from sanan.process.pages import Pages, asker, bare
from sanan.process.queries import timeline
from sanan.slips.phone import Started
from sanan.workshop import actions
from sanan.workshop.forms.pay import Object
from sanan.workshop.models import CraftOrder, Partner, PayRun, Payslip, Worker
from sanan.workshop.models.pay import SHOWN
from sanan.workshop.queries import floor, money, papers
from sanan.workshop.rules import RUN
from sanan.workshop.rules.work import WORKER_SELF

CARDS, SLIPS = Started("workshop_worker"), Started("payslip")
PUBLIC_RUNS = 6


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """The workshop of a place: what there is to do, what it pays, pay in publicity."""
    place, today = places.by_code(code), local_day(clock.now())
    shown = [
        {
            "workshop": workshop,
            "offers": floor.offers(workshop, today),
            "figures": floor.figures(workshop),
            "runs": PayRun.objects.public().filter(workshop=workshop)[:PUBLIC_RUNS],
            "shops": workshop.shops.all(),
            "villages": workshop.villages.all(),
        }
        for workshop in floor.at(place)
    ]
    return bare(request, "workshop/resident/village.html", {"place": place, "shown": shown})


@never_cache
@require_safe
def card(request: HttpRequest, token: str) -> HttpResponse:
    """A worker's day: what there is, what they have, what they have earned."""
    worker = _worker(token)
    today, lines = local_day(clock.now()), money.open_lines(worker)
    values = {
        "worker": worker,
        "place": worker.place,
        "offers": floor.offers(worker.workshop, today, worker),
        "hands": floor.hands(worker, today),
        "lines": lines,
        "sum": money.earned(lines),
        "slips": worker.slips.filter(run__state__in=SHOWN)
        .exclude(state="void")
        .select_related("run")
        .order_by("-run__month", "-pk")[:12],
        "said": request.GET.get("said", ""),
    }
    response = bare(request, "workshop/resident/card.html", values)
    CARDS.follow(request, response, worker.code)
    return response


def _worker(token: str) -> Worker:
    rows = Worker.objects.select_related("workshop", "place", "village")
    return get_object_or_404(rows, token=token)


@require_POST
def wish(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """Ask for work on an order, or step aside again."""
    worker = _worker(token)
    visitor.slow_down(request, "workshop-wish", burst=20)
    order = get_object_or_404(CraftOrder, code=code, workshop=worker.workshop)
    drop = request.POST.get("drop") == "1"
    do = actions.drop_wish if drop else actions.wish
    do(order=order, worker=worker, by=None, relation=WORKER_SELF)
    said = "dropped" if drop else "wished"
    return redirect(reverse("workshop:card", args=[token]) + f"?said={said}")


@require_safe
def work(request: HttpRequest, code: str) -> HttpResponse:
    """One order as workers see it: sample, materials, rates, how it is done."""
    rows = CraftOrder.objects.exclude(state__in=["offered", "declined"])
    order = get_object_or_404(rows.select_related("workshop", "place", "partner__org"), code=code)
    today = local_day(clock.now())
    values = {
        "order": order,
        "place": order.place,
        "rates": list(order.rates_on(today).items()),
        "bill": order.bill,
    }
    return bare(request, "workshop/resident/work.html", values)


@never_cache
@require_safe
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """A slip, line by line, to be added up again by anyone who holds it."""
    found = _slip(code)
    lines = money.slip_lines(found)
    values = {
        "slip": found,
        "place": found.place,
        "lines": lines,
        "rules": papers.rules_of(found),
        "run": found.run,
    }
    response = bare(request, "workshop/resident/slip.html", values)
    SLIPS.follow(request, response, found.code)
    return response


@never_cache
@require_safe
def slip_paper(request: HttpRequest, code: str) -> HttpResponse:
    """The same, large, on paper."""
    visitor.slow_down(request, "workshop-paper", burst=20)
    return paper(papers.payslips([_slip(code)]), f"{code}.pdf")


def _slip(code: str) -> Payslip:
    rows = Payslip.objects.counted().filter(run__state__in=SHOWN)
    return get_object_or_404(rows.select_related("worker", "run__workshop", "place"), code=code)


RUNS = Pages(
    process=RUN,
    room="workshop",
    prefix="runs",
    name="run",
    template="workshop/resident/run.html",
    find=lambda _request, code: get_object_or_404(
        PayRun.objects.public().select_related("workshop", "place"), code=code
    ),
    show=lambda request, run: {
        "place": run.place,
        "slips": run.slips.counted().select_related("worker").order_by("pk"),
        "totals": money.totals(run),
        "average": money.average(run.workshop, since=run.month, until=run.month),
        "objections": run.objections.exclude(state="open"),
        "open": run.objections.filter(state="open").count(),
        "story": timeline(RUN, run, public=True),
        "said": "said" in request.GET,
    },
    forms={"object": Object},
    who=asker(),
    frame=bare,
    after=lambda _request, run, _verb: reverse("workshop:run", args=[run.code]) + "?said",
    paced={"object": 5},
)


@never_cache
@require_safe
def enterprise(request: HttpRequest, token: str) -> HttpResponse:
    """An enterprise's orders: how far, how good, what is owed; no worker's name."""
    rows = Partner.objects.select_related("workshop__place", "org")
    partner = get_object_or_404(rows, token=token)
    found = floor.of_enterprise(partner)
    values = {
        "partner": partner,
        "place": partner.workshop.place,
        "orders": found,
        "owed": sum(each.owed for each in found),
    }
    return bare(request, "workshop/resident/enterprise.html", values)
