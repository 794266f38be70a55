"""What every installation starts with: the categories, the deadline packs, the public holidays.

Loading again adds what a new release brings and leaves what a county has changed.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from django.db import transaction

from sanan.cases import deadlines
from sanan.cases.models import Category, DayOfCalendar, Policy
from sanan.kit.calendar import seed_year
from sanan.kit.deadline import Allowance, Unit
from sanan.ledger import actions as ledger
from sanan.people.models import Person

EVENT = "cases.seed"
YEARS = (2024, 2025, 2026)


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many rows of each kind were added."""

    categories: int
    policies: int
    days: int


def seed(
    *,
    years: Iterable[int] = YEARS,
    by: Person | None = None,
    at: datetime | None = None,
) -> Seeded:
    """Add the shipped categories, deadline packs and holidays that are not there yet."""
    with transaction.atomic():
        categories = _add_categories()
        policies = _add_policies()
        days = _add_days(years)
        if categories or policies or days:
            ledger.record(
                event=EVENT,
                subject="cases",
                by=by.ref if by else "",
                at=at,
                content={
                    "categories": [c.code for c in categories],
                    "policies": [f"{p.pack}/{p.key}" for p in policies],
                    "days": {str(d.day): d.working for d in days},
                },
            )
    deadlines.forget()
    return Seeded(len(categories), len(policies), len(days))


def shipped(name: str) -> dict[str, Any]:
    """One of the data files that come with this room, read."""
    path = files("sanan.cases").joinpath("data", f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def allowance(text: str) -> Allowance:
    """Read "5 working_day". Raises ValueError for anything else."""
    amount, unit = text.split()
    return Allowance(Unit(unit), int(amount))


def _add_categories() -> list[Category]:
    known = {c.code: c for c in Category.objects.all()}
    added: list[Category] = []
    for first in shipped("categories")["category"]:
        top = known.get(first["code"])
        if top is None:
            top = Category.objects.create(code=first["code"], name=first["name"])
            added.append(top)
        for code, name, open_rule, close_rule in first["leaf"]:
            leaf = f"{top.code}.{code}"
            if leaf not in known:
                added.append(
                    Category(
                        code=leaf,
                        name=name,
                        parent=top,
                        open_rule=open_rule,
                        close_rule=close_rule,
                    )
                )
    Category.objects.bulk_create(c for c in added if c.pk is None)
    return added


def _add_policies() -> list[Policy]:
    known = set(Policy.objects.values_list("pack", "key"))
    added = [p for p in _shipped_policies() if (p.pack, p.key) not in known]
    return Policy.objects.bulk_create(added)


def _shipped_policies() -> Iterator[Policy]:
    for pack in shipped("deadline_packs")["pack"]:
        for row in pack["row"]:
            yield Policy(
                pack=pack["key"],
                source=pack["source"],
                allows=_allows(row.pop("allows")),
                **{**row, "name": f"{pack['name']}：{row['name']}"},
            )


def _allows(given: Mapping[str, str]) -> dict[str, dict[str, str | int]]:
    stages = {stage: allowance(text) for stage, text in given.items()}
    return {s: {"unit": str(a.unit), "amount": a.amount} for s, a in stages.items()}


def _add_days(years: Iterable[int]) -> list[DayOfCalendar]:
    known = set(DayOfCalendar.objects.filter(county=None).values_list("day", flat=True))
    return DayOfCalendar.objects.bulk_create(
        DayOfCalendar(day=day, working=working)
        for year in years
        for day, working in seed_year(year).days.items()
        if day not in known
    )
