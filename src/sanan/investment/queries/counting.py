"""What counts, for whom, where and when: the one place from which figures and their rows are drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse

from sanan.investment.enums import (
    OPEN,
    EventState,
    Flag,
    Kind,
    Metric,
    Proof,
    RulesState,
    Step,
)
from sanan.investment.models import Agreement, Landing, Lead, PromotionEvent, Rules
from sanan.investment.queries.companies import county_of
from sanan.kit import dates
from sanan.people.models import Person
from sanan.places.models import Place, beyond

MONTHS = 12
_PARTS = {"": (1, 12), "H1": (1, 6), "H2": (7, 12)} | {
    f"Q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)
}


@dataclass(frozen=True, slots=True)
class Span:
    """A year, a half, a quarter, a month, or the months of a year up to one (`2026-1-6`)."""

    key: str
    first: date
    last: date

    @property
    def name(self) -> str:
        """As people say it."""
        _year, _dash, months = self.key.partition("-")
        if "-" in months:
            return dates.span(self.first, self.last)
        return dates.period(self.key)

    @property
    def year(self) -> int:
        """The year it lies in."""
        return self.first.year


def span_of(text: str) -> Span | None:
    """The span of a key, or None for what is none."""
    year, part = text[:4], text[4:]
    if not (year.isascii() and year.isdecimal() and 2000 <= int(year) <= 2100):
        return None
    months = _PARTS.get(part) or _months(part)
    if months is None:
        return None
    first, last = months
    if not 1 <= first <= last <= MONTHS:
        return None
    return Span(text, date(int(year), first, 1), _end(int(year), last))


def _months(part: str) -> tuple[int, int] | None:
    said = part.removeprefix("-").split("-")
    if not part.startswith("-") or not all(n.isascii() and n.isdecimal() for n in said):
        return None
    numbers = [int(n) for n in said if len(n) <= 2]
    if len(numbers) == 1 and len(part) == len("-06"):
        return numbers[0], numbers[0]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def _end(year: int, month: int) -> date:
    following = date(year + month // MONTHS, month % MONTHS + 1, 1)
    return following - timedelta(days=1)


def spoken_span(text: str) -> str:
    """A span's name; "" for what is none."""
    found = span_of(text)
    return found.name if found else ""


def rules_of(place: Place) -> Rules:
    """The settings that hold at a place: those of its county, else what we ship."""
    county = county_of(place)
    found: Rules | None = Rules.objects.filter(place=county, state=RulesState.IN_FORCE).first()
    return found or Rules(place=county, version=0)


def rules_under(path: str) -> "Limits":
    """For all that lies under a path: which rows by which settings; what no county set, by ours."""
    rows = Rules.objects.filter(state=RulesState.IN_FORCE).select_related("place")
    within = [each for each in rows if each.place.path.startswith(path)]
    if not within:
        above = [each for each in rows if path.startswith(each.place.path)]
        return [(Q(), max(above, key=lambda r: len(r.place.path)) if above else Rules())]
    mine = [(_under(each.place.path), each) for each in within]
    rest = Q()
    for under, _rules in mine:
        rest &= ~under
    return [*mine, (rest, Rules())]


def _under(path: str) -> Q:
    return Q(place__path__gte=path, place__path__lt=beyond(path))


def counted(rows: Any, kind: str) -> Any:
    """Verified agreements from `kind` on; where two of them are of one lead, the more binding alone."""
    kinds = list(Kind)
    wanted = [str(each) for each in kinds[kinds.index(Kind(kind)) :]]
    rows = rows.filter(state=Proof.VERIFIED, kind__in=wanted)
    for at, weaker in enumerate(wanted[:-1]):
        stronger = Agreement.objects.filter(
            lead=OuterRef("lead"), state=Proof.VERIFIED, kind__in=wanted[at + 1 :]
        )
        rows = rows.exclude(Exists(stronger), kind=weaker)
    return rows


Limits = list[tuple[Q, Rules]]


def over_time(flag: str, today: date, limits: Limits) -> Q:
    """Open leads of which a step takes longer than their county's settings allow; history never."""
    found = Q(pk__in=[])
    for under, rules in limits:
        found |= under & _late(Flag(flag), rules, today)
    return found & Q(state__in=OPEN, is_history=False)


def flagged(rows: QuerySet[Lead], flag: str, today: date, limits: Limits) -> QuerySet[Lead]:
    """The leads over time in one step."""
    return rows.filter(over_time(flag, today, limits))


def _late(flag: Flag, rules: Rules, today: date) -> Q:
    def before(days: int) -> date:
        return today - timedelta(days=days)

    match flag:
        case Flag.REGISTER:
            return Q(contract_on__lt=before(rules.days_register), registered_on__isnull=True)
        case Flag.LAND:
            return Q(registered_on__lt=before(rules.days_land), land_on__isnull=True)
        case Flag.START:
            return Q(registered_on__lt=before(rules.days_start), started_on__isnull=True)
        case Flag.FUNDS:
            return Q(registered_on__lt=before(rules.days_funds), paid_in=0)
        case Flag.PRODUCE:
            return Q(started_on__lt=before(rules.days_produce), producing_on__isnull=True)


def flags_of(lead: Lead, today: date) -> list[Flag]:
    """What of one lead takes too long."""
    found = late_counts(Lead.objects.filter(pk=lead.pk), today, rules_under(lead.place.path))
    return [flag for flag, n in found.items() if n]


def late_counts(rows: QuerySet[Lead], today: date, limits: Limits) -> dict[Flag, int]:
    """How many leads are over time in each step, in one statement."""
    asked = {str(f): Count("pk", filter=over_time(f, today, limits)) for f in Flag}
    found = rows.order_by().aggregate(**asked)
    return {flag: int(found[flag]) for flag in Flag}


LANDED = {
    Metric.REGISTERED: Step.REGISTERED,
    Metric.STARTED: Step.STARTED,
    Metric.PRODUCING: Step.PRODUCING,
    Metric.PAID_IN: Step.PAID_IN,
    Metric.FOREIGN_PAID_IN: Step.PAID_IN,
}
MONEY = {Metric.SIGNED_AMOUNT, Metric.PAID_IN, Metric.FOREIGN_PAID_IN}


@dataclass(frozen=True)
class Scope:
    """For whom, where and when is counted; every figure has the address of exactly its rows."""

    person: Person
    place: Place
    span: Span

    @cached_property
    def rules(self) -> Rules:
        """The settings that hold here."""
        return rules_of(self.place)

    @cached_property
    def limits(self) -> Limits:
        """The settings of all that lies here."""
        return rules_under(self.place.path)

    def seen(self, rows: Any) -> Any:
        """Of these rows what lies here and this person sees."""
        return rows.filter(_under(self.place.path)).visible_to(self.person)

    def events(self) -> QuerySet[PromotionEvent]:
        """Events that took place."""
        days = (self.span.first, self.span.last)
        rows: QuerySet[PromotionEvent] = self.seen(PromotionEvent.objects.all())
        return rows.filter(state=EventState.HELD, held_on__range=days)

    def signed(self, level: str = "", least: int = 0, below: int | None = None) -> Any:
        """Agreements that count, of a level and a size in fen."""
        rows = counted(self.seen(Agreement.objects.all()), self.rules.counts)
        rows = rows.filter(signed_on__range=(self.span.first, self.span.last))
        rows = rows.filter(level=level) if level else rows
        rows = rows.filter(amount__gte=least) if least else rows
        return rows.filter(amount__lt=below) if below is not None else rows

    def landed(self, step: str, *, foreign: bool = False) -> Any:
        """What happened on the ground."""
        rows = self.seen(Landing.objects.all()).filter(
            state=Proof.VERIFIED,
            kind=step,
            happened_on__range=(self.span.first, self.span.last),
        )
        return rows.filter(foreign=True) if foreign else rows

    def rows(self, metric: str, level: str = "") -> Any:
        """The rows that a metric counts or sums."""
        match Metric(metric):
            case Metric.EVENTS:
                return self.events()
            case Metric.SIGNED | Metric.SIGNED_AMOUNT:
                return self.signed(level)
            case Metric.BIG:
                return self.signed(level, self.rules.big)
            case Metric() as landed:
                foreign = landed == Metric.FOREIGN_PAID_IN
                return self.landed(LANDED[landed], foreign=foreign)

    @cached_property
    def measured(self) -> dict[tuple[str, str], int]:
        """What was worked out already."""
        return {}

    def measure(self, metric: str, level: str = "") -> int:
        """A metric's value: a count, or fen; asked for once."""
        key = (str(metric), level)
        if key not in self.measured:
            self.measured[key] = self._measure(metric, level)
        return self.measured[key]

    def _measure(self, metric: str, level: str) -> int:
        rows = self.rows(metric, level)
        if Metric(metric) in MONEY:
            return int(rows.aggregate(total=Sum("amount", default=0))["total"])
        return int(rows.count())

    def leads(self) -> QuerySet[Lead]:
        """The leads that were found in this time."""
        rows: QuerySet[Lead] = self.seen(Lead.objects.all())
        return rows.filter(found_on__range=(self.span.first, self.span.last))

    def late(self, today: date) -> dict[Flag, int]:
        """How many leads are over time in each step, whenever they were found."""
        return late_counts(self.seen(Lead.objects.all()), today, self.limits)

    def href(self, listed: str, **chosen: object) -> str:
        """The address of a list narrowed to this place and to what is chosen."""
        said = {"under": self.place.code, **chosen}
        query = urlencode({name: value for name, value in said.items() if value not in {"", None}})
        return f"{reverse(f'investment_staff:{listed}')}?{query}"

    def href_of(self, metric: str, level: str = "") -> str:
        """Where the rows of a metric stand."""
        when = self.span.key
        match Metric(metric):
            case Metric.EVENTS:
                return self.href("events", state=EventState.HELD, when=when)
            case Metric.SIGNED | Metric.SIGNED_AMOUNT:
                return self.href_signed(level)
            case Metric.BIG:
                return self.href_signed(level, self.rules.big)
            case Metric() as landed:
                foreign = "1" if landed == Metric.FOREIGN_PAID_IN else ""
                state, kind = Proof.VERIFIED, LANDED[landed]
                return self.href("landings", state=state, kind=kind, foreign=foreign, when=when)

    def href_signed(self, level: str = "", least: int = 0, below: int | None = None) -> str:
        """Where signed agreements of a level and a size stand."""
        chosen: Mapping[str, object] = {"least": least or "", "below": below or ""}
        return self.href(
            "agreements", counts=self.rules.counts, level=level, when=self.span.key, **chosen
        )
