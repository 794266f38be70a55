"""Every verb × state × actor of this room's processes, from domain brief §2.6 and §11.3."""

from datetime import date

import pytest

from matrix import read, same_verbs, walk
from sanan.books.models import Alert
from sanan.files import actions as files
from sanan.inspection.enums import ItemState, PaperState, PushState, RoundState, TransferState
from sanan.inspection.models import (
    Clue,
    Evidence,
    IntegritySignal,
    Item,
    JointPush,
    Milestone,
    Paper,
    Reckoning,
    Recusal,
    Round,
    TeamMember,
    Transfer,
)
from sanan.inspection.rules import CLUE, INDEX, PAPER, PUSH, RECTIFICATION, ROUND, SIGNAL, TRANSFER
from sanan.kit import vault
from sanan.people.enums import Role
from sanan.people.models import Person, Position

from .conftest import NOW, SINCE, photo

ROUNDS = read("""
    plan      -> planned : inspection_office
    join      planned, noticed, on_site, drafting -> : inspection_office
    leave     planned, noticed, on_site, drafting -> : inspection_office
    aim       planned, noticed -> : inspection_office
    declare   planned, noticed, on_site, drafting -> : team_leader, team
    notice    planned -> noticed : inspection_office
    enter     noticed -> on_site : inspection_office, team_leader
    register  noticed, on_site, drafting -> : team_leader, team
    survey    noticed, on_site, drafting -> : team_leader, team
    draft     on_site -> drafting : inspection_office, team_leader
    review    drafting -> reviewed : inspection_office
    feed_back reviewed -> feedback : inspection_office
    rectify   feedback -> rectifying : inspection_office
    assess    rectifying -> assessed : inspection_office
    archive   assessed -> archived : inspection_office
""")
"""planned → noticed → on site → drafting → reviewed → feedback → rectifying → assessed → archived."""
CLUES = read("""
    take      -> taken : team_leader, team
    look      taken, verified, ordered, papered, transferred, dropped -> : team_leader, team
    verify    taken -> verified : team_leader, team
    order     verified -> ordered : team_leader, team
    note_down verified -> papered : team_leader, team
    hand_over taken, verified -> transferred : team_leader, team
    drop      taken, verified -> dropped : team_leader, team
""")
PAPERS = read("""
    write       -> draft : team_leader, team
    amend       draft -> : team_leader, team
    prove       draft, evidence_ok -> : team_leader, team
    confirm     draft -> : team_leader, team
    check       draft -> evidence_ok : team_leader, team
    approve     evidence_ok -> team_leader_ok : team_leader
    countersign team_leader_ok -> countersigned : team
    classify    countersigned -> classified : inspection_office, team_leader
    use         classified -> used : inspection_office, team_leader
    hand_back   evidence_ok, team_leader_ok, countersigned, classified -> draft : inspection_office, team_leader
    drop        draft, evidence_ok, team_leader_ok, countersigned, classified -> dropped : inspection_office, team_leader
    record      -> used : inspection_office
""")
"""The leader approved here, so that the countersignature is left to another member."""
ITEMS = read("""
    list      -> listed : inspection_office
    record    -> written_off : inspection_office
    plan      listed -> : village_cadre, owner
    agree     listed -> plan_ok : inspection_office, team_leader, team
    report    plan_ok, in_progress, returned -> in_progress : village_cadre, owner
    submit    in_progress -> submitted : village_cadre, owner
    extend    plan_ok, in_progress, returned -> : inspection_office
    verify    submitted -> verified : inspection_office, team_leader, team
    send_back submitted, verified -> returned : inspection_office, discipline_officer, team_leader, team
    sign_office       verified -> : inspection_office
    sign_discipline   verified -> : discipline_officer
    sign_organisation verified -> : organisation
    rate      submitted, verified, written_off -> : anyone
    doubt     in_progress, submitted, verified, written_off -> : anyone
    relapse   written_off -> : system
    reopen    written_off -> returned : inspection_office
""")
TRANSFERS = read("""
    send    -> sent : team_leader, team
    receive sent -> received : receiver
    answer  received -> answered : receiver
""")
PUSHES = read("""
    raise  -> raised : inspection_office, discipline_officer
    join   raised -> pushing : discipline_officer
    set    raised, pushing -> : inspection_office, discipline_officer
    reach  pushing -> : inspection_office, discipline_officer, pushed
    finish pushing -> done : inspection_office, discipline_officer
""")
"""Raised by the office here, so that the other side alone may join."""


INDEXES = read("""
    reckon  -> open : inspection_office
    consult open, closed -> : inspection_office
    decide  open -> : inspection_office
    close   open -> closed : inspection_office
""")
SIGNS = read("""
    notice  -> open : system
    keep    open -> kept : inspection_office
    dismiss open, kept -> dismissed : inspection_office
    reopen  dismissed -> open : inspection_office
    again   dismissed -> open : system
""")


def test_the_processes_are_those_of_the_domain():
    for process, table in (
        (ROUND, ROUNDS),
        (CLUE, CLUES),
        (PAPER, PAPERS),
        (RECTIFICATION, ITEMS),
        (TRANSFER, TRANSFERS),
        (PUSH, PUSHES),
        (INDEX, INDEXES),
        (SIGNAL, SIGNS),
    ):
        same_verbs(process, table)


@pytest.fixture
def people(bureau) -> dict[str, Person | None]:
    """One of each role at the county, the cast, somebody of the team who stays away, and nobody."""
    found: dict[str, Person | None] = {
        "nobody": None,
        "team_leader": bureau.leader,
        "team": bureau.second,
        "owner": bureau.cadre,
        "receiver": bureau.officer,
        "organisation": bureau.organiser,
    }
    for role in Role:
        made = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=made, role=role, place=bureau.county, since_on=SINCE)
        found[str(role)] = made
    away = Person.objects.create(username="away", name="away")
    Position.objects.create(
        person=away, role=Role.INSPECTION_OFFICE, place=bureau.county, since_on=SINCE
    )
    member = TeamMember.objects.create(round=bureau.round, person=away, declared_on=NOW.date())
    Recusal.objects.create(member=member, place=bureau.village, why="kin")
    found["away"] = away
    return found


def words(people) -> dict[str, set[str]]:
    more = {"receiver": {"discipline_officer"}, "away": set()}
    return {name: {name, "anyone", *more.get(name, ())} for name in people}


def test_rounds(bureau, people):
    office = {
        "inspection_office",
        "team",
    }  # who stays away from a village is of the team all the same

    def make(state: str) -> Round:
        bureau.round.state = state or RoundState.PLANNED
        return Round(**{f: getattr(bureau.round, f) for f in COLUMNS}, pk=bureau.round.pk)

    told = {**words(people), "away": {*office, "anyone"}}
    bureau.round.feedback_on = NOW.date()
    walk(ROUND, ROUNDS, told, make=make, person=people.get)


COLUMNS = ("place", "title", "year", "number", "mode", "starts_on", "ends_on", "state")


def test_clues(bureau, people):
    def make(state: str) -> Clue:
        return Clue(target=bureau.target, theme="money", state=state or "taken", taken_at=NOW)

    walk(CLUE, CLUES, words(people), make=make, person=people.get)


def test_papers(bureau, people):
    numbers = iter(range(1, 100))

    def make(state: str) -> Paper:
        made = Paper(
            round=bureau.round,
            target=bureau.target,
            number=next(numbers),
            theme="money",
            problem="问题",
            text_hash=f"{state}",
            facts_locked=vault.lock("事实"),
            state=state or PaperState.DRAFT,
            prepared_by=bureau.third,
            approved_by=bureau.leader,
            countersigned_by=bureau.second,
            confirmed_by="村支部",
            confirmed_on=NOW.date(),
            dropped_why="重复",
            made_at=NOW,
        )
        made.save()
        Evidence.objects.create(paper=made, kind="photo", what="照片", dated_on=SINCE)
        return made

    walk(PAPER, PAPERS, words(people), make=make, person=people.get)


def test_items(bureau, people):
    signed = dict.fromkeys(
        ("office_signed_on", "discipline_signed_on", "organisation_signed_on", "written_off_on"),
        NOW.date(),
    )

    def make(state: str) -> Item:
        paper = Paper.objects.create(
            round=bureau.round,
            target=bureau.target,
            number=100 + len(state) * 7 + ord((state or "x")[0]),
            theme="money",
            problem=f"问题 {state}",
            text_hash=f"item {state}",
            state="used",
            made_at=NOW,
        )
        made = Item.objects.create(
            paper=paper,
            target=bureau.target,
            place=bureau.village,
            owner=bureau.committee,
            plan_due_on=NOW.date(),
            measures="措施",
            due_on=date(2026, 5, 1),
            state=state or ItemState.LISTED,
            **(signed if state == ItemState.WRITTEN_OFF else {}),
        )
        with files.kept([photo()]) as kept:
            files.attach(kept, to=made, by=bureau.cadre, at=NOW)
        return made

    walk(RECTIFICATION, ITEMS, words(people), make=make, person=people.get)


def test_transfers(bureau, people):
    def make(state: str) -> Transfer:
        return Transfer(
            target=bureau.target,
            kind="discipline",
            to=bureau.discipline,
            sent_at=NOW,
            state=state or TransferState.SENT,
        )

    told = {**words(people), "receiver": {"receiver"}}
    walk(TRANSFER, TRANSFERS, told, make=make, person=people.get)


def test_joint_pushes(bureau, people):
    def make(state: str) -> JointPush:
        made = JointPush.objects.create(
            place=bureau.village,
            title=f"推动 {state}",
            text="停着",
            org=bureau.committee,
            office_by=bureau.office,
            discipline_by=bureau.officer if state else None,
            raised_at=NOW,
            state=state or PushState.RAISED,
        )
        if state == PushState.RAISED:
            made.discipline_by = None
        Milestone.objects.create(push=made, title="验收", due_on=SINCE, reached_on=SINCE)
        return made

    told = {**words(people), "owner": {"pushed"}, "away": {"inspection_office"}}
    told["team"] = {"team"}
    walk(PUSH, PUSHES, told, make=make, person=people.get)


def test_the_index_and_signals_are_the_offices_alone(bureau, people):
    found = Alert(place=bureau.village, text="三笔", rows=[])

    def signal(state: str) -> IntegritySignal:
        return IntegritySignal(alert=found, state=state or "open")

    def reckoning(state: str) -> Reckoning:
        return Reckoning(place=bureau.county, on=NOW.date(), villages=6, state=state or "open")

    told = {**words(people), "away": {"inspection_office"}, "team": set(), "team_leader": set()}
    walk(INDEX, INDEXES, told, make=reckoning, person=people.get)
    walk(SIGNAL, SIGNS, told, make=signal, person=people.get)
