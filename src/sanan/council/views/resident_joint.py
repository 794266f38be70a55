"""What anyone reads of the joint committee, its lists, and the deeds of the year."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanan.council import actions
from sanan.council.enums import WorkState
from sanan.council.queries import community
from sanan.council.queries import joint as joint_reads
from sanan.council.queries import works as reads
from sanan.council.rules import WORK
from sanan.council.views import access
from sanan.kit import clock
from sanan.kit.errors import Missing
from sanan.kit.rounding import money
from sanan.places import queries as places
from sanan.process.enums import Satisfaction
from sanan.process.queries import timeline


@require_safe
def joint(request: HttpRequest, code: str) -> HttpResponse:
    """The committee of where I live: who, how, what is needed, what is given, what is built."""
    place = places.by_code(code)
    committee = joint_reads.committee_of(place)
    if committee is None:
        raise Missing(_("这里还没有大党委。"), "no_joint")
    shown = joint_reads.joint_page(committee, clock.now())
    return render(request, "council/resident/joint.html", {"place": place, "joint": shown})


@require_safe
def deeds(request: HttpRequest, code: str) -> HttpResponse:
    """What was promised for the year, and how far each is."""
    place = places.by_code(code)
    years = reads.years_of(place)
    today = timezone.localdate()
    said = request.GET.get("year", "")
    year = int(said) if said.isascii() and said.isdecimal() and len(said) == 4 else today.year
    rows = reads.deeds_of(place, year, today)
    context = {
        "place": place,
        "rows": rows,
        "year": year,
        "years": years,
        "done": sum(line.work.state == WorkState.FINISHED for line in rows),
        "late": sum(line.late for line in rows),
    }
    return render(request, "council/resident/deeds.html", context)


@never_cache
@require_safe
def work(request: HttpRequest, code: str) -> HttpResponse:
    """One project or deed from the plan to the verdict."""
    found = reads.public_work(code)
    context = {
        "work": found,
        "place": found.place,
        "villages": found.villages.order_by("path"),
        "budget": money(found.budget) if found.budget else "",
        "stages": reads.stages_of(found, timezone.localdate()),
        "story": [t for t in timeline(WORK, found, public=True) if t.line.verb != "reach"],
        "ratings": community.ratings_of(found),
        "satisfactions": Satisfaction.choices,
        "can_rate": found.state == WorkState.FINISHED,
    }
    return render(request, "council/resident/work.html", context)


@require_POST
def rate_work(request: HttpRequest, code: str) -> HttpResponse:
    """My verdict on the result."""
    found = reads.public_work(code)
    return access.rated(
        request, f"/council/work/{found.code}/#rate", partial(actions.rate_work, work=found)
    )
