"""Spots: estates, roads, schools and the like, discovered from what messages repeat."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from sanan.insight.grams import END, I64
from sanan.insight.words import word_list

_BLOCK = 1_500
_SOME = 2
_NAME = 4
_ESTATE = (
    "小区|华庭|花语城|御园|御府|名邸|半岛|雅居|美景|花园|花苑|家园|新城|之城|倾城|名城|都城|新村|公寓|大厦|广场|社区|佳苑|嘉园|名苑|雅苑|苑|山庄|华府|公馆|国际城|国际|首府|豪庭"
    "|商业街|步行街|帝景|名都|公园里|(?<![旧老县全进出古省长商本])城(?![市区乡镇际管轨建投铁东西南北中关里内外郊步楼墙信])|中学|小学|学校|幼儿园|学院|大学|校区|医院|卫生院|市场|超市|公园|水库|工业园|湾"
)
_ROAD = "高铁站|地铁站|收费站|大道|大桥|立交桥|(?<!跑)路(?!面|灯|况|费|程|人)|巷|村(?!民|里|委)"
_WIDE = "街|镇|乡(?!村|下|亲)"
_BROAD = "集团|公司|厂(?!房|家)|车站|开发区|中心(?!城)"
_END = re.compile(f"{_ESTATE}|{_ROAD}|{_WIDE}|{_BROAD}")
_ONLY_ESTATE = re.compile(f"(?:{_ESTATE})$")
_ONLY_ROAD = re.compile(f"(?:{_ROAD})$")
_PLACE = re.compile(f"(?:{_ESTATE}|{_ROAD}|{_WIDE})$")
_AREA = re.compile("(?:街|镇|乡|社区|大道|新城)$")
_REGION = re.compile(
    r"[a-z]\d{0,2}[市区县]|[\u4e00-\u9fff]{1,3}省|[\u4e00-\u9fff]{2,3}街道"
    r"|[a-z]?\d+(?:栋|幢|座|期|单元|号楼)|[一二三四五六七八九十][期栋]"
)
_NO_NAME = frozenset(
    "的在这那了是等由属及和与或从到于对把被为让给向以就都也还又有没不我你他该本各某全请问附近旁边"
)
_NOT_IN_NAME = re.compile(
    "^小区|^社区|^学校|的|关于|因为|因受|作为|召开|确定|范围|倡导|加快|督促|发商|拓宽|退让|周边|附近|旁边|们|请问|建议|破坏"
    "|占用|影响|随着|情况|尤其|再问|多少|什么|如何|怎么|带着|以及|及(?=郊|其)|为(?=.市|大道)"
)
_LEAD = re.compile(
    r"^(?:.*街道(?=.{3})|[a-z]\d{0,2}[市区县]|[\u4e00-\u9fff]{1,3}(?:[市县]|(?<![小社片校景])区))+"
)
_HAN_LATIN = re.compile(r"^[\u4e00-\u9fffa-z0-9·]+$")
_LONG = 9
_AREA_LONGEST = 4
_OFTEN = 3
_COMMON = word_list("common_spots")
_IDLE = re.compile(
    "|".join(sorted(word for word in word_list("empty_terms") if not word.isascii()))
    + "|尽快|加快|高度重视|何时|附近|旁边|周边|小区|业主|要求|请"
)

ESTATE, ROAD, BROAD = 0, 1, 2

SHORTEST = 3
"""Characters that the name of a spot has at least, its ending included."""


def kind_of(spot: str) -> int:
    """Return how much a spot alone says: an estate or school most, a road less, an office least."""
    if _ONLY_ESTATE.search(spot):
        return ESTATE
    return ROAD if _ONLY_ROAD.search(spot) else BROAD


def spots_of(texts: Sequence[str], people: Sequence[frozenset[str]]) -> list[tuple[str, ...]]:
    """Return the spots each text names, discovered from the texts themselves.

    A spot ends in a word for one (小区, 路, 学校 …); how far it reaches back is decided by what
    the messages repeat: the piece grows while most of its occurrences grow alike. A text that
    several people sent counts as that many.
    """
    pieces = [_pieces(text) for text in texts]
    spread: Counter[str] = Counter()
    for row, who in zip(pieces, people, strict=True):
        for piece in {piece for group in row for piece in group}:
            spread[piece] += len(who)
    named = [tuple(dict.fromkeys(filter(None, (_grown(g, spread) for g in row)))) for row in pieces]
    count: Counter[str] = Counter()
    for spots, who in zip(named, people, strict=True):
        for spot in spots:
            count[spot] += len(who)
    return [tuple(spot for spot in row if count[spot] >= _SOME) for row in named]


def _pieces(text: str) -> list[list[str]]:
    found: list[list[str]] = []
    for match in _END.finditer(text):
        end = match.end()
        row = []
        for size in range(max(SHORTEST, len(match.group()) + 1), _LONG + 1):
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
    if len(best) < SHORTEST or best in _COMMON or best[0] in _NO_NAME or spread[best] < _SOME:
        return ""
    return "" if _NOT_IN_NAME.search(best) else best


def blocks(
    named: Sequence[tuple[str, ...]], people: Sequence[frozenset[str]]
) -> list[tuple[str, I64]]:
    """Return the messages of each spot that more than one person names, in a fixed order.

    What one person alone keeps naming is a habit of theirs as often as a place.
    """
    rows_of: dict[str, set[int]] = defaultdict(set)
    for row, spots in enumerate(named):
        for spot in spots:
            rows_of[spot].add(row)
    for spot in sorted(rows_of):
        for at in range(1, len(spot) - SHORTEST + 1):
            if spot[at:] in rows_of and kind_of(spot) == ESTATE:
                rows_of[spot[at:]] |= rows_of[spot]
    return [
        (spot, np.array(rows[i : i + _BLOCK]))
        for spot, rows in sorted((spot, sorted(rows)) for spot, rows in rows_of.items())
        if len(frozenset().union(*(people[row] for row in rows))) > 1
        for i in range(0, len(rows), _BLOCK)
    ]


def without_places(texts: Sequence[str], named: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the texts with names of spots and areas, and empty words, cut out: what is said."""
    known = _known(named)
    out = []
    for text, spots in zip(texts, named, strict=True):
        rest = text
        cut = {spot for spot in spots if _PLACE.search(spot)}
        for name in sorted(cut | {_stem(spot) for spot in cut}, key=lambda one: (-len(one), one)):
            if len(name) >= _SOME:
                rest = rest.replace(f"{name}道", END) if name.endswith("街") else rest
                rest = rest.replace(name, END)
        rest = _REGION.sub(END, rest)
        out.append(_IDLE.sub(END, known.sub(END, rest) if known else rest))
    return out


def apart(one: frozenset[str], other: frozenset[str]) -> bool:
    """Are these spots of two messages certainly different ones?"""
    return bool(one and other) and not any(a in b or b in a for a in one for b in other)


def places_of(title: str, spots: Sequence[str]) -> frozenset[str]:
    """Return the estates and roads that a title names: `spots`, and others by their last part."""
    found = {spot for spot in spots if spot in title and kind_of(spot) != BROAD}
    for match in _END.finditer(title):
        last = title[max(0, match.start() - _SOME) : match.end()]
        if (
            kind_of(last) != BROAD
            and len(last) == match.end() - match.start() + _SOME
            and not _NO_NAME & set(last)
            and last not in _COMMON
        ):
            found.add(last)
    return frozenset(found)


def named_ends(title: str) -> list[str]:
    """Return whatever place or body a title names, by the ending and four characters before it."""
    bare = _REGION.sub("", title)
    return [bare[max(0, m.start() - _NAME) : m.end()] for m in _END.finditer(bare)]


def _stem(spot: str) -> str:
    return _PLACE.sub("", spot)


def _known(named: Sequence[tuple[str, ...]]) -> re.Pattern[str] | None:
    """Names of areas and long names of estates, wherever they stand without their ending."""
    count: Counter[str] = Counter()
    for row in named:
        for spot in row:
            if _AREA.search(spot):
                name = _AREA.sub("", spot)
                count[name if len(name) <= _AREA_LONGEST else ""] += 1
            elif kind_of(spot) == ESTATE and len(_stem(spot)) >= SHORTEST:
                count[_stem(spot)] += 1
    names = [name for name, times in count.items() if len(name) >= _SOME and times >= _OFTEN]
    names.sort(key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, names))) if names else None
