"""What is heating up: messages of a period gathered into events, each with a stated heat."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sanan.insight.gathering import Gathered, gather
from sanan.insight.grams import I64
from sanan.insight.hot_phase import Phase, phase
from sanan.insight.progress import Kept, Tick, untold
from sanan.insight.text import normal, plain

LEAST = 3
"""Messages below which a group is no issue of many."""

HALF_LIFE = 30.0
"""Days after which half of the heat that recency adds is gone."""

_DESCRIPTION = 60


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the period; `person` tells senders apart and is never shown."""

    id: str
    title: str
    text: str
    at: datetime
    person: str = ""
    likes: int = 0
    dislikes: int = 0


@dataclass(frozen=True, slots=True)
class HotIssue:
    """One event: how hot, when, where, about what, who said it (ids), and how it moves.

    `weeks` counts messages per week from `start`; `trend` is messages a day in the last third
    of the period it lasted against before, as a ratio (1: steady). `place` is empty where people all
    over say the same about one policy, firm, bill or person.
    """

    rank: int
    heat: float
    start: datetime
    end: datetime
    place: str
    description: str
    message_ids: tuple[str, ...]
    people: int
    likes: int
    dislikes: int
    weeks: tuple[int, ...]
    trend: float
    phase: Phase = Phase.STEADY


def heat(*, people: int, messages: int, likes: int, dislikes: int, idle_days: float) -> float:
    """Return the heat of an event.

    heat = (people + min(ln(1 + messages - people), people) + 2 ln(1 + likes) + ln(1 + dislikes))
           x (0.5 + 0.5 x 2^(-idle_days / 30))

    Every person counts once; repeating oneself, and support by a click, count by their
    logarithm, so that nobody alone makes an issue hot. Half of the heat fades with the days
    since the last message, half stays. (The formula is the project's own choice.)
    """
    said = people + min(math.log1p(max(messages - people, 0)), people)
    backed = 2 * math.log1p(max(likes, 0)) + math.log1p(max(dislikes, 0))
    return (said + backed) * (0.5 + 0.5 * 2 ** (-max(idle_days, 0.0) / HALF_LIFE))


def hot_issues(
    messages: Sequence[Message],
    *,
    until: datetime | None = None,
    least: int = LEAST,
    kept: Kept | None = None,
    tick: Tick = untold,
) -> list[HotIssue]:
    """Return the events of at least `least` messages, hottest first.

    `until` is the end of the period (default: the last message). The same message id given
    twice counts once. All moments must be comparable (all with, or all without, a time zone).
    Stopped and started again with the same messages and the same `kept`, it goes on where it was.
    """
    rows = list({message.id: message for message in messages}.values())
    if not rows:
        return []
    until = until or max(message.at for message in rows)
    titles = [normal(row.title) for row in rows]
    people = [row.person or f"message {row.id}" for row in rows]
    found = gather(titles, [normal(row.text) for row in rows], people, kept=kept, tick=tick)
    issues = [
        _issue([rows[i] for i in group], found, group, until) for group in _groups(found, least)
    ]
    issues.sort(key=lambda issue: (-issue.heat, issue.start, issue.message_ids))
    return [_ranked(issue, rank) for rank, issue in enumerate(issues, start=1)]


def _groups(found: Gathered, least: int) -> list[I64]:
    order = np.argsort(found.groups, kind="stable")
    edges = np.flatnonzero(np.diff(found.groups[order])) + 1
    return [group for group in np.split(order, edges) if len(group) >= least]


def _issue(rows: list[Message], found: Gathered, group: I64, until: datetime) -> HotIssue:
    moments = sorted(row.at for row in rows)
    people = len({row.person or f"message {row.id}" for row in rows})
    likes, dislikes = sum(row.likes for row in rows), sum(row.dislikes for row in rows)
    idle = (until - moments[-1]).total_seconds() / 86_400
    middle = rows[found.middle(group)]
    return HotIssue(
        rank=0,
        heat=round(
            heat(
                people=people,
                messages=len(rows),
                likes=likes,
                dislikes=dislikes,
                idle_days=idle,
            ),
            3,
        ),
        start=moments[0],
        end=moments[-1],
        place=_place(found, group),
        description=plain(middle.title or middle.text)[:_DESCRIPTION],
        message_ids=tuple(row.id for row in sorted(rows, key=lambda row: (row.at, row.id))),
        people=people,
        likes=likes,
        dislikes=dislikes,
        weeks=_weeks(moments),
        trend=_trend(moments),
        phase=phase(start=moments[0], end=moments[-1], trend=_trend(moments), until=until),
    )


def _place(found: Gathered, group: I64) -> str:
    """The spot that most of them name; none where fewer than a third name the same one."""
    named: Counter[str] = Counter(spot for row in group for spot in found.spots[row])
    most = named.most_common(1)[0][1] if named else 0
    if most * 3 < len(group):
        return ""
    best = [spot for spot, count in named.most_common(8) if count * 3 >= most]
    return max(best, key=lambda spot: named[spot] * len(spot) ** 0.5)


def _weeks(moments: list[datetime]) -> tuple[int, ...]:
    weeks = [(moment - moments[0]).days // 7 for moment in moments]
    return tuple(int(count) for count in np.bincount(weeks))


def _trend(moments: list[datetime]) -> float:
    span = (moments[-1] - moments[0]).total_seconds()
    if span <= 0:
        return 1.0
    ages: NDArray[np.float64] = np.array([(m - moments[0]).total_seconds() for m in moments])
    late = float((ages > span * 2 / 3).sum())
    early = float(len(ages) - late)
    return round(late / (early / 2), 3) if early else float(len(ages))


def _ranked(issue: HotIssue, rank: int) -> HotIssue:
    from dataclasses import replace

    return replace(issue, rank=rank)
