"""What a person holds, from the first second on."""

import pytest

from sanan.ledger import actions
from sanan.ledger.log.keys import read_vkey
from sanan.ledger.log.promise import open_promise
from sanan.ledger.log.verify import Problem, verify
from sanan.ledger.log.words import variants
from sanan.ledger.models import Checkpoint, Entry, Log
from sanan.ledger.queries import leaves, receipts

pytestmark = pytest.mark.django_db


def test_a_promise_is_there_before_anything_is_published(say):
    entry = say(7)
    text = actions.promise(entry)
    log = Log.objects.get()
    given = open_promise(text.encode(), log=read_vkey(log.vkey))
    assert given.opening.entry == leaves.leaf(entry)
    assert given.opening == leaves.opening(Entry.objects.get(pk=entry.pk))
    assert receipts.held(entry) is None


def test_every_receipt_holds_with_the_words_alone_and_fits_in_a_kilobyte(said):
    log = read_vkey(said.vkey)
    for entry in Entry.objects.order_by("position"):
        held = receipts.held(entry)
        words = f"{entry.subject[1:]}"
        verdict = verify(held.receipt, log=log, content=f"第{words}盏路灯不亮".encode())
        assert (verdict.problem, verdict.index) == (None, entry.position)
        assert verdict.content_matches is True
        assert len(held.receipt) <= receipts.MOST_BYTES


def test_a_receipt_is_made_under_the_first_checkpoint_after_its_entry(said):
    sizes = [receipts.held(Entry.objects.get(position=p)).size for p in (0, 99, 100, 250)]
    assert sizes == [100, 100, 200, 300]


def test_a_table_of_some_thousand_rows_stands_under_many_checkpoints(say):
    drafts = [actions.Draft("case.open", f"C{n}", {}, "", f"第{n}件") for n in range(4326)]
    actions.record_many(drafts=drafts)
    actions.publish_all()
    sizes = list(Checkpoint.objects.order_by("size").values_list("size", flat=True))
    assert sizes == [*range(256, 4326, 256), 4326]
    lengths = [len(receipts.held(e).receipt) for e in Entry.objects.order_by("position")[::50]]
    assert max(lengths) <= receipts.MOST_BYTES


def test_other_words_are_refused(said):
    held = receipts.held(Entry.objects.get(position=5))
    verdict = verify(held.receipt, log=read_vkey(said.vkey), content="第6盏路灯不亮".encode())
    assert verdict.problem is Problem.CONTENT


def test_the_facts_beside_the_words_are_bound_too(say):
    entry = say(1, by="someone")
    for name, value in {"by": "other", "subject": "C2", "content": b"{}", "words": b"no"}.items():
        changed = Entry.objects.get(pk=entry.pk)
        setattr(changed, name, value)
        assert not leaves.agrees(changed), name
    assert leaves.agrees(Entry.objects.get(pk=entry.pk))


@pytest.mark.parametrize("words", ["", "一句话", "第一行\n第二行", "x" * 20_000, "\U0001f600"])
def test_any_words_are_recorded_and_proved(say, words):
    entry = Entry.objects.get(pk=say(1, words=words).pk)
    actions.publish_all()
    entry.refresh_from_db()
    held = receipts.held(entry)
    assert receipts.words_of(entry) == words
    verdict = verify(held.receipt, log=read_vkey(Log.objects.get().vkey), content=words.encode())
    assert verdict.holds
    assert len(held.receipt) <= receipts.MOST_BYTES


@pytest.mark.parametrize(
    ("came", "meant"),
    [
        ("第一行\r\n第二行\r\n", "第一行\n第二行"),
        ("\ufeff一句话\n", "一句话"),
        ("  一句话 ", "一句话"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_the_same_words_are_known_again_however_they_come_back(came, meant):
    assert meant.encode() in list(variants(came.encode()))


def test_bytes_that_are_no_text_are_compared_as_they_are():
    assert list(variants(b"\xff\xfe")) == [b"\xff\xfe"]


def test_the_moment_in_the_leaf_is_cut_the_same_way_before_and_after_the_database(say):
    entry = say(1)
    assert entry.at.microsecond != 0 or entry.at == entry.at.replace(microsecond=0)
    again = Entry.objects.get(pk=entry.pk)
    assert leaves.leaf(again).encode() == leaves.leaf(entry).encode()


def test_an_event_that_could_never_be_published_is_refused_when_it_is_written(say):
    from sanan.ledger.log.errors import EntryError

    with pytest.raises(EntryError):
        say(1, event="Case Open")
    assert not Entry.objects.exists()


def test_nobody_guesses_the_page_of_another_entry(say):
    one, other = say(1), say(2)
    token = receipts.token_of(one)
    assert receipts.by_token(token) == one
    forged = token.replace(token.partition("-")[0], receipts.token_of(other).partition("-")[0], 1)
    for wrong in (forged, token[:-1], f"{token}0", "1", "1-", "-", "", "zzzzzzzzzzzzzzzzz-1"):
        assert receipts.by_token(wrong) is None


def test_switched_off_it_records_and_promises_nothing(settings, say):
    settings.LOG = False
    assert actions.promise(say(1)) == ""
