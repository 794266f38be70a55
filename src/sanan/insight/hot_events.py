"""Events at one spot: messages that say the same thing about it, however they put it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from sanan.insight.duplicates import linked
from sanan.insight.grams import I64, bucket_counts
from sanan.insight.hot_spots import BROAD, ESTATE, ROAD, SHORTEST, apart, kind_of

F64 = NDArray[np.float64]

MANY = 0.94
"""Mean distance within which many messages on one estate are one event ..."""

FEW = 0.75
"""... and within which a few are: chance alone makes three messages alike, but not ten."""

MANY_FROM = 8
"""Messages from which an event counts as one of many."""

LESS = {ESTATE: 0.0, ROAD: 0.1, BROAD: 0.12}
"""How much closer messages must be where the spot says less: a road, an office."""

SHARE = 0.5
"""Share of an event's messages that bear a term which is a mark of it."""

RARE = 0.02
"""Share of all other messages that may bear it as well."""

JOIN = 0.3
"""Share of a small event's marks from which a message at the spot belongs to it."""

JOIN_MANY = 0.15
"""The same for an event of many, whose marks are no chance."""

RULES = 0.75
"""Share of an estate's messages from which one event rules what is said of it ..."""

SHARE_ASIDE = 0.1
"""... and share of its messages that bear a word which then counts as its own."""

PRIOR = 500
"""Messages about other matters that are imagined beside those given, so that few can be read."""

HABIT = 0.7
"""What likeness counts between two messages of one person, who says most things alike."""

ALIKE = 0.1
"""Cosine from which two groups at one estate or school are one event."""

ALIKE_ROAD = 0.2
"""The same for a road, along which many things happen."""

_CLEARLY = 0.15
_TOO_COMMON = 0.1
_SUPPORT = 0.7
_UNSHARED = 0.4
_ROUNDS = 3
_BITS = 20
_TITLE = 4
_EVENT = 3


@dataclass(frozen=True, slots=True)
class Topics:
    """What messages say besides place: square roots of gram counts, in how many each is, how rare."""

    grams: sparse.csr_matrix
    spread: F64
    rare: F64

    @property
    def total(self) -> int:
        """Number of messages."""
        return int(self.grams.shape[0])


@dataclass(frozen=True, slots=True)
class _Block:
    """The messages of one spot: which grams each bears, and how many bear it in and outside."""

    bears: sparse.csr_matrix
    spread: F64
    total: int


def topics_of(titles: Sequence[str], heads: Sequence[str]) -> Topics:
    """Return the topics of messages whose places are cut out; a title counts double."""
    texts = [
        "\n".join([*[title] * _TITLE, head]) for title, head in zip(titles, heads, strict=True)
    ]
    rows, buckets, counts = bucket_counts(texts, sizes=(2, 3), bits=_BITS)
    spread = np.bincount(buckets, minlength=1 << _BITS).astype(np.float64)
    shape = (len(texts), 1 << _BITS)
    grams = sparse.csr_matrix((np.sqrt(counts), (rows, buckets)), shape=shape)  # type: ignore[no-untyped-call]
    rare = np.log((len(texts) + PRIOR) / np.maximum(spread, 1.0))
    rare[spread > _TOO_COMMON * (len(texts) + PRIOR)] = 0.0
    return Topics(grams, spread, rare)


def events_at(
    topics: Topics, rows: I64, people: Sequence[frozenset[str]], *, spot: str, kind: int
) -> list[I64]:
    """Return the events among the messages `rows` of one spot; each has two or more.

    Messages are compared by the grams that at least two of the spot share, the more so the
    fewer messages elsewhere have them and the more here; average linkage makes groups, and the
    marks of each group then decide who belongs to it.
    """
    size = len(rows)
    if size <= 1:
        return []
    part = topics.grams[rows].tocoo()
    columns, column = np.unique(part.col, return_inverse=True)
    inside = np.bincount(column).astype(np.float64)
    spread = topics.spread[columns]
    outside = np.minimum((spread - inside + 0.5) / (topics.total - size + PRIOR), 1.0)
    weight = np.maximum(-np.log(outside) + _SUPPORT * np.log(inside / size), 0.0)
    own = np.isin(columns, bucket_counts([spot], sizes=(2, 3), bits=_BITS)[1])
    weight[(outside > _TOO_COMMON) | own] = 0.0
    shared = (inside > 1) & ~own
    shape = (size, len(columns))
    values = sparse.csr_matrix((part.data * weight[column], (part.row, column)), shape=shape)  # type: ignore[no-untyped-call]
    squares = values.power(2)  # type: ignore[no-untyped-call]
    length = np.sqrt(squares @ np.where(shared, 1.0, _UNSHARED))
    unit = _scaled(values[:, shared], length)
    who = _who(rows, people)
    alike = (unit @ unit.T).toarray() * np.where(who[:, None] == who, HABIT, 1.0)
    labels = _linked(np.clip(1.0 - alike, 0.0, 1.0), who, LESS[kind])
    ones = sparse.csr_matrix((np.ones(len(column)), (part.row, column)), shape=shape)  # type: ignore[no-untyped-call]
    block = _Block(ones[:, shared], spread[shared], topics.total + PRIOR)
    labels = _settled(block, labels, who)
    if kind == ESTATE:
        labels = _with_asides(block, labels, who)
    return [
        rows[labels == label]
        for label in np.unique(labels)
        if (labels == label).sum() > 1 and label >= 0
    ]


def _who(rows: I64, people: Sequence[frozenset[str]]) -> I64:
    number: dict[frozenset[str], int] = {}
    return np.array([number.setdefault(people[row], len(number)) for row in rows])


def _scaled(matrix: sparse.csr_matrix, length: F64) -> sparse.csr_matrix:
    scale = sparse.diags_array(1.0 / np.maximum(length, 1e-9))  # type: ignore[no-untyped-call]
    return sparse.csr_matrix(scale @ matrix)  # type: ignore[no-untyped-call]


def _linked(distance: F64, who: I64, less: float) -> I64:
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(distance, checks=False), "average")
    wide = fcluster(tree, MANY - less, "distance").astype(np.int64)
    fine = fcluster(tree, FEW - less, "distance").astype(np.int64)
    people = np.bincount(np.unique(np.stack([wide, who]), axis=1)[0])
    return np.asarray(np.where(people[wide] >= MANY_FROM, wide, fine + wide.max()))


def _settled(block: _Block, labels: I64, who: I64) -> I64:
    """Give each message to the event whose marks it bears most; -1 where it bears too few."""
    for _ in range(_ROUNDS):
        names = np.flatnonzero(np.bincount(labels[labels >= 0], minlength=1) > 1)
        if not len(names):
            return labels
        fits = np.stack([_fit(block, labels == name) for name in names], axis=1)
        voices = np.array([len(np.unique(who[labels == name])) for name in names])
        fits = fits * np.where(voices > 1, 1.0, HABIT)
        at = np.arange(len(labels))
        best = fits.argmax(axis=1)
        most = fits[at, best]
        own = np.searchsorted(names, labels).clip(max=len(names) - 1)
        has = names[own] == labels
        needs = np.where(voices >= MANY_FROM, JOIN_MANY, JOIN)
        keeps = has & (fits[at, own] >= np.maximum(needs[own], most - _CLEARLY))
        new = np.where(keeps, names[own], np.where(most >= needs[best], names[best], -1))
        mutual = np.stack([fits[labels == name].mean(axis=0) for name in names])
        for one, other in _pairs_to_join(np.minimum(mutual, mutual.T)):
            new[new == names[other]] = names[one]
        if (new == labels).all():
            break
        labels = new
    return labels


def _with_asides(block: _Block, labels: I64, who: I64) -> I64:
    """Let the one event that a whole estate talks of take in what is said aside of it.

    Where three quarters of an estate's messages, of eight people or more, are one event, those of
    no event that share one of its words (dust, smell, noise) are told of it as well.
    """
    sizes = np.bincount(labels[labels >= 0], minlength=1)
    name = int(sizes.argmax())
    members = labels == name
    if sizes[name] < RULES * len(labels) or len(np.unique(who[members])) < MANY_FROM:
        return labels
    alone = ~members & ((labels < 0) | (sizes[np.maximum(labels, 0)] < _EVENT))
    aside = alone & (_fit(block, members, share=SHARE_ASIDE) > 0)
    return np.where(aside, name, labels)


def _pairs_to_join(mutual: F64) -> list[tuple[int, int]]:
    """Return which event takes in which, by how well each bears the marks of the other."""
    left = np.triu(mutual, 1)
    pairs: list[tuple[int, int]] = []
    while left.size and left.max() >= JOIN:
        one, other = (int(at) for at in np.unravel_index(left.argmax(), left.shape))
        pairs.append((one, other))
        left[other] = left[:, other] = 0.0
    return pairs


def _fit(block: _Block, members: NDArray[np.bool_], *, share: float = SHARE) -> F64:
    """Return the share of an event's marks that each message bears, from 0 to 1."""
    size = int(members.sum())
    count = np.asarray(members.astype(np.float64) @ block.bears).ravel()
    elsewhere = block.spread - count
    marks = (count >= max(2.0, share * size)) & (elsewhere <= RARE * block.total)
    weight = count / size * np.log(block.total / np.maximum(elsewhere, 0.5))
    weight[~marks] = 0.0
    return np.asarray(block.bears @ weight).ravel() / max(float(weight.sum()), 1e-9)


def joined_events(
    topics: Topics,
    events: Sequence[I64],
    named: Sequence[tuple[str, ...]],
    titles: Sequence[frozenset[str]],
    people: Sequence[frozenset[str]],
) -> list[I64]:
    """Join events at spots of the same name whose messages, taken together, say the same.

    What two groups say as a whole is far more alike than any two of their messages, where it is
    one event, and hardly alike at all where it is two. Groups whose titles name different
    places, and groups of one person, are left as they are.
    """
    left = list(events)
    for _ in range(_ROUNDS):
        before = len(left)
        left = _joined_once(topics, left, named, titles, people)
        if len(left) == before:
            break
    return left


def _joined_once(
    topics: Topics,
    events: list[I64],
    named: Sequence[tuple[str, ...]],
    titles: Sequence[frozenset[str]],
    people: Sequence[frozenset[str]],
) -> list[I64]:
    said = [frozenset[str]().union(*(titles[row] for row in event)) for event in events]
    voices = [frozenset[str]().union(*(people[row] for row in event)) for event in events]
    near = {ROAD: ALIKE_ROAD, ESTATE: ALIKE}
    needs: dict[tuple[int, int], float] = {}
    for spot, sharing in _at_one_spot([_common(event, named) for event in events]):
        for one, other in combinations(sharing, 2):
            if len(voices[one] | voices[other]) > 1 and not apart(said[one], said[other]):
                need = needs.get((one, other), 1.0)
                needs[one, other] = min(need, near[kind_of(spot)])
    if not needs:
        return events
    pairs = sorted(needs)
    means = _means(topics, events)
    first, second = np.array(pairs, dtype=np.int64).T
    cosine = np.asarray(means[first].multiply(means[second]).sum(axis=1)).ravel()
    alike = cosine >= np.array([needs[pair] for pair in pairs])
    group = linked(len(events), [first[alike]], [second[alike]])
    return [
        np.unique(np.concatenate([events[at] for at in np.flatnonzero(group == one)]))
        for one in range(group.max() + 1)
    ]


def _common(event: I64, named: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """Return the estates and roads that at least half of an event's messages name."""
    count = Counter(spot for row in event for spot in named[row] if kind_of(spot) != BROAD)
    return frozenset(spot for spot, times in count.items() if times * 2 >= len(event))


def _at_one_spot(places: Sequence[frozenset[str]]) -> list[tuple[str, list[int]]]:
    """Return each spot with the events there, or at a spot whose name ends in its name."""
    at_spot: dict[str, list[int]] = defaultdict(list)
    for event, spots in enumerate(places):
        for end in sorted({name[at:] for name in spots for at in range(len(name) - SHORTEST + 1)}):
            at_spot[end].append(event)
    known = sorted(frozenset[str]().union(*places))
    return [(spot, at_spot[spot]) for spot in known if len(at_spot[spot]) > 1]


def _means(topics: Topics, events: Sequence[I64]) -> sparse.csr_matrix:
    which = np.repeat(np.arange(len(events)), [len(event) for event in events])
    ones = np.ones(len(which))
    shape = (len(events), topics.total)
    member = sparse.csr_matrix((ones, (which, np.concatenate(events))), shape=shape)  # type: ignore[no-untyped-call]
    return means_of(topics, member)


def means_of(topics: Topics, member: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return a unit vector per row of `member`: the rare grams of its messages, added up."""
    means = sparse.csr_matrix(member @ topics.grams)  # type: ignore[no-untyped-call]
    means.data = means.data * topics.rare[means.indices]
    squares = means.power(2)  # type: ignore[no-untyped-call]
    return _scaled(means, np.sqrt(np.asarray(squares.sum(axis=1)).ravel()))
