"""Whether a facility can be had for a time: its own rules, the centre's hours, who asks."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from sanan.cases import deadlines
from sanan.kit.errors import Invalid, Refused
from sanan.neighbourhood.enums import BookingState, Door, FacilityState, Who, Why
from sanan.neighbourhood.models import Booking, Facility
from sanan.neighbourhood.models.booking import MINUTE, BookedQuerySet, minute_of
from sanan.neighbourhood.rules.hours import HOLIDAY, OpenDay, open_on
from sanan.people.models import Person

MISSES, MISS_WINDOW = 3, timedelta(days=90)
"""From how many missed bookings in how long each further one is looked at by the desk first."""


def check(
    facility: Facility,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    *,
    people: int = 1,
    opened: OpenDay | None = None,
) -> None:
    """Raise the refusal of a time that the rules do not give, with a sentence what to do instead.

    Whether somebody else has it is another question (`taken`). `opened` is the day's opening, where
    the caller has it already.
    """
    day = deadlines.calendar_at(facility.place).local_day(starts_at)
    if not facility.centre.is_open or facility.state != FacilityState.OPEN:
        raise Refused(_("“%(name)s”现在暂停使用，请换一个场地。") % {"name": facility}, "shut")
    _check_length(facility, starts_at, ends_at)
    if starts_at <= at:
        raise _no(Why.PAST, _("这个时间已经过去了，请选以后的时间。"))
    if day > deadlines.calendar_at(facility.place).local_day(at) + timedelta(days=facility.ahead):
        sentence = _("最多提前 %(n)s 天订，请过些日子再来。")
        raise _no(Why.AHEAD, sentence % {"n": facility.ahead})
    if facility.capacity and people > facility.capacity:
        sentence = _("这里最多容纳 %(n)s 人，请换大一点的场地。")
        raise Invalid(sentence % {"n": facility.capacity}, "too_many", field="people")
    _check_open(opened or open_on(facility.centre, day), day, starts_at, ends_at)


def _check_length(facility: Facility, starts_at: datetime, ends_at: datetime) -> None:
    minutes = int((ends_at - starts_at).total_seconds()) // MINUTE
    if minutes <= 0:
        raise Invalid(_("结束要晚于开始。"), "order", field="ends_at")
    if not facility.least <= minutes <= facility.most:
        told = {"least": facility.least, "most": facility.most}
        sentence = _("一次最短 %(least)s 分钟、最长 %(most)s 分钟，请改一改时间。")
        raise Invalid(sentence % told, "length", field="ends_at")
    zone = deadlines.calendar_at(facility.place).zone
    local = starts_at.astimezone(zone)
    off = (local.hour * 60 + local.minute) % facility.step or local.second
    if minutes % facility.step or off:
        sentence = _("时间要按 %(n)s 分钟一格来选。")
        raise Invalid(sentence % {"n": facility.step}, "step", field="starts_at")


def _check_open(opened: OpenDay, day: date, starts_at: datetime, ends_at: datetime) -> None:
    if opened.holds(starts_at, ends_at):
        return
    told = {"day": f"{day:%Y-%m-%d}", "reason": opened.reason}
    if not opened.spans and opened.reason == HOLIDAY:
        raise _no(Why.HOLIDAY, _("%(day)s放假不开门，请换一天。") % told)
    if not opened.spans and opened.reason:
        raise _no(Why.CLOSED, _("%(day)s不开门（%(reason)s），请换一天。") % told)
    if not opened.spans:
        raise _no(Why.CLOSED, _("%(day)s不开门，请换一天。") % told)
    hours = "、".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in opened.spans)
    sentence = _("%(day)s开放 %(hours)s，请选这段时间里的。")
    raise _no(Why.CLOSED, sentence % {**told, "hours": hours})


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _no(why: Why, sentence: str) -> Refused:
    return Refused(sentence, str(why), field="starts_at")


def taken(facility: Facility, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a booking holds any of it, or of the time for tidying up."""
    until = minute_of(ends_at) + facility.buffer
    rows = facility.bookings.holding()
    return rows.filter(held_from__lt=until, held_until__gt=minute_of(starts_at)).exists()


TAKEN = Why.TAKEN


def refuse_taken() -> Refused:
    """What the second of two is told."""
    return _no(TAKEN, _("这个时间已经有人订了。请换个时间，或者排队候补，前面的取消了会告诉您。"))


def check_cap(facility: Facility, person: Person | None, phone_hash: str, at: datetime) -> None:
    """Raise the refusal of who holds as many bookings to come here as one may.

    Those of a series count for nobody: the desk made it.
    """
    rows = _of(facility, person, phone_hash).coming()
    held = rows.filter(series=None, ends_at__gt=at).count()
    if held >= facility.cap:
        sentence = _("您在这里已经订了 %(n)s 次还没用，先用完或者取消一次再订。")
        raise Refused(sentence % {"n": held}, str(Why.CAP))


def check_who(facility: Facility, door: Door, person: Person | None, group: str) -> None:
    """Raise the refusal of whom the facility is not for."""
    if facility.who == Who.GROUPS and not group:
        raise Invalid(_("这里给社团和队伍用，请写上社团或队伍的名字。"), "group", field="group")
    if door != Door.PHONE:
        return
    if facility.who == Who.DESK:
        raise Refused(_("这里由服务台来订，请打电话或者到服务台。"), "desk_only")
    home = person.home if person is not None else None
    if facility.who == Who.HERE and (home is None or not facility.place.contains(home)):
        sentence = _("这里给本村（社区）居民用。请先用手机号登录；住处还没登记的，请网格员代订。")
        raise Refused(sentence, "residents_only")


def needs_approval(
    facility: Facility, door: Door, person: Person | None, phone_hash: str, at: datetime
) -> bool:
    """Whether the desk must agree first: its rule, a group's room, or one who often did not come."""
    if facility.needs_approval or facility.who == Who.GROUPS:
        return door != Door.DESK
    if door != Door.PHONE:
        return False
    missed = _of(facility, person, phone_hash).filter(state=BookingState.NO_SHOW)
    return missed.filter(starts_at__gte=at - MISS_WINDOW).count() >= MISSES


def _of(facility: Facility, person: Person | None, phone_hash: str) -> BookedQuerySet:
    rows = Booking.objects.filter(facility=facility)
    if person is not None:
        return rows.filter(person=person)
    return rows.filter(phone_hash=phone_hash) if phone_hash else rows.none()
