"""The calendar of a body: dates set, moved and called off; meetings held before."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.council import rules
from sanan.council.actions.bodies import take
from sanan.council.actions.meetings import check_solved
from sanan.council.enums import MeetingState
from sanan.council.models import AgendaItem, Council, Hall, Meeting, Topic
from sanan.council.rules import MEETING, TOPIC
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.words import needed
from sanan.people.actions.notices import Letter, notify_all
from sanan.people.models import Person
from sanan.process.declare import Relation

USUAL = timedelta(hours=2)


@MEETING.action("plan")
def plan(
    *,
    council: Council,
    title: str,
    starts_at: datetime,
    by: Person,
    where: str = "",
    hall: Hall | None = None,
    lasts: timedelta = USUAL,
    live_url: str = "",
    merged_first_two: bool = False,
    at: datetime | None = None,
) -> Meeting:
    """Set a date. With a hall, it is booked, or refused where someone has it then."""
    moment = clock.at_or_now(at)
    title = needed(words.clean_line(title, most=120, field="title"), "title")
    where = words.clean_line(where, most=120, field="where") or (hall.name if hall else "")
    if words.is_blank(where):
        raise Invalid(_("请写明在哪里开，或选一个议事厅。"), "where", field="where")
    if starts_at <= moment:
        raise Invalid(_("开会时间已经过了。以前开过的会请用“补记”。"), "past", field="starts_at")
    made = Meeting(
        council=council,
        title=title,
        where=where,
        starts_at=starts_at,
        chair=by,
        live_url=_live(live_url),
        merged_first_two=merged_first_two,
    )
    with MEETING.begin("plan", made, by=by, at=moment) as step:
        made.booking = take(hall, starts_at, starts_at + lasts, title, by) if hall else None
        step.data = {"council": council.code}
    return made


def _live(url: str) -> str:
    """A live link as it was given, if a browser may follow it."""
    url = url.strip()
    if url and not url.startswith(("https://", "http://")):
        raise Invalid(_("直播地址要以 https:// 开头。"), "live_url", field="live_url")
    return url


@MEETING.action("rearrange")
def rearrange(
    *,
    meeting: Meeting,
    starts_at: datetime,
    by: Person,
    where: str = "",
    hall: Hall | None = None,
    lasts: timedelta = USUAL,
    live_url: str = "",
    at: datetime | None = None,
) -> Meeting:
    """Another time, place or live link, with the agenda as it is.

    Where time or place change after the invitations went out, everyone is told, and the law's
    notice runs anew: it is to be convened again. The old booking is given back.
    """
    moment, live_url = clock.at_or_now(at), _live(live_url)
    where = words.clean_line(where, most=120, field="where") or (hall.name if hall else "")
    if starts_at <= moment:
        raise Invalid(_("开会时间已经过了。"), "past", field="starts_at")
    with MEETING.step("rearrange", meeting, by=by, at=moment) as step:
        fresh = step.thing
        where = where or fresh.where
        moved = starts_at != fresh.starts_at or where != fresh.where
        if hall is not None or moved:
            _free(fresh, moment)
            fresh.booking = (
                take(hall, starts_at, starts_at + lasts, fresh.title, by) if hall else None
            )
        again = moved and fresh.state == MeetingState.CONVENED
        step.set(starts_at=starts_at, where=where, live_url=live_url)
        step.data = {"again": again}
        if again:
            step.target, fresh.convened_at = MeetingState.PLANNED, None
            step.then(lambda _step: _tell_moved(fresh, moment))
    return meeting


def _free(meeting: Meeting, at: datetime) -> None:
    if meeting.booking is not None:
        meeting.booking.freed_at = at
        meeting.booking.save(update_fields=["freed_at"])


def _tell_moved(meeting: Meeting, at: datetime) -> None:
    said = gettext_noop("会议改期：%(title)s 改到 %(when)s，在%(where)s。会再发正式通知。")
    words = {
        "title": meeting.title,
        "when": f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}",
        "where": meeting.where,
    }
    seats = meeting.council.seats.on(meeting.day).select_related("person")
    letters = [
        Letter(said, s.person, words, link=f"/council/seat/{meeting.code}/")
        for s in seats
        if s.person
    ]
    notify_all(letters=letters, at=at)


@TOPIC.action("schedule")
def schedule(*, topic: Topic, meeting: Meeting, by: Person, at: datetime | None = None) -> Topic:
    """Put a topic on a meeting's agenda."""
    rules.check_desk(meeting.council.place, by)
    with TOPIC.step("schedule", topic, by=by, at=at) as step:
        if meeting.state in {MeetingState.HELD, MeetingState.CANCELLED}:
            raise Refused(_("这场会已经结束或取消，请另选一场。"), "over", field="meeting")
        try:
            with transaction.atomic():
                AgendaItem.objects.create(
                    meeting=meeting, topic=step.thing, position=meeting.agenda.count() + 1
                )
        except IntegrityError:
            raise Refused(_("已经在这场会的议程上。"), "twice") from None
        step.data = {"meeting": meeting.code}
        step.say(meeting.title)
    return topic


@MEETING.action("cancel")
def cancel(*, meeting: Meeting, by: Person, text: str, at: datetime | None = None) -> Meeting:
    """Call it off, with the reason; the hall is free again."""
    text = needed(text)
    with MEETING.step("cancel", meeting, by=by, at=at) as step:
        _free(step.thing, step.at)
        step.say(text)
    return meeting


@MEETING.action("past")
def record_past(
    *,
    council: Council,
    title: str,
    held_at: datetime,
    by: Person | None,
    problems: int,
    solved: int,
    minutes: str = "",
    where: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Meeting:
    """补记: a meeting that was held before this system, in short; it counts in the figures."""
    moment = clock.at_or_now(at)
    if held_at > moment:
        raise Invalid(_("这场会还没有开，请用“安排会议”。"), "future", field="held_at")
    check_solved(problems, solved)
    made = Meeting(
        council=council,
        title=needed(words.clean_line(title, most=120, field="title"), "title"),
        where=words.clean_line(where, most=120, field="where"),
        starts_at=held_at,
        held_at=held_at,
        minutes=words.clean(minutes, most=20_000, field="minutes"),
        problems=problems,
        solved=solved,
    )
    with MEETING.begin("past", made, by=by, at=moment, relation=relation) as step:
        step.data = {"council": council.code}
    return made
