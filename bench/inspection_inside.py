"""What `bench inspection` makes and opens inside the installation."""

import random
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.room_inside import WORDS
from sanan.inspection import actions
from sanan.inspection.enums import Duty, Grade, Mode
from sanan.inspection.models import Round, Target
from sanan.kit import bulk
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.models import Place
from sanan.voices.models import Message, Room

DAY = timedelta(days=1)
FIRST = 100
"""The number of a room's first message here; the notice of the round stands before it."""
SAID = "，请找王小明，电话13800013333，住村口三号"


@dataclass(frozen=True, slots=True)
class Opened:
    """What was there, and the view; times in milliseconds, `cpu_ms` of the processor."""

    villages: int
    messages: int
    first_ms: float
    median_ms: float
    slowest_ms: float
    cpu_ms: float
    statements: int
    word_ms: float
    village_ms: float


def opened(*, villages: int, messages: int, times: int = 15) -> Opened:
    """A round over all villages of a county that spoke for three hundred days; then its view."""
    inspection, person = _round(villages)
    _speak(inspection, messages)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    address = reverse("inspection_staff:listen", args=[inspection.code])
    first = _took(client, address)
    busy = time.process_time()
    spans = [_took(client, address) for _n in range(times)]
    cpu = (time.process_time() - busy) / times * 1000
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    place = inspection.targets.select_related("place").first()
    spans.sort()
    return Opened(
        villages=villages,
        messages=Message.objects.count(),
        first_ms=first,
        median_ms=spans[times // 2],
        slowest_ms=spans[-1],
        cpu_ms=round(cpu, 1),
        statements=len(seen.captured_queries),
        word_ms=_took(client, f"{address}?q=水渠"),
        village_ms=_took(client, f"{address}?place={place.place.code if place else ''}&days=30"),
    )


def _took(client: Client, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return round((time.perf_counter() - began) * 1000, 1)


def _round(villages: int) -> tuple[Round, Person]:
    county = Place.objects.add_root({"name": "测量县", "kind": "county", "code": "bench-county"})
    office, leader = (Person.objects.create(username=f"bench-{n}", name=f"测{n}") for n in "ab")
    for person, role in ((office, Role.INSPECTION_OFFICE), (leader, Role.INSPECTOR)):
        Position.objects.create(person=person, role=role, place=county, since_on=date(2020, 1, 1))
    today = timezone.localdate()
    given: dict[str, Any] = {
        "phone": "1",
        "hours": "白天",
        "says": "都可以",
        "authority": "批准",
        "plan": "方案",
    }
    made = actions.rounds.plan(
        place=county,
        title="测量轮",
        year=today.year,
        number=1,
        mode=Mode.DIRECT,
        starts_on=today,
        ends_on=today + 60 * DAY,
        by=office,
        **given,
    )
    actions.rounds.join(inspection=made, person=leader, duty=Duty.LEADER, by=office)
    for n in range(villages):
        place = Place.objects.add_child(
            county, {"name": f"测{n}村", "kind": "village", "code": f"bench-{n}"}
        )
        place.refresh_from_db()
        Target.objects.create(round=made, place=place, grade=Grade.KEY, reason="测量")
    actions.rounds.notice(inspection=made, by=office)
    return made, leader


def _speak(inspection: Round, messages: int) -> None:
    """Messages over three hundred days, one in ten with private words, newest last in each room."""
    now, chance = timezone.now(), random.Random(1)
    rooms = list(Room.objects.filter(place__in=inspection.targets.values("place")))
    each = messages // len(rooms)
    with transaction.atomic():
        for room in rooms:
            spoken = range(FIRST, FIRST + each)
            bulk.insert_many([_message(room, seq, each, now, chance) for seq in spoken])


def _message(room: Room, seq: int, each: int, now: datetime, chance: random.Random) -> Message:
    text = chance.choice(WORDS) + (SAID if chance.random() < 0.1 else "")
    at = now - (each + FIRST - seq) / each * 300 * DAY
    return bulk.new(Message, room=room, seq=seq, rev=seq, name="邻家", text=text, at=at)
