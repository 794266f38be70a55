"""Every verb × state × actor of the room's processes, from domain brief §2.12 and issue 18."""

import pytest

from matrix import read, same_verbs, walk
from sanan.estates.enums import CommitteeState, ContractState, UseState
from sanan.estates.models import (
    EstateNotice,
    FundUse,
    OwnersCommittee,
    PropertyContract,
    PropertyRating,
)
from sanan.estates.rules.estates import COMMITTEE, CONTRACT, ESTATE, NOTICE, RATING
from sanan.estates.rules.fund import USE
from sanan.people.enums import Role
from sanan.people.models import Person, Position

from .conftest import NOW, SINCE, TODAY

ESTATES = read("""
    register      -> standing : village_cadre, dispatcher
    open_accounts standing -> : village_cadre
    set_roll      standing -> : village_cadre, dispatcher
    set_hours     standing -> : village_cadre, dispatcher
    print_codes   standing -> : village_cadre
""")
CONTRACTS = read("""
    sign    -> running : village_cadre, dispatcher
    promise running -> : village_cadre, dispatcher, property_staff
    employ  running -> : village_cadre, dispatcher, property_staff
    leave   running -> : village_cadre, dispatcher, property_staff
    end     running -> ended : village_cadre, dispatcher
""")
USES = read("""
    plan           -> planned : village_cadre, dispatcher, property_staff
    put            planned -> put : village_cadre, dispatcher
    ask            put -> : village_cadre, dispatcher
    decide         put -> : village_cadre, dispatcher
    declare_urgent planned -> approved : village_cadre, dispatcher
    start          approved -> working : village_cadre, dispatcher, property_staff
    pay            working, accepted -> : village_cadre, accountant
    accept         working -> accepted : village_cadre, dispatcher
    show           accepted -> shown : village_cadre, dispatcher
""")
"""plan → vote by area and heads → works → acceptance → warranty → shown."""
RATINGS = read("""
    rate   -> given : owner
    answer given -> answered : property_staff
""")
NOTICES = read("""
    post     -> shown : village_cadre, dispatcher, property_staff
    withdraw shown -> withdrawn : village_cadre, dispatcher, property_staff
""")
COMMITTEES = read("""
    call      -> nominating : village_cadre, dispatcher
    stand     nominating -> : village_cadre, dispatcher
    publicise nominating -> publicised : village_cadre, dispatcher
    ask       publicised -> voting : village_cadre, dispatcher
    count     voting -> : village_cadre, dispatcher
    end       seated -> ended : village_cadre, dispatcher
""")
WORKS = {"contractor": "某公司", "price": 100, "started_on": TODAY, "danger": "lift"}
DONE = {"accepted_on": TODAY, "accepted_by": "业委会", "warranty_until": TODAY}


def test_the_processes_are_those_of_the_domain():
    same_verbs(ESTATE, ESTATES)
    same_verbs(CONTRACT, CONTRACTS)
    same_verbs(USE, USES)
    same_verbs(RATING, RATINGS)
    same_verbs(NOTICE, NOTICES)
    same_verbs(COMMITTEE, COMMITTEES)


@pytest.fixture
def people(hall) -> dict[str, Person | None]:
    """One of each role at the county, and nobody at all."""
    found: dict[str, Person | None] = {"nobody": None}
    for role in Role:
        made = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=made, role=role, place=hall.county, since_on=SINCE)
        found[str(role)] = made
    return found


def without(table, *verbs):
    return {name: line for name, line in table.items() if name not in verbs}


def test_every_verb_by_every_role(hall, people):
    words = {name: {name} for name in people}

    def judge(process, table, make):
        walk(process, table, words, make=make, person=people.get)

    # What a thing must hold besides is judged in the tests of its own life.
    judge(ESTATE, without(ESTATES, "open_accounts"), lambda _state: hall.estate)

    def contract(state: str) -> PropertyContract:
        ended = {"ended_on": TODAY} if state == ContractState.ENDED else {}
        return PropertyContract(
            estate=hall.estate,
            place=hall.place,
            company=hall.company,
            state=state or "running",
            **ended,
        )

    judge(CONTRACT, CONTRACTS, contract)

    def use(state: str) -> FundUse:
        return FundUse.objects.create(
            estate=hall.estate,
            place=hall.place,
            title="电梯",
            reason="坏了",
            estimate=100,
            planned_by=hall.clerk,
            planned_at=NOW,
            state=state or UseState.PLANNED,
            **WORKS,
            **DONE,
            shown_at=NOW,
        )

    judge(USE, without(USES, "ask", "decide", "show"), use)
    judge(
        RATING,
        RATINGS,
        lambda state: PropertyRating(
            place=hall.place, contract=hall.contract, state=state or "given"
        ),
    )
    judge(
        NOTICE,
        NOTICES,
        lambda state: EstateNotice(place=hall.place, estate=hall.estate, state=state or "shown"),
    )

    def committee(state: str) -> OwnersCommittee:
        return OwnersCommittee(
            estate=hall.estate, place=hall.place, state=state or CommitteeState.NOMINATING
        )

    judge(COMMITTEE, without(COMMITTEES, "publicise", "count"), committee)
