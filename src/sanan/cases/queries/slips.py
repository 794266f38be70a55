"""Cases among what a phone or a number started."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.cases.models import Case
from sanan.cases.queries import track
from sanan.kit import clock, tokens
from sanan.people.models import Person
from sanan.slips.actions import hash_of
from sanan.slips.declare import Item, Kind


def _items(codes: Sequence[str]) -> Iterable[Item]:
    for case in Case.objects.filter(code__in=codes).select_related("place"):
        yield Item(
            case.code,
            case.title,
            reverse("cases:case", args=[case.code]),
            case.get_state_display(),
            case.opened_at,
            case.place.spoken,
            track.tone(case, clock.now()),
        )


def _of(person: Person) -> Iterable[str]:
    mine = Case.objects.filter(appellant=person).order_by("-opened_at")
    return mine.values_list("code", flat=True)


def _find(figures: str) -> str:
    found = Case.objects.filter(query_hash=hash_of(figures)).values_list("code", flat=True)
    return found.first() or ""


CASE = Kind("case", _("说的事"), _items, _of, _find, tokens.query_code, before="followed")
