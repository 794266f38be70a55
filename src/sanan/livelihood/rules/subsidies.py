"""The direct subsidy (直补) as data: how much, for how long, from which move on; months reckoned exactly."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data" / "subsidy.toml"


@dataclass(frozen=True, slots=True)
class SubsidyRule:
    """One version: `fen_a_year` a person for `years` from `starts_on` or from the move, if later."""

    version: str
    from_on: date
    fen_a_year: int
    years: int
    starts_on: date
    source: str

    def first_month(self, joined_on: date) -> date:
        """The month from which somebody has it: that of their move, not before the rule began."""
        return max(self.starts_on, joined_on).replace(day=1)

    def first_month_after(self, joined_on: date) -> date:
        """The month after their last one."""
        first = self.first_month(joined_on)
        return first.replace(year=first.year + self.years)

    def months(
        self, *, joined_on: date, left_on: date | None, since_on: date, until_on: date
    ) -> int:
        """For how many of the months from `since_on` to `until_on` somebody has it.

        A month in which somebody leaves the roll still counts.
        """
        begin = max(_index(self.first_month(joined_on)), _index(since_on))
        end = min(_index(self.first_month_after(joined_on)) - 1, _index(until_on))
        if left_on is not None:
            end = min(end, _index(left_on))
        return max(0, end - begin + 1)

    def amount_fen(self, months: int) -> int:
        """Months of the yearly sum, in fen; a year's twelve make it up exactly."""
        return self.fen_a_year * months // 12


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1


@cache
def versions() -> Sequence[SubsidyRule]:
    """Every version, oldest first."""
    with DATA.open("rb") as file:
        rows = tomllib.load(file)["version"]
    found = [SubsidyRule(**row) for row in rows]
    return sorted(found, key=lambda each: each.from_on)


def rule_on(day: date) -> SubsidyRule:
    """The version that holds on a day; the first one before it began."""
    held = [each for each in versions() if each.from_on <= day]
    return held[-1] if held else versions()[0]


def rule_named(version: str) -> SubsidyRule:
    """A version by its name. Raises `KeyError`."""
    return {each.version: each for each in versions()}[version]
