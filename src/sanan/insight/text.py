"""One clean form of a text, so that every reader compares the same thing."""

import html
import re
import unicodedata
from functools import cache
from importlib.resources import files

MAX_CHARS = 20_000
"""Characters of one message that are read for meaning; personal data is looked for in all of it."""

_TAG = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[a-zA-Z][^<>]{0,2000}>", re.DOTALL | re.IGNORECASE
)
_ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u00ad]")
_SPACE = re.compile(r"\s+")
_LOOSE_SPACE = re.compile(r"(?<![0-9a-z]) | (?![0-9a-z])")
_SENTENCE = re.compile(r"[^。!?;\n]{8,}[。!?;\n]?")


@cache
def _traditional() -> tuple[re.Pattern[str], dict[int, str]]:
    """Traditional characters and their simplified forms, from this room's own list."""
    lines = files("sanan.insight").joinpath("data/traditional.txt").read_text("utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#")).replace(" ", "")
    table = {ord(pairs[i]): pairs[i + 1] for i in range(0, len(pairs) - 1, 2)}
    return re.compile("[" + "".join(map(chr, table)) + "]"), table


def simplified(text: str) -> str:
    """Write traditional characters as simplified ones; the length stays the same."""
    pattern, table = _traditional()
    return text.translate(table) if pattern.search(text) else text


def plain(text: str) -> str:
    """Strip mark-up and invisible characters, keeping the words as the person wrote them."""
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


def normal(text: str, *, limit: int = MAX_CHARS) -> str:
    """Return the form in which texts are compared.

    Compatibility forms unified (NFKC), lower case, simplified characters, no mark-up; spaces
    stay only between Latin words. At most `limit` characters are read.
    """
    text = plain(unicodedata.normalize("NFKC", text[: 4 * limit]))[:limit].lower()
    return _LOOSE_SPACE.sub("", simplified(text))


def without_repeats(text: str) -> str:
    """Drop sentences of a normal text that were already said, as pasted boilerplate is."""
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        sentence = match.group()
        if sentence in seen:
            return ""
        seen.add(sentence)
        return sentence

    return _SENTENCE.sub(once, text)
