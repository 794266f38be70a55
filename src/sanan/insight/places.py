"""Where: names of a gazetteer and of unlisted spots found in a text."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sanan.insight.addresses import Sort
from sanan.insight.text import simplified
from sanan.insight.words import word_list

_OFFICES = re.compile(
    r"(?:社区居委会|社区居民委员会|居民委员会|居委会|村民委员会|村委会|村民委员会|街道办事处|人民政府)$"
)
_LEVEL = re.compile(r"(?:自治县|街道|社区|小区|新村|镇|乡|村|县|市|区)$")
_MIN_BARE = 2
_SPOKEN = {"村": ("村", "大队", "村部", "村委", "村委会"), "区": ("居委", "居委会")}
"""What people say for the village (蒲坂大队) or the community around a committee."""

_EVERYDAY = word_list("everyday_names")
_HAN = "\u4e00-\u9fff"


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of a gazetteer: a region node, an estate, a road, a named spot.

    `above` holds the ids of the places around it, nearest first; `lat` and `lon` are WGS 84
    degrees where known.
    """

    id: str
    name: str
    above: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    sort: Sort = Sort.REGION


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place named in a text: characters `start` to `end`, how sure (0 to 1), and rivals.

    `others` lists ids that the same words could mean; it is empty where the text or the region
    at hand leaves one reading.
    """

    id: str
    name: str
    start: int
    end: int
    sure: float
    others: tuple[str, ...] = ()


@dataclass(slots=True)
class Gazetteer:
    """Names to look for, each with the places that bear it."""

    places: dict[str, Place] = field(default_factory=dict)
    _bearers: dict[str, list[str]] = field(default_factory=dict)
    _bare: set[str] = field(default_factory=set)
    _heads: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _firsts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, places: Iterable[Place]) -> "Gazetteer":
        """Build a gazetteer; names of one character are left out, they would match everywhere."""
        made = cls()
        for place in places:
            made.places[place.id] = place
            for name, bare in _names(place):
                made._bearers.setdefault(name, []).append(place.id)
                if bare:
                    made._bare.add(name)
        lengths: dict[str, set[int]] = {}
        for name in made._bearers:
            lengths.setdefault(name[:2], set()).add(len(name))
        made._heads = {head: tuple(sorted(sizes)[::-1]) for head, sizes in lengths.items()}
        made._firsts = frozenset(head[0] for head in made._heads)
        return made

    def mentions(self, text: str) -> list[tuple[int, int, str]]:
        """Return every longest name in a simplified text: start, end, name."""
        heads, bearers, firsts = self._heads, self._bearers, self._firsts
        found: list[tuple[int, int, str]] = []
        end = 0
        for start in [i for i, c in enumerate(text) if c in firsts and text[i : i + 2] in heads]:
            if start < end:
                continue
            for size in heads[text[start : start + 2]]:
                name = text[start : start + size]
                if name in bearers:
                    end = start + len(name)
                    found.append((start, end, name))
                    break
        return found

    def bearers(self, name: str) -> Sequence[str]:
        """Return the ids of the places called `name`."""
        return self._bearers.get(name, ())

    def is_bare(self, name: str) -> bool:
        """Return whether `name` lacks its level word (蒲坂 for 蒲坂村): a weaker sign."""
        return name in self._bare


def places_in(text: str, gazetteer: Gazetteer, *, near: Collection[str] = ()) -> list[PlaceFound]:
    """Return the places a text names, surest first; offsets count characters of `text`.

    A name that several places bear goes to the one whose surroundings are named in the same
    text, or lie in `near` (ids of the region the message came from). A region named only to say
    where a smaller place lies (浔中镇蒲坂村) is surer of nothing and follows it.
    """
    mentions = gazetteer.mentions(simplified(text))
    named = {bearer for _, _, name in mentions for bearer in gazetteer.bearers(name)}
    found: dict[str, PlaceFound] = {}
    for start, end, name in mentions:
        rivals = gazetteer.bearers(name)
        fits = {bearer: _fit(gazetteer.places[bearer], named, near) for bearer in rivals}
        best = max(fits.values())
        top = [bearer for bearer in rivals if fits[bearer] == best]
        sure = (0.6 if gazetteer.is_bare(name) else 0.9) + min(best, 3) * 0.03
        place = gazetteer.places[top[0]]
        one = PlaceFound(
            place.id, place.name, start, end, round(sure / len(top), 4), tuple(top[1:])
        )
        if place.id not in found or found[place.id].sure < one.sure:
            found[place.id] = one
    around = {above for place in found for above in gazetteer.places[place].above}
    return sorted(found.values(), key=lambda one: (one.id in around, -one.sure, one.start))


def _names(place: Place) -> Iterable[tuple[str, bool]]:
    for full in dict.fromkeys((place.name, *place.aliases)):
        name = simplified(full.strip())
        short = _OFFICES.sub("", name)
        if name.endswith(("社区居委会", "社区居民委员会")):
            short += "社区"
        elif short != name and name.endswith(("村民委员会", "村委会")) and short[-1:] != "村":
            short += "村"
        bare = _LEVEL.sub("", short)
        forms = dict.fromkeys((name, short))
        yield from ((form, False) for form in forms if len(form) >= _MIN_BARE)
        if len(bare) < _MIN_BARE or bare in (name, short):
            continue
        spoken = (bare + ending for ending in _SPOKEN.get(short[-1:], ()))
        yield from ((form, False) for form in spoken if form not in forms)
        if bare not in _EVERYDAY:
            yield bare, True


def _fit(place: Place, named: Collection[str], near: Collection[str]) -> int:
    return 2 * sum(above in named for above in place.above) + sum(
        above in near for above in (place.id, *place.above)
    )


_SPOT = re.compile(
    rf"(?P<name>[{_HAN}A-Za-z0-9·]{{2,10}}?(?:小区|花园|花苑|家园|新城|新村|公寓|大厦|广场|社区|佳苑|嘉园|名苑|山庄|雅苑|华府|国际|城市广场"
    r"|中学|小学|学校|幼儿园|学院|大学|医院|卫生院|市场|超市|商场|车站|公园|水库|大道|大桥|[路街巷村镇乡](?!边|口边|上|面|灯|费|况|程|人|民|里|干)))"
)


def spots(text: str) -> list[str]:
    """Return words that look like named spots though no gazetteer lists them, first come first."""
    return list(dict.fromkeys(match.group("name") for match in _SPOT.finditer(simplified(text))))
