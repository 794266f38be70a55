"""Two thousand owners, counted and counted again."""

import random

from sanan.council import actions
from sanan.council.actions.bodies import Door
from sanan.council.enums import Choice, Kind, Matter
from sanan.council.models import Ballot
from sanan.council.queries.recount import recount
from sanan.council.queries.roll import judged
from sanan.process.declare import OPERATOR

from .conftest import NOW


def test_two_thousand_owners(hall):
    dice = random.Random(3)  # noqa: S311 - not a secret
    areas = [dice.randrange(40_00, 180_00) for _n in range(2000)]
    council = actions.found(
        place=hall.estate,
        name="业主大会",
        kind=Kind.OWNERS,
        by=None,
        relation=OPERATOR,
        area=sum(areas),
        at=NOW,
    )
    doors = [Door(f"业主{n}", f"{n}室", area) for n, area in enumerate(areas)]
    assert (
        actions.set_roll(council=council, doors=doors, by=None, relation=OPERATOR, at=NOW) == 2000
    )
    topic = hall.admitted(matter=Matter.OWNERS_SPECIAL)
    meeting = hall.opened(council, topic)
    topic.refresh_from_db()
    vote = actions.open_vote(
        meeting=meeting, topic=topic, question="改建?", by=hall.secretary, at=meeting.starts_at
    )
    papers = [
        (seat, Choice.AGAINST if n % 5 == 0 else Choice.FOR)
        for n, seat in enumerate(council.seats.order_by("pk"))
    ]
    for by in (hall.secretary, hall.clerk):
        actions.enter_papers(vote=vote, papers=papers, by=by, at=meeting.starts_at)
    assert Ballot.objects.count() == 2000
    counted, facts, finding = judged(vote)
    assert (facts.present, facts.area, facts.area_present) == (2000, sum(areas), sum(areas))
    assert counted.people["for"] == 1600
    assert finding.valid is (counted.area["for"] * 4 >= sum(areas) * 3)
    actions.close_vote(vote=vote, by=hall.secretary, at=meeting.starts_at)
    again = recount(vote)
    assert (again.same, again.tally) == (True, counted)
