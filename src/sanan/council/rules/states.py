"""The life of a topic (domain brief §2.3), and who may run a council."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import CHECKING
from sanan.cases.enums import State as CaseState
from sanan.council.enums import DESK, PROPOSERS, Source, State
from sanan.council.models import ActionItem, Topic
from sanan.kit.errors import Forbidden, Refused
from sanan.kit.tones import Tone
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.process.declare import ANYONE, Process, Relation, Verb

ABOVE = frozenset({PlaceKind.TOWNSHIP, PlaceKind.COUNTY, PlaceKind.CITY})
"""Kinds of place that take up what a community could not settle."""
ANSWERED = CHECKING | {CaseState.CLOSED}
"""States of a task's case in which whoever had it has told what was done."""
NOT_THE_DESK = _("这一步由社区（村）的人来办。")
RESIDENT = Relation("resident", lambda topic, _by: topic.source == Source.RESIDENT)
"""Whoever puts a topic as a resident, with or without an account."""

by_desk = partial(Verb, roles=DESK)
"""A step of the community's own desk."""
for_all = partial(Verb, roles=DESK, public=True)
"""The same, and everyone reads its line of the story."""


def may_run(place: Place, by: Person | None) -> bool:
    """Whether this person runs councils at this place."""
    return people.holds(by, DESK, path=place.path)


def check_desk(place: Place, by: Person | None) -> None:
    """Allow whoever runs councils here, or raise `Forbidden`."""
    if not may_run(place, by):
        raise Forbidden(NOT_THE_DESK, "not_yours")


def _above(place: Place, by: Person | None) -> bool:
    """Whether this person runs councils at the township of `place` or higher."""
    return any(
        post.role in DESK and post.kind in ABOVE and place.path.startswith(post.path)
        for post in people.posts(by)
    )


def _by_those_above(topic: Topic, by: Person | None, _at: datetime) -> Refused | None:
    if topic.state == State.ESCALATED and not _above(topic.place, by):
        return Forbidden(_("这个议题已经报到上级，由乡镇或县里来定。"), "handed_up")
    if topic.council_id is None:
        return Refused(_("请先受理：选好由哪个组织来议。"), "no_council")
    return None


def _every_task_answered(topic: Topic, _by: Person | None, _at: datetime) -> Refused | None:
    items = ActionItem.objects.filter(resolution__topic=topic).select_related("case")
    waiting = [item.text for item in items if item.case.state not in ANSWERED]
    if not waiting:
        return None
    return Refused(_("还没有办好：%(what)s。") % {"what": "、".join(waiting)}, "not_done")


_S = State
TOPIC = Process(
    "topic",
    Topic,
    states=State,
    tones={
        Tone.DONE: [State.RESOLVED, State.DONE, State.EVALUATED],
        Tone.SOON: [
            State.PROPOSED,
            State.ADMITTED,
            State.SCHEDULED,
            State.DELIBERATED,
            State.IN_EXECUTION,
            State.ESCALATED,
        ],
    },
    title=_("议题"),
    whose=NOT_THE_DESK,
    elsewhere=_("这个议题现在是“%(state)s”，不能这样办。请刷新页面看最新进展。"),
    verbs=[
        Verb(
            "propose",
            [],
            _S.PROPOSED,
            label=_("提议题"),
            told=_("有人提出"),
            roles=PROPOSERS,
            relations=[RESIDENT],
            whose=_("您没有在这里提议题的职责。居民可以在手机上提。"),
            public=True,
        ),
        for_all(
            "admit",
            [_S.PROPOSED, _S.DECLINED],
            _S.ADMITTED,
            label=_("受理，交给一个组织来议"),
            told=_("已受理，开始征求意见"),
        ),
        for_all("decline", [_S.PROPOSED, _S.ADMITTED], _S.DECLINED, label=_("不列入议题")),
        for_all(
            "schedule",
            [_S.ADMITTED, _S.DELIBERATED],
            _S.SCHEDULED,
            label=_("排到一场会上"),
            told=_("排上了会"),
        ),
        for_all(
            "deliberate",
            [_S.SCHEDULED],
            _S.DELIBERATED,
            label=_("写下商议了什么"),
            told=_("会上商议"),
        ),
        for_all("resolve", [_S.DELIBERATED], label=_("作出决议")),
        for_all(
            "shelve", [_S.ADMITTED, _S.SCHEDULED, _S.DELIBERATED], _S.SHELVED, label=_("暂时放下")
        ),
        for_all(
            "escalate", [_S.ADMITTED, _S.DELIBERATED, _S.SHELVED], _S.ESCALATED, label=_("报上级")
        ),
        for_all(
            "take_up",
            [_S.DECLINED, _S.SHELVED, _S.ESCALATED],
            _S.ADMITTED,
            label=_("重新拿起来议"),
            when=_by_those_above,
        ),
        for_all("execute", [_S.RESOLVED, _S.IN_EXECUTION], _S.IN_EXECUTION, label=_("分派去办")),
        for_all(
            "finish",
            [_S.IN_EXECUTION],
            _S.DONE,
            label=_("办好了，公开结果"),
            told=_("办好了"),
            when=_every_task_answered,
        ),
        Verb(
            "evaluate",
            [_S.DONE, _S.EVALUATED],
            _S.EVALUATED,
            label=_("评价"),
            told=_("有人评价"),
            relations=[ANYONE],
        ),
    ],
)
"""`resolve` leads to a resolution, or back to admitted where the next of 四议 comes first."""
