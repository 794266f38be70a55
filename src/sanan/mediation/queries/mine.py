"""A party's own page among what a phone or a number started; the code of a dispute is that of its case."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.mediation.models import Party
from sanan.mediation.rules import DISPUTE
from sanan.people.models import Person
from sanan.slips.declare import Item, Kind


def _items(given: Sequence[str]) -> Iterable[Item]:
    rows = Party.objects.filter(token__in=given).select_related("dispute__place")
    for party in rows:
        dispute = party.dispute
        yield Item(
            party.token,
            f"{dispute.get_kind_display()} {dispute.code}",
            reverse("mediation:party", args=[party.token]),
            dispute.get_state_display(),
            dispute.taken_at,
            dispute.place.spoken,
            DISPUTE.tone(dispute.state),
        )


def _of(person: Person) -> Iterable[str]:
    mine = Party.objects.filter(person=person).order_by("-dispute__taken_at")
    return mine.values_list("token", flat=True)


PARTY = Kind("dispute_party", _("找人调解的事"), _items, _of)
