"""How often the reading room was right, from what people confirmed or changed.

A named person decides each case's category (H7); the step that did so keeps what had been suggested.
The share is over the cases where something was suggested and a category was given; each counts once,
by the last word on it in the period.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Exists, OuterRef
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from sanan.cases.enums import State
from sanan.cases.models import Case, Category, ModelInUse, ModelVersion
from sanan.cases.queries.desk import versions
from sanan.cases.queries.rates import percent
from sanan.cases.queries.suggestions import masked, names_of
from sanan.insight.desk import OFFERED
from sanan.kit.calendar import SHANGHAI
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
    return rights(place, period)[0]


def by_month(place: Place, period: Period) -> list[Right]:
    """The share month by month."""
    return rights(place, period)[1]


def rights(place: Place, period: Period) -> tuple[list[Right], list[Right]]:
    """Both, read in one go: by category and by month."""
    counts = Counter(_decisions(place, period))
    looked, confirmed = Counter[str](), Counter[str]()
    for (month, suggested, given), n in counts.items():
        right = n if given in names_of(suggested) else 0
        for key in (f"by {suggested}", f"in {month}"):
            looked[key] += n
            confirmed[key] += right
    found = [
        Right(key[3:], n, confirmed[key]) for key, n in looked.most_common() if key[:3] == "by "
    ]
    months = [
        Right(key[3:], looked[key], confirmed[key]) for key in sorted(looked) if key[:3] == "in "
    ]
    return found, months


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
    offer = "suggested__offer__"
    rows = cases.exclude(state=State.RETURN_REQUESTED).values_list(
        KT(f"{offer}sure"),
        KT(f"{offer}to"),
        KT(f"{offer}category"),
        "handler__code",
        "category__code",
    )
    counts: Counter[str] = Counter()
    for sure, to, about, unit, category in rows.iterator(chunk_size=2000):
        counts["decided"] += 1
        if sure is not None and float(sure) >= OFFERED:
            counts["offered"] += 1
            counts["units"] += to == unit
            counts["categories"] += about == category
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


def _decisions(place: Place, period: Period) -> Iterator[tuple[str, str, str]]:
    """The local month of the last word on each case, what had been suggested, what was given.

    Moments are compared as the text they are kept as: there are tens of thousands.
    """
    names = {c.code: name for c, name in _named()}
    steps = _DECIDED.filter(
        subject__in=Case.objects.within(place).values("pk"),
        at__gte=period.start,
        at__lt=period.end,
    )
    rows = steps.values_list(
        "subject",
        Cast("at", CharField()),
        "pk",
        KT("data__suggested__0"),
        KT("data__category"),
    )
    last: dict[int, tuple[str, int, str, str]] = {}
    for case, *said in rows.iterator(chunk_size=2000):
        at, pk, suggested, given = said
        if suggested and given and (at, pk) > last.get(case, ("",))[:2]:
            last[case] = at, pk, suggested, names.get(given, "")
    edges = _edges(period)
    for at, _pk, suggested, given in last.values():
        yield edges[bisect_right(edges, (at, "~")) - 1][1], suggested, given


def _edges(period: Period) -> list[tuple[str, str]]:
    """When each local month of a period begins, in UTC as moments are kept, and its name."""
    found, day = [], period.first.replace(day=1)
    while day <= period.last:
        begins = datetime(day.year, day.month, 1, tzinfo=SHANGHAI).astimezone(UTC)
        found.append((f"{begins:%Y-%m-%d %H:%M:%S}", f"{day:%Y-%m}"))
        day = (day + timedelta(days=31)).replace(day=1)
    return found


def _named() -> Iterator[tuple[Category, str]]:
    for category in Category.objects.select_related("parent"):
        yield category, category.parent.name if category.parent else category.name


def _tops() -> dict[int, str]:
    return {category.pk: name for category, name in _named()}
