"""The wall (亮晒台), its poster, the leader's brief, the race of months, who owes what."""

from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit import clock, downloads
from sanan.kit.tones import Tone
from sanan.people import access
from sanan.places import maps
from sanan.projects.enums import OFFICERS
from sanan.projects.forms.staff import Check
from sanan.projects.models import Project, ProvincialResult
from sanan.projects.queries import figures, notices, papers
from sanan.projects.queries.desk import owing
from sanan.projects.views.access import county, desk, look, page

SHOWN = 200
MAPPED = 300
TONES = {"red": Tone.LATE, "yellow": Tone.SOON, "green": Tone.DONE, "unknown": Tone.PLAIN}


@require_safe
@desk()
def wall(request: HttpRequest) -> HttpResponse:
    """One page: sums, each project by its lead, its blocker, who owes it."""
    asked = look(request)
    found = figures.wall(county=asked.county, month=asked.month, chosen=asked.chosen)
    colour = request.GET.get("colour", "")
    rows = [row for row in found.rows if colour in {"", row.colour}]
    values = {
        **asked.values(),
        "wall": found,
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "colour": colour,
        "colours": [(c, papers.WORDS[c], found.colours.get(c, 0)) for c in figures.COLOURS],
        "sentence": papers.sentence(found.whole),
        "parts": [(part, papers.sentence(part)) for part in found.parts],
        "how": papers.how(found.whole),
        "provincial": ProvincialResult.objects.filter(county=asked.county).first(),
        "map": _map(rows) if "map" in request.GET else None,
    }
    return page(request, "wall", values)


def _map(rows: list[figures.Row]) -> maps.Map:
    """Where the projects are, coloured as on the wall; those without a position stand in the table."""
    by_pk = {row.pk: row for row in islice(rows, MAPPED)}
    features = []
    for project in Project.objects.filter(pk__in=by_pk):
        row = by_pk[project.pk]
        given: dict[str, Any] = {
            "href": reverse("projects_staff:project", args=[row.code]),
            "note": papers.signed(row.progress.lead),
            "tone": TONES[row.colour],
        }
        if project.outline:
            features.append(maps.area(row.name, [(p[0], p[1]) for p in project.outline], **given))
        elif project.lat is not None and project.lon is not None:
            features.append(maps.spot(row.name, project.lat, project.lon, **given))
    legend = {TONES[colour]: word for colour, word in papers.WORDS.items()}
    return maps.Map(features, _("项目在哪里"), legend=legend, listed=False)


@require_safe
@desk()
def poster(request: HttpRequest) -> HttpResponse:
    """The same on one A3 page."""
    asked = look(request)
    found = figures.wall(county=asked.county, month=asked.month, chosen=asked.chosen)
    made = papers.poster(asked.county, asked.chosen, found)
    return downloads.paper(made, f"wall-{asked.month}.pdf")


@require_safe
@desk()
def brief(request: HttpRequest) -> HttpResponse:
    """For a leader's phone: the sums, the worst, what stands in their way, who owes it."""
    asked = look(request)
    found = figures.wall(county=asked.county, month=asked.month, chosen=asked.chosen)
    values = {
        **asked.values(),
        "wall": found,
        "sentence": papers.sentence(found.whole),
        "parts": [(part, papers.sentence(part)) for part in found.parts],
        "worst": [row for row in found.rows if row.colour == "red"][:5],
        "colours": [(c, papers.WORDS[c], found.colours.get(c, 0)) for c in figures.COLOURS],
        "debts": figures.debts(county=asked.county, now=clock.now())[:5],
        "how": papers.how(found.whole),
    }
    return page(request, "brief", values)


@require_safe
@desk()
def race(request: HttpRequest) -> HttpResponse:
    """Month by month, which unit leads by how much; a table first."""
    asked = look(request)
    found = figures.race(county=asked.county, month=asked.month, chosen=asked.chosen)
    return page(request, "race", {**asked.values(), "race": found})


@require_safe
@desk()
def owed(request: HttpRequest) -> HttpResponse:
    """Who owes what; of a department's own people first what it owes itself."""
    there, now = county(request), clock.now()
    values = {
        "place": there,
        "now": now,
        "mine": owing(access.me(request)),
        "debts": figures.debts(county=there, now=now),
    }
    return page(request, "owed", values)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*OFFICERS)
def check(request: HttpRequest) -> HttpResponse:
    """A notice's text and table beside each other and beside our own figures; nothing is kept."""
    asked = look(request)
    form = Check(request.POST or None)
    values: dict[str, object] = {**asked.values(), "form": form}
    if request.method == "POST" and form.is_valid():
        rows = notices.pasted(form.cleaned_data["table"])
        text = form.cleaned_data["text"]
        ours = figures.wall(county=asked.county, month=asked.month, chosen=asked.chosen)
        values |= {
            "looked": True,
            "differences": notices.board_differences(rows, text=text),
            "read": len(rows),
            "claims": notices.against(notices.claims(text), [ours.whole, *ours.parts]),
        }
    return page(request, "check", values)
