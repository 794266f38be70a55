"""Every verb × state × actor of the processes, from domain brief §2.7 and §11.6."""

from datetime import timedelta

import pytest

from matrix import read, same_verbs, walk
from sanan.kit import clock
from sanan.neighbourhood.enums import BookingState
from sanan.neighbourhood.models import Booking, Centre, Facility
from sanan.neighbourhood.rules import (
    BOOKING,
    CENTRE,
    CHECK,
    CHILD,
    FACILITY,
    MEAL,
    PROGRAMME,
    STAY,
)
from sanan.people.enums import Role
from sanan.people.models import Person, Position

from .conftest import SINCE

CENTRES = read("""
    plan       -> planned : dispatcher, dept_handler
    build      planned -> building : dispatcher, dept_handler
    open       planned, building -> in_use : dispatcher, dept_handler
    change     in_use, assessed, improving -> : dispatcher, dept_handler, village_cadre, social_worker
    set_hours  in_use, assessed, improving -> : dispatcher, dept_handler, village_cadre, social_worker
    except_day in_use, assessed, improving -> : dispatcher, dept_handler, village_cadre, social_worker
    set_duty   in_use, assessed, improving -> : dispatcher, dept_handler, village_cadre, social_worker
    add_device in_use, assessed, improving -> : dispatcher, dept_handler, village_cadre, social_worker
    set_tiers  in_use, assessed, improving -> : dispatcher, dept_handler, village_cadre, social_worker
    cook       in_use, assessed, improving -> : village_cadre, social_worker
    take_in    in_use, assessed, improving -> : village_cadre, social_worker, grid_worker, building_leader
    count      in_use, assessed, improving -> : village_cadre, social_worker
    assess     in_use, assessed, improving -> : system
    improve    assessed -> improving : dispatcher, dept_handler
""")
"""planned → building → in use → assessed (star) → improving."""
FACILITIES = read("""
    add    -> open : dispatcher, dept_handler, village_cadre, social_worker
    change open, closed -> : dispatcher, dept_handler, village_cadre, social_worker
    close  open -> closed : dispatcher, dept_handler, village_cadre, social_worker
    reopen closed -> open : dispatcher, dept_handler, village_cadre, social_worker
""")
BOOKINGS = read("""
    request -> requested : village_cadre, social_worker, grid_worker, building_leader
    book    -> approved : village_cadre, social_worker, grid_worker, building_leader
    wait    -> waiting : village_cadre, social_worker, grid_worker, building_leader
    move_up waiting -> : system
    approve requested -> approved : village_cadre, social_worker
    refuse  requested -> refused : village_cadre, social_worker
    cancel  waiting, requested, approved -> cancelled : village_cadre, social_worker, grid_worker, building_leader, booker
    use     approved -> used : village_cadre, social_worker
    miss    approved -> no_show : village_cadre, social_worker
    rate    used -> : booker
    remind  approved -> : system
    lapse   waiting, requested -> lapsed : system
""")
"""requested → approved → used or no show; the waiting list beside it (§2.7, §11.6)."""

MEALS = read("""
    order  -> ordered : village_cadre, social_worker, grid_worker, building_leader
    fetch  ordered -> fetched : village_cadre, social_worker
    bring  ordered -> brought : village_cadre, social_worker, grid_worker, building_leader
    miss   ordered -> missed : village_cadre, social_worker
    cancel ordered -> cancelled : village_cadre, social_worker, grid_worker, building_leader
""")
"""Ordered, then fetched or brought; only what was eaten is subsidised."""
CHILDREN = read("""
    enrol        -> enrolled : village_cadre, social_worker
    add_guardian enrolled -> : village_cadre, social_worker
    block        enrolled -> : guardian
    settle       enrolled -> : village_cadre, social_worker
    say_photos   enrolled -> : guardian
    ask_look     enrolled, left -> : village_cadre, social_worker
    allow_look   enrolled, left -> : village_cadre, social_worker, dispatcher, dept_handler
    leave        enrolled -> left : village_cadre, social_worker
""")
STAYS = read("""
    bring_in -> in : village_cadre, social_worker
    sign_out in -> out : village_cadre, social_worker
""")
"""Signed in and out by a guardian's code at the desk (H6)."""
PROGRAMMES = read("""
    announce -> planned : dispatcher, dept_handler, village_cadre, social_worker
    hold     planned -> held : dispatcher, dept_handler, village_cadre, social_worker
    join     planned, held -> : dispatcher, dept_handler, village_cadre, social_worker
    cancel   planned -> cancelled : dispatcher, dept_handler, village_cadre, social_worker
    record   -> held : dispatcher, dept_handler, village_cadre, social_worker
    mend     held -> : dispatcher, dept_handler, village_cadre, social_worker
""")
CHECKS = read("""
    begin -> open : dispatcher, dept_handler
    send  open -> sent : checker
""")


def test_the_processes_are_those_of_the_domain():
    same_verbs(MEAL, MEALS)
    same_verbs(CHILD, CHILDREN)
    same_verbs(STAY, STAYS)
    same_verbs(PROGRAMME, PROGRAMMES)
    same_verbs(CHECK, CHECKS)
    same_verbs(CENTRE, CENTRES)
    same_verbs(FACILITY, FACILITIES)
    same_verbs(BOOKING, BOOKINGS)


@pytest.fixture
def people(yard) -> dict[str, Person | None]:
    """One of each role at the county, whoever booked, and nobody at all."""
    found: dict[str, Person | None] = {"nobody": None, "booker": yard.resident}
    for role in Role:
        made = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=made, role=role, place=yard.county, since_on=SINCE)
        found[str(role)] = made
    return found


def words(people) -> dict[str, set[str]]:
    return {name: {name} for name in people}


def test_centres(yard, people):
    def make(state: str) -> Centre:
        return Centre.objects.create(
            place=yard.village,
            name=state,
            state=state or "planned",
            opened_on=SINCE,
            stars=3,
        )

    walk(CENTRE, CENTRES, words(people), make=make, person=people.get)


def test_facilities(yard, people):
    def make(state: str) -> Facility:
        return Facility.objects.create(
            centre=yard.centre,
            place=yard.village,
            name=state,
            kind="hall",
            state=state or "open",
        )

    walk(FACILITY, FACILITIES, words(people), make=make, person=people.get)


def test_bookings(yard, people):
    now = clock.now()
    things = {}
    for turn, state in enumerate(["", *BookingState.values]):
        # Begun for whoever came or did not come, still ahead for the rest.
        begun = state == BookingState.APPROVED
        made = Booking(
            facility=yard.room,
            place=yard.village,
            name="陈秀英",
            person=yard.resident,
            state=state or BookingState.WAITING,
            starts_at=now + timedelta(hours=-1 if begun else 3 * turn + 2),
            ends_at=now + timedelta(hours=1 if begun else 3 * turn + 3),
            made_at=now,
        )
        made.hold()
        made.save()
        things[state] = made
    rest = {name: line for name, line in BOOKINGS.items() if name != "cancel"}
    walk(BOOKING, rest, words(people), make=things.get, person=people.get)
    booked = things[BookingState.APPROVED]
    booked.starts_at, booked.ends_at = now + timedelta(days=3), now + timedelta(days=3, hours=1)
    cancel = {"cancel": BOOKINGS["cancel"]}
    walk(BOOKING, cancel, words(people), make=things.get, person=people.get)
