"""The tales of `data/cases.toml`: what was said, by whom, when; and the groups who said the same."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from sanan.cases import actions as cases
from sanan.cases.enums import (
    Anonymity,
    Door,
    Nature,
)
from sanan.cases.models import Case
from sanan.demo.actions.paths import by_person, steps
from sanan.demo.actions.row import Row
from sanan.demo.actions.stage import Step, Tale, drawn
from sanan.demo.cast import Cast, written
from sanan.kit import tokens
from sanan.people.models import Person

HOUR_OF_DAY = (7, 9, 11, 13, 16, 19, 20, 21)
COMPLAINTS = ("noise", "property", "illegal", "arrears", "consumer", "sewage", "air", "market")
DAYS_AGO = {
    "open": 2.6,
    "overdue": 12.0,
    "return": 1.1,
    "extension": 5.0,
    "suspended": 16.0,
    "whistled": 3.2,
    "replied": 5.2,
    "verifying": 6.1,
    "rework": 7.4,
    "revisiting": 6.6,
    "signed": 1.2,
    "dispatched": 0.6,
    "accepted": 0.4,
    "withdrawn": 9.0,
    "objected": 2.2,
    "reopened": 17.0,
    "unanswered": 26.0,
}


def tales(cast: Cast, now: datetime) -> Iterator[Tale]:
    """Every tale of the file: single ones, then the groups with all who said the same."""
    number = 0
    for number, line in enumerate(written("cases")["case"]):
        place, org, category, who, text, reply, drawing, how = line
        yield tale(Row(number, place, org, category, who, text, reply, drawing, how, cast, now))
    for group in written("cases")["group"]:
        number += 10
        yield from _group(group, number, cast, now)


def tale(row: Row) -> Tale:
    """One line, told."""
    return Tale(f"case-{row.number}", _said(row), opened_at(row), steps(row))


def opened_at(row: Row) -> datetime:
    """Long ago for what is over, lately for what is not; never twice at the same minute."""
    minutes = timedelta(minutes=7 * row.number % 53)
    if row.how == "submitted":
        return row.now - timedelta(minutes=9 + row.number * 31 % 340)
    if row.how in DAYS_AGO:
        return row.now - timedelta(days=DAYS_AGO[row.how] + row.number % 5 * 0.13) + minutes
    day = row.now - timedelta(days=16 + row.number * 29 % 95)
    local = timezone.localtime(day).replace(hour=HOUR_OF_DAY[row.number % len(HOUR_OF_DAY)])
    return local + minutes


def _group(group: dict[str, Any], number: int, cast: Cast, now: datetime) -> Iterator[Tale]:
    """A master and its neighbours' own words, merged into it within the first hour or two."""
    shared = (group["place"], group["org"], group["category"])
    master = Row(
        number,
        *shared,
        group["who"],
        group["text"],
        group["reply"],
        group["drawing"],
        group["how"],
        cast,
        now,
    )
    told = tale(master)
    told.key = f"group-{number}"
    yield told
    for place, (who, text) in enumerate(group["others"], start=1):
        row = Row(number + place, *shared, who, text, "", "", "submitted", cast, now)
        said = timedelta(minutes=3 + 4 * place)
        merged: list[Step] = [
            Step(0.05, by_person(row.dispatcher, _merge_into(told.key)), at_once=True)
        ]
        yield Tale(f"{told.key}-{place}", _said(row), told.opened_at + said, merged)


def _merge_into(key: str) -> Callable[..., Case]:
    def merge(*, case: Case, by: Person, at: datetime) -> Case:
        into = Case.objects.get(idempotency=tokens.keyed_hash("idempotency", f"demo:{key}"))
        return cases.merge(case=case, into=into, by=by, at=at)

    return merge


def _said(row: Row) -> dict[str, Any]:
    person = row.cast.people.get(row.who)
    anonymous = row.who == "匿名"
    on_behalf = row.number % 8 == 6 and person is None
    said: dict[str, Any] = {
        "text": row.text,
        "place": row.cast.place(row.place),
        "nature": _nature(row),
        "appellant": person,
        "contact_name": "" if anonymous else (person.name if person else row.who),
        "anonymity": Anonymity.ANONYMOUS if anonymous else Anonymity.MASKED,
        "uploads": drawn(row.drawing) if row.number % 3 else [],
        "door": Door.PHONE if on_behalf else (Door.WEB, Door.QR)[row.number % 2],
        "entered_by": row.dispatcher if on_behalf else None,
    }
    around = _around(row)
    if around is not None:
        said["lat"], said["lon"] = around
    if person is None and not anonymous and row.number % 4 == 0:
        said["contact_phone"] = f"1380001{row.number:04d}"
    return said


def _around(row: Row) -> tuple[float, float] | None:
    """A position within some 600 m of the nearest located place above; for two of three."""
    path = row.cast.place(row.place).path
    near = [p for p in row.cast.places.values() if p.lat is not None and path.startswith(p.path)]
    if not near or row.number % 3 == 0:
        return None
    middle = max(near, key=lambda p: len(p.path))
    if middle.lat is None or middle.lon is None:
        return None
    east, north = row.number * 37 % 100 - 50, row.number * 61 % 100 - 50
    return round(middle.lat + north * 0.0001, 6), round(middle.lon + east * 0.0001, 6)


def _nature(row: Row) -> Nature:
    if row.how == "consult":
        return Nature.CONSULT
    if row.category.endswith(COMPLAINTS):
        return Nature.COMPLAINT
    return Nature.SUGGESTION if "能不能" in row.text else Nature.HELP
