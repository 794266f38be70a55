"""A meeting from its notice to its minutes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.council import rules
from sanan.council.enums import Event, MeetingState, State, Way
from sanan.council.models import AgendaItem, Attendance, Meeting, Seat
from sanan.council.queries.roll import check_term, day_of
from sanan.council.rules import TOPIC
from sanan.council.rules.quorum import TABLE, Proxy
from sanan.kit import clock, tokens, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.words import needed
from sanan.ledger.actions import written
from sanan.people.actions.notices import Letter, notify_all
from sanan.people.models import Person

EARLY = timedelta(hours=2)
USUAL = timedelta(hours=2)


def convene(*, meeting: Meeting, by: Person, at: datetime | None = None) -> Meeting:
    """Send the invitations. Raises `Refused` where the law's notice cannot be kept any more."""
    rules.check_desk(meeting.council.place, by)
    moment = clock.at_or_now(at)
    row = TABLE[meeting.council.kind]  # type: ignore[index]
    days = (day_of(meeting) - timezone.localdate(moment)).days
    if days < row.notice_days:
        raise Refused(
            _("%(kind)s要提前 %(need)d 天通知（%(law)s），离开会只有 %(have)d 天。请改期再通知。")
            % {
                "kind": meeting.council.get_kind_display(),
                "need": row.notice_days,
                "law": row.law,
                "have": days,
            },
            "no_notice",
        )
    with changing(meeting, by, {MeetingState.PLANNED}) as fresh:
        fresh.state, fresh.convened_at = MeetingState.CONVENED, moment
        fresh.save(update_fields=["state", "convened_at"])
        seats = list(meeting.council.seats.on(day_of(meeting)).select_related("person"))
        content = {"seats": [s.ref for s in seats], "topics": agenda_of(meeting)}
        written(Event.CONVENE, meeting.code, content, by=by, at=moment)
        notify_all(letters=[letter(meeting, s) for s in seats if s.person], at=moment)
    meeting.state, meeting.convened_at = fresh.state, fresh.convened_at
    return meeting


def too_early(meeting: Meeting, at: datetime) -> Refused | None:
    """Why it cannot be opened at that moment yet, or None."""
    if at >= meeting.starts_at - EARLY:
        return None
    return Refused(_("还没到开会时间，提前开就不算按期通知了。"), "too_early")


def begin(*, meeting: Meeting, by: Person, at: datetime | None = None) -> Meeting:
    """Open the meeting: sign-in and votes from now."""
    moment = clock.at_or_now(at)
    if (no := too_early(meeting, moment)) is not None:
        raise no
    with changing(meeting, by, {MeetingState.CONVENED}) as fresh:
        fresh.state, fresh.begun_at = MeetingState.OPEN, moment
        fresh.save(update_fields=["state", "begun_at"])
        written(Event.BEGIN, meeting.code, {"topics": agenda_of(meeting)}, by=by, at=moment)
    meeting.state, meeting.begun_at = fresh.state, fresh.begun_at
    return meeting


def sign_in(
    *,
    meeting: Meeting,
    seat: Seat,
    way: Way,
    by: Person | None = None,
    proxy: str = "",
    proxy_seat: Seat | None = None,
    written_word: bool = False,
    at: datetime | None = None,
) -> Attendance:
    """Note that a member is there, or a proxy for them. `by` is staff, or nobody by one's own code.

    Raises `Refused` where the term has ended, the law knows no proxy here, or the proxy already
    stands for another household.
    """
    if by is not None:
        rules.check_desk(meeting.council.place, by)
    way, moment = Way(way), clock.at_or_now(at)
    if seat.council_id != meeting.council_id:
        raise Invalid(_("这位不在这个组织的名册上。"), "not_on_roll", field="seat")
    check_term(seat, day_of(meeting))
    with transaction.atomic():
        fresh = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        _check_door(fresh, moment)
        name = proxy_seat.name if proxy_seat else words.clean_line(proxy, most=40, field="proxy")
        key = (
            _proxy_key(fresh, seat, name, proxy_seat, written_word=written_word)
            if way == Way.PROXY
            else None
        )
        try:
            with transaction.atomic():
                made = Attendance.objects.create(
                    meeting=fresh,
                    seat=seat,
                    way=way,
                    proxy=name if key else "",
                    proxy_key=key,
                    at=moment,
                    by=by,
                )
        except IntegrityError:
            raise Refused(_("已经签到了，不用再签。"), "twice") from None
        content = {"seat": seat.ref, "way": str(way), "proxy": made.proxy}
        written(Event.SIGN_IN, meeting.code, content, by=by, at=moment)
    return made


def _check_door(meeting: Meeting, at: datetime) -> None:
    ready = meeting.state == MeetingState.CONVENED and at >= meeting.starts_at - EARLY
    if meeting.state != MeetingState.OPEN and not ready:
        raise Refused(_("现在不能签到：会议还没开始，或者已经结束。"), "door_shut")


def _proxy_key(
    meeting: Meeting, seat: Seat, name: str, proxy_seat: Seat | None, *, written_word: bool
) -> str:
    allowed = TABLE[meeting.council.kind].proxy  # type: ignore[index]
    if allowed == Proxy.NONE:
        raise Refused(_("这种会议依法要本人到会，不能由别人代。"), "no_proxy", field="proxy")
    if not name or not written_word:
        raise Invalid(
            _("代理要写明代理人的名字，并且收到本人的书面委托。"), "not_written", field="proxy"
        )
    inside = proxy_seat is not None and proxy_seat.household == seat.household
    if allowed == Proxy.HOUSEHOLD and not inside:
        raise Refused(_("这种会议只能委托本户的人。"), "other_household", field="proxy")
    key = tokens.keyed_hash("council-proxy", f"{proxy_seat.ref if proxy_seat else name}")
    others = meeting.attendance.filter(proxy_key=key).exclude(seat__household=seat.household)
    if others.exists():
        raise Refused(
            _("%(name)s已经代理了另一户。一个人只能代理一户。") % {"name": name},
            "proxy_twice",
            field="proxy",
        )
    return key


def deliberate(
    *, item: AgendaItem, text: str, by: Person, at: datetime | None = None
) -> AgendaItem:
    """Write down what was said about a topic; from the first time it counts as deliberated."""
    text, moment = needed(text), clock.at_or_now(at)
    meeting, topic = item.meeting, item.topic
    rules.check_desk(meeting.council.place, by)
    if meeting.state != MeetingState.OPEN:
        raise Refused(_("会议还没有开始，或者已经结束。"), "not_open")
    if topic.state == State.SCHEDULED:
        with TOPIC.step("deliberate", topic, by=by, at=moment) as step:
            step.say(text)
            step.data = {"meeting": meeting.code}
            item.minutes = text
            item.save(update_fields=["minutes"])
        return item
    with transaction.atomic():
        item.minutes = text
        item.save(update_fields=["minutes"])
        content = {"topic": topic.code}
        written(Event.MINUTE, meeting.code, content, by=by, at=moment, said=text)
    return item


def hold(
    *,
    meeting: Meeting,
    by: Person,
    minutes: str = "",
    problems: int | None = None,
    solved: int = 0,
    at: datetime | None = None,
) -> Meeting:
    """End the meeting with its minutes. Every topic must have its record, every vote its close."""
    moment = clock.at_or_now(at)
    with changing(meeting, by, {MeetingState.OPEN}) as fresh:
        missing = [i.topic.title for i in meeting.agenda.select_related("topic") if not i.minutes]
        if missing:
            raise Refused(
                _("还没有写记录：%(what)s。") % {"what": "、".join(missing)}, "no_minutes"
            )
        if meeting.votes.open().exists():
            raise Refused(_("还有表决没有截止，请先截止。"), "vote_open")
        fresh.state, fresh.held_at = MeetingState.HELD, moment
        fresh.minutes = words.clean(minutes, most=20_000, field="minutes")
        fresh.problems = meeting.agenda.count() if problems is None else problems
        fresh.solved = solved
        check_solved(fresh.problems, fresh.solved)
        fresh.save(update_fields=["state", "held_at", "minutes", "problems", "solved"])
        content = {"problems": fresh.problems, "solved": solved, "topics": agenda_of(meeting)}
        written(Event.HOLD, meeting.code, content, by=by, at=moment, said=fresh.minutes)
    for name in ("state", "held_at", "minutes", "problems", "solved"):
        setattr(meeting, name, getattr(fresh, name))
    return meeting


@contextmanager
def changing(meeting: Meeting, by: Person, states: set[MeetingState]) -> Iterator[Meeting]:
    """Lock a meeting in one of `states`, for whoever runs it."""
    rules.check_desk(meeting.council.place, by)
    with transaction.atomic():
        fresh = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if fresh.state not in states:
            raise Refused(
                _("这场会现在是“%(state)s”，不能这样办。") % {"state": fresh.get_state_display()},
                "wrong_state",
            )
        yield fresh


def agenda_of(meeting: Meeting) -> list[str]:
    """The numbers of its topics."""
    return list(meeting.agenda.values_list("topic__code", flat=True))


def letter(meeting: Meeting, seat: Seat) -> Letter:
    when = timezone.localtime(meeting.starts_at)
    said = gettext_noop("请您参加：%(title)s，%(when)s，在%(where)s。")
    words = {
        "title": meeting.title,
        "when": f"{when:%Y-%m-%d %H:%M}",
        "where": meeting.where,
    }
    return Letter(said, seat.person, words, link=f"/council/seat/{seat.token}/")


def check_solved(problems: int, solved: int) -> None:
    """Raise `Invalid` where more was solved than raised."""
    if problems < 0 or solved < 0 or solved > problems:
        raise Invalid(_("解决的不能比提出的多。"), "solved", field="solved")
