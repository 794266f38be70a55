"""Signing in by a code to the phone: what works once, and all that does not."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.people.conftest import PHONE

from sanan.channels.sms.console import Console
from sanan.kit import vault
from sanan.kit.errors import Invalid, Refused, TooMany
from sanan.people import actions
from sanan.people.models import Person, PhoneCode

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def after(**gap):
    return T0 + timedelta(**gap)


def send(phone=PHONE, source="10.0.0.1", at=T0):
    """The code that arrived."""
    actions.send_phone_code(phone=phone, source=source, at=at)
    (message,) = Console.from_settings().recent(phone=phone, most=1)
    return re.search(r"\d{6}", message.text).group()


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_first_success_makes_the_person_and_the_next_finds_them(written):
    first = actions.verify_phone_code(phone=PHONE, code=send(), at=T0)
    again = actions.verify_phone_code(
        phone=PHONE, code=send(at=after(minutes=2)), at=after(minutes=2)
    )
    assert first.pk == again.pk
    assert Person.objects.count() == 1
    assert vault.unlock(again.phone_locked) == PHONE
    assert PHONE not in again.phone_locked + (again.phone_hash or "") + again.name + again.nickname
    assert not again.has_usable_password()
    assert written() == ["person.send_code", "person.sign_in"] * 2


@pytest.mark.parametrize(
    "typed", ["+86 138 0000 1234", "138-0000-1234", "13800001234", "８６13800001234"]
)
def test_however_the_number_is_typed_it_is_the_same_person(typed):
    assert actions.verify_phone_code(phone=typed, code=send(), at=T0) == Person.objects.get()


@pytest.mark.parametrize("phone", ["", "110", "12800001234", "1380000123", "02012345678", "电话"])
def test_a_number_that_is_none_is_refused_beside_its_field(phone):
    with pytest.raises(Invalid) as refused:
        actions.send_phone_code(phone=phone, source="s", at=T0)
    assert (refused.value.field, PhoneCode.objects.count()) == ("phone", 0)


def test_a_code_works_once():
    code = send()
    actions.verify_phone_code(phone=PHONE, code=code, at=T0)
    with pytest.raises(Invalid) as refused:
        actions.verify_phone_code(phone=PHONE, code=code, at=T0)
    assert refused.value.code == "bad_code"


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (10, False), (11, False)])
def test_a_code_lives_ten_minutes(minutes, works):
    code = send()
    try:
        actions.verify_phone_code(phone=PHONE, code=code, at=after(minutes=minutes))
    except Invalid:
        assert not works
    else:
        assert works


def test_a_new_code_ends_the_old_one():
    old, new = send(), send(at=after(minutes=1))
    if old != new:
        with pytest.raises(Invalid):
            actions.verify_phone_code(phone=PHONE, code=old, at=after(minutes=1))
    actions.verify_phone_code(phone=PHONE, code=new, at=after(minutes=1))


def test_after_five_wrong_tries_the_right_code_is_dead():
    code = send()
    for _try in range(5):
        with pytest.raises(Invalid):
            actions.verify_phone_code(phone=PHONE, code=other_than(code), at=T0)
    with pytest.raises(Invalid):
        actions.verify_phone_code(phone=PHONE, code=code, at=T0)
    assert Person.objects.count() == 0


def test_guessing_goes_on_for_ten_tries_and_no_longer():
    code = send()
    said = []
    for _try in range(14):
        try:
            actions.verify_phone_code(phone=PHONE, code=other_than(code), at=T0)
        except (Invalid, TooMany) as refused:
            said.append(refused.code)
    assert said == ["bad_code"] * 10 + ["too_many"] * 4


def test_one_source_may_not_try_many_numbers():
    said = set()
    for number in range(40):
        try:
            actions.verify_phone_code(
                phone=f"138000001{number:02d}", code="000000", source="10.0.0.9", at=T0
            )
        except (Invalid, TooMany) as refused:
            said.add((number < 30, refused.code))
    assert said == {(True, "bad_code"), (False, "too_many")}


def test_a_code_of_another_phone_is_worth_nothing():
    code = send()
    send(phone="13800005678", source="10.0.0.2")
    with pytest.raises(Invalid):
        actions.verify_phone_code(phone="13800009999", code=code, at=T0)


def test_the_answer_to_a_wrong_code_does_not_say_whether_the_number_is_known():
    known = send()
    actions.verify_phone_code(phone=PHONE, code=known, at=T0)
    sentences = set()
    for phone in (PHONE, "13800005678"):
        with pytest.raises(Invalid) as refused:
            actions.verify_phone_code(phone=phone, code="123456", at=after(minutes=1))
        sentences.add((refused.value.code, str(refused.value.sentence)))
    assert len(sentences) == 1


def test_one_phone_gets_one_code_a_minute_and_few_an_hour():
    gone = 0
    for minute in range(30):
        for second in (0, 20, 40):
            try:
                send(source=f"10.0.{minute}.{second}", at=after(minutes=minute, seconds=second))
            except TooMany:
                continue
            gone += 1
    assert gone == 8  # six at once, one more every ten minutes


def test_a_meeting_of_sixty_comes_in_from_one_address_and_then_one_each_ten_seconds():
    gone = []
    for number in range(70):
        try:
            send(phone=f"138000002{number:02d}")
        except TooMany:
            continue
        gone.append(number)
    assert gone == list(range(60))


def test_a_message_that_cannot_go_out_says_so(settings):
    settings.SMS_TRANSPORT = "aliyun"
    settings.SMS_ALIYUN = {
        "key_id": "k",
        "secret": "s",
        "sign_name": "n",
        "code_template": "c",
        "notice_template": "n",
        "endpoint": "http://127.0.0.1:9",
    }
    with pytest.raises(Refused) as refused:
        actions.send_phone_code(phone=PHONE, source="s", at=T0)
    assert refused.value.code == "sms_failed"


def test_a_stopped_account_stays_out():
    person = actions.verify_phone_code(phone=PHONE, code=send(), at=T0)
    actions.set_active(person=person, active=False, by=None)
    code = send(at=after(minutes=2))
    with pytest.raises(Refused) as refused:
        actions.verify_phone_code(phone=PHONE, code=code, at=after(minutes=2))
    assert refused.value.code == "inactive"


def test_the_code_is_nowhere_in_the_database():
    code = send()
    kept = PhoneCode.objects.values().get()
    assert code not in str({k: v for k, v in kept.items() if k in {"code_hash", "phone_hash"}})
    assert PHONE not in str(kept)
