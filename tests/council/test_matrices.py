"""Meetings, votes, resolutions, rolls and committees: every verb × state × actor (domain §2.3).

The community's desk runs everything; a member acts for their own seat only; nobody else does.
"""

from datetime import timedelta

import pytest

from matrix import read, same_verbs, walk
from sanan.council import actions
from sanan.council.enums import MeetingState, ResourceState, State, Way
from sanan.council.models import DoorBallot, Meeting, Resolution, Resource, Seat, Topic, Vote
from sanan.council.rules import COUNCIL, JOINT, MEETING, MEMBER, RESOLUTION, RESOURCE, VOTE
from sanan.kit import clock
from sanan.process.declare import OPERATOR

from .conftest import NOW, Hall
from .test_joint import Table

DAY = timedelta(days=1)
MEETINGS = read("""
    plan       -> planned : desk
    past       -> held : desk
    convene    planned -> convened : desk
    begin      convened -> open : desk
    sign_in    convened, open -> : desk, member
    deliberate open -> : desk
    hold       open -> held : desk
    rearrange  planned, convened -> : desk
    cancel     planned, convened -> cancelled : desk
    print_keys convened, open -> : desk
    use_key    convened, open -> : member
    claim_seat convened, open -> : member
    attach     planned, convened, open, held -> : desk
    detach     planned, convened, open, held -> : desk
""")
VOTES = read("""
    open      -> open : desk
    cast      open -> : member
    take_back open -> : member
    enter     open -> : desk
    hands     open -> : desk
    settle    open -> : desk
    close     open -> closed : desk
""")
RESOLUTIONS = read("""
    adopt   -> adopted : desk
    publish adopted -> published : desk
    assign  published -> : desk
""")
BODIES = read("""
    found -> standing : desk
    seat  standing -> : desk
    leave standing -> : desk
    roll  standing -> : desk
""")
COMMITTEES = read("""
    found     -> standing : desk
    seat      standing -> : desk
    leave     standing -> : desk
    mechanism standing -> : desk
    use       standing -> : desk
""")
RESOURCES = read("""
    offer   -> offered : desk, offerer
    retract offered -> withdrawn : desk, offerer
""")


def walked(process, table, hall: Hall, make, **more) -> None:
    """By the desk, the township above, a member by their own key, a stranger, and nobody."""
    people = {"desk": hall.secretary, "above": hall.dispatcher, "stranger": hall.stranger}
    people |= {"member": None, "nobody": None, **more}
    actors = {name: {name} for name in people} | {"above": {"desk"}}
    walk(
        process,
        table,
        actors,
        make=make,
        person=people.get,
        claim=lambda actor: MEMBER if actor == "member" else None,
    )


def meeting(hall: Hall, state: str) -> Meeting:
    """One to come in time for its notice, else one of today."""
    early = state in {"", MeetingState.PLANNED}
    made = Meeting(
        council=hall.council,
        title="会",
        where="厅",
        state=state or MeetingState.PLANNED,
        starts_at=clock.now() + (9 * DAY if early else timedelta(0)),
        held_at=clock.now() if state == MeetingState.HELD else None,
    )
    if state:
        made.save()
    return made


def test_meetings(hall):
    same_verbs(MEETING, MEETINGS)
    walked(MEETING, MEETINGS, hall, lambda state: meeting(hall, state))


def vote(hall: Hall, state: str, disputed: Seat | None = None) -> Vote:
    """A question on a topic that this very meeting has deliberated."""
    topic = hall.admitted()
    held = hall.opened(hall.council, topic)
    topic.refresh_from_db()
    made = Vote(meeting=held, topic=topic, question="？", opened_at=NOW, state=state or "open")
    if state == "closed":
        made.closed_at = NOW
    if state:
        made.save()
    if disputed:
        for way, choice in ((Way.ONLINE, "for"), (Way.HANDS, "against")):
            DoorBallot.objects.create(vote=made, seat=disputed, way=way, choice=choice, at=NOW)
    return made


@pytest.mark.parametrize("apart", ["settle", "close"])
def test_votes(hall, apart):
    """To settle there must be ballots that disagree, and then the vote cannot be closed."""
    same_verbs(VOTE, VOTES)
    (seat,) = hall.roll(hall.council, 1)
    disputed = seat if apart == "close" else None
    table = {name: line for name, line in VOTES.items() if name != apart}
    walked(
        VOTE, table, hall, lambda state: vote(hall, state, disputed if state == "open" else None)
    )
    code = {"settle": "agreed", "close": "disputed"}[apart]
    no = VOTE.reason(apart, vote(hall, "open", disputed), hall.secretary)
    assert (no and no.code) == code


def resolution(hall: Hall, state: str) -> Resolution:
    """From a valid vote, on a topic that waits to be carried out."""
    asked = vote(hall, "closed")
    asked.result = {"valid": True, "lines": [], "law": ""}
    asked.save()
    Topic.objects.filter(pk=asked.topic_id).update(state=State.RESOLVED, resolved_at=NOW)
    asked.topic.refresh_from_db()
    made = Resolution(topic=asked.topic, vote=asked, text="行", adopted_at=NOW)
    if state == "published":
        made.state, made.published_at, made.publish_until = state, NOW, NOW.date()
    if state:
        made.save()
    return made


def test_resolutions(hall):
    same_verbs(RESOLUTION, RESOLUTIONS)
    walked(RESOLUTION, RESOLUTIONS, hall, lambda state: resolution(hall, state))


def test_rolls(hall):
    same_verbs(COUNCIL, BODIES)
    walked(COUNCIL, BODIES, hall, lambda _state: hall.council)


def test_committees(hall):
    table = Table(hall)
    same_verbs(JOINT, COMMITTEES)
    walked(JOINT, COMMITTEES, hall, lambda _state: table.committee, seated=table.wire)


def test_resources(hall):
    table = Table(hall)

    def standing(state: str) -> Resource:
        made = actions.offer(
            committee=table.committee,
            org=table.power,
            title="查电线",
            by=None,
            relation=OPERATOR,
            at=NOW,
        )
        if state == ResourceState.WITHDRAWN:
            made.state, made.withdrawn_at = state, NOW
            made.save()
        return made

    same_verbs(RESOURCE, RESOURCES)
    walked(RESOURCE, RESOURCES, hall, standing, offerer=table.wire, other=table.head)
