"""Ten thousand random votes, heard through three doors, against a recount that knows only the log.

The recount below shares nothing with the rooms' code: it reads the list of what happened, in its
own words of the rule (domain brief §2.3 and §11.9; faults V1 to V3).
"""

import random
from collections import Counter
from fractions import Fraction

import pytest

from sanan.council import actions
from sanan.council.enums import Kind, Matter, Way
from sanan.council.models import Ballot
from sanan.council.queries.recount import recount
from sanan.council.rules import MEMBER, VOTE
from sanan.council.rules.ballots import Voice
from sanan.council.rules.quorum import Facts, judge, tally
from sanan.council.rules.votes import disputes_of
from sanan.kit.errors import Refused

from .conftest import NOW
from .test_life import owners

CHOICES = ("for", "against", "abstain")
CLERKS = (1, 2, 3)


def happening(dice: random.Random, seats: int) -> list[tuple]:
    """What happens in one vote, in order: (what, seat, choice or door, by whom)."""
    log = []
    for _n in range(dice.randrange(seats * 5)):
        seat, choice = dice.randrange(seats), dice.choices(CHOICES, (4, 1, 1))[0]
        what = dice.choices(("online", "take_back", "paper", "hands", "settle"), (9, 1, 6, 1, 3))[0]
        if what == "settle":
            log.append((what, seat, dice.choice(("online", "paper", "hands")), dice.choice(CLERKS)))
        else:
            log.append((what, seat, choice, dice.choice(CLERKS)))
    return log


def play(log: list[tuple], seats: int) -> list[Voice]:
    """The same through the rule, as the actions do it."""
    voices = [Voice() for _n in range(seats)]
    for what, seat, word, by in log:
        voice = voices[seat]
        if what == "settle":
            if voice.disagrees and word in voice.doors:
                voice.rulings[by] = word
            continue
        if what == "take_back":
            if not voice.online:
                continue
            voice.online = ""
        elif what == "online":
            voice.online = word
        elif what == "hands":
            voice.hands = word
        else:
            voice.papers[by] = word
        voice.rulings.clear()
    return voices


def by_hand(log: list[tuple], seat: int) -> str:
    """What counts for one member: read forwards, from nothing but the log. "?": it is disputed."""
    online = hands = ""
    sheets: list[tuple[int, str]] = []
    named: list[tuple[int, str]] = []
    for what, who, word, by in log:
        if who != seat:
            continue
        papers = [w for _b, w in sheets]
        said = {
            "online": online,
            "hands": hands,
            "paper": papers[0] if len(papers) > 1 and len(set(papers)) == 1 else "",
        }
        heard = {door: w for door, w in said.items() if w}
        if what == "settle":
            settled = len(named) > 1 and len({d for _b, d in named}) == 1
            if word in heard and len(set(heard.values())) > 1 and not settled:
                named = [(b, d) for b, d in named if b != by] + [(by, word)]
            continue
        if what == "take_back" and not online:
            continue
        named = []
        if what == "paper":
            sheets = [(b, w) for b, w in sheets if b != by] + [(by, word)]
        elif what == "hands":
            hands = word
        else:
            online = word if what == "online" else ""
    papers = [w for _b, w in sheets]
    paper = papers[0] if len(papers) > 1 and len(set(papers)) == 1 else ""
    heard = {d: w for d, w in (("online", online), ("paper", paper), ("hands", hands)) if w}
    if len(set(heard.values())) <= 1:
        return next(iter(heard.values()), "")
    agreed = {d for _b, d in named}
    return heard[agreed.pop()] if len(named) > 1 and len(agreed) == 1 else "?"


def test_ten_thousand_votes_come_out_as_an_independent_recount_says():
    dice = random.Random(20261130)  # noqa: S311 - not a secret
    seen = Counter()
    for number in range(10_000):
        seats = dice.randrange(1, 9)
        areas = [dice.randrange(1, 20_000) for _n in range(seats)]
        # Corrections of the roll come before the vote is opened: some owners, once more, rightly.
        areas = [dice.randrange(1, 20_000) if dice.random() < 0.2 else area for area in areas]
        log = happening(dice, seats)
        told = [by_hand(log, seat) for seat in range(seats)]
        voices = play(log, seats)
        assert [voice.choice or ("?" if voice.disagrees else "") for voice in voices] == told, (
            number
        )
        counted = tally((v.choice, a) for v, a in zip(voices, areas, strict=True) if v.choice)
        people = Counter(word for word in told if word in CHOICES)
        weight = {c: sum(a for w, a in zip(told, areas, strict=True) if w == c) for c in CHOICES}
        assert counted.people == {c: people[c] for c in CHOICES}, number
        assert counted.area == weight, number
        voted, area = sum(people.values()), sum(weight.values())
        found = judge(
            Kind.OWNERS,
            Facts(
                people=seats,
                present=voted,
                agree=people["for"],
                area=sum(areas),
                area_present=area,
                area_agree=weight["for"],
            ),
        )
        enough = Fraction(voted, seats) >= Fraction(2, 3)
        enough &= Fraction(area, sum(areas)) >= Fraction(2, 3)
        agreed = voted > 0 and Fraction(people["for"], voted) > Fraction(1, 2)
        agreed &= area > 0 and Fraction(weight["for"], max(area, 1)) > Fraction(1, 2)
        assert found.valid is (enough and agreed), number
        seen.update(("?" if "?" in told else "clear", "valid" if found.valid else "invalid"))
    assert min(seen.values()) > 300  # the dice showed every face


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("secret", [False, True])
def test_the_tables_count_as_the_rule_does_and_the_record_says_the_same(hall, seed, secret):
    """The same through the actions and the database; the record alone gives the same figures."""
    dice = random.Random(seed)  # noqa: S311 - not a secret
    topic, council = hall.admitted(matter=Matter.OWNERS), owners(hall, 6)
    meeting = hall.opened(council, topic)
    topic.refresh_from_db()
    vote = actions.open_vote(
        meeting=meeting,
        topic=topic,
        question="改造车位？",
        secret=secret,
        by=hall.secretary,
        at=meeting.starts_at,
    )
    seats = list(council.seats.order_by("pk"))
    hall.arrive(meeting, seats)
    clerks = dict(zip(CLERKS, (hall.secretary, hall.clerk, hall.dispatcher), strict=True))
    log = [line for line in happening(dice, 6) * 2 if not (secret and line[0] == "hands")]
    for what, seat, word, by in log:
        _do(vote, seats[seat], clerks[by], what, word)
    told = [by_hand(log, seat) for seat in range(6)]
    stand = dict(Ballot.objects.values_list("seat", "choice"))
    assert [stand.get(s.pk, "") for s in seats] == [w if w != "?" else "" for w in told]
    assert set(disputes_of(vote)) == {seats[n].pk for n, w in enumerate(told) if w == "?"}
    for pk, voice in disputes_of(vote).items():
        with pytest.raises(Refused, match=r"^disputed$"):
            actions.close_vote(vote=vote, by=hall.secretary, at=meeting.starts_at)
        seat, door = next(s for s in seats if s.pk == pk), next(iter(voice.doors))
        told[seats.index(seat)] = voice.doors[door]
        for who in (hall.secretary, hall.clerk, hall.dispatcher):
            if pk in disputes_of(vote):
                named = {"vote": vote, "doors": [(seat, door)], "by": who}
                actions.settle(**named, at=meeting.starts_at)
    actions.close_vote(vote=vote, by=hall.secretary, at=meeting.starts_at)
    people = Counter(word for word in told if word)
    assert vote.result["people"] == {c: people[c] for c in CHOICES}
    assert recount(vote).same


def _do(vote, seat, by, what, word) -> None:
    given = {"vote": vote, "at": vote.opened_at}
    try:
        if what == "online":
            actions.cast(seat=seat, choice=word, relation=MEMBER, **given)
        elif what == "take_back":
            actions.take_back(seat=seat, relation=MEMBER, **given)
        elif what == "paper":
            actions.enter_papers(papers=[(seat, word)], by=by, **given)
        elif what == "hands":
            actions.show_hands(hands={seat.pk: word}, by=by, **given)
        else:
            actions.settle(doors=[(seat, Way(word))], by=by, **given)
    except Refused as no:
        if no.code not in {"none", "agreed"}:  # nothing to take back, nothing to settle
            raise


def test_a_vote_that_is_open_offers_to_settle_only_what_disagrees(hall):
    council, topic = owners(hall, 3), hall.admitted(matter=Matter.OWNERS)
    meeting = hall.opened(council, topic)
    topic.refresh_from_db()
    vote = actions.open_vote(
        meeting=meeting, topic=topic, question="?", by=hall.secretary, at=meeting.starts_at
    )
    no = VOTE.reason("settle", vote, hall.secretary, at=NOW)
    assert (no and no.code) == "agreed"
