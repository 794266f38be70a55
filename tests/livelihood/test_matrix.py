"""Every verb × state × actor of this room's processes, from domain brief §2.8 and issue 14."""

from typing import Any

import pytest

from matrix import read, same_verbs, walk
from sanan.livelihood.models import Household, Member
from sanan.livelihood.rules.households import FIGURE, HOUSEHOLD, MEMBER
from sanan.people.enums import Role
from sanan.people.models import Person, Position

from .conftest import MOVED, SINCE, TODAY

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
