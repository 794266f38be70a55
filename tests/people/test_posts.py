"""Who may hold what, beside what, given by whom."""

from datetime import date
from itertools import permutations

import pytest
from tests.people.conftest import SINCE

from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.people import actions, queries
from sanan.people.enums import HANDLING_ROLES, THREE_ADMINS, OrgKind, Role
from sanan.people.models import Duty, Position

pytestmark = pytest.mark.django_db


def give(someone, role, place, *, org=None, since=SINCE, until=None, by=None):
    return actions.appoint(
        person=someone, role=role, place=place, org=org, since_on=since, until_on=until, by=by
    )


@pytest.mark.parametrize(("first", "second"), list(permutations(sorted(THREE_ADMINS), 2)))
def test_no_two_of_the_three_administrators_are_one_person(places, person, written, first, second):
    someone = person("lin")
    give(someone, first, places.county)
    before = written()
    for place in (places.county, places.village):
        with pytest.raises(Refused) as refused:
            give(someone, second, place)
        assert refused.value.code == "three_admins"
    assert written() == before
    assert someone.positions.count() == 1


def test_one_may_follow_the_other_in_time(places, person):
    someone = person("lin")
    give(someone, Role.AUDITOR, places.county, until=date(2026, 6, 30))
    with pytest.raises(Refused):
        give(someone, Role.SECURITY_ADMIN, places.county, since=date(2026, 6, 30))
    give(someone, Role.SECURITY_ADMIN, places.county, since=date(2026, 7, 1))
    assert someone.positions.count() == 2


@pytest.mark.parametrize("first", ["watcher", "cadre"])
def test_nobody_watches_the_committee_they_sit_on(places, orgs, person, first):
    """Organic Law of the Villagers' Committees, art. 32."""
    someone = person("lin")

    def watch(place):
        return give(someone, Role.VILLAGE_SUPERVISOR, place, org=orgs.watchers)

    def sit(place):
        return give(someone, Role.VILLAGE_CADRE, place, org=orgs.committee)

    begin, then = (watch, sit) if first == "watcher" else (sit, watch)
    begin(places.village)
    with pytest.raises(Refused) as refused:
        then(places.village)
    assert refused.value.code == "art_32"
    then(places.other)  # in another village they may


def test_any_seat_on_the_committee_counts(places, orgs, person):
    someone = person("lin")
    give(someone, Role.GRID_WORKER, places.village, org=orgs.committee)
    with pytest.raises(Refused) as refused:
        give(someone, Role.VILLAGE_SUPERVISOR, places.village)
    assert refused.value.code == "art_32"


@pytest.mark.parametrize("role", sorted(HANDLING_ROLES))
def test_who_handles_cases_needs_a_unit(places, person, role):
    with pytest.raises(Invalid) as refused:
        give(person("lin"), role, places.village)
    assert refused.value.field == "org"


def test_dates_in_the_wrong_order_are_refused_and_the_same_post_twice(places, person):
    someone = person("lin")
    with pytest.raises(Invalid):
        give(someone, Role.LEADER, places.county, until=date(2025, 12, 31))
    give(someone, Role.LEADER, places.county)
    with pytest.raises(Refused) as refused:
        give(someone, Role.LEADER, places.county)
    assert refused.value.code == "already"


GIVERS = [r for r in Role if r not in HANDLING_ROLES]


@pytest.mark.parametrize("giver", GIVERS)
@pytest.mark.parametrize("role", [Role.LEADER, Role.GRID_WORKER, *sorted(THREE_ADMINS)])
def test_who_gives_which_role(places, staff, person, written, giver, role):
    by, someone = staff(giver), person("new")
    before = written()
    right = Role.SECURITY_ADMIN if role in THREE_ADMINS else Role.TENANT_ADMIN
    if giver == right:
        give(someone, role, places.village, by=by)
        assert written() == [*before, "person.appoint"]
    else:
        with pytest.raises(Forbidden):
            give(someone, role, places.village, by=by)
        assert (written(), someone.positions.count()) == (before, 0)


def test_an_administrator_acts_only_in_their_places_and_never_for_themselves(places, staff, person):
    by = staff(Role.TENANT_ADMIN, place=places.village)
    with pytest.raises(Forbidden):
        give(person("a"), Role.LEADER, places.other, by=by)
    with pytest.raises(Forbidden):
        give(person("b"), Role.LEADER, places.county, by=by)
    with pytest.raises(Refused) as refused:
        give(by, Role.LEADER, places.village, by=by)
    assert refused.value.code == "self"


def test_a_position_ends_and_its_holder_may_nothing_more(places, staff, written):
    someone = staff(Role.DISPATCHER)
    held = someone.positions.get()
    before = written()
    with pytest.raises(Invalid):
        actions.end_position(position=held, until_on=date(2025, 1, 1), by=None)
    actions.end_position(position=held, until_on=date(2026, 2, 1), by=None)
    assert queries.posts(someone, day=date(2026, 2, 1)) != ()
    assert queries.posts(someone, day=date(2026, 2, 2)) == ()
    with pytest.raises(Refused):
        actions.end_position(position=held, until_on=date(2026, 3, 1), by=None)
    assert written() == [*before, "person.end_position"]


def test_an_org_has_its_name_once_at_a_place(places, written):
    def add(**given):
        return actions.add_org(
            **{"name": "物业", "kind": OrgKind.PROPERTY_COMPANY, "place": places.estate, **given},
            by=None,
        )

    add()
    add(place=places.village)
    for wrong in ({}, {"name": "  "}):
        with pytest.raises(Refused):
            add(**wrong)
    assert written() == ["org.add", "org.add"]


def test_a_duty_is_written_changed_and_struck(orgs, written):
    before = written()

    def put(text):
        return actions.set_duty(org=orgs.office, category="road", text=text, by=None)

    put("修路")
    put("修路和路灯")
    assert [d.text for d in Duty.objects.all()] == ["修路和路灯"]
    assert put("") is None
    assert Duty.objects.count() == 0
    assert written() == [*before, *["org.set_duty"] * 3]


def test_what_the_record_says_of_a_position_holds_no_name(places, staff):
    someone = staff(Role.LEADER, name="欧阳小明")
    from sanan.ledger.models import Entry

    entry = Entry.objects.filter(event="person.appoint").latest("id")
    assert entry.subject == someone.ref
    assert "欧阳" not in entry.event + entry.subject + entry.by
    assert "欧阳".encode() not in bytes(entry.content)


def test_nothing_happens_where_the_record_cannot_be_written(places, person, monkeypatch):
    someone = person("lin")

    def broken(**_given):
        raise OSError("no room")

    monkeypatch.setattr("sanan.people.actions.posts.record", broken)
    with pytest.raises(OSError, match="no room"):
        give(someone, Role.LEADER, places.county)
    assert Position.objects.count() == 0
