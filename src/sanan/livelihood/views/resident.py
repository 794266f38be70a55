"""Everyone's pages: the community's figures, jobs, lists in publicity, draws; a family's own way to its keys."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.kit.errors import Missing, Refused
from sanan.kit.paging import page_number
from sanan.livelihood.actions import cycles as _cycles  # noqa: F401 - does the verb of the page
from sanan.livelihood.actions import handovers as _handovers  # noqa: F401 - as above
from sanan.livelihood.actions import work
from sanan.livelihood.enums import CycleState, Tab
from sanan.livelihood.forms.cycles import Object
from sanan.livelihood.forms.handovers import FamilySurvey, Receipt
from sanan.livelihood.forms.work import Apply, Withdraw
from sanan.livelihood.models import Application, Handover, Home, Job, PayCycle
from sanan.livelihood.queries import figures, papers
from sanan.livelihood.queries.mine import JOB_APPLICATION
from sanan.livelihood.rules import draw as rule
from sanan.livelihood.rules.cycles import CYCLE
from sanan.livelihood.rules.handovers import FAMILY, HOME
from sanan.livelihood.rules.work import APPLICANT, APPLICATION
from sanan.livelihood.views.handovers import home_facts
from sanan.livelihood.views.work import job_facts
from sanan.people import visitor
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.process.certificates import Checks
from sanan.process.declare import ANYONE
from sanan.process.pages import Pages, asker, bare
from sanan.process.queries import timeline
from sanan.slips.phone import Started
from sanan.slips.queries import figures as figures_of
from sanan.slips.queries import grouped

SHOWN = 100
both = require_http_methods(["GET", "HEAD", "POST"])
APPLICATIONS, HOMES = Started("job_application"), Started("home")


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """The three tabs of a community, and what is going on: lists in publicity, draws."""
    place = places.by_code(code)
    said = request.GET.get("tab", "")
    tab = Tab(said) if said in Tab.values else Tab.DWELLING
    values = {
        "place": place,
        "tabs": Tab.choices,
        "shown_tab": tab,
        "figures": figures.of_tab(place, tab, local_day(clock.now())),
        "origins": figures.origins(place) if tab == Tab.DWELLING else [],
        "cycles": PayCycle.objects.public().filter(place=place)[:6],
        "handovers": Handover.objects.public().filter(place=place)[:6],
        "jobs": _jobs(place).count(),
    }
    return bare(request, "livelihood/resident/village.html", values)


def told(place: Place) -> str | None:
    """The short line beside the page of a community; None where nobody is registered."""
    people = sum(n for _village, _families, n in figures.origins(place))
    return _("移民 %(n)s 人") % {"n": f"{people:,}"} if people else None


def jobs_told(place: Place) -> str | None:
    """How many jobs are to be had; None where none ever was."""
    if not Job.objects.filter(place=place).exists():
        return None
    return _("在招 %(n)d 个") % {"n": _jobs(place).count()}


def _jobs(place: Place) -> Any:
    return Job.objects.open().filter(place=place).select_related("employer").order_by("km", "pk")


@require_safe
def jobs(request: HttpRequest, code: str) -> HttpResponse:
    """Jobs nearby, the nearest first."""
    place = places.by_code(code)
    rows = [(each, job_facts(each)) for each in _jobs(place)[:SHOWN]]
    return bare(request, "livelihood/resident/jobs.html", {"place": place, "rows": rows})


@never_cache
@both
def job(request: HttpRequest, code: str) -> HttpResponse:
    """One job, and applying for it by phone, without an account."""
    found = get_object_or_404(Job.objects.select_related("employer", "place"), code=code)
    form = Apply(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        visitor.slow_down(request, "job-application", burst=10)
        person = visitor.resident(request)
        try:
            made = work.apply(job=found, **form.cleaned_data, person=person, relation=ANYONE)
        except Refused as no:
            form.refuse(no)
            status = no.status
        else:
            response = redirect("livelihood:application", made.code)
            APPLICATIONS.follow(request, response, made.code)
            return response
    elif request.method == "POST":
        status = 422
    values = {"job": found, "place": found.place, "facts": job_facts(found), "form": form}
    return bare(request, "livelihood/resident/job.html", values, status=status)


def _application(request: HttpRequest, code: str) -> Application:
    """Whoever holds its query code, or signed in with its number."""
    found = Application.objects.select_related("job__employer", "place").filter(code=code).first()
    person = visitor.resident(request)
    if found is not None and (
        code in APPLICATIONS.codes(request)
        or (person is not None and person.phone_hash == found.phone_hash)
    ):
        return found
    raise Missing(_("请先填查询码，再看这次报名。"), "no_application")


APPLICATION_PAGES = Pages(
    process=APPLICATION,
    room="livelihood",
    prefix="applications",
    name="application",
    template="livelihood/resident/application.html",
    find=_application,
    show=lambda _request, application: {
        "place": application.place,
        "facts": job_facts(application.job),
        "groups": grouped(figures_of(JOB_APPLICATION, application.code)),
        "story": timeline(APPLICATION, application, public=True),
    },
    forms={"withdraw": Withdraw},
    who=asker(APPLICANT),
    frame=bare,
)


def _cycle_shown(request: HttpRequest, cycle: PayCycle) -> dict[str, Any]:
    number = page_number(request.GET.get("page"))
    lines = cycle.lines.all()
    return {
        "place": cycle.place,
        "lines": lines[(number - 1) * SHOWN : number * SHOWN],
        "number": number,
        "total": f"{lines.count():,}",
        "follows": lines.count() > number * SHOWN,
        "fen": sum(lines.payable().values_list("amount_fen", flat=True)),
        "open": cycle.objections.filter(upheld=None).count(),
        "running": cycle.state == CycleState.PUBLICISED,
        "said": "said" in request.GET,
        "story": timeline(CYCLE, cycle, everyone=True),
    }


CYCLE_PAGES = Pages(
    process=CYCLE,
    room="livelihood",
    prefix="cycles",
    name="cycle",
    template="livelihood/resident/cycle.html",
    find=lambda _request, code: get_object_or_404(
        PayCycle.objects.public().select_related("place"), code=code
    ),
    show=_cycle_shown,
    forms={"object": Object},
    who=asker(),
    frame=bare,
    after=lambda _request, cycle, _verb: reverse("livelihood:cycle", args=[cycle.code]) + "?said",
    paced={"object": 5},
)


def _handover(code: str) -> Handover:
    return get_object_or_404(Handover.objects.public().select_related("place"), code=code)


@require_safe
def draw(request: HttpRequest, code: str) -> HttpResponse:
    """A draw: what was shown before, what was drawn, and whether it comes out the same again."""
    found = _handover(code)
    order = rule.order(found.secret, found.word, found.entries) if found.secret else []
    homes = found.homes.filter(turn__isnull=False)
    values = {
        "handover": found,
        "place": found.place,
        "order": order,
        "fits": bool(order) and rule.fits(found.commitment, found.secret, found.entries),
        "kept": order == [found.entries[each.ticket - 1] for each in homes.order_by("turn")],
    }
    return bare(request, "livelihood/resident/draw.html", values)


@require_safe
def draw_file(_request: HttpRequest, code: str) -> JsonResponse:
    """Everything that is needed to recompute a draw, as `bin/sanan livelihood draw` reads it."""
    found = _handover(code)
    told = {
        "title": found.title,
        "entries": found.entries,
        "commitment": found.commitment,
        "word": found.word,
        "secret": found.secret,
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _home(request: HttpRequest, code: str) -> Home:
    """Whoever holds the family's query code, or signed in with its number."""
    rows = Home.objects.select_related("household", "handover", "place", "dwelling")
    found = rows.filter(code=code).first()
    person = visitor.resident(request)
    if found is not None and (
        code in HOMES.codes(request)
        or (
            person is not None
            and person.phone_hash
            and person.phone_hash == found.household.phone_hash
        )
    ):
        return found
    raise Missing(_("请先填查询码，再看您家的房子。"), "no_home")


def _home_shown(_request: HttpRequest, home: Home) -> dict[str, Any]:
    return {
        "place": home.place,
        "facts": home_facts(home),
        "defects": home.defects.select_related("case"),
        "story": timeline(HOME, home, public=True),
    }


HOME_PAGES = Pages(
    process=HOME,
    room="livelihood",
    prefix="homes",
    name="home",
    template="livelihood/resident/home.html",
    find=_home,
    show=_home_shown,
    forms={"receive": Receipt, "survey": FamilySurvey},
    who=asker(FAMILY),
    frame=bare,
    paced={"receive": 10},
)

CHECKS = Checks(
    room="livelihood", title=gettext_lazy("核对结业证"), find=papers.by_number, show=papers.answer
)
