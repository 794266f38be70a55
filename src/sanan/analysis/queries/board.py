"""The pages of counts: a city by counties, a county by townships, a township by villages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.analysis import declare
from sanan.analysis.declare import Facts, Measure
from sanan.analysis.models import Count, Source, Spot
from sanan.analysis.queries import Counted
from sanan.kit import clock, dates
from sanan.kit.periods import Period
from sanan.kit.rounding import half_up
from sanan.places.models import Place

YEAR = 12
HEIGHT, WIDTH, STEP = 96, 28, 36


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: a place, the months from `first` to `last`, the counties that lie there."""

    place: Place
    first: str
    last: str
    sources: Sequence[Source]

    @property
    def name(self) -> str:
        """The months in words: 2026年10月, or 2026年1月至10月."""
        if self.first == self.last:
            return dates.period(self.last)
        return _("%(first)s至%(last)s") % {
            "first": dates.period(self.first),
            "last": dates.period(self.last),
        }

    @property
    def counted_at(self) -> datetime | None:
        """When the oldest of its counts was made; rows that are opened are those of now."""
        return min((source.made_at for source in self.sources), default=None)

    @property
    def summed(self) -> bool:
        """Whether the months since the new year are summed."""
        return self.first != self.last

    def query(self, **more: str) -> str:
        """The address of the same with something else chosen."""
        chosen = {"place": self.place.code, "month": self.last, "sum": "1" if self.summed else ""}
        return "?" + urlencode({k: v for k, v in {**chosen, **more}.items() if v})


@dataclass(frozen=True, slots=True)
class Cell:
    """A count on a page, in words, and the page behind it ("" where there is nothing)."""

    counted: Counted | None
    href: str

    @property
    def said(self) -> str:
        """What stands there: a number, a rate, or a dash."""
        return said(self.counted)


@dataclass(frozen=True, slots=True)
class Line:
    """A place of the level below with its counts; `rest` is what small places are told together as."""

    code: str
    name: str
    href: str
    cells: Sequence[Cell]
    rest: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the drawing: where it stands, how high, and what it says."""

    x: int
    y: int
    height: int
    month: str
    said: str
    href: str


def said(counted: Counted | None) -> str:
    """A count as a page says it."""
    if counted is None:
        return "—"
    if counted.measure.ratio:
        return "—" if counted.percent is None else f"{counted.percent}%"
    return f"{counted.part:,}"


def scope(place: Place, month: str, *, summed: bool) -> Scope:
    """What is asked for; without a month, the last that has ended and was counted."""
    codes = Place.objects.within(place).filter(kind="county").values("code")
    own = Place.objects.filter(path__in=paths_above(place), kind="county").values("code")
    wanted = codes if place.kind == "city" else own
    sources = list(Source.objects.filter(county__in=wanted).order_by("county"))
    last = month or max((m for s in sources for m in s.months if m <= _now()), default=_now())
    return Scope(place, f"{last[:4]}-01" if summed else last, last, sources)


def months(sources: Iterable[Source]) -> list[str]:
    """The months that were counted, newest first, as far as the present one."""
    return sorted({m for s in sources for m in s.months if m <= _now()}, reverse=True)[: YEAR * 3]


def totals(asked: Scope, facts: Facts) -> list[tuple[Measure, Cell]]:
    """The measures of the whole place."""
    found = _sums(asked, facts, lambda _row: asked.place.code)
    return [(m, _cell(asked, m, found[asked.place.code].get(m.name))) for m in facts.measures]


def lines(asked: Scope, facts: Facts) -> list[Line]:
    """The places of the level below, each with its measures; what is told together last."""
    kind = asked.place.kind
    if kind == "city":
        found = _sums(asked, facts, lambda row: row["source__county"])
        return [_county_line(asked, facts, source, found) for source in asked.sources]
    spots = {s.code: s for s in Spot.objects.filter(source__in=asked.sources)}
    below = "township" if kind == "county" else "village"

    def key(row: Mapping[str, Any]) -> str:
        code = row["place"]
        if below == "township":
            code = spots[code].township if code in spots else ""
        return (
            code if code in spots and spots[code].kind == below and not _is_rest(row, below) else ""
        )

    found = _sums(asked, facts, key)
    rows = [
        _line(asked, facts, code, spots[code].name, found[code], down=below == "township")
        for code in sorted(found)
        if code
    ]
    if "" in found:
        rows.append(
            _line(
                asked,
                facts,
                "",
                _("其余（合并的和直接在本级的）"),
                found[""],
                down=False,
                rest=True,
            )
        )
    return rows


def _is_rest(row: Mapping[str, Any], below: str) -> bool:
    return bool(row["rest"]) and below == "village"


def by_month(asked: Scope, measure: Measure) -> list[tuple[str, Counted]]:
    """The last twelve months of a measure, oldest first, as far as the month that is looked at."""
    names = months(asked.sources)
    first = min([m for m in names if m <= asked.last][:YEAR], default=asked.last)
    rows = _rows(asked, [measure.name], first, asked.last)
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        found[row["month"]][0] += row["part"]
        found[row["month"]][1] += row["whole"]
    return [(m, Counted(measure, part, whole)) for m, (part, whole) in sorted(found.items())]


def bars(asked: Scope, measure: Measure, counted: Sequence[tuple[str, Counted]]) -> list[Bar]:
    """The months as a drawing: rates against 100, numbers against the greatest."""
    values = [float(c.percent or 0) if measure.ratio else float(c.part) for _m, c in counted]
    top = 100.0 if measure.ratio else max(values, default=0.0) or 1.0
    return [
        Bar(
            x=8 + at * STEP,
            y=16 + HEIGHT - round(value / top * HEIGHT),
            height=round(value / top * HEIGHT),
            month=month,
            said=said(each),
            href=asked.query(measure=measure.name, month=month, sum=""),
        )
        for at, ((month, each), value) in enumerate(zip(counted, values, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """A measure in a month's report: this month, the one before, since the new year."""

    measure: Measure
    now: Cell
    before: Cell
    year: Cell

    @property
    def change(self) -> str:
        """By how much it moved since the month before: numbers in numbers, rates in points."""
        now, before = self.now.counted, self.before.counted
        if now is None or before is None:
            return "—"
        if not self.measure.ratio:
            return _moved(now.part - before.part)
        if now.share is None or before.share is None:
            return "—"
        return _moved(half_up((now.share - before.share) * 100, 1))


def report(place: Place, month: str) -> tuple[Scope, list[tuple[Facts, list[Told]]]]:
    """Everything that is measured at a place in a month, beside the month before and the year so far."""
    asked = scope(place, month, summed=False)
    before = scope(place, _month_before(asked.last), summed=False)
    year = scope(place, asked.last, summed=True)
    told = []
    for facts in declare.facts():
        columns = (totals(each, facts) for each in (asked, before, year))
        told.append(
            (
                facts,
                [
                    Told(m, now, then, ytd)
                    for (m, now), (_m, then), (_n, ytd) in zip(*columns, strict=True)
                ],
            )
        )
    return asked, told


def _moved(by: int | Decimal) -> str:
    return f"{by:+,}" if by else "0"


def _month_before(month: str) -> str:
    first = Period.read(month, date(1970, 1, 1)).first
    return f"{first - timedelta(days=1):%Y-%m}"


def rows_href(asked: Scope, measure: Measure) -> str:
    """Where the rows behind a count stand; "" where they are another installation's, or have no list."""
    own = asked.sources and all(source.own for source in asked.sources)
    if not own or measure.opens is None or asked.summed:
        return ""
    period = Period.read(asked.last, date(1970, 1, 1))
    return measure.opens(asked.place.code, period.first, period.last)


def facts_of(name: str) -> Facts:
    """Facts by name; the first where it is unknown."""
    every = declare.facts()
    return next((each for each in every if each.name == name), every[0])


def facts_with(measure: str) -> Facts | None:
    """The facts that a measure counts."""
    return next((f for f in declare.facts() if any(m.name == measure for m in f.measures)), None)


def _now() -> str:
    return f"{dates.local_day(clock.now()):%Y-%m}"


def paths_above(place: Place) -> list[str]:
    """The paths of a place and of all above it, top first."""
    path = str(place.path)
    return [path[:end] for end in range(Place.steplen, len(path) + 1, Place.steplen)]


def _rows(asked: Scope, names: Sequence[str], first: str, last: str) -> list[Any]:
    rows = Count.objects.filter(
        source__in=asked.sources, measure__in=names, month__gte=first, month__lte=last
    )
    if asked.place.kind == "village":
        rows = rows.filter(place=asked.place.code, rest=False)
    if asked.place.kind == "township":
        inside = Spot.objects.filter(source__in=asked.sources, township=asked.place.code)
        rows = rows.filter(place__in=inside.values("code"))
    return list(
        rows.order_by().values(
            "source__county", "measure", "month", "place", "rest", "part", "whole"
        )
    )


def _sums(asked: Scope, facts: Facts, key: Any) -> dict[str, dict[str, Counted]]:
    measures = {m.name: m for m in facts.measures}
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in _rows(asked, list(measures), asked.first, asked.last):
        held = sums[key(row), row["measure"]]
        held[0] += row["part"]
        held[1] += row["whole"]
    found: dict[str, dict[str, Counted]] = defaultdict(dict)
    for (code, name), (part, whole) in sums.items():
        found[code][name] = Counted(measures[name], part, whole)
    return found


def _cell(asked: Scope, measure: Measure, counted: Counted | None, code: str = "") -> Cell:
    if counted is None:
        return Cell(None, "")
    more = {"place": code} if code else {}
    page = reverse("analysis_staff:figure")
    return Cell(counted, page + asked.query(measure=measure.name, **more))


def _line(
    asked: Scope,
    facts: Facts,
    code: str,
    name: str,
    found: Mapping[str, Counted],
    *,
    down: bool,
    rest: bool = False,
) -> Line:
    cells = [
        Cell(found.get(m.name), "") if rest else _cell(asked, m, found.get(m.name), code)
        for m in facts.measures
    ]
    href = (
        reverse("analysis_staff:board") + asked.query(place=code, facts=facts.name) if down else ""
    )
    return Line(code, name, href, cells, rest)


def _county_line(
    asked: Scope, facts: Facts, source: Source, found: Mapping[str, Mapping[str, Counted]]
) -> Line:
    line = _line(asked, facts, source.county, source.name, found.get(source.county, {}), down=True)
    note = _("本系统数的") if source.own else _("%s发布的") % source.origin.partition("/")[0]
    when = dates.moment(source.made_at)
    return Line(
        line.code,
        line.name,
        line.href,
        line.cells,
        note=_("%(note)s，%(when)s") % {"note": note, "when": when},
    )
