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
from sanan.process.declare import SYSTEM
from sanan.process.step import Step
from sanan.volunteers import rules
from sanan.volunteers.enums import ActivityState, Seat, Way
from sanan.volunteers.models import Activity, SignUp, Volunteer
from sanan.volunteers.rules import SIGNUP

EARLY = timedelta(hours=2)
"""How long before the beginning one may check in; hours count from the beginning all the same."""


@SIGNUP.action("sign_up")
def sign_up(
    *, activity: Activity, volunteer: Volunteer, by: Person, at: datetime | None = None
) -> SignUp:
    """A seat, or where all are taken a place in the line. Again changes nothing."""
    moment = clock.at_or_now(at)
    with transaction.atomic():
        made = _signup(activity, volunteer)
        if made.seat in {Seat.GOING, Seat.WAITING}:
            SIGNUP.check("give_up", made, by, at=moment)
            return made
        change = SIGNUP.step if made.pk else SIGNUP.begin
        verb = "come_back" if made.pk else "sign_up"
        with change(verb, made, by=by, at=moment) as step:
            _fit(step.thing.activity, volunteer)
            step.set(asked_at=step.at, by=by)
            step.target = Seat.WAITING if _full(step.thing.activity) else Seat.GOING
    return made


@SIGNUP.action("give_up")
def give_up(*, signup: SignUp, by: Person, at: datetime | None = None) -> SignUp:
    """Leave; whoever waits longest takes the seat and is told."""
    with SIGNUP.step("give_up", signup, by=by, at=at) as step:
        step.then(lambda done: move_up(done.thing.activity, done.at))
    return signup


def move_up(activity: Activity, at: datetime) -> None:
    """Give free seats to those who wait longest; called with the activity locked."""
    line = activity.signups.filter(seat=Seat.WAITING).order_by("asked_at", "pk")
    waiting = list(line.select_related("activity__place", "volunteer__person"))
    if activity.capacity:
        going = activity.signups.filter(seat=Seat.GOING).count()
        waiting = waiting[: max(activity.capacity - going, 0)]
    for signup in waiting:
        _move_up(signup=signup, at=at)


@SIGNUP.action("move_up")
def _move_up(*, signup: SignUp, at: datetime) -> None:
    with SIGNUP.step("move_up", signup, by=None, at=at, relation=SYSTEM) as step:
        activity = step.thing.activity
        tell(
            people=[step.thing.volunteer.person],
            say=gettext_noop("“%(title)s”有了空位，您已经报上了。来不了请退出，让给后面的人。"),
            words={"title": activity.title},
            link=f"/volunteers/activity/{activity.code}/",
            at=step.at,
        )


@SIGNUP.action("check_in")
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
    with transaction.atomic():
        made = _signup(activity, volunteer)
        change, verb = (SIGNUP.step, "check_in") if made.pk else (SIGNUP.begin, "walk_in")
        SIGNUP.check(verb, made, by, at=moment)
        if made.came_at is not None:
            return made
        with change(verb, made, by=by, at=moment) as step:
            _in_time(step, way)
            step.set(came_at=step.at, way=way, by=by)
    return made


def _in_time(step: Step[SignUp], way: Way) -> None:
    """Raise where it is too early, or where the code at the place does not let in any more."""
    signup = step.thing
    if step.at < signup.activity.starts_at - EARLY:
        raise Refused(_("还没到时间。开始前两小时起可以签到。"), "early")
    if way != Way.QR:
        return
    if step.at > signup.activity.ends_at:
        raise Refused(_("活动已经结束。请找组织者在名单上补签。"), "over")
    if signup.seat != Seat.GOING and _full(signup.activity):
        raise Refused(_("名额已经满了。请和组织者商量。"), "full")


def _signup(activity: Activity, volunteer: Volunteer) -> SignUp:
    """How the volunteer stands to it, or not yet; with the activity locked."""
    rows = Activity.objects.select_for_update(of=("self",))
    fresh = rows.select_related("place", "project").get(pk=activity.pk)
    found = SignUp.objects.filter(activity=fresh, volunteer=volunteer)
    there = found.select_related("activity__place", "volunteer__person").first()
    return there or SignUp(activity=fresh, volunteer=volunteer, asked_at=fresh.made_at)


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
            _("这个活动要满 %(age)d 周岁（志愿服务条例第十五条）。") % {"age": activity.min_age},
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
            _("同一时间您已经报了“%(title)s”。要参加这个，请先退出那个。")
            % {"title": other.activity.title},
            "overlap",
        )
