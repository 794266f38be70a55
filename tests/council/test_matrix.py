"""Every verb of a topic × state × actor, as the domain brief has it (§2.3)."""

import pytest

from matrix import read, same_verbs, walk
from sanan.council import actions
from sanan.council.enums import Matter, Source, State
from sanan.council.models import Topic
from sanan.council.rules import TOPIC
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.models import Place
from sanan.process.models import TimelineEntry

from .conftest import NOW, SINCE

TABLE = read("""
    propose    -> proposed : proposer, resident
    admit      proposed, declined -> admitted : desk
    decline    proposed, admitted -> declined : desk
    schedule   admitted, deliberated -> scheduled : desk
    deliberate scheduled -> deliberated : desk
    resolve    deliberated -> : desk
    shelve     admitted, scheduled, deliberated -> shelved : desk
    escalate   admitted, deliberated, shelved -> escalated : desk
    take_up    declined, shelved, escalated -> admitted : desk
    execute    resolved, in_execution -> in_execution : desk
    finish     in_execution -> done : desk
    evaluate   done, evaluated -> evaluated : anyone
""")
"""提议 by residents, members of staff and inspectors; 受理 to 执行 by the community's own desk or one
above it; 评议 by anyone. What was declined is admitted later as if it were put anew. The first deliberations of 四议 lead a topic back to admitted."""
DESK = {Role.VILLAGE_CADRE, Role.DISPATCHER}
PROPOSERS = {*DESK, Role.GRID_WORKER, Role.BUILDING_LEADER, Role.INSPECTOR}


@pytest.fixture
def cast(hall):
    """One of each role at the county, somebody without any, and nobody."""
    county = Place.objects.get(kind="county")
    found: dict[str, Person | None] = {"nobody": None, "stranger": hall.stranger}
    for role in Role:
        found[str(role)] = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=found[str(role)], role=role, place=county, since_on=SINCE)
    return found


def words_of(actor: str) -> set[str]:
    """What the table's last column says of this actor."""
    found = {"anyone"}
    if actor in {str(role) for role in DESK}:
        found.add("desk")
    if actor in {str(role) for role in PROPOSERS}:
        found.add("proposer")
    return found


def make(hall, state: str, **more) -> Topic:
    """A topic that stands in `state`, taken up by the estate's council."""
    return Topic.objects.create(
        code=f"T{Topic.objects.count()}",
        place=hall.estate,
        council=hall.council,
        source=Source.MEMBER,
        title="停车难",
        text="没有地方停",
        proposed_at=NOW,
        resolved_at=NOW,
        state=state or State.PROPOSED,
        **more,
    )


def test_every_verb_in_every_state_by_everyone(hall, cast):
    same_verbs(TOPIC, TABLE)
    actors = {actor: words_of(actor) for actor in cast}
    walk(TOPIC, TABLE, actors, make=lambda state: make(hall, state), person=cast.get)


def test_a_resident_proposes_without_an_account_and_staff_of_elsewhere_do_not(hall):
    assert hall.topic().state == State.PROPOSED
    with pytest.raises(Refused, match=r"^not_yours$") as no:
        actions.propose(
            title="停车难",
            text="没有地方停",
            place=hall.estate,
            source=Source.MEMBER,
            by=hall.stranger,
            at=NOW,
        )
    assert "居民可以在手机上提" in str(no.value.sentence)
    assert Topic.objects.count() == 1


WORDS = {
    "admit": {"title": "停车", "matter": Matter.OTHER},
    "decline": {"text": "不归这里"},
    "shelve": {"text": "先放一放"},
    "escalate": {"text": "请镇里定"},
    "take_up": {"text": "再议"},
    "finish": {"result": "好了"},
}


@pytest.mark.parametrize("verb", WORDS)
def test_an_action_moves_as_the_table_says_or_leaves_everything(hall, verb):
    """Allowed: the table's state, one entry, one line. Refused: nothing moved."""
    line, words = TABLE[verb], dict(WORDS[verb])
    if verb == "admit":
        words["council"] = hall.council
    for state in State:
        for who in (hall.secretary, hall.dispatcher, hall.stranger):
            topic = make(hall, state)
            before = (Entry.objects.count(), TimelineEntry.objects.count())
            fine = state in line.sources and who is not hall.stranger
            if verb == "take_up" and state == State.ESCALATED:
                fine = who is hall.dispatcher  # handed up: only those above take it up
            if fine:
                TOPIC.actions[verb](topic=topic, by=who, at=NOW, **words)
                assert topic.state == line.target
                moved = (before[0] + 1, before[1] + 1)
            else:
                with pytest.raises(Refused):
                    TOPIC.actions[verb](topic=topic, by=who, at=NOW, **words)
                moved = before
            topic.refresh_from_db()
            assert (Entry.objects.count(), TimelineEntry.objects.count()) == moved
            assert topic.state == (line.target if fine else state)


def test_what_was_handed_up_is_taken_up_by_those_above(hall):
    topic = make(hall, State.ESCALATED)
    no = TOPIC.reason("take_up", topic, hall.secretary)
    assert no is not None
    assert (no.code, "报到上级" in str(no.sentence)) == ("handed_up", True)
    assert TOPIC.reason("take_up", topic, hall.dispatcher) is None


def test_the_desk_reads_why_a_verb_cannot_be_used_now(hall, enter):
    topic = make(hall, State.ESCALATED)
    page = enter(hall.secretary).get(f"/staff/council/topics/{topic.code}/").content.decode()
    assert "这个议题已经报到上级，由乡镇或县里来定。" in page


def test_a_refused_verb_comes_back_on_the_page_with_what_was_typed(hall, enter):
    topic = make(hall, State.DONE)
    at = f"/staff/council/topics/{topic.code}/shelve/"
    answer = enter(hall.secretary).post(at, {"text": "先放一放"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "现在是“已落实”" in page
    assert "先放一放" in page


def test_residents_read_the_story_without_the_verdicts_of_others(hall, client):
    topic = make(hall, State.PROPOSED)
    actions.admit(topic=topic, council=hall.council, why="大家都关心", by=hall.secretary, at=NOW)
    Topic.objects.filter(pk=topic.pk).update(state=State.DONE)
    topic.refresh_from_db()
    actions.evaluate(topic=topic, voter="a", satisfaction="fair", text="线画歪了", at=NOW)
    page = client.get(f"/council/topic/{topic.code}/").content.decode()
    assert "已受理，开始征求意见" in page
    assert "大家都关心" in page
    assert "线画歪了" not in page


def test_what_was_declined_before_any_body_had_it_can_still_be_admitted(hall):
    topic = hall.topic()
    actions.decline(topic=topic, by=hall.secretary, text="先不列", at=NOW)
    no = TOPIC.reason("take_up", topic, hall.secretary)
    assert (no and no.code) == "no_council"
    actions.admit(topic=topic, council=hall.council, by=hall.secretary, at=NOW)
    assert (topic.state, topic.council) == (State.ADMITTED, hall.council)
