"""What a text names, recognised once: places, listed or by their form, and private words."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sanan.insight.addresses import Formed, Sort, figures, formed, numbered, spelt
from sanan.insight.places import Gazetteer, Place, PlaceFound, places_in
from sanan.insight.private.finding import private_spans
from sanan.insight.private.spans import Kind, Span
from sanan.insight.text import simplified, unified

_CARRIERS = frozenset({Sort.STREET, Sort.ESTATE, Sort.REGION})
_NO_GAZETTEER = Gazetteer()
_REPEATED = 3
_MOSTLY = 0.8
_VILLAGES = frozenset("村区里厝坂洋")
_BETWEEN = frozenset(" ,，、的")
_SPELT = re.compile(
    r"(?<![〇零一二三四五六七八九十百])[〇零一二三四五六七八九十百]{1,5}(?=[号栋幢组队弄座楼])"
)
_WRITTEN = re.compile(r"(?<!\d)[1-9]\d{0,2}(?=[号栋幢组队弄座楼])")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that a text names: characters `start` to `end`, of which sort.

    `id` is the gazetteer's place that the words mean, or lie in (a house on a listed street), empty
    where none is listed; `others` are its rivals. `number` is the house or room in figures (12-2).
    """

    start: int
    end: int
    words: str
    sort: Sort
    id: str = ""
    others: tuple[str, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """Places and private words of one text, each in order and apart from its own kind."""

    places: tuple[Mention, ...]
    private: tuple[Span, ...]

    def of(self, *kinds: Kind) -> list[str]:
        """The private words of these kinds, as they stand."""
        return [span.text for span in self.private if span.kind in kinds]


def heard(text: str, gazetteer: Gazetteer | None = None, *, near: Collection[str] = ()) -> Heard:
    """Read a text once, for whoever covers it, dispatches it or looks for it.

    A place whose words are a private person's name is none.
    """
    private = private_spans(text)
    names = [(span.start, span.end) for span in private if span.kind == Kind.NAME]
    places = mentioned(text, gazetteer, near=near)
    kept = [one for one in places if (one.start, one.end) not in names or one.id]
    return Heard(tuple(kept), tuple(private))


def mentioned(
    text: str, gazetteer: Gazetteer | None = None, *, near: Collection[str] = ()
) -> list[Mention]:
    """Return the places a text names, in order and apart; the longest reading stands.

    A number belongs to what stands before it: 龙浔路12号 is one place, a house.
    """
    names = gazetteer or _NO_GAZETTEER
    plain = simplified(_narrow(text))
    listed = _listed(plain, names, near)
    shapes = formed(plain, {one.end: one.start for one in listed if not names.is_bare(one.words)})
    found = _apart(listed, shapes, plain, names)
    return _with_numbers(plain, found)


def streets_of(
    lines: Iterable[tuple[str, tuple[str, ...]]], *, least: int = _REPEATED
) -> list[Place]:
    """Streets that texts of an installation name, as places for its gazetteer.

    Each line is a text and the ids of the places around it, nearest first. A street that `least`
    texts name lies in what all but a fifth of them have around them.
    """
    around: Mapping[str, list[tuple[str, ...]]] = defaultdict(list)
    for text, above in lines:
        plain = simplified(_narrow(text))
        for name in {plain[s.start : s.end] for s in formed(plain) if s.sort == Sort.STREET}:
            around[name].append(above)
    return [
        Place(f"street:{name}", name, _shared(rows), sort=Sort.STREET)
        for name, rows in sorted(around.items())
        if len(rows) >= least
    ]


def spellings(words: str) -> list[str]:
    """The ways to write an address that someone looks for: 龙浔路12号, 龙浔路十二号."""
    plain = simplified(unified(words))
    shown = _SPELT.sub(lambda found: figures(found.group()), plain)
    said = _WRITTEN.sub(lambda found: spelt(int(found.group())), plain)
    return list(dict.fromkeys((words, shown, said)))


_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)} | {
    ord("－"): "-",
    ord("—"): "-",
    ord("號"): "号",
}

_IS_WIDE = re.compile("[\uff10-\uff5a－—號]+")


def _narrow(text: str) -> str:
    return _IS_WIDE.sub(lambda run: run.group().translate(_WIDE), text)


def _shared(rows: list[tuple[str, ...]]) -> tuple[str, ...]:
    count = Counter(place for row in rows for place in set(row))
    usual = max(rows, key=lambda row: sum(count[place] for place in row))
    return tuple(place for place in usual if count[place] >= _MOSTLY * len(rows))


def _listed(plain: str, names: Gazetteer, near: Collection[str]) -> list[Mention]:
    """Every stand of a listed name; who bears it is decided once for the text."""
    if not names.places:
        return []
    meant: dict[str, PlaceFound] = {}
    for one in places_in(plain, names, near=near):
        meant[one.id] = one
    found = []
    for start, end, name in names.mentions(plain):
        bearers = names.bearers(name)
        chosen = next((meant[b] for b in bearers if b in meant), None)
        if chosen is None or (names.is_bare(name) and not _stands(plain, start, end)):
            continue
        found.append(
            Mention(start, end, name, names.places[chosen.id].sort, chosen.id, chosen.others)
        )
    return found


_BEFORE = re.compile(
    r"(?:^|[\s,，.。、;；:：!！?？（(“]|[在到往去从住是于经至离由和与及过问]|[县镇乡市区村道])$"
)
_BEHIND = re.compile(
    r"$|[\s,，.。、;；:：!！?？）)”]|这边|那边|这里|那里|附近|对面|门口|旁|人|村|路口|一带|到|往|去|的|有|没|停"
    r"|那|这|境内|老|和|与"
)


def _stands(plain: str, start: int, end: int) -> bool:
    """Whether a name without its level word (蒲坂) stands as a place would, on either side."""
    return bool(_BEFORE.search(plain[max(0, start - 1) : start]) or _BEHIND.match(plain, end))


def _apart(
    listed: list[Mention], shapes: list[Formed], plain: str, names: Gazetteer
) -> list[Mention]:
    """Listed names and forms in one order: a form that holds a listed name stands, in its place."""
    made: list[Mention] = []
    taken = bytearray(len(plain))
    forms = [
        Mention(s.start, s.end, plain[s.start : s.end], s.sort, number=s.number) for s in shapes
    ]
    for one in sorted([*listed, *forms], key=lambda m: (m.start - m.end, not m.id, m.start)):
        if 1 in taken[one.start : one.end]:
            continue
        taken[one.start : one.end] = b"\x01" * (one.end - one.start)
        made.append(one)
    made.sort(key=lambda m: m.start)
    out: list[Mention] = []
    for one in made:
        before = out[-1] if out and _touch(plain, out[-1].end, one.start) else None
        carrier = None if one.id else _inside(one, listed, names) or before
        out.append(replace(one, id=carrier.id, others=carrier.others) if carrier else one)
    return out


def _touch(plain: str, end: int, start: int) -> bool:
    return start - end <= 1 and set(plain[end:start]) <= _BETWEEN


def _inside(one: Mention, listed: list[Mention], names: Gazetteer) -> Mention | None:
    """The listed place whose full name is part of the words; 永春大道 need not lie in 永春."""
    parts = (m for m in listed if one.start <= m.start and m.end <= one.end)
    return next((m for m in parts if not names.is_bare(m.words)), None)


def _with_numbers(plain: str, found: list[Mention]) -> list[Mention]:
    out: list[Mention] = []
    for one in found:
        if out and one.start < out[-1].end:
            continue
        number = numbered(plain, one.end, one.sort) if one.sort in _CARRIERS else None
        if number is None or not _may_carry(one, number):
            out.append(one)
            continue
        words = plain[one.start : number.end]
        out.append(
            replace(one, end=number.end, words=words, sort=number.sort, number=number.number)
        )
    return out


def _may_carry(one: Mention, number: Formed) -> bool:
    """Of regions only villages and communities have houses and groups of their own, none has rooms."""
    if one.sort != Sort.REGION:
        return True
    return number.sort != Sort.ROOM and one.words[-1] in _VILLAGES
