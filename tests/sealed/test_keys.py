"""The ceremony, officers coming and going, two shares of three."""

import pytest

from sanan.kit.errors import Forbidden, Invalid, Missing, Refused, TooMany
from sanan.ledger.models import Entry
from sanan.people.models import Position
from sanan.sealed import actions
from sanan.sealed.enums import About, Event
from sanan.sealed.models import Body, Officer
from sanan.sealed.queries import routes

from .conftest import NOW, SAID, SINCE, WORDS

OTHER = "another long passphrase"


def read(house, report, who, words=WORDS):
    return actions.open_report(report=report, by=house.people[who], passphrase=words, at=NOW)


def test_nothing_that_is_stored_holds_a_private_key(house):
    from sanan.sealed.crypto import envelope, shamir

    shares = [shamir.read(s) for s in house.shares["county"]]
    private = shamir.join(shares[0], shares[1])
    body = house.bodies["county"]
    assert envelope.public_of(private) == bytes(body.public)
    kept = [
        bytes(v)
        for row in (*Body.objects.values(), *Officer.objects.values())
        for v in row.values()
        if isinstance(v, bytes | memoryview)
    ]
    assert kept
    assert not [k for k in kept if private in k or shares[0].data in k]


def test_a_second_officer_asks_is_admitted_and_reads(house):
    made = house.report().report
    officer = actions.ask(body=house.bodies["county"], by=house.people["pan"], passphrase=OTHER)
    with pytest.raises(Missing):
        read(house, made, "pan", OTHER)
    actions.admit(officer=officer, by=house.people["zeng"], passphrase=WORDS)
    assert read(house, made, "pan", OTHER)[0].header["text"] == SAID


def test_whoever_is_revoked_reads_nothing_and_keeps_nothing(house):
    made = house.report().report
    officer = actions.ask(body=house.bodies["county"], by=house.people["pan"], passphrase=OTHER)
    actions.admit(officer=officer, by=house.people["zeng"], passphrase=WORDS)
    actions.revoke(
        officer=house.bodies["county"].officers.get(person=house.people["zeng"]),
        by=house.people["pan"],
    )
    with pytest.raises(Missing):
        read(house, made, "zeng")
    row = Officer.objects.get(person=house.people["zeng"])
    assert (row.private_locked, row.body_key) == (None, None)


def test_a_post_that_ended_opens_nothing(house):
    made = house.report().report
    Position.objects.filter(person=house.people["zeng"]).update(until_on=SINCE)
    house.people["zeng"].__dict__.pop("_posts", None)
    with pytest.raises(Missing):
        read(house, made, "zeng")


def test_the_security_administrator_takes_away_and_cannot_give(house):
    admin = house.people["role-security_admin"]
    officer = house.bodies["county"].officers.get()
    with pytest.raises(Forbidden):
        actions.ask(body=house.bodies["county"], by=admin, passphrase=OTHER)
    with pytest.raises(Forbidden):
        actions.admit(officer=officer, by=admin, passphrase=OTHER)
    actions.revoke(officer=officer, by=admin)
    assert not house.bodies["county"].officers.active().exists()


@pytest.mark.parametrize("who", ["shi", "stranger", "role-tenant_admin", "role-leader", "pan"])
def test_nobody_else_admits_or_revokes(house, who):
    officer = house.bodies["county"].officers.get()
    with pytest.raises(Forbidden):
        actions.revoke(officer=officer, by=house.people[who])
    with pytest.raises(Forbidden):
        actions.admit(officer=officer, by=house.people[who], passphrase=WORDS)


@pytest.mark.parametrize("pair", [(0, 1), (1, 2), (2, 0)])
def test_any_two_shares_bring_the_key_back(house, pair):
    made = house.report().report
    actions.revoke(officer=house.bodies["county"].officers.get(), by=house.people["zeng"])
    shares = [house.shares["county"][i] for i in pair]
    actions.recover(
        body=house.bodies["county"],
        by=house.people["pan"],
        first=shares[0],
        second=shares[1],
        passphrase=OTHER,
    )
    assert read(house, made, "pan", OTHER)[0].header["text"] == SAID


def test_one_share_twice_a_strangers_share_and_a_typing_error(house):
    county, city = house.shares["county"], house.shares["city"]
    for first, second, field in (
        (county[0], county[0], "second"),
        (county[0], city[1], "second"),
        (county[0][:5] + ("A" if county[0][5] != "A" else "B") + county[0][6:], county[1], "first"),
        ("", county[1], "first"),
    ):
        with pytest.raises(Invalid) as no:
            actions.recover(
                body=house.bodies["county"],
                by=house.people["pan"],
                first=first,
                second=second,
                passphrase=OTHER,
            )
        assert no.value.field == field
    assert not Officer.objects.filter(person=house.people["pan"]).exists()


def test_a_body_is_made_again_until_its_shares_were_checked_and_never_after(bare):
    zeng = bare.people["zeng"]
    first = actions.found(org=bare.orgs["county"], by=zeng, passphrase=WORDS)
    second = actions.found(org=bare.orgs["county"], by=zeng, passphrase=WORDS)
    assert Body.objects.get().code == second.body.code
    with pytest.raises(Invalid):
        actions.confirm(body=second.body, by=zeng, first=first.shares[0], second=first.shares[1])
    actions.confirm(body=second.body, by=zeng, first=second.shares[1], second=second.shares[2])
    with pytest.raises(Refused):
        actions.found(org=bare.orgs["county"], by=zeng, passphrase=WORDS)
    assert routes.route(bare.county, About.VILLAGE) == [second.body]


@pytest.mark.parametrize(
    ("org", "who"),
    [("county", "shi"), ("village", "cun"), ("centre", "role-leader"), ("county", "stranger")],
)
def test_only_the_bodys_own_officer_at_county_level_or_above_sets_it_up(bare, org, who):
    with pytest.raises(Refused):
        actions.found(org=bare.orgs[org], by=bare.people[who], passphrase=WORDS)
    assert Body.objects.count() == 0


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaaaaaa", "ababababababab"])
def test_a_weak_passphrase(bare, weak):
    with pytest.raises(Invalid):
        actions.found(org=bare.orgs["county"], by=bare.people["zeng"], passphrase=weak)


def test_another_passphrase_for_the_same_key(house):
    made, officer = house.report().report, house.bodies["county"].officers.get()
    with pytest.raises(Refused):
        actions.change_passphrase(
            officer=officer, by=house.people["zeng"], passphrase="wrong", fresh=OTHER
        )
    actions.change_passphrase(
        officer=officer, by=house.people["zeng"], passphrase=WORDS, fresh=OTHER
    )
    with pytest.raises(Refused):
        read(house, made, "zeng")
    assert read(house, made, "zeng", OTHER)[0].header["text"] == SAID


def test_guessing_a_passphrase_is_slowed_down(house):
    made = house.report().report
    for _try in range(10):
        with pytest.raises(Refused):
            read(house, made, "zeng", "wrong")
    with pytest.raises(TooMany):
        read(house, made, "zeng")


def test_every_step_is_one_entry_that_names_no_key(house):
    told = Entry.objects.filter(event=Event.KEY)
    assert told.count() == 4  # two bodies, found and confirmed
    assert not [e for e in told if house.shares["county"][0][3:20].encode() in bytes(e.content)]


def test_a_public_key_that_was_swapped_in_the_database_is_noticed(house):
    from sanan.sealed.crypto import envelope

    made = house.report().report
    Body.objects.filter(pk=house.bodies["county"].pk).update(public=envelope.new_pair().public)
    made.body.refresh_from_db()
    with pytest.raises(Refused) as no:
        read(house, made, "zeng")
    assert no.value.code == "key_changed"
