"""The life of a body and its roll. Nothing that a vote counts changes while one is open."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.council.enums import Standing
from sanan.council.models import Council, Vote
from sanan.council.rules.states import NOT_THE_DESK, by_desk
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.process.declare import Process


def _no_vote_open(council: Council, _by: Person | None, _at: datetime) -> Refused | None:
    if not Vote.objects.open().filter(meeting__council=council).exists():
        return None
    said = _("现在有表决在进行，名册、面积和任期都不能改。请等表决截止以后再改。")
    return Refused(said, "vote_open")


COUNCIL = Process(
    "council",
    Council,
    states=Standing,
    title=_("议事的组织和它的名册"),
    whose=NOT_THE_DESK,
    verbs=[
        by_desk("found", [], Standing.STANDING, label=_("设立")),
        by_desk(
            "seat",
            [Standing.STANDING],
            label=_("加一位成员"),
            told=_("名册加了一位"),
            when=_no_vote_open,
        ),
        by_desk(
            "leave",
            [Standing.STANDING],
            label=_("结束任期"),
            told=_("一位的任期定了结束"),
            when=_no_vote_open,
        ),
        by_desk(
            "roll",
            [Standing.STANDING],
            label=_("导入业主名册（替换现在的）"),
            told=_("换了业主名册"),
            when=_no_vote_open,
        ),
    ],
)
