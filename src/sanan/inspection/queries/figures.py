"""A round as numbers: problems, orders in time, write-offs, money, registers, the three rates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, Sum

from sanan.inspection.enums import (
    TALKS,
    VISITS,
    ContactKind,
    Group,
    ItemState,
    PaperState,
    Theme,
)
from sanan.inspection.models import Clue, Contact, FixOrder, Item, Round, Survey
from sanan.kit.rounding import half_up, rate


@dataclass(frozen=True, slots=True)
class Rates:
    """The three rates in per cent of those asked; None where nobody was asked."""

    asked: int
    knew: Decimal | None
    took_part: Decimal | None
    satisfied: Decimal | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a round is told by. `average` is problems a village, one decimal, half up."""

    villages: int
    problems: int
    average: Decimal | None
    papers: int
    clues: int
    clues_used: int
    orders: int
    orders_done: int
    orders_in_time: Decimal | None
    written_off: int
    write_off_rate: Decimal | None
    lasting: int
    overdue: int
    relapsed: int
    recovered_fen: int
    rates: Rates


def figures(inspection: Round, today: date) -> Figures:
    """Everything about one round, in seven statements."""
    villages = inspection.targets.count()
    papers = inspection.papers.aggregate(
        all=Count("pk"), used=Count("pk", filter=Q(state=PaperState.USED))
    )
    clues = Clue.objects.filter(target__round=inspection).aggregate(
        all=Count("pk"), used=Count("pk", filter=Q(state__in=["ordered", "papered", "transferred"]))
    )
    orders = FixOrder.objects.filter(target__round=inspection).aggregate(
        all=Count("pk"),
        done=Count("pk", filter=Q(mended_on__isnull=False)),
        timely=Count(
            "pk", filter=Q(case__replied_at__lte=F("case__due_at"), mended_on__isnull=False)
        ),
    )
    items = ledger_counts(Item.objects.filter(target__round=inspection), today)
    return Figures(
        villages=villages,
        problems=papers["used"],
        average=half_up(Fraction(papers["used"], villages), 1) if villages else None,
        papers=papers["all"],
        clues=clues["all"],
        clues_used=clues["used"],
        orders=orders["all"],
        orders_done=orders["done"],
        orders_in_time=rate(orders["timely"], orders["done"]),
        written_off=items["written_off"],
        write_off_rate=rate(items["written_off"], items["all"]),
        lasting=items["lasting"],
        overdue=items["overdue"],
        relapsed=items["relapsed"],
        recovered_fen=items["recovered"] or 0,
        rates=rates(Survey.objects.filter(target__round=inspection)),
    )


def ledger_counts(rows: Any, today: date) -> dict[str, Any]:
    """What stands where in a part of the ledger."""
    return dict(
        rows.aggregate(
            all=Count("pk"),
            written_off=Count("pk", filter=Q(state=ItemState.WRITTEN_OFF)),
            lasting=Count("pk", filter=Q(lasting=True) & ~Q(state=ItemState.WRITTEN_OFF)),
            overdue=Count("pk", filter=overdue(today)),
            relapsed=Count("pk", filter=Q(relapse_on__isnull=False)),
            recovered=Sum("recovered_fen"),
        )
    )


def overdue(today: date) -> Q:
    """Without a plan after its day, or not written off after the plan's own day."""
    waiting = ~Q(state=ItemState.WRITTEN_OFF)
    return waiting & (
        Q(state=ItemState.LISTED, plan_due_on__lt=today)
        | Q(due_on__lt=today) & ~Q(state__in=[ItemState.LISTED, ItemState.VERIFIED])
    )


def rates(rows: Any) -> Rates:
    """The three rates of surveys, counts added before they are divided."""
    sums = rows.aggregate(
        **{name: Sum(name) for name in ("asked", "knew", "took_part", "satisfied")}
    )
    told = {name: value or 0 for name, value in sums.items()}
    asked = told.pop("asked")
    return Rates(asked=asked, **{name: rate(value, asked) for name, value in told.items()})


def by_theme(inspection: Round) -> list[tuple[str, int]]:
    """How many problems each theme has, most first."""
    rows = inspection.papers.filter(state=PaperState.USED).values_list("theme").order_by()
    return sorted(
        ((str(Theme(theme).label), n) for theme, n in rows.annotate(n=Count("pk"))),
        key=lambda row: -row[1],
    )


def by_village(inspection: Round, today: date) -> list[dict[str, Any]]:
    """Each village with its problems and what became of them."""
    used = Q(papers__state=PaperState.USED)
    rows: Any = inspection.targets.select_related("place").annotate(n=Count("papers", filter=used))
    found: Any = Item.objects.filter(target__round=inspection).order_by().values("target")
    late: dict[Any, dict[str, Any]] = {
        row["target"]: row
        for row in found.annotate(
            off=Count("pk", filter=Q(state=ItemState.WRITTEN_OFF)),
            late=Count("pk", filter=overdue(today)),
        )
    }
    return [
        {
            "target": target,
            "n": target.n,
            "off": late.get(target.pk, {}).get("off", 0),
            "late": late.get(target.pk, {}).get("late", 0),
        }
        for target in rows.order_by("place__path")
    ]


def registers(inspection: Round) -> Mapping[str, Sequence[tuple[str, int]]]:
    """How much was talked, visited, called; and the six must-visits and must-talks, 0 included."""
    rows = Contact.objects.filter(target__round=inspection).order_by()
    kinds: dict[str, int] = dict(rows.values_list("kind").annotate(n=Count("pk")))
    groups: dict[str, int] = dict(rows.values_list("group").annotate(n=Count("pk")))

    def counted(names: Sequence[Group]) -> list[tuple[str, int]]:
        return [(str(each.label), groups.get(each.value, 0)) for each in names]

    return {
        "kinds": [(str(each.label), kinds.get(each.value, 0)) for each in ContactKind],
        "visits": counted(VISITS),
        "talks": counted(TALKS),
    }
