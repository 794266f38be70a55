"""`bench projects`: wall and quarter's assessment over 5,000 projects with 60 months of reports.

`python -m bench.projects …` is the part that runs inside the measured installation.
"""

import gc
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench.http import installation
from bench.processes import prepare, python

PROJECTS, MONTHS, TIMES = 5_000, 60, 9
WALL_MS, ASSESSMENT_MS = 200, 1_000
UNITS = 60


def run(
    *, projects: int, months: int, database: str, say: Callable[[str], object]
) -> dict[str, Any]:
    """Make them in an installation of its own, then ask for wall, page, race and a quarter."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        installation(Path(folder), database) as environment,
    ):
        prepare(environment, bare=True)
        say(f"making {projects} projects × {months} months")
        told = python(
            *("-m", "bench.projects", str(projects), str(months)),
            environment={**environment, "SANAN_STAFF_SECOND_FACTOR": "0", "SANAN_DEMO": "1"},
        )
    found: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
    targets = {"wall_target_ms": WALL_MS, "assessment_target_ms": ASSESSMENT_MS}
    return found | {"database": database, **targets}


def main(projects: int, months: int) -> None:
    """Inside the installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    from django.test import Client
    from django.urls import reverse

    from sanan.people.models import Person
    from sanan.projects.queries import assessing, figures

    county = _make(projects, months)
    gc.collect()
    gc.freeze()  # as the web server does, config/wsgi.py
    rules = assessing.ruleset(assessing.example())
    client = Client(headers={"host": "localhost"})
    client.force_login(Person.objects.get(username="bench-projects"))
    month = "2026-09"
    given: dict[str, Any] = {"county": county, "month": month}
    address = f"{reverse('projects_staff:wall')}?month={month}"
    quarter = {"county": county, "period": "2026Q3", "subjects": "project"}
    found = {
        "wall": _median(lambda: figures.wall(**given)),
        "wall_page": _median(lambda: client.get(address)),
        "race": _median(lambda: figures.race(**given)),
        "facts": _median(lambda: assessing.facts(**quarter)),
    }
    facts = assessing.facts(**quarter)
    found["scores"] = _median(lambda: assessing.tried(rules, facts))
    sys.stdout.write(json.dumps({"projects": projects, "months": months, **found}))


def _median(work: Callable[[], Any]) -> dict[str, float]:
    """Median of the clock and of the processor's time, without the first call; milliseconds."""
    clock, processor = [], []
    for _time in range(TIMES):
        began, used = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    return {
        "clock_ms": round(statistics.median(clock[1:]) * 1000, 1),
        "processor_ms": round(statistics.median(processor[1:]) * 1000, 1),
    }


def _make(projects: int, months: int) -> Any:
    """The rows as they would stand, without going through the verbs one by one."""
    from django.db import transaction

    from sanan.kit import bulk
    from sanan.people.enums import OrgKind, Role
    from sanan.people.models import Org, Person, Position
    from sanan.places import actions as places
    from sanan.places.models import Place
    from sanan.projects.models import Project, Report, YearPlan

    chance, at = random.Random(5), datetime(2026, 10, 3, tzinfo=UTC)
    places.load_regions(
        source=[{"code": "3505", "name": "泉州市"}, {"code": "350525", "name": "永春县"}]
    )
    county = Place.objects.get(kind="county")
    officer, other = (
        Person.objects.create(username=name, name=name)
        for name in ("bench-projects", "bench-other")
    )
    Position.objects.create(
        person=officer, role=Role.PROJECT_OFFICER, place=county, since_on=date(2020, 1, 1)
    )
    orgs = [
        Org.objects.create(name=f"测速单位{n}", kind=OrgKind.DEPARTMENT, place=county)
        for n in range(UNITS)
    ]
    made = [
        Project(
            name=f"测速项目{n}",
            county=county,
            place=county,
            level="city",
            lead_org=orgs[n % UNITS],
            officer=officer,
            state="under_construction",
            registered_at=at,
        )
        for n in range(projects)
    ]
    names = [
        f"{2026 - (months - m - 1 + 3) // 12}-{(9 - (months - m)) % 12 + 1:02}"
        for m in range(months)
    ]
    years = sorted({int(name[:4]) for name in names})
    with transaction.atomic():
        bulk.insert_many(made)
        bulk.insert_many(
            [
                YearPlan(project=p, year=year, amount_fen=chance.randint(10**8, 10**11))
                for p in made
                for year in years
            ]
        )
        for month in names:
            bulk.insert_many(
                [
                    bulk.new(
                        Report,
                        project=p,
                        month=month,
                        invested_fen=chance.randint(10**7, 10**11),
                        physical=chance.randint(0, 100),
                        state="locked",
                        by=officer,
                        verified_by=other,
                        verified_at=at,
                        submitted_at=at,
                        locked_at=at,
                    )
                    for p in made
                ]
            )
    return county


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
