"""What is known of each village on a day, indicator by indicator; what is not known is not there.

A village that does not keep its books here has no alerts to count, and one whose residents nobody
told has no rate of complaints: both are missing, not zero.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q

from sanan.books.enums import Colour, Direction
from sanan.books.models import Alert, BookEntry
from sanan.books.rules import WARNINGS
from sanan.cases.models import Case
from sanan.inspection.enums import Indicator, RoundState, SignalState
from sanan.inspection.index.reckoning import Figure
from sanan.inspection.models import Target, VillageFact
from sanan.kit.dates import end_of
from sanan.places.models import Place, beyond
from sanan.powers.models import Disclosure, Question
from sanan.process.enums import Satisfaction
from sanan.voices.models import Room

Figures = dict[str, Figure | None]
_I = Indicator
MONTH = timedelta(days=365) / 12
VOUCHER_WAITS = timedelta(days=30)
TOLD_FOR = timedelta(days=3 * 365)
"""What another office told is not taken any more after so long."""
OWN_KINDS = ("immediate_fix",)
MONEY = (
    "agri.collective",
    "agri.subsidy",
    "agri.contract",
    "land.expropriate",
    "resettle.house",
    "resettle.support",
    "discipline.style",
    "discipline.open",
)
"""Categories of cases that are about a village's money, works, benefits or its cadres' ways."""
YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Window:
    """The villages under a place, and the days that are looked at, both included."""

    place: Place
    first: date
    last: date

    @property
    def since(self) -> datetime:
        """The first moment."""
        return end_of(self.first - timedelta(days=1))

    @property
    def until(self) -> datetime:
        """The last moment."""
        return end_of(self.last)

    def under(self, name: str = "place") -> dict[str, str]:
        """Rows at or under the place."""
        path = self.place.path
        return {f"{name}__path__gte": path, f"{name}__path__lt": beyond(path)}


def villages(place: Place) -> list[Place]:
    """The villages under a place, in the order of the tree."""
    rows = Place.objects.filter(kind="village", path__gte=place.path, path__lt=beyond(place.path))
    return list(rows.order_by("path"))


def figures(place: Place, on: date, *, months: int) -> dict[int, Figures]:
    """Each village's figures as they stood at the end of a day, by the village's id."""
    seen = Window(place, on - MONTH * months + timedelta(days=1), on)
    told = _told(seen)
    paid, bare = _payments(seen)
    due, late = _disclosures(seen)
    asked, silent = _questions(seen)
    cases = _cases(seen)
    spoken = cases.keys() | set(Room.objects.filter(**seen.under()).values_list("place", flat=True))
    red, visited = _red(seen), _visited(seen)
    found: dict[int, Figures] = {}
    for village in villages(place):
        pk = village.pk
        fact, case = told.get(pk, {}), cases.get(pk, {}) if pk in spoken else None
        found[pk] = {
            _I.RED_ALERTS: Figure(red.get(pk, 0)) if pk in paid or pk in due else None,
            _I.YEARS_SINCE: _years(visited.get(pk) or fact.get("inspected_on"), on),
            _I.NO_VOUCHER: _share(bare.get(pk, 0), paid.get(pk)),
            _I.LATE_DISCLOSURES: _share(late.get(pk, 0), due.get(pk)),
            _I.UNANSWERED: _share(silent.get(pk, 0), asked.get(pk)),
            **_of_facts(fact),
            **_of_cases(case, fact.get("residents")),
        }
    return found


def said(place: Place, on: date, *, months: int) -> dict[int, int]:
    """How many cases each village had, however many live there; for "most complaints"."""
    seen = Window(place, on - MONTH * months + timedelta(days=1), on)
    return {pk: each["all"] for pk, each in _cases(seen).items()}


def _share(part: int, of: int | None) -> Figure | None:
    return Figure(part, of) if of else None


def _years(last: date | None, on: date) -> Figure | None:
    return Figure((on - last).days / YEAR) if last is not None else None


def _of_facts(fact: Mapping[str, Any]) -> Figures:
    residents, changes = fact.get("residents"), fact.get("leader_changes")
    works, owed, petitions = (fact.get(n) for n in ("projects_fen", "arrears_fen", "petitions"))
    return {
        _I.LEADER_CHANGES: None if changes is None else Figure(changes),
        _I.BIG_PROJECTS: None if works is None else Figure(works / 1_000_000),
        _I.ARREARS: None if owed is None or not residents else Figure(owed / 100, residents),
        _I.PETITIONS: None if petitions is None or not residents else Figure(petitions, residents),
    }


def _of_cases(case: Mapping[str, int] | None, residents: int | None) -> Figures:
    """None: nobody speaks here yet; an empty mapping: they could, and did not."""
    if case is None:
        return dict.fromkeys(
            (_I.COMPLAINTS, _I.ENVIRONMENT, _I.ABOUT_MONEY, _I.REPEATS, _I.BAD_RATINGS)
        )
    of = case.get("all", 0)
    return {
        _I.COMPLAINTS: Figure(of, residents) if residents else None,
        _I.ENVIRONMENT: Figure(case.get("env", 0), residents) if residents else None,
        _I.ABOUT_MONEY: _share(case.get("money", 0), case.get("sorted", 0)),
        _I.REPEATS: _share(case.get("again", 0), of),
        _I.BAD_RATINGS: _share(case.get("bad", 0), case.get("rated", 0)),
    }


def _told(seen: Window) -> dict[int, dict[str, Any]]:
    """Of each village the newest that is known of each field, told within three years."""
    names = [field.name for field in VillageFact._meta.fields if field.null]
    rows = VillageFact.objects.filter(
        **seen.under(), on__lte=seen.last, on__gt=seen.last - TOLD_FOR
    )
    found: dict[int, dict[str, Any]] = {}
    for pk, *row in rows.order_by("on").values_list("place", *names):
        known = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        found.setdefault(pk, {}).update(known)
    return found


def _counted(rows: Any, name: str = "place") -> dict[int, int]:
    return dict(rows.order_by().values_list(name).annotate(n=Count("pk")))


def _payments(seen: Window) -> tuple[dict[int, int], dict[int, int]]:
    rows = BookEntry.objects.standing().filter(**seen.under(), direction=Direction.EXPENSE)
    rows = rows.filter(on__gte=seen.first, on__lte=seen.last - VOUCHER_WAITS)
    return _counted(rows), _counted(rows.filter(vouchers__isnull=True))


def _disclosures(seen: Window) -> tuple[dict[int, int], dict[int, int]]:
    rows = Disclosure.objects.filter(**seen.under(), due_on__gte=seen.first, due_on__lt=seen.last)
    late = Q(published_on__isnull=True) | Q(published_on__gt=F("due_on"))
    return _counted(rows), _counted(rows.filter(late))


def _questions(seen: Window) -> tuple[dict[int, int], dict[int, int]]:
    rows = Question.objects.filter(
        **seen.under(), promised_at__gt=seen.since, promised_at__lte=seen.until
    )
    late = Q(answered_at__isnull=True) | Q(answered_at__gt=F("promised_at"))
    return _counted(rows), _counted(rows.filter(late))


def _cases(seen: Window) -> dict[int, dict[str, int]]:
    rows: Any = Case.objects.within(seen.place).filter(
        opened_at__gt=seen.since, opened_at__lte=seen.until, village__isnull=False
    )
    counted = (
        rows.exclude(kind__in=OWN_KINDS)
        .order_by()
        .values("village")
        .annotate(
            all=Count("pk"),
            sorted=Count("category"),
            money=Count("pk", filter=Q(category__code__in=MONEY)),
            env=Count("pk", filter=Q(category__code__startswith="env.")),
            again=Count("pk", filter=Q(master__isnull=False) | Q(reopen_count__gt=0)),
            rated=Count("pk", filter=~Q(satisfaction="")),
            bad=Count("pk", filter=Q(satisfaction=Satisfaction.UNSATISFIED)),
        )
    )
    return {row.pop("village"): row for row in counted}


def _red(seen: Window) -> dict[int, int]:
    rows = Alert.objects.filter(**seen.under(), rule__in=_red_rules(), raised_at__lte=seen.until)
    rows = rows.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=seen.until))
    return _counted(rows.exclude(signal__state=SignalState.DISMISSED))


def _red_rules() -> Collection[str]:
    return [code for code, rule in WARNINGS.items() if rule.colour == Colour.RED]


def _visited(seen: Window) -> dict[int, date]:
    rows = Target.objects.filter(**seen.under(), round__starts_on__lte=seen.last)
    rows = rows.exclude(round__state=RoundState.PLANNED)
    found: Iterable[tuple[int, date]] = (
        rows.order_by().values_list("place").annotate(last=Max("round__starts_on"))
    )
    return dict(found)
