"""Everyone's pages: who is in publicity, who was honoured, whether a certificate holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.honours import actions, queries  # noqa: F401 - the actions do the verbs of the pages
from sanan.honours.enums import State
from sanan.honours.forms.resident import Number, Object
from sanan.honours.models import Nomination
from sanan.honours.rules import NOMINATION
from sanan.people import visitor
from sanan.places import queries as places
from sanan.process.pages import Pages, asker, bare, one_form
from sanan.process.queries import timeline

SHOWN = 100


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in publicity here, and who was honoured, by year."""
    place = places.by_code(code)
    rows = queries.awards(place)
    values = {
        "place": place,
        "publicity": queries.in_publicity(place)[:SHOWN],
        "awards": rows[:SHOWN],
        "counts": queries.by_year_and_unit(rows)[:SHOWN],
    }
    return bare(request, "honours/resident/village.html", values)


def _thanks(nomination: Nomination) -> str:
    return reverse("honours:nominee", args=[nomination.code]) + "?said"


NOMINEES = Pages(
    process=NOMINATION,
    room="honours",
    prefix="nominees",
    name="nominee",
    template="honours/resident/nominee.html",
    find=lambda _request, code: get_object_or_404(
        Nomination.objects.public().select_related("scheme", "place"), code=code
    ),
    show=lambda request, nomination: {
        "place": nomination.place,
        "story": timeline(NOMINATION, nomination, public=True),
        "open": nomination.objections.filter(upheld=None).count(),
        "said": "said" in request.GET,
    },
    forms={"object": Object},
    who=asker(),
    frame=bare,
    after=lambda _request, nomination, _verb: _thanks(nomination),
    paced={"object": 5},
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Where a certificate's number is typed in."""
    form = Number(request.POST or None)
    return one_form(
        request,
        form,
        lambda given: given["number"].strip().upper(),
        lambda number: reverse("honours:checked", args=[number]),
        "honours/resident/check.html",
        frame=bare,
    )


@never_cache
@require_safe
def checked(request: HttpRequest, number: str) -> HttpResponse:
    """Whether the certificate holds: what stands on it, and that it was revoked where it was."""
    visitor.slow_down(request, "honours-certificate", burst=20, per_minute=10)
    found = queries.by_certificate(number)
    values = {"award": found, "holds": found.state == State.AWARDED}
    return bare(request, "honours/resident/checked.html", values)
