"""Who may see papers of agreements, landings, events and contracts: the desk that sees the thing."""

from typing import Any

from django.http import HttpRequest

from sanan.files.access import Owner, usual
from sanan.files.enums import Sight
from sanan.files.models import StoredFile
from sanan.investment.models import Agreement, Landing, Mandate, PromotionEvent


def _owner(model: Any) -> Owner:
    """Nobody outside sees any of them; of the desk, who brought it as it is, others for a purpose."""

    def may_see(request: HttpRequest, file: StoredFile) -> Sight:
        found = model.objects.filter(pk=file.owner_pk)
        return usual(request, file, visible=lambda staff: found.visible_to(staff).exists())

    def subject(key: int) -> str:
        return str(model.objects.values_list("code", flat=True).get(pk=key))

    return Owner(model.files.kind, may_see, subject)


AGREEMENTS, LANDINGS = _owner(Agreement), _owner(Landing)
MANDATES, EVENTS = _owner(Mandate), _owner(PromotionEvent)
