"""A year's tasks, and the settings by which is counted."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from sanan.investment.enums import BY_LEVEL, Kind, Level, Metric, RulesState, TaskState
from sanan.investment.models import Rules, Task
from sanan.investment.rules import RULES, TASK
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM
from sanan.scoring import RulesRefused, read

AMOUNTS = ("small", "middle", "big")
DAYS = ("days_register", "days_land", "days_start", "days_funds", "days_produce")


@TASK.action("set")
def set_task(
    *,
    place: Place,
    year: int,
    metric: str,
    target: int,
    by: Person,
    level: str = "",
    at: datetime | None = None,
) -> Task:
    """What a place is to reach in a year; `target` in fen where the metric is money."""
    measured = Metric(metric)
    made = Task(
        place=place,
        year=year,
        metric=measured,
        level=Level(level) if level and measured in BY_LEVEL else "",
        target=_positive(target),
    )
    with TASK.begin("set", made, by=by, at=at):
        same = Task.objects.filter(place=place, year=year, metric=made.metric, level=made.level)
        if same.filter(state=TaskState.SET).exists():
            raise Refused(
                _("这一年的这项任务已经下过了。要改数，请打开它“调整任务”。"),
                "twice",
                field="metric",
            )
    return made


@TASK.action("change")
def change_task(
    *, task: Task, target: int, reason: str, by: Person, at: datetime | None = None
) -> Task:
    """Another target from now on, and why; the old one stands in the story."""
    with TASK.step("change", task, by=by, at=at) as step:
        step.data = {"from": step.thing.target, "to": target}
        step.note = words.needed(reason, "reason", 500)
        step.thing.target = _positive(target)
    return task


@TASK.action("lift")
def lift_task(*, task: Task, reason: str, by: Person, at: datetime | None = None) -> Task:
    """It is no task any more."""
    with TASK.step("lift", task, by=by, at=at) as step:
        step.note = words.needed(reason, "reason", 500)
    return task


def _positive(target: int) -> int:
    if target <= 0:
        raise Invalid(_("任务数要大于 0。"), "not_positive", field="target")
    return target


def _readable(scoring: dict[str, Any] | None) -> None:
    """Rules that could not be worked with later are refused now, each fault with its place."""
    try:
        read(scoring) if scoring else None
    except RulesRefused as refused:
        told = (f"{each.where}：{_(each.sentence) % each.values}" for each in refused.faults)
        raise Invalid("；".join(told), "rules", field="scoring") from refused


@RULES.action("adopt")
def adopt(
    *,
    place: Place,
    since_on: date,
    reason: str,
    by: Person,
    counts: str = Kind.CONTRACT,
    scoring: dict[str, Any] | None = None,
    at: datetime | None = None,
    **numbers: int,
) -> Rules:
    """The next version of a county's settings; what is not given stays as it was.

    `numbers` are the lower ends of the size classes in fen and the days of each step.
    """
    moment = clock.at_or_now(at)
    _readable(scoring)
    before = Rules.objects.filter(place=place, state=RulesState.IN_FORCE).first()
    made = Rules(
        place=place,
        version=before.version + 1 if before else 1,
        since_on=since_on,
        reason=words.one_line(reason, "reason", 300),
        counts=Kind(counts),
        scoring=scoring if scoring is not None else (before.scoring if before else {}),
    )
    for name in (*AMOUNTS, *DAYS):
        kept = getattr(before, name) if before else getattr(made, name)
        setattr(made, name, numbers.get(name, kept))
    if not 0 < made.small < made.middle < made.big:
        raise Invalid(_("三档规模要从小到大，例如 3 亿、10 亿、20 亿。"), "sizes", field="middle")
    if before is not None:
        with RULES.step("replace", before, by=by, at=moment, relation=SYSTEM):
            pass
    with RULES.begin("adopt", made, by=by, at=moment):
        pass
    return made
