"""Who registers, who is let in, teams, units and their quarterly slips."""

from datetime import UTC, date, datetime

import pytest

from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry
from sanan.services import actions
from sanan.services.enums import Bond, Post, Skill, To
from sanan.services.models import Helper, Slip, UnitCheckIn
from sanan.services.queries.slips import Quarter, quarters

from .conftest import DAY, NOW, SINCE

AFTER = datetime(2026, 4, 3, 2, 0, tzinfo=UTC)


def test_by_oneself_it_waits_for_the_community(yard):
    helper = actions.register(
        person=yard.leader, place=yard.village, bond=Bond.NEIGHBOUR, skills=[Skill.REPAIR], at=NOW
    )
    assert not helper.stands
    order = yard.dispatched()
    assert order.offers.count() == 0
    with pytest.raises(Forbidden):
        actions.claim(order=order, by=yard.leader)
    with pytest.raises(Forbidden):
        actions.accept(helper=helper, by=yard.far)
    actions.accept(helper=helper, by=yard.secretary, at=NOW)
    actions.claim(order=order, by=yard.leader, at=NOW)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"skills": []}, "nothing"),
        ({"most": 0}, "most"),
        ({"most": 32}, "most"),
        ({"bond": Bond.MEMBER}, "no_unit"),
    ],
)
def test_registrations_that_cannot_be(yard, more, code):
    with pytest.raises(Invalid) as said:
        yard.helper(yard.leader, **more)
    assert (said.value.code, Helper.objects.count()) == (code, 0)


def test_once_a_community_and_not_by_another_desk(yard):
    yard.helper(yard.leader)
    with pytest.raises(Refused):
        yard.helper(yard.leader)
    with pytest.raises(Forbidden):
        yard.helper(yard.stranger, by=yard.far)


def test_whoever_holds_an_order_gives_it_back_before_leaving(yard):
    helper = yard.helper(yard.leader)
    order = yard.claimed(yard.leader)
    with pytest.raises(Refused) as said:
        actions.leave(helper=helper, by=yard.leader)
    assert said.value.code == "holds_orders"
    actions.release(order=order, by=yard.leader, reason="搬家")
    actions.leave(helper=helper, by=yard.leader)
    with pytest.raises(Forbidden):
        actions.claim(order=order, by=yard.leader)


def test_only_its_members_take_what_was_put_to_a_team(yard):
    inside, outside = yard.helper(yard.leader), yard.helper(yard.stranger)
    with pytest.raises(Refused) as said:
        yard.dispatched(to=To.TEAM, team=yard.team)
    assert said.value.code == "empty_team"
    actions.join_team(helper=inside, team=yard.team, by=yard.secretary, at=NOW)
    order = yard.dispatched(to=To.TEAM, team=yard.team)
    with pytest.raises(Forbidden):
        actions.claim(order=order, by=outside.person)
    actions.claim(order=order, by=inside.person, at=NOW)


def test_only_the_one_who_was_asked_takes_it(yard):
    yard.helper(yard.leader)
    other = yard.helper(yard.stranger)
    order = yard.dispatched(to=To.PERSON, person=yard.leader)
    with pytest.raises(Forbidden):
        actions.claim(order=order, by=other.person)
    with pytest.raises(Refused):
        yard.dispatched(to=To.PERSON, person=yard.elder)


def unit(yard) -> UnitCheckIn:
    return actions.check_in_unit(
        unit=yard.unit,
        place=yard.village,
        posts=[Post.ELDERLY],
        since_on=SINCE,
        by=yard.secretary,
        at=NOW,
    )


def served(yard):
    yard.helper(yard.leader, bond=Bond.MEMBER, unit=yard.unit)
    order = yard.finished(yard.leader)
    return actions.confirm(order=order, by=yard.secretary, at=NOW + 2 * DAY)


def test_the_units_slip_of_a_quarter_that_is_over(yard):
    check_in, order = unit(yard), served(yard)
    with pytest.raises(Refused) as said:
        actions.make_slip(check_in=check_in, quarter=Quarter.of(date(2026, 3, 3)), at=NOW)
    assert said.value.code == "not_over"
    assert actions.make_slips(at=AFTER) == 1
    assert actions.make_slips(at=AFTER) == 0
    slip = Slip.objects.get()
    assert (slip.quarter, slip.people, slip.services, slip.minutes) == ("2026Q1", 1, 1, 50)
    assert slip.lines[0][:4] == ["苏丽", "2026-03-03", "换灯泡", 50]
    assert Entry.objects.get(pk=slip.entry_id).event == "unit.slip"
    assert order.code in bytes(Entry.objects.get(pk=slip.entry_id).content).decode()


def test_what_was_not_confirmed_or_is_anothers_is_not_on_it(yard):
    unit(yard)
    yard.helper(yard.leader, bond=Bond.MEMBER, unit=yard.unit)
    yard.finished(yard.leader)
    yard.helper(yard.stranger)
    other = yard.finished(yard.stranger)
    actions.confirm(order=other, by=yard.secretary, at=NOW + 2 * DAY)
    actions.make_slips(at=AFTER)
    assert Slip.objects.get().services == 0


def test_a_unit_twice_and_its_end(yard):
    check_in = unit(yard)
    with pytest.raises(Refused):
        unit(yard)
    with pytest.raises(Invalid):
        actions.check_out_unit(check_in=check_in, until_on=date(2025, 1, 1), by=yard.secretary)
    actions.check_out_unit(check_in=check_in, until_on=date(2026, 3, 31), by=yard.secretary)
    unit(yard)


@pytest.mark.parametrize(
    ("day", "key", "first", "last"),
    [
        (date(2026, 1, 1), "2025Q4", date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), "2025Q4", date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 4, 1), "2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), "2026Q3", date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_quarters(day, key, first, last):
    assert Quarter.before(day) == Quarter(key, first, last) == Quarter.read(key)
    assert next(iter(quarters(day, 4))).key == key


@pytest.mark.parametrize("text", ["", "2026", "2026Q5", "Q1", "26Q1", "abcdQ1", "２０２６Q0"])
def test_no_quarter(text):
    with pytest.raises(Invalid):
        Quarter.read(text)
