"""What was counted, for boards, reports and other rooms: one read each, without an engine.

`of_place` is what a room asks that wants the measures of villages (the index of inspection, say).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum

from sanan.analysis import declare
from sanan.analysis.declare import Measure
from sanan.analysis.models import Count, CountQuerySet
from sanan.kit.rounding import rate


@dataclass(frozen=True, slots=True)
class Counted:
    """What a measure comes to: `part` of `whole`, nothing where there was nothing to count."""

    measure: Measure
    part: int = 0
    whole: int = 0

    @property
    def share(self) -> Fraction | None:
        """The exact ratio; None where there is none."""
        if not self.measure.ratio or not self.whole:
            return None
        return Fraction(self.part, self.whole * self.measure.scale)

    @property
    def percent(self) -> Decimal | None:
        """The ratio in per cent, rounded half up once, to one decimal."""
        return rate(self.part, self.whole * self.measure.scale) if self.measure.ratio else None


def of_places(
    names: Iterable[str], codes: Sequence[str], first: str, last: str
) -> dict[str, dict[str, Counted]]:
    """Measures of villages from one month to another, both included (2026-01): code → name → count.

    What has not been counted is missing, never 0. Codes are those of villages or of whatever facts
    name; of a county, use `of_county`.
    """
    rows = _between(names, first, last).filter(place__in=codes, rest=False)
    found: dict[str, dict[str, Counted]] = defaultdict(dict)
    for row in rows.values("place", "measure").annotate(p=Sum("part"), w=Sum("whole")):
        measure = declare.measures()[row["measure"]]
        found[row["place"]][row["measure"]] = Counted(measure, row["p"], row["w"])
    return dict(found)


def of_counties(names: Iterable[str], first: str, last: str) -> dict[str, dict[str, Counted]]:
    """Measures of whole counties, ours and those taken: code of the county → name → count."""
    rows = _between(names, first, last).values("source__county", "measure")
    found: dict[str, dict[str, Counted]] = defaultdict(dict)
    for row in rows.annotate(p=Sum("part"), w=Sum("whole")):
        measure = declare.measures()[row["measure"]]
        found[row["source__county"]][row["measure"]] = Counted(measure, row["p"], row["w"])
    return dict(found)


def months(
    county: str, names: Iterable[str], first: str, last: str
) -> Mapping[str, dict[str, Counted]]:
    """Measures of a county by month: month → name → count."""
    rows = _between(names, first, last).filter(source__county=county).values("month", "measure")
    found: dict[str, dict[str, Counted]] = defaultdict(dict)
    for row in rows.annotate(p=Sum("part"), w=Sum("whole")).order_by("month"):
        measure = declare.measures()[row["measure"]]
        found[row["month"]][row["measure"]] = Counted(measure, row["p"], row["w"])
    return found


def month_of(day: date) -> str:
    """The month of a day as counts name it."""
    return f"{day:%Y-%m}"


def _between(names: Iterable[str], first: str, last: str) -> CountQuerySet:
    return Count.objects.filter(
        measure__in=list(names), month__gte=first, month__lte=last
    ).order_by()
