"""What staff read: their own desk, the list of tasks, overdue by township."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.kit.dates import end_of, local_day
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place, beyond
from sanan.powers.enums import (
    CADRES,
    COUNTY,
    SUPERVISORS,
    TOWNSHIP,
    Level,
    State,
    StepState,
)
from sanan.powers.models import Disclosure, Question, RunStep
from sanan.process.work import WorkItem

SOON = timedelta(days=7)
MINE = 12


@dataclass(frozen=True, slots=True)
class Heap:
    """One heap of a desk: what it is, how many, the first few, where the rest are."""

    title: str
    number: int
    rows: Sequence[Disclosure]
    query: str
    late: bool = False


@dataclass
class Desk:
    """What waits for this person."""

    heaps: list[Heap] = field(default_factory=list)
    steps: list[RunStep] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    asked: int = 0


def desk(person: Person, today: date) -> Desk:
    """Heaps by what the person is; a fixed number of statements."""
    made = Desk()
    tasks = Disclosure.objects.select_related("item", "place")
    held = {post.role for post in people.posts(person)}
    if held & set(CADRES):
        mine = tasks.filter(below(person, CADRES)).filter(
            state__in=[State.SCHEDULED, State.DRAFTING]
        )
        _add(made, _("逾期没公开"), mine.overdue(today), "waits=write&late=1", late=True)
        coming = mine.filter(due_on__gte=today, due_on__lte=today + SOON)
        _add(made, _("七天里要公开"), coming, "waits=write&soon=1")
    if held & set(SUPERVISORS):
        waiting = tasks.filter(below(person, SUPERVISORS), state=State.SUPERVISOR_REVIEW)
        _add(made, _("等我签字"), waiting, "state=supervisor_review")
        late = tasks.filter(below(person, SUPERVISORS)).overdue(today)
        _add(made, _("村里逾期没公开"), late, "late=1", late=True)
    if held & set(TOWNSHIP):
        waiting = tasks.filter(below(person, TOWNSHIP), state=State.TOWNSHIP_REVIEW)
        _add(made, _("等镇里审核"), waiting, "state=township_review")
    made.steps = _steps(person)
    asked = questions_for(person)
    made.questions = list(asked.order_by("due_at")[:MINE])
    made.asked = asked.count()
    return made


def _add(
    made: Desk, title: str, rows: "QuerySet[Disclosure]", query: str, *, late: bool = False
) -> None:
    found = list(rows.order_by("due_on", "pk")[: MINE + 1])
    number = rows.count() if len(found) > MINE else len(found)
    made.heaps.append(Heap(title, number, found[:MINE], query, late and number > 0))


def _steps(person: Person) -> list[RunStep]:
    """Steps of runs that wait for this supervisor's signature."""
    rows = RunStep.objects.filter(below(person, SUPERVISORS, "run__place"))
    rows = rows.filter(step__signs=True, signed_at__isnull=True)
    rows = rows.exclude(state__in=[StepState.PENDING]).exclude(run__state="archived")
    return list(rows.select_related("run__place", "step").order_by("at")[:MINE])


def questions_for(person: Person) -> "QuerySet[Question]":
    """Open questions that this person's level has to answer."""
    mine = Q(level=Level.VILLAGE) & below(person, CADRES)
    for post in people.posts(person):
        under = Q(place__path__gte=post.path, place__path__lt=beyond(post.path))
        if post.role in TOWNSHIP and post.kind == "township":
            mine |= Q(level=Level.TOWNSHIP) & under
        if post.role in COUNTY and post.kind in {"county", "city"}:
            mine |= Q(level=Level.COUNTY) & under
    return Question.objects.open().filter(mine).select_related("place", "disclosure__item")


@dataclass(frozen=True, slots=True)
class Town:
    """One line of the county's page. `oldest` is the first day that was missed."""

    place: Place
    late: int
    villages: int
    oldest: date | None
    open_questions: int
    late_questions: int


@dataclass(frozen=True, slots=True)
class Overdue:
    """Overdue by township, with the sums."""

    towns: Sequence[Town]
    late: int
    villages: int
    open_questions: int
    late_questions: int


def overdue(person: Person, today: date, now: datetime) -> Overdue:
    """What is late now, by township: four statements, over the index of what is unpublished.

    Measured by `bin/sanan bench disclosures`.
    """
    towns = _towns(person)
    late: dict[int, Any] = {
        row["township"]: row
        for row in Disclosure.objects.filter(township__in=towns)
        .overdue(today)
        .values("township")
        .annotate(n=Count("pk"), villages=Count("place", distinct=True), oldest=Min("due_on"))
        .order_by()
    }
    asked: dict[int, Any] = {
        row["township"]: row
        for row in Question.objects.filter(township__in=towns)
        .open()
        .values("township")
        .annotate(n=Count("pk"), late=Count("pk", filter=_late(now)))
        .order_by()
    }
    rows = [_town(place, late.get(pk, {}), asked.get(pk, {})) for pk, place in towns.items()]
    rows.sort(key=lambda t: (-t.late, str(t.place.path)))
    return Overdue(
        rows,
        sum(t.late for t in rows),
        sum(t.villages for t in rows),
        sum(t.open_questions for t in rows),
        sum(t.late_questions for t in rows),
    )


def _late(now: datetime) -> Q:
    return Q(promised_at__lt=now)


def _towns(person: Person) -> dict[int, Place]:
    reach = Q(pk__in=[])
    for post in people.posts(person):
        reach |= Q(path__gte=post.path, path__lt=beyond(post.path))
    found = Place.objects.of_kind("township").filter(reach)
    return {place.pk: place for place in found}


def _town(place: Place, late: Mapping[str, Any], asked: Mapping[str, Any]) -> Town:
    return Town(
        place,
        late.get("n", 0),
        late.get("villages", 0),
        late.get("oldest"),
        asked.get("n", 0),
        asked.get("late", 0),
    )


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Disclosures to write, to sign and to review, signatures under runs, questions to answer."""
    today = local_day(now)
    yield from _tasks_waiting(person, today)
    for step in _steps(person):
        href = reverse("powers_staff:run_do", args=[step.run.code, "sign"])
        place, state = step.run.place.spoken, step.run.get_state_display()
        yield WorkItem(
            "powers", f"{step.run.title}：{step.step.name}", href, state, _("签字"), place
        )
    for question in questions_for(person).order_by("due_at")[:MINE]:
        yield WorkItem(
            "powers",
            question.disclosure.heading,
            reverse("powers_staff:question", args=[question.code]),
            question.get_state_display(),
            _("回答"),
            question.place.spoken,
            question.due_at,
        )


def _tasks_waiting(person: Person, today: date) -> Iterator[WorkItem]:
    """Each kind of task under one line of the person's role, those that run out first."""
    held = {post.role for post in people.posts(person)}
    tasks = Disclosure.objects.select_related("item", "place").order_by("due_on", "pk")
    kinds = (
        (CADRES, Q(state__in=[State.SCHEDULED, State.DRAFTING], due_on__lte=today + SOON), _("写")),
        (SUPERVISORS, Q(state=State.SUPERVISOR_REVIEW), _("审核签字")),
        (TOWNSHIP, Q(state=State.TOWNSHIP_REVIEW), _("审核")),
    )
    for roles, wanted, do in kinds:
        if not held & set(roles):
            continue
        for task in tasks.filter(wanted, below(person, roles))[:MINE]:
            yield WorkItem(
                "powers",
                task.heading,
                reverse("powers_staff:task", args=[task.code]),
                task.get_state_display(),
                do,
                task.place.spoken,
                end_of(task.due_on),
            )
