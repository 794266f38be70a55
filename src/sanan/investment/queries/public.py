"""What is said to everyone: never a company, an exact sum or a day."""

from dataclasses import dataclass

from sanan.insight.private.covering import cover_figures
from sanan.investment.models import Agreement
from sanan.investment.queries import board
from sanan.investment.queries.companies import county_of
from sanan.investment.queries.counting import rules_of
from sanan.kit import dates
from sanan.places.models import Place, beyond

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Published:
    """One signed project as everyone reads of it."""

    words: str
    kind: str
    level: str
    size: str
    month: str


def published(place: Place) -> list[Published]:
    """Published projects of the county in which a place lies, newest first."""
    county, rules = county_of(place), rules_of(place)
    rows = Agreement.objects.verified().filter(
        place__path__gte=county.path, place__path__lt=beyond(county.path), shown_at__isnull=False
    )
    bounds = [("", 0, rules.small), *rules.sizes]

    def size(amount: int) -> str:
        least, below = next((f, t) for _key, f, t in bounds if t is None or amount < t)
        return board.size_name(least, below)

    return [
        Published(
            words=cover_figures(each.shown_as),
            kind=each.get_kind_display(),
            level=each.get_level_display(),
            size=size(each.amount),
            month=dates.period(f"{each.signed_on:%Y-%m}"),
        )
        for each in rows.order_by("-signed_on", "-pk")[:SHOWN]
    ]


def told(place: Place) -> str | None:
    """The short line in 我们村; None where nothing was published."""
    found = len(published(place))
    return str(found) if found else None
