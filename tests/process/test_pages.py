"""The pages of verbs: one policy of refusal, the form beside the thing, buttons with reasons."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from sanan.process.forms import VerbForm, line
from toys.shelves import actions
from toys.shelves.models import Shelf
from toys.shelves.views import SHELVES

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)


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


def test_the_same_form_of_the_same_page_is_done_once(desk, yard):
    """Pressed twice, or sent again by a browser: the page's own token is the same."""
    shelf = yard.shelf()
    sent = {"note": "小心", "csrfmiddlewaretoken": "a" * 64}
    assert desk.post(at(shelf, "mark"), sent).status_code == 302
    again = desk.post(at(shelf, "mark"), sent)
    assert again.status_code == 409
    assert "刚才已经交过" in again.content.decode()
    assert Shelf.objects.get().tags == ["小心"]
    for other in ({"note": "轻放"}, {"csrfmiddlewaretoken": "b" * 64}):
        assert desk.post(at(shelf, "mark"), {**sent, **other}).status_code == 302
    assert Shelf.objects.get().tags == ["小心", "轻放", "小心"]


def test_what_a_killed_machine_left_undone_may_be_sent_again_a_minute_later(
    desk, yard, monkeypatch
):
    """The press is known for an hour once it was done, and for a minute while it is being done."""
    shelf = yard.shelf()
    sent = {"note": "小心", "csrfmiddlewaretoken": "a" * 64}

    def killed(**_given: object) -> None:
        """A process that dies gives nothing back."""

    with time_machine.travel(NOW, tick=False), monkeypatch.context() as dying:
        dying.setattr("sanan.people.visitor.return_attempt", killed)
        dying.setattr("sanan.process.pages.Pages.act", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            desk.post(at(shelf, "mark"), sent)
    with time_machine.travel(NOW + timedelta(seconds=59), tick=False):
        assert desk.post(at(shelf, "mark"), sent).status_code == 409
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert desk.post(at(shelf, "mark"), sent).status_code == 302
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        assert desk.post(at(shelf, "mark"), sent).status_code == 409
    assert Shelf.objects.get().tags == ["小心"]


def test_what_was_refused_may_be_sent_again_as_it_is(desk, yard):
    shelf = actions.take(shelf=yard.shelf(), by=yard.stranger)
    sent = {"reason": "下雨", "csrfmiddlewaretoken": "a" * 64}
    assert desk.post(at(shelf, "close"), sent).status_code == 409
    Shelf.objects.update(state="shown")
    assert desk.post(at(shelf, "close"), sent).status_code == 302


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


MANY = replace(
    SHELVES,
    template="shelves/many.html",
    first=["mark"],
    keys={"close": "c"},
    kept=["from"],
    onward=lambda request, _shelf, verb: request.GET.get("then", "") if verb == "close" else "",
)
"""The same shelf as if it had many verbs: one form stands open, the others are links to theirs."""


def asked(rf, yard, verb: str = "", sent: dict[str, str] | None = None, **how):
    """The answer of `MANY` to the cadre, at the shelf's page or at a verb's address."""
    query = how.pop("query", "")
    request = rf.post(f"/{query}", sent) if sent is not None else rf.get(f"/{query}", **how)
    request.user = yard.cadre
    shelf = Shelf.objects.get()
    return MANY.do(request, shelf.code, verb) if verb else MANY.page(request, shelf.code)


def main(answer) -> str:
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def test_of_many_verbs_one_form_stands_open_and_the_others_are_links(rf, yard):
    yard.shelf()
    page = main(asked(rf, yard, query="?from=%3Fa%3D1"))
    assert page.count("<form") == 1
    assert 'name="note"' in page.split('id="do"')[1].split("</section>")[0]
    assert f'href="{at(Shelf.objects.get(), "close")}?from=%3Fa%3D1"' in page
    assert 'data-key="c"' in page


def test_a_link_opens_its_form_alone_on_the_page_that_is_there(rf, yard):
    yard.shelf()
    part = asked(rf, yard, "close", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<section id="do"')
    assert 'name="reason"' in part
    assert 'name="note"' not in part


def test_a_verb_asked_for_at_the_wrong_time_says_why_and_has_no_form(rf, yard):
    actions.take(shelf=yard.shelf(), by=yard.stranger)
    page = main(asked(rf, yard, "close"))
    assert "<form" not in page
    assert "现在是“取走了”，不能这样办" in page.split('role="alert"')[-1]


def test_after_a_verb_it_goes_on_where_the_room_says_else_back_with_what_is_kept(rf, yard):
    shelf, came = yard.shelf(), "?from=%3Fa%3D1&then=/next/"
    stays = asked(rf, yard, "mark", {"note": "x"}, query=came)
    assert stays["Location"] == f"{at(shelf)}?from=%3Fa%3D1"
    assert asked(rf, yard, "close", {"reason": "下雨"}, query=came)["Location"] == "/next/"


def test_a_form_says_what_is_likely_and_a_field_is_given_the_thing(yard):
    class Likely(VerbForm):
        note = line("写一句")

        def suggestion(self, name):
            return f"{self.thing.what}？" if name == "note" else None

    assert Likely(thing=yard.shelf())["note"].value() == "一把伞？"
