"""An owners' committee: called, candidates, a secret vote on each of them, the term."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sanan.council import actions as council
from sanan.council.enums import Level, Matter, MeetingState, Source, VoteState
from sanan.council.models import Meeting, Topic, Vote
from sanan.estates.enums import LEAST_SEATS, MOST_SEATS, CommitteeState
from sanan.estates.models import Candidate, Dwelling, Estate, OwnersCommittee
from sanan.estates.rules.estates import COMMITTEE
from sanan.kit import words
from sanan.kit.dates import span, years_on
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Person
from sanan.process.step import Step

LIVE = (
    CommitteeState.NOMINATING,
    CommitteeState.PUBLICISED,
    CommitteeState.VOTING,
    CommitteeState.SEATED,
)
LONGEST_YEARS = 5


@COMMITTEE.action("call")
def call(
    *,
    estate: Estate,
    number: int,
    seats: int,
    begins_on: date,
    ends_on: date,
    by: Person,
    at: datetime | None = None,
) -> OwnersCommittee:
    """Begin with a term: which one, how many seats, from when to when.

    Five to eleven seats, an odd number, at most five years (建房〔2009〕274号, 物业管理条例). Raises
    `Refused` where the term overlaps another of the estate.
    """
    if not LEAST_SEATS <= seats <= MOST_SEATS or seats % 2 == 0:
        raise Invalid(_("业主委员会由 5 至 11 人的单数组成。"), "seats", field="seats")
    if ends_on <= begins_on:
        raise Invalid(_("任期的最后一天早于第一天。"), "dates", field="ends_on")
    if ends_on >= years_on(begins_on, LONGEST_YEARS):
        raise Invalid(_("任期不超过五年。"), "too_long", field="ends_on")
    made = OwnersCommittee(
        estate=estate,
        place=estate.place,
        number=number,
        seats=seats,
        begins_on=begins_on,
        ends_on=ends_on,
    )
    try:
        with COMMITTEE.begin("call", made, by=by, at=at) as step:
            Estate.objects.select_for_update().get(pk=estate.pk)
            _check_terms(made)
            step.say(_("第 %(n)d 届，%(span)s") % {"n": number, "span": span(begins_on, ends_on)})
    except IntegrityError:
        raise Refused(_("已经有这一届了，请核对届次。"), "twice", field="number") from None
    return made


def _check_terms(made: OwnersCommittee) -> None:
    for other in made.estate.committees.filter(state__in=[*LIVE, CommitteeState.ENDED]):
        if made.begins_on <= other.ends_on and other.begins_on <= made.ends_on:
            raise Refused(
                _("和第 %(n)d 届的任期（%(span)s）重叠。请改任期的第一天。")
                % {"n": other.number, "span": span(other.begins_on, other.ends_on)},
                "terms_overlap",
                field="begins_on",
            )


@COMMITTEE.action("stand")
def stand(
    *,
    committee: OwnersCommittee,
    dwelling: Dwelling,
    name: str = "",
    says: str = "",
    by: Person,
    at: datetime | None = None,
) -> Candidate:
    """Somebody stands: an owner, by the dwelling that is theirs; the name is public from now."""
    name = words.clean_line(name, most=40, field="name") or dwelling.owner
    if words.bare_name(name) != words.bare_name(dwelling.owner):
        raise Invalid(
            _("候选人要是业主本人，这套房登记的业主不是这个名字。"), "no_owner", field="name"
        )
    with COMMITTEE.step("stand", committee, by=by, at=at) as step:
        if dwelling.estate_id != step.thing.estate_id:
            raise Invalid(_("这套房不在这个小区。"), "elsewhere", field="dwelling")
        same = {dwelling.pk, *_others_of(dwelling)}
        if step.thing.candidates.filter(dwelling__in=same, name=dwelling.owner).exists():
            raise Refused(_("这位业主已经是候选人了。"), "twice", field="dwelling")
        made = Candidate.objects.create(
            committee=step.thing,
            dwelling=dwelling,
            name=dwelling.owner,
            says=words.clean(says, most=500, field="says"),
        )
        step.say(made.name)
    return made


def _others_of(dwelling: Dwelling) -> list[int]:
    """Further dwellings of the same owner in the same estate."""
    if not dwelling.owner_hash:
        return []
    same = Dwelling.objects.filter(estate=dwelling.estate_id, owner_hash=dwelling.owner_hash)
    return list(same.filter(owner=dwelling.owner).values_list("pk", flat=True))


@COMMITTEE.action("publicise")
def publicise(
    *,
    committee: OwnersCommittee,
    starts_at: datetime,
    where: str,
    by: Person,
    at: datetime | None = None,
) -> OwnersCommittee:
    """Show the candidates and call all owners, as early as the law wants it."""
    with COMMITTEE.step("publicise", committee, by=by, at=at) as step:
        assembly = step.thing.estate.assembly
        assert assembly is not None  # noqa: S101 - the rule has asked
        meeting = council.plan(
            council=assembly,
            title=_("业主大会：选举第 %(n)d 届业主委员会") % {"n": step.thing.number},
            starts_at=starts_at,
            where=where,
            by=by,
            at=step.at,
        )
        for each in step.thing.candidates.all():
            each.topic = _topic(step, each, by)
            each.save(update_fields=["topic"])
            council.schedule(topic=each.topic, meeting=meeting, by=by, at=step.at)
        council.convene(meeting=meeting, by=by, at=step.at)
        step.set(meeting=meeting)
        step.data = {"meeting": meeting.code}
    return committee


def _topic(step: Step[OwnersCommittee], candidate: Candidate, by: Person) -> Topic:
    topic = council.propose(
        title=_("选%(name)s当业主委员会委员") % {"name": candidate.name},
        text=candidate.says or _("第 %(n)d 届业主委员会候选人。") % {"n": step.thing.number},
        place=step.thing.place,
        source=Source.MEMBER,
        level=Level.ESTATE,
        matter=Matter.OWNERS,
        by=by,
        at=step.at,
    )
    assembly = step.thing.estate.assembly
    assert assembly is not None  # noqa: S101 - the rule has asked
    return council.admit(topic=topic, by=by, council=assembly, at=step.at)


@COMMITTEE.action("ask")
def ask(*, committee: OwnersCommittee, by: Person, at: datetime | None = None) -> OwnersCommittee:
    """Open the meeting and one secret vote for each candidate."""
    with COMMITTEE.step("ask", committee, by=by, at=at) as step:
        meeting = Meeting.objects.select_related("council__place").get(election=step.thing)
        if meeting.state == MeetingState.CONVENED:
            council.begin(meeting=meeting, by=by, at=step.at)
        for each in step.thing.candidates.select_related("topic__place"):
            assert each.topic is not None  # noqa: S101 - given when they were shown
            item = meeting.agenda.select_related("topic__place").get(topic=each.topic)
            said = _("候选人已按期公示。")
            council.deliberate(meeting=meeting, item=item, text=said, by=by, at=step.at)
            each.vote = council.open_vote(
                meeting=meeting,
                topic=Topic.objects.select_related("place").get(candidate=each),
                question=each.topic.title,
                secret=True,
                by=by,
                at=step.at,
            )
            each.save(update_fields=["vote"])
    return committee


@COMMITTEE.action("count")
def count(*, committee: OwnersCommittee, by: Person, at: datetime | None = None) -> OwnersCommittee:
    """Close every vote; those whom the law's shares carry are elected, most votes first.

    Where several have the same number for the last seat, none of them has it: they are voted on
    again. Fewer than half of the seats filled: the election has failed.
    """
    with COMMITTEE.step("count", committee, by=by, at=at) as step:
        each_one = list(step.thing.candidates.select_related("topic__place"))
        votes = {each.pk: _closed(each, by, step.at) for each in each_one}
        seated = _seated(each_one, votes, step.thing.seats)
        for each in each_one:
            each.elected = each.pk in seated
            each.save(update_fields=["elected"])
            _settle(each, votes[each.pk], by, step.at)
        _end(step.thing, by, step.at)
        enough = len(seated) * 2 >= step.thing.seats
        step.target = CommitteeState.SEATED if enough else CommitteeState.FAILED
        step.data = {"elected": len(seated), "seats": step.thing.seats}
        names = "、".join(each.name for each in each_one if each.elected)
        step.say(names or _("没有人达到法定的人数和面积。"))
    return committee


def _closed(candidate: Candidate, by: Person, at: datetime) -> Vote:
    rows = Vote.objects.select_related("meeting__council__place", "topic__place")
    vote = rows.get(candidate=candidate)
    if vote.state == VoteState.OPEN:
        council.close_vote(vote=vote, by=by, at=at)
    return vote


def _seated(candidates: Sequence[Candidate], votes: dict[int, Vote], seats: int) -> set[int]:
    """Who is elected: valid votes, most for by number, then by area; a tie at the edge seats none."""

    def rank(pk: int) -> tuple[int, int]:
        result = votes[pk].result
        return result["people"]["for"], result["area"]["for"]

    valid = sorted((c.pk for c in candidates if votes[c.pk].result.get("valid")), key=rank)
    valid.reverse()
    if len(valid) <= seats:
        return set(valid)
    edge = rank(valid[seats])
    return {pk for pk in valid[:seats] if rank(pk) > edge}


def _settle(candidate: Candidate, vote: Vote, by: Person, at: datetime) -> None:
    """What the council's own record says of it: a resolution, or put aside."""
    assert candidate.topic is not None  # noqa: S101 - given when they were shown
    candidate.topic.refresh_from_db()
    if candidate.elected:
        council.publish(
            resolution=council.adopt(vote=vote, text=vote.question, by=by, at=at), by=by, at=at
        )
    else:
        council.shelve(topic=candidate.topic, text=_("没有当选。"), by=by, at=at)


def _end(committee: OwnersCommittee, by: Person, at: datetime) -> None:
    meeting = Meeting.objects.select_related("council__place").get(election=committee)
    if meeting.state == MeetingState.OPEN and not meeting.votes.open().exists():
        council.hold(meeting=meeting, by=by, minutes="", solved=0, at=at)


@COMMITTEE.action("end")
def end(
    *, committee: OwnersCommittee, text: str, by: Person, at: datetime | None = None
) -> OwnersCommittee:
    """The term is over."""
    with COMMITTEE.step("end", committee, by=by, at=at) as step:
        step.say(words.needed(text, most=300))
    return committee
