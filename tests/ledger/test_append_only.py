import pytest
from django.db import DatabaseError, transaction

from sanan.ledger.actions import record
from sanan.ledger.models import Entry


@pytest.fixture
def entry(db):
    return record(event="case.open", subject="C1", content={"text": "路灯不亮"}, by="p1")


@pytest.mark.parametrize(
    "change",
    [
        {"event": "case.close"},
        {"subject": "C2"},
        {"by": ""},
        {"commit": b"\0" * 32},
        {"at": "2020-01-01T00:00:00Z"},
        {"ref": "another"},
        {"year": 2020},
        {"salt": b"\1" * 32, "content": b"{}", "words": b""},
    ],
    ids="+".join,
)
def test_what_is_recorded_cannot_be_changed(entry, change):
    before = Entry.objects.values().get(pk=entry.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(**change)
    assert Entry.objects.values().get(pk=entry.pk) == before


def test_what_is_recorded_cannot_be_removed(entry):
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk)._raw_delete(Entry.objects.db)
    assert Entry.objects.filter(pk=entry.pk).exists()


def test_content_can_be_erased_with_its_salt_only(entry):
    found = Entry.objects.filter(pk=entry.pk)
    for part in ({"content": None}, {"words": None}, {"content": None, "words": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            found.update(**part)
    assert found.update(content=None, words=None, salt=None) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        found.update(content=b"{}", words=b"", salt=b"\1" * 32)


def test_a_place_in_the_log_is_given_once(entry):
    assert Entry.objects.filter(pk=entry.pk, position=None).update(position=7) == 1
    for moved in (8, None):
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(position=moved)


@pytest.mark.django_db(transaction=True)
def test_tests_in_real_transactions_leave_an_empty_and_guarded_ledger():
    made = record(event="case.open", subject="C1", content={})
    with pytest.raises(DatabaseError):
        Entry.objects.filter(pk=made.pk)._raw_delete(Entry.objects.db)
