"""What waits for whom, an officer's month, what a unit owes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit import dates
from sanan.kit.dates import period
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.process.work import WorkItem
from sanan.projects.enums import (
    CHIEFS,
    OFFICERS,
    READERS,
    REPORT_DAY,
    AssessmentState,
    ReportState,
    RulesState,
    TaskState,
)
from sanan.projects.models import (
    Assessment,
    AssessmentRules,
    Blocker,
    LockedMonth,
    Project,
    Report,
    ScoreObjection,
    Task,
    YearPlan,
)
from sanan.projects.rules import REPORT, TASK

WAITING = 20


def county_of(person: Person) -> Place | None:
    """The county in which somebody reads projects, by their first post for it."""
    for post in people.posts(person):
        if post.role in READERS:
            above = Place.objects.filter(path__in=line(post.path), kind=PlaceKind.COUNTY)
            found: Place | None = above.first()
            if found is not None:
                return found
    return None


def reported_month(today: date) -> str:
    """The month that is reported now: the one before this."""
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return f"{year}-{month:02}"


def due_at(month: str) -> datetime:
    """The last moment at which a month's report is in time."""
    year, number = int(month[:4]), int(month[5:])
    day = date(year + number // 12, number % 12 + 1, REPORT_DAY)
    return timezone.make_aware(datetime.combine(day, time.max))


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One project on an officer's page: what stands, what stood a month before, what is offered."""

    project: Project
    plan_fen: int | None
    report: Report | None
    before: Report | None
    is_locked: bool
    month: str

    @property
    def editable(self) -> bool:
        """Whether it may be written here."""
        return not self.is_locked and (
            self.report is None or self.report.state == ReportState.DRAFT
        )

    @property
    def suggested(self) -> Report:
        """What stands in the fields: the draft, else last month's words and figures."""
        if self.report is not None:
            return self.report
        if self.before is None:
            return Report()
        return Report(
            invested_fen=self.before.invested_fen
            if self.before.month[:4] == self.month[:4]
            else None,
            physical=self.before.physical,
            progress="",
            problems=self.before.problems,
        )


def month_rows(person: Person, month: str) -> list[MonthRow]:
    """The projects that somebody reports in a month, with what stood before; in five statements."""
    year = int(month[:4])
    projects = list(
        Project.objects.filter(officer=person)
        .reporting(year)
        .select_related("place", "county", "lead_org")
        .order_by("name")
    )
    plans = dict(
        YearPlan.objects.filter(project__in=projects, year=year).values_list(
            "project", "amount_fen"
        )
    )
    standing = Report.objects.standing().filter(project__in=projects)
    now = {r.project_id: r for r in standing.filter(month=month).order_by("version")}
    before = {
        r.project_id: r
        for r in standing.filter(month__lt=month)
        .exclude(state=ReportState.DRAFT)
        .order_by("month", "version")
    }
    locked = set(
        LockedMonth.objects.filter(
            county__in={p.county_id for p in projects}, month=month
        ).values_list("county", flat=True)
    )
    return [
        MonthRow(p, plans.get(p.pk), now.get(p.pk), before.get(p.pk), p.county_id in locked, month)
        for p in projects
    ]


@dataclass(frozen=True, slots=True)
class Owing:
    """What a person's units owe."""

    blockers: list[Blocker]
    tasks: list[Task]


def owing(person: Person) -> Owing:
    """Standing blockers and open tasks of somebody's units, nearest clock first."""
    units = people.org_ids(person)
    rows = Blocker.objects.standing().filter(case__handler__in=units)
    tasks = Task.objects.filter(org__in=units, state=TaskState.OPEN)
    return Owing(
        list(rows.select_related("case__handler", "project").order_by("case__due_at", "pk")),
        list(tasks.select_related("project", "meeting")),
    )


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Months to report, reports to verify and to lock, tasks, objections to answer, rules to adopt."""
    held = {post.role for post in people.posts(person)}
    if held & set(OFFICERS):
        yield from _to_report(person, now)
        yield from _to_verify(person)
        yield from _to_answer(person)
    yield from _tasks(person)
    yield from _for_chiefs(person, now)


def _to_report(person: Person, now: datetime) -> Iterator[WorkItem]:
    month = reported_month(dates.local_day(now))
    rows = Project.objects.filter(officer=person).reporting(int(month[:4]))
    sent = Report.objects.filter(month=month).exclude(state=ReportState.DRAFT)
    left = rows.exclude(pk__in=sent.values("project")).distinct().count()
    if left:
        title = _("%(month)s月报，还有 %(n)d 个项目") % {"month": period(month), "n": left}
        late = now > due_at(month)
        state = _("晚了") if late else _("待报")
        href = reverse("projects_staff:mine")
        yield WorkItem("projects", title, href, state, REPORT["submit"].label, due_at=due_at(month))


def _to_verify(person: Person) -> Iterator[WorkItem]:
    rows = Report.objects.filter(
        people.below(person, OFFICERS, "project__place"), state=ReportState.SUBMITTED
    ).exclude(by=person)
    yield from _many(rows.select_related("project__place").order_by("submitted_at"), "verify")


def _many(rows: object, verb: str) -> Iterator[WorkItem]:
    shown = list(rows[: WAITING + 1])  # type: ignore[index]  # a queryset
    for each in shown[:WAITING]:
        title = f"{each.project.name} {period(each.month)}"
        href = reverse("projects_staff:report", args=[each.code])
        state, place = each.get_state_display(), each.project.place.spoken
        yield WorkItem("projects", title, href, state, REPORT[verb].label, place)


def _to_answer(person: Person) -> Iterator[WorkItem]:
    rows = ScoreObjection.objects.filter(
        people.below(person, OFFICERS, "score__assessment__place"),
        answered_at=None,
        score__assessment__state=AssessmentState.SHOWN,
    )
    for each in rows.select_related("score__assessment__rules")[:WAITING]:
        href = reverse("projects_staff:score", args=[each.score.assessment.code, each.score.key])
        title = _("%(name)s对得分有异议") % {"name": each.score.name}
        yield WorkItem("projects", title, href, _("待答复"), _("答复"))


def _tasks(person: Person) -> Iterator[WorkItem]:
    mine = Q(org__in=people.org_ids(person), state=TaskState.OPEN)
    theirs = Q(people.below(person, OFFICERS), state=TaskState.DONE)
    for task in Task.objects.filter(mine | theirs).select_related("place", "project")[:WAITING]:
        verb = "finish" if task.state == TaskState.OPEN else "confirm"
        href = reverse("projects_staff:task", args=[task.code])
        due = dates.end_of(task.due_on)
        state = task.get_state_display()
        yield WorkItem("projects", task.text, href, state, TASK[verb].label, "", due)


def _for_chiefs(person: Person, now: datetime) -> Iterator[WorkItem]:
    mine = people.below(person, CHIEFS)
    for rules in AssessmentRules.objects.filter(mine, state=RulesState.DRAFT)[:WAITING]:
        href = reverse("projects_staff:rules", args=[rules.code])
        yield WorkItem("projects", str(rules), href, rules.get_state_display(), _("启用"))
    over = Assessment.objects.filter(
        mine, state=AssessmentState.SHOWN, until_on__lt=dates.local_day(now)
    )
    for each in over.exclude(
        pk__in=ScoreObjection.objects.filter(answered_at=None).values("score__assessment")
    ).select_related("rules")[:WAITING]:
        href = reverse("projects_staff:assessment", args=[each.code])
        yield WorkItem("projects", str(each), href, each.get_state_display(), _("公布"))
