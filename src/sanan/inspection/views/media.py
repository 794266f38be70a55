"""Who may see files of evidence, of orders and of the rectification ledger."""

from django.http import HttpRequest

from sanan.files.access import Owner, usual
from sanan.files.enums import Sight
from sanan.files.models import StoredFile
from sanan.inspection.models import Evidence, FixOrder, Item, Target


def _evidence(request: HttpRequest, file: StoredFile) -> Sight:
    """The team and the office alone."""
    found = Evidence.objects.filter(pk=file.owner_pk)
    return usual(
        request,
        file,
        visible=lambda staff: found.filter(
            paper__target__in=Target.objects.visible_to(staff)
        ).exists(),
    )


def _order(request: HttpRequest, file: StoredFile) -> Sight:
    """The team; everyone once it was mended, what was shown to all."""
    found = FixOrder.objects.filter(pk=file.owner_pk)
    return usual(
        request,
        file,
        visible=lambda staff: found.filter(target__in=Target.objects.visible_to(staff)).exists(),
        public=found.filter(mended_on__isnull=False).exists(),
    )


def _item(request: HttpRequest, file: StoredFile) -> Sight:
    """Whoever sees the line; everyone what was shown to all."""
    return usual(
        request,
        file,
        visible=lambda staff: Item.objects.visible_to(staff).filter(pk=file.owner_pk).exists(),
        public=Item.objects.told().filter(pk=file.owner_pk).exists(),
    )


EVIDENCE = Owner(
    Evidence.files.kind,
    _evidence,
    lambda key: Evidence.objects.values_list("paper__code", flat=True).get(pk=key),
)
ORDER = Owner(
    FixOrder.files.kind,
    _order,
    lambda key: FixOrder.objects.values_list("case__code", flat=True).get(pk=key),
)
ITEM = Owner(
    Item.files.kind,
    _item,
    lambda key: Item.objects.values_list("code", flat=True).get(pk=key),
)
