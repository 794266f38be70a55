"""Whole words around the pieces by which a model decided, so that a reason can be read."""

from collections.abc import Iterable

SHARED = 2
"""So many characters of a word must lie in the piece."""
MOST = 5
READ = 4000


def whole_words(text: str, pieces: Iterable[str]) -> list[str]:
    """The words of `text` that the pieces are cut from, in their order; what is no word is left out."""
    found: dict[str, None] = {}
    words = _words(text)
    for piece in map(str, pieces):
        start = text.find(piece)
        if start < 0 or not piece:
            continue
        end = start + len(piece)
        if _is_whole(words, start, end):
            found.setdefault(piece)
            continue
        for first, word in words:
            last = first + len(word)
            if min(end, last) - max(start, first) >= SHARED:
                found.setdefault(word)
    return list(found)[:MOST]


def _is_whole(words: list[tuple[int, str]], start: int, end: int) -> bool:
    """Whether the piece begins and ends where words do."""
    return start in {at for at, _word in words} and end in {at + len(word) for at, word in words}


def _words(text: str) -> list[tuple[int, str]]:
    import rjieba  # with its dictionary, which only a page with a reason needs

    at, found = 0, []
    for word in rjieba.cut(text[:READ]):
        found.append((at, word))
        at += len(word)
    return found
