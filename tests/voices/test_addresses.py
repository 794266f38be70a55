"""Addresses that hang in villages, stand in messages or in bookmarks lead on for ever."""

import pytest

from sanan.voices import actions
from sanan.voices.enums import Reason

from .conftest import NOW

PLACE = "350526100210"
MOVED = {
    "/room/": "/voices/",
    "/room/join/ABCDEFGHJKLM/": "/voices/join/ABCDEFGHJKLM/",
    "/room/enter/?next=/room/": "/voices/enter/?next=/room/",
    f"/room/{PLACE}/": f"/voices/{PLACE}/",
    f"/room/{PLACE}/rules/": f"/voices/{PLACE}/rules/",
    f"/room/{PLACE}/m/ABCDEFGHJKLM/": f"/voices/{PLACE}/m/ABCDEFGHJKLM/",
    f"/room/{PLACE}/search/?q=%E8%B7%AF": f"/voices/{PLACE}/search/?q=%E8%B7%AF",
    "/staff/rooms/": "/staff/voices/",
    "/staff/rooms/review/?tab=held": "/staff/voices/review/?tab=held",
    f"/staff/rooms/{PLACE}/door/": f"/staff/voices/{PLACE}/door/",
    f"/staff/rooms/{PLACE}/m/ABCDEFGHJKLM/": f"/staff/voices/{PLACE}/m/ABCDEFGHJKLM/",
}


@pytest.mark.parametrize("old", MOVED)
def test_an_old_address_leads_on(client, old: str):
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (301, MOVED[old])


def test_the_code_that_hangs_in_the_village_leads_in(client, cast, phone):
    newcomer = phone(cast.resident("王新来"))
    page = newcomer.get(f"/room/join/{cast.room.door}/", follow=True)
    assert (page.status_code, page.request["PATH_INFO"]) == (
        200,
        f"/voices/join/{cast.room.door}/",
    )


def test_where_the_number_was_asked_for_leads_to_the_one_page_that_asks(client, db):
    page = client.get("/room/enter/?next=/voices/350526100210/", follow=True)
    assert page.request["PATH_INFO"] == "/me/"
    assert 'value="/voices/350526100210/"' in page.content.decode()


def test_a_message_is_found_from_where_a_notice_once_said_it_is(cast, enter, phone):
    member = cast.member()
    said = cast.says(member, "骂人的话")
    actions.remove(message=said, why=Reason.ABUSE, note="不好", by=cast.secretary, at=NOW)
    page = phone(member.person).get(f"/room/{PLACE}/m/{said.ref}/", follow=True)
    assert page.redirect_chain[-1] == (f"/voices/m/{said.ref}/", 301)
    page = enter(cast.secretary).get(f"/staff/rooms/{PLACE}/m/{said.ref}/", follow=True)
    assert page.redirect_chain[-1] == (f"/staff/voices/m/{said.ref}/", 301)
