"""What the office of a county has set, and what holds where it has set nothing."""

from decimal import Decimal

from sanan.inspection.enums import TermsKind
from sanan.inspection.models import Terms
from sanan.inspection.rules import terms
from sanan.places.models import Place
from sanan.places.queries.tree import line


def newest(place: Place, kind: TermsKind) -> Terms | None:
    """The version that holds at a place: the newest of the nearest place at or above it."""
    rows = Terms.objects.filter(kind=kind, place__path__in=line(place.path))
    return rows.order_by("-place__depth", "-number").first()


def values(place: Place, kind: TermsKind) -> dict[str, Decimal]:
    """The numbers that hold at a place."""
    return values_of(newest(place, kind), kind)


def values_of(found: Terms | None, kind: TermsKind) -> dict[str, Decimal]:
    """The numbers of a version; those that it does not know, or without one, as the product brings them."""
    own = found.values if found is not None else {}
    known = terms.defaults(kind)
    return {name: Decimal(own.get(name, default)) for name, default in known.items()}


def period(place: Place, name: str) -> int:
    """One of the room's periods or counts at a place."""
    return int(values(place, TermsKind.PERIODS)[name])
