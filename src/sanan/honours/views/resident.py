"""Everyone's pages: who is in publicity, who was honoured, whether a certificate holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sanan.honours import actions, queries  # noqa: F401 - the actions do the verbs of the pages
from sanan.honours.enums import State
from sanan.honours.forms.resident import Object
from sanan.honours.models import Nomination
from sanan.honours.rules import NOMINATION
from sanan.kit.dates import day
from sanan.places import queries as places
from sanan.process.certificates import Answer, Checks
from sanan.process.pages import Pages, asker, bare
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
        "story": timeline(NOMINATION, nomination, everyone=True),
        "open": nomination.objections.filter(upheld=None).count(),
        "said": "said" in request.GET,
    },
    forms={"object": Object},
    who=asker(),
    frame=bare,
    after=lambda _request, nomination, _verb: _thanks(nomination),
    paced={"object": 5},
)


def _answer(found: Nomination) -> Answer:
    """What stands on the certificate, and that it was revoked where it was."""
    facts = [
        (_("证书编号"), found.certificate),
        (_("姓名或集体"), found.shown_name),
        (_("单位"), found.unit_name),
        (_("评选"), found.scheme),
        (_("表彰日期"), day(found.awarded_on)),
        (_("撤销日期"), day(found.ended_on)),
    ]
    return Answer(found.state == State.AWARDED, facts)


CHECKS = Checks(room="honours", title=_("核对荣誉证书"), find=queries.by_certificate, show=_answer)
