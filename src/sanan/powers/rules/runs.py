"""The life of a run of a power, and what one step needs before it counts as taken."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Forbidden, Refused
from sanan.kit.tones import Tone
from sanan.people.models import Person
from sanan.powers.enums import RunState, StepState
from sanan.powers.models import Objection, PowerRun, RunStep
from sanan.powers.rules.who import CADRE, DISCIPLINE, SUPERVISOR, TOWN, as_actor
from sanan.process.declare import ANYONE, Process, Verb


def steps_of(run: PowerRun) -> list[RunStep]:
    """The steps in their order, each with what the list says of it."""
    return list(run.steps.select_related("step").order_by("seq"))


def turn(steps: Iterable[RunStep]) -> RunStep | None:
    """The step whose turn it is: the first not taken."""
    return next((each for each in steps if each.state == StepState.PENDING), None)


def blocked(steps: Iterable[RunStep]) -> Refused | None:
    """Why the next step may not begin: an objection unanswered, a signature missing before it."""
    for each in steps:
        if each.state == StepState.OBJECTED:
            return Refused(
                _("“%(step)s”有异议还没有回答，先回答再往下办。") % {"step": each.step.name},
                "objected",
            )
        if each.waits_for_sign:
            return Refused(
                _("“%(step)s”还等村务监督委员会签字，签了再往下办。") % {"step": each.step.name},
                "not_signed",
            )
    return None


def waiting(run: PowerRun) -> "QuerySet[Objection]":
    """Objections that nobody answered yet."""
    return Objection.objects.filter(step__run=run, answered_at__isnull=True).order_by("pk")


def _its_turn(run: PowerRun, by: Person | None, _at: datetime) -> Refused | None:
    steps = steps_of(run)
    mine = turn(steps)
    if mine is None:
        return Refused(_("每一步都办过了。"), "all_taken")
    if not as_actor(mine.step.actor, run.path, by):
        words = {"step": mine.step.name, "who": mine.step.get_actor_display()}
        return Forbidden(_("“%(step)s”由%(who)s来办。") % words, "not_its_actor")
    return blocked(steps)


def _may_be_left_out(run: PowerRun, _by: Person | None, _at: datetime) -> Refused | None:
    steps = steps_of(run)
    mine = turn(steps)
    if mine is None:
        return Refused(_("每一步都办过了。"), "all_taken")
    if mine.step.quorum:
        return Refused(_("这一步是法律要求的会议，不能跳过。"), "statutory")
    return blocked(steps)


def _to_sign(run: PowerRun, by: Person | None, _at: datetime) -> Refused | None:
    waiting = [s for s in steps_of(run) if s.waits_for_sign]
    if not waiting:
        return Refused(_("现在没有等签字的步骤。"), "no_signature")
    if by is not None and all(s.actor_id == by.pk for s in waiting):
        return Refused(_("自己办的不能自己签字，请另一位成员来签。"), "own_work")
    return None


def _something_taken(run: PowerRun, _by: Person | None, _at: datetime) -> Refused | None:
    if any(s.state != StepState.PENDING for s in steps_of(run)):
        return None
    return Refused(_("这一步还没有办，办了以后可以提异议。"), "pending")


def _to_answer(run: PowerRun, _by: Person | None, _at: datetime) -> Refused | None:
    return None if waiting(run).exists() else Refused(_("没有等回答的异议。"), "no_objection")


def _all_taken(run: PowerRun, _by: Person | None, _at: datetime) -> Refused | None:
    steps = steps_of(run)
    left = turn(steps)
    if left is not None:
        return Refused(_("还有“%(step)s”没有办。") % {"step": left.step.name}, "not_done")
    return blocked(steps)


def _nothing_open(run: PowerRun, _by: Person | None, _at: datetime) -> Refused | None:
    return blocked(steps_of(run))


_S = RunState
RUN = Process(
    "run",
    PowerRun,
    states=RunState,
    tones={
        Tone.DONE: [RunState.COMPLETED, RunState.ARCHIVED],
        Tone.SOON: [RunState.INITIATED, RunState.RUNNING],
        Tone.LATE: [RunState.SUSPENDED],
    },
    title=_("小微权力的一次运行"),
    joins=("place", "item"),
    path=lambda thing: thing.path,
    elsewhere=_("这件事现在是“%(state)s”，不能这样办。请刷新页面看最新进展。"),
    verbs=[
        Verb("begin", [], _S.INITIATED, label=_("开始办"), relations=[CADRE], public=True),
        Verb("declare", [_S.INITIATED], _S.RUNNING, label=_("申报亲属关系"), relations=[CADRE]),
        Verb(
            "take",
            [_S.RUNNING],
            label=_("办了一步"),
            relations=[CADRE, SUPERVISOR, TOWN],
            whose=_("这一步由流程里写明的人来办。"),
            when=_its_turn,
            public=True,
        ),
        Verb(
            "skip",
            [_S.RUNNING],
            label=_("跳过一步"),
            relations=[CADRE],
            when=_may_be_left_out,
            public=True,
        ),
        Verb(
            "sign",
            [_S.RUNNING],
            label=_("村务监督委员会签字"),
            relations=[SUPERVISOR],
            when=_to_sign,
            public=True,
        ),
        Verb(
            "object",
            [_S.RUNNING, _S.COMPLETED],
            label=_("提异议"),
            relations=[ANYONE],
            when=_something_taken,
        ),
        Verb(
            "answer",
            [_S.RUNNING, _S.COMPLETED],
            label=_("回答异议"),
            relations=[CADRE],
            when=_to_answer,
            public=True,
        ),
        Verb(
            "suspend",
            [_S.INITIATED, _S.RUNNING],
            _S.SUSPENDED,
            label=_("纪检叫停"),
            relations=[DISCIPLINE],
        ),
        Verb("resume", [_S.SUSPENDED], label=_("恢复"), relations=[DISCIPLINE]),
        Verb(
            "link",
            [_S.RUNNING, _S.COMPLETED],
            label=_("连上有关的公开、合同、事项"),
            relations=[CADRE],
        ),
        Verb(
            "finish",
            [_S.RUNNING],
            _S.COMPLETED,
            label=_("办完"),
            relations=[CADRE],
            when=_all_taken,
            public=True,
        ),
        Verb(
            "archive",
            [_S.COMPLETED],
            _S.ARCHIVED,
            label=_("归档"),
            relations=[CADRE],
            when=_nothing_open,
        ),
    ],
)
