"""What waits for a person in this room: to admit, to hold, to count, to carry out, to claim, to vote."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanan.council.enums import DESK, ListState, MeetingState, ResolutionState, State, Way
from sanan.council.models import CommitteeSeat, Meeting, Need, Resolution, Seat, Topic, Vote
from sanan.council.rules.meetings import EARLY
from sanan.council.rules.quorum import TABLE
from sanan.kit.dates import end_of
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.process.declare import Sentence
from sanan.process.work import WorkItem

MOST = 12


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Everything of this room that waits for this person, each kind in one statement."""
    if {post.role for post in people.posts(person)} & set(DESK):
        yield from _topics(person)
        yield from _meetings(person, now)
        yield from _votes(person)
        yield from _resolutions(person)
    yield from _needs(person, now)
    yield from _ballots(person, now)


def _item(
    thing: Any, page: str, title: str, do: Sentence, place: Place, due: datetime | None = None
) -> WorkItem:
    href = reverse(page, args=[thing.code])
    return WorkItem("council", title, href, thing.get_state_display(), do, place.spoken, due)


def _topics(person: Person) -> Iterator[WorkItem]:
    rows = Topic.objects.filter(below(person, DESK), state__in=[State.PROPOSED, State.IN_EXECUTION])
    for topic in rows.select_related("place").order_by("proposed_at")[:MOST]:
        do = _("受理") if topic.state == State.PROPOSED else _("办完公开结果")
        yield _item(topic, "council_staff:topic", topic.title, do, topic.place)


def _meetings(person: Person, now: datetime) -> Iterator[WorkItem]:
    """To announce while the law's notice can be kept, to open on the day, to record and end."""
    rows = Meeting.objects.filter(below(person, DESK, "council__place")).filter(
        Q(state=MeetingState.PLANNED)
        | Q(state=MeetingState.CONVENED, starts_at__lte=now + EARLY)
        | Q(state=MeetingState.OPEN)
    )
    for each in rows.select_related("council__place").order_by("starts_at")[:MOST]:
        do, due = {
            MeetingState.PLANNED: (_("发通知"), _last_notice(each)),
            MeetingState.CONVENED: (_("开会"), each.starts_at),
            MeetingState.OPEN: (_("写记录、散会"), each.starts_at),
        }[MeetingState(each.state)]
        yield _item(each, "council_staff:meeting", each.title, do, each.council.place, due)


def _last_notice(meeting: Meeting) -> datetime:
    days = TABLE[meeting.council.kind].notice_days  # type: ignore[index] # the column holds a Kind
    return end_of(meeting.day - timedelta(days=days))


def _votes(person: Person) -> Iterator[WorkItem]:
    """Papers that others have entered and this person has not, or a vote to be closed."""
    rows = Vote.objects.open().filter(below(person, DESK, "meeting__council__place"))
    papers, mine = Q(door_ballots__way=Way.PAPER), Q(door_ballots__by=person)
    seats = partial(Count, "door_ballots__seat", distinct=True)
    counted: QuerySet[Any] = rows.annotate(
        by_others=seats(filter=papers & ~mine), by_me=seats(filter=papers & mine)
    )
    for vote in counted.select_related("meeting__council__place").order_by("opened_at")[:MOST]:
        do = _("再录一遍纸票") if vote.by_others > vote.by_me else _("截止并计票")
        at = vote.meeting.council.place
        yield _item(vote, "council_staff:vote", vote.question, do, at, vote.closes_at)


def _resolutions(person: Person) -> Iterator[WorkItem]:
    """To publish; once published, to hand out."""
    rows = Resolution.objects.filter(below(person, DESK, "vote__meeting__council__place")).filter(
        Q(state=ResolutionState.ADOPTED)
        | Q(state=ResolutionState.PUBLISHED, topic__state=State.RESOLVED)
    )
    for made in rows.select_related("topic__place").order_by("adopted_at")[:MOST]:
        do = _("公示") if made.state == ResolutionState.ADOPTED else _("分派去办")
        yield _item(made, "council_staff:resolution", made.topic.title, do, made.topic.place)


def _needs(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Of other organisations in the committees where this person sits: to be claimed."""
    held = CommitteeSeat.objects.on(timezone.localdate(now)).filter(person=person)
    rows = Need.objects.filter(state=ListState.OPEN, committee__in=held.values("committee"))
    rows = rows.exclude(org__in=held.values("org")).select_related("committee__place")
    for need in rows.order_by(F("due_on").asc(nulls_last=True), "raised_at")[:MOST]:
        due = end_of(need.due_on) if need.due_on else None
        at = need.committee.place
        yield _item(need, "council_staff:need", need.title, _("认领"), at, due)


def _ballots(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Open votes of bodies in which this person has a seat and has not been heard."""
    seats = Seat.objects.on(timezone.localdate(now)).filter(person=person)
    votes = Vote.objects.open().filter(meeting__council__in=seats.values("council"))
    votes = votes.exclude(Q(closes_at__lt=now) | Q(ballots__seat__in=seats))
    for vote in votes.select_related("meeting__council__place").order_by("opened_at")[:MOST]:
        href = reverse("council:seat", args=[vote.meeting.code])
        at, state = vote.meeting.council.place.spoken, vote.get_state_display()
        yield WorkItem("council", vote.question, href, state, _("投票"), at, vote.closes_at)
