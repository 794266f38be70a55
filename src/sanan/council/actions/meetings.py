"""A meeting from its notice to its minutes."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.council.enums import State, Way
from sanan.council.models import AgendaItem, Attendance, Meeting, Seat
from sanan.council.queries.roll import check_term
from sanan.council.rules import MEETING, TOPIC
from sanan.council.rules.quorum import TABLE, Proxy
from sanan.kit import tokens, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.words import needed
from sanan.people.actions.notices import Letter, notify_all
from sanan.people.models import Person
from sanan.process.declare import Relation
from sanan.process.step import Step


@MEETING.action("convene")
def convene(*, meeting: Meeting, by: Person, at: datetime | None = None) -> Meeting:
    """Send the invitations, while the law's notice can be kept."""
    with MEETING.step("convene", meeting, by=by, at=at) as step:
        step.thing.convened_at = step.at
        seats = list(step.thing.council.seats.on(step.thing.day).select_related("person"))
        step.data = {"seats": [s.ref for s in seats], "topics": agenda_of(meeting)}
        letters = [letter(step.thing, s) for s in seats if s.person]
        step.then(lambda _step: notify_all(letters=letters, at=step.at))
    return meeting


@MEETING.action("begin")
def begin(*, meeting: Meeting, by: Person, at: datetime | None = None) -> Meeting:
    """Open the meeting: sign-in and votes from now."""
    with MEETING.step("begin", meeting, by=by, at=at) as step:
        step.thing.begun_at = step.at
        step.data = {"topics": agenda_of(meeting)}
    return meeting


@MEETING.action("sign_in")
def sign_in(
    *,
    meeting: Meeting,
    seat: Seat,
    way: Way,
    by: Person | None = None,
    proxy: str = "",
    proxy_seat: Seat | None = None,
    written_word: bool = False,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Attendance:
    """Note that a member is there, or a proxy for them. `by` is staff, or nobody by one's own code.

    Raises `Refused` where the term has ended, the law knows no proxy here, or the proxy already
    stands for another household.
    """
    way = Way(way)
    if seat.council_id != meeting.council_id:
        raise Invalid(_("这位不在这个组织的名册上。"), "not_on_roll", field="seat")
    check_term(seat, meeting.day)
    name = proxy_seat.name if proxy_seat else words.clean_line(proxy, most=40, field="proxy")
    with MEETING.step("sign_in", meeting, by=by, at=at, relation=relation) as step:
        key = (
            _proxy_key(step.thing, seat, name, proxy_seat, written_word=written_word)
            if way == Way.PROXY
            else None
        )
        made = _attend(step, seat, way, name, key)
        step.data = {"seat": seat.ref, "way": str(way)}
        step.say(made.proxy)
    return made


def _attend(step: Step[Meeting], seat: Seat, way: Way, name: str, key: str | None) -> Attendance:
    try:
        with transaction.atomic():
            return Attendance.objects.create(
                meeting=step.thing,
                seat=seat,
                way=way,
                proxy=name if key else "",
                proxy_key=key,
                at=step.at,
                by=step.by,
            )
    except IntegrityError:
        raise Refused(_("已经签到了，不用再签。"), "twice") from None


def _proxy_key(
    meeting: Meeting, seat: Seat, name: str, proxy_seat: Seat | None, *, written_word: bool
) -> str:
    """Who the proxy is, by the roll where they are on it; refused where they stand for others."""
    allowed = TABLE[meeting.council.kind].proxy  # type: ignore[index] # the column holds a Kind
    if allowed == Proxy.NONE:
        raise Refused(_("这种会议依法要本人到会，不能由别人代。"), "no_proxy", field="proxy")
    if not name or not written_word:
        raise Invalid(
            _("代理要写明代理人的名字，并且收到本人的书面委托。"), "not_written", field="proxy"
        )
    found = proxy_seat or _on_the_roll(meeting, name)
    inside = found is not None and bool(seat.household) and found.household == seat.household
    if allowed == Proxy.HOUSEHOLD and not inside:
        raise Refused(_("这种会议只能委托本户的人。"), "other_household", field="proxy")
    key = tokens.keyed_hash("council-proxy", found.ref if found else words.bare_name(name))
    others = meeting.attendance.filter(proxy_key=key)
    if seat.household:
        others = others.exclude(seat__household=seat.household)
    if others.exists():
        raise Refused(
            _("%(name)s已经代理了另一户。一个人只能代理一户。") % {"name": name},
            "proxy_twice",
            field="proxy",
        )
    return key


def _on_the_roll(meeting: Meeting, name: str) -> Seat | None:
    """The member of that name, however it is spelt; of several, one must be picked."""
    wanted = words.bare_name(name)
    roll = meeting.council.seats.on(meeting.day)
    found = [seat for seat in roll if words.bare_name(seat.name) == wanted]
    if len(found) > 1:
        raise Invalid(
            _("名册上有几位%(name)s，请从名册上选是哪一位。") % {"name": name},
            "several",
            field="proxy_seat",
        )
    return found[0] if found else None


@MEETING.action("deliberate")
def deliberate(
    *, meeting: Meeting, item: AgendaItem, text: str, by: Person, at: datetime | None = None
) -> AgendaItem:
    """Write down what was said about a topic; from the first time it counts as deliberated."""
    text = needed(text)
    with MEETING.step("deliberate", meeting, by=by, at=at) as step:
        item.minutes = text
        item.save(update_fields=["minutes"])
        step.say(text)
        step.data = {"topic": item.topic.code}
        if item.topic.state == State.SCHEDULED:
            with TOPIC.step("deliberate", item.topic, by=by, at=step.at) as told:
                told.say(text)
                told.data = {"meeting": meeting.code}
    return item


@MEETING.action("hold")
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
    minutes = words.clean(minutes, most=20_000, field="minutes")
    raised = meeting.agenda.count() if problems is None else problems
    check_solved(raised, solved)
    with MEETING.step("hold", meeting, by=by, at=at) as step:
        step.set(held_at=step.at, minutes=minutes, problems=raised, solved=solved)
        step.data = {"topics": agenda_of(meeting)}
        step.say(minutes)
    return meeting


def agenda_of(meeting: Meeting) -> list[str]:
    """The numbers of its topics."""
    return list(meeting.agenda.values_list("topic__code", flat=True))


def letter(meeting: Meeting, seat: Seat) -> Letter:
    """The invitation of a member who has an account."""
    when = timezone.localtime(meeting.starts_at)
    said = gettext_noop("请您参加：%(title)s，%(when)s，在%(where)s。")
    words = {"title": meeting.title, "when": f"{when:%Y-%m-%d %H:%M}", "where": meeting.where}
    return Letter(said, seat.person, words, link=f"/council/seat/{meeting.code}/")


def check_solved(problems: int, solved: int) -> None:
    """Raise `Invalid` where more was solved than raised."""
    if problems < 0 or solved < 0 or solved > problems:
        raise Invalid(_("解决的不能比提出的多。"), "solved", field="solved")
