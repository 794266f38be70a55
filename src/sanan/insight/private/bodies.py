"""Words with which the names of bodies end: firms, shops, offices, associations, villages."""

import re

from sanan.insight.private.lexicon import words
from sanan.insight.private.surnames import COMMON, DOUBLE, RARE, family_end, is_rare

_ENDING = re.compile(f"(?:{'|'.join(sorted(words('body'), key=len, reverse=True))})$")
_ALSO_NAMES = frozenset(words("body or name"))
"""Of these, a family name and one of them is rather a person."""
_SURE = frozenset("厂店站局厅部铺馆所院校室处办委署司队场户厨库")
"""Single characters that end the name of a body of three characters and more, and no given name."""
_LIKELY = frozenset("会社村镇乡县市区组园居团堂楼庄坊阁轩庙寺祠宫殿桥行省府网吧屋舍厝路街里苑城")
_PLACES = frozenset("村镇乡县市区组")
_SHORT, _FOUR = 2, 4
_LATIN = re.compile(
    r"\b(?:ltd|co|inc|llc|company|corp|corporation|group|bank|school|hotel|shop|store|center|centre|association|committee)\b\.?$",
    re.IGNORECASE,
)
_GENERAL = frozenset(words("no one"))
"""What stands in such a cell and is nobody: 合计, 现金, 全体村民."""


def is_body(text: str) -> bool:
    """Whether what stands where a name is expected names a body, or no one in particular.

    Only the end counts: 林会珍 and 陈社生 are persons. In doubt it is a person.
    """
    said = re.sub(r"[\s\x02]", "", text)
    if said in _GENERAL or _LATIN.search(text):
        return True
    ending = _ENDING.search(said)
    if ending:
        return not (_ends_like_a_name(said, ending.group()) or _has_double(said, ending.group()))
    if len(said) <= _SHORT or (len(said) == _FOUR and said[:2] in DOUBLE):
        return False
    return said[-1] in _SURE or (said[-1] in _LIKELY and not _may_be_person(said))


def _ends_like_a_name(said: str, ending: str) -> bool:
    """李协会, 王公园: a common family name and a word that is a given name as well."""
    alone = len(said) == len(ending) + 1 and ending in _ALSO_NAMES
    return alone and (said[0] in COMMON or is_rare(said[0]))


def _has_double(said: str, ending: str) -> bool:
    return said[:2] in DOUBLE and len(said) == _FOUR and ending in _ALSO_NAMES


def _may_be_person(said: str) -> bool:
    if len(said) > _FOUR or not family_end(said):
        return False
    if said[-1] in _PLACES and said[0] in RARE:
        return False
    return len(said) < _FOUR or said[1] in COMMON
