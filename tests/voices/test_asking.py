"""Who lives away asks to come in, and the village answers (fault R3)."""

import pytest

from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.people.models import Notice
from sanan.voices import actions
from sanan.voices.enums import Standing
from sanan.voices.models import Member

from .conftest import NOW, refusal

AT = "350526100210"
WHO = "石桥头老王家的小儿子，在泉州上班"


@pytest.fixture
def away(cast):
    return cast.resident("王外出", cast.other)


def asked(cast, away) -> Member:
    return actions.ask(room=cast.room, by=away, nickname="外出的老王", text=WHO, at=NOW)


def test_from_the_door_to_the_first_word_and_the_home_stays(cast, away, phone, enter):
    browser, neighbour = phone(away), cast.member()
    cast.says(neighbour, "村里的事")
    door = browser.get(f"/voices/{AT}/").content.decode()
    assert f"/voices/{AT}/ask/" in door
    answer = browser.post(
        f"/voices/{AT}/ask/", {"nickname": "外出的老王", "text": WHO}, follow=True
    )
    page = answer.content.decode()
    assert "申请已经交给村里" in page
    assert "村里的事" not in page
    member = Member.objects.get(person=away)
    assert (member.state, member.since_at) == (Standing.ASKED, None)
    assert browser.get(f"/voices/{AT}/since/").status_code == 404
    desk = enter(cast.secretary)
    assert "外出的老王" in desk.get("/staff/voices/review/?tab=asking").content.decode()
    assert WHO in desk.get(f"/staff/voices/members/{member.ref}/").content.decode()
    assert desk.post(f"/staff/voices/members/{member.ref}/admit/").status_code == 302
    member.refresh_from_db()
    away.refresh_from_db()
    assert (member.state, member.checked_by, member.away) == (Standing.IN, cast.secretary, True)
    assert away.home == cast.other
    assert cast.says(member, "我也是村里人").seq == 2
    assert Notice.objects.get(to=away).link == f"/voices/{AT}/"


def test_who_they_are_is_needed_and_the_nickname_is_theirs_meanwhile(cast, away):
    with pytest.raises(Invalid):
        actions.ask(room=cast.room, by=away, nickname="外出的老王", text=" ", at=NOW)
    asked(cast, away)
    with refusal(Invalid, "已经有人"):
        cast.member("外出的老王")


def test_who_was_declined_reads_why_and_only_the_village_lets_them_in_after_all(cast, away, phone):
    member = asked(cast, away)
    actions.decline(member=member, note="村里没有这家人", by=cast.clerk, at=NOW)
    assert "村里没有这家人" in Notice.objects.get(to=away).words["note"]
    page = phone(away).get(f"/voices/mine/{member.ref}/").content.decode()
    assert "村里没有这家人" in page
    for door in ("", cast.room.door):
        with pytest.raises(Forbidden):
            actions.join(room=cast.room, by=away, nickname="外出的", door=door, at=NOW)
    actions.admit(member=member, by=cast.secretary, at=NOW)
    assert cast.says(member, "说清楚了").seq == 1


def test_who_stands_before_the_code_meanwhile_is_in_at_once(cast, away):
    asked(cast, away)
    member = actions.join(
        room=cast.room, by=away, nickname="外出的老王", door=cast.room.door, at=NOW
    )
    assert (member.state, Member.objects.count()) == (Standing.IN, 1)


def test_whom_the_village_once_took_for_a_stranger_it_lets_in_again(cast):
    member = cast.member()
    actions.end(member=member, why=Standing.NO_RESIDENT, by=cast.secretary, at=NOW)
    actions.admit(member=member, by=cast.clerk, at=NOW)
    assert cast.says(member, "我回来了").seq == 1


def test_asking_is_withdrawn_and_leaving_has_a_page(cast, away, phone):
    member, browser = asked(cast, away), phone(away)
    assert browser.post(f"/voices/mine/{member.ref}/leave/").status_code == 302
    with pytest.raises(Refused):
        actions.admit(member=member, by=cast.secretary, at=NOW)
    mine = cast.member()
    assert browser.get(f"/voices/mine/{mine.ref}/").status_code == 404
    assert phone(mine.person).post(f"/voices/mine/{mine.ref}/leave/").status_code == 302
    assert Member.objects.get(pk=mine.pk).state == Standing.LEFT


def test_who_moved_away_may_ask_to_stay_in_touch(cast, phone):
    member = cast.member("老李家")
    member.person.home = cast.other
    member.person.save()
    actions.end(member=member, why=Standing.MOVED, by=cast.secretary, at=NOW)
    browser = phone(member.person)
    assert f"/voices/{AT}/ask/" in browser.get(f"/voices/{AT}/").content.decode()
    browser.post(f"/voices/{AT}/ask/", {"nickname": "老李家", "text": WHO})
    actions.admit(member=Member.objects.get(), by=cast.secretary, at=NOW)
    back = Member.objects.select_related("room__place", "person__home").get()
    assert (back.since_at, cast.says(back, "我还在").seq) == (member.since_at, 1)


def test_who_left_asks_again_and_reads_no_more_than_before(cast, phone):
    member, other = cast.member(), cast.member()
    actions.leave(member=member, by=member.person, at=NOW)
    cast.says(other, "后来说的", at=NOW.replace(hour=5))
    member = actions.ask(room=cast.room, by=member.person, nickname="老李家", text=WHO, at=NOW)
    actions.leave(member=member, by=member.person, at=NOW.replace(hour=6))
    assert "后来说的" not in phone(member.person).get(f"/voices/{AT}/").content.decode()
