"""Every verb × state × actor of the three processes, from domain brief §2.13 and §11.10."""

import pytest

from matrix import read, same_verbs, walk
from sanan.honours.enums import State, ToleranceState
from sanan.honours.models import IntegrityCheck, Nomination, Objection, Tolerance
from sanan.honours.rules import NOMINATION, SCHEME, TOLERANCE
from sanan.people.enums import Role
from sanan.people.models import Person, Position

from .conftest import DAY, NOW, SINCE

SCHEMES = read("""
    announce -> open : dispatcher, leader
    close    open -> closed : dispatcher, leader
""")
NOMINATIONS = read("""
    nominate  -> nominated : dispatcher, leader, village_cadre, dept_handler
    consent   nominated, screened, integrity_checked, reviewed, awarded -> : dispatcher, leader, village_cadre, dept_handler
    screen    nominated -> screened : dispatcher, leader
    answer    screened -> : body
    review    integrity_checked -> : leader
    publicise reviewed -> publicised : dispatcher, leader
    object    publicised -> : anyone
    settle    publicised -> : dispatcher, leader, discipline_officer
    award     publicised -> awarded : dispatcher, leader
    reject    nominated, screened, integrity_checked, reviewed, publicised -> rejected : dispatcher, leader
    revoke    awarded -> revoked : dispatcher, leader
    record    -> awarded : dispatcher, leader
    mend      awarded -> : dispatcher, leader
""")
"""nominated → screened → integrity checked → reviewed → publicised → awarded or rejected; revoked.
The bodies answer for themselves; objections come from anyone; here the county's level reviews."""
TOLERANCES = read("""
    propose  -> proposed : leader
    verify   proposed -> verified : discipline_officer
    tolerate verified -> tolerated : discipline_officer
    decline  proposed, verified -> declined : discipline_officer
    correct  tolerated -> corrected : leader
""")


def test_the_processes_are_those_of_the_domain():
    same_verbs(SCHEME, SCHEMES)
    same_verbs(NOMINATION, NOMINATIONS)
    same_verbs(TOLERANCE, TOLERANCES)


@pytest.fixture
def people(hall) -> dict[str, Person | None]:
    """One of each role at the county, one of a body that was asked, and nobody at all."""
    found: dict[str, Person | None] = {"nobody": None, "body": hall.second_officer}
    for role in Role:
        made = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=made, role=role, place=hall.county, since_on=SINCE)
        found[str(role)] = made
    return found


def words(people) -> dict[str, set[str]]:
    return {
        name: {name, "anyone", *({"discipline_officer"} if name == "body" else ())}
        for name in people
    }


def test_nominations(hall, people):
    hall.scheme.quota = 9  # one is in publicity, one honoured
    held = {"awarded_on": NOW.date(), "level": 3}
    ended = {"reason": "conditions", "ended_on": NOW.date()}

    def make(state: str) -> Nomination:
        made = Nomination(
            scheme=hall.scheme,
            place=hall.village,
            name="某人",
            unit_name="某单位",
            state=state or State.NOMINATED,
            nominated_at=NOW,
            consented_on=NOW.date(),
            publicised_on=NOW.date() - 30 * DAY,
            publicity_ends_on=NOW.date() - 20 * DAY,
        )
        if state in {State.AWARDED, State.REVOKED}:
            made.certificate = f"R-{state}"
            vars(made).update(held)
        if state in {State.REJECTED, State.REVOKED}:
            vars(made).update(ended)
        if state == State.INTEGRITY_CHECKED:
            made.level = 2
        made.save()
        IntegrityCheck.objects.create(nomination=made, org=hall.discipline)
        return made

    things = {state: make(state) for state in ["", *State.values]}
    # Publicity has run out for the award; objections come while it runs, and wait to be settled.
    shown = things[State.PUBLICISED]
    rest = {name: line for name, line in NOMINATIONS.items() if name not in {"object", "settle"}}
    walk(NOMINATION, rest, words(people), make=things.get, person=people.get)
    shown.publicity_ends_on = NOW.date() + 10_000 * DAY
    Objection.objects.create(nomination=shown, text="不实", raised_at=NOW)
    rest = {name: NOMINATIONS[name] for name in ("object", "settle")}
    for other in things.values():
        other.publicity_ends_on = shown.publicity_ends_on
    walk(NOMINATION, rest, words(people), make=things.get, person=people.get)


def test_tolerances(hall, people):
    def make(state: str) -> Tolerance:
        return Tolerance.objects.create(
            place=hall.village,
            name="某人",
            unit_name="某单位",
            fault="试错",
            grounds="为公",
            basis="条例",
            verified_by=hall.officer,
            proposed_at=NOW,
            state=state or ToleranceState.PROPOSED,
        )

    walk(TOLERANCE, TOLERANCES, words(people), make=make, person=people.get)


def test_schemes(hall, people):
    hall.scheme.state = "open"

    def make(state: str):
        hall.scheme.pk = None
        made = type(hall.scheme)(
            place=hall.county,
            title=f"评选 {state}",
            year=2025,
            conditions="条件",
            quota=1,
            state=state or "open",
        )
        made.save()
        return made

    walk(SCHEME, SCHEMES, words(people), make=make, person=people.get)
