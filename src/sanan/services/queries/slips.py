"""What a unit's people did at a community in a quarter."""

from datetime import date, timedelta
from typing import NamedTuple, Self

from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit.errors import Invalid
from sanan.kit.periods import Period
from sanan.services.enums import State
from sanan.services.models import Order, UnitCheckIn

_MONTHS, _QUARTERS = 3, 4


class Quarter(NamedTuple):
    """A quarter of a year, such as 2026Q3; both days included."""

    key: str
    first: date
    last: date

    @classmethod
    def of(cls, day: date) -> Self:
        """The one in which a day lies."""
        number = (day.month - 1) // _MONTHS
        return cls._made(day.year, number + 1)

    @classmethod
    def before(cls, day: date) -> Self:
        """The last one that is over."""
        return cls.of(cls.of(day).first - timedelta(days=1))

    @classmethod
    def read(cls, text: str) -> Self:
        """From its name; raises `Invalid`."""
        year, _q, number = text.upper().partition("Q")
        if not (year.isdecimal() and len(year) == len("2026") and number in {"1", "2", "3", "4"}):
            raise Invalid(_("请选一个季度。"), "quarter", field="quarter")
        return cls._made(int(year), int(number))

    @classmethod
    def _made(cls, year: int, number: int) -> Self:
        first = date(year, (number - 1) * _MONTHS + 1, 1)
        over = date(year + number // _QUARTERS, number % _QUARTERS * _MONTHS + 1, 1)
        return cls(f"{year}Q{number}", first, over - timedelta(days=1))

    @property
    def name(self) -> str:
        """As people say it."""
        return _("%(year)s年第%(n)s季度") % {"year": self.key[:4], "n": self.key[-1]}


class Line(NamedTuple):
    """One service: who, which day, what, how many minutes; `ref` and `order` are for the record."""

    name: str
    day: str
    what: str
    minutes: int
    ref: str
    order: str


def lines_of(check_in: UnitCheckIn, quarter: Quarter) -> list[Line]:
    """Confirmed services of the unit's people here, by name and day."""
    period = Period(quarter.key, quarter.first, quarter.last)
    rows = Order.objects.filter(
        village=check_in.place_id,
        state=State.ARCHIVED,
        ended_at__gte=period.start,
        ended_at__lt=period.end,
        taker__helping__unit=check_in.unit_id,
        taker__helping__place=check_in.place_id,
    )
    rows = rows.select_related("taker").distinct().order_by("taker__name", "ended_at", "pk")
    return [
        Line(
            order.taker.name if order.taker else "",
            timezone.localdate(order.ended_at).isoformat(),
            order.title,
            order.minutes,
            order.taker.ref if order.taker else "",
            order.code,
        )
        for order in rows
    ]


def quarters(today: date, count: int = 4) -> list[Quarter]:
    """The last quarters that are over, newest first."""
    found = [Quarter.before(today)]
    while len(found) < count:
        found.append(Quarter.before(found[-1].first))
    return found
