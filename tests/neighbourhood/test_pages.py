"""The pages: what everyone reads, a booking on a phone and at the desk, who may not come in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from sanan.kit import clock
from sanan.ledger.models import Entry
from sanan.neighbourhood.models import Booking, Series


def staff(name: str, *args: str) -> str:
    return reverse(f"neighbourhood_staff:{name}", args=args)


def public(name: str, *args: str) -> str:
    return reverse(f"neighbourhood:{name}", args=args)


@pytest.fixture
def soon(yard) -> str:
    """A working day of next week."""
    day = clock.now().date() + timedelta(days=7)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.isoformat()


def test_a_booking_on_a_phone(yard, soon):
    client = Client()
    assert "桃溪邻里中心" in client.get(public("village", yard.village.code)).content.decode()
    assert "活动室" in client.get(public("centre", yard.centre.code)).content.decode()
    room = f"{public('facility', yard.room.code)}?day={soon}"
    assert "09:00" in client.get(room).content.decode()
    given = {
        "starts": f"{soon}T09:30:00+08:00",
        "minutes": 60,
        "name": "陈秀英",
        "phone": "13800010001",
        "people": 3,
    }
    assert client.post(room, {**given, "phone": ""}).status_code == 422
    done = client.post(room, given)
    made = Booking.objects.get()
    assert done["Location"] == public("booking", made.code)
    assert "已订好" in client.get(done["Location"]).content.decode()
    assert client.get(reverse("slips:slip", args=["booking", made.code])).status_code == 200
    assert Client().get(done["Location"]).status_code == 404
    # Somebody else reads that it is taken, and nothing of whose it is.
    other = Client()
    again = other.post(room, {**given, "phone": "13800010002"})
    assert "已经有人订了" in again.content.decode()
    assert "陈秀英" not in other.get(room).content.decode()
    gone = client.post(reverse("neighbourhood:booking_do", args=[made.code, "cancel"]))
    assert gone.status_code == 302
    assert Booking.objects.get().state == "cancelled"


def test_the_desk_books_and_looks_at_a_number_for_a_purpose(yard, desk, soon):
    client = desk(yard.grid)
    given = {"day": soon, "begins": "09:00", "ends": "10:00", "name": "林阿婆", "people": 1}
    done = client.post(staff("book", yard.room.code), {**given, "phone": "13800010009"})
    made = Booking.objects.get()
    assert done["Location"] == staff("booking", made.code)
    assert "13800010009" not in client.get(done["Location"]).content.decode()
    look = staff("phone", made.code)
    assert client.post(look, {"purpose": ""}).status_code == 422
    assert "13800010009" in client.post(look, {"purpose": "告诉她换房间"}).content.decode()
    assert Entry.objects.filter(event="person.reveal", subject=made.code).count() == 1
    sheet = client.get(f"{staff('day', yard.centre.code)}?day={soon}").content.decode()
    assert "林阿婆" in sheet
    assert "10:15" in sheet  # free again after tidying up
    assert desk(yard.far_keeper).get(done["Location"]).status_code == 404


def test_a_series_shows_the_days_that_it_has_not(yard, desk, soon):
    given = {
        "title": "木兰拳",
        "weekdays": list(range(7)),
        "since_on": soon,
        "until_on": (clock.now().date() + timedelta(days=20)).isoformat(),
        "begins": "19:00",
        "ends": "20:00",
        "name": "潘月娥",
        "people": 12,
    }
    client = desk(yard.keeper)
    done = client.post(staff("weekly", yard.room.code), given)
    made = Series.objects.get()
    shown = client.get(done["Location"]).content.decode()
    assert "没有订上" in shown
    assert "这个时间不开门" in shown
    one = made.bookings.first()
    assert "系列" in client.get(staff("booking", one.code)).content.decode()
    client.post(staff("booking_do", one.code, "cancel"), {"whole": "on"})
    assert not made.bookings.coming().exists()


def test_who_comes_in(yard, desk):
    for name, *args in [
        ("board",),
        ("bookings",),
        ("centre", yard.centre.code),
        ("facility", yard.room.code),
        ("day", yard.centre.code),
        ("book", yard.room.code),
        ("weekly", yard.room.code),
        ("add_facility", yard.centre.code),
    ]:
        assert desk(yard.keeper).get(staff(name, *args)).status_code == 200, name
        assert desk(yard.stranger).get(staff(name, *args)).status_code == 404, name
    assert desk(yard.founder).get(staff("plan")).status_code == 200


def test_hours_are_written_as_lines(yard, desk):
    client = desk(yard.keeper)
    address = staff("centre_do", yard.centre.code, "set_hours")
    wrong = client.post(address, {"hours": "周一到周五早上"})
    assert wrong.status_code == 422
    assert "周一到周五早上" in wrong.content.decode()
    overlap = client.post(address, {"hours": "星期一 08:00-12:00\n星期一 11:00-13:00"})
    assert "重叠" in overlap.content.decode()
    assert client.post(address, {"hours": "星期一至星期五 8:30-12:00"}).status_code == 302
    assert yard.centre.hours.count() == 5
