"""Who may see the files of the books: vouchers' photos, evidence of alerts."""

from django.http import HttpRequest

from sanan.books.models import Alert, Voucher
from sanan.files.access import Owner, usual
from sanan.files.enums import Sight
from sanan.files.models import StoredFile


def may_see_voucher(request: HttpRequest, file: StoredFile) -> Sight:
    """The covered copy of a published entry is everyone's; the original is for a purpose."""
    found = Voucher.objects.filter(pk=file.owner_pk)
    return usual(
        request,
        file,
        visible=lambda staff: found.visible_to(staff).exists(),
        public=found.public().exists(),
    )


def may_see_evidence(request: HttpRequest, file: StoredFile) -> Sight:
    """Only for whoever may read the alert."""
    found = Alert.objects.filter(pk=file.owner_pk)
    return usual(request, file, visible=lambda staff: found.visible_to(staff).exists())


def voucher_code(key: int) -> str:
    """The voucher as the record knows it."""
    return str(Voucher.objects.values_list("code", flat=True).get(pk=key))


def alert_code(key: int) -> str:
    """The alert as the record knows it."""
    return str(Alert.objects.values_list("code", flat=True).get(pk=key))


VOUCHERS = Owner(Voucher.files.kind, may_see_voucher, voucher_code)
EVIDENCE = Owner(Alert.files.kind, may_see_evidence, alert_code)
