"""Every verb × every state × every kind of person, against the tables read from the domain."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matrix import read, same_verbs, walk
from sanan.process.declare import SYSTEM
from sanan.volunteers import actions
from sanan.volunteers.enums import Paper, Seat, State
from sanan.volunteers.models import Activity, Certificate, Correction, Service, SignUp
from sanan.volunteers.rules import ACTIVITY, CERTIFICATE, SERVICE, SIGNUP

from .conftest import DAY, HOUR, NOW

CLOCK = "the clock"
SERVICES = read("""
    record   -> : desk
    claim    -> claimed : volunteer
    log      -> : system
    agree    recorded -> confirmed : volunteer
    accept   claimed -> confirmed : desk
    decline  claimed -> struck : desk
    withdraw claimed -> struck : volunteer
    question recorded, confirmed -> : volunteer
    settle   recorded, confirmed -> : desk
    rate     confirmed -> : desk
    correct  recorded, confirmed -> recorded : desk
    strike   recorded, confirmed -> struck : desk
""")
"""Domain brief §2.4 (民政部令第67号): who organises records; true means that both sides have said so;
the volunteer may ask for a correction; a wrong record is struck out, never silently."""
ACTIVITIES = read("""
    plan   -> open : desk
    finish open, held -> held : desk
    change open -> : desk
    cancel open -> cancelled : desk
""")
SEATS = read("""
    sign_up   -> : volunteer, desk
    come_back left -> : volunteer, desk
    move_up   waiting -> going : system
    give_up   going, waiting -> left : volunteer, desk
    walk_in   -> going : volunteer, desk
    check_in  going, waiting, left -> going : volunteer, desk
""")
"""志愿服务条例 art. 25: nobody is made to come. The volunteer, or the organiser with the list."""
PAPERS = read("""
    ask     -> asked : volunteer
    certify -> issued : desk
    issue   asked -> issued : desk
    decline asked -> declined : desk
    revoke  issued -> revoked : desk
""")
"""Who records certifies; it is asked for by the volunteer alone, and revoked with a reason."""
ACTORS = {
    "volunteer": {"volunteer"},
    "organiser": {"desk"},
    "second": {"desk"},
    "leader": set(),
    "elsewhere": set(),
    "stranger": set(),
    "nobody": set(),
    CLOCK: {"system"},
}


def judged(stage, volunteer, process, table, make):
    def person(actor):
        if actor == "volunteer":
            return volunteer.person
        return None if actor in {"nobody", CLOCK} else getattr(stage, actor)

    def claim(actor):
        return SYSTEM if actor == CLOCK else None

    walk(process, table, ACTORS, make=make, person=person, claim=claim)


@pytest.mark.parametrize(
    ("process", "table"),
    [(SERVICE, SERVICES), (ACTIVITY, ACTIVITIES), (SIGNUP, SEATS), (CERTIFICATE, PAPERS)],
)
def test_the_processes_are_those_of_the_domain(process, table):
    same_verbs(process, table)


def test_records_of_service(stage):
    volunteer = stage.volunteer()
    made = stage.recorded(stage.activity(), volunteer)
    asked = {key: line for key, line in SERVICES.items() if key == "settle"}
    unasked = {key: line for key, line in SERVICES.items() if key != "settle"}

    def make(state):
        found = Service.objects.get(pk=made.pk)
        found.state = state or State.RECORDED
        return found

    judged(stage, volunteer, SERVICE, unasked, make)
    actions.question(
        service=made,
        by=volunteer.person,
        reason="多留了一小时",
        began_at=made.began_at,
        ended_at=made.ended_at + HOUR,
        at=NOW + 9 * DAY,
    )
    assert Correction.objects.get().granted is None
    judged(stage, volunteer, SERVICE, asked, make)


def test_activities(stage):
    """What has not begun may be changed and called off, what is over is held."""
    later = stage.activity(begins=_tomorrow())
    over = stage.activity(begins=NOW)

    def make(activity):
        def at(state):
            found = Activity.objects.get(pk=activity.pk)
            found.state = state or "open"
            return found

        return at

    volunteer = stage.volunteer()
    held = {key: line for key, line in ACTIVITIES.items() if key == "finish"}
    rest = {key: line for key, line in ACTIVITIES.items() if key != "finish"}
    judged(stage, volunteer, ACTIVITY, held, make(over))
    judged(stage, volunteer, ACTIVITY, rest, make(later))


def test_seats(stage):
    volunteer = stage.volunteer()
    activity = stage.activity(begins=_tomorrow())

    def make(state):
        return SignUp(activity=activity, volunteer=volunteer, seat=state or Seat.GOING)

    judged(stage, volunteer, SIGNUP, SEATS, make)


def test_certificates(stage):
    volunteer = stage.volunteer()

    def make(state):
        return Certificate(volunteer=volunteer, org=stage.team, state=state or Paper.ASKED)

    judged(stage, volunteer, CERTIFICATE, PAPERS, make)


def test_nobody_confirms_or_certifies_their_own(stage):
    mine = actions.register(person=stage.organiser, place=stage.village, agreed=True, at=NOW)
    service = stage.confirmed(stage.volunteer())
    paper = Certificate(volunteer=mine, org=stage.team, state=Paper.ASKED)
    service.person = stage.organiser
    for state in State.values:
        service.state = state
        allowed = set(SERVICE.allowed(service, stage.organiser))
        assert allowed <= {"agree", "withdraw", "question"}
    assert "issue" not in CERTIFICATE.allowed(paper, stage.organiser)


def _tomorrow():
    return timezone.now() + timedelta(days=1)
