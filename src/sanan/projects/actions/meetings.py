"""Front-line scheduling meetings and what they ask of units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, dates, words
from sanan.kit.errors import Invalid
from sanan.people.actions.notices import tell
from sanan.people.enums import HANDLING_ROLES
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.projects.models import Meeting, Project, Task
from sanan.projects.rules import MEETING, TASK


@dataclass(frozen=True, slots=True)
class Asked:
    """What a meeting asks of a unit by a day."""

    org: Org
    text: str
    due_on: date
    project: Project | None = None


@MEETING.action("hold")
def hold(
    *,
    place: Place,
    title: str,
    held_on: date,
    chaired_by: str,
    by: Person,
    minutes: str = "",
    tasks: Sequence[Asked] = (),
    at: datetime | None = None,
) -> Meeting:
    """Put a meeting on record with its tasks; each unit is told of its own."""
    moment = clock.at_or_now(at)
    if held_on > dates.local_day(moment):
        raise Invalid(_("会还没有开，开过以后再记。"), "not_yet", field="held_on")
    made = Meeting(
        place=place,
        title=words.one_line(title, "title", 80),
        held_on=held_on,
        chaired_by=words.one_line(chaired_by, "chaired_by", 40),
        minutes=words.clean(minutes, most=2000, field="minutes"),
    )
    with transaction.atomic():
        with MEETING.begin("hold", made, by=by, at=moment):
            pass
        for each in tasks:
            assign(meeting=made, asked=each, by=by, at=moment)
    return made


@TASK.action("assign")
def assign(*, meeting: Meeting, asked: Asked, by: Person, at: datetime | None = None) -> Task:
    """A task of a meeting."""
    if asked.due_on < meeting.held_on:
        raise Invalid(_("期限要在开会以后。"), "due", field="due_on")
    made = Task(
        meeting=meeting,
        place=meeting.place,
        project=asked.project,
        org=asked.org,
        text=words.needed(asked.text, "text", 300),
        due_on=asked.due_on,
    )
    with TASK.begin("assign", made, by=by, at=at) as step:
        tell(
            people=Person.objects.filter(
                positions__org=asked.org,
                positions__role__in=HANDLING_ROLES,
                positions__until_on=None,
            ).distinct(),
            say=gettext_noop("调度会派了任务，%(day)s前完成：%(text)s"),
            words={"day": dates.day(made.due_on), "text": words.clip(made.text, 40)},
            link=f"/staff/projects/tasks/{made.code}/",
            at=step.at,
        )
    return made


@TASK.action("finish")
def finish(*, task: Task, text: str, by: Person, at: datetime | None = None) -> Task:
    """The unit says that it is done, and how."""
    with TASK.step("finish", task, by=by, at=at) as step:
        step.set(done_on=dates.local_day(step.at))
        step.say(words.needed(text, "text", 500))
    return task


@TASK.action("confirm")
def confirm(*, task: Task, by: Person, at: datetime | None = None) -> Task:
    """The office agrees."""
    with TASK.step("confirm", task, by=by, at=at):
        pass
    return task


@TASK.action("reject")
def reject(*, task: Task, text: str, by: Person, at: datetime | None = None) -> Task:
    """It is not done after all."""
    with TASK.step("reject", task, by=by, at=at) as step:
        step.set(done_on=None)
        step.say(words.needed(text, "text", 500))
    return task


@TASK.action("drop")
def drop_task(*, task: Task, text: str, by: Person, at: datetime | None = None) -> Task:
    """It is asked no more."""
    with TASK.step("drop", task, by=by, at=at) as step:
        step.say(words.needed(text, "text", 500))
    return task
