"""What the clock does by itself. Each step is safe to repeat, and catches up after a day of downtime."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from sanan.cases import deadlines
from sanan.cases.actions import notices
from sanan.cases.actions.checking import answer_merged, close_unanswered
from sanan.cases.actions.handling import resume
from sanan.cases.actions.index import take_up
from sanan.cases.enums import HANDLING, Alarm, State
from sanan.cases.models import Case, CountySetting
from sanan.cases.rules import CASE
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.people.enums import Role
from sanan.process.declare import SYSTEM

SOON = timedelta(hours=24)
LEADERS_HEAR = timedelta(days=3)
ANSWERED = (State.REVISITING, State.CLOSED)
log = logging.getLogger(__name__)


def tick(*, at: datetime | None = None) -> dict[str, int]:
    """Everything that is due by `at`: reviews, unanswered ratings, reminders. Counts what it did."""
    now = clock.at_or_now(at)
    day = timezone.localdate(now)
    done = {
        "resumed": _each(
            Case.objects.filter(state=State.SUSPENDED, review_on__lte=day),
            lambda case: resume(case=case, by=None, at=now),
        ),
        "answered": _each(
            Case.objects.filter(state=State.MERGED, master__state__in=ANSWERED),
            lambda case: answer_merged(case=case, at=now),
        ),
        "closed": _each(_unanswered(now), lambda case: close_unanswered(case=case, at=now)),
    }
    for alarm, before in AHEAD:
        due = Case.objects.filter(state__in=HANDLING, due_at__lte=now + before, alarm__lt=alarm)
        done[alarm.name.lower()] = _each(due, partial(_remind, alarm, now))
    done["indexed"] = take_up()
    return done


@CASE.action("remind")
def remind(*, case: Case, alarm: Alarm, at: datetime | None = None) -> Case:
    """催办 by the clock: the unit, and from overdue on the dispatcher, then the leaders.

    Written at once, carried out in the morning where it is night.
    """
    with CASE.step("remind", case, by=None, at=at, relation=SYSTEM) as step:
        step.set(alarm=alarm.value)
        step.data = {"alarm": alarm.name.lower()}
        quiet = deadlines.calendar(step.thing.county_id).not_at_night(step.at)
        if step.thing.handler is not None:
            notices.tell_org(step.thing, step.thing.handler, SENTENCES[alarm], at=quiet)
        if HEARERS[alarm]:
            notices.tell_roles(step.thing, HEARERS[alarm], SENTENCES[alarm], at=quiet)
        if alarm is Alarm.OVERDUE:
            notices.tell_group(step.thing, SENTENCES[alarm], at=quiet)
    return case


AHEAD = (
    (Alarm.LEADERS, -LEADERS_HEAR),
    (Alarm.OVERDUE, timedelta()),
    (Alarm.SOON, SOON),
)
SENTENCES = {
    Alarm.SOON: gettext_noop("一天内到期：%(title)s"),
    Alarm.OVERDUE: gettext_noop("已经逾期，请尽快答复：%(title)s"),
    Alarm.LEADERS: gettext_noop("逾期超过三天：%(title)s"),
}
HEARERS = {
    Alarm.SOON: (),
    Alarm.OVERDUE: (Role.DISPATCHER,),
    Alarm.LEADERS: (Role.LEADER,),
}


def _remind(alarm: Alarm, at: datetime, case: Case) -> Case:
    return remind(case=case, alarm=alarm, at=at)


def _unanswered(now: datetime) -> QuerySet[Case]:
    usual = CountySetting().revisit_days
    waits: dict[int | None, int] = dict(CountySetting.objects.values_list("county", "revisit_days"))
    shortest = min([usual, *waits.values()])
    asked = Case.objects.filter(
        state=State.REVISITING, replied_at__lte=now - timedelta(days=shortest)
    )
    over = [
        case.pk
        for case in asked.only("pk", "county_id", "replied_at")
        if case.replied_at
        and case.replied_at <= now - timedelta(days=waits.get(case.county_id, usual))
    ]
    return Case.objects.filter(pk__in=over)


def _each(due: QuerySet[Case], do: Callable[[Case], object]) -> int:
    done = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        try:
            do(Case.objects.select_related("place", "handler").get(pk=pk))
        except Refused as refused:
            log.warning("case %s left by the clock: %s", pk, refused.code)
        else:
            done += 1
    return done
