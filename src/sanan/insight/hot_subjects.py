"""Events without a place: one policy, firm, bill or person that people all over name and say alike of."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sanan.insight.duplicates import linked
from sanan.insight.grams import I64, bucket_counts, codes, gram_keys, hashed
from sanan.insight.hot_events import MANY_FROM, Topics
from sanan.insight.hot_spots import named_ends

F64 = NDArray[np.float64]

SHORTEST, LONGEST = 4, 9
"""Characters of a subject's name; three where a figure is among them."""

PEOPLE = 5
"""People who must name it: chance alone makes three messages alike anywhere."""

COMMON = 0.03
"""Share of all messages beyond which a name is a word of everyone."""

WITHIN = 0.7
"""A name grows while so many of those who say it say the longer one."""

CLOSE = 0.115
"""Mean cosine of the messages that name it, from which they may be one event ..."""

REST, REST_MANY, SECOND = 0.035, 0.02, 0.05
"""... and what must be left without the name itself: on the whole (of many, less), and to the second most alike."""

SAME_ROWS, SAME_WORDS = 0.4, 0.35
"""Two names are one subject from this share of common messages, or this cosine of what is said."""

ALSO = 0.3
"""Cosine to what is said of a subject, from which a message that names no other place belongs to it."""

_BITS = 20
_RUN = re.compile(r"[\u4e00-\u9fffa-z0-9]+")
_FIGURE = re.compile(r"\d[^\W\d]|[^\W\d]\d")
_COPY = 0.9


def subjects_of(
    topics: Topics,
    titles: Sequence[str],
    said: Sequence[str],
    rows: I64,
    people: Sequence[frozenset[str]],
) -> list[I64]:
    """Return the events among the messages `rows` that share no spot; each of five people or more.

    `titles` are whole, `said` the same with places and empty words cut out. Who names a place of
    their own in the title tells of that place and is left out: the same words about another place
    are another event.
    """
    if not len(rows):
        return []
    work = _Work(topics, rows)
    named = _names(titles, said, rows, people, most=COMMON * topics.total)
    kept = {name: members for name, members in named.items() if work.close(members) >= CLOSE}
    out = []
    for names, members in _joined(kept, work):
        if len(_who(people, rows[members])) >= PEOPLE and work.says_the_same(
            members, names, people
        ):
            out.append(members)
    own = np.array([bool(named_ends(titles[row])) for row in rows])
    taken = np.zeros(len(rows), dtype=np.bool_)
    events = []
    for members in sorted(out, key=lambda one: (-len(one), one.tolist())):
        whole = np.union1d(members, work.alike(members, ~own))
        whole = whole[~taken[whole]]
        if len(whole):
            taken[whole] = True
            events.append(rows[whole])
    return events


def _names(
    titles: Sequence[str],
    said: Sequence[str],
    rows: I64,
    people: Sequence[frozenset[str]],
    *,
    most: float,
) -> dict[str, I64]:
    """Names that people of at least `PEOPLE` - 1 heads say in titles without a place of their own."""
    often = _often([said[row] for row in rows])
    where: dict[str, set[int]] = defaultdict(set)
    for at, row in enumerate(rows):
        ends = named_ends(titles[row])
        for name in _pieces(said[row], often[at]):
            if all(end in name or end[:-2] in name for end in ends):
                where[name].add(at)
    found = {
        name: members
        for name, members in where.items()
        if len(members) <= most and len(_who(people, rows[sorted(members)])) >= PEOPLE - 1
    }
    longest: dict[str, set[int]] = {}
    for name in sorted(found, key=lambda one: (-len(one), one)):
        members = found[name]
        if not any(
            name in longer and len(found[longer]) >= WITHIN * len(members) for longer in longest
        ):
            longest[name] = members
    return {name: np.array(sorted(members)) for name, members in longest.items()}


def _often(texts: Sequence[str]) -> list[set[int]]:
    """Where in each text three characters begin that four texts or more have."""
    flat, starts = codes(texts)
    keys, inside = gram_keys(flat, 3)
    bucket = hashed(keys, _BITS)
    row_of = np.repeat(np.arange(len(texts), dtype=np.int64), np.diff(starts))[: len(keys)]
    pairs = np.unique((row_of[inside] << _BITS) | bucket[inside])
    spread = np.bincount(pairs & ((1 << _BITS) - 1), minlength=1 << _BITS)
    good = inside & (spread[bucket] >= PEOPLE - 1)
    out: list[set[int]] = [set() for _ in texts]
    for at in np.flatnonzero(good):
        out[int(row_of[at])].add(int(at - starts[row_of[at]]))
    return out


def _pieces(text: str, often: set[int]) -> Iterable[str]:
    """Pieces of a text all of whose threes are said by others, too."""
    found = set()
    for run in _RUN.finditer(text):
        for start in range(run.start(), run.end() - 2):
            end = start + 3
            while start + (end - start) - 3 in often and end - 3 in often:
                piece = text[start:end]
                if end - start >= SHORTEST or _FIGURE.search(piece):
                    found.add(piece)
                end += 1
                if end > run.end() or end - start > LONGEST:
                    break
    return found


class _Work:
    """Messages as unit vectors of their rare grams."""

    def __init__(self, topics: Topics, rows: I64) -> None:
        self.topics, self.rows = topics, rows
        self.unit = _unit(topics.grams[rows], topics.rare)

    def close(self, members: I64) -> float:
        """Mean cosine of any two."""
        part, size = self.unit[members], len(members)
        return float(((part @ part.T).sum() - size) / max(size * (size - 1), 1))

    def mean(self, members: I64) -> sparse.csr_matrix:
        """What they say together, as one unit row."""
        one = (np.ones(len(members)), (np.zeros(len(members), dtype=np.int64), members))
        member = sparse.csr_matrix(one, shape=(1, self.unit.shape[0]))  # type: ignore[no-untyped-call]
        total = sparse.csr_matrix(member @ self.unit)  # type: ignore[no-untyped-call]
        total.data = total.data / max(float(np.sqrt((total.data**2).sum())), 1e-9)
        return total

    def alike(self, members: I64, may: NDArray[np.bool_]) -> I64:
        """Those that say much of what these say together."""
        cosine = np.asarray((self.unit @ self.mean(members).T).todense()).ravel()
        return np.flatnonzero((cosine >= ALSO) & may)

    def says_the_same(
        self, members: I64, names: Sequence[str], people: Sequence[frozenset[str]]
    ) -> bool:
        """Whether different people say more in common than the name; copies prove nothing."""
        rare = self.topics.rare.copy()
        rare[bucket_counts(list(names), sizes=(2, 3), bits=_BITS)[1]] = 0.0
        unit = _unit(self.topics.grams[self.rows[members]], rare)
        cosine = np.asarray((unit @ unit.T).todense())
        who = [people[row] for row in self.rows[members]]
        numbers = {one: at for at, one in enumerate(dict.fromkeys(who))}
        by = np.array([numbers[one] for one in who])
        counts = (by[:, None] != by) & (cosine < _COPY)
        np.fill_diagonal(cosine, 0.0)
        mean = float(cosine[counts].mean()) if counts.any() else 0.0
        second = np.median(np.sort(cosine, axis=1)[:, -2])
        return bool(mean >= (REST_MANY if len(numbers) >= MANY_FROM else REST) and second >= SECOND)


def _unit(grams: sparse.csr_matrix, rare: F64) -> sparse.csr_matrix:
    found = sparse.csr_matrix(grams, copy=True)  # type: ignore[no-untyped-call]
    found.data = found.data * rare[found.indices]
    squares = np.bincount(
        np.repeat(np.arange(found.shape[0]), np.diff(found.indptr)),
        weights=found.data**2,
        minlength=found.shape[0],
    )
    length = np.maximum(np.sqrt(squares), 1e-9)
    found.data = found.data / np.repeat(length, np.diff(found.indptr))
    return found


def _joined(named: dict[str, I64], work: _Work) -> list[tuple[list[str], I64]]:
    """Names that mean one subject, with all its messages."""
    names = sorted(named)
    if not names:
        return []
    shape = (len(names), work.unit.shape[0])
    of = np.repeat(np.arange(len(names)), [len(named[name]) for name in names])
    member = sparse.csr_matrix(  # type: ignore[no-untyped-call]
        (np.ones(len(of)), (of, np.concatenate([named[name] for name in names]))), shape=shape
    )
    both = (member @ member.T).toarray()
    sizes = np.diag(both)
    share = both / np.minimum(sizes[:, None], sizes)
    total = sparse.csr_matrix(member @ work.unit)  # type: ignore[no-untyped-call]
    length = np.sqrt(np.asarray(total.multiply(total).sum(axis=1)).ravel())  # type: ignore[no-untyped-call]
    cosine = (total @ total.T).toarray() / np.maximum(np.outer(length, length), 1e-9)
    first, second = np.nonzero(np.triu((share >= SAME_ROWS) | (cosine >= SAME_WORDS), 1))
    group = linked(len(names), [first], [second])
    return [
        (
            [names[at] for at in np.flatnonzero(group == one)],
            np.unique(np.concatenate([named[names[at]] for at in np.flatnonzero(group == one)])),
        )
        for one in range(int(group.max()) + 1)
    ]


def _who(people: Sequence[frozenset[str]], rows: Iterable[int]) -> frozenset[str]:
    return frozenset[str]().union(*(people[row] for row in rows))
