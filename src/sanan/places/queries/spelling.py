"""Names as they are typed in letters: 蒲坂村 is pubancun and pbc."""

from sanan.kit.letters import spelling
from sanan.places.enums import PlaceKind
from sanan.places.models import PlaceQuerySet, spoken

KINDS = (PlaceKind.TOWNSHIP, PlaceKind.VILLAGE, PlaceKind.ESTATE)


def in_letters(word: str) -> bool:
    """Whether somebody typed letters instead of characters."""
    return word.isascii() and word.isalpha()


def spelled(word: str, among: PlaceQuerySet, most: int) -> list[int]:
    """The ids of townships, villages and estates whose name is spelled like that; the best first.

    The names are read each time and their spelling is remembered, so a renamed place is found at
    once by its new name.
    """
    typed = word.lower()
    names = among.of_kind(*KINDS).values_list("pk", "name", "kind")
    ranks = ((_rank(typed, *spelling(spoken(name, kind))), pk) for pk, name, kind in names)
    return [pk for rank, pk in sorted(found for found in ranks if found[0])[:most]]


def _rank(typed: str, whole: str, firsts: str) -> int:
    """1 for the name itself, then what begins so, by letters or by initials; 0 for another name."""
    if typed in {whole, firsts}:
        return 1
    if whole.startswith(typed):
        return 2
    return 3 if firsts.startswith(typed) else 0
