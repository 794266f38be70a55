"""Who may do what to whom: locks, first factors, administrators, keys of programs, the demo's mark."""

import stat
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.contrib.auth import SESSION_KEY
from django.test import Client
from tests.people.conftest import PASSWORD, PHONE, SINCE

from sanan.channels.sms.console import Console
from sanan.channels.sms.nowhere import Nowhere
from sanan.channels.sms.transport import NotSent, Sms, transport
from sanan.config.commands import serve, up
from sanan.kit import clock, vault
from sanan.kit.errors import Forbidden, Invalid, Refused, TooMany
from sanan.kit.logs import without_keys
from sanan.people import actions, queries
from sanan.people.enums import Role
from sanan.people.models import ApiToken, FactorCode, Person, SignInLock
from sanan.upkeep import safety

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
OFFICE, THIEF = "203.0.113.9", "198.51.100.7"


def enter(username, password=PASSWORD, source=OFFICE):
    client = Client(REMOTE_ADDR=source)
    client.post("/staff/login/", {"login": username, "password": password})
    return client


def is_in(client):
    return client.get("/staff/account/").status_code == 200


class TestLocks:
    def test_guesses_from_elsewhere_do_not_keep_the_owner_out(self, staff):
        staff(Role.SECURITY_ADMIN)
        with time_machine.travel(T0, tick=False):
            for _try in range(20):
                enter("security_admin1", "wrong", THIEF)
            assert is_in(enter("security_admin1"))
            assert not is_in(enter("security_admin1", PASSWORD, THIEF))

    def test_the_owner_coming_in_gives_the_thief_no_new_tries(self, staff):
        staff(Role.DISPATCHER)
        with time_machine.travel(T0, tick=False):
            for _try in range(6):
                enter("dispatcher1", "wrong", THIEF)
            enter("dispatcher1")
            assert not is_in(enter("dispatcher1", PASSWORD, THIEF))

    def test_guesses_from_many_places_slow_strangers_down_and_not_the_owners_own_machine(
        self, staff
    ):
        """A name is one door: forty places with a guess each are no forty doors."""
        staff(Role.DISPATCHER)
        with time_machine.travel(T0, tick=False) as clock:
            own = enter("dispatcher1")
            own.post("/staff/logout/")
            tried = [enter("dispatcher1", f"guess{n}", f"198.51.100.{n}") for n in range(25)]
            assert not any(is_in(each) for each in tried)
            abroad = enter("dispatcher1", PASSWORD, "203.0.113.77")
            assert not is_in(abroad), "the right guess of a stranger waits, too"
            said = abroad.post("/staff/login/", {"login": "dispatcher1", "password": PASSWORD})
            assert "以前登录过的电脑" in said.content.decode()
            assert is_in(enter("other", PASSWORD, "203.0.113.77")) is False, "another name is asked"
            own.post("/staff/login/", {"login": "dispatcher1", "password": PASSWORD})
            assert is_in(own), "the owner comes in at once, on the machine that knows them"
            clock.shift(timedelta(minutes=2))
            assert is_in(enter("dispatcher1", PASSWORD, "203.0.113.78")), (
                "and elsewhere a little later"
            )

    def test_a_name_that_is_nobodys_is_slowed_alike(self, staff):
        staff(Role.DISPATCHER)
        with time_machine.travel(T0, tick=False):
            for n in range(20):
                enter("nobody", "guess", f"198.51.100.{n}")
            client = Client(REMOTE_ADDR="203.0.113.77")
            said = client.post("/staff/login/", {"login": "nobody", "password": "x"})
        assert "以前登录过的电脑" in said.content.decode()

    def test_a_machine_that_knows_somebody_is_no_key_for_others(self, staff):
        staff(Role.DISPATCHER)
        staff(Role.SECURITY_ADMIN)
        with time_machine.travel(T0, tick=False):
            own = enter("dispatcher1")
            own.post("/staff/logout/")
            for n in range(20):
                enter("security_admin1", "guess", f"198.51.100.{n}")
            own.post("/staff/login/", {"login": "security_admin1", "password": PASSWORD})
            assert not is_in(own)

    def test_each_further_failure_doubles_the_wait_up_to_an_hour(self, person):
        person("lin")
        at, waits = T0, []
        for _try in range(14):
            lock = actions.note_failure(username="lin", source=THIEF, at=at)
            if lock.locked_until:
                waits.append(int((lock.locked_until - at).total_seconds() // 60))
                at = lock.locked_until
        assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
        quiet = actions.note_failure(
            username="lin", source=THIEF, at=at + timedelta(hours=1, seconds=1)
        )
        assert (quiet.failures, quiet.locked_until) == (1, None)

    def test_what_is_kept_names_neither_the_name_nor_the_source(self):
        actions.note_failure(username="nobody", source=THIEF, at=T0)
        kept = str(SignInLock.objects.values().get())
        assert ("nobody" in kept, THIEF in kept) == (False, False)


class TestFirstFactor:
    @pytest.fixture(autouse=True)
    def _compulsory(self, settings):
        settings.STAFF_SECOND_FACTOR = True

    def test_a_password_alone_enrols_nothing(self, staff):
        staff(Role.SECURITY_ADMIN)
        thief = enter("security_admin1")
        for path in ("/staff/2fa/", "/staff/2fa/totp/activate/", "/staff/2fa/webauthn/add/"):
            for answer in (thief.get(path), thief.post(path, {"code": "000000"})):
                assert answer["location"] == "/staff/2fa/first/"
        assert Authenticator.objects.count() == 0

    def test_the_code_opens_the_pages_once(self, staff):
        someone = staff(Role.DISPATCHER)
        code = actions.give_factor_code(person=someone, by=staff(Role.SECURITY_ADMIN))
        client = enter("dispatcher1")
        spaced = f" {code[:5]} {code[5:]}"
        assert client.post("/staff/2fa/first/", {"code": spaced})["location"] == "/staff/2fa/"
        assert client.get("/staff/2fa/totp/activate/").status_code == 200
        assert client.get("/staff/people/")["location"] == "/staff/2fa/"  # nothing else yet
        again = enter("dispatcher1").post("/staff/2fa/first/", {"code": code})
        assert again.status_code == 422

    def test_five_wrong_codes_kill_it_and_so_do_three_days_or_a_new_one(self, staff):
        someone = staff(Role.DISPATCHER)
        code = actions.give_factor_code(person=someone, by=None, at=T0)
        for _try in range(5):
            with pytest.raises(Invalid):
                actions.use_factor_code(person=someone, code="0000000000", at=T0)
        with pytest.raises(Invalid):
            actions.use_factor_code(person=someone, code=code, at=T0)
        old = actions.give_factor_code(person=someone, by=None, at=T0)
        with pytest.raises(Invalid):
            actions.use_factor_code(person=someone, code=old, at=T0 + timedelta(days=3))
        new = actions.give_factor_code(person=someone, by=None, at=T0)
        with pytest.raises(Invalid):
            actions.use_factor_code(person=someone, code=old, at=T0)
        actions.use_factor_code(person=someone, code=new, at=T0)
        assert code not in str(list(FactorCode.objects.values()))

    def test_a_code_is_for_one_person_and_no_administrator_gives_it_to_themselves(self, staff):
        someone, other = staff(Role.DISPATCHER), staff(Role.LEADER)
        code = actions.give_factor_code(person=someone, by=None)
        with pytest.raises(Invalid):
            actions.use_factor_code(person=other, code=code)
        security = staff(Role.SECURITY_ADMIN)
        with pytest.raises(Refused):
            actions.give_factor_code(person=security, by=security)
        with pytest.raises(Forbidden):
            actions.give_factor_code(person=someone, by=staff(Role.TENANT_ADMIN))

    def test_who_has_a_factor_needs_a_reset_first(self, staff):
        someone = staff(Role.DISPATCHER)
        Authenticator.objects.create(user=someone, type="totp", data={})
        with pytest.raises(Refused):
            actions.give_factor_code(person=someone, by=None)

    def test_after_a_reset_the_page_shows_the_code_for_a_new_one(self, settings, staff, client):
        settings.STAFF_SECOND_FACTOR = False
        someone, security = staff(Role.DISPATCHER), staff(Role.SECURITY_ADMIN)
        Authenticator.objects.create(user=someone, type="totp", data={})
        client.force_login(security)
        page = client.post(f"/staff/people/safety/{someone.ref}/reset-factor/")
        code = "".join(page.context["groups"])
        assert not Authenticator.objects.filter(user=someone).exists()
        actions.use_factor_code(person=someone, code=code)


@pytest.fixture
def both_sides(places, staff):
    """A worker of the village who also holds a post in the county, and the village's own administrators."""
    worker = staff(Role.GRID_WORKER, "worker", place=places.village)
    actions.appoint(
        person=worker, role=Role.DISPATCHER, place=places.county, since_on=SINCE, by=None
    )
    return worker


class TestWhollyBelow:
    def deeds(self, person, places, tenant, security):
        day = clock.now() + timedelta(days=1)
        given = {"name": "x", "place": places.village, "verbs": ["read"], "ends_at": day}
        return {
            "password": lambda: actions.set_password(
                person=person, password="xin-mima-2026!", by=tenant
            ),
            "token": lambda: actions.issue_token(person=person, by=tenant, **given),
            "appoint": lambda: actions.appoint(
                person=person,
                role=Role.VOLUNTEER,
                place=places.village,
                since_on=SINCE,
                by=tenant,
            ),
            "sign_out": lambda: actions.sign_out_all(person=person, by=security),
            "reset": lambda: actions.reset_second_factor(person=person, by=security),
            "code": lambda: actions.give_factor_code(person=person, by=security),
            "stop": lambda: actions.set_active(person=person, active=False, by=security),
        }

    DEEDS = ("password", "token", "appoint", "sign_out", "reset", "code", "stop")

    @pytest.mark.parametrize("deed", DEEDS)
    def test_one_post_elsewhere_and_the_village_may_not(self, both_sides, places, staff, deed):
        tenant = staff(Role.TENANT_ADMIN, place=places.village)
        security = staff(Role.SECURITY_ADMIN, place=places.village)
        with pytest.raises(Forbidden):
            self.deeds(both_sides, places, tenant, security)[deed]()

    @pytest.mark.parametrize("deed", DEEDS)
    def test_whoever_stands_above_all_their_posts_may(self, both_sides, places, staff, deed):
        tenant, security = staff(Role.TENANT_ADMIN), staff(Role.SECURITY_ADMIN)
        self.deeds(both_sides, places, tenant, security)[deed]()

    def test_a_post_that_only_begins_later_counts_and_one_that_is_over_does_not(
        self, places, staff
    ):
        security = staff(Role.SECURITY_ADMIN, place=places.village)
        worker = staff(Role.GRID_WORKER, "worker", place=places.village)
        actions.sign_out_all(person=worker, by=security)
        later = actions.appoint(
            person=worker, role=Role.LEADER, place=places.town, since_on=date(2099, 1, 1), by=None
        )
        with pytest.raises(Forbidden):
            actions.sign_out_all(person=worker, by=security)
        later.delete()
        past = actions.appoint(
            person=worker,
            role=Role.LEADER,
            place=places.town,
            since_on=SINCE,
            until_on=SINCE,
            by=None,
        )
        assert past.pk
        actions.sign_out_all(person=worker, by=security)


class TestKeys:
    def issue(self, person, place, verbs=("read",), by=None):
        return actions.issue_token(
            person=person,
            name="县 12345",
            place=place,
            verbs=verbs,
            ends_at=clock.now() + timedelta(days=30),
            by=by,
        )

    def test_it_opens_nothing_before_its_owner_agrees_on_their_own_page(
        self, staff, places, client
    ):
        someone = staff(Role.DISPATCHER)
        token, text = self.issue(someone, places.county, by=staff(Role.TENANT_ADMIN))
        assert queries.person_of_token(text) is None
        other = staff(Role.LEADER)
        with pytest.raises(Forbidden):
            actions.agree_token(token=token, by=other)
        client.force_login(other)
        assert client.post(f"/staff/account/keys/{token.ref}/agree/").status_code == 404
        client.force_login(someone)
        assert "县 12345" in client.get("/staff/account/").content.decode()
        client.post(f"/staff/account/keys/{token.ref}/agree/")
        assert queries.person_of_token(text) == someone
        client.post(f"/staff/account/keys/{token.ref}/revoke/")
        assert queries.person_of_token(text) is None

    def test_it_ends_when_its_owners_posts_change(self, staff, places):
        for change in ("appoint", "end"):
            someone = staff(Role.DISPATCHER, f"who-{change}")
            token, text = self.issue(someone, places.county)
            actions.agree_token(token=token, by=someone)
            if change == "appoint":
                actions.appoint(
                    person=someone, role=Role.LEADER, place=places.town, since_on=SINCE, by=None
                )
            else:
                held = someone.positions.get()
                actions.end_position(position=held, until_on=date(2099, 1, 1), by=None)
            assert queries.person_of_token(text) is None

    def test_posts_beside_its_place_are_none_and_those_above_hold_there_only(self, staff, places):
        someone = staff(Role.DISPATCHER)
        for place in (places.other, places.estate):
            actions.appoint(
                person=someone, role=Role.GRID_WORKER, place=place, since_on=SINCE, by=None
            )
        token, text = self.issue(someone, places.village)
        actions.agree_token(token=token, by=someone)
        program = queries.person_of_token(text)
        found = {(p.role, p.path, p.kind, p.place_id) for p in queries.posts(program)}
        village, estate = places.village, places.estate
        assert found == {
            (Role.DISPATCHER, village.path, "village", village.pk),
            (Role.GRID_WORKER, estate.path, "estate", estate.pk),
        }
        assert not queries.holds(program, [Role.DISPATCHER], path=places.other.path)
        with pytest.raises(Forbidden):
            actions.agree_token(token=self.issue(someone, village)[0], by=program)

    def test_its_last_use_is_written_at_most_once_a_minute(
        self, staff, places, django_assert_num_queries
    ):
        someone = staff(Role.DISPATCHER)
        token, text = self.issue(someone, places.county)
        actions.agree_token(token=token, by=someone)
        actions.note_use(person=queries.person_of_token(text))
        with django_assert_num_queries(1):
            actions.note_use(person=queries.person_of_token(text))
        later = clock.now() + timedelta(minutes=2)
        actions.note_use(person=queries.person_of_token(text, at=later), at=later)
        assert ApiToken.objects.get().used_at == later


class TestInstallation:
    def test_a_demo_database_is_never_served_for_real(self, settings, monkeypatch):
        settings.SMS_TRANSPORT, settings.SECURE = "none", False
        assert safety.refusals() == []
        started = []
        monkeypatch.setattr("sanan.config.commands.os.execv", lambda *a: started.append(a))
        monkeypatch.setattr("sanan.config.supervise.run", lambda *a: started.append(a))
        actions.mark_demo()
        actions.mark_demo()
        for command in (serve, up):
            done = CliRunner().invoke(command, ["--port", "0"])
            assert (done.exit_code, started) == (2, [])
            assert "bin/demo" in done.output

    @pytest.mark.parametrize(
        ("secure", "hops", "transport_", "demo", "word"),
        [
            (True, None, "aliyun", False, "SANAN_PROXY_HOPS"),
            (True, 1, "aliyun", False, ""),
            (True, 0, "none", False, ""),
            (False, None, "console", False, "SANAN_SMS_TRANSPORT"),
            (False, None, "console", True, ""),
        ],
    )
    def test_what_is_unsafe_is_refused_with_what_to_do(
        self, settings, secure, hops, transport_, demo, word
    ):
        settings.SECURE, settings.PROXY_HOPS = secure, hops
        settings.SMS_TRANSPORT, settings.DEMO = transport_, demo
        found = safety.refusals()
        assert [word in sentence for sentence in found] == ([True] if word else [])

    def test_the_console_carries_nothing_outside_the_demo(self, settings):
        settings.SMS_TRANSPORT, settings.DEMO = "console", False
        assert isinstance(transport(), Nowhere)
        with pytest.raises(NotSent):
            transport().send(Sms(PHONE, "x"))

    def test_kept_messages_and_the_database_are_their_owners_only(self, tmp_path):
        Console(tmp_path / "sms.jsonl").send(Sms(PHONE, "您的验证码是 123456"))
        mode = stat.S_IMODE((tmp_path / "sms.jsonl").stat().st_mode)
        assert mode == 0o600
        from sanan.kit.sqlite.base import DatabaseWrapper

        file = tmp_path / "new.sqlite3"
        given = {"NAME": str(file), "OPTIONS": {}, "TIME_ZONE": None, "CONN_MAX_AGE": 0}
        more = {"CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False}
        new = DatabaseWrapper({**given, **more, "ENGINE": "sanan.kit.sqlite"}, "new")
        new.connect()
        new.close()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("/council/seat/8f2kq0zX9d7e6c5b4a/", "/council/seat/…/"),
            ("/q/abcdefghijklmnopqrstuvwxyz012345", "/q/…"),
            ("/open/question/zzzzzzzzzzzzzzzzzzzzzzzzz/", "/open/question/…/"),
            ("/staff/people/safety/accounts/", "/staff/people/safety/accounts/"),
            ("/track/?code=123456789012 refused", "/track/?… refused"),
            ("no address here", "no address here"),
        ],
    )
    def test_a_refused_address_is_logged_without_its_key(self, text, expected):
        assert without_keys(text) == expected

    def test_a_list_of_numbers_cannot_be_copied_by_looking_at_each(self, person):
        someone, locked = person("lin"), vault.lock(PHONE)

        def look(at):
            return actions.reveal(
                locked=locked, subject="C1", field="phone", purpose="回访电话", by=someone, at=at
            )

        assert [look(T0) for _each in range(30)] == [PHONE] * 30
        with pytest.raises(TooMany):
            look(T0)
        assert look(T0 + timedelta(minutes=2)) == PHONE


def test_a_second_factor_cannot_be_guessed_from_many_places(staff, settings):
    someone = staff(Role.DISPATCHER)
    Authenticator.objects.create(user=someone, type="totp", data={"secret": vault.lock("A" * 32)})
    with time_machine.travel(T0, tick=False):
        said = ""
        for n in range(25):
            thief = Client(REMOTE_ADDR=f"198.51.100.{n}")
            thief.post("/staff/login/", {"login": "dispatcher1", "password": PASSWORD})
            page = thief.post("/staff/2fa/authenticate/", {"code": f"{n:06d}"})
            said = str(page.context["form"].errors)
    assert "您试得太" in said
    assert SESSION_KEY not in thief.session
    assert Person.objects.get(pk=someone.pk).is_active
