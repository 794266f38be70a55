"""Who stands how to the things of a competition, and what its rules share."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from sanan.cases import deadlines
from sanan.competitions.enums import JudgeState
from sanan.competitions.models import Competition, Entry, Judge, Milestone, ScoreSheet, Stage
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.process.declare import Relation

OWNER = Relation("owner", whose=_("这一步由报名的团队自己来办。"))
"""Whoever entered: known by the address of their own page."""


def _own_judge(thing: Judge | ScoreSheet, by: Person | None) -> bool:
    judge = thing.judge if isinstance(thing, ScoreSheet) else thing
    return by is not None and judge.person_id == by.pk and judge.state != JudgeState.DISMISSED


def _chairs(thing: Competition | Stage | ScoreSheet, by: Person | None) -> bool:
    if isinstance(thing, Competition):
        contest = thing
    else:
        contest = (thing.stage if isinstance(thing, ScoreSheet) else thing).competition
    chairs = contest.judges.filter(chair=True).exclude(state=JudgeState.DISMISSED)
    return by is not None and chairs.filter(person=by).exists()


JUDGE = Relation("judge", _own_judge, _("这一步由这位评委本人来办。"))
CHAIR = Relation("chair", _chairs, _("这一步由评委会主任来办。"))


def day_of(thing: Competition | Entry | Milestone, at: datetime) -> date:
    """The day at the competition's place."""
    return deadlines.calendar_at(thing.place).local_day(at)


def no(sentence: object, code: str, **facts: object) -> Refused:
    return Refused(str(sentence) % facts if facts else str(sentence), code)
