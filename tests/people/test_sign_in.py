"""Staff signing in through the pages: strangers, locks, second factors, sessions."""

import base64
import hashlib
import hmac
import struct
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.test import Client
from tests.people.conftest import PASSWORD

from sanan.ledger.models import Entry
from sanan.people import actions
from sanan.people.enums import Role
from sanan.people.models import Person

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def enter(client, username, password=PASSWORD, **headers):
    return client.post(
        "/staff/login/", {"login": username, "password": password}, follow=False, **headers
    )


def is_in(client):
    return client.get("/staff/account/").status_code == 200


def code_of(secret, at):
    """TOTP by RFC 6238, worked out by ourselves."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at.timestamp()) // 30), hashlib.sha1).digest()
    at_byte = digest[-1] & 15
    number = struct.unpack(">I", digest[at_byte : at_byte + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def sentence(response):
    return [e for errors in response.context["form"].errors.values() for e in errors]


def test_a_password_opens_and_writes_one_entry(client, staff, written):
    someone = staff(Role.DISPATCHER)
    before = written()
    response = enter(client, "DISPATCHER1 ")
    assert (response.status_code, response["location"]) == (302, "/staff/")
    assert is_in(client)
    assert written() == [*before, "person.sign_in"]
    assert Entry.objects.latest("id").by == someone.ref


@pytest.mark.parametrize(
    ("username", "password"),
    [("dispatcher1", "wrong"), ("nobody", PASSWORD), ("", ""), ("dispatcher1", "")],
)
def test_a_wrong_pair_stays_out(client, staff, username, password):
    staff(Role.DISPATCHER)
    assert enter(client, username, password).status_code == 200
    assert not is_in(client)


def test_the_answer_does_not_say_whether_the_name_exists(client, staff):
    staff(Role.DISPATCHER)
    known = sentence(enter(client, "dispatcher1", "wrong"))
    unknown = sentence(enter(client, "nobody", "wrong"))
    assert known == unknown
    assert len(known) == 1


@pytest.mark.parametrize("username", ["dispatcher1", "nobody"])
def test_the_fifth_failure_locks_even_for_the_right_password(client, staff, username):
    staff(Role.DISPATCHER)
    with time_machine.travel(T0, tick=False) as clock:
        said = [sentence(enter(client, username, "wrong"))[0] for _try in range(5)]
        assert len(set(said[:4])) == 1
        assert "09:01" in said[4]
        assert "09:01" in sentence(enter(client, username))[0]
        assert not is_in(client)
        clock.shift(timedelta(minutes=1))
        enter(client, username)
        assert is_in(client) == (username == "dispatcher1")


def test_one_address_may_not_try_many_names(client, db):
    with time_machine.travel(T0, tick=False):
        said = [sentence(enter(client, f"name{n}", "wrong"))[0] for n in range(35)]
    assert len(set(said[:30])) == 1
    assert all("您试得太" in s for s in said[30:])


def test_an_office_behind_one_address_may_come_in_together(client, staff):
    staff(Role.DISPATCHER)
    with time_machine.travel(T0, tick=False):
        for _each in range(35):
            enter(client, "dispatcher1")
            assert is_in(client)
            client.post("/staff/logout/")
        said = [sentence(enter(client, f"name{n}", "wrong"))[0] for n in range(31)]
        assert "您试得太" not in said[29]
        assert "您试得太" in said[30]


def test_a_success_forgets_the_failures_before_it(client, staff):
    staff(Role.DISPATCHER)
    for _round in range(3):
        for _try in range(4):
            enter(client, "dispatcher1", "wrong")
        enter(client, "dispatcher1")
        assert is_in(client)
        client.post("/staff/logout/")


def test_a_session_known_before_is_not_the_session_after(client, staff):
    staff(Role.DISPATCHER)
    client.get("/staff/login/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    before = session.session_key
    enter(client, "dispatcher1")
    assert client.session.session_key != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert not is_in(thief)


def test_a_stopped_account_is_out_at_its_next_request_and_stays_out(client, staff):
    someone = staff(Role.DISPATCHER)
    enter(client, "dispatcher1")
    actions.set_active(person=someone, active=False, by=None)
    assert not is_in(client)
    enter(client, "dispatcher1")
    assert not is_in(client)


def test_who_walks_away_is_signed_out(client, staff, settings):
    staff(Role.DISPATCHER)
    with time_machine.travel(T0, tick=False) as clock:
        enter(client, "dispatcher1")
        for _minute in range(3):
            clock.shift(timedelta(minutes=settings.STAFF_IDLE_MINUTES - 1))
            assert is_in(client)
        clock.shift(timedelta(minutes=settings.STAFF_IDLE_MINUTES + 1))
        assert not is_in(client)


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "confirm-email/", "password/reset/", "password/set/", "login/code/"],
)
def test_doors_that_this_house_does_not_have(client, staff, path):
    staff(Role.DISPATCHER)
    assert client.get(f"/staff/{path}").status_code == 404
    enter(client, "dispatcher1")
    assert client.get(f"/staff/{path}").status_code == 404
    assert client.post(f"/staff/{path}", {"username": "x"}).status_code == 404


def test_nobody_is_sent_elsewhere_after_signing_in(client, staff):
    staff(Role.DISPATCHER)
    response = client.post(
        "/staff/login/?next=https://evil.example/",
        {"login": "dispatcher1", "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert response["location"] == "/staff/"


def test_a_form_from_another_site_is_refused(staff):
    staff(Role.DISPATCHER)
    client = Client(enforce_csrf_checks=True)
    assert enter(client, "dispatcher1").status_code == 403


def test_a_new_password_ends_with_the_old_one_and_is_written_down(client, staff, written):
    staff(Role.DISPATCHER)
    other = Client()
    for each in (client, other):
        enter(each, "dispatcher1")
    before = written()
    response = client.post(
        "/staff/password/change/",
        {"oldpassword": PASSWORD, "password1": "xin-mima-2026!", "password2": "xin-mima-2026!"},
    )
    assert response.status_code == 302
    assert written() == [*before, "person.set_password"]
    assert not is_in(other)
    assert enter(Client(), "dispatcher1").status_code == 200
    assert enter(Client(), "dispatcher1", "xin-mima-2026!").status_code == 302


def test_a_new_password_needs_the_old_one(client, staff):
    staff(Role.DISPATCHER)
    enter(client, "dispatcher1")
    client.post(
        "/staff/password/change/",
        {"oldpassword": "guess", "password1": "xin-mima-2026!", "password2": "xin-mima-2026!"},
    )
    assert enter(Client(), "dispatcher1").status_code == 302


def test_the_other_sessions_can_be_ended_from_one(client, staff, written):
    staff(Role.DISPATCHER)
    others = [Client(), Client()]
    for each in (client, *others):
        enter(each, "dispatcher1")
    assert len(client.get("/staff/sessions/").context["sessions"]) == 3
    before = written()
    assert client.post("/staff/sessions/").status_code == 302
    assert [is_in(each) for each in (client, *others)] == [True, False, False]
    assert written() == [*before, "person.sign_out_all"]
    assert UserSession.objects.count() == 1


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def _compulsory(self, settings):
        settings.STAFF_SECOND_FACTOR = True

    def add_app(self, client):
        """Set an authenticator app up through the pages; its secret."""
        person = Person.objects.get(pk=client.session[SESSION_KEY])
        code = actions.give_factor_code(person=person, by=None)
        assert client.post("/staff/2fa/first/", {"code": code})["location"] == "/staff/2fa/"
        page = client.get("/staff/2fa/totp/activate/")
        assert page.status_code == 200, page["location"]
        secret = page.context["form"].secret
        now = datetime.now(UTC)
        response = client.post("/staff/2fa/totp/activate/", {"code": code_of(secret, now)})
        assert response.status_code == 302, sentence(response)
        return secret

    def test_without_one_every_staff_page_leads_to_setting_one_up(self, client, staff):
        staff(Role.TENANT_ADMIN)
        enter(client, "tenant_admin1")
        for path in ("/staff/", "/staff/people/", "/staff/account/", "/staff/password/change/"):
            response = client.get(path)
            assert (response.status_code, response["location"]) == (302, "/staff/2fa/first/")
        assert client.get("/staff/2fa/first/").status_code == 200

    def test_without_one_a_person_is_nobody_elsewhere(self, staff, rf):
        from sanan.people.middleware import second_factor

        someone = staff(Role.TENANT_ADMIN)
        request = rf.get("/media/x", HTTP_COOKIE="sessionid=x")
        request.user, request.session = someone, {}
        seen = []
        second_factor(lambda r: seen.append(r.user.is_authenticated))(request)
        assert seen == [False]

    def test_with_one_the_work_is_open_and_the_next_sign_in_asks_for_it(
        self, client, staff, written
    ):
        someone = staff(Role.TENANT_ADMIN)
        with time_machine.travel(T0, tick=False) as clock:
            enter(client, "tenant_admin1")
            before = written()
            secret = self.add_app(client)
            assert client.get("/staff/people/").status_code == 200
            assert written("person.give_factor_code") == [
                *before,
                "person.use_factor_code",
                "person.second_factor",
            ]
            kept = Authenticator.objects.get(user=someone, type="totp").data
            assert secret not in str(kept)
            clock.shift(timedelta(minutes=5))
            fresh = Client()
            assert enter(fresh, "tenant_admin1")["location"].startswith("/staff/2fa/authenticate/")
            assert fresh.get("/staff/people/").status_code == 302
            clock.shift(timedelta(seconds=1))
            wrong = fresh.post("/staff/2fa/authenticate/", {"code": "000000"})
            assert wrong.status_code == 200
            right = code_of(secret, clock_now())
            assert fresh.post("/staff/2fa/authenticate/", {"code": right}).status_code == 302
            assert fresh.get("/staff/people/").status_code == 200

    def test_a_code_works_once(self, client, staff):
        staff(Role.TENANT_ADMIN)
        with time_machine.travel(T0, tick=False) as clock:
            enter(client, "tenant_admin1")
            secret = self.add_app(client)
            clock.shift(timedelta(minutes=5))
            code = code_of(secret, clock_now())
            went = []
            for _thief in range(2):
                fresh = Client()
                enter(fresh, "tenant_admin1")
                fresh.post("/staff/2fa/authenticate/", {"code": code})
                went.append(is_in(fresh))
            assert went == [True, False]

    def test_guessing_codes_locks_the_name(self, client, staff):
        staff(Role.TENANT_ADMIN)
        with time_machine.travel(T0, tick=False) as clock:
            enter(client, "tenant_admin1")
            secret = self.add_app(client)
            clock.shift(timedelta(minutes=5))
            thief = Client()
            enter(thief, "tenant_admin1")
            for guess in range(5):
                thief.post("/staff/2fa/authenticate/", {"code": f"{guess:06d}"})
            right = code_of(secret, clock_now())
            said = sentence(thief.post("/staff/2fa/authenticate/", {"code": right}))
            assert "09:06" in said[0]
            assert not is_in(thief)
            assert "09:06" in sentence(enter(Client(), "tenant_admin1"))[0]

    def test_the_last_one_cannot_be_taken_away_by_oneself(self, client, staff):
        someone = staff(Role.TENANT_ADMIN)
        enter(client, "tenant_admin1")
        self.add_app(client)
        client.post("/staff/2fa/totp/deactivate/")
        assert Authenticator.objects.filter(user=someone, type="totp").exists()

    def test_a_lost_one_is_reset_by_the_security_administrator_and_must_be_set_up_anew(
        self, client, staff
    ):
        someone = staff(Role.TENANT_ADMIN)
        security = staff(Role.SECURITY_ADMIN)
        enter(client, "tenant_admin1")
        self.add_app(client)
        actions.reset_second_factor(person=someone, by=security)
        assert not is_in(client)
        fresh = Client()
        enter(fresh, "tenant_admin1")
        assert fresh.get("/staff/people/")["location"] == "/staff/2fa/first/"

    def test_a_recovery_code_opens_once(self, client, staff):
        someone = staff(Role.TENANT_ADMIN)
        enter(client, "tenant_admin1")
        self.add_app(client)
        code = Authenticator.objects.get(user=someone, type="recovery_codes").wrap()
        code = code.get_unused_codes()[0]
        went = []
        for _time in range(2):
            fresh = Client()
            enter(fresh, "tenant_admin1")
            fresh.post("/staff/2fa/authenticate/", {"code": code})
            went.append(is_in(fresh))
        assert went == [True, False]


def clock_now():
    return datetime.now(UTC)
