"""A text as everyone may read it: private words covered, line breaks and length kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sanan.insight.private.finding import private_spans
from sanan.insight.private.spans import Kind, Span

STAR = "*"
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text as given; `kind` says why it will be covered, None where it stays."""

    text: str
    kind: Kind | None = None


def cover(text: str, *, more: Iterable[str] = (), names: Iterable[str] = ()) -> str:
    """Cover private words, and `more` and `names` wherever they stand.

    The text keeps its length and its lines. Of a name its first character stays, of anything else
    nothing. Covering twice changes nothing.
    """
    text = hide(text, more)
    for name in names:
        text = _everywhere(text, name, keep=1)
    for _round in range(_ROUNDS):
        spans = private_spans(text)
        if not spans:
            break
        text = _covered(text, spans)
    return text


def cover_figures(text: str) -> str:
    """Cover numbers that lead to a person (telephone, identity, card, account, plate); names stay.

    For what an authority tells everyone about somebody who is named there on purpose.
    """
    named = {Kind.NAME, Kind.HOME}
    return _covered(text, [span for span in private_spans(text) if span.kind not in named])


def hide(text: str, words: Iterable[str]) -> str:
    """Cover these words wherever they stand, and nothing else."""
    for word in words:
        text = _everywhere(text, word)
    return text


def pieces(text: str) -> list[Piece]:
    """A text cut where private words stand: what whoever publishes looks at."""
    found, at = [], 0
    for span in private_spans(text):
        found += [Piece(text[at : span.start]), Piece(span.text, span.kind)]
        at = span.end
    return [piece for piece in [*found, Piece(text[at:])] if piece.text]


def _covered(text: str, spans: Sequence[Span]) -> str:
    letters = list(text)
    for span in spans:
        start = span.start + (span.kind is Kind.NAME)
        letters[start : span.end] = [_star(char) for char in letters[start : span.end]]
    return "".join(letters)


def _everywhere(text: str, word: str, *, keep: int = 0) -> str:
    word = word.strip()
    hidden = word[:keep] + "".join(_star(char) for char in word[keep:])
    return text.replace(word, hidden) if word else text


def _star(char: str) -> str:
    return char if char in "\r\n" else STAR
