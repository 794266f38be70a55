"""A session is of staff, of a resident or of a program; a right never leaks from one to another."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY, get_user
from django.http import HttpResponse
from django.test import Client, RequestFactory
from tests.people.conftest import PASSWORD, PHONE

from sanan.channels.sms.console import Console
from sanan.people import queries, visitor
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.services.models import MenuItem

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ROAD = RequestFactory()


def by_phone(client):
    """Sign in with the code of the last message, on the resident's page."""
    client.post("/me/", {"phone": PHONE})
    said = Console.from_settings().recent(phone=PHONE)[0].text
    code = re.search(r"\d{6}", said)[0]
    return client.post("/me/code/", {"phone": PHONE, "code": code})


def as_resident(client):
    """The person whom the next view of this browser would get."""
    request = ROAD.get("/")
    request.session = client.session
    request.user = get_user(request)
    return visitor.resident(request)


def test_a_phone_code_gives_no_office(client, staff, places):
    worker = staff(Role.GRID_WORKER, place=places.village, phone=PHONE)
    assert by_phone(client).status_code == 302
    here = as_resident(client)
    assert here == worker
    assert queries.posts(here) == ()
    assert queries.posts(here, day=T0.date()) == ()
    assert not queries.holds(here, list(Role), path=places.village.path)
    assert queries.org_ids(here) == frozenset()
    assert here.roles_at(places.home.path) == frozenset()
    assert not MenuItem.objects.filter(queries.below(here, list(Role))).exists()
    assert {p.role for p in queries.posts(Person.objects.get(pk=worker.pk))} == {Role.GRID_WORKER}


def test_signing_in_by_phone_ends_the_session_of_staff_and_the_other_way_round(client, staff):
    worker = staff(Role.DISPATCHER, phone=PHONE)
    client.force_login(worker)
    by_phone(client)
    assert SESSION_KEY not in client.session
    assert as_resident(client) == worker
    client.post("/staff/login/", {"login": worker.username, "password": PASSWORD})
    assert client.session[SESSION_KEY] == str(worker.pk)
    assert visitor.RESIDENT not in client.session
    assert as_resident(client) is None


@pytest.mark.parametrize("path", ["/me/", "/services/help/", "/", "/staff/account/"])
def test_the_idle_limit_holds_on_every_page(staff, settings, path):
    settings.STAFF_IDLE_MINUTES = 30
    with time_machine.travel(T0, tick=False) as clock:
        client = Client()
        client.force_login(staff(Role.DISPATCHER))
        client.get("/staff/account/")
        clock.shift(timedelta(hours=4))
        client.get(path)
        assert SESSION_KEY not in client.session


def test_a_page_elsewhere_keeps_a_session_of_staff_awake(staff, settings):
    settings.STAFF_IDLE_MINUTES = 30
    with time_machine.travel(T0, tick=False) as clock:
        client = Client()
        client.force_login(staff(Role.DISPATCHER))
        for _twenty_minutes in range(4):
            client.get("/services/help/")
            clock.shift(timedelta(minutes=20))
        assert client.get("/staff/account/").status_code == 200


def test_a_page_that_asks_by_itself_keeps_no_session_awake(staff, settings):
    settings.STAFF_IDLE_MINUTES = 30
    with time_machine.travel(T0, tick=False) as clock:
        client = Client()
        client.force_login(staff(Role.DISPATCHER))
        client.get("/staff/account/")
        for _ten_minutes in range(4):
            clock.shift(timedelta(minutes=10))
            client.get("/services/help/", headers={"x-by-itself": "1"})
        assert SESSION_KEY not in client.session


def test_a_resident_is_not_put_out_by_the_limit_for_staff(client, staff, settings):
    settings.STAFF_IDLE_MINUTES = 30
    with time_machine.travel(T0, tick=False) as clock:
        worker = staff(Role.GRID_WORKER, phone=PHONE)
        by_phone(client)
        clock.shift(timedelta(days=1))
        client.get("/me/")
        assert as_resident(client) == worker


def test_what_staff_see_is_kept_by_no_cache(client, staff):
    client.force_login(staff(Role.DISPATCHER))
    assert "no-store" in client.get("/staff/account/")["Cache-Control"]
    assert "no-store" in client.get("/services/help/")["Cache-Control"]


@pytest.mark.parametrize(
    ("hops", "told", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (3, "203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (1, "", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "203.0.113.9:51000", "203.0.113.9"),
        (1, "[2001:db8::7]:443", "2001:db8::7"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_an_address_is_read_behind_our_own_proxies_only(settings, hops, told, expected):
    settings.PROXY_HOPS = hops
    request = ROAD.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=told)
    assert visitor.address(request) == expected


def test_a_whole_network_of_ipv6_counts_as_one_source(settings):
    settings.PROXY_HOPS = 0
    one, two, far = (
        visitor.source(ROAD.get("/", REMOTE_ADDR=given))
        for given in ("2001:db8:1:2::a", "2001:db8:1:2:ffff::b", "2001:db8:1:3::a")
    )
    assert one == two
    assert far != one


def test_neighbours_behind_one_proxy_are_counted_apart(settings, db):
    settings.PROXY_HOPS = 1
    for _try in range(20):
        given = {"code": "1"}
        Client(HTTP_X_FORWARDED_FOR="203.0.113.9").post("/track/", given)
    blocked = Client(HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9").post("/track/", given)
    other = Client(HTTP_X_FORWARDED_FOR="203.0.113.10").post("/track/", given)
    assert (blocked.status_code, other.status_code) == (429, 422)


def test_what_a_phone_follows_is_bound_to_its_purpose_and_ends(settings):
    settings.VISITOR_DAYS = 90
    cases, orders = visitor.Followed("cases"), visitor.Followed("orders")
    with time_machine.travel(T0, tick=False) as clock:
        request = ROAD.get("/")
        for code in ("A-1", "A-2", "A-1"):
            request = _next(request, lambda r, a, c=code: cases.follow(r, a, c))
        assert cases.codes(request) == ["A-1", "A-2"]
        request.COOKIES["orders"] = request.COOKIES["cases"]
        assert orders.codes(request) == []
        clock.shift(timedelta(days=91))
        assert cases.codes(request) == []


def test_a_mark_stays_the_same_and_no_script_reads_it():
    mark = visitor.Mark("opinion")
    request = ROAD.get("/")
    assert mark.of(request) == ""
    request = _next(request, mark.keep)
    first = mark.of(request)
    request = _next(request, mark.keep)
    assert mark.of(request) == first != ""
    request.COOKIES["opinion"] = request.COOKIES["opinion"][:-1]
    assert mark.of(request) == ""


def _next(request, keep):
    """The request that comes after the answer in which `keep` put its cookie."""
    answer = HttpResponse()
    keep(request, answer)
    for name, cookie in answer.cookies.items():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        request.COOKIES[name] = cookie.value
    return request


def test_below_is_everything_under_the_posts_and_nothing_beside(staff, places):
    worker = staff(Role.GRID_WORKER, place=places.village)
    under = Place.objects.filter(queries.below(worker, [Role.GRID_WORKER], ""))
    assert set(under) == {p for p in Place.objects.all() if p.path.startswith(places.village.path)}
    assert not Place.objects.filter(queries.below(worker, [Role.LEADER], "")).exists()
    assert not Place.objects.filter(queries.below(None, list(Role), "")).exists()
