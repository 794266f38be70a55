"""Every verb × state × actor of this room's processes, from domain brief §2.8 and issue 14."""

from copy import copy
from typing import Any

import pytest

from matrix import read, same_verbs, walk
from sanan.livelihood.models import (
    Application,
    Course,
    Employer,
    Handover,
    Home,
    Household,
    Job,
    Member,
    PayCycle,
    PayLine,
    PayObjection,
    Trainer,
    TrainingPaper,
)
from sanan.livelihood.rules.cycles import CYCLE, LINE
from sanan.livelihood.rules.handovers import FAMILY, HANDOVER, HOME
from sanan.livelihood.rules.households import FIGURE, HOUSEHOLD, MEMBER
from sanan.livelihood.rules.training import COURSE, PAPER, TRAINER
from sanan.livelihood.rules.work import APPLICANT, APPLICATION, EMPLOYER, JOB
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.process.declare import SYSTEM

from .conftest import MOVED, NOW, SINCE, TODAY

HOUSEHOLDS = read("""
    register    -> here : village_cadre
    amend       here -> : village_cadre
    set_account here, away -> : village_cadre
    visit       here -> : village_cadre, social_worker
    survey      here -> : village_cadre, social_worker
    follow      here -> : village_cadre, social_worker
    move_away   here -> away : village_cadre
    come_back   away -> here : village_cadre
""")
MEMBERS = read("""
    add      -> : village_cadre
    correct  outside, enrolled, removed -> : village_cadre
    enrol    outside, removed -> enrolled : village_cadre
    remove   enrolled -> removed : village_cadre
    leave    outside, removed -> : village_cadre
    set_work outside, enrolled, removed -> : village_cadre, social_worker
    wish     outside, enrolled, removed -> : village_cadre, social_worker
    guide    outside, enrolled, removed -> : village_cadre, social_worker
""")
"""Who may keep the roll is the community's cadre alone; helpers visit, find work and advise."""
FIGURES = read("""
    state   -> standing : village_cadre
    restate standing -> : village_cadre
""")


@pytest.fixture
def actors(hall) -> dict[str, Person | None]:
    """One of each role at the county, and nobody at all."""
    found: dict[str, Person | None] = {"nobody": None}
    for role in Role:
        made = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=made, role=role, place=hall.county, since_on=SINCE)
        found[str(role)] = made
    return found


def words(actors: dict[str, Any]) -> dict[str, set[str]]:
    return {name: {name, "anyone"} for name in actors}


def test_the_processes_are_those_of_the_domain():
    same_verbs(HOUSEHOLD, HOUSEHOLDS)
    same_verbs(MEMBER, MEMBERS)
    same_verbs(FIGURE, FIGURES)


def test_households_and_members(hall, actors):
    def family(number: str, state: str) -> Household:
        made = hall.household(number)
        # Somebody could work and does not, so that there is somebody to follow.
        hall.member(made, f"某人{number}")
        made.members.update(work="unemployed")
        if state == "away":
            Household.objects.filter(pk=made.pk).update(state="away", away_on=TODAY)
        made.refresh_from_db()
        return made

    families = {"here": family("001", "here"), "": family("002", "here")}
    families["away"] = family("003", "away")
    walk(HOUSEHOLD, HOUSEHOLDS, words(actors), make=families.get, person=actors.get)

    def member(state: str) -> Member:
        made = hall.member(families["here"], f"人{state}", joined_on=None)
        rest = {"joined_on": MOVED, "joined_why": "moved"}
        if state == "enrolled":
            Member.objects.filter(pk=made.pk).update(state=state, **rest)
        if state == "removed":
            gone = {"left_on": TODAY, "left_why": "public_staff"}
            Member.objects.filter(pk=made.pk).update(state=state, **rest, **gone)
        made.refresh_from_db()
        return made

    walk(MEMBER, MEMBERS, words(actors), make=member, person=actors.get)


CYCLES = read("""
    draft     -> drafted : village_cadre
    freeze    drafted -> frozen : village_cadre
    publicise frozen -> publicised : village_cadre
    object    publicised -> : anyone
    settle    publicised -> : leader, discipline_officer
    approve   publicised -> approved : leader
    pay       approved -> paid : village_cadre
    close     paid -> closed : village_cadre
""")
"""Frozen, publicised masked, objected to, approved by somebody else, paid, followed up."""
LINES = read("""
    strike listed -> struck : system
    bounce sent -> returned : village_cadre
    resend returned -> sent : village_cadre
    void   returned -> void : leader
""")
HANDOVERS = read("""
    open   -> built : village_cadre
    accept built -> accepted : village_cadre
    commit accepted -> committed : village_cadre
    draw   committed -> drawn : village_cadre
    close  drawn -> closed : village_cadre
""")
HOMES = read("""
    enter   -> waiting : village_cadre
    choose  waiting -> chosen : village_cadre
    inspect chosen, inspected -> inspected : village_cadre, property_staff
    receive inspected -> received : village_cadre, family
    survey  received -> surveyed : village_cadre, social_worker, family
""")
EMPLOYERS = read("""
    propose -> proposed : village_cadre, social_worker
    check   proposed, barred -> checked : village_cadre, social_worker
    bar     proposed, checked -> barred : village_cadre
""")
JOBS = read("""
    post   -> open : village_cadre, social_worker
    close  open -> closed : village_cadre, social_worker
    reopen closed -> open : village_cadre, social_worker
""")
APPLICATIONS = read("""
    apply     -> applied : anyone
    match     applied, introduced -> : village_cadre, social_worker
    introduce applied -> introduced : village_cadre, social_worker
    hire      introduced -> hired : village_cadre, social_worker
    turn_down applied, introduced -> turned_down : village_cadre, social_worker
    withdraw  applied, introduced -> withdrawn : village_cadre, social_worker, applicant
""")
TRAINERS = read("""
    engage -> engaged : village_cadre
    end    engaged -> ended : village_cadre
""")
COURSES = read("""
    plan     -> planned : village_cadre, social_worker
    schedule planned, open -> : village_cadre, social_worker
    begin    planned -> open : village_cadre, social_worker
    attend   open -> : village_cadre, social_worker
    end      open -> ended : village_cadre, social_worker
    rate     open, ended -> : village_cadre, social_worker
    certify  ended -> : village_cadre, social_worker
""")
PAPERS = read("""
    issue  -> issued : village_cadre, social_worker
    revoke issued -> revoked : village_cadre
""")


def test_the_other_processes_are_those_of_the_domain():
    for process, table in (
        (CYCLE, CYCLES),
        (LINE, LINES),
        (HANDOVER, HANDOVERS),
        (HOME, HOMES),
        (EMPLOYER, EMPLOYERS),
        (JOB, JOBS),
        (APPLICATION, APPLICATIONS),
        (TRAINER, TRAINERS),
        (COURSE, COURSES),
        (PAPER, PAPERS),
    ):
        same_verbs(process, table)


def test_cycles_and_homes_and_work(hall, actors):
    """Each thing unsaved in each state: nothing that its `when` asks of rows stands in the way."""
    claims = {"family": FAMILY, "applicant": APPLICANT, "system": SYSTEM}
    everyone = {**actors, **dict.fromkeys(claims)}
    known = {name: {name, "anyone"} for name in everyone}
    household = hall.household(phone="")
    Household.objects.filter(pk=household.pk).update(account_locked="x", account_hash="y")
    household.refresh_from_db()
    cycle = PayCycle(place=hall.community, since_on=TODAY, until_on=TODAY, title="一期")
    cycle.frozen_on, cycle.list_hash, cycle.state = TODAY, "x", "publicised"
    cycle.publicity_ends_on = TODAY
    cycle.save()
    PayObjection.objects.create(cycle=cycle, text="x", raised_at=NOW)

    def with_state(thing: Any, **more: Any) -> Any:
        def make(state: str) -> Any:
            made = copy(thing)
            vars(made).update(more)
            made.state = state or made.state
            return made

        return make

    def walked(process: Any, table: Any, make: Any, *without: str) -> None:
        """Verbs in `without` wait for rows that their own tests give them."""
        rest = {name: line for name, line in table.items() if name not in without}
        walk(process, rest, known, make=make, person=everyone.get, claim=claims.get)

    # Publicity ended long ago and an objection is open: approval and objecting wait for their days.
    walked(CYCLE, CYCLES, with_state(cycle), "approve", "object")
    member = hall.member(household)
    line = PayLine(cycle=cycle, member=member, household=household, name="某", number=1, months=1)
    walked(LINE, LINES, with_state(line))
    building = Handover.objects.create(place=hall.community, title="1 号楼", state="built")
    walked(HANDOVER, HANDOVERS, with_state(building))
    drawn = Handover(pk=building.pk, place=hall.community, title="1 号楼", state="drawn")
    home = Home(handover=drawn, place=hall.community, household=household, ticket=1, turn=1)
    home.water = home.power = home.keys = 1
    walked(HOME, HOMES, with_state(home))
    employer = Employer.objects.create(
        place=hall.community, name="某厂", state="checked", checked_on=TODAY, finding="看过"
    )
    walked(EMPLOYER, EMPLOYERS, with_state(employer))
    job = Job.objects.create(
        place=hall.community, employer=employer, title="活", about="x", km=1, posted_on=TODAY
    )
    walked(JOB, JOBS, with_state(job))
    application = Application(job=job, place=hall.community, name="某人", applied_at=NOW)
    walked(APPLICATION, APPLICATIONS, with_state(application))
    trainer = Trainer(place=hall.community, name="学校", since_on=TODAY, until_on=TODAY)
    walked(TRAINER, TRAINERS, with_state(trainer))
    course = Course(place=hall.community, title="课")
    walked(COURSE, COURSES, with_state(course))
    paper = TrainingPaper(place=hall.community, course=course, member=member, sessions=1)
    walked(PAPER, PAPERS, with_state(paper))
