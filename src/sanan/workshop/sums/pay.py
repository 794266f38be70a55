"""What a worker is paid for a month, line by line.

    pay = Σ good × rate of the day of issue + day work + bonus − agreed over-loss, never below 0

Each line is rounded half-up to the fen by itself, so that the slip adds up as printed. Parts of one
day (a task that changed at noon) are rounded so that together they are exactly the whole time at its
rate: three parts of 160 minutes at 80 yuan a day are 26.67, 26.66 and 26.67, which is 80.00.
A charge takes at most what was earned; what is beyond is let go and never carried on, because what
is carried on is a deposit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from sanan.workshop.sums.exact import PRECISION, to_fen

DAY_MINUTES = 480
"""A day's rate is for eight hours."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Good pieces (or kilograms) of one delivery; `rate` in yuan, of the day of issue."""

    on: date
    good: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a day on one task; `rate` in yuan for a whole day."""

    on: date
    minutes: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Sum:
    """A month in fen. `due` is what the agreement charges, `charged` what is taken of it."""

    pieces: int
    days: int
    bonus: int
    due: int

    @property
    def earned(self) -> int:
        """Before anything is taken."""
        return self.pieces + self.days + self.bonus

    @property
    def charged(self) -> int:
        """What is taken: never more than there is."""
        return min(self.due, max(0, self.earned))

    @property
    def waived(self) -> int:
        """What is let go, for ever."""
        return self.due - self.charged

    @property
    def net(self) -> int:
        """What is paid out."""
        return max(0, self.earned - self.charged)


def of_pieces(line: Pieces) -> int:
    """A line of pieces in fen."""
    with localcontext(prec=PRECISION):
        return to_fen(line.good * line.rate)


def of_parts(parts: Sequence[Part]) -> list[int]:
    """The parts of days in fen, in their order; those of one day at one rate add up exactly."""
    done: dict[tuple[date, Decimal], int] = {}
    found = []
    for part in parts:
        key = (part.on, part.rate)
        before = done.get(key, 0)
        done[key] = before + part.minutes
        found.append(_time(done[key], part.rate) - _time(before, part.rate))
    return found


def _time(minutes: int, rate: Decimal) -> int:
    with localcontext(prec=PRECISION):
        return to_fen(rate * minutes / DAY_MINUTES)


def of_over_loss(over: Decimal, price: Decimal) -> int:
    """What material beyond the allowance costs, in fen; `price` in yuan for a unit."""
    with localcontext(prec=PRECISION):
        return to_fen(over * price)


def month(
    *,
    pieces: Iterable[Pieces] = (),
    parts: Sequence[Part] = (),
    bonus: Iterable[int] = (),
    due: Iterable[int] = (),
) -> Sum:
    """A worker's month; `bonus` and `due` (charges for over-loss) in fen."""
    return Sum(sum(map(of_pieces, pieces)), sum(of_parts(parts)), sum(bonus), sum(due))


@dataclass(frozen=True, slots=True)
class Average:
    """What the workshop adds to an income in a month, and of how many people that is said.

    Σ of what was paid for the months ÷ Σ over the months of the different workers paid for each. A
    worker who was paid in two months counts twice (`worker_months`); `workers` are different people.
    """

    total: int
    worker_months: int
    workers: int

    @property
    def fen(self) -> int | None:
        """Fen for a worker and month, rounded half-up; None where nobody was paid."""
        if not self.worker_months:
            return None
        with localcontext(prec=PRECISION):
            return to_fen(Decimal(self.total) / 100 / self.worker_months)


def average(paid: Iterable[tuple[str, str, int]]) -> Average:
    """Of (month, worker, fen); several payments for one month are one, nothing paid is none."""
    months: dict[tuple[str, str], int] = {}
    for month_, worker, fen in paid:
        months[month_, worker] = months.get((month_, worker), 0) + fen
    real = {key: fen for key, fen in months.items() if fen > 0}
    return Average(sum(real.values()), len(real), len({worker for _month, worker in real}))
