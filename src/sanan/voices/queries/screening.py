"""The words at which a message waits for a person's look, and finding them in a text."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sanan.insight.private.finding import private_spans
from sanan.insight.private.spans import Kind
from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.voices.enums import Reason
from sanan.voices.models import Word

_BETWEEN = re.compile(r"[\W_]+")
NEVER_TOLD = {Kind.ID_NUMBER, Kind.BANK_CARD}
"""What nobody's neighbours need: held even where its owner wrote it (PIPL art. 28)."""


@cache
def shipped() -> tuple[tuple[str, Reason], ...]:
    """The words that every room has."""
    text = files("sanan.voices").joinpath("data", "words.txt").read_text(encoding="utf-8")
    lines = [row.split(maxsplit=1) for row in text.splitlines() if row and row[0] != "#"]
    return tuple((word, Reason(why)) for why, word in lines)


@dataclass(frozen=True, slots=True)
class Screen:
    """The words of one place, squeezed once for many texts."""

    words: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, place: Place) -> "Screen":
        """The shipped words and those that the place, or one above it, added. One statement."""
        return cls(tuple((word, squeezed(word)) for word, _why in (*shipped(), *own(place))))

    def hits(self, text: str) -> list[str]:
        """The words of `text` for which it waits."""
        plain = squeezed(text)
        found = {word for word, bare in self.words if bare in plain}
        if _NUMBERS.search(plain):
            spans = private_spans(text)
            found |= {_SAID[s.kind] for s in spans if s.kind in NEVER_TOLD}
        return sorted(found)


def hits(text: str, place: Place) -> list[str]:
    """The words of `text` for which it waits in this place."""
    return Screen.of(place).hits(text)


_NUMBERS = re.compile(r"\d{12}")
_SAID = {Kind.ID_NUMBER: "身份证号码", Kind.BANK_CARD: "银行卡号"}


def own(place: Place) -> list[tuple[str, Reason]]:
    """Words that this village, or a place above it, added."""
    rows = Word.objects.filter(place__path__in=line(place.path), dropped_at__isnull=True)
    return [(text, Reason(why)) for text, why in rows.values_list("text", "why")]


def squeezed(text: str) -> str:
    """As compared: one width, one case, nothing between the characters."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
