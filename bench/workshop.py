"""`bench pay`: working out a month's pay of a large workshop, against a second count.

`python -m bench.workshop …` is the part that runs inside the measured installation.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.http import installation
from bench.processes import prepare, python

Say = Callable[[str], object]
BEGUN = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
AFTER = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
RATES = ("0.0350", "0.5000", "1.2500", "12.3456")


def run(*, workers: int, deliveries: int, database: str, say: Say) -> dict[str, Any]:
    """Fill an empty installation, work out the month there, and count it a second time."""
    with (
        tempfile.TemporaryDirectory(prefix="sanan-bench-", ignore_cleanup_errors=True) as folder,
        installation(Path(folder), database) as environment,
    ):
        say(f"making {workers} workers and {deliveries} deliveries on {database}")
        prepare(environment)
        numbers = (str(workers), str(deliveries))
        told = python("-m", "bench.workshop", *numbers, environment=environment)
    found: dict[str, Any] = json.loads(told)
    return {"database": database, "workers": workers, "deliveries": deliveries, **found}


def main(arguments: list[str]) -> None:
    """Entry point within the installation's own environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    workers, deliveries = map(int, arguments)
    sys.stdout.write(json.dumps(_measured(workers, deliveries)))


def _measured(workers: int, deliveries: int) -> dict[str, Any]:
    from sanan.workshop import actions
    from sanan.workshop.models import Delivery
    from sanan.workshop.queries.money import totals

    workshop, keeper, owed = _filled(workers, deliveries)
    began, processor = time.perf_counter(), time.process_time()
    made = actions.draft(workshop=workshop, month="2026-10", by=keeper, at=AFTER)
    seconds, processor = time.perf_counter() - began, time.process_time() - processor
    slips = dict(made.slips.values_list("worker", "net"))
    return {
        "seconds": round(seconds, 2),
        "processor": round(processor, 2),
        "net_fen": totals(made).net,
        "agrees": slips == owed and not Delivery.objects.filter(slip=None).exists(),
    }


def _filled(workers: int, deliveries: int) -> tuple[Any, Any, dict[int, int]]:
    """A workshop with its workers and counts; what each is owed, counted by hand in thousandths."""
    from django.db import transaction

    from sanan.demo.cast import cast
    from sanan.kit import bulk
    from sanan.people.enums import OrgKind
    from sanan.people.models import Org
    from sanan.workshop import actions
    from sanan.workshop.models import CraftOrder, Delivery, Issue, Worker

    there = cast()
    keeper, place = there.person("laichunsheng"), there.place("350526100010")
    given: dict[str, Any] = {"by": keeper, "at": BEGUN}
    owed: Counter[int] = Counter()
    with transaction.atomic():
        workshop = actions.open_workshop(place=place, name="大手工坊", villages=[], **given)
        firm = Org.objects.create(name="大瓷厂", kind=OrgKind.ENTERPRISE, place=place)
        order = CraftOrder.objects.create(
            workshop=workshop,
            place=place,
            partner=actions.add_partner(workshop=workshop, org=firm, **given),
            product="捏花",
            sort="陶瓷",
            pieces=Decimal(10) ** 8,
            price=Decimal(20),
            due_on=date(2026, 12, 1),
            offered_on=BEGUN.date(),
            state="delivering",
        )
        people = [
            bulk.new(
                Worker,
                workshop=workshop,
                place=place,
                name=f"工人{n}",
                born_on=date(1980, 1, 1),
                of_age_on=date(1996, 1, 1),
                joined_on=BEGUN.date(),
            )
            for n in range(workers)
        ]
        bulk.insert_many(people)
        issues = [
            bulk.new(
                Issue,
                order=order,
                worker=worker,
                place=place,
                pieces=Decimal(10) ** 6,
                issued_on=BEGUN.date(),
                due_on=date(2026, 10, 31),
                first=True,
            )
            for worker in people
        ]
        bulk.insert_many(issues)
        rows = []
        for n in range(deliveries):
            issue, rate, good = issues[n % workers], RATES[n % len(RATES)], n % 97 + 1
            # Ten-thousandths of a yuan, rounded half-up to fen, in integers.
            fen = (good * int(rate.replace(".", "")) + 50) // 100
            owed[issue.worker_id] += fen
            rows.append(
                bulk.new(
                    Delivery,
                    issue=issue,
                    worker_id=issue.worker_id,
                    key=f"bench-{n}",
                    grade="合格",
                    good=Decimal(good),
                    rate=Decimal(rate),
                    fen=fen,
                    on=BEGUN.date() + timedelta(n % 31),
                    at=BEGUN,
                )
            )
        bulk.insert_many(rows)
    return workshop, keeper, dict(owed)


if __name__ == "__main__":
    main(sys.argv[1:])
