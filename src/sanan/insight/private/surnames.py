"""Characters of which Chinese names are made: family names, characters liked in given names."""

import re
from functools import lru_cache

from sanan.insight.private.fold import HAN
from sanan.insight.private.lexicon import characters, words

COMMON = characters("common family")
"""Family names of one character that are borne by many."""
RARE = characters("rare family")
"""Rarer ones: taken only where the words around say that a name follows."""
DOUBLE = words("double family")
"""Family names of two characters and more."""
GIVEN = frozenset(characters("given"))
"""Characters that are liked in given names."""
_LETTER = re.compile(f"[{HAN}]")
_FIRST_LEVEL = range(0xB0, 0xD8)


@lru_cache(maxsize=1 << 15)
def is_rare(char: str) -> bool:
    """Whether a character lies outside the 3,755 of everyday writing (GB 2312, first level)."""
    try:
        return char.encode("gb2312")[0] not in _FIRST_LEVEL
    except UnicodeEncodeError:
        return True


_FAMILY = re.compile(rf"{'|'.join(sorted(DOUBLE, key=len, reverse=True))}|[{COMMON}{RARE}]")


def family_end(text: str, at: int = 0) -> int:
    """Where the family name that begins at `at` ends; `at` itself where none does."""
    found = _FAMILY.match(text, at)
    if found:
        return found.end()
    return at + 1 if _LETTER.match(text, at) and is_rare(text[at]) else at


def fits_a_name(char: str) -> bool:
    """Whether a character is likely in a given name."""
    return char in GIVEN or is_rare(char)
