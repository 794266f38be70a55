"""What residents read: their community's councils, topics, meetings and resolutions."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.council.enums import Choice, Kind, MeetingState, State
from sanan.council.models import (
    ActionItem,
    Meeting,
    Opinion,
    Resolution,
    Statement,
    Topic,
    Vote,
    Work,
)
from sanan.council.opinion.consultation import SMALL, consult
from sanan.council.rules.quorum import TABLE, TWO_THIRDS, Facts, judge, square_metres
from sanan.kit.errors import Missing
from sanan.ledger.models import Entry
from sanan.ledger.queries import receipts
from sanan.places.models import Place, beyond
from sanan.process.enums import Satisfaction

SHOWN = 30
KNOWN = Q(opinions__known=True)


@dataclass(frozen=True, slots=True)
class Community:
    """One place's page: figures of the year, what is open, what was decided."""

    place: Place
    held: int
    problems: int
    solved: int
    coming: Iterable[Meeting]
    topics: Iterable[Topic]
    done: Iterable[Topic]
    resolutions: Iterable[Resolution]
    meetings: Sequence[Meeting]


def community(place: Place, now: datetime) -> Community:
    """Everything at or under `place`, and of bodies above it, in a fixed number of statements."""
    at = around(place, "council__place")
    meetings = Meeting.objects.public().filter(at).select_related("council")
    year = timezone.localdate(now).year
    held = meetings.filter(state=MeetingState.HELD, starts_at__year=year)
    totals = held.values_list("problems", "solved")
    topics = Topic.objects.public().filter(around(place, "place")).select_related("place")
    ended = [State.DONE, State.EVALUATED]
    resolutions = Resolution.objects.published().filter(around(place, "topic__place"))
    return Community(
        place=place,
        held=len(totals),
        problems=sum(p for p, _s in totals),
        solved=sum(s for _p, s in totals),
        coming=meetings.filter(state__in=[MeetingState.CONVENED, MeetingState.OPEN]).order_by(
            "starts_at"
        )[:SHOWN],
        topics=topics.exclude(state__in=ended).order_by("-admitted_at")[:SHOWN],
        done=topics.filter(state__in=ended).order_by("-done_at")[:SHOWN],
        resolutions=resolutions.select_related("topic").order_by("-published_at")[:SHOWN],
        meetings=list(meetings.filter(state=MeetingState.HELD).order_by("-starts_at")[:SHOWN]),
    )


def around(place: Place, field: str) -> Q:
    """What lies at, under or above `place`."""
    under = Q(**{f"{field}__path__gte": place.path, f"{field}__path__lt": beyond(place.path)})
    step = Place.steplen
    above = [place.path[:end] for end in range(step, len(place.path), step)]
    return under | Q(**{f"{field}__path__in": above})


def public_topic(code: str) -> Topic:
    """A topic that anyone may read. Raises `Missing`."""
    found = Topic.objects.public().select_related("place", "council", "case")
    topic = found.filter(code=code).first()
    if topic is None:
        raise Missing(_("没有找到，或者还没有公开。"), "no_topic")
    return topic


def public_meeting(code: str) -> Meeting:
    """A meeting that was announced. Raises `Missing`."""
    found = Meeting.objects.public().select_related("council__place").filter(code=code).first()
    if found is None:
        raise Missing(_("没有找到，或者还没有公开。"), "no_meeting")
    return found


def public_resolution(code: str) -> Resolution:
    """A published resolution. Raises `Missing`."""
    found = Resolution.objects.published().filter(code=code)
    made = found.select_related("topic__place", "vote__meeting__council").first()
    if made is None:
        raise Missing(_("没有找到，或者还没有公开。"), "no_resolution")
    return made


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its plain numbers, and this visitor's own stance."""

    statement: Statement
    agrees: int
    disagrees: int
    passes: int
    mine: int | None


@dataclass(frozen=True, slots=True)
class Mood:
    """What a consultation thinks; `united` and `groups` only where enough took part.

    `united`: every statement, with how many agree of how many, that two thirds of those who said
    something on it agree with, among all and in every group; none is left out for want of room.
    All numbers are of people who are known; `apart` is how many phones without a sign-in spoke too.
    """

    voters: int
    apart: int
    said: Sequence[Said]
    united: Sequence[tuple[str, int, int]]
    groups: Sequence[tuple[int, Sequence[str]]]


def mood(topic: Topic, voter: str) -> Mood:
    """Every statement counted; from thirty people on, groups and what unites them."""
    statements = list(
        topic.statements.annotate(
            agrees=Count("opinions", filter=KNOWN & Q(opinions__stance=1)),
            disagrees=Count("opinions", filter=KNOWN & Q(opinions__stance=-1)),
            passes=Count("opinions", filter=KNOWN & Q(opinions__stance=0)),
        ).order_by("pk")
    )
    given = Opinion.objects.filter(statement__topic=topic)
    mine = dict(given.filter(voter=voter).values_list("statement", "stance")) if voter else {}
    said = [Said(s, s.agrees, s.disagrees, s.passes, mine.get(s.pk)) for s in statements]
    each = dict(given.values_list("known").annotate(n=Count("voter", distinct=True)).order_by())
    voters = each.get(True, 0)
    united, groups = _grouped(topic, statements) if voters >= SMALL else ((), ())
    return Mood(voters, each.get(False, 0), said, united, groups)


def _grouped(topic: Topic, statements: Sequence[Statement]) -> tuple[Any, Any]:
    votes = Opinion.objects.filter(statement__topic=topic, known=True).order_by("pk")
    found = consult((v, str(s), c) for v, s, c in votes.values_list("voter", "statement", "stance"))
    text = {str(s.pk): s.text for s in statements}
    few = {c.statement for c in found.counts if c.few}
    apart = {
        row.statement
        for row in found.representative
        if row.seen and not TWO_THIRDS.met(row.agrees, row.seen)
    }
    united = [
        (text[count.statement], count.agrees, count.seen)
        for count in sorted(found.counts, key=lambda c: -found.consensus.get(c.statement, 0))
        if count.statement not in few | apart and TWO_THIRDS.met(count.agrees, count.seen)
    ]
    groups = []
    for number, group in enumerate(found.groups):
        if group.small:  # so few would be persons, not an opinion
            continue
        rows = [r for r in found.representative if r.group == number and r.statement not in few]
        marked = sorted(rows, key=lambda r: -r.repness * r.p)[:3]
        groups.append((group.size, [text[r.statement] for r in marked]))
    return united, groups


def result_lines(vote: Vote) -> list[dict[str, Any]]:
    """Each comparison of a closed vote, as it was counted; in the reader's words.

    Where the rule has changed since and would give other figures, the words of the close stand.
    """
    kept = list(vote.result.get("lines", []))
    if "facts" not in vote.result:
        return kept
    kind, facts = Kind(vote.meeting.council.kind), Facts(**vote.result["facts"])
    told = [asdict(line) for line in judge(kind, facts, special=vote.special).lines]
    same = [line["figures"] for line in told] == [line["figures"] for line in kept]
    return told if same else kept


def law_of(vote: Vote) -> str:
    """The law by which a vote is judged, in the reader's words."""
    return str(TABLE[Kind(vote.meeting.council.kind)].law)


def result_counts(result: dict[str, Any]) -> list[tuple[str, int, str]]:
    """Choice, number and area of a closed vote; the area is empty where it does not weigh."""
    weighed = bool(result.get("facts", {}).get("area"))
    return [
        (
            str(Choice(c).label),
            result["people"][c],
            square_metres(result["area"][c]) if weighed else "",
        )
        for c in Choice.values
        if result
    ]


def items_of(topic: Topic) -> list[ActionItem]:
    """The tasks that follow from its resolutions."""
    found = ActionItem.objects.filter(resolution__topic=topic)
    return list(found.select_related("owner", "case").order_by("due_on"))


def ratings_of(rated: Topic | Work) -> list[tuple[str, int]]:
    """How many people who are known said what about the result; last, how many others spoke."""
    rows = rated.ratings.values_list("satisfaction", "known").annotate(n=Count("pk")).order_by()
    counted = {said: n for said, known, n in rows if known}
    apart = sum(n for _said, known, n in rows if not known)
    told = [(str(s.label), counted[s.value]) for s in Satisfaction if s.value in counted]
    return [*told, *([(_("另有没登录的手机"), apart)] if apart else [])]


def receipt_path(entry_id: int | None) -> str:
    """The page of a ledger entry, whose receipt anyone may check."""
    entry = Entry.objects.filter(pk=entry_id).first() if entry_id else None
    return receipts.path_of(entry) if entry else ""
