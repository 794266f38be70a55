"""Every verb × every state × every actor, with the real actions, against tables read on their own."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from matrix import read, same_verbs, walk
from sanan.books import actions
from sanan.books.enums import ContractState, VoucherState
from sanan.books.models import Alert, BookEntry, Contract, Sheet, Voucher
from sanan.books.rules import CONTRACT, ENTRY, SHEET, VOUCHER, WARNING
from sanan.files.models import StoredFile
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry as LedgerEntry
from sanan.process.declare import OPERATOR, SYSTEM, Process
from sanan.process.models import TimelineEntry

from .conftest import NOW

KEEPS, WATCHES = {"cadre", "agent"}, {"supervisor", "discipline"}
ACTORS = {
    **{name: {"keeper"} for name in KEEPS},
    **{name: {"supervisor"} for name in WATCHES},
    "leader": set[str](),
    "neighbour": set[str](),
    "stranger": set[str](),
    "clock": {"system"},
}
"""Domain brief §1.3 and §2.1, 《会计基础工作规范》: the village's cadres and the township's agent keep
the books, the supervision committee and discipline officers watch, nobody keeps a neighbour's."""
TABLES: dict[str, tuple[Process[Any], Any]] = {
    "entry": (
        ENTRY,
        read("""
            enter                      -> entered   : keeper
            counter                    -> reversed  : keeper
            publish entered            -> published : keeper
            show    reversed           ->           : keeper
            reverse entered, published -> reversed  : keeper
        """),
    ),
    "sheet": (
        SHEET,
        read("""
            read          -> shown     : keeper
            load    shown -> loaded    : keeper
            discard shown -> discarded : keeper
        """),
    ),
    "voucher": (
        VOUCHER,
        read("""
            receive            -> received  : keeper
            find     received  -> awaiting  : system
            adjust   awaiting  -> awaiting  : keeper
            confirm  awaiting  -> confirmed : keeper
            withdraw confirmed -> awaiting  : keeper, supervisor
        """),
    ),
    "contract": (
        CONTRACT,
        read("""
            sign                          -> active     : keeper
            receive   active, terminated  ->            : keeper
            measure   active              ->            : keeper
            accept    active              ->            : keeper
            settle    active              ->            : keeper
            hand_back active              -> ended      : keeper
            terminate active              -> terminated : keeper
        """),
    ),
    "warning": (
        WARNING,
        read("""
            raise                -> raised   : system
            answer      raised   -> answered : keeper
            return      answered -> raised   : supervisor
            close       answered -> closed   : supervisor
            raise_again closed   -> raised   : system
        """),
    ),
}
DAY = date(2026, 9, 30)
WORDS: dict[tuple[str, str], Callable[[Any], dict[str, Any]]] = {
    ("entry", "reverse"): lambda _v: {"text": "错"},
    ("voucher", "find"): lambda _v: {"known": (0.0, [])},
    ("voucher", "adjust"): lambda _v: {"boxes": [(1, 1, 50, 50, "name")]},
    ("voucher", "withdraw"): lambda _v: {"text": "还看得见"},
    ("contract", "receive"): lambda v: {
        "account": v.account,
        "amount": 1,
        "received_on": DAY,
        "voucher_no": "收-9",
    },
    ("contract", "measure"): lambda _v: {"size": 100, "measured": 120, "measured_on": DAY},
    ("contract", "accept"): lambda _v: {"accepted_on": DAY},
    ("contract", "settle"): lambda _v: {"settled": 1},
    ("contract", "hand_back"): lambda _v: {"closed_on": DAY},
    ("contract", "terminate"): lambda _v: {"closed_on": DAY, "text": "不租了"},
    ("warning", "answer"): lambda _v: {"text": "已补交"},
    ("warning", "return"): lambda _v: {"text": "再补"},
    ("warning", "close"): lambda _v: {"text": "属实"},
}
VERBS = [
    (kind, line.verb)
    for kind, (_process, table) in TABLES.items()
    for line in table.values()
    # What the clock's look raises has its own tests; so have the beginnings.
    if line.sources and line.verb != "raise_again"
]


def entry(village: Any, state: str, verb: str) -> BookEntry:
    made = village.pay(f"记-{state}")
    hidden = state in {"", "entered"} or (verb, state) == ("show", "reversed")
    BookEntry.objects.filter(pk=made.pk).update(
        state=state or "entered", published_at=None if hidden else NOW
    )
    return BookEntry.objects.get(pk=made.pk)


def sheet(village: Any, state: str, _verb: str) -> Sheet:
    made = Sheet.objects.create(
        place=village.place,
        account=village.account,
        name="表",
        sha256="x" * 8 + state,
        state=state or "shown",
        count=0,
        income=0,
        expense=0,
        read_at=NOW,
        decided_at=None if state in {"", "shown"} else NOW,
    )
    return Sheet.objects.get(pk=made.pk)


def voucher(village: Any, state: str, _verb: str) -> Voucher:
    made = village.photo(village.pay(f"记-{state}"))
    done = state == VoucherState.CONFIRMED
    Voucher.objects.filter(pk=made.pk).update(
        state=state or "received",
        confirmed_by=village.cadre if done else None,
        confirmed_at=NOW if done else None,
    )
    return Voucher.objects.get(pk=made.pk)


def contract(village: Any, state: str, verb: str) -> Contract:
    number = f"{verb}-{state}"
    lease = verb in {"receive", "measure"}
    made = village.lease(number=number) if lease else village.works(number)
    closed = None if state in {"", ContractState.ACTIVE} else date(2026, 9, 2)
    Contract.objects.filter(pk=made.pk).update(
        state=state or "active",
        closed_on=closed,
        accepted_on=date(2026, 9, 1) if verb == "settle" else None,
    )
    return Contract.objects.get(pk=made.pk)


def warning(village: Any, state: str, _verb: str) -> Alert:
    made = Alert.objects.create(
        rule="rent_unpaid",
        place=village.place,
        subject=f"x{state}",
        colour="red",
        text="欠租",
        shape="x",
        raised_at=NOW,
        seen_at=NOW,
        state=state or "raised",
        answered_at=None if state in {"", "raised"} else NOW,
        closed_at=NOW if state == "closed" else None,
    )
    StoredFile.objects.create(
        ref=f"t{state}",
        owner_kind="alert",
        owner_pk=made.pk,
        kind="photo",
        key=f"k{state}",
        media_type="m",
        size=1,
        sha256="s",
        at=NOW,
    )
    return made


MAKE = {
    "entry": entry,
    "sheet": sheet,
    "voucher": voucher,
    "contract": contract,
    "warning": warning,
}


def act(village: Any, kind: str, verb: str, thing: Any, actor: str) -> None:
    """The call that a page, the worker or the clock makes."""
    process = TABLES[kind][0]
    given = WORDS.get((kind, verb), lambda _v: {})(village)
    by = {} if (kind, verb) == ("voucher", "find") else {"by": getattr(village, actor, None)}
    process.actions[verb](**{process.thing: thing}, at=NOW, **by, **given)


@pytest.mark.parametrize("kind", TABLES)
def test_the_processes_are_those_of_the_domain(kind):
    process, table = TABLES[kind]
    same_verbs(process, table)
    done = {v.name for v in process} - set(process.actions)
    assert done <= {"counter", "raise", "raise_again"}, "what follows by itself has no page"


@pytest.mark.parametrize(("kind", "verb"), [(k, v) for k, (_p, t) in TABLES.items() for v in t])
def test_every_cell_is_judged_as_the_domain_says(village, kind, verb):
    process, table = TABLES[kind]
    walk(
        process,
        {verb: table[verb]},
        ACTORS,
        make=lambda state: MAKE[kind](village, state, verb),
        person=lambda actor: getattr(village, actor, None),
        claim=lambda actor: SYSTEM if actor == "clock" else None,
    )


@pytest.mark.parametrize(("kind", "verb"), VERBS)
def test_what_is_done_moves_once_and_what_is_refused_moves_nothing(village, kind, verb):
    process, table = TABLES[kind]
    line, wrong = table[verb], {}
    actors = ["clock"] if line.who == {"system"} else [a for a in ACTORS if a != "clock"]
    for state in process.states.values:
        for actor in actors:
            with transaction.atomic():
                thing = MAKE[kind](village, state, verb)
                may = state in line.sources and bool(line.who & ACTORS[actor])
                mine = LedgerEntry.objects.filter(subject=thing.code)
                before, lines = mine.count(), TimelineEntry.objects.count()
                try:
                    act(village, kind, verb, thing, actor)
                    done = True
                except Refused:
                    done = False
                now = type(thing)._default_manager.get(pk=thing.pk).state
                made = mine.count() - before
                told = TimelineEntry.objects.count() - lines
                # The worker leaves alone what was read before.
                done = done and not ((kind, verb) == ("voucher", "find") and not may)
                target = (line.target or state) if may else state
                # With a reversal and a rent stands another entry of the books.
                also = int(may and (kind, verb) in {("entry", "reverse"), ("contract", "receive")})
                if (done, now, made, told) != (may, target, int(may), int(may) + also):
                    wrong[state, actor] = (done, now, made, told)
                transaction.set_rollback(True)
    assert wrong == {}


@pytest.mark.parametrize(("kind", "verb"), VERBS)
def test_nothing_happens_where_the_ledger_cannot_be_written(village, kind, verb, monkeypatch):
    line = TABLES[kind][1][verb]
    thing = MAKE[kind](village, min(line.sources), verb)
    actor = next(a for a in ACTORS if line.who & ACTORS[a])
    rows = type(thing)._default_manager

    def standing() -> Any:
        counted = [m.objects.count() for m in (BookEntry, LedgerEntry, TimelineEntry)]
        return list(rows.order_by("pk").values()), counted

    before = standing()

    def broken(*_args: Any, **_values: Any) -> None:
        raise DatabaseError("the ledger cannot be written")

    monkeypatch.setattr("sanan.ledger.actions.recording.insert", broken)
    with pytest.raises(DatabaseError):
        act(village, kind, verb, thing, actor)
    assert standing() == before


def test_the_command_line_may_load_what_is_in_order_and_says_so(village):
    made = sheet(village, "", "load")
    with pytest.raises(Refused):
        actions.load_sheet(sheet=made, by=None, at=NOW)
    actions.load_sheet(sheet=made, by=None, relation=OPERATOR, at=NOW)
    assert made.state == "loaded"
