"""What is heating up, as its page and the board show it, and the two tables of the public task.

A place is shown from its own last run where it had one, else from that of the area around it, and
then only what concerns it; a city shows its counties' runs together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from sanan.cases.enums import Work
from sanan.cases.models import Case, HotIssue, HotMining, Progress
from sanan.cases.queries import suggestions
from sanan.cases.queries.filters import link
from sanan.insight.hot_phase import Phase, phase
from sanan.kit.sheets import write_sheet
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.places.queries.tree import line

TOP = 5
TALLEST = 10
LAST_WEEKS = 16
MINE = "sanan.cases.tasks.mine_hot"
WAITING = ("READY", "RUNNING")


@dataclass(frozen=True, slots=True)
class Bar:
    """One week's messages; `step` of ten is how tall the bar is drawn."""

    count: int
    step: int


@dataclass(frozen=True, slots=True)
class Row:
    """One issue as it is shown; `link` opens its cases."""

    rank: int
    heat: str
    what: str
    where: str
    from_at: datetime
    until_at: datetime
    count: int
    people: int
    likes: int
    rising: str
    bars: Sequence[Bar]
    weeks: str
    link: str


@dataclass(frozen=True, slots=True)
class Hot:
    """The page: issues, and which run they come from (None: there was none)."""

    rows: Sequence[Row]
    mining: HotMining | None
    wider: bool
    running: bool
    progress: Progress | None = None


def hot(place: Place, *, most: int | None = None) -> Hot:
    """The issues of `place`, hottest first; three statements whatever their number."""
    minings = _minings(place)
    mining = minings[0] if minings else None
    wider = mining is not None and len(mining.place.path) < len(place.path)
    issues = list(_issues(place, minings, wider=wider)[:most])
    rows = [_row(rank, issue, place) for rank, issue in enumerate(issues, start=1)]
    running = most is None and _running()
    return Hot(rows, mining, wider, running, progress_of(Work.MINE, place) if running else None)


def progress_of(work: Work, place: Place) -> Progress | None:
    """How far the work under way is, over the place or the area around it; None where none is."""
    under_way = Progress.objects.filter(work=work, place__path__in=line(place.path))
    return under_way.order_by("-place__depth").first()


def issues_table(place: Place) -> tuple[bytes, int]:
    """热点问题表: one row for each issue, as XLSX, and how many; columns as the public task has them."""
    head = ("热度排名", "问题ID", "热度指数", "时间范围", "地点/人群", "问题描述")
    rows = (
        (
            row.rank,
            row.rank,
            float(row.heat),
            f"{row.from_at:%Y/%m/%d} 至 {row.until_at:%Y/%m/%d}",
            row.where,
            row.what,
        )
        for row in hot(place).rows
    )
    return _sheet(head, rows)


def messages_table(place: Place, person: Person) -> tuple[bytes, int]:
    """热点问题留言明细表, as XLSX, and how many rows: what this person may read, personal data covered.

    Senders are told apart by a number only.
    """
    head = ("问题ID", "留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "点赞数")
    return _sheet(head, _messages(place, person))


def _messages(place: Place, person: Person) -> Iterator[tuple[object, ...]]:
    minings = _minings(place)
    wider = bool(minings) and len(minings[0].place.path) < len(place.path)
    senders: dict[str, str] = {}
    for rank, issue in enumerate(_issues(place, minings, wider=wider), start=1):
        seen = Case.objects.visible_to(person).filter(hot_issues=issue.pk)
        for case in seen.within(place).order_by("opened_at", "pk"):
            sender = case.contact_hash or case.contact_name or case.code
            number = senders.setdefault(sender, _("反映人%(n)d") % {"n": len(senders) + 1})
            yield (
                rank,
                case.external_id or case.code,
                number,
                suggestions.masked(case.title, case.contact_name),
                case.opened_at,
                suggestions.masked(case.text, case.contact_name),
                case.likes,
            )


def _minings(place: Place) -> list[HotMining]:
    """The newest run of `place` or what is nearest above it; where there is none, the newest of each place below."""
    held = HotMining.objects.select_related("place").order_by("-made_at", "-pk")
    around = held.filter(place__path__in=line(place.path))
    above = around.order_by("-place__depth", "-made_at", "-pk").first()
    if above is not None:
        return [above]
    newest: dict[int, HotMining] = {}
    for mining in held.filter(place__in=Place.objects.within(place)):
        newest.setdefault(mining.place_id, mining)
    return list(newest.values())


def _issues(place: Place, minings: Sequence[HotMining], *, wider: bool) -> Any:
    found = HotIssue.objects.filter(mining__in=minings).select_related("mining")
    here = Q(cases__in=Case.objects.within(place)) if wider else Q()
    counted = found.annotate(count=Count("cases", filter=here)).filter(count__gt=0)
    return counted.order_by("-heat", "pk")


def _row(rank: int, issue: HotIssue, place: Place) -> Row:
    weeks = issue.weeks[-LAST_WEEKS:]
    tallest = max(weeks, default=1) or 1
    return Row(
        rank=rank,
        heat=f"{issue.heat:.1f}",
        what=suggestions.masked(issue.description),
        where=suggestions.masked(issue.where),
        from_at=issue.from_at,
        until_at=issue.until_at,
        count=getattr(issue, "count", 0),
        people=issue.people,
        likes=issue.likes,
        rising=_phase(issue),
        bars=[Bar(n, -(-n * TALLEST // tallest)) for n in weeks],
        weeks="、".join(map(str, weeks)),
        link=link(group="all", hot=str(issue.pk), place=place.code, board="1"),
    )


PHASES = {
    Phase.NEW: gettext_lazy("新出现"),
    Phase.GROWING: gettext_lazy("在升"),
    Phase.STEADY: gettext_lazy("平稳"),
    Phase.FADING: gettext_lazy("在降"),
}


def _phase(issue: HotIssue) -> str:
    """How it stands on the last day that the run read."""
    now = issue.mining.until_at
    found = phase(start=issue.from_at, end=issue.until_at, trend=issue.trend, until=now)
    return str(PHASES[found])


def _running() -> bool:
    return DBTaskResult.objects.filter(task_path=MINE, status__in=WAITING).exists()


def _sheet(head: Sequence[str], rows: Iterator[tuple[object, ...]]) -> tuple[bytes, int]:
    out = BytesIO()
    count = write_sheet(out, head, rows)
    return out.getvalue(), count
