"""`bench volunteers`: a certificate and a county's totals among many participations.

The rows are generated and written straight into the tables of an installation of their own; what
is measured are the room's own reads and papers, each some times, the first apart from the rest.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.http import installation
from bench.processes import prepare, python

TARGETS = {"certificate_ms": 100, "totals_ms": 300}
PROJECTS, ACTIVITIES = 951, 12_000
COUNTY = "350526000000"
TURNS, VOLUNTEERS = 280_000, 30_000
BATCH, TIMES = 5_000, 20
Say = Callable[[str], object]


def run(*, turns: int, database: str, say: Say) -> dict[str, Any]:
    """Fill an installation and measure in it; every figure beside its target."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        installation(Path(folder), database) as environment,
    ):
        say(f"filling {database} with {turns} participations")
        prepare(environment)
        told = python("-m", "bench.volunteers", str(turns), environment=environment)
    found: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
    found |= {"database": database, "targets": TARGETS}
    found["load_average"] = [round(n, 1) for n in os.getloadavg()]
    return found


def main(turns: int) -> None:
    """Inside the installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    began = time.perf_counter()
    certificate, county, village = _fill(turns)
    filled = time.perf_counter() - began
    figures = {
        "participations": turns,
        "fill_seconds": round(filled, 1),
        "certificate": _measured(lambda: _certificate(certificate)),
        "certificate_issue": _measured(lambda: _records(certificate)),
        "totals": _measured(lambda: _totals(county)),
        "totals_of_a_village": _measured(lambda: _totals(village)),
    }
    sys.stdout.write(json.dumps(figures))


def _measured(act: Callable[[], object]) -> dict[str, float]:
    """Milliseconds: the first call, and median and largest of the following."""
    took = []
    for _time in range(TIMES + 1):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    rest = took[1:]
    return {
        "first_ms": round(took[0], 1),
        "median_ms": round(statistics.median(rest), 1),
        "most_ms": round(max(rest), 1),
    }


def _certificate(key: tuple[int, str]) -> None:
    """What the volunteer's click does: find it, compose it, set it as a PDF."""
    from sanan.volunteers.models import Volunteer
    from sanan.volunteers.queries import near, papers

    volunteer = Volunteer.objects.select_related("person", "place").get(pk=key[0])
    made = papers.pdf(papers.paper_of(near.own_certificate(volunteer, key[1])))
    assert made.startswith(b"%PDF")  # noqa: S101 - a measurement of nothing is none


def _records(key: tuple[int, str]) -> None:
    """What issuing reads: the confirmed services of the period, and their sum."""
    from sanan.volunteers.models import Certificate
    from sanan.volunteers.queries import papers

    certificate = Certificate.objects.select_related("volunteer").get(number=key[1])
    assert papers.records_of(certificate)  # noqa: S101


def _totals(path: str) -> None:
    from sanan.kit import clock
    from sanan.volunteers.queries.totals import totals

    assert totals(path, clock.now()).participations  # noqa: S101


def _fill(turns: int) -> tuple[tuple[int, str], str, str]:
    from django.db import connection, transaction

    from sanan.places.models import Place

    with transaction.atomic():
        villages, county = _villages()
        org, recorder = _staff(villages[0])
        projects = _projects(villages, org)
        activities = _activities(projects)
        people = _people(villages)
        _services(turns, activities, people, org, recorder)
        key = _paper(people[7], org, recorder)
    with connection.cursor() as cursor:
        # On PostgreSQL autovacuum does so within a minute of such a load.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return key, county, str(Place.objects.get(pk=villages[0]).path)


def _villages() -> tuple[list[int], str]:
    """The villages of a county that an installation has from the start, and its path."""
    from sanan.places.models import Place

    county = Place.objects.get(code=COUNTY)
    villages = Place.objects.within(county).filter(kind="village")
    return list(villages.values_list("pk", flat=True)), str(county.path)


def _staff(place: int) -> tuple[int, int]:
    from sanan.kit.clock import now
    from sanan.people.models import Org, Person
    from sanan.volunteers.models import Team

    org = Org(name="县志愿服务总队", kind="volunteer_team", place_id=place)
    recorder = Person(name="记录人", joined_at=now())
    _insert([org])
    _insert([recorder])
    _insert([Team(org=org, head="赖春", phone="0595-23550001", since_on=now().date())])
    return org.pk, recorder.pk


def _insert(rows: list[Any]) -> None:
    from sanan.kit.bulk import insert_many

    for start in range(0, len(rows), BATCH):
        insert_many(rows[start : start + BATCH])


def _projects(villages: list[int], org: int) -> list[Any]:
    from sanan.kit.clock import now
    from sanan.volunteers.models import Project

    rows = [
        Project(
            org_id=org,
            place_id=villages[n % len(villages)],
            name=f"项目{n}",
            begins_on=now().date() - timedelta(days=1000),
            made_at=now(),
        )
        for n in range(PROJECTS)
    ]
    _insert(rows)
    return rows


def _activities(projects: list[Any]) -> list[Any]:
    from sanan.kit.clock import now
    from sanan.volunteers.models import Activity

    first = now().replace(hour=1, minute=0) - timedelta(days=1000)
    rows = []
    for n in range(ACTIVITIES):
        project = projects[n % len(projects)]
        begin = first + timedelta(days=n % 990, hours=n % 8)
        rows.append(
            Activity(
                project_id=project.pk,
                place_id=project.place_id,
                state="held",
                title=f"活动{n}",
                where="村口",
                starts_at=begin,
                ends_at=begin + timedelta(hours=2),
                beneficiaries=80,
                made_at=begin,
            )
        )
    _insert(rows)
    return rows


def _people(villages: list[int]) -> list[Any]:
    from sanan.kit.clock import now
    from sanan.people.models import Person
    from sanan.volunteers.models import Volunteer

    persons = [Person(name=f"志愿者{n}", joined_at=now()) for n in range(VOLUNTEERS)]
    _insert(persons)
    rows = [
        Volunteer(
            person_id=person.pk,
            place_id=villages[n % len(villages)],
            registered_at=now(),
            wording="bench",
        )
        for n, person in enumerate(persons)
    ]
    _insert(rows)
    return rows


def _services(turns: int, activities: list[Any], people: list[Any], org: int, by: int) -> None:
    from sanan.volunteers.models import Service

    rows = []
    for n in range(turns):
        activity = activities[n % len(activities)]
        # Another person at each turn of the same activity, so that nobody is there twice.
        person = people[(n * 7 + n // len(activities) * 13) % len(people)]
        rows.append(
            Service(
                person_id=person.person_id,
                org_id=org,
                place_id=activity.place_id,
                title=activity.title,
                began_at=activity.starts_at,
                ended_at=activity.ends_at,
                minutes=100 + n % 20,
                breaks=n % 20,
                state="confirmed",
                recorder_id=by,
                recorded_at=activity.ends_at,
                agreed_at=activity.ends_at,
                agreed_way="phone",
            )
        )
    _insert(rows)


def _paper(volunteer: Any, org: int, by: int) -> tuple[int, str]:
    from sanan.kit.clock import now
    from sanan.volunteers.models import Certificate
    from sanan.volunteers.queries import papers

    today = now().date()
    made = Certificate(
        volunteer=volunteer,
        org_id=org,
        state="issued",
        since_on=today - timedelta(days=999),
        until_on=today,
        asked_at=now(),
        issued_at=now(),
        issued_by_id=by,
        publicise_until=now() + timedelta(days=7),
        head="赖春",
        handler="记录人",
        phone="0595-23550001",
    )
    made.records = papers.records_of(made)
    made.times = len(made.records)
    made.minutes = sum(record["minutes"] for record in made.records)
    _insert([made])
    return volunteer.pk, made.number


if __name__ == "__main__":
    main(int(sys.argv[1]))
