"""A township's accounting sheet: read and shown first, then taken in whole or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.books.actions.text import needed
from sanan.books.enums import SheetState
from sanan.books.models import Account, BookEntry, Sheet
from sanan.books.queries.statement import first_and_last
from sanan.books.rules import ENTRY, SHEET
from sanan.books.rules.sheet import Checked, check_rows
from sanan.kit import clock, dates, words
from sanan.kit.errors import Refused
from sanan.kit.rounding import yuan
from sanan.people.models import Person
from sanan.process.declare import Relation

MOST_ROWS = 20_000


@SHEET.action("read")
def read_sheet(
    *,
    account: Account,
    name: str,
    sha256: str,
    rows: Iterable[tuple[int, Mapping[str, Any]]],
    columns: Mapping[str, str],
    by: Person | None,
    at: datetime | None = None,
    relation: Relation | None = None,
) -> Sheet:
    """Check a sheet and keep what it says until someone decides; nothing enters the books yet.

    `rows` as `books.forms.sheet.rows` gives them. Raises `Refused` for a file that was taken in
    before. Lines that stand in the books already, the same to the cent, are left out.
    """
    moment = clock.at_or_now(at)
    made = Sheet(
        place=account.place,
        account=account,
        name=words.clip(words.clean_line(name), 120),
        sha256=sha256,
        columns=dict(columns),
        by=by,
        read_at=moment,
    )
    SHEET.check("read", made, by, at=moment, relation=relation)
    _not_again(account, sha256)
    checked = check_rows(rows, opened_on=account.opened_on, today=timezone.localdate(moment))
    known = _against_the_books(account, checked)
    with SHEET.begin("read", made, by=by, at=moment, relation=relation) as step:
        step.data = {"known": known}
        step.set(
            count=len(checked.rows),
            income=checked.income,
            expense=checked.expense,
            rows=checked.rows,
            problems=[list(p) for p in checked.problems],
        )
        # The same file looked at twice is one sheet that waits.
        same = Sheet.objects.filter(account=account, sha256=sha256, state=SheetState.SHOWN)
        for each in same.select_related("place"):
            discard_sheet(sheet=each, by=by, at=moment, relation=relation)
    return made


def _not_again(account: Account, sha256: str) -> None:
    before = Sheet.objects.filter(account=account, sha256=sha256, state=SheetState.LOADED).first()
    if before is not None and before.decided_at is not None:
        raise Refused(
            _("这张表 %(day)s已经入账（%(n)d 笔），不会再记一遍。")
            % {"day": dates.period(f"{timezone.localdate(before.decided_at)}"), "n": before.count},
            "loaded_before",
            field="file",
        )


def _against_the_books(account: Account, checked: Checked) -> int:
    """Leave out lines that are known; name voucher numbers that stand for something else."""
    if not checked.rows:
        return 0
    days = [row["on"] for row in checked.rows]
    first, last = first_and_last(min(days)[:7])[0], first_and_last(max(days)[:7])[1]
    books: dict[tuple[str, str], list[BookEntry]] = {}
    for entry in BookEntry.objects.standing().filter(place=account.place).between(first, last):
        books.setdefault((f"{entry.on:%Y-%m}", entry.voucher_no), []).append(entry)
    fresh: list[dict[str, Any]] = []
    for row in checked.rows:
        there = books.get((row["on"][:7], row["voucher_no"]), [])
        if any(_same(entry, row) for entry in there):
            continue
        if there:
            said = _("第 %(line)d 行：凭证 %(no)s 已经在账里（%(day)s，%(sum)s），和这一行不一样。")
            known_as = {"no": row["voucher_no"], "day": there[0].on, "sum": yuan(there[0].amount)}
            checked.stop(row["line"], said % {"line": row["line"], **known_as})
        fresh.append(row)
    known = len(checked.rows) - len(fresh)
    if known and not fresh and not checked.problems:
        raise Refused(
            _("表里的 %(n)d 笔都已经在账里，没有新的。") % {"n": known}, "all_known", field="file"
        )
    checked.rows = fresh
    checked.income = sum(r["amount"] for r in fresh if r["direction"] == "income")
    checked.expense = sum(r["amount"] for r in fresh if r["direction"] == "expense")
    checked.problems.sort()
    return known


def _same(entry: BookEntry, row: Mapping[str, Any]) -> bool:
    return (entry.on.isoformat(), entry.direction, entry.amount, entry.summary) == (
        row["on"],
        row["direction"],
        row["amount"],
        row["summary"],
    )


@SHEET.action("load")
def load_sheet(
    *,
    sheet: Sheet,
    by: Person | None,
    reason: str = "",
    at: datetime | None = None,
    relation: Relation | None = None,
) -> Sheet:
    """入账: all its lines become entries, in one transaction.

    Raises `Refused` while something in it must be put right, and without a reason for a gap.
    """
    with SHEET.step("load", sheet, by=by, at=at, relation=relation) as step:
        fresh = step.thing
        if fresh.gaps:
            fresh.gap_reason = needed(reason, "reason", 300)
        _not_again(fresh.account, fresh.sha256)
        Account.objects.select_for_update().get(pk=fresh.account_id)
        entries = [_entry(fresh, row, by, step.at) for row in fresh.rows]
        _still_free(fresh, entries)
        ENTRY.begin_many(
            "enter", entries, by=by, at=step.at, relation=relation, said=lambda e: e.summary
        )
        step.set(rows=[], decided_at=step.at)
        step.say(fresh.gap_reason)
        step.data = {"entries": len(entries)}
    return sheet


@SHEET.action("discard")
def discard_sheet(
    *,
    sheet: Sheet,
    by: Person | None,
    at: datetime | None = None,
    relation: Relation | None = None,
) -> Sheet:
    """不用: forget what the sheet says."""
    with SHEET.step("discard", sheet, by=by, at=at, relation=relation) as step:
        step.set(rows=[], decided_at=step.at)
    return sheet


COPIED = (
    "direction",
    "category",
    "amount",
    "summary",
    "payee",
    "payee_kind",
    "payee_id",
    "payee_card",
    "card_tail",
    "payee_phone",
    "voucher_no",
    "invoice_no",
    "method",
)
"""What an entry takes from its row as it is."""


def _entry(sheet: Sheet, row: Mapping[str, Any], by: Person | None, at: datetime) -> BookEntry:
    return BookEntry(
        place=sheet.place,
        account=sheet.account,
        on=date.fromisoformat(row["on"]),
        sheet=sheet,
        line=row["line"],
        approvals=row["approvals"],
        by=by,
        entered_at=at,
        **{name: row[name] for name in COPIED},
    )


def _still_free(sheet: Sheet, entries: list[BookEntry]) -> None:
    """Another sheet may have been taken in since this one was shown."""
    checked = Checked(rows=[dict(row) for row in sheet.rows])
    again = replace(checked, problems=[])
    _against_the_books(sheet.account, again)
    if again.problems or len(again.rows) != len(entries):
        raise Refused(_("显示以后账里有了变化。请重新上传这张表再看一遍。"), "changed")
