"""The sheet of 54 indicators of the check on the spot, in its versions, and what follows from points.

Three parts: standard construction and the six haves make a hundred points, bonus items come on top.
The pattern is Licheng district's on-site test (domain brief §2.7 [S39]), whose wording is not public: the
indicators are ours, a county brings its own as another file of `data/`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from sanan.kit.errors import Invalid

FOLDER = Path(__file__).resolve().parents[1] / "data"
PART_NAMES = ("standard", "haves", "bonus")
TOP = Decimal(100)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is looked at: how many points at most, in steps of half a point."""

    key: str
    part: str
    title: str
    most: Decimal


@dataclass(frozen=True, slots=True)
class Star:
    """From how many points on a centre has so many stars."""

    stars: int
    least: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """One version of the sheet."""

    version: str
    title: str
    parts: Mapping[str, str]
    indicators: tuple[Indicator, ...]
    ladder: tuple[Star, ...]

    def of(self, part: str) -> list[Indicator]:
        """The indicators of a part."""
        return [each for each in self.indicators if each.part == part]

    def read(self, marks: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
        """Every indicator's points. Raises `Invalid`, naming the first at fault."""
        found = {}
        for each in self.indicators:
            points = marks.get(each.key)
            if points is None:
                raise Invalid(
                    _("“%(title)s”还没有打分。") % {"title": each.title}, "missing", field=each.key
                )
            if not 0 <= points <= each.most or points % Decimal("0.5"):
                told = {"title": each.title, "most": f"{each.most.normalize():f}"}
                sentence = _("“%(title)s”在 0 到 %(most)s 分之间，半分一档。")
                raise Invalid(sentence % told, "bounds", field=each.key)
            found[each.key] = points
        return found

    def by_part(self, points: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """The sum of each part."""
        return {
            part: sum((points.get(i.key, Decimal(0)) for i in self.of(part)), Decimal(0))
            for part in PART_NAMES
        }

    def total(self, points: Mapping[str, Decimal]) -> Decimal:
        """All parts together, never above a hundred: bonus items make up for what is missing."""
        return min(TOP, sum(self.by_part(points).values(), Decimal(0)))

    def stars(self, points: Mapping[str, Decimal]) -> int:
        """How many stars the points give; 0 below the lowest."""
        total = self.total(points)
        return next((each.stars for each in self.ladder if total >= each.least), 0)

    def explained(self, points: Mapping[str, Decimal]) -> list[str]:
        """Line by line how the stars came about, and what is missing to the next one."""
        parts, total = self.by_part(points), self.total(points)
        lines = [
            _("%(part)s：%(n)s 分")
            % {"part": self.parts[part], "n": f"{parts[part].normalize():f}"}
            for part in PART_NAMES
        ]
        lines.append(_("合计 %(n)s 分，最多算 100 分。") % {"n": f"{total.normalize():f}"})
        stars = self.stars(points)
        if stars:
            reached = next(each for each in self.ladder if each.stars == stars)
            told = {"least": f"{reached.least.normalize():f}", "stars": stars}
            lines.append(_("%(least)s 分以上是 %(stars)s 星。") % told)
        above = [each for each in self.ladder if each.least > total]
        if above:
            told = {"n": f"{(above[-1].least - total).normalize():f}", "stars": above[-1].stars}
            lines.append(_("再有 %(n)s 分就是 %(stars)s 星。") % told)
        return lines

    def weakest(self, points: Mapping[str, Decimal]) -> list[tuple[Indicator, Decimal]]:
        """Where most points were lost, the most first; bonus items left out."""
        lost = [
            (each, each.most - points.get(each.key, Decimal(0)))
            for each in self.indicators
            if each.part != "bonus"
        ]
        return sorted((row for row in lost if row[1]), key=lambda row: -row[1])[:5]


@cache
def sheets() -> dict[str, Sheet]:
    """Every version, by its name."""
    found = (_read(path) for path in sorted(FOLDER.glob("indicators-*.toml")))
    return {sheet.version: sheet for sheet in found}


def sheet_of(version: str) -> Sheet:
    """The sheet of a version; one that was used is never taken away."""
    return sheets()[version]


def newest() -> Sheet:
    """The version that a new check goes by."""
    return sheets()[max(sheets())]


def _read(path: Path) -> Sheet:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    indicators = tuple(
        Indicator(f"{part}-{number}", part, title, Decimal(str(most)))
        for part in PART_NAMES
        for number, (title, most) in enumerate(told[part]["indicators"], start=1)
    )
    ladder = tuple(
        Star(each["stars"], Decimal(str(each["least"])))
        for each in sorted(told["stars"], key=lambda e: -e["least"])
    )
    parts = {part: told[part]["title"] for part in PART_NAMES}
    return Sheet(told["version"], told["title"], parts, indicators, ladder)
