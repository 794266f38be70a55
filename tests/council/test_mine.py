"""Votes among one's own matters: that one may vote or has voted, never how; and who came late to the roll."""

import re
from datetime import timedelta

import orjson
import pytest
import time_machine
from django.test import Client

from sanan.council import actions
from sanan.council.enums import Choice
from sanan.council.models import Seat
from sanan.council.rules import MEMBER
from sanan.kit import phones
from sanan.kit.errors import Missing, Refused
from sanan.ledger.models import Entry
from sanan.people.models import Person

from .conftest import NOW
from .test_votes import asked

NUMBER = "13800010001"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def owner(db):
    return Person.objects.create(username="业主", name="王伟", phone_hash=phones.hashed(NUMBER))


def phone(person: Person) -> Client:
    client = Client()
    session = client.session
    session["resident"] = person.pk
    session.save()
    return client


def mine(client: Client) -> str:
    page = client.get("/me/").content.decode()
    found = re.search('<ul class="cases">.*?</ul>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


@pytest.mark.parametrize(("secret", "after"), [(False, "您投过"), (True, "没有通过")])
def test_a_vote_is_mine_to_cast_then_cast_then_decided(hall, owner, secret, after):
    vote, seats = asked(hall, secret=secret)
    Seat.objects.filter(pk=seats[0].pk).update(person=owner)
    with time_machine.travel(vote.opened_at + MINUTE, tick=False):
        me = phone(owner)
        assert "改造车位？ 还没投" in mine(me)
        assert f'href="/council/seat/{vote.meeting.code}/"' in me.get("/me/").content.decode()
        actions.cast(vote=vote, seat=seats[0], choice=Choice.AGAINST, relation=MEMBER)
        assert "改造车位？ 投过了，截止以前可以改" in mine(me)
        assert "不同意" not in mine(me)
    with time_machine.travel(vote.opened_at + timedelta(days=1), tick=False):
        actions.close_vote(vote=vote, by=hall.secretary)
        assert after in mine(me)
        assert "不同意" not in mine(me)
        assert ("您投过" in mine(me)) is not secret, "of a secret vote nothing is left"
        assert f'href="/council/meeting/{vote.meeting.code}/"' in me.get("/me/").content.decode()
    assert mine(phone(hall.stranger)) == ""


def test_a_phone_that_opened_a_key_sees_its_votes_and_no_others(hall, client):
    vote, seats = asked(hall)
    at = {"meeting": vote.meeting, "by": hall.secretary, "at": vote.opened_at}
    keys = dict(actions.print_keys(**at))
    with time_machine.travel(vote.opened_at + MINUTE, tick=False):
        client.post(f"/council/key/{keys[seats[0]]}/")
        assert "改造车位？ 还没投" in mine(client)
        actions.cast(vote=vote, seat=seats[1], choice=Choice.FOR, relation=MEMBER)
        assert "改造车位？ 还没投" in mine(client), "another's ballot is not mine"
        client.post("/track/forget/")
        assert mine(client) == ""


def test_who_gets_an_account_after_the_roll_takes_the_seat_of_their_number(hall, owner):
    vote, seats = asked(hall)
    Seat.objects.filter(pk=seats[0].pk).update(phone_hash=owner.phone_hash, name="王伟")
    page = f"/council/seat/{vote.meeting.code}/"
    with time_machine.travel(vote.opened_at + MINUTE, tick=False):
        me = phone(owner)
        assert "是我本人" in me.get(page).content.decode()
        assert "王伟" not in me.get(page).content.decode(), "the number alone tells no name"
        refused = me.post(f"{page}claim/", {"name": "李强"})
        assert (refused.status_code, "房产证上业主的名字" in refused.content.decode()) == (
            409,
            True,
        )
        assert me.post(f"{page}claim/", {"name": " 王 伟"}).status_code == 302
        assert Seat.objects.get(pk=seats[0].pk).person == owner
        ballot = {"vote": vote.code, "choice": "for"}
        assert me.post(f"{page}ballot/", ballot).status_code == 302
    assert vote.ballots.get().seat == seats[0]
    told = orjson.loads(bytes(Entry.objects.get(event="meeting.claim_seat").content))
    assert told["data"] == {"seat": seats[0].ref, "person": owner.ref}


def test_a_seat_is_claimed_by_nobody_else_and_not_where_its_key_was_opened(hall, owner):
    vote, seats = asked(hall)
    held = {"meeting": vote.meeting, "name": "王伟", "at": vote.opened_at}
    with pytest.raises(Missing, match="no_seat"):
        actions.claim_seat(person=owner, **held)
    Seat.objects.filter(pk=seats[0].pk).update(phone_hash=owner.phone_hash, name="王伟")
    with pytest.raises(Missing, match="no_seat"):
        actions.claim_seat(person=hall.stranger, **held)
    at = {"meeting": vote.meeting, "by": hall.secretary, "at": vote.opened_at}
    keys = dict(actions.print_keys(**at))
    actions.use_key(key=keys[seats[0]], at=vote.opened_at)
    with pytest.raises(Refused, match=r"^used$"):
        actions.claim_seat(person=owner, **held)
    codes = [
        refusal(actions.claim_seat, person=owner, **held | {"name": "猜"}) for _try in range(6)
    ]
    assert codes == [*["other_name"] * 4, *["too_many"] * 2]


def refusal(act, **given) -> str:
    with pytest.raises(Refused) as no:
        act(**given)
    return no.value.code


def test_a_number_that_two_seats_have_leads_to_a_person(hall, owner):
    vote, seats = asked(hall)
    Seat.objects.filter(pk__in=[s.pk for s in seats[:2]]).update(phone_hash=owner.phone_hash)
    with time_machine.travel(NOW, tick=False):
        page = phone(owner).get(f"/council/seat/{vote.meeting.code}/").content.decode()
    assert "是我本人" not in page
    assert f'href="/people/{vote.meeting.council.place.code}/"' in page
