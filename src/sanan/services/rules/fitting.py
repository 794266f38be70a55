"""Whom to ask: skill, building, distance, free time, fair load. Pure; every reason is told.

The order of asking is used and never shown: no page lists people by fit, and nothing is scored
about a person (国办函〔2026〕12号, H2).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from sanan.kit.calendar import SHANGHAI
from sanan.services.enums import Free

AT_ONCE = 3
"""How many are asked at a time."""
OFFER = timedelta(hours=4)
MORNING, EVENING, NIGHT = 8, 18, 21
SATURDAY = 5
STEP_METRES = 500
NEAR_METRES = 1000

SKILL = gettext_noop("您会这个：%(skill)s")
POST = gettext_noop("您认领的岗位：%(post)s")
BUILDING = gettext_noop("就在您那栋楼")
ESTATE = gettext_noop("就在您的小区")
NEAR = gettext_noop("离您约 %(metres)s 米")
FREE = gettext_noop("那时您有空")
TURN = gettext_noop("这个月还没有请过您")
NAMED = gettext_noop("社区想请您帮这个忙")


@dataclass(frozen=True, slots=True)
class Need:
    """What an order asks for. Paths are of the place tree, `spot` is latitude and longitude."""

    skill: str
    post: str
    path: str
    estate: str
    spot: tuple[float, float] | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who could be asked; `taken` counts the orders of the last 30 days."""

    key: int
    skills: Collection[str]
    posts: Collection[str]
    path: str
    estate: str
    metres: float | None
    free: Collection[str]
    taken: int
    most: int


@dataclass(frozen=True, slots=True)
class Fit:
    """The reasons, as pairs of a sentence and its values, and where in the order of asking."""

    key: int
    why: tuple[tuple[str, dict[str, str]], ...]
    order: tuple[int, ...]


def free_at(moment: datetime) -> Free:
    """Which of the four kinds of time this moment falls in, in the county."""
    local = moment.astimezone(SHANGHAI)
    weekend, evening = local.weekday() >= SATURDAY, local.hour >= EVENING
    if weekend:
        return Free.WEEKEND_EVENING if evening else Free.WEEKEND_DAY
    return Free.EVENING if evening else Free.DAY


def until(asked_at: datetime) -> datetime:
    """By when an answer is hoped for: four hours, and never within the night."""
    end = (asked_at + OFFER).astimezone(SHANGHAI)
    if end.hour >= NIGHT:
        end = (end + timedelta(days=1)).replace(hour=MORNING + 1, minute=0)
    elif end.hour < MORNING:
        end = end.replace(hour=MORNING + 1, minute=0)
    return end.astimezone(asked_at.tzinfo)


def fits(need: Need, candidate: Candidate, *, skill: str = "", post: str = "") -> Fit | None:
    """How a candidate fits, or None: nobody is asked beyond their own limit or time.

    `skill` and `post` are the words for the reasons.
    """
    if candidate.taken >= candidate.most:
        return None
    if need.at is not None and candidate.free and free_at(need.at) not in candidate.free:
        return None
    knows, fills = need.skill in candidate.skills, need.post in candidate.posts
    if not knows and not fills:
        return None
    building = bool(candidate.path) and need.path.startswith(candidate.path)
    estate = not building and bool(candidate.estate) and candidate.estate == need.estate
    why: list[tuple[str, dict[str, str]]] = []
    if knows:
        why.append((SKILL, {"skill": skill}))
    elif fills:
        why.append((POST, {"post": post}))
    why += _where(candidate, building=building, estate=estate)
    if need.at is not None and candidate.free:
        why.append((FREE, {}))
    if candidate.taken == 0:
        why.append((TURN, {}))
    steps = int((candidate.metres if candidate.metres is not None else 99_999) // STEP_METRES)
    # Whoever was asked less comes first, then whoever is nearer.
    order = (not knows, candidate.taken, not building, not estate, steps, candidate.key)
    return Fit(candidate.key, tuple(why), tuple(int(x) for x in order))


def _where(
    candidate: Candidate, *, building: bool, estate: bool
) -> list[tuple[str, dict[str, str]]]:
    if building:
        return [(BUILDING, {})]
    if estate:
        return [(ESTATE, {})]
    if candidate.metres is not None and candidate.metres <= NEAR_METRES:
        return [(NEAR, {"metres": str(max(10, int(candidate.metres) // 10 * 10))})]
    return []
