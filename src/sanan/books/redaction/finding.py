"""Where something personal stands on a voucher: figures, labelled fields, columns, names in text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sanan.books.redaction import labels as words
from sanan.books.redaction.columns import columns
from sanan.books.redaction.numbers import kind_of, plain, runs
from sanan.books.redaction.reading import Line
from sanan.insight.private.bodies import is_body
from sanan.insight.private.finding import private_spans
from sanan.insight.private.fold import HAN
from sanan.insight.private.spans import Kind
from sanan.insight.private.surnames import family_end

KINDS = {
    Kind.NAME: "name",
    Kind.PHONE: "phone",
    Kind.ID_NUMBER: "id_number",
    Kind.BANK_CARD: "bank_card",
    Kind.EMAIL: "other",
    Kind.ACCOUNT: "other",
    Kind.HOME: "other",
    Kind.PLATE: "other",
}
_NAME = re.compile(rf"^[{HAN}·]{{2,12}}$")
_HANS = re.compile(f"[{HAN}]+")
_CUED = re.compile(
    r"(?:村民|联系人|户主|本人|证明人|收款人|领款人|领取人|经手人|负责人) ?"
    r"(?P<name>[\u4e00-\u9fff·]{2,4}?)(?=[ ,.。、(:;]|电话|身份证|手机|$)"
)
_CENTS = re.compile(r"\d\.\d\d(?!\d)")
LEAST = 2  # pixels: what is no larger covers nothing
_SIGNED = 4.2  # times the line's height: how far a signature reaches where nothing stops it


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle to cover, in pixels, and what it hides."""

    left: int
    top: int
    right: int
    bottom: int
    kind: str


def boxes(lines: Sequence[Line], size: tuple[int, int]) -> list[Box]:
    """Everything to be covered, on a picture of `size` that lies level, top first."""
    lines = [replace(line, text=plain(line.text)) for line in lines]
    lines = sorted(lines, key=lambda line: (line.middle, line.left))
    found = [*columns(lines, _boxed), *_figures(lines), *_fields(lines), *_cued(lines)]
    found += _text(lines)
    found += _same_names(lines, _names(lines))
    return _tidy(found, size)


def _boxed(left: float, top: float, right: float, bottom: float, kind: str) -> Box:
    return Box(int(left), int(top), int(right + 1), int(bottom + 1), kind)


def _part(line: Line, start: int, end: int, kind: str) -> Box:
    """Characters of a line, with a margin of a third of their height."""
    left, right = line.part(start, end)
    side, more = line.height * 0.3, line.height * 0.1
    whole = end - start >= len(line.text)
    left, right = (min(left, line.left), max(right, line.right)) if whole else (left, right)
    return _boxed(left - side, line.top - more, right + side, line.bottom + more, kind)


def _figures(lines: Sequence[Line]) -> Iterator[Box]:
    for line in lines:
        before = _to_the_left(line, lines)
        for run in runs(line.text, before.text if before else ""):
            yield _part(line, run.start, run.end, run.kind)
    yield from _broken(lines)


def _broken(lines: Sequence[Line]) -> Iterator[Box]:
    """A number that the reader took for several pieces on one level."""
    pieces = [line for line in lines if re.fullmatch(r"[0-9Xx \-*]{2,}", line.text)]
    for line in pieces:
        row = [line]
        while follower := _next_piece(row[-1], pieces):
            row.append(follower)
        if len(row) == 1:
            continue
        left = _to_the_left(line, lines)
        figures = re.sub(r"[^0-9Xx]", "", "".join(p.text for p in row))
        kind = kind_of(figures, left.text if left else "")
        if kind and len(figures) >= 9:
            yield from (_part(piece, 0, len(piece.text), kind) for piece in row)


def _next_piece(line: Line, pieces: Sequence[Line]) -> Line | None:
    near = [
        p
        for p in pieces
        if _level(line, p) and abs(p.left - line.right) < line.height * 0.9 and p is not line
    ]
    return min(near, key=lambda p: p.left, default=None)


def _level(one: Line, other: Line) -> bool:
    return abs(one.middle - other.middle) < max(one.height, other.height) * 0.5


def _to_the_left(line: Line, lines: Sequence[Line]) -> Line | None:
    row = [
        o for o in lines if o is not line and _level(line, o) and o.right <= line.left + line.height
    ]
    return max(row, key=lambda o: o.right, default=None)


def _to_the_right(line: Line, lines: Sequence[Line]) -> Line | None:
    row = [
        o for o in lines if o is not line and _level(line, o) and o.left >= line.right - line.height
    ]
    return min(row, key=lambda o: o.left, default=None)


def _fields(lines: Sequence[Line]) -> Iterator[Box]:
    """What stands behind a label: in the same line, or in the piece to its right."""
    for line in lines:
        marks = words.labels(line.text)
        for at, (_start, end, kind) in enumerate(marks):
            stop = marks[at + 1][0] if at + 1 < len(marks) else _stop(line.text, end)
            yield from _field(line, end, stop, kind, lines)


def _stop(text: str, end: int) -> int:
    other = words.OTHER_LABEL.search(text, end)
    return other.start() if other else len(text)


def _field(line: Line, end: int, stop: int, kind: str, lines: Sequence[Line]) -> Iterator[Box]:
    value = line.text[end:stop].strip()
    if kind == "signature":
        yield from _signature(line, end, stop, lines)
    elif value:
        if _hides(value, kind):
            yield _part(line, end, stop, kind)
    else:
        beside = _to_the_right(line, lines)
        far = beside is None or beside.left - line.right > line.height * 12
        if not far and beside and not words.any_label(beside.text) and _hides(beside.text, kind):
            yield _part(beside, 0, len(beside.text), kind)


def _hides(value: str, kind: str) -> bool:
    """Whether a field's value is what its label says: a firm's name stays, so does an empty field."""
    if kind == "name":
        return bool(re.search(f"[{HAN}]{{2}}", value)) and not is_body(value)
    return sum(char.isdigit() for char in value) >= 3


def _signature(line: Line, end: int, stop: int, lines: Sequence[Line]) -> Iterator[Box]:
    """The place behind a label where someone signs, up to whatever is printed next on its level."""
    left, right = line.part(end - 1, end)[1], line.right
    if stop < len(line.text):
        right = line.part(stop - 1, stop)[1]
    else:
        height = line.height
        others = [
            o.left
            for o in lines
            if o is not line
            and abs(o.middle - line.middle) < height * 0.8
            and o.left > left + height * 0.5
            and words.any_label(o.text)
        ]
        right = max(
            min([left + height * _SIGNED * 1.6, *(x - height * 0.2 for x in others)]), right
        )
    more = line.height * 0.55
    yield _boxed(left, line.top - more, right, line.bottom + more, "signature")


def _text(lines: Sequence[Line]) -> Iterator[Box]:
    """What the reading room's finder marks in running text."""
    for line in lines:
        for span in private_spans(line.text):
            if _CENTS.search(span.text):
                continue
            figures = re.sub(r"\D", "", span.text)
            if span.kind in {Kind.PHONE, Kind.BANK_CARD, Kind.ID_NUMBER} and not kind_of(
                figures, line.text[: span.start]
            ):
                continue
            if span.kind is Kind.NAME and is_body(_run(line.text, span.start)):
                continue
            yield _part(line, span.start, span.end, KINDS[span.kind])


def _run(text: str, start: int) -> str:
    """The characters from `start` on up to a mark: 黄家旺, or 黄家旺五金店."""
    found = _HANS.match(text, start)
    return found.group() if found else ""


def _cued(lines: Sequence[Line]) -> Iterator[Box]:
    """Names that follow such a word without a colon: 村民黄家旺,联系人 潘有田 电话…"""
    for line in lines:
        for match in _CUED.finditer(line.text):
            if family_end(match["name"]) and not is_body(match["name"]):
                yield _part(line, *match.span("name"), "name")


def _names(lines: Sequence[Line]) -> set[str]:
    """Names that a label says are names."""
    found = set()
    for line in lines:
        marks = words.labels(line.text)
        for at, (_start, end, kind) in enumerate(marks):
            stop = marks[at + 1][0] if at + 1 < len(marks) else _stop(line.text, end)
            value = line.text[end:stop].strip(" ,")
            if kind == "name" and _NAME.match(value) and not is_body(value):
                found.add(value)
    return found


def _same_names(lines: Sequence[Line], names: set[str]) -> Iterator[Box]:
    """The same names wherever else they stand."""
    for line in lines:
        for name in names:
            for match in re.finditer(re.escape(name), line.text):
                yield _part(line, *match.span(), "name")


def _tidy(found: Sequence[Box], size: tuple[int, int]) -> list[Box]:
    """Inside the picture, without a box that lies in another, and level neighbours joined."""
    width, height = size
    kept: list[Box] = []
    clipped = [
        replace(
            b,
            left=max(b.left, 0),
            top=max(b.top, 0),
            right=min(b.right, width),
            bottom=min(b.bottom, height),
        )
        for b in found
    ]
    for box in sorted(clipped, key=lambda b: -(b.right - b.left) * (b.bottom - b.top)):
        if (
            box.right - box.left > LEAST
            and box.bottom - box.top > LEAST
            and not any(_inside(box, other) for other in kept)
        ):
            kept.append(box)
    return sorted(kept, key=lambda b: (b.top, b.left))


def _inside(box: Box, other: Box) -> bool:
    """Whether at least nine tenths of `box` lie under `other`."""
    wide = min(box.right, other.right) - max(box.left, other.left)
    high = min(box.bottom, other.bottom) - max(box.top, other.top)
    area = (box.right - box.left) * (box.bottom - box.top)
    return wide > 0 and high > 0 and wide * high >= 0.9 * area
