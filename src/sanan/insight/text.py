"""One clean form of a text, so that every reader compares the same thing."""

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

MAX_CHARS = 20_000
"""Characters of one message that are read for meaning; personal data is looked for in all of it."""

_MARK = "\ue000"
_TOGETHER = 256
_TAG = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[a-zA-Z][^<>]{0,2000}>", re.DOTALL | re.IGNORECASE
)
_ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u00ad]")
_ODD = re.compile("[^\x00-\x7f\u4e00-\u9fff\u3001\u3002\u201c\u201d\ue000]+")
_SPACE = re.compile(r"\s+")
_LOOSE_SPACE = re.compile(r"(?<![0-9a-z]) | (?![0-9a-z])")
_LATIN_END, _LATIN_BEGIN = re.compile("[0-9a-z]$"), re.compile("[0-9a-z]")
_SENTENCE = re.compile(r"[^。!?;\n]{8,}[。!?;\n]?")


@cache
def _traditional() -> tuple[re.Pattern[str], dict[str, str]]:
    """Traditional characters and their simplified forms, from this room's own list."""
    lines = files("sanan.insight").joinpath("data/traditional.txt").read_text("utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#")).replace(" ", "")
    both = zip(pairs[::2], pairs[1::2], strict=True)
    table = {old: new for old, new in both if old != new}
    return re.compile("[" + "".join(table) + "]"), table


def simplified(text: str) -> str:
    """Write traditional characters as simplified ones; the length stays the same."""
    pattern, table = _traditional()
    return pattern.sub(lambda match: table[match.group()], text)


def unified(text: str) -> str:
    """Write compatibility forms (full width, ligatures) as plain ones: NFKC, run by run.

    Han characters and ASCII need none, and whole texts would take ten times as long.
    """
    return _ODD.sub(lambda match: _compatible(match.group()), text)


@lru_cache(maxsize=4096)
def _compatible(run: str) -> str:
    return unicodedata.normalize("NFKC", run)


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
    text = plain(unified(text[: 4 * limit]))[:limit].lower()
    return _LOOSE_SPACE.sub("", simplified(text))


def normals(texts: Sequence[str]) -> list[str]:
    """Return the normal form of many texts; the same as `normal` of each, faster for short ones.

    Plain texts are cleaned together, joined by a mark that none contains; texts with mark-up,
    or longer than `MAX_CHARS`, go one by one.
    """
    out = [""] * len(texts)
    easy = []
    for at, text in enumerate(texts):
        if len(text) > MAX_CHARS or "<" in text or "&" in text or _MARK in text:
            out[at] = normal(text)
        else:
            easy.append(at)
    for start in range(0, len(easy), _TOGETHER):
        part = easy[start : start + _TOGETHER]
        joined = unified(_MARK.join([texts[at] for at in part]))
        if "<" in joined or "&" in joined or joined.count(_MARK) != len(part) - 1:
            cleaned = [normal(texts[at]) for at in part]
        else:
            joined = _SPACE.sub(" ", _INVISIBLE.sub("", joined)).lower()
            cleaned = _LOOSE_SPACE.sub("", simplified(joined)).split(_MARK)
        for at, text in zip(part, cleaned, strict=True):
            out[at] = text[:MAX_CHARS]
    return out


def joined(first: str, second: str) -> str:
    """Two normal texts as the normal form of both with a break between them."""
    gap = " " if _LATIN_END.search(first) and _LATIN_BEGIN.match(second) else ""
    return f"{first}{gap}{second}"[:MAX_CHARS]


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
