"""Every verb × state × actor of the workshop's processes, from domain brief §2.8 and issue 14."""

from datetime import date
from decimal import Decimal

import pytest

from matrix import read, same_verbs, walk
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.workshop.enums import OrderState, RunState, SlipState, WorkerState
from sanan.workshop.models import CraftOrder, Issue, Objection, PayRun, Payslip, Rate, Worker
from sanan.workshop.models.people import sixteen_on
from sanan.workshop.rules import ISSUE, ORDER, RUN, SLIP, WORKER

from .conftest import DAY, NOW, SINCE

ORDERS = read("""
    offer      -> offered : village_cadre, social_worker
    set_rate   offered, accepted, material_in, issuing, in_work, delivering, delivered -> : village_cadre, social_worker
    accept     offered -> accepted : village_cadre, social_worker
    decline    offered -> declined : village_cadre, social_worker
    receive    accepted, material_in, issuing, in_work, delivering -> : village_cadre, social_worker
    wish       accepted, material_in, issuing, in_work, delivering -> : village_cadre, social_worker, worker
    drop_wish  accepted, material_in, issuing, in_work, delivering -> : village_cadre, social_worker, worker
    move_on    material_in, issuing, in_work, delivering -> : system
    finish     material_in, issuing, in_work, delivering -> delivered : village_cadre, social_worker
    send_back  material_in, issuing, in_work, delivering, delivered -> : village_cadre, social_worker
    take_money material_in, issuing, in_work, delivering, delivered -> : village_cadre, social_worker, accountant
    settle     delivered -> settled : village_cadre, social_worker, accountant
    close      settled -> closed : village_cadre, social_worker
""")
WORKERS = read("""
    enrol       -> active : village_cadre, social_worker
    set_account active, left -> : village_cadre, social_worker
    work_day    active -> : village_cadre, social_worker
    reward      active -> : village_cadre, social_worker
    leave       active -> left : village_cadre, social_worker
    come_back   left -> active : village_cadre, social_worker
""")
ISSUES = read("""
    issue     -> issued : village_cadre, social_worker
    deliver   issued, partly_returned -> : village_cadre, social_worker
    amend     issued, partly_returned -> : village_cadre, social_worker
    give_back issued, partly_returned -> partly_returned : village_cadre, social_worker
    clear     issued, partly_returned -> cleared : village_cadre, social_worker
""")
RUNS = read("""
    draft      -> drafted : village_cadre, social_worker
    publicise  drafted -> publicised : village_cadre, social_worker
    object     publicised -> : anyone
    answer     publicised -> : village_cadre, social_worker, village_supervisor, accountant
    approve    publicised -> : village_cadre, village_supervisor, accountant
    withdraw   drafted, publicised -> withdrawn : village_cadre, social_worker
    send       approved -> : village_cadre, social_worker, village_supervisor, accountant
    take_reply approved -> : village_cadre, social_worker, village_supervisor, accountant
    finish     approved -> paid : system
""")
SLIPS = read("""
    draw        -> waiting : village_cadre, social_worker
    send        waiting, returned -> sent : village_cadre, social_worker, village_supervisor, accountant
    pay_bank    sent -> paid : village_cadre, social_worker, village_supervisor, accountant
    come_back   sent -> returned : village_cadre, social_worker, village_supervisor, accountant
    pay_cash    waiting, returned -> paid : village_cadre, social_worker, village_supervisor, accountant
    pay_nothing waiting -> paid : system
    void        waiting -> void : village_cadre, social_worker, village_supervisor, accountant
""")


def test_the_processes_are_those_of_the_domain():
    for process, table in (
        (ORDER, ORDERS),
        (WORKER, WORKERS),
        (ISSUE, ISSUES),
        (RUN, RUNS),
        (SLIP, SLIPS),
    ):
        same_verbs(process, table)


@pytest.fixture
def people(hall) -> dict[str, Person | None]:
    """One of each role at the county, and nobody at all."""
    found: dict[str, Person | None] = {"nobody": None}
    for role in Role:
        made = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=made, role=role, place=hall.county, since_on=SINCE)
        found[str(role)] = made
    return found


def words(people) -> dict[str, set[str]]:
    return {name: {name, "anyone"} for name in people}


def test_orders(hall, people):
    def make(state: str) -> CraftOrder:
        made = CraftOrder.objects.create(
            workshop=hall.workshop,
            place=hall.community,
            partner=hall.partner,
            product="捏花",
            sort="陶瓷",
            pieces=1,
            price=1,
            due_on=date(2026, 12, 1),
            offered_on=SINCE,
            delivered_on=SINCE,
            state=state or OrderState.OFFERED,
        )
        made.materials.create(name="泥", unit="克", per_piece=1)
        Rate.objects.create(order=made, grade="合格", yuan=1, since_on=SINCE)
        issue_in(hall, made, "cleared")
        return made

    walk(ORDER, ORDERS, words(people), make=make, person=people.get)


def issue_in(hall, order: CraftOrder, state: str) -> Issue:
    return Issue.objects.create(
        order=order,
        worker=hall.workers[0],
        place=hall.community,
        pieces=1,
        issued_on=SINCE,
        due_on=SINCE,
        first=True,
        cleared_on=SINCE if state == "cleared" else None,
        state=state or "issued",
    )


def test_issues(hall, people):
    order = hall.offered()
    walk(
        ISSUE,
        ISSUES,
        words(people),
        make=lambda state: issue_in(hall, order, state),
        person=people.get,
    )


def test_workers(hall, people):
    def make(state: str) -> Worker:
        return Worker.objects.create(
            workshop=hall.workshop,
            place=hall.community,
            name=f"某人{state}",
            born_on=date(1980, 1, 1),
            of_age_on=sixteen_on(date(1980, 1, 1)),
            joined_on=SINCE,
            left_on=SINCE if state == "left" else None,
            state=state or WorkerState.ACTIVE,
        )

    walk(WORKER, WORKERS, words(people), make=make, person=people.get)


def run_in(hall, state: str, month: str) -> PayRun:
    return PayRun.objects.create(
        workshop=hall.workshop,
        place=hall.community,
        month=month,
        until_on=SINCE,
        due_on=SINCE,
        drafted_by=hall.keeper,
        drafted_at=NOW,
        publicised_on=SINCE,
        ends_on=NOW.date() - 20 * DAY,
        first_by=hall.supervisor,
        second_by=hall.accountant,
        paid_on=SINCE,
        state=state or RunState.DRAFTED,
    )


def test_runs(hall, people):
    months = iter(range(1, 13))
    things = {
        state: run_in(hall, state, f"2025-{next(months):02d}") for state in ["", *RunState.values]
    }
    rest = {name: line for name, line in RUNS.items() if name not in {"object", "answer"}}
    walk(RUN, rest, words(people), make=things.get, person=people.get)
    for each in things.values():
        each.ends_on = NOW.date() + 10_000 * DAY
        Objection.objects.create(run=each, text="不对", raised_at=NOW)
    rest = {name: RUNS[name] for name in ("object", "answer")}
    walk(RUN, rest, words(people), make=things.get, person=people.get)


def test_slips(hall, people):
    run = run_in(hall, RunState.APPROVED, "2025-01")
    workers = iter(
        Worker.objects.create(
            workshop=hall.workshop,
            place=hall.community,
            name=f"某人{n}",
            account_locked="kept",
            born_on=date(1980, 1, 1),
            of_age_on=date(1996, 1, 1),
            joined_on=SINCE,
        )
        for n in range(9)
    )

    def make(state: str) -> Payslip:
        return Payslip.objects.create(
            run=run,
            worker=next(workers),
            place=hall.community,
            pieces=Decimal(100),
            net=100,
            method="bank" if state == "paid" else "",
            paid_on=SINCE,
            state=state or SlipState.WAITING,
        )

    walk(SLIP, SLIPS, words(people), make=make, person=people.get)
