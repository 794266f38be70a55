"""Announcements, as other rooms post them."""

import pytest

from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry
from sanan.voices import actions
from sanan.voices.models import Message, Room

from .conftest import NOW


def test_it_stands_in_the_room_under_its_author_and_office(cast):
    made = actions.announce(
        place=cast.village,
        title="三月账本",
        text="收支都在这里。",
        url="/books/1/",
        by=cast.secretary,
        at=NOW,
    )
    kept = Message.objects.get()
    assert (kept.pk, kept.seq, kept.rev) == (made.pk, 1, 1)
    assert (kept.name, kept.role, kept.kind) == ("徐金水", "village_cadre", "announcement")
    entry = Entry.objects.get(event="message.announce")
    assert (entry.subject, entry.by) == (made.ref, cast.secretary.ref)


def test_it_opens_the_room_where_there_is_none_and_the_system_may(cast):
    made = actions.announce(place=cast.other, title="通知", text="停水半天", by=None, at=NOW)
    assert (made.name, made.role) == ("祥安社区", "")
    assert Room.objects.get(place=cast.other).last_seq == 1


def test_who_may_not(cast):
    for who in (cast.far, cast.stranger, cast.inspector):
        with pytest.raises(Forbidden):
            actions.announce(place=cast.village, title="一", text="二", by=who, at=NOW)
    assert Message.objects.count() == 0
    assert not Entry.objects.filter(event="message.announce").exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://a.example/", "//a.example/"])
def test_an_address_leads_nowhere_odd(cast, url):
    with pytest.raises(Invalid):
        actions.announce(place=cast.village, title="一", text="二", url=url, by=None, at=NOW)


def test_there_is_no_room_of_a_county(cast):
    with pytest.raises(Refused):
        actions.announce(place=cast.county, title="一", text="二", by=None, at=NOW)
