"""What is owed on leases: receipts pay the oldest rent first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from sanan.books.models import Contract, Due, Receipt


@dataclass(frozen=True, slots=True)
class Rent:
    """One rent of a lease: what it is and what is still missing, in fen; `late` in days."""

    due_on: date
    amount: int
    missing: int
    late: int


@dataclass(frozen=True, slots=True)
class Owed:
    """A lease's rents, what came in and what is overdue, in fen."""

    rents: tuple[Rent, ...]
    received: int
    overdue: int
    late: int


NOTHING = Owed((), 0, 0, 0)


def arrears(contracts: Iterable[Contract], today: date) -> Mapping[int, Owed]:
    """Owed by contract id, in two statements for all."""
    ids = [c.pk for c in contracts]
    dues: dict[int, list[Due]] = defaultdict(list)
    for due in Due.objects.filter(contract__in=ids).order_by("due_on"):
        dues[due.contract_id].append(due)
    receipts = Receipt.objects.standing().filter(contract__in=ids, received_on__lte=today)
    got: dict[int, int] = dict(receipts.values_list("contract").annotate(sum=Sum("amount")))
    return {pk: _owed(mine, got.get(pk, 0), today) for pk, mine in dues.items()}


def _owed(dues: list[Due], received: int, today: date) -> Owed:
    left, rents = received, []
    for due in dues:
        missing = max(due.amount - left, 0)
        left = max(left - due.amount, 0)
        late = (today - due.due_on).days if missing and due.due_on < today else 0
        rents.append(Rent(due.due_on, due.amount, missing, late))
    overdue = sum(rent.missing for rent in rents if rent.late)
    return Owed(tuple(rents), received, overdue, max((r.late for r in rents), default=0))
