"""Cleaning what people write, without changing what they say."""

import re
import unicodedata

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Invalid

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Control characters, lone surrogates, non-characters, and marks that hide or turn text round
# (zero-width space, byte order mark, direction overrides). The joiner inside emoji stays.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_LONG_GAP = re.compile("[ \t\xa0\u2000-\u200a\u202f\u205f\u3000]{3,}|\t")
_AROUND_LINE_END = re.compile("[ \xa0\u2000-\u200a\u202f\u205f\u3000]{1,2}(?=\n)")
_MANY_LINE_ENDS = re.compile("\n{3,}")
_ANY_SPACES = re.compile(r"\s+")

_UNSEEN_CATEGORIES = {"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn", "Me"}
_UNSEEN_LETTERS = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}
_REGIONAL = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_JOINER = "\u200d"
_ELLIPSIS = "…"


class TooLong(Invalid):
    """A text of more characters than the place for it holds; `most` is that number."""

    def __init__(self, most: int, *, field: str = "") -> None:
        super().__init__(
            format_lazy(_("写得太长了，请缩短到 {most} 个字以内。"), most=most),
            "too_long",
            field=field,
        )
        self.most = most


def clean(text: str, *, most: int | None = None, field: str = "") -> str:
    """Give `text` in NFC, without hidden characters, with at most one blank line in a row.

    Three blanks or more become one, tabs become blanks; two ideographic blanks that open a Chinese
    paragraph stay. Never fails on what people paste, in linear time.
    Raises `TooLong` (naming `field`) when more than `most` characters are left.
    """
    text = _HIDDEN.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)
    text = _AROUND_LINE_END.sub("", _LONG_GAP.sub(" ", text))
    text = _MANY_LINE_ENDS.sub("\n\n", text).rstrip().lstrip("\n ")
    if most is not None and len(text) > most:
        raise TooLong(most, field=field)
    return text


def clean_line(text: str, *, most: int | None = None, field: str = "") -> str:
    """Give `text` cleaned and on one line: for titles, names and addresses."""
    line = _ANY_SPACES.sub(" ", clean(text)).strip()
    if most is not None and len(line) > most:
        raise TooLong(most, field=field)
    return line


def needed(text: str, name: str = "text", most: int = 5000) -> str:
    """Give `text` cleaned; raises `Invalid` naming the field where nothing was said."""
    text = clean(text, most=most, field=name)
    if is_blank(text):
        raise Invalid(_("请写一句话。"), "empty", field=name)
    return text


def half(text: str) -> str:
    """Give `text` with full-width letters, figures and marks in half width: （２），： as (2),:."""
    return unicodedata.normalize("NFKC", text)


def figures(text: str) -> str:
    """Give only the figures, in whatever width they were typed."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


def pieces(text: str, marks: str) -> list[str]:
    """Give what stands between any of `marks`, in half or full width, trimmed and without blanks.

    The ideographic comma 、 is a mark wherever the comma is.
    """
    plain = half(text)
    for mark in (*marks, *("、" if "," in marks else "")):
        plain = plain.replace(mark, "\n")
    return [piece.strip() for piece in plain.split("\n") if piece.strip()]


def identity(text: str) -> str:
    """Give the figures of an identity number and its X, in whatever width they were typed."""
    plain = half(text).upper()
    return "".join(c for c in plain if c in "0123456789X")


def bare_name(text: str) -> str:
    """Give a person's name as it is compared: no blanks or dots, one width, one case."""
    return "".join(c for c in half(text).casefold() if c.isalnum())


def one_line(text: str, name: str, most: int) -> str:
    """Give `text` on one line; raises `Invalid` naming the field where nothing was said."""
    return needed(clean_line(text, most=most, field=name), name, most)


def is_blank(text: str | None) -> bool:
    """Say whether nothing was said. An emoji or a full stop is something said."""
    return all(_is_unseen(char) for char in text or "")


def is_wordless(text: str) -> bool:
    """Say whether there is no letter, character or figure in it: emoji and marks alone."""
    return not any(char.isalnum() for char in text)


def clip(text: str, most: int) -> str:
    """Give at most `most` characters (≥ 1) of `text`, ending in … where something was left out.

    An emoji made of several code points, or a letter with its accents, is left out whole.
    """
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and (
        _continues(text[end]) or text[end - 1] == _JOINER or _inside_a_flag(text, end)
    ):
        end -= 1
    return text[:end].rstrip() + _ELLIPSIS


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN_CATEGORIES or char in _UNSEEN_LETTERS


def _continues(char: str) -> bool:
    """Say whether `char` belongs to the one before: accent, joiner, variation, skin tone, tag."""
    return (
        char == _JOINER
        or unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _inside_a_flag(text: str, at: int) -> bool:
    """Say whether a flag, which is two regional letters, would be cut before `at`."""
    before = len(text[:at]) - len(text[:at].rstrip(_REGIONAL))
    return text[at] in _REGIONAL and before % 2 == 1
