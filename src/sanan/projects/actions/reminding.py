"""The monthly report day: a word before it, a word after it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from sanan.kit import bulk, clock, dates
from sanan.kit.dates import period
from sanan.people.actions.notices import notify
from sanan.people.models import Person
from sanan.projects.enums import ReportState
from sanan.projects.models import Project, Reminder, Report
from sanan.projects.queries.desk import due_at, reported_month

BEFORE = timedelta(days=3)


def remind(*, at: datetime | None = None) -> int:
    """Tell officers who have projects without a report of last month; how many were told.

    Three days before the report day, and once when it has passed; nobody is told twice.
    """
    now = clock.at_or_now(at)
    month = reported_month(dates.local_day(now))
    due = due_at(month)
    if now < due - BEFORE:
        return 0
    late = now > due
    sent = Report.objects.filter(month=month).exclude(state=ReportState.DRAFT)
    open_ = Project.objects.reporting(int(month[:4])).exclude(pk__in=sent.values("project"))
    told = Reminder.objects.filter(month=month, late=late).values("person")
    officers = Person.objects.filter(pk__in=open_.values("officer"), is_active=True)
    count = 0
    for officer in officers.exclude(pk__in=told):
        say = (
            gettext_noop("%(month)s的项目月报已经过了期限，还没有报。")
            if late
            else gettext_noop("%(month)s的项目月报 %(day)s前要报。")
        )
        with transaction.atomic():
            bulk.insert(Reminder(person=officer, month=month, late=late, at=now))
            notify(
                to=officer,
                say=say,
                words={"month": period(month), "day": dates.day(dates.local_day(due))},
                link="/staff/projects/mine/",
                at=now,
            )
        count += 1
    return count
