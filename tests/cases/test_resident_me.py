"""A resident signs in by phone, and never becomes staff by it."""

import re

import pytest

from sanan.cases import actions
from sanan.channels.sms.console import Console
from sanan.kit import clock
from sanan.people.models import Person

PHONE = "13800001234"


@pytest.fixture(autouse=True)
def _messages(settings, tmp_path):
    settings.VAR, settings.SMS_TRANSPORT = tmp_path, "console"


@pytest.fixture
def signed_in(client, county):
    client.post("/me/", {"phone": PHONE})
    (message,) = Console.from_settings().recent(phone=PHONE, most=1)
    code = re.search(r"\d{6}", message.text).group()
    answer = client.post("/me/code/", {"phone": PHONE, "code": code})
    assert (answer.status_code, answer.url) == (302, "/me/")
    return client


def test_what_i_say_after_signing_in_is_mine_on_every_phone(signed_in, county):
    signed_in.post("/", {"text": "路灯不亮", "place": county.village.code})
    del signed_in.cookies["started"]
    page = signed_in.get("/me/").content.decode()
    assert "路灯不亮" in page
    code = re.search(r"/track/(\w+)/", page).group(1)
    assert signed_in.get(f"/track/{code}/").status_code == 200


def test_what_others_say_is_not_mine(signed_in, county):
    case = county.open(at=clock.now()).case
    assert case.title not in signed_in.get("/me/").content.decode()
    assert signed_in.get(f"/track/{case.code}/").status_code == 404


def test_leaving_an_anonymous_word_leaves_no_account(signed_in, county):
    signed_in.post(
        "/", {"text": "路灯不亮", "place": county.village.code, "anonymity": "anonymous"}
    )
    assert "路灯不亮" in signed_in.get("/me/").content.decode(), "this phone began it"
    del signed_in.cookies["started"]
    assert "路灯不亮" not in signed_in.get("/me/").content.decode()


def test_a_phone_code_is_no_staff_session(signed_in, county):
    person = Person.objects.get(phone_hash__isnull=False)
    county.dispatcher.positions.update(person=person)
    assert signed_in.get("/staff/").status_code == 302


@pytest.mark.parametrize(
    ("path", "fields", "field"),
    [
        ("/me/", {"phone": ""}, "phone"),
        ("/me/", {"phone": "12345"}, "phone"),
        ("/me/code/", {"phone": PHONE, "code": ""}, "code"),
        ("/me/code/", {"phone": PHONE, "code": "000000"}, "code"),
    ],
)
def test_a_mistake_stands_beside_its_field(client, county, path, fields, field):
    answer = client.post(path, fields)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_leaving_leaves_nothing(signed_in, county):
    signed_in.post("/", {"text": "路灯不亮", "place": county.village.code})
    signed_in.post("/me/out/")
    page = signed_in.get("/me/").content.decode() + signed_in.get("/track/").content.decode()
    assert "路灯不亮" not in page


def test_following_with_an_account_needs_no_number(signed_in, county):
    case = county.open(at=clock.now()).case
    actions.publish(case=case, by=county.dispatcher)
    signed_in.post(f"/public/{case.code}/follow/")
    assert case.follows.get().person == Person.objects.get(phone_hash__isnull=False)
