"""Hours: recorded by one side, confirmed by the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.people.actions.notices import notify
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM
from sanan.process.step import Step
from sanan.volunteers import rules
from sanan.volunteers.enums import ActivityState, Quality, State, Way
from sanan.volunteers.models import Activity, Service, SignUp, hold
from sanan.volunteers.rules import SERVICE

MINE = "/volunteers/mine/"


@dataclass(frozen=True, slots=True)
class Served:
    """One line of an organiser's list: who came, from when to when, minutes that do not count.

    `signed` means that the volunteer put their name to it on paper, which is their confirmation.
    """

    signup: SignUp
    began_at: datetime
    ended_at: datetime
    breaks: int = 0
    travel: int = 0
    signed: bool = False


@SERVICE.action("log")
def log_service(
    *,
    person: Person,
    team: Org,
    place: Place,
    title: str,
    content: str,
    began_at: datetime,
    ended_at: datetime,
    breaks: int = 0,
    source: str,
    by: Person,
    at: datetime | None = None,
) -> Service:
    """A service that was done and confirmed elsewhere (an order, a visit), in whole minutes.

    `breaks` in minutes. `source` names it (`order:<code>`): for the same person it is logged once,
    and a repeat gives the record that is there. It is confirmed at once, because the caller has
    heard both sides; only where `by` is the volunteer, it waits for the team. Raises `Invalid` for
    times that cannot be and `Refused` where the person served elsewhere in that time.
    """
    moment = clock.at_or_now(at)
    source = words.one_line(source, "source", 60)
    made = Service(
        person=person,
        org=team,
        place=place,
        title=words.one_line(title, "title", 120),
        content=words.clean_line(content, most=500, field="content"),
        began_at=began_at,
        ended_at=ended_at,
        breaks=breaks,
        source=source,
        agreed_at=moment,
        agreed_way=Way.ORDER,
        state=State.CLAIMED,
    )
    if by.pk != person.pk:
        made.recorder, made.recorded_at, made.state = by, moment, State.CONFIRMED
    with transaction.atomic():
        hold(person)
        before = Service.objects.filter(person=person, source=source).first()
        if before is not None:
            return before
        with SERVICE.begin("log", made, by=by, at=moment, relation=SYSTEM) as step:
            _counted(step)
    return made


@SERVICE.action("record")
def record_hours(
    *, activity: Activity, rows: Iterable[Served], by: Person, at: datetime | None = None
) -> list[Service]:
    """The organiser's record of who served how long. All of it or nothing.

    What was signed on paper is confirmed by both sides; the rest waits for each volunteer.
    """
    rules.check_desk(activity.place, by)
    moment = clock.at_or_now(at)
    if activity.state == ActivityState.CANCELLED:
        raise Refused(_("活动已经取消，不能记时长。"), "cancelled")
    if activity.starts_at > moment:
        raise Refused(_("活动还没有开始，等结束以后再记时长。"), "before")
    # In one order, so that two organisers' lists cannot wait for each other.
    ordered = sorted(rows, key=lambda row: row.signup.volunteer.person_id)
    if not ordered:
        raise Invalid(_("请先勾选到场的人。"), "nobody")
    with transaction.atomic():
        return [_record(activity, row, by, moment) for row in ordered]


def _record(activity: Activity, row: Served, by: Person, at: datetime) -> Service:
    person = row.signup.volunteer.person
    made = Service(
        person=person,
        org=activity.project.org,
        place=activity.place,
        activity=activity,
        title=activity.title,
        content=words.clip(words.clean_line(activity.content, most=20_000, field="content"), 500),
        recipients=activity.recipients,
        began_at=row.began_at,
        ended_at=row.ended_at,
        breaks=row.breaks,
        travel=row.travel,
        recorder=by,
        recorded_at=at,
        state=State.CONFIRMED if row.signed else State.RECORDED,
        agreed_at=at if row.signed else None,
        agreed_way=Way.PAPER if row.signed else "",
    )
    with SERVICE.begin("record", made, by=by, at=at) as step:
        if row.signup.came_at is None:
            raise Refused(_("%(name)s 还没有签到，不能记时长。") % {"name": person}, "not_there")
        hold(person)
        if Service.objects.standing().filter(person=person, activity=activity).exists():
            raise Refused(_("%(name)s 在这次活动的时长已经记过了。") % {"name": person}, "twice")
        _counted(step)
        if not row.signed:
            said = gettext_noop("“%(title)s”给您记了 %(minutes)d 分钟。请看一下对不对。")
            tell(step, said, minutes=made.minutes)
    return made


@SERVICE.action("claim")
def claim(
    *,
    person: Person,
    org: Org,
    place: Place,
    title: str,
    began_at: datetime,
    ended_at: datetime,
    content: str = "",
    recipients: str = "",
    breaks: int = 0,
    travel: int = 0,
    activity: Activity | None = None,
    at: datetime | None = None,
) -> Service:
    """A volunteer says what they did; it counts once the team has confirmed it."""
    moment = clock.at_or_now(at)
    made = Service(
        person=person,
        org=org,
        place=place,
        activity=activity,
        title=words.one_line(title, "title", 120),
        content=words.clean_line(content, most=500, field="content"),
        recipients=words.clean_line(recipients, most=120, field="recipients"),
        began_at=began_at,
        ended_at=ended_at,
        breaks=breaks,
        travel=travel,
        agreed_at=moment,
        agreed_way=Way.PHONE,
    )
    with SERVICE.begin("claim", made, by=person, at=moment) as step:
        hold(person)
        _counted(step)
    return made


def _counted(step: Step[Service]) -> None:
    """Count the minutes; called with the person's records held."""
    made = step.thing
    made.minutes = rules.minutes_of(
        made.began_at,
        made.ended_at,
        breaks=made.breaks,
        travel=made.travel,
        at=step.at,
        activity=made.activity,
    )
    check_free(made.person, made.began_at, made.ended_at)
    step.data = {
        "person": made.person.ref,
        "activity": made.activity.code if made.activity else "",
        "minutes": made.minutes,
    }


def check_free(person: Person, began_at: datetime, ended_at: datetime, but: int = 0) -> None:
    """Raise `Refused` where the person served elsewhere in that time. Called after `hold`."""
    found = Service.objects.standing().across(began_at, ended_at).filter(person=person)
    other = found.exclude(pk=but).order_by("began_at").first()
    if other is not None:
        raise Refused(
            _(
                "%(name)s 在这段时间里已经记了“%(title)s”（%(from)s 到 %(to)s）。一个人同一时间只能算一次，请核对时间。"
            )
            % {
                "name": person,
                "title": other.title,
                "from": f"{timezone.localtime(other.began_at):%Y-%m-%d %H:%M}",
                "to": f"{timezone.localtime(other.ended_at):%H:%M}",
            },
            "overlap",
            field="began_at",
        )


@SERVICE.action("agree")
def agree(*, service: Service, by: Person, at: datetime | None = None) -> Service:
    """The volunteer says that what was recorded is right."""
    with SERVICE.step("agree", service, by=by, at=at) as step:
        step.set(agreed_at=step.at, agreed_way=Way.PHONE)
    return service


@SERVICE.action("accept")
def accept(*, service: Service, by: Person, at: datetime | None = None) -> Service:
    """The team confirms what the volunteer said."""
    with SERVICE.step("accept", service, by=by, at=at) as step:
        step.set(recorder=by, recorded_at=step.at)
        tell(step, gettext_noop("“%(title)s”的时长已经确认。"))
    return service


@SERVICE.action("decline")
def decline(*, service: Service, by: Person, reason: str, at: datetime | None = None) -> Service:
    """The team does not confirm what the volunteer said, and says why."""
    return _ended(service, "decline", by, reason, at)


@SERVICE.action("withdraw")
def withdraw(*, service: Service, by: Person, at: datetime | None = None) -> Service:
    """The volunteer takes back what they said."""
    with SERVICE.step("withdraw", service, by=by, at=at) as step:
        step.set(struck_at=step.at, struck_why=_("本人收回"))
    return service


@SERVICE.action("strike")
def strike(*, service: Service, by: Person, reason: str, at: datetime | None = None) -> Service:
    """Take a record out of the count, with the reason; it stays readable."""
    return _ended(service, "strike", by, reason, at)


def _ended(service: Service, verb: str, by: Person, reason: str, at: datetime | None) -> Service:
    reason = words.one_line(reason, "reason", 200)
    with SERVICE.step(verb, service, by=by, at=at) as step:
        step.set(struck_at=step.at, struck_why=reason)
        step.say(reason)
        tell(step, gettext_noop("“%(title)s”的时长没有计入：%(reason)s"), reason=reason)
    return service


@SERVICE.action("rate")
def rate(*, service: Service, by: Person, quality: Quality, at: datetime | None = None) -> Service:
    """How well it was done; part of the volunteer's record, ranked nowhere."""
    with SERVICE.step("rate", service, by=by, at=at) as step:
        step.set(quality=Quality(quality))
    return service


def tell(step: Step[Service], said: str, **told: object) -> None:
    """A notice to whoever served."""
    told = {"title": step.thing.title, **told}
    notify(to=step.thing.person, say=said, words=told, link=MINE, at=step.at)
