"""The board: figures against the year's tasks, the funnel with its days, size classes, what is late."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from sanan.investment.enums import MONEY, STAGES, Level, Metric, State, TaskState
from sanan.investment.models import Lead, Task
from sanan.investment.models.leads import DAY_OF
from sanan.investment.queries.counting import Scope
from sanan.kit import rounding
from sanan.kit.amounts import spoken


class DayNumber(Func):
    """A day as a whole number, so that stretches between days are subtractions."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        """By SQLite's own calendar."""
        return self.as_sql(
            compiler, connection, template="CAST(julianday(%(expressions)s) AS INTEGER)"
        )

    def as_postgresql(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        """By PostgreSQL's."""
        return self.as_sql(compiler, connection, template="(%(expressions)s - DATE '1970-01-01')")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the address of its rows; `goal` and `left` where a task asks for it."""

    label: str
    value: str
    href: str
    detail: str = ""
    late: bool = False

    @property
    def number(self) -> str:
        """The value without its unit."""
        return self.value.removesuffix(self.unit)

    @property
    def unit(self) -> str:
        """What stands behind the last figure."""
        return self.value[max(n for n, c in enumerate(self.value) if c.isdigit()) + 1 :]


@dataclass(frozen=True, slots=True)
class Progress:
    """A year's task and how far it is; `done`, `target` and `left` in fen or counts."""

    task: Task
    done: int
    href: str

    @property
    def is_money(self) -> bool:
        """Whether it is measured in fen."""
        return self.task.metric in MONEY

    @property
    def percent(self) -> Decimal:
        """Of the target, to one decimal."""
        return rounding.rate(self.done, self.task.target) or Decimal(0)

    @property
    def left(self) -> int:
        """How far from the target; 0 once it is reached."""
        return max(self.task.target - self.done, 0)

    @property
    def bar(self) -> int:
        """For the bar: at most a hundred."""
        return min(int(self.percent), 100)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the funnel: how many came so far, and the days from the stage before."""

    stage: State
    reached: int
    href: str
    share: Decimal | None
    days: Decimal | None
    n: int


@dataclass(frozen=True, slots=True)
class Size:
    """A class of size: how many agreements, of how much in fen."""

    name: str
    count: int
    amount: int
    href: str


def tasks(scope: Scope) -> list[Progress]:
    """The tasks of this place and year, each with how far it is from its target."""
    rows = Task.objects.visible_to(scope.person).filter(
        place=scope.place, year=scope.span.year, state=TaskState.SET
    )
    order = list(Metric)
    return [
        Progress(
            each, scope.measure(each.metric, each.level), scope.href_of(each.metric, each.level)
        )
        for each in sorted(rows, key=lambda task: (order.index(Metric(task.metric)), task.level))
    ]


def figures(scope: Scope, progress: Sequence[Progress], late: Sequence[Figure]) -> list[Figure]:
    """Six figures, each with what the year's task says of it; the last is the first of what is late."""
    by_metric = {(p.task.metric, p.task.level): p for p in progress}
    city = str(Level.CITY)
    signed, amount = _signed(scope, city)
    return [
        Figure(
            _("招商活动"),
            _("%(n)d 场") % {"n": scope.measure(Metric.EVENTS)},
            scope.href_of(Metric.EVENTS),
            _toward(by_metric.get((Metric.EVENTS, ""))),
        ),
        Figure(
            _("市级签约项目"),
            _("%(n)d 个") % {"n": signed},
            scope.href_of(Metric.SIGNED, city),
            _toward(by_metric.get((Metric.SIGNED, city))),
        ),
        Figure(
            _("市级签约总投资"),
            spoken(amount),
            scope.href_of(Metric.SIGNED_AMOUNT, city),
            _toward(by_metric.get((Metric.SIGNED_AMOUNT, city))),
        ),
        Figure(
            _("%(size)s以上的市级签约") % {"size": spoken(scope.rules.big)},
            _("%(n)d 个") % {"n": scope.measure(Metric.BIG, city)},
            scope.href_of(Metric.BIG, city),
            _toward(by_metric.get((Metric.BIG, city))),
        ),
        Figure(
            _("到位资金"),
            spoken(scope.measure(Metric.PAID_IN)),
            scope.href_of(Metric.PAID_IN),
            _toward(by_metric.get((Metric.PAID_IN, ""))),
        ),
        late[0],
    ]


def _signed(scope: Scope, level: str) -> tuple[int, int]:
    found = scope.signed(level).aggregate(n=Count("pk"), total=Sum("amount", default=0))
    return int(found["n"]), int(found["total"])


def _toward(progress: Progress | None) -> str:
    """How far from the target."""
    if progress is None:
        return _("没有下任务")
    told = {"percent": f"{progress.percent:f}".removesuffix(".0")}
    if not progress.left:
        return _("完成年度任务的 %(percent)s%%") % told
    left = spoken(progress.left) if progress.is_money else str(progress.left)
    return _("完成年度任务的 %(percent)s%%，还差 %(left)s") % {**told, "left": left}


def funnel(scope: Scope) -> list[Stage]:
    """Of the leads found in this time: how many came how far, and the median days between stages."""
    rows = scope.leads()
    reached = _reached(rows)
    between = _days_between(rows)
    found = []
    for at, stage in enumerate(STAGES):
        days = between[stage]
        before = reached[STAGES[at - 1]] if at else 0
        found.append(
            Stage(
                stage=stage,
                reached=reached[stage],
                href=scope.href("leads", found=scope.span.key, reached=stage),
                share=rounding.rate(reached[stage], before) if at else None,
                days=rounding.half_up(Decimal(str(median(days))), 1) if days else None,
                n=len(days),
            )
        )
    return found


def _reached(rows: QuerySet[Lead]) -> dict[State, int]:
    """How many came as far as each stage, or further, in one statement."""
    asked = {}
    for at, stage in enumerate(STAGES):
        some = Q()
        for each in STAGES[at:]:
            some |= Q(**{f"{DAY_OF[each]}__isnull": False})
        asked[str(stage)] = Count("pk", filter=some)
    found = rows.aggregate(**asked)
    return {stage: int(found[stage]) for stage in STAGES}


def _days_between(rows: QuerySet[Lead]) -> dict[State, list[int]]:
    """For each stage the days since the last stage before it that has a day."""
    found: dict[State, list[int]] = defaultdict(list)
    numbers = [DayNumber(F(DAY_OF[stage])) for stage in STAGES]
    for days in rows.filter(negotiating_on__isnull=False).order_by().values_list(*numbers):
        last = days[0]
        for stage, day in zip(STAGES[1:], days[1:], strict=True):
            if day is not None:
                found[stage].append(day - last)
                last = day
    return found


def sizes(scope: Scope, level: str = "") -> list[Size]:
    """What was signed, by size class, in one statement; what is smaller than all classes first."""
    rules = scope.rules
    bounds: list[tuple[str, int, int | None]] = [("", 0, rules.small), *rules.sizes]

    def within(least: int, below: int | None) -> Q:
        return Q(amount__gte=least) & (Q(amount__lt=below) if below is not None else Q())

    asked: dict[str, Any] = {}
    for at, (_key, least, below) in enumerate(bounds):
        asked[f"n{at}"] = Count("pk", filter=within(least, below))
        asked[f"sum{at}"] = Sum("amount", filter=within(least, below), default=0)
    found = scope.signed(level).aggregate(**asked)
    return [
        Size(
            size_name(least, below),
            int(found[f"n{at}"]),
            int(found[f"sum{at}"]),
            scope.href_signed(level, least, below),
        )
        for at, (_key, least, below) in enumerate(bounds)
    ]


def size_name(least: int, below: int | None) -> str:
    """How a class is called: 3亿元以下, 3亿元到10亿元, 20亿元以上."""
    if not least:
        return _("不到 %(below)s") % {"below": spoken(below or 0)}
    if below is None:
        return _("%(least)s以上") % {"least": spoken(least)}
    told = {"least": spoken(least), "below": spoken(below)}
    return _("%(least)s到%(below)s") % told


def late(scope: Scope, today: date) -> list[Figure]:
    """What takes longer than the settings allow, one line each."""
    return [
        Figure(
            str(flag.label),
            _("%(n)d 个") % {"n": n},
            scope.href("leads", late=flag),
            _("超过设置的天数"),
            late=bool(n),
        )
        for flag, n in scope.late(today).items()
    ]


def rates(scope: Scope) -> list[Figure]:
    """Of what was signed in this time: how much has landed, started, been paid in."""
    found = scope.signed().aggregate(
        n=Count("pk"),
        amount=Sum("amount", default=0),
        registered=Count("pk", filter=Q(lead__registered_on__isnull=False)),
        started=Count("pk", filter=Q(lead__started_on__isnull=False)),
        paid=Sum("lead__paid_in", default=0),
    )
    signed = {"counts": scope.rules.counts, "when": scope.span.key}

    def rate(label: str, part: int, whole: int, **chosen: str) -> Figure:
        share = rounding.rate(part, whole)
        told = "—" if share is None else f"{share}%"
        money = label == paid
        said = (spoken(part), spoken(whole)) if money else (part, whole)
        href = scope.href("agreements", **signed, **chosen)
        return Figure(
            label, told, href, _("%(part)s / %(whole)s") % dict(zip(_PAIR, said, strict=True))
        )

    paid = _("资金到位率")
    return [
        rate(_("落地率"), found["registered"], found["n"], came="registered"),
        rate(_("开工率"), found["started"], found["n"], came="started"),
        rate(paid, found["paid"], found["amount"], came="paid"),
    ]


_PAIR = ("part", "whole")
