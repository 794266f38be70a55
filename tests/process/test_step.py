"""One step: rule, lock, change, line of the story, entry of the record; all of it or nothing."""

import hashlib
import json
from datetime import timedelta
from decimal import Decimal

import pytest

from sanan.kit.errors import Forbidden, Refused
from sanan.ledger.models import Entry
from sanan.process.declare import OPERATOR, SYSTEM, Process, Verb
from sanan.process.models import TimelineEntry
from sanan.process.queries import timeline
from sanan.process.step import kept
from toys.shelves import actions
from toys.shelves.models import Shelf
from toys.shelves.rules import SHELF

from .conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def last_entry() -> tuple[Entry, dict]:
    entry = Entry.objects.order_by("-pk").first()
    return entry, json.loads(bytes(entry.content))


def test_beginning_makes_row_line_and_entry(yard):
    shelf = yard.shelf()
    assert (shelf.state, Shelf.objects.count()) == ("shown", 1)
    entry, content = last_entry()
    assert (entry.event, entry.subject, entry.by) == ("shelf.put", shelf.code, yard.owner.ref)
    assert bytes(entry.words).decode() == "一把伞"
    assert content["state"] == "shown"
    assert content["set"]["what"] == "一把伞"
    (line,) = TimelineEntry.objects.of("shelf", shelf.pk)
    assert (line.verb, line.state, line.public, line.entry_id) == ("put", "shown", True, entry.pk)


def test_a_step_moves_and_tells_what_it_set(yard):
    shelf = yard.shelf()
    actions.mark(shelf=shelf, note="小心", by=yard.cadre, at=NOW + HOUR)
    assert (shelf.state, shelf.tags) == ("shown", ["小心"])
    assert Shelf.objects.get().tags == ["小心"]
    entry, content = last_entry()
    digest = hashlib.sha256('["小心"]'.encode()).hexdigest()
    assert content == {
        "state": "shown",
        "data": {"tags": 1},
        "note": "小心",
        "set": {"tags": f"sha256:{digest}"},
    }
    assert entry.at == NOW + HOUR


def test_long_values_stand_in_the_entry_as_their_hash(yard):
    what = "伞" * 101
    yard.shelf(what)
    _entry, content = last_entry()
    assert content["set"]["what"] == f"sha256:{hashlib.sha256(what.encode()).hexdigest()}"


def test_a_decimal_is_kept_as_its_number_whatever_the_columns_places():
    assert kept(Decimal("12.5")) == kept(Decimal("12.50")) == "12.5"
    assert (kept(Decimal(100)), kept(Decimal("0.00"))) == ("100", "0")


def test_the_person_is_judged_ahead_of_the_state(yard):
    shelf = actions.take(shelf=yard.shelf(), by=yard.stranger)
    with pytest.raises(Forbidden) as no:
        SHELF.check("close", shelf, yard.stranger)
    assert (no.value.status, no.value.code) == (403, "not_yours")
    with pytest.raises(Refused) as no:
        SHELF.check("close", shelf, yard.owner)
    assert (no.value.status, no.value.code) == (409, "wrong_state")
    assert "取走了" in str(no.value.sentence)


def test_whose_step_it_is_is_said_in_the_words_of_the_relation(yard):
    shelf = actions.take(shelf=yard.shelf(), by=yard.stranger)
    assert SHELF.reason("bring_back", shelf, yard.stranger).sentence == "这一步由放东西的人来办。"


def test_a_claimed_relation_counts_where_the_rule_names_it(yard):
    shelf = yard.shelf()
    assert SHELF.reason("lapse", shelf, None, relation=SYSTEM) is None
    assert SHELF.reason("lapse", shelf, yard.cadre) is not None
    assert SHELF.reason("mark", shelf, None, relation=SYSTEM) is not None


def test_the_operator_may_do_whatever_the_state_allows(yard):
    shelf = yard.shelf()
    assert SHELF.reason("mark", shelf, None, relation=OPERATOR) is None
    assert SHELF.reason("bring_back", shelf, None, relation=OPERATOR).code == "wrong_state"


def test_a_thing_that_is_not_ready_says_so_last(yard):
    shelf = yard.shelf(tags=["broken"])
    assert SHELF.reason("take", shelf, yard.stranger).code == "broken"
    assert "take" not in SHELF.allowed(shelf, yard.stranger)


def test_someone_who_left_may_do_nothing(yard):
    shelf = yard.shelf()
    yard.cadre.is_active = False
    assert SHELF.allowed(shelf, yard.cadre) == []


def test_allowed_follows_the_table_and_leaves_beginnings_out(yard):
    shelf = yard.shelf()
    assert SHELF.allowed(shelf, yard.cadre) == ["take", "mark", "close"]
    assert SHELF.allowed(shelf, yard.leader) == ["take"]
    assert SHELF.allowed(shelf, None) == ["take"]


def test_a_refusal_leaves_nothing_behind(yard):
    shelf = yard.shelf()
    before = Entry.objects.count(), TimelineEntry.objects.count()
    with pytest.raises(Forbidden):
        actions.mark(shelf=shelf, note="x", by=yard.leader)

    def fail_halfway():
        with SHELF.step("mark", shelf, by=yard.cadre) as step:
            step.set(what="anders")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert Shelf.objects.get().what == "一把伞"
    assert (Entry.objects.count(), TimelineEntry.objects.count()) == before


def test_the_second_of_two_finds_it_changed(yard):
    """Both looked at the same moment; the row under the lock decides."""
    one = yard.shelf()
    two = Shelf.objects.get(pk=one.pk)
    actions.take(shelf=one, by=yard.stranger)
    assert SHELF.reason("take", two, yard.leader) is None
    with pytest.raises(Refused, match="wrong_state"):
        actions.take(shelf=two, by=yard.leader)
    assert Entry.objects.filter(event="shelf.take").count() == 1


def test_what_comes_last_sees_line_and_entry_and_rolls_back_with_them(yard):
    shelf, seen = yard.shelf(), []
    with SHELF.step("mark", shelf, by=yard.cadre) as step:
        step.then(lambda done: seen.append((done.entry.event, done.line.verb)))
    assert seen == [("shelf.mark", "mark")]

    def fail(_done):
        raise ZeroDivisionError

    before = Entry.objects.count()
    with pytest.raises(ZeroDivisionError), SHELF.step("mark", shelf, by=yard.cadre) as step:
        step.then(fail)
    assert Entry.objects.count() == before


def test_a_step_costs_few_statements(yard, django_assert_max_num_queries):
    shelf = yard.shelf()
    SHELF.allowed(shelf, yard.cadre)
    with django_assert_max_num_queries(6):  # savepoint, row, update, entry, line, release
        actions.mark(shelf=shelf, note="x", by=yard.cadre)


def test_the_story_is_told_in_the_words_of_the_table(yard):
    shelf = yard.shelf()
    actions.mark(shelf=shelf, note="只给同事看", by=yard.cadre)
    actions.close(shelf=shelf, reason="下雨了", by=yard.owner)
    assert [str(t.head) for t in timeline(SHELF, shelf)] == ["摆上", "写一句", "收起来了"]
    assert [t.line.said for t in timeline(SHELF, shelf, public=True)] == ["一把伞", "下雨了"]


def test_an_action_for_a_verb_that_the_table_lacks_is_a_mistake():
    with pytest.raises(KeyError):
        SHELF.action("burn")
    with pytest.raises(KeyError):
        SHELF["burn"]


def test_a_verb_without_sources_begins():
    assert SHELF["put"].begins
    assert not SHELF["take"].begins
    assert isinstance(SHELF, Process)
    assert isinstance(SHELF["take"], Verb)


def test_a_relation_is_the_same_in_every_language():
    from django.utils.translation import override

    with override("zh-hans"):
        rule = SHELF["lapse"]
    with override("en"):
        assert SYSTEM in rule.relations
        assert set(rule.relations) - {SYSTEM} == set()


def test_many_begun_at_once_have_a_row_a_line_and_an_entry_each(yard):
    things = [Shelf(place=yard.village, owner=yard.owner, what=what) for what in ("伞", "梯子")]
    count = Entry.objects.count()
    SHELF.begin_many("put", things, by=yard.owner, at=NOW, said=lambda shelf: shelf.what)
    entries = list(Entry.objects.order_by("pk")[count:])
    assert [e.subject for e in entries] == [t.code for t in Shelf.objects.order_by("pk")]
    assert json.loads(bytes(entries[1].content))["set"]["what"] == "梯子"
    lines = TimelineEntry.objects.filter(verb="put").order_by("pk")
    assert [(x.subject, x.said, x.state, x.entry_id) for x in lines] == [
        (thing.pk, thing.what, "shown", entry.pk)
        for thing, entry in zip(things, entries, strict=True)
    ]


def test_none_of_many_begins_where_one_place_is_not_theirs(yard):
    shelf = Shelf(place=yard.village, owner=yard.owner, what="伞")
    with pytest.raises(Refused):
        SHELF.begin_many("lapse", [shelf], by=yard.owner, at=NOW)
    assert Shelf.objects.count() == 0
