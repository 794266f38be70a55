"""Topics and votes among what a phone or a number has to do with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sanan.council.enums import ResolutionState, State, VoteState
from sanan.council.models import Ballot, DoorBallot, Seat, Topic, Vote, VoterKey
from sanan.council.rules import states
from sanan.kit import dates
from sanan.kit.tones import Tone
from sanan.people.models import Person
from sanan.slips.declare import Item, Kind, Sentence

NEWEST = 50


def _items(codes: Sequence[str]) -> Iterable[Item]:
    for topic in Topic.objects.filter(code__in=codes).select_related("place"):
        yield Item(
            topic.code,
            topic.title,
            reverse("council:raised", args=[topic.code]),
            topic.get_state_display(),
            topic.proposed_at,
            topic.place.spoken,
            states.TOPIC.tone(topic.state),
        )


def _of(person: Person) -> Iterable[str]:
    mine = Topic.objects.filter(proposer=person).order_by("-proposed_at")
    return mine.values_list("code", flat=True)


TOPIC = Kind("topic", _("提的议题"), _items, _of)


@dataclass(frozen=True, slots=True)
class Right:
    """That a seat may vote in a vote, and whether something came in for it: that, never what."""

    vote: Vote
    seat: Seat
    voted: bool


def _votes_of(person: Person) -> Iterable[str]:
    return [f"seat {pk}" for pk in person.council_seats.values_list("pk", flat=True)]


def _vote_items(refs: Sequence[str]) -> Iterator[Item]:
    """By seats of whoever is signed in, and by keys that this phone has opened."""
    seats = [int(ref[5:]) for ref in refs if ref.startswith("seat ")]
    keys = [int(ref) for ref in refs if ref.isdecimal()]
    for right in _rights(seats, keys):
        yield _item(right)


def _rights(seats: list[int], keys: list[int]) -> Iterator[Right]:
    wanted = dict.fromkeys(Seat.objects.filter(pk__in=seats).values_list("pk", flat=True))
    opened = VoterKey.objects.filter(pk__in=keys, opened_at__isnull=False)
    by_key = set(opened.values_list("meeting", "seat"))
    rows = Seat.objects.filter(Q(pk__in=wanted) | Q(pk__in={seat for _m, seat in by_key}))
    of_council: dict[int, list[Seat]] = {}
    for seat in rows:
        of_council.setdefault(seat.council_id, []).append(seat)
    votes = Vote.objects.filter(meeting__council__in=of_council).select_related(
        "meeting__council__place", "topic", "resolution"
    )
    found = [
        (vote, seat)
        for vote in votes.order_by("-opened_at")[:NEWEST]
        for seat in of_council[vote.meeting.council_id]
        if (seat.pk in wanted or (vote.meeting_id, seat.pk) in by_key) and _held(seat, vote)
    ]
    said = _voted([vote for vote, _seat in found], list(rows))
    for vote, seat in found:
        yield Right(vote, seat, (vote.pk, seat.pk) in said)


def _held(seat: Seat, vote: Vote) -> bool:
    """Whether the seat stood on the roll of the day of the meeting."""
    day = vote.meeting.day
    return seat.since_on <= day and (seat.until_on is None or day <= seat.until_on)


def _voted(votes: list[Vote], seats: list[Seat]) -> set[tuple[int, int]]:
    """Of which something came in by any door; of a closed secret vote nothing is left."""
    found: set[tuple[int, int]] = set()
    for table in (Ballot, DoorBallot):
        rows = table.objects.filter(vote__in=votes, seat__in=seats)
        found |= set(rows.values_list("vote", "seat"))
    return found


def _item(right: Right) -> Item:
    vote, meeting = right.vote, right.vote.meeting
    state, tone, waits = _state(right)
    page = "council:seat" if vote.state == VoteState.OPEN else "council:meeting"
    return Item(
        f"{vote.code} {right.seat.ref}",
        vote.question,
        reverse(page, args=[meeting.code]),
        state,
        vote.closed_at or vote.opened_at,
        f"{meeting.council.place.spoken} · {meeting.council.name}",
        tone,
        waits=waits,
    )


def _state(right: Right) -> tuple[Sentence, Tone, bool]:
    vote = right.vote
    if vote.state == VoteState.OPEN:
        if right.voted:
            return _("投过了，截止以前可以改"), Tone.REST, False
        if vote.closes_at is None:
            return _("还没投"), Tone.SOON, True
        until = {"when": dates.moment(vote.closes_at)}
        return _now("还没投，%(when)s 截止") % until, Tone.SOON, True
    result, tone = _result(vote)
    if vote.secret:
        return result, tone, False
    mine = _now("您投过") if right.voted else _now("您没有投")
    return f"{result} · {mine}", tone, False


def _result(vote: Vote) -> tuple[str, Tone]:
    resolution = getattr(vote, "resolution", None)
    if resolution is not None and resolution.state == ResolutionState.PUBLISHED:
        return _now("通过了"), Tone.DONE
    if vote.result.get("valid") and vote.topic.state != State.SHELVED:
        return _now("已截止，等公布决议"), Tone.REST
    return _now("没有通过"), Tone.REST


VOTE = Kind("vote", _("表决"), _vote_items, _votes_of, coded=False, before="council-keys")
