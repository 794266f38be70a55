"""Projects and their occasions: set up, changed, called off, held."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import written
from sanan.people.actions.notices import tell
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.volunteers import rules
from sanan.volunteers.actions.signups import move_up
from sanan.volunteers.enums import Event, Seat
from sanan.volunteers.enums import Field as Work
from sanan.volunteers.models import Activity, Project
from sanan.volunteers.rules import ACTIVITY


def set_up(
    *,
    org: Org,
    place: Place,
    name: str,
    begins_on: date,
    by: Person,
    work: str = Work.OTHER,
    about: str = "",
    ends_on: date | None = None,
    at: datetime | None = None,
) -> Project:
    """A project of a team."""
    rules.check_desk(place, by)
    moment = clock.at_or_now(at)
    if ends_on is not None and ends_on < begins_on:
        raise Invalid(_("结束日期要在开始以后。"), "dates", field="ends_on")
    with transaction.atomic():
        made = Project.objects.create(
            org=org,
            place=place,
            name=words.one_line(name, "name", 120),
            work=Work(work),
            about=words.clean(about, most=2000, field="about"),
            begins_on=begins_on,
            ends_on=ends_on,
            made_at=moment,
        )
        content = {
            "org": org.code,
            "place": place.code,
            "name": made.name,
            "work": str(made.work),
            "about": made.about,
            "begins_on": begins_on,
            "ends_on": ends_on,
        }
        written(Event.PROJECT, made.code, content, by=by, at=moment)
    return made


def close_project(*, project: Project, by: Person, at: datetime | None = None) -> Project:
    """No more activities; what was done stays."""
    rules.check_desk(project.place, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        fresh = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
        if fresh.closed_at is not None:
            raise Refused(_("这个项目已经结束了。"), "twice")
        if fresh.activities.coming(moment).exists():
            raise Refused(_("还有没结束的活动。请先把它们办完或取消。"), "coming")
        fresh.closed_at = moment
        fresh.save(update_fields=["closed_at"])
        written(Event.CLOSE, fresh.code, {"project": fresh.code}, by=by, at=moment)
    return fresh


@ACTIVITY.action("plan")
def plan(
    *,
    project: Project,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    where: str,
    by: Person,
    place: Place | None = None,
    content: str = "",
    recipients: str = "",
    capacity: int = 0,
    min_age: int = 0,
    risky: bool = False,
    insurance: str = "",
    past: bool = False,
    at: datetime | None = None,
) -> Activity:
    """An activity that people may sign up for. `past`: one that took place is entered afterwards."""
    moment = clock.at_or_now(at)
    made = Activity(project=project, place=place or project.place, made_at=moment)
    with ACTIVITY.begin("plan", made, by=by, at=moment) as step:
        if project.closed_at is not None:
            raise Refused(_("这个项目已经结束，不能再加活动。"), "closed")
        if not project.place.contains(made.place):
            raise Invalid(_("这个地点不在项目的范围里。"), "elsewhere", field="place")
        _set(made, title, content, where, recipients, starts_at, ends_at)
        insurance = words.clean_line(insurance, most=120, field="insurance")
        step.set(capacity=capacity, min_age=min_age, risky=risky, insurance=insurance)
        _sound(made)
        if not past and starts_at <= moment:
            raise Invalid(
                _("开始时间已经过了。已经办过的活动请勾选“补记”。"), "past", field="starts_at"
            )
        if past and ends_at > moment:
            raise Invalid(_("活动还没结束，不用补记。"), "not_past", field="ends_at")
        step.data = {"project": project.code, "place": made.place.code}
    return made


@ACTIVITY.action("change")
def change(
    *,
    activity: Activity,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    where: str,
    by: Person,
    content: str = "",
    recipients: str = "",
    capacity: int = 0,
    at: datetime | None = None,
) -> Activity:
    """Another time, place or size; who signed up is told, and more room moves the line up."""
    with ACTIVITY.step("change", activity, by=by, at=at) as step:
        fresh = step.thing
        before = (fresh.where, fresh.starts_at, fresh.ends_at)
        _set(fresh, title, content, where, recipients, starts_at, ends_at)
        fresh.capacity = capacity
        _sound(fresh)
        if starts_at <= step.at:
            raise Invalid(_("新的开始时间已经过了。"), "past", field="starts_at")
        step.then(lambda done: move_up(done.thing, done.at))
        if before != (fresh.where, fresh.starts_at, fresh.ends_at):
            text = gettext_noop("“%(title)s”改了：%(when)s，%(where)s。")
            step.then(lambda done: _tell_all(done.thing, text, done.at))
    return activity


@ACTIVITY.action("cancel")
def cancel(*, activity: Activity, by: Person, reason: str, at: datetime | None = None) -> Activity:
    """Call an activity off; who signed up is told why."""
    reason = words.one_line(reason, "reason", 200)
    with ACTIVITY.step("cancel", activity, by=by, at=at) as step:
        step.set(cancelled_why=reason)
        step.say(reason)
        said = gettext_noop("“%(title)s”取消了：%(reason)s")
        _tell_all(step.thing, said, step.at, reason=reason)
    return activity


@ACTIVITY.action("finish")
def finish(
    *,
    activity: Activity,
    by: Person,
    beneficiaries: int,
    at: datetime | None = None,
) -> Activity:
    """Close an activity and say how many were served, in person-times. Again replaces the figure."""
    with ACTIVITY.step("finish", activity, by=by, at=at) as step:
        step.set(beneficiaries=beneficiaries)
    return activity


def _set(
    made: Activity,
    title: str,
    content: str,
    where: str,
    recipients: str,
    starts_at: datetime,
    ends_at: datetime,
) -> None:
    made.title = words.one_line(title, "title", 120)
    made.content = words.clean(content, most=2000, field="content")
    made.where = words.one_line(where, "where", 120)
    made.recipients = words.clean_line(recipients, most=120, field="recipients")
    made.starts_at, made.ends_at = starts_at, ends_at


def _sound(made: Activity) -> None:
    if made.ends_at <= made.starts_at:
        raise Invalid(_("结束要晚于开始。请看一下写的时间。"), "times", field="ends_at")
    if made.risky and words.is_blank(made.insurance):
        raise Invalid(
            _("有人身危险的活动要先买保险，请写明保险（志愿服务条例第十七条）。"),
            "insurance",
            field="insurance",
        )


def _tell_all(activity: Activity, said: str, at: datetime, **more: object) -> None:
    words = {
        "title": activity.title,
        "when": f"{timezone.localtime(activity.starts_at):%m-%d %H:%M}",
        "where": activity.where,
        **more,
    }
    there = activity.signups.exclude(seat=Seat.LEFT).select_related("volunteer__person")
    link = f"/volunteers/activity/{activity.code}/"
    tell(people=[s.volunteer.person for s in there], say=said, words=words, link=link, at=at)
