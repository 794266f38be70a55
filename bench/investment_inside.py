"""What `bench investment` makes and opens inside the installation: rows without texts or entries."""

import random
import time
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sanan.investment import actions
from sanan.investment.models import Agreement, Company, Landing, Lead
from sanan.kit.bulk import insert_many
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.models import Place

DAY, YI = timedelta(days=1), 10**10
TASKS = (
    *(("signed", "city", 50), ("big", "city", 5)),
    *(("signed_amount", "city", 400 * YI), ("events", "", 200)),
    *(("paid_in", "", 30 * YI), ("registered", "", 40)),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What was there, and the board; times in milliseconds, `cpu_ms` of the processor."""

    leads: int
    agreements: int
    landings: int
    first_ms: float
    median_ms: float
    slowest_ms: float
    cpu_ms: float
    statements: int
    list_ms: float


def opened(*, leads: int, agreements: int, times: int = 15) -> Opened:
    """Two years of leads of one county, half of them signed; then the board of this year."""
    county = Place.objects.add_root({"name": "测量县", "kind": "county", "code": "bench-county"})
    officer, second = (Person.objects.create(username=f"bench-{n}", name=f"测{n}") for n in "ab")
    for person in (officer, second):
        Position.objects.create(
            person=person,
            role=Role.INVESTMENT_OFFICER,
            place=county,
            since_on=date(2020, 1, 1),
        )
    today = timezone.localdate()
    with transaction.atomic():
        _fill(county, officer, second, leads, agreements, today)
    for metric, level, target in TASKS:
        actions.targets.set_task(
            place=county, year=today.year, metric=metric, level=level, target=target, by=officer
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    browser = Client()
    browser.force_login(officer)
    taken, used, statements = [], [], 0
    for _time in range(times):
        with CaptureQueriesContext(connection) as asked:
            taken_ms, used_ms = _get(browser, "/staff/investment/")
        taken.append(taken_ms)
        used.append(used_ms)
        statements = len(asked)
    listed = sorted(_get(browser, "/staff/investment/leads/")[0] for _time in range(5))
    ordered = sorted(taken[1:])
    return Opened(
        leads=Lead.objects.count(),
        agreements=Agreement.objects.count(),
        landings=Landing.objects.count(),
        first_ms=round(taken[0], 1),
        median_ms=round(ordered[len(ordered) // 2], 1),
        slowest_ms=round(ordered[-1], 1),
        cpu_ms=round(sorted(used[1:])[len(ordered) // 2], 1),
        statements=statements,
        list_ms=round(listed[2], 1),
    )


def _get(browser: Client, address: str) -> tuple[float, float]:
    began, used = time.perf_counter(), time.process_time()
    answer = browser.get(address, HTTP_HOST="localhost")
    took = (time.perf_counter() - began) * 1000, (time.process_time() - used) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return took


def _fill(
    county: Place, officer: Person, second: Person, leads: int, agreements: int, today: date
) -> None:
    chance, now = random.Random(36), timezone.now()
    firms = [
        Company(place=county, name=f"企业{n}", known_as=f"企业{n}", core=f"企业{n}", entered_at=now)
        for n in range(max(leads // 3, 1))
    ]
    insert_many(firms)
    rows, wins, landed = [], [], []
    for n in range(leads):
        found = today - chance.randrange(10, 700) * DAY
        lead = Lead(
            place=county,
            company=firms[n % len(firms)],
            title=f"项目{n}",
            known_as=f"项目{n}",
            sector="食品",
            scale=chance.randrange(1, 300) * YI // 10,
            source="own",
            owner=officer,
            found_on=found,
        )
        if n % 8:
            lead.state, lead.negotiating_on = "negotiating", found + chance.randrange(1, 9) * DAY
        if n < agreements:
            lead.negotiating_on = found + DAY
            lead.state, lead.contract_on = "contract_signed", found + chance.randrange(2, 9) * DAY
            if n % 2:
                lead.state, lead.registered_on = "registered", lead.contract_on + DAY
        rows.append(lead)
    insert_many(rows)
    for lead in rows[:agreements]:
        done = {"entered_by": officer, "verified_by": second, "entered_at": now, "verified_at": now}
        both = {"lead": lead, "place": county, "state": "verified", **done}
        signed = {"kind": "contract", "level": chance.choice(["city", "county"])}
        wins.append(
            Agreement(**both, **signed, amount=lead.scale or 1, signed_on=lead.contract_on or today)
        )
        if lead.registered_on:
            landed.append(Landing(**both, kind="registered", happened_on=lead.registered_on))
    insert_many(wins)
    insert_many(landed)
