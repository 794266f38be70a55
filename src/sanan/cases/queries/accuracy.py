"""How often the reading room was right, from what people confirmed or changed.

A named person decides each case's category (H7); the step that did so keeps what had been suggested.
The share is over those steps where something was suggested and a category was given.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sanan.cases.models import Case, Category, Step
from sanan.cases.queries.rates import percent, within
from sanan.cases.rules import Verb
from sanan.kit.periods import Period
from sanan.places.models import Place

DECIDING = (Verb.ACCEPT, Verb.CLASSIFY, Verb.DISPATCH)


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
        confirmed[suggested] += suggested == given
    return [Right(name, n, confirmed[name]) for name, n in looked.most_common()]


def by_month(place: Place, period: Period) -> list[Right]:
    """The share month by month."""
    looked: Counter[str] = Counter()
    confirmed: Counter[str] = Counter()
    for at, suggested, given in _decisions(place, period):
        month = f"{at:%Y-%m}"
        looked[month] += 1
        confirmed[month] += suggested == given
    return [Right(month, looked[month], confirmed[month]) for month in sorted(looked)]


def labels(place: Place) -> Iterator[dict[str, str]]:
    """Title, body and the first-level category that people gave: what the next training reads."""
    top = _tops()
    decided = within(Case.objects.filter(category__isnull=False, accepted_at__isnull=False), place)
    for case in decided.only("title", "text", "category_id").iterator(chunk_size=2000):
        yield {"title": case.title, "body": case.text, "label": top[case.category_id or 0]}


def _decisions(place: Place, period: Period) -> Iterator[tuple[datetime, str, str]]:
    names = {c.code: name for c, name in _named()}
    steps = Step.objects.filter(
        case__in=within(Case.objects.all(), place),
        verb__in=DECIDING,
        at__gte=period.start,
        at__lt=period.end,
    )
    for at, data in steps.order_by("at").values_list("at", "data").iterator(chunk_size=2000):
        suggested, given = data.get("suggested") or [], data.get("category")
        if suggested and suggested[0] and given:
            yield at, suggested[0], names.get(given, "")


def _named() -> Iterator[tuple[Category, str]]:
    for category in Category.objects.select_related("parent"):
        yield category, category.parent.name if category.parent else category.name


def _tops() -> dict[int, str]:
    return {category.pk: name for category, name in _named()}
