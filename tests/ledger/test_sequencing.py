"""Every entry gets one place, in order, whatever dies in between."""

import threading
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection, transaction

from sanan.ledger import actions
from sanan.ledger.log.errors import DivergedError
from sanan.ledger.log.reader import read_entries
from sanan.ledger.models import Checkpoint, Entry, Log
from sanan.ledger.queries import leaves, logs
from sanan.ledger.queries.audits import audit

from .conftest import published, unguarded

pytestmark = pytest.mark.django_db


def in_log() -> list[bytes]:
    log = Log.objects.get()
    return list(read_entries(logs.folder(log.year).read, published(log)))


def in_rows() -> list[bytes]:
    return list(leaves.encoded(Entry.objects.order_by("position")))


def test_entries_are_published_in_the_order_of_writing(say):
    made = [say(number) for number in range(5)]
    assert actions.publish_all() == 5
    assert [e.position for e in Entry.objects.order_by("id")] == [0, 1, 2, 3, 4]
    assert in_log() == [leaves.leaf(entry).encode() for entry in made]


def test_nothing_new_publishes_nothing(said):
    before = logs.folder(said.year).read("checkpoint")
    assert actions.publish_all() == 0
    assert logs.folder(said.year).read("checkpoint") == before
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [100, 200, 300]


def test_a_log_begins_before_its_first_entry_and_signs_nothing():
    assert actions.publish_all() == 0
    assert Log.objects.get().origin.startswith("sanan.example/")
    assert not Checkpoint.objects.exists()


def test_an_entry_that_is_rolled_back_takes_no_place(say):
    say(1)
    with transaction.atomic():
        say(2)
        transaction.set_rollback(True)
    say(3)
    actions.publish_all()
    assert list(Entry.objects.order_by("position").values_list("subject", flat=True)) == [
        "C1",
        "C3",
    ]


@pytest.mark.parametrize(
    "where",
    [
        "sanan.ledger.actions.sequencing._append",
        "sanan.ledger.log.publish.append",
        "sanan.ledger.log.publish.sign_checkpoint",
        "sanan.ledger.actions.sequencing.keep_checkpoint",
    ],
    ids=["placed", "tiles unwritten", "tiles written", "published"],
)
def test_a_crash_at_any_step_is_made_good_by_the_next_run(said, say, monkeypatch, where):
    def die(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    for number in range(300, 350):
        say(number)
    with monkeypatch.context() as broken:
        broken.setattr(where, die)
        with pytest.raises(KeyboardInterrupt):
            actions.publish_all()
    say(350)
    actions.publish_all()
    assert published(said) == Entry.objects.count() == 351
    assert in_log() == in_rows()
    assert audit(said).clean
    assert Checkpoint.objects.filter(size=351).exists()


def test_an_older_database_cannot_be_published_over_the_log(said, say):
    with unguarded():
        Entry.objects.filter(position__gte=250).delete()
    say(999)
    with pytest.raises(DivergedError):
        actions.publish_all()
    assert Entry.objects.filter(position=None).get().subject == "C999"
    assert published(said) == 300


def test_each_year_has_its_own_log_and_key(say):
    with time_machine.travel("2026-12-31T15:59:00Z"):  # 23:59 in Shanghai
        say(1)
    with time_machine.travel("2026-12-31T16:01:00Z"):
        say(2)
        actions.publish_all()
    old, new = Log.objects.order_by("year")
    assert (old.origin, new.origin) == ("sanan.example/2026", "sanan.example/2027")
    assert old.vkey != new.vkey
    assert {e.subject: (e.year, e.position) for e in Entry.objects.all()} == {
        "C1": (2026, 0),
        "C2": (2027, 0),
    }
    assert published(old) == published(new) == 1


def test_a_year_whose_entries_come_late_still_takes_them(say):
    with time_machine.travel("2026-12-31T15:59:00Z"):
        late = say(1)
    with time_machine.travel("2027-06-01T00:00:00Z"):
        actions.publish_all()
    late.refresh_from_db()
    assert (late.year, late.position) == (2026, 0)


@pytest.mark.django_db(transaction=True)
def test_writers_and_sequencers_at_once_lose_and_double_nothing(say):
    writers, sequencers, each = 4, 2, 40
    done = threading.Event()
    wrong: list[BaseException] = []

    def write(who: int) -> None:
        for number in range(each):
            with transaction.atomic():
                say(who * each + number)

    def sequence(_who: int) -> None:
        while not done.is_set():
            actions.publish_all()

    actions.publish_all()
    writing = [closing(write, who, wrong) for who in range(writers)]
    placing = [closing(sequence, who, wrong) for who in range(sequencers)]
    for thread in writing:
        thread.join()
    done.set()
    for thread in placing:
        thread.join()
    assert wrong == []
    actions.publish_all()
    positions = sorted(Entry.objects.values_list("position", flat=True))
    assert positions == list(range(writers * each))
    for who in range(writers):
        mine = Entry.objects.filter(
            subject__in=[f"C{who * each + number}" for number in range(each)]
        ).order_by("position")
        assert [e.subject for e in mine] == [f"C{who * each + n}" for n in range(each)]
    assert in_log() == in_rows()
    assert audit(Log.objects.get()).clean


def closing(do: Callable[[int], None], who: int, wrong: list[BaseException]) -> threading.Thread:
    """A running thread that keeps what went wrong and closes its connection."""

    def run() -> None:
        try:
            do(who)
        except BaseException as error:  # noqa: BLE001 - told by the test
            wrong.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db
def test_entries_of_a_clock_that_went_astray_keep_their_places():
    """Ahead, back, and behind: what is written meanwhile is published and audited like the rest."""
    for moment in ("2026-11-30", "2040-01-01", "2026-12-01", "2019-01-01"):
        with time_machine.travel(f"{moment}T08:00:00Z", tick=False):
            actions.record(event="place.rename", subject=moment, content={"on": moment})
            actions.publish_all()
    assert not Entry.objects.filter(position__isnull=True).exists()
    assert [found.clean for found in actions.audit_all()] == [True, True, True]
