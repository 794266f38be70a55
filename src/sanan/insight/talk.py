"""Short talk in a room: who goes on speaking, what that is, who answers whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sanan.insight.concern import Sort, SortFound, sorts_of

WITHIN = timedelta(seconds=60)
"""Between two lines of one person, within which the second goes on with the first."""

ANSWERS = timedelta(minutes=10)
"""After a question, within which what another person says may be its answer."""

ALONE, WHOLE = 0.7, 0.75
"""Of several lines: how sure one must be by itself, or all put together, where the other is none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message: who said it, when, its words, whether it has a photo, and what it replies to."""

    id: str
    who: str
    at: datetime
    text: str
    photo: bool = False
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said in one go: the ids of its lines in order, its words, and what that is.

    `answers` is the id of the first line of what it answers; empty where it answers nothing.
    """

    ids: tuple[str, ...]
    who: str
    start: datetime
    end: datetime
    text: str
    photo: bool
    found: SortFound
    answers: str = ""

    @property
    def is_concern(self) -> bool:
        """Return whether somebody should look at it."""
        return self.found.is_concern


def said_in(lines: Sequence[Line]) -> list[Said]:
    """Return what was said, in order of its first lines; `lines` may come in any order.

    Others may speak in between: a person's lines go together as long as each follows the one
    before within a minute. A photo without words belongs to the words beside it.
    """
    groups = together(lines)
    found = sorts([[line.text for line in group] for group in groups])
    out: list[Said] = []
    first_of: dict[str, str] = {}
    for group, sort in zip(groups, found, strict=True):
        first_of |= {line.id: group[0].id for line in group}
        out.append(
            Said(
                ids=tuple(line.id for line in group),
                who=group[0].who,
                start=group[0].at,
                end=group[-1].at,
                text=joined([line.text for line in group]),
                photo=any(line.photo for line in group),
                found=sort,
                answers=_answered(group, first_of, out),
            )
        )
    return out


def together(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines of each go, by when they begin."""
    last: dict[str, list[Line]] = {}
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.at):
        group = last.get(line.who)
        if group is None or line.at - group[-1].at > WITHIN:
            group = last[line.who] = []
            groups.append(group)
        group.append(line)
    return groups


def sorts(goes: Sequence[Sequence[str]]) -> list[SortFound]:
    """Return what each go is: by its plainest line and by all its lines put together.

    A line by itself is what it is. Of several, each may be mistaken for a concern, so that more is
    asked of one alone, or of all where none is one by itself.
    """
    alone = iter(sorts_of([text for go in goes for text in go]))
    whole = sorts_of([joined(go) for go in goes])
    return [_of_go([next(alone) for _ in go], one) for go, one in zip(goes, whole, strict=True)]


def _of_go(lines: Sequence[SortFound], whole: SortFound) -> SortFound:
    best = max((line for line in lines if line.is_concern), default=None, key=_surest)
    if len(lines) == 1 or (best and whole.is_concern):
        return max(best or whole, whole, key=_surest) if whole.is_concern else best or whole
    if best and best.probability >= ALONE:
        return best
    if whole.is_concern and whole.probability < WHOLE:
        return SortFound(Sort.CHAT, whole.probability)
    return SortFound(Sort.CHAT, best.probability) if best and not whole.is_concern else whole


def joined(texts: Sequence[str]) -> str:
    """Return lines as one text."""
    return "，".join(text.strip() for text in texts if text.strip())


def _surest(found: SortFound) -> float:
    return found.probability


def _answered(group: Sequence[Line], first_of: dict[str, str], before: Sequence[Said]) -> str:
    told = next((line.reply_to for line in group if line.reply_to), "")
    if told:
        return first_of.get(told, told)
    asked = (
        one
        for one in reversed(before)
        if one.who != group[0].who
        and one.found.sort == Sort.QUESTION
        and timedelta(0) <= group[0].at - one.end <= ANSWERS
    )
    question = next(asked, None)
    return question.ids[0] if question is not None else ""
