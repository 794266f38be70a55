"""Every verb × state × actor of the room's processes, from domain brief §2.9."""

import pytest

from matrix import read, same_verbs, walk
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.projects.enums import AssessmentState, ReportState, State
from sanan.projects.models import (
    Assessment,
    AssessmentRules,
    Meeting,
    Project,
    ProjectSet,
    Report,
    Task,
)
from sanan.projects.rules import ASSESSMENT, MEETING, PROJECT, REPORT, RULES, SET, TASK

from .conftest import DAY, NOW, SINCE

ALL = (
    "reserve, preliminary, approved, started, under_construction, completed, accepted, in_operation"
)
WAY = "reserve, preliminary, approved, started, under_construction"
PROJECTS = read(f"""
    register -> : project_officer
    amend    {ALL} -> : project_officer
    plan     {WAY}, completed -> : project_officer
    reach    {ALL} -> : project_officer
    block    {WAY} -> : project_officer
    prepare  reserve -> preliminary : project_officer
    approve  preliminary -> approved : project_officer
    start    approved -> started : project_officer
    build    started -> under_construction : project_officer
    complete under_construction -> completed : project_officer
    accept   completed -> accepted : project_officer
    operate  accepted -> in_operation : project_officer
    drop     {WAY} -> dropped : project_officer
""")
"""reserve → preliminary → approved → started → under construction → completed → accepted → in operation."""
REPORTS = read("""
    draft     -> draft : project_officer, reporter
    correct   -> draft : project_officer, reporter
    fill      draft -> : project_officer, reporter
    submit    draft -> submitted : project_officer, reporter
    send_back submitted, verified -> draft : project_officer, lead_unit
    verify    submitted -> verified : project_officer, lead_unit
    lock      verified -> locked : project_officer
    replace   locked -> replaced : nobody_at_all
""")
"""draft → submitted → verified (by another) → locked; a correction is a new version."""
SETS = read("""
    compile -> in_use : project_officer
    list    in_use -> : project_officer
    close   in_use -> closed : project_officer
""")
MEETINGS = read("hold -> held : project_officer, leader")
TASKS = read("""
    assign  -> open : project_officer, leader
    finish  open -> done : debtor
    confirm done -> confirmed : project_officer, leader
    reject  done -> open : project_officer, leader
    drop    open, done -> dropped : project_officer, leader
""")
RULE_TABLE = read("""
    write  -> draft : project_officer
    adopt  draft -> in_force : leader
    retire in_force -> retired : leader
""")
ASSESSMENTS = read("""
    assess   -> draft : project_officer
    judge    draft -> : project_officer
    recount  draft, shown -> : project_officer
    show     draft -> shown : project_officer
    object   shown -> : lead_unit, reporter
    answer   shown -> : project_officer
    publish  shown -> published : leader
    withdraw draft, shown -> withdrawn : project_officer
""")


def test_the_processes_are_those_of_the_domain():
    same_verbs(PROJECT, PROJECTS)
    same_verbs(REPORT, REPORTS)
    same_verbs(SET, SETS)
    same_verbs(MEETING, MEETINGS)
    same_verbs(TASK, TASKS)
    same_verbs(RULES, RULE_TABLE)
    same_verbs(ASSESSMENT, ASSESSMENTS)


@pytest.fixture
def people(yard) -> dict[str, Person | None]:
    """One of each role at the county, whoever reports, the unit that leads, the one that owes, nobody."""
    reporter = Person.objects.create(username="reports", name="只报数的人")
    found: dict[str, Person | None] = {
        "nobody": None,
        "reporter": reporter,
        "lead_unit": yard.handler,
        "debtor": yard.debtor,
    }
    for role in Role:
        made = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=made, role=role, place=yard.county, since_on=SINCE)
        found[str(role)] = made
    return found


def words(people) -> dict[str, set[str]]:
    return {name: {name} for name in people}


@pytest.fixture
def project(yard, people) -> Project:
    made = yard.project()
    Project.objects.filter(pk=made.pk).update(officer=people["reporter"])
    return Project.objects.select_related("county", "place").get(pk=made.pk)


def test_projects(project, people):
    def make(state: str) -> Project:
        return Project(
            pk=project.pk, place=project.place, county=project.county, state=state or State.RESERVE
        )

    walk(PROJECT, PROJECTS, words(people), make=make, person=people.get)


def test_reports(project, people):
    def make(state: str) -> Report:
        return Report(project=project, month="2026-09", state=state or ReportState.DRAFT)

    walk(REPORT, REPORTS, words(people), make=make, person=people.get)


def test_sets_meetings_tasks_and_rules(yard, project, people):
    meeting = Meeting.objects.create(
        place=yard.county, title="调度", held_on=NOW.date(), chaired_by="县领导"
    )
    walk(
        SET,
        SETS,
        words(people),
        make=lambda s: ProjectSet(place=yard.county, state=s or "in_use"),
        person=people.get,
    )
    walk(MEETING, MEETINGS, words(people), make=lambda _s: meeting, person=people.get)
    walk(
        TASK,
        TASKS,
        words(people),
        make=lambda s: Task(
            place=yard.county, meeting=meeting, org=yard.housing, state=s or "open"
        ),
        person=people.get,
    )
    walk(
        RULES,
        RULE_TABLE,
        words(people),
        make=lambda s: AssessmentRules(place=yard.county, state=s or "draft"),
        person=people.get,
    )


def test_assessments(yard, project, people):
    rules = AssessmentRules.objects.create(
        place=yard.county, title="考评", version="1", subjects="project", data={}, made_at=NOW
    )

    def make(state: str) -> Assessment:
        made = Assessment.objects.create(
            place=yard.county,
            rules=rules,
            period=f"20{len(state):02}Q{1 + (state == 'shown')}",
            state=state or AssessmentState.DRAFT,
            until_on=NOW.date() - 10 * DAY,
            published_on=NOW.date(),
        )
        made.scores.create(key=project.code, name=project.name, project=project, facts={})
        return made

    things = {state: make(state) for state in ["", *AssessmentState.values]}
    rest = {name: line for name, line in ASSESSMENTS.items() if name != "object"}
    walk(ASSESSMENT, rest, words(people), make=things.get, person=people.get)
    for each in things.values():  # objections come while they are heard
        each.until_on = NOW.date() + 10_000 * DAY
    only = {"object": ASSESSMENTS["object"]}
    walk(ASSESSMENT, only, words(people), make=things.get, person=people.get)
