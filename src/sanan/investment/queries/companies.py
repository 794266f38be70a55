"""Finding a company by whatever it was called, and what may be the same one."""

from django.db.models import Q, QuerySet

from sanan.investment.models import Company
from sanan.kit import credit, words
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.places.queries.tree import line

LIKELY = 5


def county_of(place: Place) -> Place:
    """The county in which a place lies: companies, tasks and settings are a county's.

    A place above the counties is its own.
    """
    found: Place | None = Place.objects.filter(
        path__in=line(place.path), kind=PlaceKind.COUNTY
    ).first()
    return found or place


def find_company(
    place: Place, name: str, credit_code: str = "", *, but: int | None = None
) -> Company | None:
    """The card by code, else by name however it was typed; a merged one too."""
    wanted = Q(known_as=words.bare_name(name)) if name else Q(pk__in=[])
    if credit_code:
        wanted |= Q(credit_code=credit_code)
    found = Company.objects.filter(wanted, place=place).select_related("into")
    found = found if but is None else found.exclude(pk=but)
    return min(found, key=lambda each: each.credit_code != credit_code, default=None)


def alike(company: Company) -> QuerySet[Company]:
    """Other cards that may be the same company: the same name without its legal form."""
    rows = Company.objects.known().filter(place=company.place_id, core=company.core)
    return rows.exclude(pk=company.pk).order_by("name")[:LIKELY]


def typed(place: Place, text: str) -> Company | None:
    """The standing card that somebody named, by name or by code."""
    found = find_company(place, text, credit.tidy(text))
    return found.standing if found else None
