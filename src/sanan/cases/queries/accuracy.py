"""How often the reading room was right, from what people confirmed or changed.

A named person decides each case's category (H7); the step that did so keeps what had been suggested.
The share is over the cases where something was suggested and a category was given; each counts once,
by the last word on it in the period.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from sanan.cases.enums import State
from sanan.cases.models import Case, Category, ModelInUse, ModelVersion
from sanan.cases.queries.desk import offered, versions
from sanan.cases.queries.rates import percent
from sanan.cases.queries.suggestions import masked, names_of
from sanan.kit.dates import local_day
from sanan.kit.periods import Period
from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.process.models import TimelineEntry

CORRECTED = 2.0
DECIDING = ("accept", "classify", "dispatch")
_DECIDED = TimelineEntry.objects.filter(kind="case", verb__in=DECIDING)


@dataclass(frozen=True, slots=True)
class Right:
    """How many suggestions were looked at, and how many confirmed."""

    name: str
    looked: int
    confirmed: int

    @property
    def share(self) -> Decimal | None:
        """Confirmed in per cent of those looked at."""
        return percent(self.confirmed, self.looked)


def by_category(place: Place, period: Period) -> list[Right]:
    """For each suggested first-level category, how often people confirmed it; most used first."""
    looked: Counter[str] = Counter()
    confirmed: Counter[str] = Counter()
    for _at, suggested, given in _decisions(place, period):
        looked[suggested] += 1
        confirmed[suggested] += given in names_of(suggested)
    return [Right(name, n, confirmed[name]) for name, n in looked.most_common()]


def by_month(place: Place, period: Period) -> list[Right]:
    """The share month by month."""
    looked: Counter[str] = Counter()
    confirmed: Counter[str] = Counter()
    for at, suggested, given in _decisions(place, period):
        month = f"{local_day(at):%Y-%m}"
        looked[month] += 1
        confirmed[month] += given in names_of(suggested)
    return [Right(month, looked[month], confirmed[month]) for month in sorted(looked)]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What became of the desk's offers: cases decided, offered, and what stands as it was offered."""

    decided: int
    offered: int
    units: int
    categories: int

    @property
    def offered_share(self) -> Decimal | None:
        """Cases with an offer in per cent of those decided."""
        return percent(self.offered, self.decided)

    @property
    def units_share(self) -> Decimal | None:
        """Offered units that lead the case now, in per cent."""
        return percent(self.units, self.offered)

    @property
    def categories_share(self) -> Decimal | None:
        """Offered categories that the case has now, in per cent."""
        return percent(self.categories, self.offered)


def decisions(place: Place, period: Period) -> Decisions:
    """How the desk's offers fared, over cases dispatched in the period and read by a desk before.

    What stands now counts: a unit that sent the case back with success was offered wrongly. Each case
    was read before anybody decided it, so nothing is measured on what was learnt from it.
    """
    cases = Case.objects.within(place).filter(
        dispatched_at__gte=period.start,
        dispatched_at__lt=period.end,
        suggested__has_key="offer",
        handler__isnull=False,
    )
    rows = cases.exclude(state=State.RETURN_REQUESTED).values_list(
        "suggested", "handler__code", "category__code"
    )
    counts: Counter[str] = Counter()
    for suggested, unit, category in rows.iterator(chunk_size=2000):
        counts["decided"] += 1
        if best := offered(suggested):
            counts["offered"] += 1
            counts["units"] += best["to"] == unit
            counts["categories"] += best["category"] == category
    return Decisions(counts["decided"], counts["offered"], counts["units"], counts["categories"])


def whole(rows: Sequence[Right]) -> Right:
    """All together."""
    return Right("", sum(row.looked for row in rows), sum(row.confirmed for row in rows))


def model_of(place: Place) -> ModelInUse | None:
    """The model that the county around `place` uses; None where it is the shipped one."""
    around = Place.objects.filter(path__in=line(place.path))
    return ModelInUse.objects.filter(county__in=around).first()


VERSIONS = 8


def versions_of(place: Place) -> list[ModelVersion]:
    """The newest versions of the models that read for the county around `place`."""
    around = Place.objects.filter(path__in=line(place.path)).values_list("pk", flat=True)
    return list(versions(around)[:VERSIONS])


def labels(place: Place) -> Iterator[dict[str, Any]]:
    """Title, body and the first-level category that people gave: what the next training reads.

    Personal data is covered. `weight` is above one where a person corrected the suggestion, so
    that the correction outweighs the same words labelled otherwise.
    """
    top = _tops()
    said = _DECIDED.filter(subject=OuterRef("pk")).exclude(data__category="")
    decided = Case.objects.within(place).filter(Exists(said), category__isnull=False)
    columns = ("title", "text", "category_id", "contact_name", "suggested")
    for case in decided.only(*columns).iterator(chunk_size=2000):
        label = top[case.category_id or 0]
        read = (case.suggested.get("categories") or [{}])[0].get("label", label)
        yield {
            "title": masked(case.title, case.contact_name),
            "body": masked(case.text, case.contact_name),
            "label": label,
            "weight": 1.0 if label in names_of(str(read)) else CORRECTED,
        }


def _decisions(place: Place, period: Period) -> Iterator[tuple[datetime, str, str]]:
    names = {c.code: name for c, name in _named()}
    steps = _DECIDED.filter(
        subject__in=Case.objects.within(place).values("pk"),
        at__gte=period.start,
        at__lt=period.end,
    )
    last: dict[int, tuple[datetime, str, str]] = {}
    rows = steps.order_by("at", "pk").values_list("subject", "at", "data")
    for case, at, data in rows.iterator(chunk_size=2000):
        suggested, given = data.get("suggested") or [], data.get("category")
        if suggested and suggested[0] and given:
            last[case] = at, suggested[0], names.get(given, "")
    yield from last.values()


def _named() -> Iterator[tuple[Category, str]]:
    for category in Category.objects.select_related("parent"):
        yield category, category.parent.name if category.parent else category.name


def _tops() -> dict[int, str]:
    return {category.pk: name for category, name in _named()}
