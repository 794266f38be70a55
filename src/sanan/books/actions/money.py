"""Accounts and entries: opened, entered, published month by month, reversed and never deleted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.books import rules
from sanan.books.actions.text import line, needed
from sanan.books.enums import (
    INCOMES,
    AccountKind,
    Category,
    Direction,
    EntryState,
    Event,
    Method,
    PayeeKind,
)
from sanan.books.models import Account, BookEntry, Contract
from sanan.books.queries.statement import first_and_last
from sanan.books.rules import ENTRY
from sanan.kit import clock, dates, phones, tokens, words
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.places.models import Place

MOST_FEN = 10**13  # 1,000 亿元: beyond that somebody's finger slipped
TAIL = 4


def open_account(
    *,
    place: Place,
    name: str,
    kind: AccountKind,
    by: Person | None,
    opened_on: date,
    opening: int = 0,
    tail: str = "",
    at: datetime | None = None,
) -> Account:
    """Open an account of a village. `opening` in fen; `tail` the last four figures of its number.

    Without `by` it is the command line or the demo.
    """
    if by is not None:
        rules.check_keeper(place, by)
    figures = re.sub(r"\D", "", tail)[-TAIL:]
    try:
        with transaction.atomic():
            made = Account.objects.create(
                place=place,
                name=line(name, "name", 60),
                kind=AccountKind(kind),
                opened_on=opened_on,
                opening=opening,
                tail=figures,
            )
            content = {"place": place.code, "name": made.name, "kind": made.kind}
            content |= {"opening": str(opening), "opened_on": opened_on.isoformat()}
            written(Event.ACCOUNT, made.code, content, by=by, at=clock.at_or_now(at))
    except IntegrityError:
        raise Refused(_("这里已经有同名的账户。"), "twice", field="name") from None
    return made


@dataclass(frozen=True, slots=True)
class Payee:
    """The other side. Numbers are only kept as keyed hashes, of a card also its last four figures."""

    name: str = ""
    kind: PayeeKind = PayeeKind.BODY
    identity: str = ""
    card: str = ""
    phone: str = ""

    def fields(self) -> dict[str, str]:
        """The entry's fields for it."""
        figures = words.figures(self.card)
        return {
            "payee": words.clean_line(self.name, most=80, field="payee"),
            "payee_kind": PayeeKind(self.kind),
            "payee_id": person_key(self.identity),
            "payee_card": tokens.keyed_hash("books-card", figures) if figures else "",
            "card_tail": figures[-TAIL:],
            "payee_phone": phones.hashed(self.phone),
        }


def person_key(identity: str) -> str:
    """Under what a person is found again: a keyed hash of their identity number; empty for none."""
    figures = words.identity(identity)
    return tokens.keyed_hash("books-person", figures) if figures else ""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on the paper: the purpose, its numbers, who signed."""

    summary: str
    voucher_no: str
    invoice_no: str = ""
    approvals: Sequence[tuple[str, str]] = field(default=())


@ENTRY.action("enter")
def enter(
    *,
    account: Account,
    on: date,
    direction: Direction,
    category: Category,
    amount: int,
    method: Method,
    words: Words,
    by: Person,
    payee: Payee | None = None,
    contract: Contract | None = None,
    at: datetime | None = None,
) -> BookEntry:
    """Write one line of the books; `amount` in fen.

    Raises `Invalid` for what cannot be, `Refused` for a voucher number that the month has already.
    """
    rules.check_keeper(account.place, by)
    moment = clock.at_or_now(at)
    made = drafted(
        account,
        moment,
        on,
        Direction(direction),
        Category(category),
        amount,
        method=Method(method),
        said=words,
        payee=payee or Payee(),
        by=by,
    )
    made.contract = _of_place(contract, account)
    entered(made, by=by, at=moment)
    return made


def entered(made: BookEntry, *, by: Person, at: datetime) -> None:
    """Write a drafted entry, if its voucher number is still free; accounts take one at a time."""
    with ENTRY.begin("enter", made, by=by, at=at) as step:
        Account.objects.select_for_update().get(pk=made.account_id)
        check_number(made.place, made.on, made.voucher_no)
        step.say(made.summary)


def drafted(
    account: Account,
    moment: datetime,
    on: date,
    direction: Direction,
    category: Category,
    amount: int,
    *,
    method: Method,
    said: Words,
    payee: Payee,
    by: Person,
) -> BookEntry:
    """An entry that can be, not yet written."""
    if not 0 < amount < MOST_FEN:
        raise Invalid(_("金额要大于零。支出请选“支出”，不要写负数。"), "amount", field="amount")
    if (category in INCOMES) != (direction == Direction.INCOME):
        raise Invalid(_("类别和收支方向对不上。"), "category", field="category")
    if on < account.opened_on or on > timezone.localdate(moment):
        raise Invalid(
            _("日期要在建账（%(day)s）以后、今天以前。")
            % {"day": dates.period(f"{account.opened_on}")},
            "day",
            field="on",
        )
    return BookEntry(
        place=account.place,
        account=account,
        on=on,
        direction=direction,
        category=category,
        amount=amount,
        method=method,
        summary=line(said.summary, "summary", 200),
        voucher_no=line(said.voucher_no, "voucher_no", 24),
        invoice_no=words.clean_line(said.invoice_no, most=24, field="invoice_no"),
        approvals=[[duty, who] for duty, who in said.approvals],
        by=by,
        entered_at=moment,
        **payee.fields(),
    )


def check_number(place: Place, on: date, number: str) -> None:
    """Refuse a voucher number that stands in this month's books already."""
    first, last = first_and_last(f"{on:%Y-%m}")
    known = BookEntry.objects.standing().filter(place=place, voucher_no=number).between(first, last)
    there = known.first()
    if there is not None:
        raise Refused(
            _("凭证 %(no)s 这个月已经有了（%(day)s，%(what)s）。请核对，不要重复记账。")
            % {"no": number, "day": dates.period(f"{there.on}"), "what": there.summary},
            "voucher_twice",
            field="voucher_no",
        )


def _of_place(contract: Contract | None, account: Account) -> Contract | None:
    if contract is not None and contract.place_id != account.place_id:
        raise Refused(_("这份合同不是本村的。"), "elsewhere", field="contract")
    return contract


@ENTRY.action("reverse")
def reverse(*, entry: BookEntry, text: str, by: Person, at: datetime | None = None) -> BookEntry:
    """红字冲销: an entry below zero beside the wrong one, with the reason; the reversal.

    What was published is reversed in public, today; what was not, on its own day.
    """
    text = needed(text, most=150)
    with ENTRY.step("reverse", entry, by=by, at=at) as step:
        made = _reversal(step.thing, text, by, step.at)
        with ENTRY.begin("counter", made, by=by, at=step.at) as counter:
            counter.say(made.summary)
        step.say(text)
        step.data = {"reversal": made.code}
    return made


def _reversal(entry: BookEntry, text: str, by: Person, at: datetime) -> BookEntry:
    return BookEntry(
        place=entry.place,
        account_id=entry.account_id,
        on=_reversed_on(entry, at),
        direction=entry.direction,
        category=entry.category,
        amount=-entry.amount,
        method=entry.method,
        payee=entry.payee,
        payee_kind=entry.payee_kind,
        voucher_no=f"冲{entry.voucher_no}"[:24],
        summary=words.clip(_("冲销 %(no)s：%(why)s") % {"no": entry.voucher_no, "why": text}, 200),
        contract_id=entry.contract_id,
        reverses=entry,
        by=by,
        entered_at=at,
        published_at=at if entry.published_at is not None else None,
    )


def _reversed_on(entry: BookEntry, at: datetime) -> date:
    today = timezone.localdate(at)
    return max(today, entry.on) if entry.published_at is not None else entry.on


def publish_month(
    *, place: Place, month: str, by: Person, at: datetime | None = None
) -> Sequence[BookEntry]:
    """Show a month's entries to everyone, names masked, in one step; what was shown.

    Raises `Refused` where nothing waits.
    """
    rules.check_keeper(place, by)
    first, last = first_and_last(month)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        waiting = BookEntry.objects.filter(place=place, published_at__isnull=True)
        entries = list(waiting.between(first, last).select_related("place").order_by("on", "pk"))
        if not entries:
            raise Refused(_("这个月没有等着公开的账。"), "nothing")
        for entry in entries:
            do = publish if entry.state == EntryState.ENTERED else show
            do(entry=entry, by=by, at=moment)
    return entries


@ENTRY.action("publish")
def publish(*, entry: BookEntry, by: Person, at: datetime | None = None) -> BookEntry:
    """One entry of a month that is published."""
    with ENTRY.step("publish", entry, by=by, at=at) as step:
        step.thing.published_at = step.at
    return entry


@ENTRY.action("show")
def show(*, entry: BookEntry, by: Person, at: datetime | None = None) -> BookEntry:
    """A reversal, or what was reversed before anybody saw it, with the month."""
    with ENTRY.step("show", entry, by=by, at=at) as step:
        step.thing.published_at = step.at
    return entry
