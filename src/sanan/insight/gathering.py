"""Messages of one event, gathered: by the spot they name, and by what they say."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from sanan.insight.duplicates import near_duplicates
from sanan.insight.grams import I64, bucket_counts
from sanan.insight.words import word_list

F32 = NDArray[np.float32]

READ = 300
"""Characters of a body that are read when messages are gathered."""

NEAR = 0.955
"""Mean cosine distance within which messages naming one estate, school or road are one event."""

NEAR_BROAD = 0.88
"""The same for a street office, a town or a company, where many things happen."""

STRAY = 0.975
"""The same for a stray message at a spot that one event fills."""

FILLED = 0.7
"""Share of a spot's messages from which one event is said to fill the spot, ..."""

FILLED_LEAST = 10
"""... if it has at least so many."""

APART = 0.72
"""Mean cosine distance within which messages are one event though they share no spot."""

_BITS = 20
_BLOCK = 1_500
_SOME = 2
_SPECIFIC = (
    "小区|花园|花苑|家园|新城|之城|倾城|名城|都城|新村|公寓|大厦|广场|社区|佳苑|嘉园|名苑|雅苑|苑|山庄|华府|公馆|国际城|国际|首府|豪庭|商业街|步行街|帝景|名都|公园里"
    "|中学|小学|学校|幼儿园|学院|大学|医院|卫生院|市场|超市|高铁站|地铁站|收费站|公园|水库|大道|大桥|立交桥|工业园|路(?!面|灯|况|费|程|人)|巷|村(?!民|里|委)|湾"
)
_BROAD = "街|镇|乡(?!村|下|亲)|集团|公司|厂(?!房|家)|车站|开发区|中心(?!城)"
_END = re.compile(f"{_SPECIFIC}|{_BROAD}")
_ONLY_SPECIFIC = re.compile(f"(?:{_SPECIFIC})$")
_NO_NAME = frozenset(
    "的在这那了是等由属及和与或从到于对把被为让给向以就都也还又有没不我你他该本各某全请问附近旁边"
)
_LEAD = re.compile(r"^(?:[a-z]\d{0,2}[市区县]|[\u4e00-\u9fff]{1,3}(?<![小社])[市县区])+")
_HAN_LATIN = re.compile(r"^[\u4e00-\u9fffa-z0-9·]+$")
_SHORT = 3
_LONG = 9
_COMMON = word_list("common_spots")


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


def gather(titles: Sequence[str], bodies: Sequence[str]) -> Gathered:
    """Gather `normal` messages into events; every message gets exactly one group number.

    Messages naming one spot are clustered by what they say (average linkage of cosine
    distances); a spot that one event fills takes in its strays. Near duplicates always stay
    together; messages without a spot join by text alone.
    """
    number: dict[tuple[str, str], int] = {}
    pairs = [(title, body[:READ]) for title, body in zip(titles, bodies, strict=True)]
    same = np.array([number.setdefault(pair, len(number)) for pair in pairs], dtype=np.int64)
    found = _gathered(list(number))
    if not len(same):
        return found
    spots = [found.spots[row] for row in same]
    return Gathered(found.groups[same], spots, found.vectors[same])


def _gathered(pairs: list[tuple[str, str]]) -> Gathered:
    vectors = vectors_of([f"{title}\n{title}\n{body}" for title, body in pairs])
    named = spots_of([f"{title}。{body}" for title, body in pairs])
    groups = np.full(len(pairs), -1, dtype=np.int64)
    number = 0
    for spot, rows in _blocks(named):
        free = rows[groups[rows] < 0]
        near = NEAR if _ONLY_SPECIFIC.search(spot) else NEAR_BROAD
        for cluster in _events(vectors, free, near):
            groups[cluster] = number
            number += 1
    copies = near_duplicates([f"{title}{body}" for title, body in pairs], ready=True)
    return Gathered(_joined(_with_copies(groups, copies), vectors), named, vectors)


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


def spots_of(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the spots each text names, discovered from the texts themselves.

    A spot ends in a word for one (小区, 路, 学校 …); how far it reaches back is decided by what
    the messages repeat: the piece grows while most of its occurrences grow alike.
    """
    pieces = [_pieces(text) for text in texts]
    spread = Counter(piece for row in pieces for group in row for piece in set(group))
    named = [tuple(dict.fromkeys(filter(None, (_grown(g, spread) for g in row)))) for row in pieces]
    count = Counter(spot for row in named for spot in row)
    return [tuple(spot for spot in row if count[spot] >= _SOME) for row in named]


def _pieces(text: str) -> list[list[str]]:
    found: list[list[str]] = []
    for match in _END.finditer(text):
        end = match.end()
        row = []
        for size in range(max(_SHORT, len(match.group()) + 1), _LONG + 1):
            piece = text[max(0, end - size) : end]
            if len(piece) < size or not _HAN_LATIN.match(piece):
                break
            row.append(piece)
        if row:
            found.append(row)
    return found


def _grown(row: list[str], spread: Counter[str]) -> str:
    best = row[0]
    for piece in row[1:]:
        if spread[piece] < 0.6 * spread[best]:
            break
        best = piece
    best = _LEAD.sub("", best)
    if len(best) < _SHORT or best in _COMMON or best[0] in _NO_NAME or spread[best] < _SOME:
        return ""
    return best


def _blocks(named: list[tuple[str, ...]]) -> list[tuple[str, I64]]:
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, spots in enumerate(named):
        for spot in spots:
            rows_of[spot].append(row)
    blocks = sorted(
        rows_of.items(), key=lambda one: (not _ONLY_SPECIFIC.search(one[0]), -len(one[1]), one[0])
    )
    return [
        (spot, np.array(rows[i : i + _BLOCK]))
        for spot, rows in blocks
        for i in range(0, len(rows), _BLOCK)
    ]


def _events(vectors: sparse.csr_matrix, rows: I64, near: float) -> list[I64]:
    if len(rows) < _SOME:
        return []
    labels, distance = _clusters(vectors[rows], near)
    sizes = np.bincount(labels)
    main = int(sizes.argmax())
    if sizes[main] >= max(FILLED * len(rows), FILLED_LEAST):
        inside = labels == main
        labels = np.where(distance[:, inside].mean(axis=1) <= STRAY, main, labels)
        sizes = np.bincount(labels)
    return [rows[labels == label] for label in np.flatnonzero(sizes > 1)]


def _clusters(part: sparse.csr_matrix, limit: float) -> tuple[I64, F32]:
    distance = np.clip(1 - (part @ part.T).toarray(), 0, 1).astype(np.float32)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")
    return fcluster(tree, limit, "distance").astype(np.int64) - 1, distance


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


def _joined(groups: I64, vectors: sparse.csr_matrix) -> I64:
    """Join groups whose messages say the same though they name the spot differently."""
    count = int(groups.max(initial=-1)) + 1
    sizes = np.bincount(groups, minlength=count)
    member = sparse.csr_matrix(  # type: ignore[no-untyped-call]
        (1.0 / sizes[groups], (groups, np.arange(len(groups)))), shape=(count, len(groups))
    )
    means = (member @ vectors).tocsr()
    graph = means[sizes > 1] @ means.T
    graph = graph.tocoo()
    close = graph.data >= 1 - APART
    rows = np.flatnonzero(sizes > 1)[graph.row[close]]
    order = np.argsort(-graph.data[close], kind="stable")
    into = np.arange(count)
    for one, other in zip(rows[order], graph.col[close][order], strict=True):
        if (
            one != other
            and into[other] == other
            and into[one] == one
            and (into == other).sum() == 1
        ):
            small, large = sorted((one, other), key=lambda at: sizes[at])
            if (into == small).sum() == 1:
                into[small] = large
    return np.unique(into[groups], return_inverse=True)[1].astype(np.int64)
