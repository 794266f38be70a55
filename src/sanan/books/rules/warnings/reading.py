"""What several rules share: the rows of these places, and figures in words."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from sanan.books.enums import Direction
from sanan.books.models import BookEntry, Contract
from sanan.kit import tokens
from sanan.kit.rounding import yuan

Row = TypeVar("Row", bound=Model)


def of_places(rows: QuerySet[Row], places: Collection[int] | None) -> QuerySet[Row]:
    """Only rows of these places; all of them for None."""
    return rows if places is None else rows.filter(place__in=places)


def payments(places: Collection[int] | None) -> QuerySet[BookEntry]:
    """Money that went out and was not reversed, oldest first, places loaded."""
    standing = BookEntry.objects.standing().filter(direction=Direction.EXPENSE)
    return of_places(standing, places).select_related("place").order_by("on", "pk")


def contracts(places: Collection[int] | None) -> QuerySet[Contract]:
    """Contracts by their day, places loaded."""
    return of_places(Contract.objects.all(), places).select_related("place").order_by("signed_on")


def row(entry: BookEntry) -> list[str]:
    """An entry as a row that triggered something."""
    said = str(entry.get_category_display())
    return [f"{entry.on}", entry.voucher_no, entry.payee_shown, yuan(entry.amount), said]


def today(at: datetime) -> date:
    """The day in China."""
    return timezone.localdate(at)


def subject(*parts: object) -> str:
    """An opaque name for what has none of its own: the same for the same parts."""
    return tokens.keyed_hash("books-warning", "|".join(str(part) for part in parts))[:24]
