"""Where a table begins: its column names, in one line or in two or three that belong together.

Other people's tables have a title above, a note under it, heads that are merged over several columns
with a second line below. The names that a caller knows decide; without any, the first line that
looks like names does.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sanan.kit.cells import Cell, Lost, parse_when

Row = tuple[int, list[Cell]]
WITHIN = 10
"""Rows from the top in which a head may begin."""
_TALLEST = 3
_LONGEST = 40  # characters; longer text is a message, not a heading
_ENOUGH = 0.8  # of the best row's headings
_KNOWN_COUNTS = 1000
_FILL_IN = re.compile(r"[(](?:必填|选填|可选|可不填|必须填写)[)]")
_STARS = "*＊"
_COLON = re.compile("[:：]")


@dataclass(frozen=True, slots=True)
class Span:
    """Merged cells: lines as a spreadsheet counts them, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Head:
    """The names of the columns, the line where they begin, and how many of the rows are above data.

    `known` is how many different names the caller knew.
    """

    names: tuple[str, ...]
    line: int
    rows: int
    known: int


def bare(text: str) -> str:
    """A heading to compare: half width, without blanks, colons, stars and (必填)."""
    plain = re.sub(r"[\s:]+", "", unicodedata.normalize("NFKC", text)).strip(_STARS)
    return _FILL_IN.sub("", plain) or plain


def find_head(
    top: Sequence[Row], spans: Sequence[Span] = (), known: Collection[str] = ()
) -> Head | None:
    """Find the head among the first rows of a sheet; None where nothing looks like names.

    `known` are names as `bare` gives them. `spans` are the merged cells, where they can be told.
    """
    within = top[:WITHIN]
    scores = [_score(values, known) for _line, values in within]
    best = max(scores, default=0)
    if best == 0:
        return None
    at = next(n for n, score in enumerate(scores) if score >= best * _ENOUGH)
    first, last = _stretch(top, at, spans, known)
    names = _names(top[first : last + 1], spans, known)
    found = len({bare(name) for name in names} & set(known))
    return Head(names, top[first][0], last + 1, found)


def _score(values: Sequence[Cell], known: Collection[str]) -> float:
    """Count the different short texts in a row; a known column name outweighs any number."""
    texts = {value for value in values if isinstance(value, str) and len(value) <= _LONGEST}
    words = {text for text in texts if not _looks_like_data(text)}
    return len(words) + _KNOWN_COUNTS * len({bare(text) for text in texts} & set(known))


def _looks_like_data(text: str) -> bool:
    return text.replace(".", "", 1).isdigit() or parse_when(text)[0] is not None


def _is_name(value: Cell) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST and not _looks_like_data(value)


def _stretch(
    top: Sequence[Row], at: int, spans: Sequence[Span], known: Collection[str]
) -> tuple[int, int]:
    """The first and last row of the head of which row `at` is a part."""
    first = last = at
    while last + 1 < len(top) and last - first + 1 < _TALLEST:
        if not _goes_on(top[last], top[last + 1], spans, known):
            break
        last += 1
    while first > 0 and last - first + 1 < _TALLEST:
        if not _groups(top[first - 1], top[first], spans, known):
            break
        first -= 1
    return first, last


def _goes_on(upper: Row, lower: Row, spans: Sequence[Span], known: Collection[str]) -> bool:
    """Whether `lower` is the second line of the names in `upper`."""
    line, values = upper
    if lower[0] != line + 1:
        return False
    groups = _filled(upper, spans, below=lower)
    own = {
        n: value
        for n, value in enumerate(lower[1])
        if value is not None and value != (values[n] if n < len(values) else None)
    }
    if not own or not all(_is_name(value) for value in own.values()):
        return False
    if not all(n in groups or n >= len(values) or values[n] is None for n in own):
        return False
    tall = any(s.top <= line < s.bottom and s.bottom >= lower[0] for s in spans)
    wide = any(s.top == s.bottom == line and s.right > s.left for s in spans)
    said = any(bare(str(value)) in known for n, value in own.items())
    return said or ((tall or wide) and any(n in groups for n in own))


def _groups(upper: Row, lower: Row, spans: Sequence[Span], known: Collection[str]) -> bool:
    """Whether `upper` belongs to the names in `lower`: it says of what group they are."""
    line, values = upper
    if any(s.top <= line and s.bottom >= lower[0] for s in spans):
        return True  # a name that stands over both lines
    names = [bare(str(v)) for v in lower[1] if v is not None]
    if lower[0] != line + 1 or (names and set(names) <= set(known)):
        return False
    texts = [v for v in values if v is not None]
    if not texts or not all(_is_name(v) and not _COLON.search(str(v)) for v in texts):
        return False  # a line with a colon is a caption
    width = max(len(values), len(lower[1]))
    wide = [s for s in spans if s.top == line and s.right > s.left]
    return bool(wide) and all(s.right - s.left + 1 < width for s in wide)


def _filled(row: Row, spans: Sequence[Span], below: Row | None = None) -> dict[int, str]:
    """The columns over which a name stands that is spread over several, each with that name.

    Merged cells say so; without them, empty cells to the right of a name do, where `below` has text.
    """
    line, values = row
    found: dict[int, str] = {}
    for span in spans:
        if span.top <= line <= span.bottom and span.right > span.left:
            name = values[span.left] if span.left < len(values) else None
            if isinstance(name, str):
                found.update(dict.fromkeys(range(span.left, span.right + 1), name))
    if below is None or any(s.top == line and s.right > s.left for s in spans):
        return found
    name = None
    for n, value in enumerate(below[1]):
        here = values[n] if n < len(values) else None
        name = here if here is not None else name
        if here is None and value is not None and isinstance(name, str):
            before = n - 1
            found[n] = name
            if before < len(values) and values[before] == name and _has(below, before):
                found[before] = name
    return found


def _has(row: Row, column: int) -> bool:
    return column < len(row[1]) and row[1][column] is not None


def _names(lines: Sequence[Row], spans: Sequence[Span], known: Collection[str]) -> tuple[str, ...]:
    """One name a column: the lowest line's, with the lines above where it takes them to tell."""
    width = max(len(values) for _line, values in lines)
    parts = [_parts(lines, n, spans) for n in range(width)]
    lowest = Counter(part[-1] for part in parts if part)
    names, taken = [], set()
    for n, part in enumerate(parts, 1):
        whole = "".join(part)
        choice = [whole, part[-1]] if part else [f"#{n}"]
        fits = next((c for c in choice if bare(c) in known and c not in taken), None)
        name = fits or (choice[-1] if not part or lowest[part[-1]] == 1 else whole)
        taken.add(name)
        names.append(name)
    while names and names[-1] == f"#{len(names)}":
        names.pop()
    return _each_once(names)


def _parts(lines: Sequence[Row], column: int, spans: Sequence[Span]) -> list[str]:
    """What the lines of the head say over one column, from the top, each once."""
    found: list[str] = []
    for n, (line, values) in enumerate(lines):
        value = values[column] if column < len(values) else None
        below = lines[n + 1] if n + 1 < len(lines) else None
        if value is None and below is not None:
            value = _filled((line, values), spans, below=below).get(column)
        text = shown(value).replace("\n", "")
        if text and (not found or found[-1] != text):
            found.append(text)
    return found


def shown(value: Cell) -> str:
    """A cell for a person to look at, a lost number with what is left of it."""
    if value is None:
        return ""
    if isinstance(value, Lost):
        return value.text
    return str(value)


def _each_once(names: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    unique = []
    for name in names:
        seen[name] += 1
        unique.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return tuple(unique)
