"""Accounts, keys, consent and looking behind a mask."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from tests.people.conftest import PASSWORD, PHONE

from sanan.kit import vault
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry
from sanan.people import actions, queries
from sanan.people.enums import Purpose, Role
from sanan.people.models import ApiToken, Consent, Person

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HERE = "203.0.113.9"


def test_a_person_is_added_with_one_entry_and_no_clear_number(person, written):
    someone = person("Lin", "林小燕", phone="138 0000 1234")
    assert (someone.username, someone.check_password(PASSWORD)) == ("lin", True)
    assert vault.unlock(someone.phone_locked) == PHONE
    assert written() == ["person.add"]


@pytest.mark.parametrize("again", [{"username": "LIN"}, {"username": "x", "phone": PHONE}])
def test_a_user_name_and_a_number_belong_to_one(person, written, again):
    person("lin", phone=PHONE)
    with pytest.raises(Refused) as refused:
        person(**again)
    assert (refused.value.code, Person.objects.count(), len(written())) == ("already", 1, 1)


@pytest.mark.parametrize("weak", ["short", "password123", "1234567890"])
def test_a_weak_password_is_refused_beside_its_field(db, weak):
    with pytest.raises(Invalid) as refused:
        actions.add_person(name="林", username="lin", password=weak, by=None)
    assert (refused.value.field, Person.objects.count()) == ("password", 0)


def test_without_a_password_nobody_gets_in_by_one(db):
    assert not actions.add_person(name="林", username="lin", by=None).has_usable_password()


def test_only_the_system_administrator_adds_and_only_the_security_administrator_stops(staff):
    admin, security, someone = (
        staff(Role.TENANT_ADMIN),
        staff(Role.SECURITY_ADMIN),
        staff(Role.LEADER),
    )
    for by in (security, someone):
        with pytest.raises(Forbidden):
            actions.add_person(name="新人", username="new", by=by)
    for by in (admin, someone):
        with pytest.raises(Forbidden):
            actions.set_active(person=someone, active=False, by=by)
    with pytest.raises(Refused):
        actions.set_active(person=security, active=False, by=security)
    actions.set_active(person=someone, active=False, by=security)
    assert queries.posts(Person.objects.get(pk=someone.pk)) == ()


def test_the_fifth_failure_locks_and_time_opens_again(person, written):
    person("lin")
    before = written()
    for second in range(4):
        actions.note_failure(username="lin", source=HERE, at=T0 + timedelta(seconds=second))
        assert queries.locked_until("lin", HERE, at=T0 + timedelta(seconds=second)) is None
    actions.note_failure(username=" LIN ", source=HERE, at=T0)
    until = queries.locked_until("lin", HERE, at=T0)
    assert until == T0 + timedelta(minutes=1)
    assert queries.locked_until("lin", HERE, at=until) is None
    assert written() == [*before, "person.lock_out"]


def test_failures_far_apart_do_not_add_up(person):
    person("lin")
    for hour in range(9):
        at = T0 + timedelta(hours=2 * hour)
        actions.note_failure(username="lin", source=HERE, at=at)
        assert queries.locked_until("lin", HERE, at=at) is None


def test_a_name_that_is_nobodys_locks_alike(db):
    for _try in range(5):
        actions.note_failure(username="nobody", source=HERE, at=T0)
    assert queries.locked_until("nobody", HERE, at=T0) is not None
    assert "nobody" not in Entry.objects.get().subject


def test_the_security_administrator_unlocks_others_and_not_themselves(staff):
    security, someone = staff(Role.SECURITY_ADMIN), staff(Role.LEADER)
    for who in (security, someone):
        for _try in range(5):
            lock = actions.note_failure(username=who.username, source=HERE)
        if who == security:
            with pytest.raises(Refused):
                actions.unlock(lock=lock, by=security)
        else:
            with pytest.raises(Forbidden):
                actions.unlock(lock=lock, by=someone)
            actions.unlock(lock=lock, by=security)
        assert (queries.locked_until(who.username, HERE) is None) == (who == someone)


def test_a_key_works_until_it_is_revoked_or_runs_out(staff, places, written):
    admin, someone = staff(Role.TENANT_ADMIN), staff(Role.DISPATCHER)
    before = written()
    token, text = actions.issue_token(
        person=someone,
        name="县 12345",
        place=places.county,
        verbs=["read"],
        by=admin,
        ends_at=T0 + timedelta(days=1),
        at=T0,
    )
    assert queries.person_of_token(text, at=T0) is None  # its owner has not agreed
    actions.agree_token(token=token, by=someone, at=T0)
    assert text not in str(ApiToken.objects.values().get())
    assert list(ApiToken.objects.live(T0)) == [token]
    assert list(ApiToken.objects.live(T0 + timedelta(days=1))) == []
    assert queries.person_of_token(text, at=T0) == someone
    assert queries.person_of_token(text + "x", at=T0) is None
    for _time in range(2):
        actions.revoke_token(token=token, by=admin, at=T0)
    assert queries.person_of_token(text, at=T0) is None
    assert written() == [*before, "token.issue", "token.agree", "token.revoke"]


def test_only_the_system_administrator_gives_keys(staff, places):
    someone = staff(Role.DISPATCHER)
    for role in (Role.SECURITY_ADMIN, Role.AUDITOR, Role.LEADER):
        with pytest.raises(Forbidden):
            actions.issue_token(
                person=someone,
                name="程序",
                place=places.county,
                verbs=["read"],
                ends_at=T0,
                by=staff(role),
            )
    assert ApiToken.objects.count() == 0


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"ends_at": T0}, {"verbs": []}, {"verbs": ["everything"]}]
)
def test_a_key_needs_a_name_a_verb_and_a_future(staff, places, wrong):
    admin = staff(Role.TENANT_ADMIN)
    right = {"name": "x", "verbs": ["read"], "ends_at": T0 + timedelta(days=1)}
    with pytest.raises(Invalid):
        actions.issue_token(
            person=admin, place=places.county, by=admin, at=T0, **{**right, **wrong}
        )


def test_consent_is_given_once_renewed_by_a_new_wording_and_taken_back(person, written):
    someone = person("lin")
    before = written()

    def agree(wording):
        return actions.consent(person=someone, purpose=Purpose.SMS_NEWS, wording=wording, at=T0)

    first = agree("2026-01")
    assert agree("2026-01") == first
    second = agree("2026-02")
    assert actions.withdraw_consent(person=someone, purpose=Purpose.SMS_NEWS) is True
    assert actions.withdraw_consent(person=someone, purpose=Purpose.SMS_NEWS) is False
    assert Consent.objects.filter(withdrawn_at__isnull=True).count() == 0
    assert [c.pk for c in Consent.objects.order_by("pk")] == [first.pk, second.pk]
    assert written() == [
        *before,
        "person.consent",
        "person.consent",
        "person.withdraw_consent",
    ]


def test_looking_behind_a_mask_needs_a_purpose_and_leaves_a_trace(person):
    someone = person("lin")
    locked = vault.lock(PHONE)
    for purpose in ("", "   ", "看"):
        with pytest.raises(Invalid):
            actions.reveal(locked=locked, subject="C1", field="phone", purpose=purpose, by=someone)
    assert not Entry.objects.filter(event="person.reveal").exists()
    shown = actions.reveal(
        locked=locked, subject="C1", field="phone", purpose="回访电话", by=someone
    )
    assert shown == PHONE
    entry = Entry.objects.get(event="person.reveal")
    assert (entry.subject, entry.by) == ("C1", someone.ref)
    assert orjson.loads(bytes(entry.content)) == {"field": "phone", "purpose": "回访电话"}
    (found,) = queries.reveals(queries.Search())
    assert (found.who, found.subject, found.purpose) == ("lin", "C1", "回访电话")
