"""What `bench index` makes and works out inside the installation."""

import random
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from sanan.books.models import Account, BookEntry
from sanan.cases.models import Case
from sanan.inspection.actions.index import reckon
from sanan.inspection.enums import TermsKind
from sanan.inspection.index.reckoning import reckon as worked_out
from sanan.inspection.models import VillageFact
from sanan.inspection.queries.indicators import figures
from sanan.inspection.rules.terms import defaults, rule_of
from sanan.kit import bulk
from sanan.places.models import Place
from sanan.powers.models import Disclosure, DisclosureItem
from sanan.process.declare import OPERATOR

DAY = timedelta(days=1)
TOWNSHIP = 25
"""Villages of one township."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What was there; seconds of reading, of the pure functions, and of all with what is kept."""

    villages: int
    cases: int
    payments: int
    disclosures: int
    classed: int
    read_s: float
    worked_s: float
    all_s: float
    cpu_s: float


def reckoned(*, villages: int, each: int, times: int = 3) -> Reckoned:
    """The median of several runs over a year of records."""
    city = _filled(villages, each)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    today, rule = timezone.localdate(), rule_of(defaults(TermsKind.INDEX))
    read, worked, whole, busy, classed = [], [], [], [], 0
    for _n in range(times):
        began = time.perf_counter()
        known = figures(city, today, months=12)
        middle = time.perf_counter()
        worked_out(known, rule)
        read.append(middle - began)
        worked.append(time.perf_counter() - middle)
        began, used = time.perf_counter(), time.process_time()
        made = reckon(place=city, by=None, relation=OPERATOR)
        whole.append(time.perf_counter() - began)
        busy.append(time.process_time() - used)
        classed = made.standings.exclude(suggested="").count()
    return Reckoned(
        villages=villages,
        cases=Case.objects.count(),
        payments=BookEntry.objects.count(),
        disclosures=Disclosure.objects.count(),
        classed=classed,
        read_s=_middle(read),
        worked_s=_middle(worked),
        all_s=_middle(whole),
        cpu_s=_middle(busy),
    )


def _middle(values: list[float]) -> float:
    return round(sorted(values)[len(values) // 2], 3)


def _filled(villages: int, each: int) -> Place:
    city = Place.objects.add_root({"name": "测量市", "kind": "city", "code": "bench-city"})
    county = Place.objects.add_child(
        city, {"name": "测量县", "kind": "county", "code": "bench-county"}
    )
    item = DisclosureItem.objects.create(**_ITEM)
    chance, now = random.Random(1), timezone.now()
    town = county
    for n in range(villages):
        if n % TOWNSHIP == 0:
            town = Place.objects.add_child(
                Place.objects.get(pk=county.pk),
                {"name": f"测{n}镇", "kind": "township", "code": f"bench-t{n}"},
            )
        place = Place.objects.add_child(
            Place.objects.get(pk=town.pk),
            {"name": f"测{n}村", "kind": "village", "code": f"bench-{n}"},
        )
        with transaction.atomic():
            _village(place, town, county, item, each, chance, now)
    whole: Place = Place.objects.get(pk=city.pk)
    return whole


_ITEM: dict[str, Any] = {
    "code": "X01",
    "affair": "village",
    "name": "测量",
    "rhythm": "monthly",
    "body": "村委会",
    "audience": "村民",
    "channels": "公开栏",
    "basis": "测量",
    "effective_on": date(2020, 1, 1),
}


_LATE: dict[str, Any] = {}


def _shown(on: date, now: datetime) -> dict[str, Any]:
    return {"state": "published", "version": 1, "published_on": on, "published_at": now}


def _village(
    place: Place,
    town: Place,
    county: Place,
    item: DisclosureItem,
    each: int,
    chance: random.Random,
    now: datetime,
) -> None:
    """A year of one village: cases, payments, disclosures, and what other offices told."""
    trouble, today = chance.random(), timezone.localdate()
    account = Account.objects.create(
        place=place, name="基本户", kind="basic", opened_on=date(2020, 1, 1)
    )
    days = [chance.randrange(5, 360) for _n in range(each)]
    bulk.insert_many(
        [
            bulk.new(
                Case,
                code=f"{place.pk}-{n}",
                query_hash=f"{place.pk}-{n}",
                door="web",
                title="测量",
                text="测量",
                place=place,
                village=place,
                township=town,
                county=county,
                opened_at=now - ago * DAY,
                satisfaction=chance.choice(("", "satisfied", "unsatisfied")),
                reopen_count=int(chance.random() < trouble / 5),
            )
            for n, ago in enumerate(days)
        ]
    )
    bulk.insert_many(
        [
            bulk.new(
                BookEntry,
                place=place,
                account=account,
                on=today - ago * DAY,
                direction="expense",
                category="admin",
                amount=10_000,
                summary="测量",
                method="bank",
                voucher_no=f"记-{n}",
                entered_at=now,
            )
            for n, ago in enumerate(days)
        ]
    )
    bulk.insert_many(
        [
            bulk.new(
                Disclosure,
                item=item,
                item_code=item.code,
                place=place,
                township=town,
                affair="village",
                rhythm="monthly",
                period=f"{n}",
                first_on=today - (ago + 30) * DAY,
                last_on=today - ago * DAY,
                due_on=today - ago * DAY,
                **(
                    _LATE if chance.random() < trouble / 3 else _shown(today - (ago + 1) * DAY, now)
                ),
            )
            for n, ago in enumerate(days)
        ]
    )
    VillageFact.objects.create(
        place=place,
        on=today - 30 * DAY,
        residents=chance.randrange(90, 4000),
        inspected_on=today - chance.randrange(100, 2500) * DAY,
        leader_changes=chance.randrange(3),
        projects_fen=chance.randrange(10**8),
        arrears_fen=chance.randrange(10**7),
        petitions=chance.randrange(5),
    )
