"""Questions on what was published: asked by anyone, answered on a clock that climbs when missed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.cases import deadlines
from sanan.kit import clock, words
from sanan.kit.deadline import Allowance, Unit, due_at
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.powers.enums import OPEN_TO_ALL, UPWARD, Level, Stage, State
from sanan.powers.models import AnswerClock, Disclosure, Question
from sanan.powers.rules.disclosures import DISCLOSURE
from sanan.powers.rules.questions import ASKER, QUESTION
from sanan.process.declare import SYSTEM, Relation
from sanan.process.enums import Satisfaction
from sanan.process.step import Step
from sanan.slips.actions import issue

SOMETIMES = 500


def allowance(stage: Stage) -> Allowance:
    """What the county's clock gives for `stage`."""
    row = AnswerClock.objects.get(stage=stage)
    return Allowance(Unit(row.unit), row.amount)


def _due(stage: Stage, start: datetime, place: Place) -> datetime:
    return due_at(start, allowance(stage), deadlines.calendar_at(place))


@QUESTION.action("ask")
def ask(
    *,
    disclosure: Disclosure,
    text: str,
    line: int = 0,
    person: Person | None = None,
    at: datetime | None = None,
) -> Question:
    """Ask about a published disclosure, or about line `line` of its table (from 1)."""
    text, moment = words.needed(text, most=1000), clock.at_or_now(at)
    with transaction.atomic():
        rows = Disclosure.objects.select_for_update(of=("self",)).select_related("place")
        fresh = rows.get(pk=disclosure.pk)
        if not fresh.is_public:
            raise Refused(_("还没有公开，公开以后可以提问。"), "not_public")
        if fresh.state == State.ARCHIVED:
            raise Refused(_("这一项已经归档。想说的事，请到首页“说一件事”。"), "archived")
        made = Question(
            disclosure=fresh,
            version=fresh.version,
            line=line,
            line_text=_line_text(fresh, line),
            place=fresh.place,
            township_id=fresh.township_id,
            text=text,
            person=person,
            asked_at=moment,
            acknowledge_due_at=_due(Stage.ACKNOWLEDGE, moment, disclosure.place),
            promised_at=_due(Stage.VILLAGE, moment, disclosure.place),
            due_at=_due(Stage.VILLAGE, moment, disclosure.place),
        )
        with QUESTION.begin("ask", made, by=person, at=moment) as step:
            step.say(text)
            step.data = {"disclosure": fresh.code, "version": made.version, "line": line}
            step.then(lambda done: issue(kind="question", ref=done.thing.token))
        if fresh.state in OPEN_TO_ALL:
            _follow("be_questioned", fresh, moment)
    disclosure.state = fresh.state
    return made


def _follow(verb: str, disclosure: Disclosure, at: datetime) -> None:
    with DISCLOSURE.step(verb, disclosure, by=None, at=at, relation=SYSTEM):
        pass


def _line_text(disclosure: Disclosure, line: int) -> str:
    if line == 0:
        return ""
    version = disclosure.versions.get(number=disclosure.version)
    if not 1 <= line <= len(version.lines):
        raise Invalid(_("没有这一行，请从公开的表里选一行来问。"), "no_line", field="line")
    return words.clip(" · ".join(version.lines[line - 1]["cells"]), 300)


@QUESTION.action("acknowledge")
def acknowledge(*, question: Question, by: Person, at: datetime | None = None) -> Question:
    """Tell whoever asked that it is being looked into."""
    with QUESTION.step("acknowledge", question, by=by, at=at) as step:
        step.thing.acknowledged_at = step.thing.acknowledged_at or step.at
    return question


@QUESTION.action("answer")
def answer(
    *,
    question: Question,
    text: str,
    more: Sequence[str] = (),
    by: Person,
    at: datetime | None = None,
) -> Question:
    """Answer it, for everyone to read; of the question private words and `more` are covered."""
    text = words.needed(text)
    with QUESTION.step("answer", question, by=by, at=at) as step:
        fresh = step.thing
        fresh.answer, fresh.answered_at, fresh.hidden = text, step.at, list(more)
        fresh.acknowledged_at = fresh.acknowledged_at or step.at
        step.say(text)
        step.data = {"level": fresh.level, "in_time": step.at <= fresh.due_at}
        step.then(_settle)
    return question


@QUESTION.action("rate")
def rate(
    *,
    question: Question,
    satisfaction: Satisfaction,
    text: str = "",
    by: Person | None = None,
    relation: Relation = ASKER,
    at: datetime | None = None,
) -> Question:
    """What the asker thinks of the answer; a later word replaces an earlier one."""
    satisfaction = Satisfaction(satisfaction)
    text = words.clean(text, most=SOMETIMES, field="text")
    with QUESTION.step("rate", question, by=by, at=at, relation=relation) as step:
        fresh = step.thing
        fresh.rating, fresh.rating_text, fresh.rated_at = satisfaction, text, step.at
        step.said, step.data = text, {"satisfaction": str(satisfaction)}
    return question


@QUESTION.action("reask")
def reask(
    *,
    question: Question,
    text: str,
    by: Person | None = None,
    relation: Relation = ASKER,
    at: datetime | None = None,
) -> Question:
    """Not answered by the answer: the same question goes to the level above, with its own clock."""
    text = words.needed(text, most=1000)
    with QUESTION.step("reask", question, by=by, at=at, relation=relation) as step:
        fresh = step.thing
        fresh.reasked += 1
        _raise(step)
        fresh.rating, fresh.rating_text, fresh.rated_at = "", "", None
        step.say(text)
        step.data = {"level": fresh.level, "due_at": f"{fresh.due_at:%FT%TZ}"}
        step.then(_settle)
    return question


@QUESTION.action("escalate")
def escalate(*, question: Question, at: datetime | None = None) -> Question:
    """The clock ran out: one level up. At the top it stays, and stays shown as late."""
    with QUESTION.step("escalate", question, by=None, at=at, relation=SYSTEM) as step:
        fresh = step.thing
        _raise(step)
        step.data = {"level": fresh.level, "due_at": f"{fresh.due_at:%FT%TZ}"}
    return question


def _raise(step: Step[Question]) -> None:
    fresh = step.thing
    fresh.level = UPWARD.get(Level(fresh.level), Level.COUNTY)
    if fresh.level == Level.TOWNSHIP and fresh.township_id is None:
        fresh.level = Level.COUNTY
    fresh.due_at = _due(Stage(fresh.level), step.at, fresh.place)


def _settle(step: Step[Question]) -> None:
    """Bring the disclosure to questioned or answered, by what is still open."""
    disclosure = Disclosure.objects.select_related("place").get(pk=step.thing.disclosure_id)
    if disclosure.state not in OPEN_TO_ALL:
        return
    waits = disclosure.questions.open().exists()
    wanted = State.QUESTIONED if waits else State.ANSWERED
    if disclosure.state != wanted:
        _follow("be_questioned" if waits else "settle", disclosure, step.at)


def escalate_due(*, at: datetime | None = None, most: int = 500) -> int:
    """Escalate whatever ran out; how many. Called by the clock."""
    moment = clock.at_or_now(at)
    late = Question.objects.open().filter(due_at__lt=moment).exclude(level=Level.COUNTY)
    found = list(late.select_related("place").order_by("due_at")[:most])
    for question in found:
        escalate(question=question, at=moment)
    return len(found)
