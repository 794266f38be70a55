"""Who has read what. A number for the village; never a mark for or against staff (H2)."""

from datetime import datetime

from django.utils import timezone

from sanan.kit import clock, tokens
from sanan.powers.models import Disclosure, Receipt


def read(
    *, disclosure: Disclosure, reader: str, known: bool = True, at: datetime | None = None
) -> Receipt:
    """Somebody says that they have read it; twice is once. `known`: they are registered there.

    Makes no entry in the record: it is the reader's own word, as with notices.
    """
    made, _new = Receipt.objects.get_or_create(
        disclosure=disclosure,
        reader=reader,
        defaults={"known": known, "on": timezone.localdate(clock.at_or_now(at))},
    )
    return made


def reader_of(kind: str, key: str) -> str:
    """Under what a reader is counted: a keyed hash of a person or of a phone, never a name."""
    return tokens.keyed_hash("powers-reader", f"{kind}:{key}")
