"""The cast: made once, by the rooms' own actions, and invented."""

import pytest

from sanan.demo import cast as demo
from sanan.ledger.models import Entry
from sanan.people.enums import THREE_ADMINS, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place

pytestmark = pytest.mark.django_db


def counts() -> list[int]:
    return [m.objects.count() for m in (Place, Org, Person, Position, Entry)]


def test_twice_is_once():
    first = demo.cast()
    before = counts()
    second = demo.cast()
    assert counts() == before
    assert second.people == first.people
    assert second.orgs == first.orgs


def test_every_role_that_the_stories_need_is_there_in_both_counties():
    cast = demo.cast()
    roles = set(Position.objects.values_list("role", flat=True))
    assert roles >= THREE_ADMINS | {
        Role.DISPATCHER,
        Role.LEADER,
        Role.GRID_WORKER,
        Role.VILLAGE_CADRE,
        Role.PROPERTY_STAFF,
        Role.DEPT_HANDLER,
        Role.PARTNER_STAFF,
        Role.BUILDING_LEADER,
        Role.PARTY_CONTACT,
        Role.DISCIPLINE_OFFICER,
        Role.INSPECTOR,
    }
    for county in ("350525000000", "350526000000"):
        held = Position.objects.filter(place__path__startswith=cast.place(county).path)
        assert {Role.DISPATCHER, Role.LEADER, Role.DISCIPLINE_OFFICER} <= set(
            held.values_list("role", flat=True)
        )
    assert not cast.person("malu").positions.exists()


def test_the_three_administrators_are_three_people():
    demo.cast()
    admins = Position.objects.filter(role__in=THREE_ADMINS).values_list("person", flat=True)
    assert len(set(admins)) == len(admins) == 3


def test_every_unit_with_duties_has_someone_who_signs():
    cast = demo.cast()
    for org in Org.objects.filter(duties__isnull=False).distinct():
        if not org.code.endswith("-party"):
            assert cast.handler(org.code).positions.filter(org=org).exists()


def test_residents_have_invented_numbers_and_no_way_in_by_password():
    cast = demo.cast()
    for person in cast.people.values():
        assert not person.has_usable_password()
        assert bool(person.username) != bool(person.phone_hash)
