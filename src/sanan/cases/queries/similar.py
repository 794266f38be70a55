"""Has this been said already? Candidates near in place and time, ranked by words in common."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sanan.cases.enums import OPEN
from sanan.cases.models import Case, CaseQuerySet
from sanan.cases.queries.rates import within
from sanan.cases.queries.search import words_of
from sanan.kit.clock import now
from sanan.places.models import Place

DAYS = 60
CANDIDATES = 400
ENOUGH = 0.18
"""Cosine of the weighted word pairs from which two messages may be one matter (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A case that may be the same matter; `score` 0–1, and the words that both hold."""

    case: Case
    score: float
    common: list[str]


def similar_public(text: str, place: Place, limit: int = 3) -> list[Likeness]:
    """Published, open cases around `place` that a neighbour may follow instead. One statement."""
    near = _recent(within(Case.objects.published().filter(state__in=OPEN), place), now())
    texts = near.only("code", "state", "public_title", "public_text", "opened_at", "place")
    return _rank(text, ((c, f"{c.public_title}\n{c.public_text}") for c in texts), limit)


def similar(case: Case, limit: int = 5) -> list[Likeness]:
    """For staff: the open cases that may be the same matter as `case`, merged ones left out."""
    area = case.village or case.township or case.place
    others = within(Case.objects.filter(state__in=OPEN), area).exclude(pk=case.pk)
    near = _recent(others.select_related("place", "handler"), case.opened_at)
    return _rank(f"{case.title}\n{case.text}", ((c, f"{c.title}\n{c.text}") for c in near), limit)


def _recent(cases: CaseQuerySet, moment: datetime) -> CaseQuerySet:
    since = moment - timedelta(days=DAYS)
    return cases.filter(opened_at__gte=since).order_by("-opened_at")[:CANDIDATES]


def _rank(text: str, candidates: Iterable[tuple[Case, str]], limit: int) -> list[Likeness]:
    mine = Counter(words_of(text[:2000]))
    if not mine:
        return []
    others = [(case, Counter(words_of(said[:2000]))) for case, said in candidates]
    seen = Counter(word for _, words in others for word in words)
    weight = {w: math.log(1 + (len(others) + 1) / (1 + seen[w])) for w in {*mine, *seen}}
    found = [
        Likeness(c, _cosine(mine, theirs, weight), _common(mine, theirs, weight))
        for c, theirs in others
    ]
    near = [each for each in found if each.score >= ENOUGH]
    return sorted(near, key=lambda each: -each.score)[:limit]


def _cosine(a: Counter[str], b: Counter[str], weight: dict[str, float]) -> float:
    dot = sum(weight[w] ** 2 for w in a.keys() & b.keys())
    length = math.sqrt(sum(weight[w] ** 2 for w in a) * sum(weight[w] ** 2 for w in b))
    return dot / length if length else 0.0


def _common(a: Counter[str], b: Counter[str], weight: dict[str, float]) -> list[str]:
    return sorted(a.keys() & b.keys(), key=lambda w: -weight[w])[:5]
