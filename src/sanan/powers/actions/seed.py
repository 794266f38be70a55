"""What every installation starts with: the sample catalogues and the answer clocks.

Loading again adds what is not there yet and leaves what a county has changed.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from django.db import transaction

from sanan.kit import clock
from sanan.ledger.actions import written
from sanan.powers.actions.catalogue import StepPlan, add_steps
from sanan.powers.enums import Event
from sanan.powers.models import AnswerClock, DisclosureItem, PowerItem

FIRST_DAY = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many were added."""

    open_items: int
    power_items: int
    clocks: int


def seed(*, at: datetime | None = None) -> Seeded:
    """Add the shipped catalogues and clocks that are not there yet."""
    moment = clock.at_or_now(at)
    with transaction.atomic():
        opened, powers, clocks = _open_items(), _power_items(), _clocks()
        if opened or powers or clocks:
            content = {
                "open_items": [i.code for i in opened],
                "power_items": [i.code for i in powers],
                "clocks": {c.stage: f"{c.amount} {c.unit}" for c in clocks},
            }
            written(Event.SEED, "powers", content, by=None, at=moment)
    return Seeded(len(opened), len(powers), len(clocks))


def shipped(name: str) -> dict[str, Any]:
    """One of the data files that come with this room, read."""
    path = files("sanan.powers").joinpath("data", f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def step_plan(text: str) -> StepPlan:
    """Read "公示|cadre|5|notice_photo||before|signed". Raises ValueError for anything else."""
    name, actor, days, evidence, quorum, publish, signed = text.split("|")
    kinds = tuple(filter(None, evidence.split(",")))
    return StepPlan(name, actor, int(days), kinds, quorum, publish, signed == "signed")


def _open_items() -> list[DisclosureItem]:
    told = shipped("open_items")
    known = set(DisclosureItem.objects.values_list("code", flat=True))
    made = [_open_item(row, told) for row in told["item"] if row[0] not in known]
    return DisclosureItem.objects.bulk_create(made)


def _open_item(row: list[Any], told: dict[str, Any]) -> DisclosureItem:
    names = (
        *("code", "affair", "name", "rhythm", "when_busy", "due_month", "due_day"),
        *("display_days", "township_review", "statement", "body", "basis", "elements"),
    )
    return DisclosureItem(
        **dict(zip(names, row, strict=True)),
        audience=told["audience"],
        channels=told["channels"],
        sample=True,
        effective_on=FIRST_DAY,
    )


def _power_items() -> list[PowerItem]:
    known = set(PowerItem.objects.values_list("code", flat=True))
    return [_power_item(row) for row in shipped("power_items")["item"] if row["code"] not in known]


def _power_item(row: dict[str, Any]) -> PowerItem:
    steps = [step_plan(text) for text in row.pop("steps")]
    thresholds = [
        {"fen": each["yuan"] * 100, "text": each["text"]} for each in row.pop("thresholds", [])
    ]
    made = PowerItem.objects.create(
        **row, thresholds=thresholds, sample=True, effective_on=FIRST_DAY
    )
    add_steps(made, steps)
    return made


def _clocks() -> list[AnswerClock]:
    known = set(AnswerClock.objects.values_list("stage", flat=True))
    return AnswerClock.objects.bulk_create(_shipped_clocks(known))


def _shipped_clocks(known: set[str]) -> Iterator[AnswerClock]:
    for stage, amount, unit in shipped("open_items")["clock"]:
        if stage not in known:
            yield AnswerClock(stage=stage, amount=amount, unit=unit)
