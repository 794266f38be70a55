"""The figures of disclosure, each with what it means and the list it counts (domain brief §2.1).

Read coverage is shown beside a disclosure and never here: it says nothing about staff (H2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from statistics import median

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from sanan.kit.rounding import half_up, rate
from sanan.people.models import Person
from sanan.powers.enums import Level
from sanan.powers.models import Disclosure, DisclosureVersion, PowerRun, Question
from sanan.process.enums import Satisfaction


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value in words, what it means, what it is of, and where its list is."""

    name: str
    value: str
    means: str
    of: str
    link: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a stretch of days, and how the ratings fall."""

    shown: Sequence[Figure]
    ratings: Sequence[tuple[str, int]]
    levels: Sequence[tuple[str, int]]


def complete_ids(rows: "QuerySet[Disclosure]") -> list[int]:
    """Those of `rows` whose last version holds every element its item asks for."""
    last = DisclosureVersion.objects.filter(
        disclosure__in=rows.filter(published_on__isnull=False), number=F("disclosure__version")
    )
    values = last.values_list("disclosure_id", "elements", "disclosure__item__elements")
    return [pk for pk, has, wants in values.iterator() if set(wants) <= set(has)]


def figures(person: Person, first: date, last: date, now: datetime, today: date) -> Figures:
    """Figures of what fell due, or was asked, from `first` to `last`."""
    due = Disclosure.objects.visible_to(person).due(first, last)
    counts = due.aggregate(
        due=Count("pk"),
        in_time=Count("pk", filter=Q(published_on__lte=F("due_on"))),
        published=Count("pk", filter=Q(published_on__isnull=False)),
        late=Count("pk", filter=Q(published_on__isnull=True, due_on__lt=today)),
    )
    complete = len(complete_ids(due))
    asked = Question.objects.visible_to(person).filter(
        asked_at__date__gte=first, asked_at__date__lte=last
    )
    span = f"first={first}&last={last}"
    shown = [
        *_of_tasks(counts, complete, span),
        *_of_questions(asked, now),
        _of_runs(person, first, last),
    ]
    ratings = dict(
        asked.exclude(rating="").values_list("rating").annotate(n=Count("pk")).order_by()
    )
    levels = dict(
        asked.open()
        .filter(promised_at__lt=now)
        .values_list("level")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return Figures(
        shown,
        [(str(s.label), ratings.get(s.value, 0)) for s in Satisfaction],
        [(str(level.label), levels.get(level.value, 0)) for level in Level],
    )


def _percent(value: Decimal | None) -> str:
    return "—" if value is None else f"{value}%"


def _of_tasks(counts: dict[str, int], complete: int, span: str) -> list[Figure]:
    tasks_at = f"/staff/powers/tasks/?{span}"
    return [
        Figure(
            _("按时公开率"),
            _percent(rate(counts["in_time"], counts["due"])),
            _("按时公开的 ÷ 这段时间到期的。公开日不晚于到期日算按时。"),
            f"{counts['in_time']} / {counts['due']}",
            f"{tasks_at}&figure=in_time",
        ),
        Figure(
            _("完整率"),
            _percent(rate(complete, counts["published"])),
            _("要素齐全的 ÷ 已经公开的。要素按目录里写明的算。"),
            f"{complete} / {counts['published']}",
            f"{tasks_at}&figure=complete",
        ),
        Figure(
            _("逾期还没公开"),
            f"{counts['late']}",
            _("这段时间到期，到今天还没有公开的项数。"),
            f"{counts['due']}",
            f"{tasks_at}&late=1",
        ),
    ]


def _of_questions(asked: "QuerySet[Question]", now: datetime) -> list[Figure]:
    rows = list(asked.values_list("asked_at", "answered_at", "promised_at"))
    ripe = [r for r in rows if r[2] < now or r[1] is not None]
    in_time = sum(r[1] is not None and r[1] <= r[2] for r in ripe)
    waits = [
        int((answered - begun).total_seconds())
        for begun, answered, _until in rows
        if answered is not None
    ]
    middle = _hours(median(waits)) if waits else "—"
    return [
        Figure(
            _("提问按时回答率"),
            _percent(rate(in_time, len(ripe))),
            _("在村里的答复期限里答了的 ÷ 已经答了或者期限已过的提问。"),
            f"{in_time} / {len(ripe)}",
            "/staff/powers/questions/?state=answered",
        ),
        Figure(
            _("回答用时（中位数）"),
            middle,
            _("从提问到最近一次回答的小时数，排在正中间的那个。"),
            f"{len(waits)}",
            "/staff/powers/questions/?state=answered",
        ),
    ]


def _hours(seconds: float) -> str:
    return _("%(n)s 小时") % {"n": half_up(Fraction(int(seconds), 3600), 1)}


def _of_runs(person: Person, first: date, last: date) -> Figure:
    runs = PowerRun.objects.visible_to(person).filter(
        begun_at__date__gte=first, begun_at__date__lte=last
    )
    both = runs.aggregate(
        all=Count("pk", distinct=True),
        objected=Count("pk", distinct=True, filter=Q(steps__objections__isnull=False)),
    )
    return Figure(
        _("异议率"),
        _percent(rate(both["objected"], both["all"])),
        _("有人提过异议的 ÷ 这段时间开始的权力运行。"),
        f"{both['objected']} / {both['all']}",
        "/staff/powers/runs/",
    )
