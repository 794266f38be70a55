"""The life of a question on a disclosure, from level to level until it is answered."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Refused
from sanan.kit.tones import Tone
from sanan.people.models import Person
from sanan.powers.enums import OPEN_QUESTIONS, Level, QuestionState
from sanan.powers.models import Question
from sanan.powers.rules.who import LEVELS
from sanan.process.declare import ANYONE, SYSTEM, Process, Relation, Verb

ASKER = Relation("asker", whose=_("只有提问的人可以评价和追问。"))
"""Whoever holds the address that only the asker was given."""
LEVEL = Relation(
    "level",
    lambda thing, by: LEVELS[Level(thing.level)](thing.path, by),
    _("这个提问现在由另一级来答。"),
)


def _ran_out(thing: Question, _by: Person | None, at: datetime) -> Refused | None:
    if thing.due_at >= at:
        return Refused(_("还没有到时间。"), "in_time")
    if thing.level == Level.COUNTY:
        return Refused(_("已经在县里，没有再上一级。"), "top")
    return None


_S = QuestionState
QUESTION = Process(
    "question",
    Question,
    states=QuestionState,
    tones={
        Tone.DONE: [QuestionState.ANSWERED, QuestionState.RATED],
        Tone.SOON: [
            QuestionState.ASKED,
            QuestionState.ASSIGNED,
            QuestionState.REASKED,
            QuestionState.ESCALATED,
        ],
    },
    title=_("对公开内容的提问"),
    joins=("place", "disclosure"),
    path=lambda thing: thing.path,
    elsewhere=_("这个提问现在是“%(state)s”，不能这样办。请刷新页面看最新进展。"),
    verbs=[
        Verb("ask", [], _S.ASKED, label=_("提问"), relations=[ANYONE]),
        Verb(
            "acknowledge",
            [_S.ASKED, _S.REASKED, _S.ESCALATED],
            _S.ASSIGNED,
            label=_("看到了，正在查"),
            relations=[LEVEL],
            public=True,
        ),
        Verb(
            "answer", OPEN_QUESTIONS, _S.ANSWERED, label=_("回答"), relations=[LEVEL], public=True
        ),
        Verb("rate", [_S.ANSWERED, _S.RATED], _S.RATED, label=_("评价"), relations=[ASKER]),
        Verb(
            "reask",
            [_S.ANSWERED, _S.RATED],
            _S.REASKED,
            label=_("追问，交给上一级"),
            relations=[ASKER],
        ),
        Verb(
            "escalate",
            OPEN_QUESTIONS,
            _S.ESCALATED,
            label=_("过期没答，自动交给上一级"),
            relations=[SYSTEM],
            when=_ran_out,
            public=True,
        ),
    ],
)
