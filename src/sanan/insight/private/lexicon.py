"""The lists of words and characters by which private words are recognised (data/private_words.txt)."""

from functools import cache
from importlib.resources import files


@cache
def _lists() -> dict[str, list[str]]:
    text = files("sanan.insight").joinpath("data", "private_words.txt").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("["):
            current = lists.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current += line.split()
    return lists


def words(name: str) -> list[str]:
    """The words of a list, in its order."""
    return _lists()[name]


def characters(name: str) -> str:
    """The characters of a list."""
    return "".join(_lists()[name])
