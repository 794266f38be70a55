"""The board in words and links: what each figure is called, how it is defined, what it opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sanan.cases.queries.board import Board, PlaceRow
from sanan.cases.queries.filters import link
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place

LEVELS = ("city", "county", "township", "village")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it counts, and the list behind it."""

    label: str
    value: str
    unit: str
    detail: str
    meaning: str | Promise
    link: str
    tone: str = ""


def place_of(person: Person, code: str) -> Place:
    """The place asked for, if it lies where this person holds a position; else the widest one."""
    held = sorted(people.posts(person), key=lambda post: len(post.path))
    if not held:
        raise Http404
    if not code:
        widest: Place = Place.objects.get(pk=held[0].place_id)
        return widest
    place: Place | None = Place.objects.filter(code=code).first()
    if place is None or not any(place.path.startswith(post.path) for post in held):
        raise Http404
    return place


def figures(board: Board) -> list[Figure]:
    """The six figures."""
    rates = board.rates
    since, until = board.period.first.isoformat(), board.period.last.isoformat()
    answered, glad = rates.answered_resolved, rates.answered_satisfied
    return [
        Figure(
            _("新收"),
            f"{board.opened:,}",
            _("件"),
            board.period.name,
            _("这段时间里收到的，不论现在办到哪一步。"),
            _of(board, group="all", since=since, until=until),
        ),
        Figure(
            _("没办完"),
            f"{board.open:,}",
            _("件"),
            _("现在"),
            _("还没有办结、不受理、撤回或并入别处的。"),
            _of(board),
        ),
        Figure(
            _("逾期"),
            f"{board.overdue:,}",
            _("件"),
            _("现在"),
            _("没办完，而且已经过了办理期限的。"),
            _of(board, due="overdue"),
            "red" if board.overdue else "",
        ),
        Figure(
            _("响应率"),
            *_rate(rates.response),
            _("%(part)d / %(whole)d 件") % {"part": rates.contacted, "whole": rates.revisited},
            _("按时联系反映人的件数 ÷ 这段时间回访的件数（不含批准剔除的）。"),
            _counted(board, "contacted"),
        ),
        Figure(
            _("解决率"),
            *_rate(rates.resolution),
            _("%(part)d / %(whole)d 件") % {"part": rates.resolved, "whole": answered},
            _("回答“解决了”的 ÷ 回答了这个问题的。"),
            _counted(board, "resolved"),
        ),
        Figure(
            _("满意率"),
            *_rate(rates.satisfaction),
            _("%(whole)d 人回答") % {"whole": glad},
            _("满意记1，基本满意记0.8，一般记0.6，不满意记0，除以回答的人数。"),
            _counted(board, "answered_satisfied"),
        ),
    ]


def definitions(board: Board) -> list[dict[str, str]]:
    """Every rate with how it is counted."""
    three = [f for f in figures(board) if f.unit == "%" or f.value == "—"][-3:]
    found = [
        {"label": f.label, "value": f.value + f.unit, "meaning": str(f.meaning)} for f in three
    ]
    setting, closing = board.rates.setting, board.closing
    weights = {
        "response": setting.weight_response,
        "resolution": setting.weight_resolution,
        "satisfaction": setting.weight_satisfaction,
    }
    score = board.rates.score
    return [
        *found,
        {
            "label": _("综合得分"),
            "value": "—" if score is None else str(score),
            "meaning": _("响应率×%(response)d + 解决率×%(resolution)d + 满意率×%(satisfaction)d")
            % weights,
        },
        {
            "label": _("办结率"),
            "value": said(closing.closing),
            "meaning": _("已办结 ÷ （期限在这段时间里的 − 缓办的）"),
        },
        {
            "label": _("按期办结率"),
            "value": said(closing.on_time_closing),
            "meaning": _("期限以前答复并办结的 ÷ 同一个基数"),
        },
    ]


def rows(board: Board) -> list[dict[str, Any]]:
    """One row for each place of the level below."""
    down = board.place.kind in LEVELS[:2]
    return [
        {
            "name": _("直接在本级的") if row.direct else row.place.spoken,
            "board": ""
            if row.direct or not down
            else f"?place={row.place.code}&period={board.period.key}",
            "open": row.open,
            "open_link": _of_row(row),
            "overdue": row.overdue,
            "overdue_link": _of_row(row, due="overdue"),
            "revisited": row.rates.revisited,
            "revisited_link": _of_row(row, group="all", figure="revisited", over=board.period.key),
            "response": said(row.rates.response),
            "resolution": said(row.rates.resolution),
            "satisfaction": said(row.rates.satisfaction),
        }
        for row in board.rows
    ]


def hot(board: Board) -> list[dict[str, Any]]:
    """What people say most."""
    since, until = board.period.first.isoformat(), board.period.last.isoformat()
    return [
        {
            "name": one.category.name,
            "opened": one.opened,
            "link": _of(
                board, group="all", category=one.category.code, only="1", since=since, until=until
            ),
        }
        for one in board.hot
    ]


def charts(board: Board) -> Mapping[str, Any]:
    """The data of the three charts, as the page's script draws it."""
    return {
        "hot": {
            "names": [one.category.name for one in board.hot],
            "values": [one.opened for one in board.hot],
            "label": _("收到的件数"),
        },
        "places": {
            "names": [row.place.name for row in board.rows],
            "open": [row.open - row.overdue for row in board.rows],
            "overdue": [row.overdue for row in board.rows],
            "labels": [_("没到期"), _("逾期")],
        },
        "rates": {
            "names": [_("响应率"), _("解决率"), _("满意率")],
            "values": [
                _number(rate)
                for rate in (
                    board.rates.response,
                    board.rates.resolution,
                    board.rates.satisfaction,
                )
            ],
            "label": "%",
        },
    }


def said(rate: Decimal | None) -> str:
    """A rate with its sign, or a dash of nothing."""
    return "—" if rate is None else f"{rate}%"


def _rate(rate: Decimal | None) -> tuple[str, str]:
    return ("—", "") if rate is None else (str(rate), "%")


def _number(rate: Decimal | None) -> float | None:
    return None if rate is None else float(rate)


def _of(board: Board, **chosen: str) -> str:
    """The list of what this board counts, narrowed."""
    return link(place=board.place.code, board="1", **chosen)


def _of_row(row: PlaceRow, **chosen: str) -> str:
    return link(place=row.place.code, board="1", direct="1" if row.direct else "", **chosen)


def _counted(board: Board, figure: str) -> str:
    return _of(board, group="all", figure=figure, over=board.period.key)
