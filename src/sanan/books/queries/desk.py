"""What staff see first: each village's money, what waits there, and what calls for a look."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, Sum, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.books.enums import (
    KEEPERS,
    SUPERVISORS,
    Colour,
    ContractKind,
    Direction,
    VoucherState,
    WarningState,
)
from sanan.books.models import (
    Account,
    Alert,
    BookEntry,
    Contract,
    Voucher,
)
from sanan.books.queries.arrears import arrears
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.process.work import WorkItem

MINE = 12


@dataclass(frozen=True, slots=True)
class Village:
    """One line of the desk; money in fen."""

    place: Place
    balance: int
    income: int
    expense: int
    unpublished: int
    oldest: date | None
    vouchers: int
    overdue: int
    red: int
    yellow: int
    blue: int


def villages(person: Person, today: date) -> list[Village]:
    """Villages of this person that keep books; eight statements for however many."""
    accounts = Account.objects.visible_to(person)
    opening = _by_place(accounts, Sum("opening"))
    places = Place.objects.filter(pk__in=list(opening)).order_by("path")
    entries = BookEntry.objects.filter(place__in=list(opening))
    signed = Sum(Case(When(direction=Direction.INCOME, then=F("amount")), default=-F("amount")))
    moved = _by_place(entries, signed)
    year = entries.filter(on__year=today.year)
    income = _by_place(year.filter(direction=Direction.INCOME), Sum("amount"))
    expense = _by_place(year.filter(direction=Direction.EXPENSE), Sum("amount"))
    unpublished: dict[int, Any] = {
        row["place"]: row
        for row in entries.filter(published_at__isnull=True)
        .values("place")
        .annotate(n=Count("pk"), oldest=Min("on"))
    }
    vouchers = _by_place(
        Voucher.objects.visible_to(person).filter(state=VoucherState.AWAITING),
        Count("pk"),
        "entry__place",
    )
    overdue = _overdue(person, today)
    warned = _warned(person)
    return [
        Village(
            place,
            opening[place.pk] + moved.get(place.pk, 0),
            income.get(place.pk, 0),
            expense.get(place.pk, 0),
            unpublished.get(place.pk, {}).get("n", 0),
            unpublished.get(place.pk, {}).get("oldest"),
            vouchers.get(place.pk, 0),
            overdue.get(place.pk, 0),
            *(warned.get((place.pk, c), 0) for c in Colour.values),
        )
        for place in places
    ]


def _by_place(rows: QuerySet[Any], what: Any, field: str = "place") -> dict[int, int]:
    return {pk: n or 0 for pk, n in rows.order_by().values_list(field).annotate(what=what)}


def _overdue(person: Person, today: date) -> dict[int, int]:
    leases = list(Contract.objects.visible_to(person).filter(kind=ContractKind.LEASE))
    owed, sums = arrears(leases, today), dict[int, int]()
    for lease in leases:
        if lease.pk in owed:
            sums[lease.place_id] = sums.get(lease.place_id, 0) + owed[lease.pk].overdue
    return sums


def _warned(person: Person) -> Mapping[tuple[int, str], int]:
    rows = Alert.objects.visible_to(person).open().order_by().values_list("place", "colour")
    return {(place, colour): n for place, colour, n in rows.annotate(n=Count("pk"))}


def colours(person: Person) -> Sequence[tuple[str, str, int]]:
    """Open warnings by colour: value, words, number; gravest first."""
    rows = Alert.objects.visible_to(person).open().order_by().values_list("colour")
    counted: dict[str, int] = dict(rows.annotate(n=Count("pk")))
    return [(c.value, str(c.label), counted.get(c.value, 0)) for c in Colour]


def entries_of(place: Place, month_first: date, month_last: date) -> list[BookEntry]:
    """A month's entries with their vouchers, in two statements."""
    found = BookEntry.objects.filter(place=place).between(month_first, month_last)
    awaiting = Q(vouchers__state__in=[VoucherState.RECEIVED, VoucherState.AWAITING])
    confirmed = Q(vouchers__state=VoucherState.CONFIRMED)
    return list(
        found.annotate(
            awaiting=Count("vouchers", filter=awaiting, distinct=True),
            confirmed=Count("vouchers", filter=confirmed, distinct=True),
        ).order_by("on", "voucher_no", "pk")
    )


def waiting(person: Person, _now: datetime) -> Iterator[WorkItem]:
    """Warnings to answer and to check, vouchers to confirm: at most five statements."""
    held = {post.role for post in people.posts(person)}
    kinds = (
        (KEEPERS, WarningState.RAISED, _("说明情况")),
        (SUPERVISORS, WarningState.ANSWERED, _("核实")),
    )
    for roles, state, do in kinds:
        if not held & set(roles):
            continue
        found = Alert.objects.filter(below(person, roles), state=state)
        for warning in found.select_related("place").order_by("raised_at", "pk")[:MINE]:
            yield WorkItem(
                "books",
                warning.text,
                reverse("books_staff:warning", args=[warning.code]),
                warning.get_state_display(),
                do,
                warning.place.spoken,
            )
    if held & set(KEEPERS):
        yield from _photos(person)


def _photos(person: Person) -> Iterator[WorkItem]:
    """The photo that waits longest, and how many wait behind it."""
    found = Voucher.objects.filter(
        below(person, KEEPERS, "entry__place"), state=VoucherState.AWAITING
    )
    number = found.count()
    first = found.select_related("entry__place").order_by("received_at", "pk").first()
    if first is not None:
        yield WorkItem(
            "books",
            first.entry.summary,
            reverse("books_staff:voucher", args=[first.code]),
            first.get_state_display(),
            _("确认遮盖"),
            first.entry.place.spoken,
            more=number - 1,
        )
