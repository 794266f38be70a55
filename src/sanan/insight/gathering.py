"""Messages of one event, gathered: by the spot they name, and by what they say."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from sanan.insight.duplicates import near_duplicates
from sanan.insight.grams import I64, bucket_counts
from sanan.insight.hot_events import Topics, events_at, joined_events, means_of, topics_of
from sanan.insight.hot_spots import (
    BROAD,
    apart,
    blocks,
    kind_of,
    places_of,
    spots_of,
    without_places,
)
from sanan.insight.hot_subjects import subjects_of
from sanan.insight.progress import Kept, Tick, fingerprint, untold

READ = 300
"""Characters of a body that are read when messages are gathered."""

HEAD = 120
"""Characters of it that say what the message is about."""

APART = 0.72
"""Mean cosine distance within which messages are one event though they share no spot."""

ALIKE_ELSEWHERE = 0.05
"""Cosine, places left out, that such messages must have as well."""

STRANGE = 0.15
"""Cosine to the most alike, places left out, below which a message may be a stranger ..."""

STRANGER = 0.4
"""... and is one if that is below this share of what is usual in its group."""

_SAYS_ENOUGH = 60
_FEWEST, _SMALL = 3, 6
_BITS = 20
_SOME = 2
_KEEP_AFTER = 2_000
_CUT = "\ue001"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Group number and named spots of every message, and the vectors they were compared by."""

    groups: I64
    spots: list[tuple[str, ...]]
    vectors: sparse.csr_matrix

    def middle(self, group: I64) -> int:
        """Return the place within `group` of its most typical message."""
        part = self.vectors[group]
        return int(np.asarray(part @ part.sum(axis=0).T).ravel().argmax())


def gather(
    titles: Sequence[str],
    bodies: Sequence[str],
    people: Sequence[str] | None = None,
    *,
    kept: Kept | None = None,
    tick: Tick = untold,
) -> Gathered:
    """Gather `normal` messages into events; every message gets exactly one group number.

    Messages that name one spot are grouped by what they say of it (`hot_events`). Near
    duplicates stay together unless their titles name different spots; messages without a spot
    join by text alone. `people` (by default everyone another one) tells who keeps repeating
    their own turns of phrase. Spots that `kept` holds are not read again.
    """
    work = kept or Kept()
    work.begin(fingerprint([*titles, *bodies, *(people or ())]))
    pairs = [(title, body[:READ]) for title, body in zip(titles, bodies, strict=True)]
    distinct = sorted(set(pairs))
    number = {pair: at for at, pair in enumerate(distinct)}
    same = np.array([number[pair] for pair in pairs], dtype=np.int64)
    said_by: list[set[str]] = [set() for _ in distinct]
    for row, at in enumerate(same):
        said_by[at].add(people[row] if people is not None else str(row))
    found = _gathered(distinct, [frozenset(one) for one in said_by], work, tick)
    if not len(same):
        return found
    spots = [found.spots[row] for row in same]
    return Gathered(found.groups[same], spots, found.vectors[same])


def _gathered(
    pairs: list[tuple[str, str]], people: list[frozenset[str]], kept: Kept, tick: Tick
) -> Gathered:
    tick("words", 0, 1)
    vectors = vectors_of([f"{title}\n{title}\n{body}" for title, body in pairs])
    named = spots_of([f"{title}。{body}" for title, body in pairs], people)
    bare = without_places([f"{title}{_CUT}{body[:HEAD]}" for title, body in pairs], named)
    cut = [text.partition(_CUT) for text in bare]
    topics = topics_of([title for title, _, _ in cut], [head for _, _, head in cut])
    places = [places_of(title, spots) for spots, (title, _) in zip(named, pairs, strict=True)]
    found = _at_spots(topics, named, people, places, kept=kept, tick=tick)
    tick("joining", 0, 1)
    events = _without_overlap(found, len(pairs))
    events = joined_events(topics, events, named, places, people)
    groups = np.full(len(pairs), -1, dtype=np.int64)
    for number, event in enumerate(events):
        groups[event] = number
    copies = near_duplicates([f"{title}{body}" for title, body in pairs], ready=True)
    groups = _with_copies(groups, _of_one_place(copies, places))
    groups = _without_strangers(_joined(groups, vectors, topics, places), topics)
    tick("subjects", 0, 1)
    said = [title for title, _, _ in cut]
    groups = _with_subjects(groups, topics, [title for title, _ in pairs], said, people)
    return Gathered(groups, named, vectors)


def _at_spots(
    topics: Topics,
    named: list[tuple[str, ...]],
    people: list[frozenset[str]],
    places: list[frozenset[str]],
    *,
    kept: Kept,
    tick: Tick,
) -> list[I64]:
    """Return the events at every spot, in a fixed order; now and then keep what is found."""
    found, first = _taken_up(kept)
    at_spots = blocks(named, people)
    read = 0
    for number, (spot, rows) in enumerate(at_spots[first:], start=first):
        tick("spots", number, len(at_spots))
        if read >= _KEEP_AFTER:
            kept.put(**_packed(found, number))
            read = 0
        kind = kind_of(spot)
        events = events_at(topics, rows, people, spot=spot, kind=kind)
        found += (
            [part for one in events for part in _parted(one, places)] if kind == BROAD else events
        )
        read += len(rows)
    return found


def _packed(found: list[I64], number: int) -> dict[str, I64]:
    lengths = np.array([len(one) for one in found], dtype=np.int64)
    return {
        "rows": np.concatenate([*found, np.zeros(0, dtype=np.int64)]),
        "lengths": lengths,
        "spots": np.array([number], dtype=np.int64),
    }


def _taken_up(kept: Kept) -> tuple[list[I64], int]:
    rows, lengths, spots = (kept.get(name) for name in ("rows", "lengths", "spots"))
    if rows is None or lengths is None or spots is None:
        return [], 0
    parts = np.split(rows, np.cumsum(lengths)[:-1]) if len(lengths) else []
    return [np.asarray(one, dtype=np.int64) for one in parts], int(spots[0])


def _without_overlap(events: list[I64], size: int) -> list[I64]:
    """Let each message belong to the largest event that claims it."""
    taken = np.zeros(size, dtype=np.bool_)
    out = []
    for event in sorted(events, key=lambda one: (-len(one), one.tolist())):
        left = event[~taken[event]]
        if len(left) > 1:
            taken[left] = True
            out.append(left)
    return out


def _parted(event: I64, places: list[frozenset[str]]) -> list[I64]:
    """Part an event of a whole town or street by the places that its titles name."""
    part = _of_one_place(np.zeros(len(event), dtype=np.int64), [places[row] for row in event])
    return [event[part == number] for number in np.unique(part)]


def _without_strangers(groups: I64, topics: Topics) -> I64:
    """Let a message leave a small group whose others are far more alike than it is to any.

    In an event of few, one message about another matter at the place is soon a quarter of it. Who
    says hardly anything is no stranger.
    """
    out, last = groups.copy(), int(groups.max(initial=-1))
    sizes = np.bincount(groups, minlength=last + 1)
    for group in np.flatnonzero((sizes >= _FEWEST) & (sizes <= _SMALL)):
        rows = np.flatnonzero(groups == group)
        one_each = sparse.csr_matrix(  # type: ignore[no-untyped-call]
            (np.ones(len(rows)), (np.arange(len(rows)), rows)), shape=(len(rows), len(groups))
        )
        said = means_of(topics, one_each)
        alike = (said @ said.T).toarray()
        np.fill_diagonal(alike, 0.0)
        best = alike.max(axis=1)
        enough = np.diff(topics.grams.indptr)[rows] >= _SAYS_ENOUGH
        for row in rows[enough & (best < STRANGE) & (best < STRANGER * np.median(best))]:
            last += 1
            out[row] = last
    return np.unique(out, return_inverse=True)[1].astype(np.int64)


def _with_subjects(
    groups: I64,
    topics: Topics,
    titles: list[str],
    said: list[str],
    people: list[frozenset[str]],
) -> I64:
    """Gather what is of no event yet by subjects without a place; copies go where one of them goes."""
    sizes = np.bincount(groups, minlength=1)
    rows = np.flatnonzero(sizes[groups] < _FEWEST)
    out, last = groups.copy(), int(groups.max(initial=-1))
    for number, event in enumerate(subjects_of(topics, titles, said, rows, people), start=last + 1):
        out[np.isin(groups, groups[event])] = number
    return np.unique(out, return_inverse=True)[1].astype(np.int64)


def _of_one_place(copies: I64, places: list[frozenset[str]]) -> I64:
    """Part near duplicates whose titles name different spots: the same words, another place."""
    parts: dict[int, list[tuple[int, set[str]]]] = defaultdict(list)
    out = np.zeros(len(copies), dtype=np.int64)
    for row, copy in enumerate(copies):
        here = parts[int(copy)]
        for number, seen in here:
            if not apart(places[row], frozenset(seen)):
                out[row] = number
                seen.update(places[row])
                break
        else:
            out[row] = row
            here.append((row, set(places[row])))
    return out


def vectors_of(
    texts: Sequence[str], *, sizes: tuple[int, ...] = (2, 3), common: int | None = None
) -> sparse.csr_matrix:
    """Return unit vectors of rare terms; shape (len(texts), 2**20).

    Terms in more than `common` texts (default: a tenth of them) or in one only are left out.
    """
    rows, buckets, counts = bucket_counts(texts, sizes=sizes, bits=_BITS)
    spread = np.bincount(buckets, minlength=1 << _BITS)
    total = max(len(texts), 1)
    most = max(0.1 * total, 200) if common is None else common
    idf = np.where((spread >= _SOME) & (spread <= most), np.log(total + 1.0), 0.0)
    idf = np.where(idf > 0, idf - np.log(np.maximum(spread, 1)), 0.0).clip(min=0)
    values = idf[buckets] * (counts > 0)
    lengths = np.sqrt(np.bincount(rows, weights=values**2, minlength=len(texts)))
    values = (values / np.maximum(lengths, 1e-9)[rows]).astype(np.float32)
    kept = values > 0
    return sparse.csr_matrix(  # type: ignore[no-untyped-call]
        (values[kept], (rows[kept], buckets[kept])), shape=(len(texts), 1 << _BITS)
    )


def _with_copies(groups: I64, copies: I64) -> I64:
    """Give every ungrouped message the group of its near duplicates, or one of its own."""
    first = groups.max(initial=-1) + 1
    out = groups.copy()
    group_of: dict[int, int] = {}
    for row in np.flatnonzero(groups >= 0):
        group_of.setdefault(int(copies[row]), int(groups[row]))
    for row in np.flatnonzero(groups < 0):
        out[row] = group_of.setdefault(int(copies[row]), int(first + len(group_of)))
    return np.unique(out, return_inverse=True)[1].astype(np.int64)


def _joined(
    groups: I64, vectors: sparse.csr_matrix, topics: Topics, places: list[frozenset[str]]
) -> I64:
    """Join groups whose messages say the same though they name the spot differently.

    They must be alike as a whole, and in what they say besides the place.
    """
    count = int(groups.max(initial=-1)) + 1
    sizes = np.bincount(groups, minlength=count)
    member = sparse.csr_matrix(  # type: ignore[no-untyped-call]
        (1.0 / sizes[groups], (groups, np.arange(len(groups)))), shape=(count, len(groups))
    )
    means = (member @ vectors).tocsr()
    many = np.flatnonzero(sizes > 1)
    graph = means[many] @ means.T
    graph = graph.tocoo()
    close = np.flatnonzero((graph.data >= 1 - APART) & (graph.col != many[graph.row]))
    rows, others = many[graph.row[close]], graph.col[close]
    used, at = np.unique(np.concatenate([rows, others]), return_inverse=True)
    said = means_of(topics, member[used])
    first, second = at[: len(rows)], at[len(rows) :]
    also = np.asarray(said[first].multiply(said[second]).sum(axis=1)).ravel() >= ALIKE_ELSEWHERE
    close, rows, others = close[also], rows[also], others[also]
    order = np.argsort(-graph.data[close], kind="stable")
    into = np.arange(count)
    named: list[set[str]] = [set() for _ in range(count)]
    for row, group in enumerate(groups):
        named[group].update(places[row])
    for one, other in zip(rows[order], others[order], strict=True):
        if (
            one != other
            and into[other] == other
            and into[one] == one
            and (into == other).sum() == 1
            and not apart(frozenset(named[one]), frozenset(named[other]))
        ):
            small, large = sorted((one, other), key=lambda at: sizes[at])
            if (into == small).sum() == 1:
                into[small] = large
    return np.unique(into[groups], return_inverse=True)[1].astype(np.int64)
