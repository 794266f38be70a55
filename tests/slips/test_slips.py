"""我的事: one kind of query code, one place for whatever a phone or a number started, in any room."""

import re

import pytest
from django.core import signing
from django.test import Client

from powers.conftest import NOW
from sanan.cases.actions import open_case
from sanan.cases.enums import Door
from sanan.kit import paper, tokens
from sanan.people.models import Person
from sanan.people.visitor import RESIDENT
from sanan.powers import actions
from sanan.powers.models import Question
from sanan.slips import actions as codes
from sanan.slips.models import QueryCode


@pytest.fixture
def public(village):
    return village.published()


@pytest.fixture
def asked(client, public):
    """A question asked from this phone."""
    client.post(f"/powers/{public.code}/ask/", {"text": "路灯在哪里？"})
    return Question.objects.get()


def code_of(page) -> str:
    return "".join(re.search(r'class="code">([\d ]+)<', page.content.decode()).group(1).split())


def signed_in(person: Person) -> Client:
    client = Client()
    session = client.session
    session[RESIDENT] = person.pk
    session.save()
    return client


def test_a_question_has_a_code_that_opens_it_on_any_phone(client, asked):
    page = client.get(f"/powers/question/{asked.token}/")
    code = code_of(page)
    assert len(code) == 12
    another = Client()
    assert "路灯在哪里" not in another.get("/me/").content.decode()
    opened = another.post("/track/", {"code": f"{code[:4]} {code[4:8]}　{code[8:]}"})
    assert opened["Location"] == f"/powers/question/{asked.token}/"
    assert "路灯在哪里" in another.get("/me/").content.decode(), "this phone follows it from now"


def test_a_wrong_code_tells_nothing_whatever_room_it_was_meant_for(client, asked):
    wrong = client.post("/track/", {"code": "123456789012"})
    assert (wrong.status_code, "没有这个查询码" in wrong.content.decode()) == (422, True)
    assert client.post("/track/", {"code": "１２３"}).status_code == 422


def test_one_place_lists_what_this_phone_began_in_several_rooms(client, asked, village):
    case = open_case(text="路灯不亮", place=village.place, door=Door.WEB, at=NOW).case
    assert "路灯不亮" not in client.get("/me/").content.decode()
    client.post("/track/", {"code": tokens.query_code(case.code)})
    mine = client.get("/me/").content.decode()
    assert f'href="/powers/question/{asked.token}/"' in mine
    assert f'href="/track/{case.code}/"' in mine
    assert ("问的账和事" in mine, "说的事" in mine) == (True, True)


def test_what_a_number_began_is_listed_on_every_phone(public, village):
    person = village.people["resident"]
    made = actions.ask(disclosure=public, text="路灯在哪里？", person=person, at=NOW)
    assert made.token in signed_in(person).get("/me/").content.decode()
    assert made.token not in signed_in(village.people["both"]).get("/me/").content.decode()


def test_what_phones_kept_before_is_still_followed(client, village):
    case = open_case(text="路灯不亮", place=village.place, door=Door.WEB, at=NOW).case
    client.cookies["followed"] = signing.dumps([case.code], salt="sanan.visitor.followed")
    assert "路灯不亮" in client.get("/me/").content.decode()
    assert client.get(f"/track/{case.code}/").status_code == 200
    client.post("/track/forget/")
    assert "路灯不亮" not in client.get("/me/").content.decode()
    assert client.get(f"/track/{case.code}/").status_code == 404


def test_the_printed_slip_is_for_whoever_began_it(client, asked):
    address = f"/me/question/{asked.token}/slip.pdf"
    assert Client().get(address).status_code == 404
    assert client.get(f"/me/nothing/{asked.token}/slip.pdf").status_code == 404
    if paper.printable():
        answer = client.get(address)
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_two_things_never_share_their_figures(db, monkeypatch):
    monkeypatch.setattr(
        tokens,
        "query_code",
        lambda text: "000000000001" if text in {"a:1", "b:2"} else f"{len(text):012d}",
    )
    first, second = codes.issue(kind="a", ref="1"), codes.issue(kind="b", ref="2")
    assert first != second
    assert (codes.issue(kind="b", ref="2"), QueryCode.objects.count()) == (second, 2)
