"""Questions on what was published: asked by anyone, answered on a clock that climbs when missed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.cases.queries import deadlines
from sanan.kit import clock, words
from sanan.kit.deadline import Allowance, Unit, due_at
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Person
from sanan.powers.actions.change import Move, moving, needed, written
from sanan.powers.enums import OPEN_TO_ALL, UPWARD, Event, Level, QuestionState, Stage, State
from sanan.powers.models import AnswerClock, Disclosure, Line, Question
from sanan.powers.rules import questions as rules
from sanan.powers.rules.questions import Verb
from sanan.process.enums import Satisfaction

SOMETIMES = 500


def allowance(stage: Stage) -> Allowance:
    """What the county's clock gives for `stage`."""
    row = AnswerClock.objects.get(stage=stage)
    return Allowance(Unit(row.unit), row.amount)


def _due(stage: Stage, start: datetime) -> datetime:
    return due_at(start, allowance(stage), deadlines.calendar())


def ask(
    *,
    disclosure: Disclosure,
    text: str,
    line: int = 0,
    person: Person | None = None,
    at: datetime | None = None,
) -> Question:
    """Ask about a published disclosure, or about line `line` of its table (from 1)."""
    text, moment = needed(text, most=1000), clock.at_or_now(at)
    with transaction.atomic():
        rows = Disclosure.objects.select_for_update(of=("self",)).select_related("place")
        fresh = rows.get(pk=disclosure.pk)
        if not fresh.is_public:
            raise Refused(_("还没有公开,公开以后可以提问。"), "not_public")
        if fresh.state == State.ARCHIVED:
            raise Refused(_("这一项已经归档。想说的事,请到首页“说一件事”。"), "archived")
        made = Question.objects.create(
            disclosure=fresh,
            version=fresh.version,
            line=line,
            line_text=_line_text(fresh, line),
            place=fresh.place,
            township_id=fresh.township_id,
            text=text,
            person=person,
            asked_at=moment,
            acknowledge_due_at=_due(Stage.ACKNOWLEDGE, moment),
            promised_at=_due(Stage.VILLAGE, moment),
            due_at=_due(Stage.VILLAGE, moment),
        )
        if fresh.state in OPEN_TO_ALL:
            fresh.state = State.QUESTIONED
            fresh.save(update_fields=["state"])
        content = {
            "question": made.code,
            "disclosure": fresh.code,
            "version": made.version,
            "line": line,
            "due_at": f"{made.due_at:%FT%TZ}",
        }
        entry = written(Event.ASK, made.code, content, by=person, at=moment, said=text)
        Line.objects.create(
            question=made, verb="ask", at=moment, by=person, said=text, entry_id=entry.pk
        )
    disclosure.state = fresh.state
    return made


def _line_text(disclosure: Disclosure, line: int) -> str:
    if line == 0:
        return ""
    version = disclosure.versions.get(number=disclosure.version)
    if not 1 <= line <= len(version.lines):
        raise Invalid(_("没有这一行,请从公开的表里选一行来问。"), "no_line", field="line")
    return words.clip(" · ".join(version.lines[line - 1]["cells"]), 300)


def _moving(
    question: Question, verb: Verb, by: Person | None, at: datetime | None, *, asker: bool = False
) -> Any:
    return moving(
        question,
        verb,
        by,
        at,
        check=lambda fresh: rules.check(verb, fresh, by, asker=asker),
        target=rules.RULES[verb].target,
    )


def acknowledge(*, question: Question, by: Person, at: datetime | None = None) -> Question:
    """Tell whoever asked that it is being looked into."""
    with _moving(question, Verb.ACKNOWLEDGE, by, at) as move:
        move.thing.acknowledged_at = move.thing.acknowledged_at or move.at
        move.public = True
    return question


def answer(*, question: Question, text: str, by: Person, at: datetime | None = None) -> Question:
    """Answer it, for everyone to read."""
    text = needed(text)
    with _moving(question, Verb.ANSWER, by, at) as move:
        fresh = move.thing
        fresh.answer, fresh.answered_at = text, move.at
        fresh.acknowledged_at = fresh.acknowledged_at or move.at
        move.said, move.public = text, True
        move.data = {"level": fresh.level, "in_time": move.at <= fresh.due_at}
        move.after = _settle
    return question


def rate(
    *, question: Question, satisfaction: Satisfaction, text: str = "", at: datetime | None = None
) -> Question:
    """What the asker thinks of the answer; a later word replaces an earlier one."""
    satisfaction = Satisfaction(satisfaction)
    text = words.clean(text, most=SOMETIMES, field="text")
    with _moving(question, Verb.RATE, None, at, asker=True) as move:
        fresh = move.thing
        fresh.rating, fresh.rating_text, fresh.rated_at = satisfaction, text, move.at
        move.said, move.data = text, {"satisfaction": str(satisfaction)}
    return question


def reask(*, question: Question, text: str, at: datetime | None = None) -> Question:
    """Not answered by the answer: the same question goes to the level above, with its own clock."""
    text = needed(text, most=1000)
    with _moving(question, Verb.REASK, None, at, asker=True) as move:
        fresh = move.thing
        fresh.reasked += 1
        _raise(move)
        fresh.rating, fresh.rating_text, fresh.rated_at = "", "", None
        move.said, move.public = text, False
        move.data = {"level": fresh.level, "due_at": f"{fresh.due_at:%FT%TZ}"}
        move.after = _settle
    return question


def escalate(*, question: Question, at: datetime | None = None) -> Question:
    """The clock ran out: one level up. At the top it stays, and stays shown as late."""
    with _moving(question, Verb.ESCALATE, None, at) as move:
        fresh = move.thing
        if fresh.due_at >= move.at:
            raise Refused(_("还没有到时间。"), "in_time")
        if fresh.level == Level.COUNTY:
            raise Refused(_("已经在县里,没有再上一级。"), "top")
        _raise(move)
        move.public = True
        move.data = {"level": fresh.level, "due_at": f"{fresh.due_at:%FT%TZ}"}
    return question


def _raise(move: "Move[Question]") -> None:
    fresh = move.thing
    fresh.level = UPWARD.get(Level(fresh.level), Level.COUNTY)
    if fresh.level == Level.TOWNSHIP and fresh.township_id is None:
        fresh.level = Level.COUNTY
    fresh.due_at = _due(Stage(fresh.level), move.at)


def _settle(move: "Move[Question]") -> None:
    """Bring the disclosure to questioned or answered, by what is still open."""
    disclosure = Disclosure.objects.select_for_update().get(pk=move.thing.disclosure_id)
    if disclosure.state not in OPEN_TO_ALL:
        return
    others = disclosure.questions.open().exclude(pk=move.thing.pk).exists()
    here = move.target in {QuestionState.REASKED, QuestionState.ESCALATED}
    disclosure.state = State.QUESTIONED if others or here else State.ANSWERED
    disclosure.save(update_fields=["state"])


def escalate_due(*, at: datetime | None = None, most: int = 500) -> int:
    """Escalate whatever ran out; how many. Called by the clock."""
    moment = clock.at_or_now(at)
    late = Question.objects.open().filter(due_at__lt=moment).exclude(level=Level.COUNTY)
    found = list(late.select_related("place").order_by("due_at")[:most])
    for question in found:
        escalate(question=question, at=moment)
    return len(found)
