"""Word lists of this room, kept as text files that anyone can read and amend."""

from functools import cache
from importlib.resources import files


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of `data/<name>.txt`; lines that begin with # are remarks."""
    text = files("sanan.insight").joinpath(f"data/{name}.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
