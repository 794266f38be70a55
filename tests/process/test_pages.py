"""The pages of verbs: one policy of refusal, the form beside the thing, buttons with reasons."""

from dataclasses import replace

import pytest

from toys.shelves import actions
from toys.shelves.models import Shelf
from toys.shelves.views import SHELVES

pytestmark = pytest.mark.django_db


def at(shelf: Shelf, verb: str = "") -> str:
    return f"/staff/shelves/things/{shelf.code}/{verb}{'/' if verb else ''}"


@pytest.fixture
def desk(client, yard):
    client.force_login(yard.cadre)
    return client


def test_the_page_offers_what_may_be_done_now(desk, yard):
    page = desk.get(at(yard.shelf())).content.decode()
    assert 'id="do-mark"' in page
    assert 'id="do-close"' in page
    assert 'id="do-bring_back"' not in page, "somebody else's verb is not shown"
    assert "摆上" in page, "the story stands on the page"


def test_what_cannot_be_done_now_says_why_once(desk, yard):
    shelf = yard.shelf()
    actions.close(shelf=shelf, by=yard.owner)
    page = desk.get(at(shelf)).content.decode()
    assert page.count("现在是“收起来了”，不能这样办") == 1
    assert page.count("disabled") == 3  # take, mark, close


def test_a_verbs_own_address_opens_its_form(desk, yard):
    page = desk.get(at(yard.shelf(), "close")).content.decode()
    assert '<details class="panel mt-3" id="do-close" open>' in page


def test_posting_does_it_and_leads_back_to_the_thing(desk, yard):
    shelf = yard.shelf()
    answer = desk.post(at(shelf, "close"), {"reason": "下雨"})
    assert (answer.status_code, answer["Location"]) == (302, at(shelf))
    assert Shelf.objects.get().state == "closed"


def test_next_leads_on_within_the_house_only(desk, yard):
    shelf = yard.shelf()
    onward = {"note": "x", "next": "/staff/shelves/"}
    assert desk.post(at(shelf, "mark"), onward)["Location"] == "/staff/shelves/"
    away = {"note": "x", "next": "//example.com/"}
    assert desk.post(at(shelf, "mark"), away)["Location"] == at(shelf)


def test_input_that_is_not_in_order_comes_back_with_what_was_typed(desk, yard):
    shelf = yard.shelf()
    answer = desk.post(at(shelf, "close"), {"reason": "长" * 21})
    assert answer.status_code == 422
    assert "长" * 21 in answer.content.decode()
    assert Shelf.objects.get().state == "shown"


def test_a_refusal_comes_back_on_the_page_as_it_stands_now(desk, yard):
    shelf = yard.shelf()
    actions.take(shelf=shelf, by=yard.stranger)
    answer = desk.post(at(shelf, "close"), {"reason": "下雨"})
    assert answer.status_code == 409
    assert "现在是“取走了”" in answer.content.decode()
    assert "下雨" in answer.content.decode()


def test_somebody_elses_verb_is_refused_with_whose_it_is(desk, yard):
    shelf = actions.take(shelf=yard.shelf(), by=yard.stranger)
    answer = desk.post(at(shelf, "bring_back"))
    assert answer.status_code == 403
    assert "这一步由放东西的人来办。" in answer.content.decode()


def test_a_verb_that_the_desk_does_not_offer_is_not_there(desk, yard):
    shelf = yard.shelf()
    assert desk.post(at(shelf, "lapse")).status_code == 404
    assert desk.get(at(shelf, "burn")).status_code == 404


def test_the_gate_stands_before_page_and_verbs(client, yard):
    shelf = yard.shelf()
    assert client.get(at(shelf)).status_code == 302
    client.force_login(yard.stranger)
    assert client.get(at(shelf)).status_code == 404
    assert client.post(at(shelf, "take")).status_code == 404


def test_a_verb_without_sense_for_the_thing_is_left_out_even_where_it_is_refused(rf, yard):
    pages = replace(SHELVES, shown=lambda _shelf, verb: verb != "bring_back")
    request = rf.get("/")
    request.user = yard.owner
    names = [button.name for button in pages.buttons(request, yard.shelf())]
    assert names == [
        b.name for b in SHELVES.buttons(request, yard.shelf()) if b.name != "bring_back"
    ]
    assert "bring_back" in [b.name for b in SHELVES.buttons(request, yard.shelf())]
