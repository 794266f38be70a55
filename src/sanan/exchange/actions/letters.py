"""What staff do with a message that could not be taken: correct it, send it again, set it aside."""

from collections.abc import Mapping
from datetime import datetime

from sanan.exchange import formats
from sanan.exchange.actions.taking import take
from sanan.exchange.enums import Direction
from sanan.exchange.models import Message
from sanan.exchange.rules import LETTER
from sanan.kit import words
from sanan.people.models import Person
from sanan.process.declare import Relation
from sanan.process.step import Step


@LETTER.action("correct")
def correct(
    *,
    letter: Message,
    by: Person,
    said: Mapping[str, str],
    why: str = "",
    at: datetime | None = None,
) -> Message:
    """Change what it says and take it; `why` tells later readers. `said` are our fields.

    Moments are checked as on arrival. What was said first stays known by the entry's digest.
    """
    given = formats.said_of({k: v for k, v in said.items() if v}, {})
    with LETTER.step("correct", letter, by=by, at=at) as step:
        step.note = words.clean(why, most=2000, field="why")
        step.set(
            said_locked=Message.locked(given),
            outside_id=given.get("outside_id", step.thing.outside_id),
        )
        _again(step)
    return _taken(letter, at)


@LETTER.action("send_again")
def send_again(
    *,
    letter: Message,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Message:
    """The same once more, after what was in the way was mended elsewhere."""
    with LETTER.step("send_again", letter, by=by, relation=relation, at=at) as step:
        _again(step)
    return _taken(letter, at)


@LETTER.action("set_aside")
def set_aside(*, letter: Message, by: Person, why: str, at: datetime | None = None) -> Message:
    """Nothing will come of it; the reason stays with it."""
    with LETTER.step("set_aside", letter, by=by, at=at) as step:
        step.note = words.needed(why, "why")
        step.set(settled_at=step.at)
    return letter


@LETTER.action("take_up")
def take_up(*, letter: Message, by: Person, at: datetime | None = None) -> Message:
    """It was wrongly set aside."""
    with LETTER.step("take_up", letter, by=by, at=at) as step:
        step.set(settled_at=None)
    return letter


def _again(step: Step[Message]) -> None:
    step.set(
        attempts=0,
        next_at=step.at,
        why="",
        why_code="",
        unknown_field="",
        unknown_word="",
    )


def _taken(letter: Message, at: datetime | None) -> Message:
    if letter.direction == Direction.IN:
        take(message=letter, at=at)
    return letter
