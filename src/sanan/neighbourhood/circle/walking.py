"""Who walks how fast, and what a slope does to it.

Everything is told in *flat metres*: the length of a level way that takes as long. So one distance
serves both walkers, and fifteen minutes are a number of flat metres for each.
"""

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

MINUTES = 15
FARTHEST = 100_000
"""Metres; nobody asks what lies beyond."""

DETOUR = 1.3
"""Where no street network is known, the way is taken as the straight line times this.

On a real network (domain brief §11.5) the detour is 1.27 in the middle and 1.65 for the worst tenth, so
whatever rests on it is marked as an estimate.
"""


class Walker(StrEnum):
    """Whose fifteen minutes are meant."""

    ADULT = "adult"
    ELDER = "elder"


SPEEDS = {Walker.ADULT: 1.25, Walker.ELDER: 0.8}
"""Metres a second on the level (domain brief §11.5)."""


def reach(walker: Walker, minutes: float = MINUTES) -> float:
    """How many flat metres somebody walks in so many minutes: 1,125 m or 720 m in fifteen."""
    return SPEEDS[walker] * minutes * 60


def minutes(metres: float, walker: Walker) -> float:
    """How long somebody walks for so many flat metres."""
    return metres / SPEEDS[walker] / 60


def flat_metres(metres: "np.ndarray", rise: "np.ndarray") -> "np.ndarray":
    """The flat length of ways of so many metres along the ground that end `rise` metres higher.

    Tobler's hiking function (1993): the speed falls with exp(-3.5 · |slope + 0.05|), here as a share of
    the walker's own speed on the level. Somebody who goes to the doctor also comes back, so the mean of
    both directions counts, and a way is as long from either end.
    """
    import numpy as np

    slope = np.divide(rise, metres, out=np.zeros_like(metres), where=metres > 0)
    slope = np.clip(slope, -1, 1)  # steps and faults of measuring; nothing steeper is walked
    there = np.exp(3.5 * (np.abs(slope + 0.05) - 0.05))
    back = np.exp(3.5 * (np.abs(slope - 0.05) - 0.05))
    return np.asarray(metres * (there + back) / 2)
