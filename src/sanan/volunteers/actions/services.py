"""Hours: recorded by one side, confirmed by the other, corrected with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, words
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger import actions as ledger
from sanan.people.actions.notices import notify
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.volunteers import rules
from sanan.volunteers.actions.change import check_free, hold, moving, needed, told, written
from sanan.volunteers.enums import ActivityState, Quality, State, Way
from sanan.volunteers.models import Activity, Service, SignUp
from sanan.volunteers.rules import Verb

MINE = "/volunteer/mine/"


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
    made = Service(
        person=person,
        org=team,
        place=place,
        title=needed(title, "title", 120),
        content=words.clean_line(content, most=500, field="content"),
        began_at=began_at,
        ended_at=ended_at,
        breaks=breaks,
        source=needed(source, "source", 60),
        agreed_at=moment,
        agreed_way=Way.ORDER,
        state=State.CLAIMED,
    )
    if by.pk != person.pk:
        made.recorder, made.recorded_at, made.state = by, moment, State.CONFIRMED
    with transaction.atomic():
        hold(person)
        before = Service.objects.filter(person=person, source=made.source).first()
        if before is not None:
            return before
        _keep(made, moment)
        written(f"service.{Verb.LOG}", made.ref, told(made), by=by, at=moment)
    return made


def record_hours(
    *, activity: Activity, rows: Iterable[Served], by: Person, at: datetime | None = None
) -> list[Service]:
    """The organiser's record of who served how long. All of it or nothing.

    What was signed on paper is confirmed by both sides; the rest waits for each volunteer.
    """
    rules.check_desk(activity.place, by)
    moment = clock.at_or_now(at)
    if activity.state == ActivityState.CANCELLED:
        raise Refused(_("活动已经取消,不能记时长。"), "cancelled")
    if activity.starts_at > moment:
        raise Refused(_("活动还没有开始,等结束以后再记时长。"), "before")
    # In one order, so that two organisers' lists cannot wait for each other.
    ordered = sorted(rows, key=lambda row: row.signup.volunteer.person_id)
    with transaction.atomic():
        made = [_record(activity, row, by, moment) for row in ordered]
        if not made:
            raise Invalid(_("请先勾选到场的人。"), "nobody")
        drafts = [
            ledger.Draft(f"service.{Verb.RECORD}", each.ref, told(each), by.ref) for each in made
        ]
        ledger.record_many(drafts=drafts, at=moment)
    return made


def _record(activity: Activity, row: Served, by: Person, at: datetime) -> Service:
    person = row.signup.volunteer.person
    if person.pk == by.pk:
        raise Forbidden(_("自己的服务时长要由别人来确认。请找另一位组织者。"), "own")
    if row.signup.came_at is None:
        raise Refused(_("%(name)s 还没有签到,不能记时长。") % {"name": person}, "not_there")
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
    hold(person)
    if Service.objects.standing().filter(person=person, activity=activity).exists():
        raise Refused(_("%(name)s 在这次活动的时长已经记过了。") % {"name": person}, "twice")
    _keep(made, at)
    if not row.signed:
        said = gettext_noop("“%(title)s”给您记了 %(minutes)d 分钟。请看一下对不对。")
        told = {"title": made.title, "minutes": made.minutes}
        notify(to=person, say=said, words=told, link=MINE, at=at)
    return made


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
        title=needed(title, "title", 120),
        content=words.clean_line(content, most=500, field="content"),
        recipients=words.clean_line(recipients, most=120, field="recipients"),
        began_at=began_at,
        ended_at=ended_at,
        breaks=breaks,
        travel=travel,
        agreed_at=moment,
        agreed_way=Way.PHONE,
        state=State.CLAIMED,
    )
    with transaction.atomic():
        hold(person)
        _keep(made, moment)
        written(f"service.{Verb.CLAIM}", made.ref, told(made), by=person, at=moment)
    return made


def _keep(made: Service, at: datetime) -> None:
    """Count the minutes and save; called with the person's records held."""
    made.minutes = rules.minutes_of(
        made.began_at,
        made.ended_at,
        breaks=made.breaks,
        travel=made.travel,
        at=at,
        activity=made.activity,
    )
    check_free(made.person, made.began_at, made.ended_at)
    made.save(force_insert=True)


def agree(*, service: Service, by: Person, at: datetime | None = None) -> Service:
    """The volunteer says that what was recorded is right."""
    with moving(service, Verb.AGREE, by, at) as move:
        if move.service.corrections.filter(granted=None).exists():
            raise Refused(_("您提的更正还没有答复,等答复以后再确认。"), "asked")
        move.service.agreed_at, move.service.agreed_way = move.at, Way.PHONE
    return service


def accept(*, service: Service, by: Person, at: datetime | None = None) -> Service:
    """The team confirms what the volunteer said."""
    with moving(service, Verb.ACCEPT, by, at) as move:
        move.service.recorder, move.service.recorded_at = by, move.at
        _tell(move.service, gettext_noop("“%(title)s”的时长已经确认。"), move.at)
    return service


def decline(*, service: Service, by: Person, reason: str, at: datetime | None = None) -> Service:
    """The team does not confirm what the volunteer said, and says why."""
    return _ended(service, Verb.DECLINE, by, reason, at)


def withdraw(*, service: Service, by: Person, at: datetime | None = None) -> Service:
    """The volunteer takes back what they said."""
    with moving(service, Verb.WITHDRAW, by, at) as move:
        move.service.struck_at, move.service.struck_why = move.at, _("本人收回")
    return service


def strike(*, service: Service, by: Person, reason: str, at: datetime | None = None) -> Service:
    """Take a record out of the count, with the reason; it stays readable."""
    return _ended(service, Verb.STRIKE, by, reason, at)


def _ended(service: Service, verb: Verb, by: Person, reason: str, at: datetime | None) -> Service:
    reason = needed(reason, "reason", 200)
    with moving(service, verb, by, at) as move:
        move.service.struck_at, move.service.struck_why = move.at, reason
        move.said = reason
        said = gettext_noop("“%(title)s”的时长没有计入：%(reason)s")
        _tell(move.service, said, move.at, reason=reason)
    return service


def rate(*, service: Service, by: Person, quality: Quality, at: datetime | None = None) -> Service:
    """How well it was done; part of the volunteer's record, ranked nowhere."""
    with moving(service, Verb.RATE, by, at) as move:
        move.service.quality = Quality(quality)
        move.data = {"quality": str(quality)}
    return service


def _tell(service: Service, said: str, at: datetime, **words: object) -> None:
    notify(to=service.person, say=said, words={"title": service.title, **words}, link=MINE, at=at)
