"""Names of persons in running text that was folded, with what was recognised before hidden."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from sanan.insight.private import cues
from sanan.insight.private.fold import HAN
from sanan.insight.private.lexicon import characters
from sanan.insight.private.surnames import (
    COMMON,
    DOUBLE,
    GIVEN,
    RARE,
    family_end,
    fits_a_name,
    is_rare,
)
from sanan.insight.scanning import matched_near

Place = tuple[int, int]

_HAN = re.compile(f"[{HAN}]")
_HANS = re.compile(f"[{HAN}]{{1,4}}")
_GAP = re.compile(r"[ \x02]{1,3}")
_OPEN = re.compile(rf"[{HAN}](?:[ \x02]{{0,3}}[{HAN}]){{1,3}}")
_DOTTED = re.compile(rf"[{HAN}]{{1,8}}(?:[ \x02]?[·.][ \x02]?[{HAN}]{{1,8}}){{1,3}}")
_SOUNDS = frozenset(characters("sound"))
_MOSTLY = 0.6
_SOUND = f"[{''.join(sorted(_SOUNDS))}]"
_FOREIGN = re.compile(rf"{_SOUND}{{2,8}}(?:[·.]{_SOUND}{{2,8}}){{1,3}}")
_SOUNDING = re.compile(rf"{_SOUND}{{3,8}}")
_AFTER_NAME = " \n\x02。.!,;:0123456789年月日/-"
_DATED = re.compile(r"[ \n\x02。]*(?:$|[0-9]{4}|\n)")
_BEHIND = re.compile(r"[ ,:;()、\-\x02/]{0,3}")
_PLAIN = re.compile(rf"[{COMMON}](?P<given>[{''.join(sorted(GIVEN))}][{''.join(sorted(GIVEN))}])")
_LOOK_BACK = 14
_TWO, _THREE, _FOUR = 2, 3, 4
_LONGEST = 12
_LATIN = re.compile(r"[A-Z][a-z]{1,15}(?: [A-Z][a-z]{1,15}){1,2}(?![A-Za-z])")
_FIRSTS = frozenset({*COMMON, *RARE, *(double[0] for double in DOUBLE), *_SOUNDS})
_PREPOSITIONS = frozenset("向于任和与从由经时常都连对找给让安方")
_TWICE = 2


def names(text: str, numbers: list[Place]) -> list[Place]:
    """Where private persons are named; `numbers` are the places of numbers, in order.

    A name is taken beside a word that says so (我叫…, 业主…, …先生, …,男), beside its bearer's number,
    in a list with others, or alone where all its characters are those of names. Found once, it is
    taken wherever it stands. Who is named with a public office is not a private person.
    """
    found: dict[Place, None] = {}
    for place in (*_dotted(text), *_cued(text), *_numbered(text, numbers), *_signed(text)):
        _take(text, place, found)
    for place in _alone(text):
        _take(text, place, found)
    schools = _before_schools(text)
    persons = [place for place in found if _bare(text[slice(*place)]) not in schools]
    return [*persons, *_again(text, persons)]


def _before_schools(text: str) -> set[str]:
    """Whatever stands before "小学" and the like, at every length that a name may have."""
    return {
        text[max(found.start() - length, 0) : found.start()]
        for found in cues.SCHOOL.finditer(text)
        for length in range(_TWO, _LONGEST + 1)
    }


def _take(text: str, place: Place | None, found: dict[Place, None]) -> None:
    """Keep a private person's name and those that a list joins to it."""
    while place is not None and place not in found:
        start, end = place
        if _in_office(text, start, end):
            return
        found[place] = None
        place = _joined(text, end)


def _joined(text: str, end: int) -> Place | None:
    """The next name of a list; behind a comma or a blank only where nothing speaks against it."""
    join = cues.JOIN.match(text, end)
    place = _name_at(text, join.end(), sure=False, ended=True) if join else None
    if join and place and join.group().strip(" \x02") in {"", ","}:
        given = text[place[0] + 1 : place[1]]
        return place if all(fits_a_name(char) for char in given) else None
    return place


def _in_office(text: str, start: int, end: int) -> bool:
    before = text[max(start - _LOOK_BACK, 0) : start]
    named = cues.BEFORE_OFFICE.search(before)
    if named and not before[: named.start()].endswith("班"):
        return True
    return cues.AFTER_OFFICE.match(text, end) is not None


def _cued(text: str) -> Iterator[Place | None]:
    for found in cues.FIELD.finditer(text):
        sure = found["colon"] is not None or found.group().strip().endswith("叫")
        yield _name_at(text, found.end(), sure=sure)
    for found in cues.ROLE.finditer(text):
        yield _name_at(text, found.end(), sure=False, weak=cues.WEAK[(found.lastindex or 1) - 1])
    for found in cues.TITLE.finditer(text):
        if not (_across(text, found.start()) or cues.PLACE_AFTER.match(text, found.start())):
            yield _name_before(text, found.start())
    near = matched_near(cues.PERSON, cues.PERSON_SIGN, text, reach=cues.PERSON_REACH)
    for found in near:
        if text[found.start() - 1 : found.start() + 1] not in cues.FOLLOWERS:
            yield _name_before(text, found.start())


def _numbered(text: str, numbers: list[Place]) -> Iterator[Place | None]:
    """Names right before or right behind a number of their bearer."""
    for start, end in numbers:
        label = cues.LABEL.search(text[max(start - _LOOK_BACK, 0) : start])
        yield _name_before(text, start - len(label.group()) if label else start)
        behind = _BEHIND.match(text, end)
        yield _name_at(text, behind.end() if behind else end, sure=False, ended=True)


def _signed(text: str) -> Iterator[Place | None]:
    """The name under a letter, or between its closing words and its date."""
    last = _name_before(text, len(text.rstrip(_AFTER_NAME)))
    if last and not _HAN.match(text[last[0] - 1 : last[0]]):
        yield last
    for found in cues.SIGNED.finditer(text):
        place = _name_at(text, found.end(), sure=False, ended=True)
        if place and _DATED.match(text, place[1]):
            yield place


def _dotted(text: str) -> Iterator[Place]:
    """Names of two parts or more with dots between, as Uygurs and Kazakhs bear them."""
    if "·" in text or "." in text:
        yield from (found.span() for found in _FOREIGN.finditer(text))


def _foreign(said: str) -> bool:
    letters = _HAN.findall(said)
    return sum(char in _SOUNDS for char in letters) >= _MOSTLY * len(letters)


def _alone(text: str) -> Iterator[Place]:
    """Full names of three characters without a word beside them: only where nothing else fits."""
    for found in _PLAIN.finditer(text):
        start, end = found.span()
        if _plain(text, start, end):
            yield start, end


def _plain(text: str, start: int, end: int) -> bool:
    given = text[start + 1 : end]
    if given[-1] in cues.PLACE_ENDS or given in cues.WORDS or _within_word(text, start):
        return False
    if cues.STOP.match(text, start) or text[start : start + 2] in cues.WORDS:
        return False
    if any(char in cues.ONLY_SURE for char in given) or cues.TITLE.match(given):
        return False
    if cues.PLACE_AFTER.match(text, end) or _across(text, end) or not _ends(text, end):
        return False
    if text[start] == given[0] == given[1]:
        return False
    before = text[start - 1 : start]
    return not _HAN.match(before) or before in "是叫给找跟与和被把向由让请对有为天晨晚午住"


def _again(text: str, found: Iterable[Place]) -> Iterator[Place]:
    """The same names wherever else they stand, in one walk however many they are."""
    known = {_bare(text[start:end]) for start, end in found}
    known = {name for name in known if len(name) >= _TWO and not cues.STOP.match(name)}
    lengths: dict[str, list[int]] = {}
    for name in sorted(known, key=len):
        if len(name) not in lengths.setdefault(name[0], []):
            lengths[name[0]].append(len(name))
    for start in [at for at, char in enumerate(text) if char in lengths] if lengths else ():
        for length in lengths[text[start]]:
            end = start + length
            short = length == _TWO and cues.PLACE_AFTER.match(text, end)
            if text[start:end] in known and not short:
                yield start, end


def _across(text: str, end: int) -> bool:
    """Whether a word begins with the last character before `end`: 浪费国家的 but not 李建国家里."""
    return text[end - 1 : end + 1] in cues.ACROSS and text[end + 1 : end + 2] not in {"里", "门"}


def _bare(said: str) -> str:
    return re.sub(r"[ \x02]", "", said)


def _letters(text: str, at: int) -> list[int]:
    """Where up to four Han characters stand from `at` on, with blanks between them."""
    spots: list[int] = []
    while len(spots) < _FOUR:
        run = _HANS.match(text, at)
        if run is None:
            break
        spots += range(at, run.end())
        gap = _GAP.match(text, run.end())
        if gap is None:
            break
        at = gap.end()
    return spots[:_FOUR]


def _ends(text: str, at: int) -> bool:
    return cues.ENDS.match(text, at) is not None or text[at : at + 2] in cues.FOLLOWERS


def _name_at(
    text: str, at: int, *, sure: bool, ended: bool = False, weak: bool = False
) -> Place | None:
    """The name that begins at `at`.

    `sure` where a field says so, `weak` behind a word that other things follow as well; `ended`
    where the name must stand by itself.
    """
    if not sure and not _may_begin(text[at : at + 1]):
        return None
    place = _unlike(text, at, sure=sure) or _standing(text, at, sure=sure)
    return place if place or ended else _cut(text, at, sure=sure, weak=weak)


def _unlike(text: str, at: int, *, sure: bool) -> Place | None:
    """A name that is not made of a family name and one or two characters."""
    dotted = _DOTTED.match(text, at)
    if dotted and _ends(text, dotted.end()) and (sure or _foreign(dotted.group())):
        return dotted.span()
    sounding = _SOUNDING.match(text, at)
    if sounding and cues.SURE_ENDS.match(text, sounding.end()):
        return sounding.span()
    latin = _LATIN.match(text, at) if sure else None
    return latin.span() if latin else None


def _standing(text: str, at: int, *, sure: bool) -> Place | None:
    """A name of two to four characters between marks, with or without blanks in it."""
    spots = _letters(text, at)
    for count in (_FOUR, _THREE, _TWO):
        if len(spots) >= count and cues.SURE_ENDS.match(text, spots[count - 1] + 1):
            whole = "".join(text[spot] for spot in spots[:count])
            if _whole(whole, sure=sure):
                return at, spots[count - 1] + 1
    return None


@lru_cache(maxsize=1 << 15)
def _may_begin(char: str) -> bool:
    """Whether a name may begin with it."""
    return char in _FIRSTS or (char > "\u3400" and is_rare(char) and _HAN.match(char) is not None)


def _whole(said: str, *, sure: bool) -> bool:
    """Whether two to four characters that stand by themselves are a name."""
    family = family_end(said)
    given = said[family:]
    if len(set(said)) == 1:
        return False
    estate = len(given) > _TWO and said[-1] in cues.ESTATE_ENDS
    if cues.STOP.match(said) or not given or estate or _is_title(given, 0):
        return False
    if sure:
        return _whole_sure(said, given, family)
    long = len(given) > _TWO or given[-1] in cues.ESTATE_ENDS
    if not family or long or not _may_be_given(said, given):
        return False
    likely = sum(fits_a_name(char) for char in given)
    if said[0] in COMMON or family > 1:
        return likely >= 1
    return likely == len(given) and (is_rare(said[0]) or likely == _TWICE)


def _whole_sure(said: str, given: str, family: int) -> bool:
    """The same where the words before say that a name stands there."""
    if any(char in cues.NOT_GIVEN for char in said[1:]) or {said, given} & cues.WORDS:
        return False
    if not family or (len(given) > _TWO and given[0] not in COMMON):
        return all(fits_a_name(char) for char in said)
    return True


def _cut(text: str, at: int, *, sure: bool, weak: bool) -> Place | None:
    """A name with other words right behind it."""
    end = family_end(text, at)
    first, second = text[end : end + 1], text[end + 1 : end + 2]
    if end == at or cues.STOP.match(text, at) or _within_word(text, at):
        return None
    if not _HAN.match(first) or first in cues.NOT_GIVEN or _is_title(text, end):
        return None
    if not sure and {text[at : end + 1], first + second} & cues.WORDS:
        return None
    for length in (_of_two(text, at, end, sure=sure, weak=weak), _of_one(text, at, end, sure=sure)):
        if length:
            return None if _is_place(text, end + length) else (at, end + length)
    return None


def _of_two(text: str, at: int, end: int, *, sure: bool, weak: bool) -> int:
    """2 where two characters behind the family name are the given name, else 0."""
    second = text[end + 1 : end + 2]
    if not _HAN.match(second) or second in cues.NOT_GIVEN:
        return 0
    if text[end + 1 : end + 3] in cues.FOLLOWERS:
        return 0
    likely, ends = fits_a_name(text[end]) + fits_a_name(second), _ends(text, end + 2)
    if likely == _TWICE and (ends or not weak):
        return 2
    return 2 if likely and (sure or ends) and not _is_odd(text, at, end) else 0


def _of_one(text: str, at: int, end: int, *, sure: bool) -> int:
    """1 where one character behind the family name is the given name, else 0."""
    first, second = text[end], text[end + 1 : end + 2]
    likely = fits_a_name(first) and first not in cues.ONLY_SURE and not _is_odd(text, at, end)
    ends = second in cues.NOT_GIVEN or _ends(text, end + 1)
    return 1 if ends and (likely or sure) else 0


def _is_odd(text: str, at: int, end: int) -> bool:
    """Whether the family name is an everyday character that few bear as their name."""
    return end - at == 1 and text[at] not in COMMON and not is_rare(text[at])


def _is_place(text: str, end: int) -> bool:
    """Whether what ends there is rather a place or a firm."""
    if cues.PLACE_AFTER.match(text, end) or _across(text, end):
        return True
    last = text[end - 1]
    return last in cues.ESTATE_ENDS or (
        last in cues.PLACE_ENDS and not cues.SURE_ENDS.match(text, end)
    )


def _name_before(text: str, end: int) -> Place | None:
    """The name that ends at `end`, or before blanks there."""
    while end and text[end - 1] in " \x02":
        end -= 1
    spots = _letters_before(text, end)
    for count in (_FOUR, _THREE, _TWO):
        if len(spots) >= count:
            said = "".join(text[spot] for spot in spots[-count:])
            alone = count == len(spots)
            if _whole_before(said, alone=alone) and not _within_word(text, spots[-count]):
                return spots[-count], end
    return None


def _may_be_given(said: str, given: str) -> bool:
    """Whether no character and no word in it speaks against a given name."""
    if any(char in cues.NOT_GIVEN for char in given) or _is_title(given, 0):
        return False
    return given not in cues.WORDS and said[:_TWO] not in cues.WORDS


def _is_title(text: str, at: int) -> bool:
    """Whether a title or an office stands there: 张主任 and 林大爷 keep what they show."""
    return cues.TITLE.match(text, at) is not None or cues.IS_OFFICE.match(text, at) is not None


def _within_word(text: str, start: int) -> bool:
    """Whether the family name there is the end of a word that began before it: 由于, 对方."""
    return start > 0 and text[start - 1] in cues.NOT_BEFORE.get(text[start], "")


def _letters_before(text: str, end: int) -> list[int]:
    spots: list[int] = []
    while len(spots) < _FOUR and end > 0:
        if _HAN.match(text, end - 1):
            spots.insert(0, end - 1)
            end -= 1
            continue
        blank = end
        while blank > 0 and text[blank - 1] in " \x02" and end - blank < _THREE:
            blank -= 1
        if not spots or blank == end or len(spots) > _TWO:
            break
        end = blank
    return spots


def _whole_before(said: str, *, alone: bool) -> bool:
    family = family_end(said)
    given = said[family:]
    if not family or cues.STOP.match(said) or len(set(said)) == 1:
        return False
    if not 1 <= len(given) <= _TWO or not _may_be_given(said, given):
        return False
    if said[0] in _PREPOSITIONS and given[0] in COMMON and len(given) == _TWO:
        return False
    likely = sum(fits_a_name(char) for char in given)
    if family == 1 and said[0] not in COMMON:
        return alone and likely == len(given)
    return likely == len(given) or (likely >= 1 and alone)
