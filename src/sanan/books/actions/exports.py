"""Taking a list out of the books: noted in the record, because it leaves the house."""

from datetime import datetime

from django.db import transaction

from sanan.books.enums import Event
from sanan.kit import clock
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.places.models import Place


def note_export(
    *, place: Place, what: str, count: int, by: Person, at: datetime | None = None
) -> None:
    """Note that `by` took out `count` rows of `what` of a village."""
    content = {"what": what, "rows": count}
    with transaction.atomic():
        written(Event.EXPORT, place.code, content, by=by, at=clock.at_or_now(at))
