"""Every verb × every state × every actor, with the real actions, against the state tables."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from sanan.books import actions
from sanan.books.enums import ContractState, EntryState, SheetState, VoucherState, WarningState
from sanan.books.models import Contract, Entry, Evidence, Sheet, Voucher, Warning  # noqa: A004
from sanan.books.rules import (
    TABLES,
    ContractVerb,
    EntryVerb,
    SheetVerb,
    VoucherVerb,
    WarningVerb,
)
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry as LedgerEntry
from sanan.people.enums import Role

from .conftest import NOW

STATES = {
    EntryVerb: EntryState, SheetVerb: SheetState, VoucherVerb: VoucherState,
    ContractVerb: ContractState, WarningVerb: WarningState,
}  # fmt: skip
# Done by the clock and the worker alone; their own tests tell of them.
BY_ITSELF = {VoucherVerb.FIND, WarningVerb.RAISE_AGAIN}
ACTORS = {
    "cadre": Role.VILLAGE_CADRE, "agent": Role.ACCOUNTANT, "supervisor": Role.VILLAGE_SUPERVISOR,
    "discipline": Role.DISCIPLINE_OFFICER, "leader": Role.LEADER, "neighbour": None, "stranger": None,
}  # fmt: skip


def make(village: Any, verb: Any, state: str) -> Any:
    """A thing in that state, as a real one would stand."""
    moment = None if state in {"entered", "shown", "active", "raised"} else NOW
    if isinstance(verb, EntryVerb):
        entry = village.pay()
        Entry.objects.filter(pk=entry.pk).update(state=state, published_at=moment)
        return Entry.objects.get(pk=entry.pk)
    if isinstance(verb, SheetVerb):
        sheet = Sheet.objects.create(
            place=village.place, account=village.account, name="表", sha256="x", state=state,
            count=0, income=0, expense=0, read_at=NOW, decided_at=moment,
        )  # fmt: skip
        return Sheet.objects.get(pk=sheet.pk)
    if isinstance(verb, VoucherVerb):
        voucher = village.photo(village.pay())
        done = state == VoucherState.CONFIRMED
        Voucher.objects.filter(pk=voucher.pk).update(
            state=state, public_key="ab/none.jpg" if done else "",
            confirmed_by=village.cadre if done else None, confirmed_at=NOW if done else None,
        )  # fmt: skip
        return Voucher.objects.get(pk=voucher.pk)
    if isinstance(verb, ContractVerb):
        lease = village.lease() if verb == ContractVerb.RECEIVE else village.works()
        if verb == ContractVerb.SETTLE:
            Contract.objects.filter(pk=lease.pk).update(accepted_on=date(2026, 9, 1))
        closed = date(2026, 9, 2) if state != ContractState.ACTIVE else None
        Contract.objects.filter(pk=lease.pk).update(state=state, closed_on=closed)
        return Contract.objects.get(pk=lease.pk)
    warning = Warning.objects.create(
        rule="rent_unpaid", place=village.place, subject="x", colour="red", text="欠租", shape="x",
        raised_at=NOW, seen_at=NOW, state=state, answered_at=moment,
        closed_at=NOW if state == "closed" else None,
    )  # fmt: skip
    Evidence.objects.create(
        warning=warning, token="t", key="k", name="n", media_type="m", sha256="s", at=NOW
    )
    return warning


def do(verb: Any, thing: Any, by: Any, village: Any) -> None:
    """The call that a page makes."""
    day = date(2026, 9, 30)
    {
        EntryVerb.PUBLISH: lambda: actions.publish_month(place=thing.place, month="2026-09", by=by, at=NOW),
        EntryVerb.REVERSE: lambda: actions.reverse(entry=thing, text="错", by=by, at=NOW),
        SheetVerb.LOAD: lambda: actions.load_sheet(sheet=thing, by=by, at=NOW),
        SheetVerb.DISCARD: lambda: actions.discard_sheet(sheet=thing, by=by, at=NOW),
        VoucherVerb.ADJUST: lambda: actions.adjust_boxes(voucher=thing, boxes=[(1, 1, 50, 50, "name")], by=by, at=NOW),
        VoucherVerb.CONFIRM: lambda: actions.confirm_voucher(voucher=thing, by=by, at=NOW),
        VoucherVerb.WITHDRAW: lambda: actions.withdraw_voucher(voucher=thing, text="还看得见", by=by, at=NOW),
        ContractVerb.RECEIVE: lambda: actions.receive_rent(
            contract=thing, account=village.account, amount=1, received_on=day, voucher_no="收-9", by=by, at=NOW
        ),
        ContractVerb.ACCEPT: lambda: actions.accept_works(contract=thing, accepted_on=day, by=by, at=NOW),
        ContractVerb.SETTLE: lambda: actions.settle_works(contract=thing, settled=1, by=by, at=NOW),
        ContractVerb.HAND_BACK: lambda: actions.hand_back(contract=thing, closed_on=day, by=by, at=NOW),
        ContractVerb.TERMINATE: lambda: actions.terminate(contract=thing, closed_on=day, text="不租了", by=by, at=NOW),
        WarningVerb.ANSWER: lambda: actions.answer(warning=thing, text="已补交", by=by, at=NOW),
        WarningVerb.RETURN: lambda: actions.send_back(warning=thing, text="再补", by=by, at=NOW),
        WarningVerb.CLOSE: lambda: actions.close(warning=thing, text="属实", by=by, at=NOW),
    }[verb]()  # fmt: skip


@pytest.mark.parametrize(
    "verb", [v for v in TABLES if v not in BY_ITSELF], ids=lambda v: f"{type(v).__name__}-{v}"
)
def test_every_state_and_every_actor(village, verb):
    wrong = {}
    for state in STATES[type(verb)].values:
        for actor, role in ACTORS.items():
            with transaction.atomic():
                thing = make(village, verb, state)
                may = state in TABLES[verb].sources and role in TABLES[verb].roles
                before = LedgerEntry.objects.count()
                try:
                    do(verb, thing, getattr(village, actor), village)
                    done = True
                except Refused:
                    done = False
                now = type(thing).objects.get(pk=thing.pk).state
                made = LedgerEntry.objects.count() - before
                target = (TABLES[verb].target or state) if may else state
                if (done, now, made) != (may, target, int(may)):
                    wrong[state, actor] = (done, now, made)
                transaction.set_rollback(True)
    assert wrong == {}


@pytest.mark.parametrize(
    "verb", [v for v in TABLES if v not in BY_ITSELF], ids=lambda v: f"{type(v).__name__}-{v}"
)
def test_nothing_happens_where_the_ledger_cannot_be_written(village, verb, monkeypatch):
    state = min(TABLES[verb].sources)
    thing = make(village, verb, state)
    by = village.discipline if Role.DISCIPLINE_OFFICER in TABLES[verb].roles else village.cadre
    kind = type(thing).objects
    before = list(kind.order_by("pk").values()), Entry.objects.count(), LedgerEntry.objects.count()

    def broken(*_args: Any, **_values: Any) -> None:
        raise DatabaseError("the ledger cannot be written")

    monkeypatch.setattr("sanan.ledger.actions.recording.insert", broken)
    with pytest.raises(DatabaseError):
        do(verb, thing, by, village)
    after = list(kind.order_by("pk").values()), Entry.objects.count(), LedgerEntry.objects.count()
    assert after == before


def test_what_the_worker_does_nobody_else_may(village):
    voucher = village.photo(village.pay())
    from sanan.books import rules

    assert rules.reason(VoucherVerb.FIND, voucher, village.cadre) is not None
    assert rules.reason(VoucherVerb.FIND, voucher, None) is None
