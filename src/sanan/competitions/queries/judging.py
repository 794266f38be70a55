"""Score sheets: who gets which, what they come to, where judges differ; the seal stands before all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sanan.competitions import panel
from sanan.competitions.enums import SheetState, StageState
from sanan.competitions.models import Conflict, Entry, Judge, Result, ScoreSheet, Stage
from sanan.kit.errors import Refused
from sanan.kit.rounding import half_up
from sanan.people import queries as people
from sanan.people.models import Person

APART = Decimal("0.3")
"""From what part of the range between two judges the chair is told that they differ."""


def said(wrong: panel.Wrong) -> str:
    """A sentence of the plain library in the reader's language."""
    return _(wrong.sentence) % wrong.facts


def drawn_panels(
    stage: Stage, entries: Sequence[Entry], judges: Sequence[Judge]
) -> list[tuple[Entry, Judge]]:
    """Which judge looks at which entry; raises where an entry has fewer than the rubric asks for."""
    barred = {
        (each.entry.code, each.judge.code)
        for each in Conflict.objects.filter(judge__in=judges).select_related("entry", "judge")
    }
    units = {judge.code: set(people.org_ids(judge.person)) for judge in judges}
    barred |= {
        (entry.code, judge.code)
        for entry in entries
        for judge in judges
        if entry.org_id in units[judge.code]
    }
    known = {each.code: each for each in judges}
    by_code = {each.code: each for each in entries}
    pairs = panel.assign(list(by_code), list(known), stage.panel_size, barred)
    least = stage.rubric.rule.minimum
    for entry in entries:
        n = sum(code == entry.code for code, _judge in pairs)
        if n < least:
            told = {"title": entry.title, "n": n, "least": least}
            raise Refused(
                _("“%(title)s”除去回避只剩 %(n)s 位评委，至少要 %(least)s 位。请再请几位评委。")
                % told,
                "too_few",
            )
    return [(by_code[entry], known[judge]) for entry, judge in pairs]


def sheets_of(stage: Stage) -> dict[str, dict[str, dict[str, panel.Score]]]:
    """By entry, criterion and judge: the broken seal. Refused while a sheet is missing."""
    if stage.sheets.missing().exists():
        raise Refused(_("评分表还没有交齐，谁都看不到分数。"), "sealed")
    found: dict[str, dict[str, dict[str, panel.Score]]] = {}
    names = [each.name for each in stage.rubric.rule.criteria]
    for sheet in stage.sheets.select_related("entry", "judge").order_by("judge__number"):
        given = sheet.given().get("scores", {}) if sheet.state == SheetState.SUBMITTED else {}
        for name in names:
            column = found.setdefault(sheet.entry.code, {}).setdefault(name, {})
            column[sheet.judge.alias] = Decimal(given[name]) if name in given else None
    return found


def row_of(stage: Stage, result: panel.Result) -> dict[str, Any]:
    """A published row, in the form that `bin/sanan competitions panel` reads."""
    rubric = panel.as_data(stage.rubric.rule)
    rubric.pop("criteria")
    return {
        "entry": result.entry,
        "stage": stage.kind,
        "rubric": rubric,
        "criteria": [
            {
                **panel.criterion_data(each.criterion),
                "scores": {j: None if s is None else f"{s:f}" for j, s in each.scores.items()},
                "dropped": {"low": list(each.low), "high": list(each.high)},
                "mean": f"{each.mean:f}",
                "weighted": f"{half_up(each.weighted, stage.rubric.rule.places):f}",
            }
            for each in result.criteria
        ],
        "total": f"{result.total:f}",
    }


@dataclass(frozen=True, slots=True)
class Cell:
    """One judge's score of one criterion, as it is printed: counted, left out, or none."""

    judge: str
    score: str
    left_out: str


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a published entry."""

    name: str
    most: str
    cells: list[Cell]
    mean: str
    weighted: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry of a stage as everyone reads it."""

    result: Result
    judges: list[str]
    lines: list[Line]


def shown(found: Result) -> Shown:
    """What a stage came to for an entry, with everything that was left out."""
    lines = [_line(each) for each in found.row["criteria"]]
    judges = [cell.judge for cell in lines[0].cells] if lines else []
    return Shown(found, judges, lines)


def _line(row: dict[str, Any]) -> Line:
    low, high = row["dropped"]["low"], row["dropped"]["high"]
    cells = [
        Cell(
            name,
            "" if score is None else str(score),
            _("去掉的最低分") if name in low else _("去掉的最高分") if name in high else "",
        )
        for name, score in row["scores"].items()
    ]
    return Line(row["name"], str(row["most"] or ""), cells, row["mean"], row["weighted"])


@dataclass(frozen=True, slots=True)
class Apart:
    """Where judges differ: an entry, a criterion, who gave what, from lowest to highest."""

    entry: Entry
    criterion: str
    spread: Decimal
    most: Decimal
    scores: list[tuple[str, Decimal]]
    sheets: list[ScoreSheet]


def apart(stage: Stage) -> list[Apart]:
    """Where judges are far apart, widest first; only once the chair has looked at all sheets."""
    if stage.looked_at is None or stage.sheets.missing().exists():
        return []
    return sorted(_apart(stage), key=lambda each: -each.spread / each.most)


def _apart(stage: Stage) -> Iterator[Apart]:
    given, rule = sheets_of(stage), stage.rubric.rule
    sheets = list(stage.sheets.select_related("entry", "judge"))
    entries = {each.entry.code: each.entry for each in sheets}
    for code, columns in given.items():
        for criterion in rule.criteria:
            scores = sorted(
                ((s, j) for j, s in columns[criterion.name].items() if s is not None),
            )
            span = (criterion.most or Decimal(0)) - (criterion.least or Decimal(0))
            if scores and span and scores[-1][0] - scores[0][0] >= APART * span:
                ends = {scores[0][1], scores[-1][1]}
                yield Apart(
                    entries[code],
                    criterion.name,
                    scores[-1][0] - scores[0][0],
                    span,
                    [(judge, score) for score, judge in scores],
                    [s for s in sheets if s.entry.code == code and s.judge.alias in ends],
                )


@dataclass(frozen=True, slots=True)
class Turn:
    """How far one judge has come: how many sheets, how many are in. Never what stands on them."""

    judge: Judge
    sheets: int
    done: int


def turns(stage: Stage) -> list[Turn]:
    """For each judge of a stage, how many of their sheets are in."""
    found: dict[Judge, list[str]] = {}
    for sheet in stage.sheets.select_related("judge__person").order_by("judge__number"):
        found.setdefault(sheet.judge, []).append(sheet.state)
    return [
        Turn(judge, len(states), sum(state != SheetState.OPEN for state in states))
        for judge, states in found.items()
    ]


def results(stage: Stage, *, everyone: bool) -> list[Result]:
    """What a stage came to, best first; for everyone only once it may be known."""
    contest = stage.competition
    known = (
        contest.is_open or stage.state == StageState.RELEASED if everyone else not stage.is_sealed
    )
    if not known:
        return []
    rows = stage.results.select_related("entry", "stage").order_by("rank", "entry__number")
    return list(rows)


def my_sheets(person: Person) -> list[ScoreSheet]:
    """The sheets of a judge in stages that take scores now, by stage and in the order of the stage."""
    rows = ScoreSheet.objects.of_person(person).filter(stage__state=StageState.SCORING)
    found = list(
        rows.select_related("stage__rubric", "stage__competition__place", "entry", "judge")
    )
    at = {s.pk: s.stage.order.index(s.entry.code) for s in found if s.entry.code in s.stage.order}
    return sorted(found, key=lambda s: (s.stage_id, at.get(s.pk, 0)))
