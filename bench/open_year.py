"""What `bench disclosures` makes and opens inside the installation: a year of tasks, without texts."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Mod
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sanan.kit.clock import at_or_now
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.powers import actions
from sanan.powers.enums import Rhythm, State
from sanan.powers.models import Disclosure, DisclosureItem

PER_TOWNSHIP, PER_COUNTY = 16, 14
LATE_OF = 17
"""One in so many due tasks was never published."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was there, how long it took to make, and the county's page; times in milliseconds."""

    villages: int
    townships: int
    tasks: int
    overdue: int
    made_seconds: float
    first_ms: float
    median_ms: float
    slowest_ms: float
    statements: int


def open_year(
    *, villages: int, months: int, times: int = 15, at: datetime | None = None
) -> Measured:
    """Make `villages` × all items × `months` through the calendar itself, then open the page."""
    now = at_or_now(at)
    actions.seed(at=now)
    DisclosureItem.objects.update(rhythm=Rhythm.MONTHLY, due_month=1, due_day=10)
    city = _city(villages)
    person = Person.objects.create(username="bench-open", name="督查")
    Position.objects.create(
        person=person, role=Role.DISPATCHER, place=city, since_on=date(2020, 1, 1)
    )
    began = time.perf_counter()
    today = timezone.localdate(now)
    for back in range(months, 0, -1):
        total = today.year * 12 + today.month - 1 - back
        actions.generate(place=city, day=date(total // 12, total % 12 + 1, 1), at=now)
    made = time.perf_counter() - began
    _publish(today)
    return _opened(person, city, made, times, today)


def _city(villages: int) -> Place:
    city: Place = Place.objects.add_root({"name": "测量市", "kind": "city", "code": "bench-city"})
    town = county = city
    for number in range(villages):
        if number % (PER_TOWNSHIP * PER_COUNTY) == 0:
            key = f"bench-c{number}"
            county = Place.objects.add_child(city, {"name": key, "kind": "county", "code": key})
        if number % PER_TOWNSHIP == 0:
            key = f"bench-t{number}"
            town = Place.objects.add_child(county, {"name": key, "kind": "township", "code": key})
        key = f"bench-v{number}"
        Place.objects.add_child(town, {"name": key, "kind": "village", "code": key})
    return city


def _publish(today: date) -> None:
    """All that is due but one in `LATE_OF`, the day before it fell due."""
    due = Disclosure.objects.filter(due_on__lt=today)
    due = due.annotate(lot=Mod(F("pk"), Value(LATE_OF))).exclude(lot=0)
    for day in sorted(set(due.values_list("due_on", flat=True).distinct())):
        due.filter(due_on=day).update(
            state=State.PUBLISHED,
            version=1,
            published_on=day - timedelta(days=1),
            published_at=timezone.now(),
        )


def _opened(person: Person, city: Place, made: float, times: int, today: date) -> Measured:
    browser = Client()
    browser.force_login(person)
    taken, statements = [], 0
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for _time in range(times):
        with CaptureQueriesContext(connection) as asked:
            began = time.perf_counter()
            answer = browser.get("/staff/powers/overdue/", HTTP_HOST="localhost")
            taken.append((time.perf_counter() - began) * 1000)
        statements = len(asked)
        if answer.status_code != 200:
            raise RuntimeError(f"the page answered {answer.status_code}")
    ordered = sorted(taken[1:])
    return Measured(
        villages=Place.objects.within(city).of_kind(PlaceKind.VILLAGE).count(),
        townships=Place.objects.within(city).of_kind(PlaceKind.TOWNSHIP).count(),
        tasks=Disclosure.objects.count(),
        overdue=Disclosure.objects.all().overdue(today).count(),
        made_seconds=round(made, 1),
        first_ms=round(taken[0], 1),
        median_ms=round(ordered[len(ordered) // 2], 1),
        slowest_ms=round(ordered[-1], 1),
        statements=statements,
    )
