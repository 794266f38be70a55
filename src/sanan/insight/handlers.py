"""Who should handle it: units ranked by duty, place, history and what came back."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sanan.insight.terms import Rarity, likeness, term_keys, terms
from sanan.insight.text import normal

TOP = 3
_DUTY = 4.0
_LABEL = 2.0
_PLACE = 1.5
_HISTORY = 1.2
_RETURN = 1.6
_ELSEWHERE = 3.0
_HALF_LIFE_DAYS = 180.0


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of a unit's duty list.

    `unit` is the unit's id; `places` are region ids the unit serves (empty: everywhere);
    `labels` the categories the duty answers for. `assists` marks a duty the unit only helps
    with: such a unit is never suggested as the main handler (Beijing 接诉即办条例 art. 17).
    """

    unit: str
    text: str
    labels: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    assists: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """What became of an earlier dispatch: handled by the unit, or returned (退单) by it."""

    unit: str
    label: str
    text: str
    place: str = ""
    returned: bool = False
    age_days: float = 0.0


@dataclass(frozen=True, slots=True)
class HandlerFound:
    """A unit, its share of belief among all units (0 to 1), the duty it rests on, and why."""

    unit: str
    share: float
    duty: str
    words: tuple[str, ...]
    handled: float
    returned: float


@dataclass(slots=True)
class Handlers:
    """A county's duty list and history, prepared once and asked often."""

    duties: Sequence[Duty]
    _keys: list[dict[int, str]] = field(default_factory=list)
    _rarity: Rarity = field(default_factory=Rarity)
    _handled: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    _returned: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    _learnt: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, duties: Sequence[Duty], history: Sequence[Past] = ()) -> "Handlers":
        """Prepare a duty list and learn from what became of earlier dispatches."""
        made = cls([duty for duty in duties if not duty.assists])
        made._keys = [term_keys(terms(normal(duty.text))) for duty in made.duties]
        for keys in made._keys:
            made._rarity.saw(keys)
        for past in history:
            made.learn(past)
        return made

    def learn(self, past: Past) -> None:
        """Take in one outcome; it counts half after 180 days.

        A return counts against the unit for this label, and for texts with the same words.
        """
        worth = 2 ** (-max(past.age_days, 0.0) / _HALF_LIFE_DAYS)
        counts = self._returned if past.returned else self._handled
        counts[past.unit, past.label] += worth
        sign = -worth if past.returned else worth
        known = self._learnt[past.unit]
        for key in term_keys(terms(normal(past.text))):
            known[key] = known.get(key, 0.0) + sign

    def suggest(
        self,
        text: str,
        *,
        labels: Mapping[str, float],
        places: Sequence[str] = (),
        top: int = TOP,
    ) -> list[HandlerFound]:
        """Return the likeliest units, best first, each with the duty text it rests on.

        `labels` maps categories to probabilities (from `classify`); `places` are region ids of
        the message, smallest first, with those around them. Units that serve other places only
        are left out. The list is empty where no duty fits at all.
        """
        keys = term_keys(terms(normal(text)))
        weights = {key: self._rarity.weight(key) for key in keys}
        best: dict[str, tuple[float, Duty, tuple[str, ...]]] = {}
        for duty, known in zip(self.duties, self._keys, strict=True):
            if duty.places and places and not set(duty.places) & set(places):
                continue
            score, words = self._fit(duty, known, weights, labels, places)
            if duty.unit not in best or score > best[duty.unit][0]:
                best[duty.unit] = (score, duty, words)
        scores = {unit: one[0] + self._past(unit, keys, labels) for unit, one in best.items()}
        return self._ranked(scores, best, labels, top)

    def _fit(
        self,
        duty: Duty,
        known: Mapping[int, str],
        weights: Mapping[int, float],
        labels: Mapping[str, float],
        places: Sequence[str],
    ) -> tuple[float, tuple[str, ...]]:
        alike = likeness(weights, {key: self._rarity.weight(key) for key in known})
        common = sorted((key for key in known if key in weights), key=lambda key: -weights[key])
        near = 0.0
        if duty.places and places:
            near = max(1 / (1 + i) for i, place in enumerate(places) if place in duty.places)
        named = sum(labels.get(label, 0.0) for label in duty.labels)
        score = _DUTY * alike + _LABEL * named + _PLACE * near
        return score, tuple(known[key] for key in common[:5])

    def _past(self, unit: str, keys: Mapping[int, str], labels: Mapping[str, float]) -> float:
        handled = sum(share * self._handled[unit, label] for label, share in labels.items())
        returned = sum(share * self._returned[unit, label] for label, share in labels.items())
        learnt = self._learnt.get(unit, {})
        lean = sum(math.tanh(learnt.get(key, 0.0)) for key in keys) / max(len(keys), 1)
        return _HISTORY * math.log1p(handled) - _RETURN * math.log1p(returned) + _ELSEWHERE * lean

    def _ranked(
        self,
        scores: Mapping[str, float],
        best: Mapping[str, tuple[float, Duty, tuple[str, ...]]],
        labels: Mapping[str, float],
        top: int,
    ) -> list[HandlerFound]:
        fitting = {unit for unit, one in best.items() if one[0] > 0 or scores[unit] > 0}
        whole = sum(math.exp(scores[unit]) for unit in fitting)
        return [
            HandlerFound(
                unit=unit,
                share=math.exp(scores[unit]) / whole,
                duty=best[unit][1].text,
                words=best[unit][2],
                handled=round(sum(self._handled[unit, label] for label in labels), 3),
                returned=round(sum(self._returned[unit, label] for label in labels), 3),
            )
            for unit in sorted(fitting, key=lambda unit: (-scores[unit], unit))[:top]
        ]


def suggest_handlers(
    text: str,
    *,
    duties: Sequence[Duty],
    labels: Mapping[str, float],
    places: Sequence[str] = (),
    history: Sequence[Past] = (),
    top: int = TOP,
) -> list[HandlerFound]:
    """Suggest units in one call; keep a `Handlers` where many messages are asked."""
    return Handlers.of(duties, history).suggest(text, labels=labels, places=places, top=top)
