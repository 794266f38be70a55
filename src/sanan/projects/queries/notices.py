"""What a notice says of itself: its text, its table and what comes out of them, set side by side.

One published board says 114.8 亿 in its text and 92.0 in its table (domain brief §11.1 (d)): both
are shown, nothing is refused.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from sanan.kit.numbers import exact
from sanan.kit.rounding import half_up
from sanan.scoring.numbers import rounded

YI = 10_000_000_000
"""Fen of a hundred million yuan."""
_UNIT = {"亿": YI, "万": 1_000_000, "": 100}
_SUM = re.compile(
    r"(?:累计|已)?完成(?:年度|固定资产)?投资(?:额)?(?:约|达|为|共)?([\d,]+(?:\.\d+)?)(亿|万|)元?"
)
_CLAIM = re.compile(
    r"(?P<who>[\u4e00-\u9fff·]{1,16})?\s*(?P<number>\d+)\s*(?:个|项|宗)[^\d。；;]{0,20}?"
    r"(?P<sum>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>亿|万)元?"
    r"(?:[^\d。；;]{0,14}?(?P<percent>\d+(?:\.\d+)?)\s*%)?"
    r"(?:[^\d。；;%]{0,14}?(?P<way>超|快于|高于|领先|欠|落后|低于|慢于)[^\d。；;%]{0,12}?(?P<lead>\d+(?:\.\d+)?)\s*个?百分点)?"
)
_BEHIND = ("欠", "落后", "低于", "慢于")


def _half(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def sum_in(text: str) -> int | None:
    """The investment that words state, in fen; None where they state none or more than one."""
    stated = ((_decimal(n), _UNIT[unit]) for n, unit in _SUM.findall(_half(text)))
    found = {int(n * unit) for n, unit in stated if n is not None}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text says of so many projects; sums in fen, None for what it does not say."""

    who: str
    number: int
    invested_fen: int
    percent: Decimal | None
    lead: Decimal | None
    said: str


def claims(text: str) -> list[Claim]:
    """Every “68 项 … 67.9 亿元 … 81.9% … 超时序 6.9 个百分点” of a text."""
    found = []
    for match in _CLAIM.finditer(_half(text)):
        given = match.groupdict()
        lead = _decimal(given["lead"])
        number, invested = _decimal(given["number"]), _decimal(given["sum"])
        if number is None or invested is None:
            continue
        if lead is not None and given["way"] in _BEHIND:
            lead = -lead
        found.append(
            Claim(
                who=_name(given["who"]),
                number=int(number),
                invested_fen=int(invested * _UNIT[given["unit"]]),
                percent=_decimal(given["percent"]),
                lead=lead,
                said=match.group().strip(),
            )
        )
    return found


def _name(who: str | None) -> str:
    return re.sub(r"^.*(?:其中|全县|全市|全州|今年|和|与)", "", who or "").strip()


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A line of a board: unit, number of projects, plan and investment in fen, printed percentage."""

    unit: str
    number: int | None
    plan_fen: int
    invested_fen: int
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two figures that should be one: what of, what the one says, what the other."""

    what: str
    said: str
    other: str
    gap: str

    def __str__(self) -> str:
        return _("%(what)s：一处写 %(said)s，另一处是 %(other)s，差 %(gap)s。") % {
            "what": self.what,
            "said": self.said,
            "other": self.other,
            "gap": self.gap,
        }


def yi(fen: int) -> str:
    """A sum in 亿 as notices print it."""
    text = f"{half_up(Fraction(fen, YI), 2):f}"
    return text.rstrip("0").rstrip(".") + "亿"


def _differs(what: str, said: int, other: int, *, money: bool = False) -> Difference | None:
    if said == other:
        return None
    if money:
        return Difference(what, yi(said), yi(other), yi(said - other))
    return Difference(what, str(said), str(other), str(said - other))


def board_differences(
    rows: Sequence[BoardRow], *, text: str = "", told: Mapping[str, Any] | None = None
) -> list[Difference]:
    """Where a board contradicts itself: its percentages, its totals, its text.

    `told` are totals that the text gives by name: `projects`, `invested_yi`, `pct`.
    """
    found = [each for row in rows if (each := _percent_differs(row)) is not None]
    found += _total_differences(rows, told or {})
    for claim in claims(text):
        found += _claim_differences(rows, claim)
    return found


def _percent_differs(row: BoardRow) -> Difference | None:
    if row.percent is None or row.plan_fen <= 0:
        return None
    exact = Fraction(row.invested_fen * 100, row.plan_fen)
    places = max(0, -int(row.percent.as_tuple().exponent))
    ours = half_up(exact, places)
    if row.percent in {ours, rounded(exact, places, "down")}:
        return None
    what = _("%(unit)s的完成率") % {"unit": row.unit}
    return Difference(what, f"{row.percent}%", f"{ours}%", f"{row.percent - ours}")


def _total_differences(rows: Sequence[BoardRow], told: Mapping[str, Any]) -> Iterator[Difference]:
    invested, plan = sum(r.invested_fen for r in rows), sum(r.plan_fen for r in rows)
    if (number := told.get("projects")) is not None and all(r.number is not None for r in rows):
        there = sum(r.number or 0 for r in rows)
        if each := _differs(_("项目总数（文字与表）"), int(number), there):
            yield each
    if (said := _yi(told.get("invested_yi"))) is not None and (
        each := _differs(_("完成投资合计（文字与表）"), said, invested, money=True)
    ):
        yield each
    if (percent := _decimal(told.get("pct"))) is not None and plan > 0:
        row = BoardRow(_("合计"), None, plan, invested, percent)
        if each := _percent_differs(row):
            yield each


def _claim_differences(rows: Sequence[BoardRow], claim: Claim) -> Iterator[Difference]:
    """A claim that names a unit is held against its line; one of as many projects as the rest, against the rest."""
    named = [row for row in rows if claim.who and (claim.who in row.unit or row.unit in claim.who)]
    chosen = named or _with_as_many(rows, claim.number)
    if not chosen:
        return
    what = "、".join(row.unit for row in chosen) if len(chosen) <= 2 else claim.who or claim.said
    numbers = [row.number for row in chosen]
    if all(n is not None for n in numbers) and (
        each := _differs(
            _("%(what)s的项目数（文字与表）") % {"what": what},
            claim.number,
            sum(n or 0 for n in numbers),
        )
    ):
        yield each
    invested, plan = sum(r.invested_fen for r in chosen), sum(r.plan_fen for r in chosen)
    title = _("%(what)s的完成投资（文字与表）") % {"what": what}
    if each := _differs(title, claim.invested_fen, invested, money=True):
        yield each
    if claim.percent is not None and (
        each := _percent_differs(BoardRow(what, None, plan, invested, claim.percent))
    ):
        yield each


def _with_as_many(rows: Sequence[BoardRow], number: int) -> Sequence[BoardRow]:
    """All lines, or all but one, whose projects are as many as a text counts."""
    total = sum(row.number or 0 for row in rows)
    if number == total:
        return rows
    for left_out in rows:
        if left_out.number is not None and total - left_out.number == number:
            return [row for row in rows if row is not left_out]
    return []


def board(data: Mapping[str, Any]) -> tuple[list[BoardRow], str, Mapping[str, Any]]:
    """A board as JSON: `columns` with `rows` in 亿, `totals_in_text`, and any other words of it."""
    names = list(data["columns"])
    rows = []
    for values in data["rows"]:
        row = dict(zip(names, values, strict=True))
        rows.append(
            BoardRow(
                str(row["unit"]),
                None if row.get("projects") is None else int(row["projects"]),
                _yi(row["plan_yi"]) or 0,
                _yi(row["invested_yi"]) or 0,
                _decimal(row.get("pct")),
            )
        )
    words = [str(v) for k, v in data.items() if k.startswith("text") and isinstance(v, str)]
    return rows, "\n".join(words), data.get("totals_in_text") or {}


def pasted(text: str) -> list[BoardRow]:
    """A table pasted out of a workbook: unit, number, plan and investment in 亿, percentage.

    Lines that are no such line, as the head, are left out.
    """
    rows = []
    for line in _half(text).splitlines():
        cells = [
            c.strip().rstrip("%") for c in re.split(r"\t|\s{2,}|,(?!\d{3})", line) if c.strip()
        ]
        figures = [_decimal(cell) for cell in cells[1:]]
        if len(cells) < 4 or any(f is None for f in figures[:3]):
            continue
        number, plan, invested = (f or Decimal(0) for f in figures[:3])
        percent = figures[3] if len(figures) > 3 else None
        rows.append(BoardRow(cells[0], int(number), int(plan * YI), int(invested * YI), percent))
    return rows


def _yi(given: object) -> int | None:
    found = _decimal(given)
    return None if found is None else int(found * YI)


def _decimal(given: object) -> Decimal | None:
    return None if given is None else exact(str(given).replace(",", ""))


def against(
    said: Sequence[Claim], ours: Sequence[Any]
) -> list[tuple[Claim, Any, list[Difference]]]:
    """Each claim beside our sum of as many projects, with what differs; None where there is none."""
    found = []
    for claim in said:
        mine = next((each for each in ours if each.number == claim.number), None)
        gaps: list[Difference] = []
        if mine is not None:
            places = max(0, -int(claim.percent.as_tuple().exponent)) if claim.percent else 1
            printed = half_up(Fraction(mine.invested_fen, YI), 1) * YI
            if claim.invested_fen not in {mine.invested_fen, int(printed)}:
                gap = _differs(_("完成投资"), claim.invested_fen, mine.invested_fen, money=True)
                gaps += [gap] if gap else []
            exact = mine.progress.exact_completion
            if claim.percent is not None and exact is not None:
                percent = half_up(exact, places)
                if percent != claim.percent:
                    gaps.append(
                        Difference(
                            _("完成率"),
                            f"{claim.percent}%",
                            f"{percent}%",
                            str(claim.percent - percent),
                        )
                    )
            lead = mine.progress.lead
            if claim.lead is not None and lead is not None and claim.lead != lead:
                gaps.append(
                    Difference(_("超时序"), str(claim.lead), str(lead), str(claim.lead - lead))
                )
        found.append((claim, mine, gaps))
    return found
