"""The lives of a household and of a person on the roll of reservoir migrants."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.kit.dates import local_day
from sanan.kit.errors import Refused
from sanan.livelihood.enums import (
    HELPERS,
    KEEPERS,
    FigureState,
    HouseholdKind,
    HouseholdState,
    RollState,
)
from sanan.livelihood.models import Household, Member, StatedFigure
from sanan.livelihood.models.household import LEAST_AGE
from sanan.people.models import Person
from sanan.process.declare import OPERATOR, Process, Verb

_H, _R = HouseholdState, RollState


def _of_migrants(thing: Member, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.household.kind != HouseholdKind.MIGRANT:
        return Refused(_("这一户不是水库移民户，不进移民名册。"), "no_migrant")
    if thing.household.state == HouseholdState.AWAY:
        return Refused(_("这一户已经搬走，请先登记回迁，再看能不能在册。"), "away")
    if thing.gone_on is not None:
        return Refused(_("这个人已经不在这一户，不能登记在册。"), "gone")
    return None


def _still_here(thing: Member, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.gone_on is not None:
        return Refused(_("这个人已经登记离开了，不用再登记。"), "gone")
    return None


def too_young(thing: Member, _by: Person | None, at: datetime) -> Refused | None:
    """Nobody under sixteen is put to work (劳动法第十五条)."""
    age = thing.age_on(local_day(at))
    if age is None:
        return Refused(_("还没有登记出生日期，请先补上，再登记就业。"), "no_birthday")
    if age < LEAST_AGE:
        return Refused(
            _("他（她）才 %(age)d 岁。不满 16 岁不能招用，请让孩子先上学。") % {"age": age},
            "too_young",
        )
    return None


def _without_work(thing: Household, _by: Person | None, at: datetime) -> Refused | None:
    day = local_day(at)
    if Household.objects.filter(pk=thing.pk).without_work(day).exists():
        return None
    return Refused(_("这一户不是零就业家庭，不用跟进。"), "has_work")


HOUSEHOLD = Process(
    "household",
    Household,
    states=HouseholdState,
    title=_("家庭档案"),
    joins=("place", "origin"),
    verbs=[
        Verb("register", [], _H.HERE, label=_("登记一户"), roles=KEEPERS, relations=[OPERATOR]),
        Verb(
            "amend",
            [_H.HERE],
            label=_("更正这一户"),
            told=_("更正了登记"),
            roles=KEEPERS,
            relations=[OPERATOR],
        ),
        Verb(
            "set_account",
            [_H.HERE, _H.AWAY],
            label=_("登记收款账户"),
            told=_("登记了收款账户"),
            roles=KEEPERS,
            relations=[OPERATOR],
        ),
        Verb(
            "visit",
            [_H.HERE],
            label=_("记一次走访"),
            told=_("走访了这一户"),
            roles=HELPERS,
        ),
        Verb(
            "survey",
            [_H.HERE],
            label=_("记生活水平调查"),
            told=_("做了生活水平调查"),
            roles=HELPERS,
        ),
        Verb(
            "follow",
            [_H.HERE],
            label=_("跟进零就业"),
            told=_("跟进了零就业"),
            roles=HELPERS,
            when=_without_work,
        ),
        Verb("move_away", [_H.HERE], _H.AWAY, label=_("登记搬走"), told=_("搬走了"), roles=KEEPERS),
        Verb(
            "come_back", [_H.AWAY], _H.HERE, label=_("登记搬回"), told=_("搬回来了"), roles=KEEPERS
        ),
    ],
)

MEMBER = Process(
    "household_member",
    Member,
    states=RollState,
    title=_("移民名册"),
    thing="member",
    joins=("place", "household__origin"),
    verbs=[
        Verb("add", [], label=_("登记一个人"), roles=KEEPERS, relations=[OPERATOR]),
        Verb(
            "correct",
            [_R.OUTSIDE, _R.ENROLLED, _R.REMOVED],
            label=_("更正登记"),
            told=_("更正了登记"),
            roles=KEEPERS,
            relations=[OPERATOR],
        ),
        Verb(
            "enrol",
            [_R.OUTSIDE, _R.REMOVED],
            _R.ENROLLED,
            label=_("登记在册"),
            told=_("登记在册"),
            roles=KEEPERS,
            relations=[OPERATOR],
            when=_of_migrants,
        ),
        Verb(
            "remove",
            [_R.ENROLLED],
            _R.REMOVED,
            label=_("从名册核减"),
            told=_("从名册核减"),
            roles=KEEPERS,
            relations=[OPERATOR],
        ),
        Verb(
            "leave",
            [_R.OUTSIDE, _R.REMOVED],
            label=_("登记离开这一户"),
            told=_("离开了这一户"),
            roles=KEEPERS,
            when=_still_here,
        ),
        Verb(
            "set_work",
            [_R.OUTSIDE, _R.ENROLLED, _R.REMOVED],
            label=_("登记就业情况"),
            told=_("登记了就业情况"),
            roles=HELPERS,
        ),
        Verb(
            "wish",
            [_R.OUTSIDE, _R.ENROLLED, _R.REMOVED],
            label=_("登记找活的意愿"),
            told=_("说了想找什么活"),
            roles=HELPERS,
            when=too_young,
        ),
        Verb(
            "guide",
            [_R.OUTSIDE, _R.ENROLLED, _R.REMOVED],
            label=_("记一次创业指导"),
            told=_("做了创业指导"),
            roles=HELPERS,
            when=too_young,
        ),
    ],
)

FIGURE = Process(
    "stated_figure",
    StatedFigure,
    states=FigureState,
    title=_("填报数字"),
    thing="figure",
    verbs=[
        Verb("state", [], FigureState.STANDING, label=_("填报一个数字"), roles=KEEPERS),
        Verb(
            "restate",
            [FigureState.STANDING],
            label=_("更新数字"),
            told=_("更新了数字"),
            roles=KEEPERS,
        ),
    ],
)
"""Figures of reports; a figure that rows of ours make up is counted, never stated."""
