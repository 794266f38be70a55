"""Tables: a head such as 身份证号码 says what stands in the whole column beneath it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from sanan.books.redaction.labels import field_of, heads
from sanan.books.redaction.reading import Line

Box = TypeVar("Box")
Made = Callable[[float, float, float, float, str], Box]
HEADS = 3
MOST_IN_HEAD = 8
_ENDS = ("合计", "总计", "小计")


def columns(lines: Sequence[Line], boxed: Made[Box]) -> Iterator[Box]:
    """One box for each column whose head is a label, from the head to the last row.

    The whole column, not only what was read in it: a cell that the reader missed is covered too.
    """
    lines = [piece for line in lines for piece in _apart(line)]
    for row in _head_rows(lines):
        last = _bottom(row, lines)
        top = max(head.bottom for head in row)
        if last <= top:
            continue
        for at, head in enumerate(row):
            kind = field_of(head.text)
            if kind:
                left, right = _bounds(row, at, lines, top, last)
                yield boxed(left, head.bottom, right, last, kind)


def _apart(line: Line) -> list[Line]:
    """A line, or the heads that it holds."""
    found = []
    for start, end in heads(line.text):
        left, right = line.part(start, end)
        edges = line.edges[start:end]
        found.append(Line(line.text[start:end], left, line.top, right, line.bottom, edges))
    return found or [line]


def _head_rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Rows of three short texts or more on one level, two of them labels."""
    used: set[int] = set()
    for line in lines:
        if id(line) in used or not field_of(line.text):
            continue
        row = [
            o
            for o in lines
            if len(o.text) <= MOST_IN_HEAD
            and abs(o.middle - line.middle) < line.height * 0.9
            and not any(c.isdigit() for c in o.text)
        ]
        if len(row) >= HEADS and sum(bool(field_of(o.text)) for o in row) >= 2:
            used |= {id(o) for o in row}
            yield sorted(row, key=lambda o: o.left)


def _bottom(row: Sequence[Line], lines: Sequence[Line]) -> float:
    """Where the table ends: above a sum, or where the rows stop coming at their distance."""
    left, right = row[0].left, row[-1].right
    top = max(h.bottom for h in row)
    below = sorted(
        (o for o in lines if o.middle > top and o.right > left and o.left < right),
        key=lambda o: o.middle,
    )
    last, height = top, row[0].height
    for line in below:
        if any(line.text.replace(" ", "").startswith(word) for word in _ENDS):
            return max(last, line.top - height * 0.2)
        if line.top - last > height * 2.6:
            break
        last = max(last, line.bottom)
    return last + height * 0.25


def _bounds(
    row: Sequence[Line], at: int, lines: Sequence[Line], top: float, last: float
) -> tuple[float, float]:
    """A column's left and right: what stands in it, not beyond what stands in its neighbours."""
    head = row[at]
    mine = _cells(head, row, lines, top, last)
    left = min([head.left, *(c.left for c in mine)]) - head.height * 0.3
    right = max([head.right, *(c.right for c in mine)]) + head.height * 0.3
    if field_of(head.text) == "signature":
        before = _cells(row[at - 1], row, lines, top, last) if at else []
        after = _cells(row[at + 1], row, lines, top, last) if at + 1 < len(row) else []
        left = min(head.left, max([left - head.height, *(c.right for c in before)]))
        reach = right + head.height * (1 if after else 1.6)
        right = max(head.right, min([reach, *(c.left for c in after)]))
    return left, right


def _cells(
    head: Line, row: Sequence[Line], lines: Sequence[Line], top: float, last: float
) -> list[Line]:
    """The pieces under a head: those nearer to its middle than to any other's."""
    below = [o for o in lines if top < o.middle < last]
    return [o for o in below if min(row, key=lambda h: _away(h, o)) is head]


def _away(head: Line, cell: Line) -> float:
    """How far a cell is from a head: by their left edges or their middles, whichever is nearer."""
    middle = abs((head.left + head.right) / 2 - (cell.left + cell.right) / 2)
    return min(middle, abs(head.left - cell.left))
