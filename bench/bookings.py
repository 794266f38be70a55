"""`bench bookings`: several clients want one slot at the same moment, again and again.

Each is a process with a connection of its own; a barrier of the clock begins each round. Afterwards
the tables are asked whether every slot has exactly one booking. A second race writes rows past all
rules, so that only the database is in the way. `python -m bench.bookings …` is the part that runs
inside the measured installation.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.http import installation
from bench.processes import prepare, python

Say = Callable[[str], object]
LEAD_SECONDS = 4.0
FIRST = datetime(2030, 1, 1, 0, 0, tzinfo=UTC)
"""The first slot; one an hour after it."""
NOW = FIRST - timedelta(days=1)
YEAR_BOOKINGS, FACILITIES, LOOKS = 5_000, 8, 60


def run(*, clients: int, rounds: int, database: str, say: Say) -> dict[str, Any]:
    """Race for `rounds` slots, `clients` processes each; through the action, then past every rule."""
    with (
        tempfile.TemporaryDirectory(prefix="sanan-bench-", ignore_cleanup_errors=True) as folder,
        installation(Path(folder), database) as environment,
    ):
        prepare(environment)
        python("-m", "bench.bookings", "make", environment=environment)
        found: dict[str, Any] = {"database": database, "clients": clients, "rounds": rounds}
        for way in ("action", "rows"):
            say(f"{clients} clients want each of {rounds} slots on {database} ({way})")
            found[way] = _race(way, clients, rounds, environment)
    ways = [found["action"], found["rows"]]
    found["exactly_one"] = all(way["exactly_one"] == rounds for way in ways)
    return found


def _race(way: str, clients: int, rounds: int, environment: Any) -> dict[str, Any]:
    begin = str(time.time() + LEAD_SECONDS)
    told: Counter[str] = Counter()
    with ThreadPoolExecutor(clients) as pool:
        answers = [
            json.loads(text)
            for text in pool.map(
                lambda number: python(
                    *("-m", "bench.bookings", way, str(number), str(rounds), begin),
                    environment=environment,
                ),
                range(clients),
            )
        ]
    for answer in answers:
        told.update(answer["told"])
    stands = json.loads(python("-m", "bench.bookings", "count", way, environment=environment))
    seconds = max(answer["seconds"] for answer in answers)
    return {"told": dict(sorted(told.items())), "seconds": round(seconds, 2), **stands}


def day_view(*, database: str, say: Say) -> dict[str, Any]:
    """The desk's day of a centre with 5,000 bookings of a year: milliseconds and statements."""
    with (
        tempfile.TemporaryDirectory(prefix="sanan-bench-", ignore_cleanup_errors=True) as folder,
        installation(Path(folder), database) as environment,
    ):
        say(f"a year of {YEAR_BOOKINGS} bookings on {database}")
        prepare(environment)
        python("-m", "bench.bookings", "make", environment=environment)
        told = json.loads(python("-m", "bench.bookings", "year", environment=environment))
    return {"database": database, **told}


def main(arguments: list[str]) -> None:
    """Entry point within the installation's own environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    verb, *rest = arguments
    if verb == "make":
        _make()
        return
    does: dict[str, Callable[[], Any]] = {
        "action": lambda: _want(_by_action, rest),
        "rows": lambda: _want(_by_row, rest),
        "count": lambda: _count(rest[0]),
        "year": _year,
    }
    sys.stdout.write(json.dumps(does[verb]()))


def _make() -> None:
    """A centre that never closes, with a room for each way."""
    from datetime import time as clock_time

    from sanan.cases.actions.seed import seed
    from sanan.demo.cast import cast
    from sanan.neighbourhood import actions

    seed()
    there = cast()
    desk, keeper = there.person("xuwen"), there.person("laichunsheng")
    centre = actions.plan(
        place=there.place("350526100010"),
        name="测速中心",
        by=desk,
        open_on_holidays=True,
        at=NOW - timedelta(days=900),
    )
    actions.open_(centre=centre, by=desk, at=NOW - timedelta(days=900))
    week = [(day, clock_time(0), clock_time(23, 59)) for day in range(7)]
    actions.set_hours(centre=centre, hours=week, by=keeper, at=NOW)
    rules: dict[str, Any] = {
        "ahead": 400,
        "cap": 30_000,
        "step": 30,
        "least": 30,
        "most": 600,
        "kind": "classroom",
    }
    for name in ("action", "rows", *(f"测速室{n}" for n in range(FACILITIES))):
        actions.add_facility(centre=centre, name=name, by=keeper, at=NOW, **rules)


def _slots(rounds: int) -> list[tuple[datetime, datetime]]:
    """One an hour, none over midnight in Shanghai."""
    hours = (FIRST + timedelta(hours=n) for n in range(rounds + rounds // 20 + 48))
    inside = [begin for begin in hours if begin.hour != 15]  # 23:00 in Shanghai
    return [(begin, begin + timedelta(minutes=30)) for begin in inside[:rounds]]


def _want(book: Callable[..., None], rest: list[str]) -> dict[str, Any]:
    """Want every slot in the same sequence as the others; what one was told."""
    from django.db.utils import DatabaseError, IntegrityError, OperationalError

    from sanan.kit.errors import Refused
    from sanan.neighbourhood.models import Facility

    number, rounds, begin = int(rest[0]), int(rest[1]), float(rest[2])
    joined = Facility.objects.select_related("place", "centre__place")
    rooms = {each.name: each for each in joined}
    told: Counter[str] = Counter()
    time.sleep(max(0.0, begin - time.time()))
    began = time.perf_counter()
    for starts_at, ends_at in _slots(rounds):
        try:
            book(rooms, number, starts_at, ends_at)
            told["won"] += 1
        except Refused as no:
            told[no.code] += 1
        except IntegrityError:
            told["refused_by_database"] += 1
        except OperationalError as no:
            deadlock = "deadlock" in str(no)  # two rows that wait for each other: one is ended
            told["deadlock" if deadlock else "busy"] += 1
        except DatabaseError:
            told["other"] += 1
    return {"told": told, "seconds": time.perf_counter() - began}


def _by_action(rooms: Any, number: int, starts_at: datetime, ends_at: datetime) -> None:
    from sanan.neighbourhood import actions

    actions.book(
        facility=rooms["action"],
        starts_at=starts_at,
        ends_at=ends_at,
        name=f"客户{number}",
        phone=f"1380001{number:04d}",
        by=None,
        quiet=True,
        at=max(NOW, starts_at - timedelta(days=1)),
    )


def _by_row(rooms: Any, number: int, starts_at: datetime, ends_at: datetime) -> None:
    from django.db import transaction

    from sanan.neighbourhood.models import Booking

    room = rooms["rows"]
    made = Booking(
        facility=room,
        place=room.place,
        state="approved",
        name=f"客户{number}",
        starts_at=starts_at,
        ends_at=ends_at,
        made_at=NOW,
    )
    made.hold()
    with transaction.atomic():
        made.save(force_insert=True)


def _count(way: str) -> dict[str, int]:
    from django.db.models import Count

    from sanan.ledger.models import Entry
    from sanan.neighbourhood.models import Booking

    rows = Booking.objects.holding().filter(facility__name=way)
    slots = rows.order_by().values("held_from").annotate(n=Count("pk"))
    codes = list(rows.values_list("code", flat=True))
    return {
        "exactly_one": sum(1 for slot in slots if slot["n"] == 1),
        "bookings": len(codes),
        "entries": Entry.objects.filter(event="booking.book", subject__in=codes).count(),
    }


def _year() -> dict[str, Any]:
    """Fill a year, then ask for days of it as the desk does."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from sanan.demo.cast import cast
    from sanan.kit import bulk
    from sanan.neighbourhood.models import Booking, Centre, Facility

    centre = Centre.objects.get(name="测速中心")
    rooms = list(Facility.objects.filter(name__startswith="测速室").select_related("place"))
    rows = []
    for number in range(YEAR_BOOKINGS):
        room = rooms[number % len(rooms)]
        turn = number // len(rooms)
        starts_at = FIRST + timedelta(days=turn * 365 // (YEAR_BOOKINGS // len(rooms)))
        starts_at += timedelta(hours=turn % 2 * 3 + 1)
        made = Booking(
            facility=room,
            place=room.place,
            state="approved",
            name=f"客户{number}",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            made_at=NOW,
        )
        made.hold()
        rows.append(made)
    from django.db import transaction

    with transaction.atomic():
        bulk.insert_many(rows)
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(cast().person("laichunsheng"))
    address, taken = reverse("neighbourhood_staff:day", args=[centre.code]), []
    for number in range(LOOKS):
        day = (FIRST + timedelta(days=number * 6)).date()
        began = time.perf_counter()
        answer = browser.get(f"{address}?day={day:%Y-%m-%d}")
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} for {day}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.get(f"{address}?day={FIRST:%Y-%m-%d}")
    taken = sorted(taken[5:])  # the first ones compile templates
    return {
        "bookings": Booking.objects.filter(facility__in=rooms).count(),
        "median_ms": round(statistics.median(taken), 1),
        "p95_ms": round(taken[int(len(taken) * 0.95)], 1),
        "statements": len(asked),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
