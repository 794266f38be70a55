"""Has this been said already? Open cases nearby, ranked by words, place, distance and time.

The database gives the candidates by index (the same village, then its township, newest first, a
bounded number), the reading room ranks them. Neighbours see only what was published, masked; where
they stand counts by about a hundred metres and is never shown.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from sanan.cases.enums import OPEN, State
from sanan.cases.models import Case, CaseQuerySet, Follow
from sanan.cases.queries import gazetteer, suggestions
from sanan.cases.queries.rates import within
from sanan.insight.places import Gazetteer
from sanan.insight.same_event import Match, Read, Report, rank_read, read
from sanan.insight.terms import Rarity, likeness
from sanan.kit import clock
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.places.queries import Lineage

DAYS = 60
NEAREST = 120
AROUND = 100
ENOUGH = 0.15
"""Cosine of the weighted terms in common from which two messages may be one matter (0 to 1)."""

SURE = 0.35
"""Score of the reading room from which a candidate is worth showing (0 to 1)."""

USUAL_TEXTS = 300
"""So many texts are taken to have been seen before: few candidates make no word common."""

_PUBLIC = ("code", "state", "public_title", "public_text", "opened_at", "place", "lat", "lon")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A case that may be the same matter, and the reasons.

    `score` 0–1 for ranking; `common` words that both hold; `metres` between them where both are
    known; `days` between; `people` how many have said it or follow it.
    """

    case: Case
    score: float
    common: list[str]
    metres: int | None = None
    days: int = 0
    same_place: bool = False
    people: int = 1


def similar_public(
    text: str,
    place: Place,
    limit: int = 3,
    *,
    position: tuple[float, float] | None = None,
    at: datetime | None = None,
) -> list[Likeness]:
    """Published, open cases around `place` that a neighbour may follow instead."""
    moment = clock.at_or_now(at)
    cases = Case.objects.published().filter(
        state__in=sorted(OPEN), published_at__gte=moment - timedelta(days=DAYS)
    )
    lineage = places.lineage(place)
    shown = cases.only(*_PUBLIC, "village", "township", "suggested")
    found = _near(shown, place, lineage, "-published_at")
    lat, lon = position or (None, None)
    kind = suggestions.likely_label(text, lineage.county_id)
    around = (place.pk, lineage.village_id, lineage.township_id)
    new = _Said("", text[:2000], moment, lat=lat, lon=lon, kind=kind, around=around)
    names = gazetteer.gazetteer_of(lineage.county_id or place.pk)
    return _ranked(new, [(case, _shown(case)) for case in found], names, limit)


def similar(case: Case, limit: int = 5) -> list[Likeness]:
    """For staff: the open cases that may be the same matter as `case`, merged ones left out."""
    since = case.opened_at - timedelta(days=DAYS)
    others = Case.objects.filter(state__in=sorted(OPEN), opened_at__gte=since).exclude(pk=case.pk)
    joined = others.select_related("place", "handler")
    lineage = Lineage(case.county_id, case.township_id, case.village_id)
    found = _near(joined, case.place, lineage, "-opened_at")
    names = gazetteer.gazetteer_of(case.county_id or case.place_id)
    return _ranked(_whole(case), [(c, _whole(c)) for c in found], names, limit)


@dataclass(frozen=True, slots=True)
class _Said:
    """What of a message is compared."""

    id: str
    text: str
    at: datetime
    lat: float | None = None
    lon: float | None = None
    kind: str = ""
    address: str = ""
    around: tuple[int | None, ...] = ()


def _shown(case: Case) -> _Said:
    """Only what everyone may read; the position to about a hundred metres."""
    return _Said(
        str(case.pk),
        f"{case.public_title}\n{case.public_text}",
        case.opened_at,
        lat=None if case.lat is None else round(case.lat, 3),
        lon=None if case.lon is None else round(case.lon, 3),
        kind=suggestions.label_of(case.suggested),
        around=(case.place_id, case.village_id, case.township_id),
    )


def _whole(case: Case) -> _Said:
    return _Said(
        str(case.pk),
        f"{case.title}\n{case.text[:2000]}",
        case.opened_at,
        lat=case.lat,
        lon=case.lon,
        kind=suggestions.label_of(case.suggested),
        address=case.address,
        around=(case.place_id, case.village_id, case.township_id),
    )


def _near(cases: CaseQuerySet, place: Place, lineage: Lineage, newest: str) -> list[Case]:
    """The newest of the village, and of the township around it; of the place where it has none."""
    if lineage.township_id is None:
        return list(within(cases, place).order_by(newest)[:NEAREST])
    rings = [cases.filter(township=lineage.township_id).order_by(newest)[:AROUND]]
    if lineage.village_id is not None:
        rings.insert(0, cases.filter(village=lineage.village_id).order_by(newest)[:NEAREST])
    return list({case.pk: case for ring in rings for case in ring}.values())


def _ranked(
    new: _Said, others: Sequence[tuple[Case, _Said]], names: Gazetteer, limit: int
) -> list[Likeness]:
    mine = _read(new, names)
    theirs = {said.id: _read(said, names) for _case, said in others}
    rarity = _rarity([mine, *theirs.values()])
    alike = [one for one in theirs.values() if _likeness(mine, one, rarity) >= ENOUGH]
    cases = {said.id: case for case, said in others}
    people = _people([int(one.report.id) for one in alike])
    followers = {str(pk): n - 1 for pk, n in people.items()}
    earlier = [_no_later(one, mine) for one in alike]
    found = rank_read(mine, earlier, rarity=rarity, followers=followers, limit=limit)
    return [_told(m, cases[m.id], people.get(int(m.id), 1)) for m in found if m.score >= SURE]


def _read(said: _Said, names: Gazetteer) -> Read:
    chain = [str(pk) for pk in dict.fromkeys(said.around) if pk is not None]
    report = Report(
        said.id,
        said.text,
        said.at,
        lat=said.lat,
        lon=said.lon,
        places=gazetteer.ids_in(said.text, names, chain),
        kind=said.kind,
        address=said.address,
    )
    return read(report)


def _no_later(one: Read, mine: Read) -> Read:
    """The ranker takes earlier reports only; staff may find a later one that is the same."""
    return (
        one
        if one.seconds <= mine.seconds
        else Read(one.report, one.keys, one.streets, mine.seconds)
    )


def _rarity(texts: Iterable[Read]) -> Rarity:
    rarity = Rarity(texts=USUAL_TEXTS)
    for one in texts:
        rarity.saw(one.keys)
    return rarity


def _likeness(mine: Read, other: Read, rarity: Rarity) -> float:
    weight: Callable[[int], float] = rarity.weight
    return likeness({k: weight(k) for k in mine.keys}, {k: weight(k) for k in other.keys})


def _people(keys: Sequence[int]) -> dict[int, int]:
    """How many said it or follow it, by the case's key."""
    people = dict.fromkeys(keys, 1)
    merged = Case.objects.filter(master__in=keys, state=State.MERGED)
    counts: list[tuple[Any, ...]] = [
        *merged.order_by().values_list("master").annotate(n=Count("pk")),
        *Follow.objects.filter(case__in=keys).values_list("case").annotate(n=Count("pk")),
    ]
    for key, n in counts:
        people[key] += n
    return people


def _told(match: Match, case: Case, people: int) -> Likeness:
    return Likeness(
        case,
        match.score,
        list(match.words),
        None if match.metres is None else round(match.metres),
        int(match.hours // 24),
        match.same_place,
        people,
    )
