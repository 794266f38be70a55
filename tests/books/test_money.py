"""Entries, their month, their reversal."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sanan.books import actions
from sanan.books.enums import Category, Direction, PayeeKind
from sanan.books.models import BookEntry
from sanan.books.queries import balance, months, statement
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry as LedgerEntry

from .conftest import NOW


def test_a_month_as_it_is_published(village):
    village.earn()
    village.pay(
        "记-2", 30_000, payee=actions.Payee("连长顺", PayeeKind.PERSON), summary="付连长顺工钱"
    )
    before = statement(village.place, "2026-09")
    assert (before.opening, before.income, before.expense, before.closing) == (
        500_000,
        100_000,
        30_000,
        570_000,
    )
    assert statement(village.place, "2026-09", published_only=True).rows == []
    actions.publish_month(place=village.place, month="2026-09", by=village.cadre, at=NOW)
    shown = statement(village.place, "2026-09", published_only=True)
    assert [(r.voucher_no, r.payee, r.summary) for r in shown.rows] == [
        ("收-1", "文峰打印社", "上级补助"),
        ("记-2", "连*顺", "付连**工钱"),
    ]
    assert shown.by_category == [("补助收入", 100_000), ("管理费用", 30_000)]
    assert shown.without_voucher == 1
    assert months(village.place) == [("2026-09", 100_000, 30_000)]
    assert balance(village.place) == 570_000
    assert shown.as_rows()[0]["on"] == "2026-09-03"


def test_publishing_is_one_entry_of_the_record_and_nothing_waits_twice(village):
    village.earn()
    count = LedgerEntry.objects.count()
    actions.publish_month(place=village.place, month="2026-09", by=village.cadre, at=NOW)
    assert LedgerEntry.objects.count() == count + 1
    with pytest.raises(Refused, match="nothing"):
        actions.publish_month(place=village.place, month="2026-09", by=village.cadre, at=NOW)


def test_a_mistake_is_reversed_in_sight_and_the_sums_cancel(village):
    entry = village.pay()
    actions.publish_month(place=village.place, month="2026-09", by=village.cadre, at=NOW)
    entry.refresh_from_db()
    made = actions.reverse(entry=entry, text="金额看错", by=village.cadre, at=NOW)
    assert (made.amount, made.on, made.published_at) == (-30_000, date(2026, 10, 20), NOW)
    assert entry.state == "reversed"
    assert balance(village.place, published_only=True) == 500_000
    with pytest.raises(Refused):
        actions.reverse(entry=made, text="再冲", by=village.cadre, at=NOW)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -1}, "amount"),
        ({"category": Category.GRANT}, "category"),
        ({"direction": Direction.INCOME}, "category"),
        ({"on": date(2025, 12, 31)}, "day"),
        ({"on": date(2026, 10, 21)}, "day"),
    ],
)
def test_what_cannot_be_is_refused(village, more, code):
    with pytest.raises(Invalid) as no:
        village.pay(**more)
    assert (no.value.code, BookEntry.objects.count()) == (code, 0)


def test_a_voucher_number_stands_once_in_a_month(village):
    village.pay("记-7")
    with pytest.raises(Refused) as no:
        village.pay("记-7", 99)
    assert no.value.code == "voucher_twice"
    village.pay("记-7", on=date(2026, 10, 3))


def test_only_who_keeps_the_books_writes(village):
    for person in (village.supervisor, village.leader, village.neighbour, village.stranger):
        with pytest.raises(Forbidden):
            village.pay(by=person)
    assert village.pay(by=village.agent).place == village.place


def test_the_database_itself_holds_the_rules(village):
    entry = village.pay()
    for change in ({"amount": 0}, {"category": "grant"}, {"state": "published"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BookEntry.objects.filter(pk=entry.pk).update(**change)


def test_numbers_of_a_person_are_kept_only_as_hashes(village):
    payee = actions.Payee(
        "连长顺", PayeeKind.PERSON, "350599197606095042", "6200000051745278088", "13800001337"
    )
    entry = village.pay(payee=payee)
    kept = str(BookEntry.objects.filter(pk=entry.pk).values().get())
    assert [
        n for n in ("350599197606095042", "6200000051745278088", "13800001337") if n in kept
    ] == []
    assert entry.card_tail == "8088"


@pytest.mark.parametrize(
    ("payee", "shown"),
    [
        ("王 伟", "王*"),
        ("林会珍", "林*珍"),
        ("陈社生", "陈*生"),
        ("许行健", "许*健"),
        ("王䶮", "王*"),
        ("𠮷小明", "𠮷*明"),
        ("阿不都·艾合买提江", "阿*******江"),
        ("欧阳修远", "欧**远"),
        ("文峰打印社", "文峰打印社"),
    ],
)
def test_a_payee_is_covered_whatever_the_sheet_was_taken_for(payee, shown):
    assert BookEntry(payee=payee, payee_kind=PayeeKind.BODY).payee_shown == shown
    with_number = BookEntry(payee="林超市", payee_kind=PayeeKind.BODY, payee_id="hash")
    assert with_number.payee_shown == "林*市"
