"""Plan and actual: completion, schedule, and by how many percentage points one leads the other.

Both roundings exist in public notices (domain brief §11.1): `last` subtracts exactly and rounds
once (629.0 of 647.4 after ten months leads by 13.8), `first` subtracts the printed figures (13.9).
Sums are divided by sums; the mean of rates is a different figure and never given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sanan.kit.numbers import exact
from sanan.kit.rounding import half_up
from sanan.scoring.numbers import Number, rounded

ROUNDINGS = ("last", "first")
MONTHS = 12
MOST_PERCENT = 1000
"""A percentage above this is a slip of the hand (万 for 亿), not a figure."""
GREEN_FROM, AMBER_FROM = Fraction(0), Fraction(-5)
"""From which lead in points a project is green, and down to which it is amber (an installation's rule)."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Percentages as printed, and exact. None where the plan or the investment is unknown."""

    completion: Decimal | None
    schedule: Decimal | None
    lead: Decimal | None
    exact_completion: Fraction | None
    exact_schedule: Fraction | None
    exact_lead: Fraction | None

    @property
    def colour(self) -> str:
        """`green`, `yellow` or `red` by the lead; `unknown` where there is none."""
        return colour(self.exact_lead)


def colour(lead: Fraction | None) -> str:
    """Green in step or ahead, yellow up to five points behind, red beyond."""
    if lead is None:
        return "unknown"
    return "green" if lead >= GREEN_FROM else "yellow" if lead >= AMBER_FROM else "red"


def linear(months: int) -> Fraction:
    """The schedule after so many months of the year, in per cent: 9 months are 75."""
    return Fraction(months * 100, MONTHS)


def curved(curve: Sequence[Number], months: int) -> Fraction:
    """The same by a curve of twelve cumulative percentages; 0 before the first month."""
    return Fraction(curve[months - 1]) if months else Fraction(0)


def progress(
    invested: Number | None,
    plan: Number | None,
    schedule: Fraction | None,
    *,
    rounding: str = "last",
    places: int = 1,
) -> Progress:
    """Completion of a plan against a schedule in per cent; money in one unit on both sides.

    No plan, or a plan of nought, has no completion; no figure is made up.
    """
    completion = None
    if invested is not None and plan is not None and plan > 0:
        (over, under), (whole, part) = invested.as_integer_ratio(), plan.as_integer_ratio()
        completion = Fraction(over * part * 100, under * whole)
    return of_percent(completion, schedule, rounding=rounding, places=places)


def of_percent(
    completion: Fraction | None,
    schedule: Fraction | None,
    *,
    rounding: str = "last",
    places: int = 1,
) -> Progress:
    """The same where the completion itself is what is known."""
    shown = None if completion is None else half_up(completion, places)
    due = None if schedule is None else half_up(schedule, places)
    if completion is None or schedule is None or shown is None or due is None:
        return Progress(shown, due, None, completion, schedule, None)
    exact = completion - schedule
    lead = shown - due if rounding == "first" else half_up(exact, places)
    return Progress(shown, due, lead, completion, schedule, exact)


@dataclass(frozen=True, slots=True)
class Checked:
    """One published figure beside ours: `reproduced` by which rounding, or by how much it differs."""

    row: Mapping[str, Any]
    field: str
    published: Decimal
    ours: Mapping[str, Decimal]
    reproduced: tuple[str, ...]

    @property
    def difference(self) -> Decimal | None:
        """What was published less what comes out, by the nearer of the ways; None: nothing does."""
        gaps = [self.published - value for value in self.ours.values()]
        return min(gaps, key=abs) if gaps else None


def check_published(rows: Iterable[Mapping[str, Any]]) -> list[Checked]:
    """Hold published percentages and leads against their own sums.

    Rows as of public notices: `invested_yi`/`plan_yi` or `num`/`den`, `months`, `pct_published`,
    `lead_pp_published`, with `schedule_used` where it is no twelfth a month. Printed decimals say
    how many places. Besides the two roundings, `cut off` (a start rate of 129/270 printed as 47)
    and, for a lead, `printed` (from the published percentage itself) tell where a figure came from.
    """
    found: list[Checked] = []
    for row in rows:
        percent, lead = _decimal(row.get("pct_published")), _decimal(row.get("lead_pp_published"))
        exact = _share(row)
        if percent is not None:
            found.append(_percent_checked(row, percent, exact))
        if lead is not None:
            found.append(_lead_checked(row, lead, exact, percent))
    return found


def _percent_checked(row: Mapping[str, Any], percent: Decimal, exact: Fraction | None) -> Checked:
    if exact is None:
        return Checked(row, "pct", percent, {}, ())
    places = _places(percent)
    ours = {"last": half_up(exact, places), "cut off": rounded(exact, places, "down")}
    ways = tuple(way for way, value in ours.items() if value == percent)
    return Checked(row, "pct", percent, ours, ways[:1])


def _lead_checked(
    row: Mapping[str, Any], lead: Decimal, exact: Fraction | None, percent: Decimal | None
) -> Checked:
    schedule, places = _schedule(row), _places(lead)
    ours: dict[str, Decimal] = {}
    if schedule is not None and exact is not None:
        for way in ROUNDINGS:
            value = of_percent(exact, schedule, rounding=way, places=places).lead
            ours |= {way: value} if value is not None else {}
    if schedule is not None and percent is not None:
        shown = of_percent(Fraction(percent), schedule, places=places)
        by_hand = of_percent(Fraction(percent), schedule, rounding="first", places=places)
        for value in (shown.lead, by_hand.lead):
            if value is not None and ("printed" not in ours or value == lead):
                ours["printed"] = value
    return Checked(row, "lead", lead, ours, tuple(w for w, v in ours.items() if v == lead))


def _share(row: Mapping[str, Any]) -> Fraction | None:
    part = _decimal(row.get("invested_yi", row.get("num")))
    whole = _decimal(row.get("plan_yi", row.get("den")))
    if part is None or whole is None or whole <= 0:
        return None
    return Fraction(part) * 100 / Fraction(whole)


def _schedule(row: Mapping[str, Any]) -> Fraction | None:
    months, used = row.get("months"), _decimal(row.get("schedule_used"))
    even = linear(int(months)) if isinstance(months, int) and 0 < months <= MONTHS else None
    if used is None or (even is not None and half_up(even, _places(used)) == used):
        return even
    return Fraction(used)


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _decimal(given: object) -> Decimal | None:
    return exact(str(given).strip().removesuffix("%").replace("\N{MINUS SIGN}", "-"))
