"""A village's month as it is published: every line, what came in and went out, what is left."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, Sum, When
from django.utils.translation import gettext as _

from sanan.books.enums import Category, Direction, Method, VoucherState
from sanan.books.models import Account, BookEntry, Voucher
from sanan.insight.private.covering import cover
from sanan.kit.dates import month_said
from sanan.kit.errors import Invalid
from sanan.places.models import Place


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as everyone may read it. `amount` in fen; `vouchers` are codes of public copies."""

    code: str
    on: date
    direction: str
    category: str
    amount: int
    payee: str
    summary: str
    voucher_no: str
    method: str
    vouchers: Sequence[str]

    @property
    def category_name(self) -> str:
        """The category in words."""
        return str(Category(self.category).label)

    @property
    def method_name(self) -> str:
        """How it was paid, in words."""
        return str(Method(self.method).label)


@dataclass(frozen=True, slots=True)
class Statement:
    """A month. All sums in fen; `by_category` are `(category, sum)`, largest first."""

    month: str
    opening: int
    income: int
    expense: int
    closing: int
    rows: Sequence[Line]
    by_category: Sequence[tuple[str, int]]
    without_voucher: int

    @property
    def came_from(self) -> list[tuple[str, int]]:
        """Income by category, largest first."""
        return self._sums(Direction.INCOME)

    @property
    def went_to(self) -> list[tuple[str, int]]:
        """Expenditure by category, largest first."""
        return self._sums(Direction.EXPENSE)

    def _sums(self, direction: Direction) -> list[tuple[str, int]]:
        sums: dict[str, int] = {}
        for line in self.rows:
            if line.direction == direction:
                sums[line.category_name] = sums.get(line.category_name, 0) + line.amount
        return sorted(((n, s) for n, s in sums.items() if s), key=lambda pair: -pair[1])

    def as_rows(self) -> list[dict[str, Any]]:
        """The lines as plain values, for a disclosure to keep."""
        return [
            {**asdict(line), "on": f"{line.on}", "vouchers": [*line.vouchers]} for line in self.rows
        ]


def first_and_last(month: str) -> tuple[date, date]:
    """The days of `2026-10`. Raises `Invalid` for what is no month."""
    first = month_said(month)
    if first is None:
        raise Invalid(_("月份要写成 2026-10 这样。"), "month", field="month")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def statement(place: Place, month: str, *, published_only: bool = False) -> Statement:
    """What the village's accounts did in `month` (`2026-10`), names masked; six statements.

    Without `published_only` it is what would be published: for the draft of a disclosure. A
    reversed entry and its reversal both stand in it; the sums cancel.
    """
    first, last = first_and_last(month)
    entries = BookEntry.objects.filter(place=place)
    if published_only:
        entries = entries.public()
    mine = list(entries.between(first, last).order_by("on", "voucher_no", "pk"))
    shown = _vouchers(mine)
    opening = _opening(place, entries, first)
    income = sum(e.amount for e in mine if e.direction == Direction.INCOME)
    expense = sum(e.amount for e in mine if e.direction == Direction.EXPENSE)
    return Statement(
        month,
        opening,
        income,
        expense,
        opening + income - expense,
        [_line(e, shown.get(e.pk, ())) for e in mine],
        _by_category(mine),
        sum(e.direction == Direction.EXPENSE and e.pk not in shown for e in mine),
    )


def months(place: Place, *, published_only: bool = True) -> list[tuple[str, int, int]]:
    """Month, income and expenditure in fen, newest first, in one statement."""
    found = BookEntry.objects.filter(place=place)
    found = found.public() if published_only else found
    sums: dict[str, list[int]] = {}
    rows = found.values_list("on__year", "on__month", "direction").annotate(sum=Sum("amount"))
    for year, month, direction, total in rows:
        both = sums.setdefault(f"{year}-{month:02d}", [0, 0])
        both[0 if direction == Direction.INCOME else 1] = total
    return [(month, *both) for month, both in sorted(sums.items(), reverse=True)]  # type: ignore[misc]


def balance(place: Place, *, published_only: bool = False) -> int:
    """What is in all accounts of the village now, in fen."""
    entries = BookEntry.objects.filter(place=place)
    return _opening(place, entries.public() if published_only else entries, date.max)


def _opening(place: Place, entries: Any, first: date) -> int:
    begun = Account.objects.filter(place=place).aggregate(sum=Sum("opening"))["sum"] or 0
    signed = Sum(Case(When(direction=Direction.INCOME, then=F("amount")), default=-F("amount")))
    return begun + (entries.filter(on__lt=first).aggregate(sum=signed)["sum"] or 0)


def _vouchers(entries: Sequence[BookEntry]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    confirmed = Voucher.objects.filter(Q(entry__in=entries), state=VoucherState.CONFIRMED)
    for entry, code in confirmed.order_by("pk").values_list("entry", "code"):
        found.setdefault(entry, []).append(code)
    return found


def _line(entry: BookEntry, vouchers: Sequence[str]) -> Line:
    return Line(
        entry.code,
        entry.on,
        entry.direction,
        entry.category,
        entry.amount,
        entry.payee_shown,
        summary_shown(entry),
        entry.voucher_no,
        entry.method,
        vouchers,
    )


def summary_shown(entry: BookEntry) -> str:
    """What an entry was for, without the numbers and names of persons."""
    named = entry.payee_shown != entry.payee
    return cover(entry.summary, names=[entry.payee] if named else [])


def _by_category(entries: Sequence[BookEntry]) -> list[tuple[str, int]]:
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.category] = sums.get(entry.category, 0) + entry.amount
    named = [(str(Category(c).label), s) for c, s in sums.items() if s]
    return sorted(named, key=lambda pair: -pair[1])
