"""Every verb × state × actor of the eight processes, from domain brief §2.10 and §11.7."""

import pytest

from matrix import read, same_verbs, walk
from sanan.investment.enums import (
    CompanyState,
    EventState,
    MandateState,
    Proof,
    RulesState,
    State,
    TaskState,
)
from sanan.investment.models import (
    Agreement,
    Company,
    Landing,
    Lead,
    Mandate,
    PromotionEvent,
    Rules,
    Task,
)
from sanan.investment.rules import (
    AGREEMENT,
    COMPANY,
    LANDING,
    LEAD,
    MANDATE,
    PROMOTION,
    RULES,
    TASK,
)
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.process.declare import SYSTEM

from .conftest import NOW, SINCE, TODAY

COMPANIES = read("""
    enter  -> known : investment_officer
    change known -> : investment_officer
    merge  known -> merged : investment_officer
    follow merged -> : system
""")
EVENTS = read("""
    plan     -> planned : investment_officer
    record   -> held : investment_officer
    invite   planned, held -> : investment_officer
    hold     planned -> held : investment_officer
    report   held -> : investment_officer
    call_off planned, held -> called_off : investment_officer
""")
LEADS = read("""
    enter     -> lead : investment_officer
    negotiate lead -> negotiating : investment_officer
    follow    lead, negotiating, framework_signed, contract_signed, registered, started, producing, stalled -> : investment_officer
    change    lead, negotiating, framework_signed, contract_signed, registered, started, stalled -> : investment_officer
    assign    lead, negotiating, framework_signed, contract_signed, registered, started, stalled -> : investment_officer, leader
    stall     lead, negotiating, framework_signed, contract_signed, registered, started -> stalled : investment_officer
    drop      lead, negotiating, framework_signed, contract_signed, registered, started, stalled -> dropped : investment_officer
    resume    stalled, dropped -> : investment_officer
    advance   lead, negotiating, framework_signed, contract_signed, registered, started, producing, stalled, dropped -> : system
    move      lead, negotiating, framework_signed, contract_signed, registered, started, producing, stalled, dropped -> : system
""")
"""lead → negotiating → framework → contract → registered → started → producing, the last five only by
what somebody verified; stalled and dropped for a reason, and back."""
AGREEMENTS = read("""
    sign      -> entered : investment_officer
    verify    entered -> verified : investment_officer, leader
    send_back entered -> returned : investment_officer, leader
    correct   entered, verified, returned -> entered : investment_officer
    void      entered, verified, returned -> void : investment_officer, leader
    publish   verified -> : investment_officer, leader
    hide      verified -> : investment_officer, leader
""")
LANDINGS = read("""
    note      -> entered : investment_officer
    verify    entered -> verified : investment_officer, leader
    send_back entered -> returned : investment_officer, leader
    correct   entered, verified, returned -> entered : investment_officer
    void      entered, verified, returned -> void : investment_officer, leader
""")
MANDATES = read("""
    commission -> running : investment_officer
    settle     running -> settled : investment_officer
""")
TASKS = read("""
    set    -> set : investment_officer, leader
    change set -> : investment_officer, leader
    lift   set -> lifted : investment_officer, leader
""")
SETTINGS = read("""
    adopt   -> in_force : investment_officer, leader
    replace in_force -> replaced : system
""")


def test_the_processes_are_those_of_the_domain():
    for process, table in (
        (COMPANY, COMPANIES),
        (PROMOTION, EVENTS),
        (LEAD, LEADS),
        (AGREEMENT, AGREEMENTS),
        (LANDING, LANDINGS),
        (MANDATE, MANDATES),
        (TASK, TASKS),
        (RULES, SETTINGS),
    ):
        same_verbs(process, table)


@pytest.fixture
def people(office) -> dict[str, Person | None]:
    """One of each role at the county, the clock, and nobody at all."""
    found: dict[str, Person | None] = {"nobody": None, "system": None}
    for role in Role:
        made = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=made, role=role, place=office.county, since_on=SINCE)
        found[str(role)] = made
    return found


def walked(process, table, people, make):
    walk(
        process,
        table,
        {name: {name} for name in people},
        make=make,
        person=people.get,
        claim=lambda actor: SYSTEM if actor == "system" else None,
    )


def test_companies(office, people):
    other = office.company("乙纸业有限公司")

    def make(state: str) -> Company:
        merged = state == CompanyState.MERGED
        return Company.objects.create(
            place=office.county,
            name=f"丙{state}公司",
            known_as=f"丙{state}公司",
            core="丙",
            entered_at=NOW,
            state=state or CompanyState.KNOWN,
            into=other if merged else None,
        )

    walked(COMPANY, COMPANIES, people, make)


def test_events(office, people):
    def make(state: str) -> PromotionEvent:
        return PromotionEvent.objects.create(
            place=office.county,
            kind="event",
            title=f"推介会 {state}",
            held_on=TODAY,
            state=state or EventState.PLANNED,
        )

    walked(PROMOTION, EVENTS, people, make)


def test_leads(office, people):
    company = office.company()

    def make(state: str) -> Lead:
        rests = state in {State.STALLED, State.DROPPED}
        return Lead.objects.create(
            place=office.county,
            company=company,
            title=f"项目 {state}",
            known_as=f"项目{state}",
            source="own",
            found_on=TODAY,
            state=state or State.LEAD,
            why="land" if rests else "",
            before="negotiating" if rests else "",
        )

    walked(LEAD, LEADS, people, make)


def win(office, state: str, lead: Lead, **more):
    """In a state, entered by somebody who is none of the actors."""
    verified = {"verified_by": office.leader, "verified_at": NOW} if state == Proof.VERIFIED else {}
    return {
        "lead": lead,
        "place": office.county,
        "state": state or Proof.ENTERED,
        "entered_by": office.stranger,
        "entered_at": NOW,
        "void_reason": "ended" if state == Proof.VOID else "",
        **verified,
        **more,
    }


def test_agreements(office, people):
    kinds = {"": "intent", "entered": "framework", "verified": "contract", "returned": "intent"}
    leads = {state: office.talked() for state in ("", *Proof.values)}

    def make(state: str) -> Agreement:
        more = {"kind": kinds.get(state, "intent"), "level": "city", "amount": 1}
        shown = {"shown_as": "一个项目", "shown_at": NOW} if state == Proof.VERIFIED else {}
        given = win(office, state, leads[state], signed_on=TODAY, **more, **shown)
        return Agreement.objects.create(**given)

    walked(AGREEMENT, AGREEMENTS, people, make)


def test_landings(office, people):
    leads = {state: office.talked() for state in ("", *Proof.values)}

    def make(state: str) -> Landing:
        given = win(office, state, leads[state], kind="started", happened_on=TODAY)
        return Landing.objects.create(**given)

    walked(LANDING, LANDINGS, people, make)


def test_mandates(office, people):
    agency = office.company()

    def make(state: str) -> Mandate:
        settled = {"result": "带来两家", "paid": 0} if state == MandateState.SETTLED else {}
        return Mandate.objects.create(
            place=office.county,
            agency=agency,
            scope="找食品企业",
            signed_on=TODAY,
            ends_on=TODAY,
            fee=100,
            state=state or MandateState.RUNNING,
            **settled,
        )

    walked(MANDATE, MANDATES, people, make)


def test_tasks_and_settings(office, people):
    years = {"": 2024, TaskState.SET: 2025, TaskState.LIFTED: 2026}

    def task(state: str) -> Task:
        return Task.objects.create(
            place=office.county, year=years[state], metric="events", target=1, state=state or "set"
        )

    def settings(state: str) -> Rules:
        places = {"": office.town, RulesState.IN_FORCE: office.county}
        return Rules.objects.create(
            place=places.get(state, office.other_town),
            since_on=TODAY,
            reason="试",
            state=state or RulesState.IN_FORCE,
        )

    walked(TASK, TASKS, people, task)
    walked(RULES, SETTINGS, people, settings)


@pytest.mark.parametrize("verb", ["verify", "send_back"])
def test_who_entered_a_win_does_not_verify_it(office, verb):
    for process, made in (
        (AGREEMENT, office.signed()),
        (LANDING, None),
    ):
        thing = made or Landing(
            **win(office, "", office.talked(), kind="started", happened_on=TODAY)
        )
        thing.entered_by = office.officer
        no = process.reason(verb, thing, office.officer)
        assert no is not None
        assert no.code == "four_eyes"
        assert process.reason(verb, thing, office.second) is None
