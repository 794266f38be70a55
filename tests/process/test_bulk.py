"""One verb for many: a preview that tells the truth, the verbs that fit, each thing by itself."""

import pytest

from sanan.ledger.models import Entry
from sanan.people.enums import Role
from toys.shelves import actions
from toys.shelves.models import Shelf
from toys.shelves.views import MANY

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, yard):
    client.force_login(yard.cadre)
    return client


@pytest.fixture
def things(yard):
    """Two that can be put away and one that was taken meanwhile."""
    made = [yard.shelf(what) for what in ("伞", "锯", "梯")]
    actions.take(shelf=made[2], by=yard.stranger)
    return made


def send(desk, things, verb="close", **more):
    sent = {"shelf": [each.code for each in things], **more}
    return desk.post(f"/staff/shelves/things/bulk/{verb}/", sent)


def test_the_preview_changes_nothing_and_says_why_not_of_each(desk, things):
    before = Entry.objects.count()
    answer = send(desk, things, back="?a=1")
    will, will_not = answer.context["will"], answer.context["will_not"]
    assert ([o.thing for o in will], [o.thing for o in will_not]) == (things[:2], things[2:])
    assert "现在是“取走了”，不能这样办" in answer.content.decode()
    assert 'href="/staff/shelves/?a=1"' in answer.content.decode()
    assert Entry.objects.count() == before


def test_only_verbs_whose_time_it_is_for_some_of_them_are_offered_beside(desk, things):
    beside = {one.verb.name: one.fits for one in send(desk, things).context["others"]}
    assert beside == {"mark": 3}
    for each in things[:2]:
        actions.close(shelf=each, by=each.owner)
    assert send(desk, things[:2], "mark").context["others"] == []


def test_trying_undoes_everything_again(desk, things):
    before = Entry.objects.count()
    answer = send(desk, things, reason="下雨", **{"try": "1"})
    assert (len(answer.context["will"]), answer.context["done"]) == (2, False)
    assert Entry.objects.count() == before
    assert set(Shelf.objects.values_list("state", flat=True)) == {"shown", "taken"}


def test_going_does_each_with_an_entry_of_its_own_and_leaves_the_refused(desk, things):
    before = Entry.objects.count()
    answer = send(desk, things, reason="下雨", go="1")
    assert ([o.thing for o in answer.context["will_not"]], answer.context["done"]) == (
        things[2:],
        True,
    )
    assert Entry.objects.count() == before + 2
    assert Shelf.objects.filter(state="closed").count() == 2


def test_a_form_may_give_each_its_own_and_one_refusal_leaves_the_others(desk, things):
    answer = send(desk, things[:2], "mark", note="", go="1")
    assert [o.thing.what for o in answer.context["will"]] == ["伞"]
    assert [str(o.no) for o in answer.context["will_not"]] == ["锯没有话可写。"]
    assert Shelf.objects.get(what="伞").tags == ["伞的标签"]


def test_input_that_is_not_in_order_does_nothing(desk, things):
    answer = send(desk, things, reason="长" * 21, go="1")
    assert (answer.status_code, answer.context["done"]) == (422, False)
    assert not Shelf.objects.filter(state="closed").exists()


@pytest.mark.parametrize(("verb", "codes"), [("take", None), ("burn", None), ("close", ["x"])])
def test_what_is_not_offered_or_not_seen_is_not_there(desk, things, verb, codes):
    sent = {"shelf": codes or [each.code for each in things]}
    assert desk.post(f"/staff/shelves/things/bulk/{verb}/", sent).status_code == 404


def test_a_list_offers_what_its_states_and_the_persons_posts_allow(yard):
    def names(person, states=None):
        return [one.verb.name for one in MANY.offered(person, states)]

    assert names(yard.cadre) == ["mark", "close"]
    assert names(yard.cadre, {"taken"}) == ["mark"]
    assert names(yard.leader) == ["close"], "who may own a shelf may put it away"
    assert Role.LEADER not in MANY.pages.process["close"].roles


def test_the_gate_stands_before_it(client, yard, things):
    client.force_login(yard.stranger)
    assert send(client, things).status_code == 404
