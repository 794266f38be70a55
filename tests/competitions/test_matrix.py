"""Every verb × state × actor of the room's processes, from domain brief §2.5 and §11.2."""

import pytest

from matrix import read, same_verbs, walk
from sanan.competitions.enums import CampaignState, EntryState, MilestoneState, SheetState, State
from sanan.competitions.models import (
    Campaign,
    Competition,
    Entry,
    Judge,
    Milestone,
    Objection,
    ScoreSheet,
    Stage,
)
from sanan.competitions.rules import (
    CAMPAIGN,
    COMPETITION,
    ENTRY,
    JUDGES,
    MILESTONE,
    SHEET,
    STAGE,
)
from sanan.people.enums import Role
from sanan.people.models import Person, Position

from .conftest import DAY, NOW, SINCE

COMPETITIONS = read("""
    announce      -> call : dispatcher, leader
    extend        call -> : dispatcher, leader
    close_call    call -> eligibility : dispatcher, leader
    start_judging eligibility -> judging : dispatcher, leader
    rank          judging -> provisional : dispatcher, leader
    decide        provisional -> : chair
    publicise     provisional -> publicity : dispatcher, leader
    object        publicity -> : anyone
    settle        publicity -> : dispatcher, leader, discipline_officer
    award         publicity -> awarded : dispatcher, leader
    follow        awarded -> tracking : dispatcher, leader
    finish        tracking -> finished : dispatcher, leader
""")
"""call → eligibility → judging → provisional ranking → publicity → awarded → tracking; the chair decides
ties; anyone objects, discipline officers may settle."""
STAGES = read("""
    plan    -> waiting : dispatcher, leader
    open    waiting -> scoring : dispatcher, leader
    present scoring -> : dispatcher, leader
    look    scoring -> : chair
    close   scoring -> closed : dispatcher, leader, chair
    release closed -> released : dispatcher, leader
""")
ENTRIES = read("""
    submit     -> submitted : anyone
    amend      submitted -> : dispatcher, leader
    withdraw   submitted, eligible -> withdrawn : dispatcher, leader
    admit      submitted -> eligible : dispatcher, leader
    turn_away  submitted -> ineligible : dispatcher, leader
    leave      eligible -> out : nobody_by_hand
    place      eligible, ranked -> ranked : nobody_by_hand
    disqualify eligible, ranked -> disqualified : dispatcher, leader
    award      ranked -> awarded : nobody_by_hand
    revoke     awarded -> revoked : dispatcher, leader
""")
"""Whoever entered acts by the address of their own page; what follows from a round or from the award is
the system's."""
JUDGE_TABLE = read("""
    name    -> named : dispatcher, leader
    declare named, declared -> declared : own
    dismiss named, declared -> dismissed : dispatcher, leader
""")
SHEETS = read("""
    assign  -> open : nobody_by_hand
    submit  open, submitted -> submitted : own
    recuse  open, submitted -> recused : own
    excuse  open -> absent : dispatcher, leader, chair
    reopen  submitted, absent -> open : chair
""")
MILESTONES = read("""
    plan      -> planned : dispatcher, leader
    report    planned -> reported : dispatcher, leader
    accept    reported -> accepted : dispatcher, leader
    send_back reported -> planned : dispatcher, leader
""")
CAMPAIGNS = read("""
    launch -> open : dispatcher, leader
    end    open -> ended : dispatcher, leader
""")


def test_the_processes_are_those_of_the_domain():
    for process, table in (
        (COMPETITION, COMPETITIONS),
        (STAGE, STAGES),
        (ENTRY, ENTRIES),
        (JUDGES, JUDGE_TABLE),
        (SHEET, SHEETS),
        (MILESTONE, MILESTONES),
        (CAMPAIGN, CAMPAIGNS),
    ):
        same_verbs(process, table)


@pytest.fixture
def people(hall) -> dict[str, Person | None]:
    """One of each role at the county, a judge whose sheet it is, the chair, and nobody at all."""
    found: dict[str, Person | None] = {
        "nobody": None,
        "own": hall.people[1],
        "chair": hall.people[0],
    }
    for role in Role:
        made = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=made, role=role, place=hall.county, since_on=SINCE)
        found[str(role)] = made
    Judge.objects.create(competition=hall.contest, person=hall.people[0], number=1, chair=True)
    Judge.objects.create(competition=hall.contest, person=hall.people[1], number=2)
    return found


def words(people) -> dict[str, set[str]]:
    return {name: {name, "anyone"} for name in people}


def judged(process, table, people, make, *names):
    """Walk the named verbs, in the setting that `make` builds for them."""
    rest = {name: line for name, line in table.items() if name in names}
    walk(process, rest, words(people), make=make, person=people.get)


def test_competitions(hall, people, monkeypatch):
    entry = hall.enter("项目")
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.ELIGIBLE)
    Judge.objects.update(state="declared", declared_at=NOW)
    stage = Stage.objects.create(
        competition=hall.contest, number=1, kind="roadshow", weight=100, rubric=hall.rubric
    )
    # A rubric for two judges, and one who is free of everything else.
    body = hall.rubric.body | {"minimum": 2}
    type(hall.rubric).objects.update(body=body)

    def make(state: str) -> Competition:
        found = Competition.objects.get(pk=hall.contest.pk)
        found.state = state or State.CALL
        found.closes_at = NOW
        found.publicised_on, found.publicity_ends_on = NOW.date(), NOW.date() + DAY
        return found

    judged(
        COMPETITION,
        COMPETITIONS,
        people,
        make,
        "announce",
        "extend",
        "close_call",
        "start_judging",
        "follow",
        "finish",
    )
    Stage.objects.filter(pk=stage.pk).update(state="closed", closed_at=NOW)
    judged(COMPETITION, COMPETITIONS, people, make, "rank", "publicise", "award")
    Objection.objects.create(competition=hall.contest, text="不实", raised_at=NOW)
    judged(COMPETITION, COMPETITIONS, people, make, "settle")
    other = hall.enter("另一个")
    ranked = {"state": EntryState.RANKED, "place_reached": 1, "final": 90}
    Entry.objects.filter(pk__in=[entry.pk, other.pk]).update(**ranked)
    judged(COMPETITION, COMPETITIONS, people, make, "decide")

    def shown(state: str) -> Competition:
        found = make(state)
        found.publicity_ends_on = NOW.date() + 10_000 * DAY
        return found

    judged(COMPETITION, COMPETITIONS, people, shown, "object")


def test_stages_judges_and_sheets(hall, people):
    entry = hall.enter("项目")
    stage = Stage.objects.create(
        competition=hall.contest, number=1, kind="roadshow", weight=100, rubric=hall.rubric
    )

    def standing(state: str) -> Stage:
        found = Stage.objects.select_related("competition__place", "rubric").get(pk=stage.pk)
        found.state = state or "waiting"
        return found

    judged(STAGE, STAGES, people, standing, "plan", "present", "look", "close", "release")
    Judge.objects.update(state="declared", declared_at=NOW)

    def named(state: str) -> Judge:
        found = Judge.objects.get(person=hall.people[1])
        found.state = state or "named"
        return found

    judged(JUDGES, JUDGE_TABLE, people, named, "name", "dismiss")
    Competition.objects.update(state=State.ELIGIBILITY)
    judged(JUDGES, JUDGE_TABLE, people, named, "declare")
    Competition.objects.update(state=State.JUDGING)
    judged(STAGE, STAGES, people, standing, "open")
    Stage.objects.update(state="scoring")

    def sheet(state: str) -> ScoreSheet:
        mine = Judge.objects.get(person=hall.people[1])
        return ScoreSheet(
            stage=standing("scoring"), entry=entry, judge=mine, state=state or SheetState.OPEN
        )

    judged(SHEET, SHEETS, people, sheet, *SHEETS)


def test_entries_milestones_and_campaigns(hall, people):
    hall.contest.closes_at = NOW + 10_000 * DAY

    def entry(state: str) -> Entry:
        return Entry(
            competition=hall.contest,
            title="项目",
            team="队",
            state=state or "submitted",
            submitted_at=NOW,
        )

    judged(ENTRY, ENTRIES, people, entry, *ENTRIES)

    def milestone(state: str) -> Milestone:
        return Milestone(entry=entry("awarded"), state=state or MilestoneState.PLANNED)

    judged(MILESTONE, MILESTONES, people, milestone, *MILESTONES)

    def campaign(state: str) -> Campaign:
        return Campaign(place=hall.county, state=state or CampaignState.OPEN)

    judged(CAMPAIGN, CAMPAIGNS, people, campaign, *CAMPAIGNS)
