"""Has this been said already? Open cases nearby, ranked by words, place, distance and time.

The database gives the candidates by index (the same village, then its township, newest first, of
equals the one entered last, a bounded number), the reading room ranks them. Neighbours see only
what was published, masked; where they stand counts by about a hundred metres and is never shown.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from sanan.cases.enums import OPEN
from sanan.cases.models import Case, CaseQuerySet, Follow
from sanan.cases.queries import gazetteer, suggestions
from sanan.insight.places import Gazetteer
from sanan.insight.same_event import Match, Read, Report, rank_read, read
from sanan.insight.terms import Rarity, likeness, term_keys, terms
from sanan.insight.text import normal
from sanan.kit import clock
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.places.queries import Lineage

DAYS = 60
NEAREST = 100
AROUND = 80
COMPARED = 300
LATER = timedelta(days=7)
"""How much later than a case one of its village may have come and still be compared with it."""

LIMITS = {"days": DAYS, "here": NEAREST, "around": AROUND}
"""What is compared, as the page says it: the newest so many, no older than so many days."""

ENOUGH = 0.08
"""Cosine of the weighted terms in common from which two messages may be one matter (0 to 1)."""

SURE = 0.2
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


@dataclass(frozen=True, slots=True)
class Newest:
    """By which indexed column the newest stand first: in the village, and around it."""

    here: str
    around: str
    since: Q = field(default_factory=Q)
    until: Q = field(default_factory=Q)
    """Of the village's own: up to when, so that an old case is compared with those of its time."""


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
    found = _near(shown, place, lineage, Newest("-published_at", "-published_at"))
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
    running = Q(running_due_at__gte=since)
    until = Q(opened_at__lte=case.opened_at + LATER)
    newest = Newest("-opened_at", "-running_due_at", running, until)
    found = _near(joined, case.place, lineage, newest)
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


def _near(cases: CaseQuerySet, place: Place, lineage: Lineage, newest: Newest) -> list[Case]:
    """The newest of the village, and of the township around it; of the place where it has none."""
    if lineage.township_id is None:
        inside = cases.within(place).filter(newest.until)
        return list(inside.order_by(newest.here, "-pk")[:NEAREST])
    around = cases.filter(newest.since, township=lineage.township_id)
    rings = [around.order_by(newest.around, "-pk")[:AROUND]]
    if lineage.village_id is not None:
        here = cases.filter(newest.until, village=lineage.village_id).order_by(newest.here, "-pk")
        rings.insert(0, here[:NEAREST])
    return list({case.pk: case for ring in rings for case in ring}.values())


def _ranked(
    new: _Said, others: Sequence[tuple[Case, _Said]], names: Gazetteer, limit: int
) -> list[Likeness]:
    mine, words = _read(new, names), [(case, said, _keys(said.text)) for case, said in others]
    rarity = Rarity(texts=USUAL_TEXTS)
    for keys in (mine.keys, *(keys for _case, _said, keys in words)):
        rarity.saw(keys)
    near = _alike(mine.keys, words, rarity)
    theirs = [_no_later(_read(said, names), mine) for _case, said in near]
    people = _people([case.pk for case, _said in near])
    followers = {str(pk): n - 1 for pk, n in people.items()}
    found = rank_read(
        mine,
        theirs,
        rarity=rarity,
        followers=followers,
        encoder=suggestions.encoder(),
        limit=limit,
    )
    cases = {said.id: case for case, said in near}
    return [_told(m, cases[m.id], people[cases[m.id].pk]) for m in found if m.score >= SURE]


def _alike(
    mine: Collection[int], words: Sequence[tuple[Case, _Said, Collection[int]]], rarity: Rarity
) -> list[tuple[Case, _Said]]:
    """Those with enough words in common; most have none, and are left out at once."""
    weights = {key: rarity.weight(key) for key in mine}
    near = [(case, said, keys) for case, said, keys in words if not weights.keys().isdisjoint(keys)]
    return [
        (case, said)
        for case, said, keys in near
        if likeness(weights, {key: rarity.weight(key) for key in keys}) >= ENOUGH
    ]


def _keys(text: str) -> Collection[int]:
    return term_keys(terms(normal(text[:COMPARED]))).keys()


def _read(said: _Said, names: Gazetteer) -> Read:
    chain = [str(pk) for pk in dict.fromkeys(said.around) if pk is not None]
    report = Report(
        said.id,
        said.text[:COMPARED],
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


def _people(keys: Sequence[int]) -> dict[int, int]:
    """How many said it or follow it, by the case's key."""
    people = dict.fromkeys(keys, 1)
    merged = Case.objects.filter(master__in=keys)
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
