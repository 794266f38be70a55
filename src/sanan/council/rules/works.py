"""The life of a joint project or a deed of the year (domain brief §2.3)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanan.council.enums import WorkState
from sanan.council.models import Work
from sanan.council.rules.joint import seats_of
from sanan.council.rules.states import by_desk, for_all
from sanan.kit.errors import Refused
from sanan.kit.tones import Tone
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.process.declare import ANYONE, Process, Relation, Verb


def _carries(work: Work, by: Person | None) -> bool:
    if by is None:
        return False
    if work.org_id in people.org_ids(by):
        return True
    committee = work.committee
    return committee is not None and work.org_id in seats_of(committee, by, timezone.localdate())


CARRIER = Relation("carrier", _carries)
"""Whoever holds a position in the organisation that answers for it, or sits for it."""


def _every_step_done(work: Work, _by: Person | None, _at: datetime) -> Refused | None:
    waiting = list(work.milestones.filter(done_on__isnull=True).values_list("title", flat=True))
    if not waiting:
        return None
    return Refused(_("还没有办成的步骤：%(what)s。") % {"what": "、".join(waiting)}, "not_done")


_S = WorkState
WORK = Process(
    "work",
    Work,
    states=WorkState,
    tones={
        Tone.DONE: [WorkState.FINISHED],
        Tone.SOON: [WorkState.PLANNED, WorkState.UNDERWAY],
        Tone.LATE: [WorkState.STOPPED],
    },
    title=_("共建项目和为民实事"),
    joins=("place", "committee"),
    whose=_("这一步由社区的人，或者负责这件事的单位来办。"),
    elsewhere=_("这件事现在是“%(state)s”，不能这样办。请刷新页面看最新情况。"),
    verbs=[
        for_all("plan", [], _S.PLANNED, label=_("定下来"), told=_("定下来了")),
        for_all("start", [_S.PLANNED], _S.UNDERWAY, label=_("动工"), relations=[CARRIER]),
        for_all("report", [_S.UNDERWAY], label=_("写进展"), told=_("进展"), relations=[CARRIER]),
        for_all(
            "reach", [_S.UNDERWAY], label=_("这一步办成了"), told=_("办成一步"), relations=[CARRIER]
        ),
        for_all(
            "finish",
            [_S.UNDERWAY],
            _S.FINISHED,
            label=_("办成了，公开结果"),
            told=_("办成了"),
            when=_every_step_done,
        ),
        for_all("stop", [_S.PLANNED, _S.UNDERWAY], _S.STOPPED, label=_("停下"), told=_("停下了")),
        by_desk("detach", list(_S), label=_("拿掉一个文件"), told=_("拿掉了一个文件")),
        Verb("rate", [_S.FINISHED], label=_("评价"), told=_("有人评价"), relations=[ANYONE]),
    ],
)
