"""Signing up, the waiting list, giving up, and being there."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.people.actions.notices import tell
from sanan.people.models import Person
from sanan.volunteers import rules
from sanan.volunteers.actions.change import written
from sanan.volunteers.enums import ActivityState, Event, Seat, Way
from sanan.volunteers.models import Activity, SignUp, Volunteer

EARLY = timedelta(hours=2)
"""How long before the beginning one may check in; hours count from the beginning all the same."""


def sign_up(
    *, activity: Activity, volunteer: Volunteer, by: Person, at: datetime | None = None
) -> SignUp:
    """A seat, or where all are taken a place in the line. Again changes nothing."""
    moment = clock.at_or_now(at)
    _mine_or_desk(activity, volunteer, by)
    with transaction.atomic():
        fresh = _open(activity)
        if fresh.ends_at <= moment:
            raise Refused(_("这个活动已经结束,报不了名了。"), "over")
        there = SignUp.objects.filter(activity=fresh, volunteer=volunteer).first()
        if there is not None and there.seat != Seat.LEFT:
            return there
        _fit(fresh, volunteer)
        made = there or SignUp(activity=fresh, volunteer=volunteer)
        made.asked_at, made.by = moment, by
        made.seat = Seat.WAITING if _full(fresh) else Seat.GOING
        made.save()
        content = {"volunteer": volunteer.code, "seat": str(made.seat)}
        written(Event.SIGN_UP, fresh.code, content, by=by, at=moment)
    return made


def give_up(*, signup: SignUp, by: Person, at: datetime | None = None) -> SignUp:
    """Leave; whoever waits longest takes the seat and is told."""
    moment = clock.at_or_now(at)
    _mine_or_desk(signup.activity, signup.volunteer, by)
    with transaction.atomic():
        activity = _open(signup.activity)
        fresh = SignUp.objects.select_related("volunteer").get(pk=signup.pk)
        if fresh.seat == Seat.LEFT:
            return fresh
        if fresh.came_at is not None:
            raise Refused(_("已经签到,不能再退出。"), "came")
        if activity.ends_at <= moment:
            raise Refused(_("这个活动已经结束了。"), "over")
        fresh.seat = Seat.LEFT
        fresh.save(update_fields=["seat"])
        moved = move_up(activity, moment)
        content = {
            "volunteer": fresh.volunteer.code,
            "moved_up": [each.volunteer.code for each in moved],
        }
        written(Event.GIVE_UP, activity.code, content, by=by, at=moment)
    return fresh


def move_up(activity: Activity, at: datetime) -> list[SignUp]:
    """Give free seats to those who wait longest; called with the activity locked."""
    line = activity.signups.filter(seat=Seat.WAITING).order_by("asked_at", "pk")
    waiting = list(line.select_related("volunteer__person"))
    if activity.capacity:
        going = activity.signups.filter(seat=Seat.GOING).count()
        waiting = waiting[: max(activity.capacity - going, 0)]
    activity.signups.filter(pk__in=[each.pk for each in waiting]).update(seat=Seat.GOING)
    tell(
        people=[each.volunteer.person for each in waiting],
        say=gettext_noop("“%(title)s”有了空位，您已经报上了。来不了请退出，让给后面的人。"),
        words={"title": activity.title},
        link=f"/volunteer/activity/{activity.code}/",
        at=at,
    )
    return waiting


def check_in(
    *,
    activity: Activity,
    volunteer: Volunteer,
    way: Way,
    by: Person,
    at: datetime | None = None,
) -> SignUp:
    """That someone is there: by the code at the place, by the organiser's list, or on paper.

    Who had not signed up takes a free seat; the organiser may let in more. Again changes nothing.
    """
    moment = clock.at_or_now(at)
    if way != Way.QR:
        rules.check_desk(activity.place, by)
    _mine_or_desk(activity, volunteer, by)
    with transaction.atomic():
        fresh = _open(activity)
        if moment < fresh.starts_at - EARLY:
            raise Refused(_("还没到时间。开始前两小时起可以签到。"), "early")
        if way == Way.QR and moment > fresh.ends_at:
            raise Refused(_("活动已经结束。请找组织者在名单上补签。"), "over")
        signup = SignUp.objects.filter(activity=fresh, volunteer=volunteer).first()
        if signup is not None and signup.came_at is not None:
            return signup
        if signup is None or signup.seat != Seat.GOING:
            if way == Way.QR and _full(fresh):
                raise Refused(_("名额已经满了。请和组织者商量。"), "full")
            signup = signup or SignUp(activity=fresh, volunteer=volunteer, asked_at=moment)
            signup.seat = Seat.GOING
        signup.came_at, signup.way, signup.by = moment, way, by
        signup.save()
        content = {"volunteer": volunteer.code, "way": str(way)}
        written(Event.CHECK_IN, fresh.code, content, by=by, at=moment)
    return signup


def _mine_or_desk(activity: Activity, volunteer: Volunteer, by: Person) -> None:
    if by.pk != volunteer.person_id:
        rules.check_desk(activity.place, by)
    if volunteer.left_at is not None:
        raise Refused(_("已经退出志愿者登记。请先重新登记。"), "left")


def _open(activity: Activity) -> Activity:
    """The activity, locked: seats are given to one after the other."""
    rows = Activity.objects.select_for_update(of=("self",))
    fresh = rows.select_related("place", "project").get(pk=activity.pk)
    if fresh.state == ActivityState.CANCELLED:
        raise Refused(_("这个活动已经取消了。"), "cancelled")
    return fresh


def _full(activity: Activity) -> bool:
    if not activity.capacity:
        return False
    # Who waits goes first, also where a seat has just become free.
    taken = activity.signups.filter(seat__in=[Seat.GOING, Seat.WAITING]).count()
    return taken >= activity.capacity


def _fit(activity: Activity, volunteer: Volunteer) -> None:
    age = volunteer.age_on(timezone.localdate(activity.starts_at))
    if activity.min_age and age is not None and age < activity.min_age:
        raise Refused(
            _("这个活动要满 %(age)d 周岁(志愿服务条例第十五条)。") % {"age": activity.min_age},
            "too_young",
        )
    other = (
        SignUp.objects.filter(volunteer=volunteer, seat=Seat.GOING)
        .exclude(activity=activity)
        .filter(
            activity__state=ActivityState.OPEN,
            activity__starts_at__lt=activity.ends_at,
            activity__ends_at__gt=activity.starts_at,
        )
        .select_related("activity")
        .first()
    )
    if other is not None:
        raise Refused(
            _("同一时间您已经报了“%(title)s”。要参加这个,请先退出那个。")
            % {"title": other.activity.title},
            "overlap",
        )
