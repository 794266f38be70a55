"""What counts for every county is not set by the officer of one township."""

from datetime import date

import pytest

from sanan.cases import deadlines
from sanan.cases.actions.settings import choose_pack, seed, set_day
from sanan.cases.models import DayOfCalendar
from sanan.kit.errors import Forbidden
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.models import Place

pytestmark = pytest.mark.django_db
DAY, HOLIDAY = date(2026, 10, 10), date(2026, 10, 1)


@pytest.fixture
def admin_of():
    deadlines.forget()
    city = Place.objects.add_root({"name": "泉州市", "kind": "city", "code": "350500000000"})
    places = {"city": city}
    for name, code in (("德化县", "350526000000"), ("永春县", "350525000000")):
        county = Place.objects.add_child(
            Place.objects.get(pk=city.pk), {"name": name, "kind": "county", "code": code}
        )
        places[name] = county
    places["town"] = Place.objects.add_child(
        Place.objects.get(pk=places["德化县"].pk),
        {"name": "浔中镇", "kind": "township", "code": "350526100000"},
    )

    def make(where):
        person = Person.objects.create(username=where, name=where)
        Position.objects.create(
            person=person, role=Role.TENANT_ADMIN, place=places[where], since_on=date(2020, 1, 1)
        )
        return person

    make.places = places
    yield make
    deadlines.forget()


@pytest.mark.parametrize(("where", "county"), [("town", "德化县"), ("德化县", "永春县")])
def test_a_working_day_is_not_set_from_below_nor_from_the_next_county(admin_of, where, county):
    by = admin_of(where)
    with pytest.raises(Forbidden):
        set_day(county=admin_of.places[county], day=DAY, working=True, by=by)
    assert not DayOfCalendar.objects.exists()


def test_a_township_fills_no_year_for_everyone(admin_of):
    with pytest.raises(Forbidden):
        seed(year=2026, by=admin_of("town"))
    assert not DayOfCalendar.objects.exists()


def test_a_countys_day_holds_there_and_the_state_councils_elsewhere(admin_of):
    there, next_door = admin_of.places["德化县"], admin_of.places["永春县"]
    seed(year=2026, by=admin_of("德化县"))
    assert not deadlines.calendar().is_working_day(HOLIDAY)
    set_day(county=there, day=HOLIDAY, working=True, by=admin_of("city"))
    assert deadlines.calendar(there.pk).is_working_day(HOLIDAY)
    assert deadlines.calendar_at(admin_of.places["town"]).is_working_day(HOLIDAY)
    assert not deadlines.calendar(next_door.pk).is_working_day(HOLIDAY)
    assert not deadlines.calendar_at(next_door).is_working_day(HOLIDAY)


def test_a_deadline_pack_is_for_the_county_whose_administrator_chooses_it(admin_of):
    with pytest.raises(Forbidden):
        choose_pack(county=admin_of.places["永春县"], pack="x", by=admin_of("德化县"))
