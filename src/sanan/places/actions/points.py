"""QR points: a poster that opens the resident's page already knowing where it hangs."""

from datetime import datetime

from django.db import transaction

from sanan.kit import tokens
from sanan.kit.clock import at_or_now
from sanan.kit.words import clean_line
from sanan.ledger import actions as ledger
from sanan.places.enums import Event
from sanan.places.models import Place, QrPoint
from sanan.places.rules import Actor, Verb, check

TOKEN_LENGTH = 10
LONGEST_LABEL = 80


def make_qr(
    *, place: Place, label: str = "", by: Actor | None = None, at: datetime | None = None
) -> QrPoint:
    """Make a QR point at a place; `label` says where the poster hangs."""
    check(Verb.MAKE_QR, place, by)
    with transaction.atomic():
        point = QrPoint.objects.create(
            token=tokens.opaque(TOKEN_LENGTH),
            place=place,
            label=clean_line(label, most=LONGEST_LABEL, field="label"),
            made_at=at_or_now(at),
        )
        ledger.record(
            event=Event.MAKE_QR,
            subject=point.token,
            content={"place": place.code, "label": point.label},
            by=by.ref if by else "",
            at=at,
        )
    return point


def retire_qr(*, point: QrPoint, by: Actor | None = None, at: datetime | None = None) -> QrPoint:
    """Take a poster out of use: whoever still scans it reaches the form and picks the place."""
    check(Verb.RETIRE_QR, point.place, by)
    if point.retired_at is not None:
        return point
    with transaction.atomic():
        point.retired_at = at_or_now(at)
        point.save(update_fields=["retired_at"])
        ledger.record(
            event=Event.RETIRE_QR,
            subject=point.token,
            content={"place": point.place.code, "at": point.retired_at},
            by=by.ref if by else "",
            at=at,
        )
    return point
