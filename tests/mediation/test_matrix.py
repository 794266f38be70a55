"""Every verb × state × actor of a dispute, from domain brief §2.11, §11.8 and 人民调解法 arts. 17–33."""

from matrix import read, same_verbs, walk
from sanan.kit import bulk
from sanan.mediation import actions
from sanan.mediation.enums import State
from sanan.mediation.models import Agreement, Answer, Dispute, Item, Party, Proposal
from sanan.mediation.models.dispute import Referral, Session, TeamMember
from sanan.mediation.rules import DISPUTE, PARTY

from .conftest import DAY, NOW

DISPUTES = read("""
    take_in            -> received : runner, window
    add_party          received, consented, mediating -> received : runner, window, team
    consent            received -> : runner, window, team, party
    withdraw_consent   received, consented, mediating, proposed, agreed -> declined : runner, window, team, party
    assign             consented, mediating, proposed -> : runner, window
    recuse             received, consented, mediating, proposed -> : runner, window, team, party
    plan               mediating, proposed -> : runner, window, team
    move               mediating, proposed -> : runner, window, team
    call_off           mediating, proposed -> : runner, window, team
    serve              mediating, proposed -> : runner, window, team
    acknowledge        mediating, proposed -> : party
    hold               mediating, proposed -> : runner, window, team
    note               received, consented, mediating, proposed, agreed, performing -> : runner, window, team
    tell               received, consented, mediating, proposed, performing -> : party
    propose            mediating, proposed -> proposed : runner, team
    answer             proposed -> : runner, window, team, party
    draw_up            proposed -> agreed : runner, team
    sign               agreed -> : runner, window, team, party
    say_not_kept       performing, performed -> performing : party
    check              performing, unperformed -> : runner, window, team
    give_up            performing -> unperformed : runner, team
    apply_confirmation performing, performed, unperformed -> : runner, window, team
    fail               consented, mediating, proposed, agreed -> failed : runner, team
    take_up_again      declined, failed -> received : runner, window
    refer              received, consented, mediating -> : runner, window
    receive            received, consented, mediating -> : next_window
    watch              received, consented, mediating, proposed, agreed, performing -> : runner, window, team
    put_together       received, consented, mediating, proposed, agreed, performing, performed, unperformed, declined, failed -> : runner, window
    mark_limit         received, consented, mediating, proposed, agreed, performing -> : runner, window, team
""")
"""GovCentre, window, team and parties; everybody else nothing. A ruling follows an application (`record_ruling`)."""
RULING = read("""
    record_ruling      performing, performed, unperformed -> : runner, window, team
""")


def test_the_process_is_that_of_the_domain():
    same_verbs(DISPUTE, DISPUTES | RULING)


def _made(room, state: str) -> Dispute:
    """A dispute standing in a state, with all that the rules ask for beside the state."""
    found = room.taken_in(matter=f"一件事 {state}")
    Party.objects.filter(dispute=found).update(consent="given", consent_at=NOW, consent_how="page")
    TeamMember.objects.create(dispute=found, mediator=room.mediator, since_at=NOW)
    Session.objects.create(dispute=found, mode="centre", where="中心", starts_at=NOW + DAY)
    proposal = Proposal.objects.create(dispute=found, number=1, text_locked="x", at=NOW)
    for each in found.parties.all():
        Answer.objects.create(proposal=proposal, party=each, agrees=True, how="page", at=NOW)
    Item.objects.create(
        proposal=proposal,
        party=each,
        what_locked="x",
        due_on=NOW.date(),
        state="broken",
        settled_on=NOW.date(),
    )
    bulk.insert(
        Agreement(
            dispute=found,
            proposal=proposal,
            number=f"M{state}",
            digest="A",
            drawn_on=NOW.date(),
            effective_on=NOW.date(),
            confirm_until=NOW.date() + 100_000 * DAY,
        )
    )
    Dispute.objects.filter(pk=found.pk).update(
        state=state or State.RECEIVED, effective_on=NOW.date(), ended_on=NOW.date()
    )
    return Dispute.objects.get(pk=found.pk)


def test_who_may_do_what_when(room):
    people = {
        "runner": room.runner,
        "clerk": room.clerk,
        "mediator": room.cadre,
        "next window": room.officer,
        "party": None,
        "leader": room.leader,
        "other mediator": room.other,
        "stranger": room.stranger,
        "nobody": None,
    }
    words = {
        "runner": {"runner"},
        "clerk": {"window"},
        "mediator": {"team"},
        "next window": {"next_window"},
        "party": {"party"},
    }
    actors = {name: words.get(name, set()) for name in people}
    things = {state: _made(room, state) for state in ["", *State.values]}

    def claim(actor: str):
        return PARTY if actor == "party" else None

    first = {name: line for name, line in DISPUTES.items() if name != "receive"}
    walk(DISPUTE, first, actors, make=things.get, person=people.get, claim=claim)
    for each in things.values():
        Referral.objects.create(
            dispute=each, from_window=room.window, to_window=room.labour, why="欠薪", at=NOW
        )
        each.agreement.applied_on = NOW.date()
        each.agreement.save()
    rest = {"receive": DISPUTES["receive"], **RULING}
    walk(DISPUTE, rest, actors, make=things.get, person=people.get, claim=claim)


def test_a_runner_of_another_county_sees_and_does_nothing(room):
    elsewhere = room.taken_in()
    assert not Dispute.objects.visible_to(room.stranger).exists()
    assert not Dispute.objects.visible_to(room.leader).exists()
    assert DISPUTE.allowed(elsewhere, room.stranger) == []
    assert set(Dispute.objects.visible_to(room.clerk)) == {elsewhere}
    actions.withdraw_consent(
        dispute=elsewhere, party=elsewhere.parties.first(), by=room.clerk, how="paper", at=NOW
    )
    assert elsewhere.state == State.DECLINED
