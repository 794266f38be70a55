"""Words can be forgotten; that they were there, and that they are gone, cannot."""

from datetime import UTC, datetime, timedelta

import pytest

from sanan.kit.errors import Invalid
from sanan.ledger import actions
from sanan.ledger.enums import Reason
from sanan.ledger.log.keys import read_vkey
from sanan.ledger.log.verify import verify
from sanan.ledger.models import Entry, Erasure
from sanan.ledger.queries import receipts
from sanan.ledger.queries.audits import audit
from sanan.ledger.queries.figures import erasures
from sanan.ledger.rules import RETENTION

from .conftest import at

pytestmark = pytest.mark.django_db
NOW = datetime(2031, 6, 1, tzinfo=UTC)


def test_erased_words_are_gone_and_the_log_stays_whole(said):
    entry = at(137)
    before = receipts.held(entry).receipt
    made = actions.erase(entry=entry, reason=Reason.REQUEST, by="p1", note="2026-17")
    gone = at(137)
    assert (gone.salt, gone.content, gone.words) == (None, None, None)
    actions.publish_all()
    assert audit(said).clean
    # What the person took home still proves their own words; nothing we keep does any more.
    log = read_vkey(said.vkey)
    assert verify(before, log=log, content="第137盏路灯不亮".encode()).holds
    after = receipts.held(gone).receipt
    assert verify(after, log=log).holds is False  # no opening inside, so no entry to show
    assert made.told_by.position is None


def test_the_erasure_is_an_entry_of_its_own_under_the_same_public_name(said):
    entry = at(137)
    made = actions.erase(entry=entry, reason=Reason.COURT, by="p1")
    told = Entry.objects.get(pk=made.told_by_id)
    assert (told.event, told.ref, told.by) == ("record.erase.court", entry.ref, "p1")
    assert Entry.objects.count() == 301


def test_everything_about_one_thing_goes_at_once(say):
    for event in ("case.open", "case.accept", "case.reply"):
        say(1, event=event)
    say(2)
    assert actions.erase_subject(subject="C1", reason=Reason.REQUEST, by="p1") == 3
    assert actions.erase_subject(subject="C1", reason=Reason.REQUEST, by="p1") == 0
    kept = Entry.objects.filter(salt__isnull=False)
    assert sorted(kept.values_list("subject", "event")) == [
        ("C1", "record.erase.request"),
        ("C1", "record.erase.request"),
        ("C1", "record.erase.request"),
        ("C2", "case.open"),
    ]


@pytest.mark.parametrize("again", ["erased", "the erasure", "no reason"])
def test_what_cannot_be_erased(say, again):
    entry = say(1)
    made = actions.erase(entry=entry, reason=Reason.REQUEST, by="p1")
    count = Entry.objects.count()
    thing = {"erased": entry, "the erasure": made.told_by, "no reason": say(2)}[again]
    reason = "" if again == "no reason" else Reason.REQUEST
    before = Entry.objects.count()
    with pytest.raises(Invalid):
        actions.erase(entry=thing, reason=reason, by="p1")
    assert Entry.objects.count() == before >= count


@pytest.mark.parametrize(("start", "keep"), RETENTION.items(), ids=RETENTION)
def test_the_table_of_retention(say, start, keep):
    """One day before the end nothing goes, one day after it does; what has no end stays."""
    event = start.removesuffix(".") + (".thing" if start.endswith(".") else "")
    years = keep.years or 50
    ends = timedelta(days=365.25 * years)
    young = say(1, event=event, at=NOW - ends + timedelta(days=1))
    old = say(2, event=event, at=NOW - ends - timedelta(days=1))
    assert actions.retain(at=NOW) == (1 if keep.years else 0)
    gone = [old.pk] if keep.years else []
    assert list(Erasure.objects.values_list("entry_id", flat=True)) == gone
    assert Entry.objects.get(pk=young.pk).salt is not None
    assert actions.retain(at=NOW) == 0


def test_what_is_not_in_the_table_stays(say):
    say(1, event="place.add", at=NOW - timedelta(days=36_500))
    assert actions.retain(at=NOW) == 0


def test_a_case_is_whole_until_all_of_it_goes(say):
    long_ago, lately = NOW - timedelta(days=3000), NOW - timedelta(days=30)
    for subject, moments in {1: (long_ago, lately), 2: (long_ago, long_ago)}.items():
        for event, moment in zip(("case.open", "case.rate"), moments, strict=True):
            say(subject, event=event, at=moment)
    assert actions.retain(at=NOW) == 2
    kept = Entry.objects.filter(salt__isnull=False, event__startswith="case.")
    assert set(kept.values_list("subject", flat=True)) == {"C1"}


def test_sign_ins_go_one_by_one_also_of_someone_who_still_comes(say):
    say(1, event="person.sign_in", at=NOW - timedelta(days=800))
    say(1, event="person.sign_in", at=NOW - timedelta(days=8))
    assert actions.retain(at=NOW) == 1


def test_a_little_at_a_time(say):
    for number in range(5):
        say(number, at=NOW - timedelta(days=3000))
    assert [actions.retain(at=NOW, most=2) for _ in range(4)] == [2, 2, 1, 0]


def test_the_public_page_counts_erasures_by_month_and_reason(say):
    may = datetime(2026, 5, 20, tzinfo=UTC)
    for number, (reason, moment) in enumerate(
        [
            (Reason.REQUEST, NOW),
            (Reason.REQUEST, NOW),
            (Reason.RETENTION, NOW),
            (Reason.REQUEST, may),
        ]
    ):
        actions.erase(entry=say(number), reason=reason, by="p1", at=moment)
    assert [(f"{e.month:%Y-%m}", e.reason, e.count) for e in erasures()] == [
        ("2031-06", "request", 2),
        ("2031-06", "retention", 1),
        ("2026-05", "request", 1),
    ]
