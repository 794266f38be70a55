"""The index held against a county's own past rounds."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from sanan.inspection.enums import PaperState, TermsKind
from sanan.inspection.index.backtest import Trial, trial
from sanan.inspection.index.reckoning import reckon
from sanan.inspection.models import Round
from sanan.inspection.queries import indicators, terms
from sanan.inspection.rules.terms import rule_of
from sanan.places.models import Place

FEWEST = 5


def past(place: Place, *, share: float) -> list[tuple[str, Trial]]:
    """Each round under a place that found problems in five villages or more, oldest first.

    The index is that of all villages on the day before the round began, by the weights that hold
    now; the villages named are taken among those that were inspected.
    """
    values = terms.values(place, TermsKind.INDEX)
    found = []
    rounds = Round.objects.filter(place__path__startswith=place.path).select_related("place")
    for each in rounds.order_by("starts_on", "pk"):
        problems = _problems(each)
        if len(problems) >= FEWEST and any(problems.values()):
            day = each.starts_on - timedelta(days=1)
            figures = indicators.figures(each.place, day, months=int(values["months"]))
            standing = reckon(figures, rule_of(values))
            loud = indicators.said(each.place, day, months=int(values["months"]))
            inspected = {pk: standing[pk] for pk in problems}
            found.append((each.title, trial(inspected, loud, problems, share=share)))
    return found


def _problems(inspection: Round) -> dict[int, int]:
    rows: Any = inspection.targets.order_by("place__path")
    used = Count("papers", filter=Q(papers__state=PaperState.USED))
    return dict(rows.annotate(n=used).values_list("place", "n"))
