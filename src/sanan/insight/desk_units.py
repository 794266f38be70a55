"""Who leads a category at a place: duty lists first, then what was closed there and what came back."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

DEEPER, NEARER = 1.2, 0.7
"""What a duty for the category itself counts beside one for the branch above, and a nearer unit."""

HABIT, HERE = 3.0, 2.0
"""Cases after which habits of the county, and then of the place, outweigh what stood before."""

RETURN = 1.5
"""What a case that a unit sent back counts against one that it closed."""

HALF_LIFE_DAYS = 180.0

ROLE = 0.5
"""What the text alone says about who leads it, beside category, place and history."""


@dataclass(frozen=True, slots=True)
class Line:
    """One lead line of a duty list.

    `place` is the id of the region that the unit serves, `level` how deep that lies (0: the whole
    county). `role` names what units of its kind have in common, so that one village's habit tells of
    the next; a county's unit is its own role.
    """

    unit: str
    category: str
    text: str
    place: str
    level: int
    role: str


@dataclass(slots=True)
class Units:
    """The lead lines of a county by topic, and what became of earlier cases."""

    lines: Sequence[Line]
    codes: Sequence[str]
    closed: dict[tuple[str, str, str], float] = field(default_factory=dict)
    came_back: dict[tuple[str, str, str], float] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    _of_topic: list[list[Line]] = field(default_factory=list)
    _number: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.roles = tuple(sorted({line.role for line in self.lines}))
        self._number = {code: at for at, code in enumerate(self.codes)}
        by_category: dict[str, list[Line]] = {}
        for line in self.lines:
            by_category.setdefault(line.category, []).append(line)
        self._of_topic = [
            [line for branch in branches(code) for line in by_category.get(branch, ())]
            for code in self.codes
        ]

    @property
    def empty(self) -> bool:
        """Return whether no unit leads anything."""
        return not self.lines

    def saw(
        self,
        *,
        topic: str,
        unit: str,
        places: Sequence[str],
        returned: bool = False,
        age_days: float = 0.0,
        worth: float = 1.0,
    ) -> None:
        """Take in one outcome; it counts half after 180 days."""
        weight = worth * 2 ** (-max(age_days, 0.0) / HALF_LIFE_DAYS)
        counts = self.came_back if returned else self.closed
        keys = [(topic, place, unit) for place in ("", *places[:2])]
        held = self.leading(topic, places)
        if unit in held:
            keys.append((topic, _choice(held), held[unit].role))
        for key in keys:
            counts[key] = counts.get(key, 0.0) + weight

    def shares(
        self, topic: int, places: Sequence[str], by_role: Mapping[str, float]
    ) -> dict[str, float]:
        """Return the units that may lead a topic at a place and how likely each is; they add up to 1.

        First what the lists say (the closer the duty and the nearer the unit, the likelier), then
        what the county's units of that role did with it, then what was done at this very place.
        `by_role` is what the text alone says of roles.
        """
        code = self.codes[topic]
        best = self.leading(code, places)
        if len(best) <= 1:
            return dict.fromkeys(best, 1.0)
        prior = {u: math.exp(DEEPER * _depth(x) + NEARER * x.level) for u, x in best.items()}
        among = _choice(best)
        known = _mixed(prior, {u: self._net(code, among, x.role) for u, x in best.items()}, HABIT)
        for place in places[1::-1]:
            known = _mixed(known, {u: self._net(code, place, u) for u in best}, HERE)
        lean = {u: known[u] * _lean(by_role.get(x.role, 0.0)) for u, x in best.items()}
        whole = sum(lean.values())
        return {u: one / whole for u, one in lean.items()}

    def line(self, topic: int, unit: str, places: Sequence[str]) -> Line:
        """Return the line on which a unit leads a topic: the closest."""
        own = [line for line in self._of_topic[topic] if line.unit == unit]
        return max(own, key=lambda one: (not one.place or one.place in places, _rank(one)))

    def handled_by(self, topic: str, unit: str) -> float:
        """Return how many cases of a topic a unit closed; old ones count less."""
        return round(self.closed.get((topic, "", unit), 0.0), 3)

    def returned_by(self, topic: str, unit: str) -> float:
        """Return how many it sent back with success."""
        return round(self.came_back.get((topic, "", unit), 0.0), 3)

    def packed(self) -> dict[str, Any]:
        """Return plain values for a file."""
        return {
            "lines": [[x.unit, x.category, x.text, x.place, x.level, x.role] for x in self.lines],
            "codes": list(self.codes),
            "closed": [[*key, one] for key, one in sorted(self.closed.items())],
            "came_back": [[*key, one] for key, one in sorted(self.came_back.items())],
        }

    @classmethod
    def unpacked(cls, held: Mapping[str, Any]) -> Self:
        """The same, read back."""
        return cls(
            [Line(*one) for one in held["lines"]],
            list(held["codes"]),
            {(a, b, c): n for a, b, c, n in held["closed"]},
            {(a, b, c): n for a, b, c, n in held["came_back"]},
        )

    def _net(self, code: str, place: str, unit: str) -> float:
        key = (code, place, unit)
        return self.closed.get(key, 0.0) - RETURN * self.came_back.get(key, 0.0)

    def leading(self, code: str, places: Sequence[str]) -> dict[str, Line]:
        """The units that may lead a topic at a place, each by its closest line."""
        at = self._number.get(code)
        best: dict[str, Line] = {}
        for line in self._of_topic[at] if at is not None else ():
            if line.place not in places if places and line.place else line.level > 0:
                continue
            held = best.get(line.unit)
            if held is None or _rank(line) > _rank(held):
                best[line.unit] = line
        return best


def branches(code: str) -> list[str]:
    """A category's code and those above it."""
    parts = code.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


def _choice(held: Mapping[str, Line]) -> str:
    """Names the choice between such units: what was done where only others could lead says nothing."""
    return "|".join(sorted({line.role for line in held.values()}))


def _depth(line: Line) -> int:
    return line.category.count(".")


def _rank(line: Line) -> tuple[int, int, str]:
    return (_depth(line), line.level, line.text)


def _lean(share: float) -> float:
    return float((share + 0.02) ** ROLE)


def _mixed(
    before: Mapping[str, float], seen: Mapping[str, float], worth: float
) -> dict[str, float]:
    """What stood before, counted as so many cases, and the cases seen; what came back takes away."""
    whole = sum(before.values())
    out = {}
    for unit, share in before.items():
        net = seen[unit]
        kept = worth * share / whole
        out[unit] = kept + net if net >= 0 else kept * math.exp(net)
    return out
