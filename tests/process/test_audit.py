"""Rows that were changed, made or removed past the actions are found; what was recorded is not."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry
from sanan.ledger.models import erased as blank
from sanan.people.models import Person
from sanan.process.audit import differences
from sanan.process.models import TimelineEntry
from toys.shelves import actions
from toys.shelves.models import Shelf

from .conftest import NOW, Yard

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def told(yard: Yard) -> Shelf:
    """Three things with a life, and among them the one that is looked at."""
    yard.shelf("一把椅子")
    actions.take(shelf=yard.shelf("一只桶"), by=yard.stranger, at=NOW + HOUR)
    shelf = yard.shelf("伞" * 200)
    return actions.mark(shelf=shelf, note="小心", by=yard.cadre, at=NOW + HOUR)


def found() -> list[str]:
    return [str(each) for each in differences()]


def test_what_went_through_the_actions_agrees(told: Shelf):
    assert found() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("what", "别的"), ("tags", []), ("state", "closed")],
)
def test_a_column_rewritten_past_the_actions(told: Shelf, column: str, value: object):
    Shelf.objects.filter(pk=told.pk).update(**{column: value})
    assert found() == [f"shelf {told.code} {column} differs"]


def test_a_column_that_nobody_ever_filled_in(told: Shelf):
    """What was blank at the beginning stands in no entry, and may hold nothing for that very reason."""
    chair = Shelf.objects.get(what="一把椅子")
    Shelf.objects.filter(pk=chair.pk).update(tags=["后来塞进去的"])
    assert found() == [f"shelf {chair.code} tags was never recorded"]


def test_a_row_taken_away(told: Shelf):
    Shelf.objects.filter(pk=told.pk).delete()
    assert found() == [f"shelf {told.code} the row is gone"]


def test_a_row_slipped_in(told: Shelf):
    Shelf.objects.create(place=told.place, owner=told.owner, what="来路不明", state="shown")
    assert found() == ["shelf 1 rows more than were recorded"]


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.update(said="换了一句"),
        lambda line: line.update(at=NOW - HOUR),
        lambda line: line.update(verb="take"),
        lambda line: line.update(note="后来写的批注"),
        lambda line: line.update(by=Person.objects.exclude(pk=line.get().by_id).first()),
    ],
)
def test_a_line_of_a_story_rewritten(told: Shelf, change: Callable[..., object]):
    change(TimelineEntry.objects.filter(subject=told.pk, verb="put"))
    assert found() == [f"shelf {told.pk} a line of its story differs"]


def test_a_note_for_staff_rewritten(told: Shelf):
    TimelineEntry.objects.filter(subject=told.pk, verb="mark").update(note="不用小心")
    assert found() == [f"shelf {told.pk} a line of its story differs"]


def test_a_line_of_a_story_taken_away(told: Shelf):
    TimelineEntry.objects.filter(subject=told.pk, verb="mark").delete()
    assert found() == ["shelf lines of stories are gone"]


def test_of_what_was_erased_nothing_is_claimed(yard: Yard, told: Shelf):
    """Later entries still hold the row, and the erasure of the row's own words is no difference."""
    Entry.objects.filter(subject=told.code, event="shelf.put").update(**blank())
    Shelf.objects.filter(pk=told.pk).update(what="")
    assert found() == []
    Shelf.objects.filter(pk=told.pk).update(tags=["别的"])
    assert found() == [f"shelf {told.code} tags differs"]


def test_an_entry_about_something_else_under_the_same_word(told: Shelf):
    ledger.record(event="shelf.counted", subject="350500100001", content={"n": 3}, at=NOW)
    assert found() == []
