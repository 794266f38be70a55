"""A report's life: every verb in every state by everyone, one entry each, clocks, moving up."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from matrix import read, same_verbs
from sanan.kit.errors import Missing, Refused
from sanan.ledger.models import Entry
from sanan.people.models import Notice
from sanan.process.models import TimelineEntry
from sanan.sealed import actions
from sanan.sealed.crypto import letter as letters
from sanan.sealed.enums import Event, Kind, State, Way
from sanan.sealed.models import Day, Message, Report, Wrap
from sanan.sealed.queries import dialogue
from sanan.sealed.rules import REPORT
from sanan.sealed.rules.clocks import running

from .conftest import NOW, SAID, WORDS

WORDS_FOR = {
    "open": {"passphrase": WORDS},
    "reply": {"text": "请补充时间"},
    "note": {"text": "先查账"},
    "assess": {"way": Way.CHECK, "text": "可查"},
    "start_check": {"text": "两人一组"},
    "conclude": {"text": "已处分"},
    "transfer": {"text": "转公安"},
    "recuse": {},
}
TARGETS = {
    "assess": State.ASSESSED,
    "start_check": State.UNDER_CHECK,
    "conclude": State.CONCLUDED,
    "transfer": State.TRANSFERRED,
    "recuse": State.RECEIVED,
}
TABLE = read("""
    open        received, opened, assessed, under_check, concluded, transferred -> : anyone
    reply       opened, assessed, under_check, concluded, transferred -> : anyone
    note        opened, assessed, under_check, concluded, transferred -> : anyone
    assess      opened, assessed -> assessed : anyone
    start_check assessed -> under_check : anyone
    conclude    assessed, under_check -> concluded : anyone
    transfer    opened, assessed -> transferred : anyone
    recuse      received, opened, assessed, under_check -> : anyone
""")
"""检举控告工作规则 arts. 14-18, 47. "Anyone" is whoever sees the report at all: an officer with a key."""
SOURCES = {verb: set(line.sources) for verb, line in TABLE.items()}


def do(verb, report, by):
    return REPORT.actions[verb](report=report, by=by, at=NOW, **WORDS_FOR[verb])


def stand(report, state):
    late = {State.ASSESSED, State.UNDER_CHECK, State.CONCLUDED}
    report.state = state
    report.way = Way.CHECK if state in late else ""
    report.concluded_on = date(2026, 3, 2) if state == State.CONCLUDED else None
    report.save()


def standing(report):
    return (
        Report.objects.filter(pk=report.pk).values().get(),
        Message.objects.count(),
        Wrap.objects.count(),
        Entry.objects.count(),
        Notice.objects.count(),
    )


def test_the_process_is_that_of_the_rules():
    same_verbs(REPORT, TABLE)


@pytest.mark.parametrize("verb", TABLE)
def test_every_state_and_every_person(house, verb):
    report = house.report().report
    wrong = {}
    for state in State:
        stand(report, state)
        before = standing(report)
        for name, person in house.people.items():
            may = name == "zeng" and state in SOURCES[verb]
            with transaction.atomic():
                fresh = Report.objects.select_related("body__org__place").get(pk=report.pk)
                try:
                    do(verb, fresh, person)
                    done = True
                except Refused:
                    done = False
                now = Report.objects.get(pk=report.pk).state
                target = TARGETS.get(verb, state)
                if verb == "open" and state == State.RECEIVED:
                    target = State.OPENED
                entries = Entry.objects.count() - before[3]
                fine = (done, entries, now) == ((True, 1, target) if may else (False, 0, state))
                if not fine or (not may and standing(report) != before):
                    wrong[state, name] = (done, entries, now)
                transaction.set_rollback(True)
    assert wrong == {}


@pytest.mark.parametrize("verb", [v for v in TABLE if v != "open"])
def test_nothing_happens_where_the_ledger_cannot_be_written(house, verb, monkeypatch):
    report = house.report().report
    stand(report, min(SOURCES[verb]))
    before = standing(report)
    monkeypatch.setattr("sanan.ledger.actions.recording.insert", broken)
    with pytest.raises(DatabaseError):
        do(verb, Report.objects.get(pk=report.pk), house.people["zeng"])
    assert standing(report) == before


def test_nobody_reads_where_the_ledger_cannot_be_written(house, monkeypatch):
    report = house.report().report
    monkeypatch.setattr("sanan.ledger.actions.recording.insert", broken)
    with pytest.raises(DatabaseError):
        do("open", report, house.people["zeng"])


def broken(*_args):
    raise DatabaseError


def test_from_the_report_to_the_outcome_that_only_the_receipt_reads(house):
    made = house.report(named=True)
    zeng = house.people["zeng"]
    read = actions.open_report(report=made.report, by=zeng, passphrase=WORDS, at=NOW)
    assert [(m.kind, m.header["text"]) for m in read] == [(Kind.REPORT, SAID)]
    actions.reply(report=made.report, by=zeng, text="已受理。哪一年的事?", at=NOW)
    report, key = dialogue.find(made.receipt)
    assert [(line.mine, line.text) for line in dialogue.lines(report, key)] == [
        (True, ""),
        (False, "已受理。哪一年的事?"),
    ]
    answer = letters.write(
        {"text": "前年"}, {b.code: bytes(b.public) for b in house.bodies.values()}
    )
    actions.add(report=report, letter=answer, once="2", at=NOW)
    assert Report.objects.get().waiting
    actions.assess(report=made.report, by=zeng, way=Way.CHECK, text="可查", at=NOW)
    actions.start_check(report=made.report, by=zeng, text="查账", at=NOW)
    actions.conclude(report=made.report, by=zeng, text="属实,已处分并退赔。", at=NOW)
    texts = [line.text for line in dialogue.lines(report, key)]
    assert texts == ["", "已受理。哪一年的事?", "", "属实,已处分并退赔。"]
    again = actions.open_report(report=made.report, by=zeng, passphrase=WORDS, at=NOW)
    assert [m.header["text"] for m in again] == [
        SAID,
        "已受理。哪一年的事?",
        "前年",
        "可查",
        "查账",
        "属实,已处分并退赔。",
    ]


def test_a_wrong_receipt_finds_nothing(house):
    made = house.report()
    other = f"{(int(made.receipt) + 1) % 10**16:016d}"
    assert dialogue.find(other)[0] is None


def test_the_same_page_sent_twice_is_one_report(house):
    house.report(once="same")
    with pytest.raises(Refused):
        house.report(once="same")
    assert Report.objects.count() == 1


def test_whoever_recuses_hands_it_up_unread_and_the_lower_body_cannot_open_it_any_more(house):
    made = house.report()
    actions.recuse(report=made.report, by=house.people["zeng"], at=NOW + timedelta(days=1))
    report = Report.objects.select_related("body__org__place").get()
    assert (report.body, report.state, report.came_on) == (
        house.bodies["city"],
        State.RECEIVED,
        date(2026, 3, 3),
    )
    assert not Wrap.objects.filter(body=house.bodies["county"]).exists()
    with pytest.raises(Missing):
        actions.open_report(report=report, by=house.people["zeng"], passphrase=WORDS)
    read = actions.open_report(report=report, by=house.people["shi"], passphrase=WORDS)
    assert read[0].header["text"] == SAID
    assert dialogue.find(made.receipt)[0].body == house.bodies["city"]


def test_what_the_lower_body_wrote_goes_up_with_it(house):
    report = house.opened()
    actions.note(report=report, by=house.people["zeng"], text="查到一半", at=NOW)
    actions.recuse(report=report, by=house.people["zeng"], at=NOW)
    fresh = Report.objects.select_related("body__org__place").get()
    read = actions.open_report(report=fresh, by=house.people["shi"], passphrase=WORDS)
    assert [m.header["text"] for m in read] == [SAID, "查到一半"]


def test_at_the_top_a_colleague_takes_over_and_without_one_it_is_said(house):
    report = house.report().report
    actions.recuse(report=report, by=house.people["zeng"], at=NOW)
    report = Report.objects.select_related("body__org__place").get()
    with pytest.raises(Refused) as no:
        actions.recuse(report=report, by=house.people["shi"], at=NOW)
    assert no.value.code == "nobody_else"
    assert Report.objects.visible_to(house.people["shi"]).exists()


def test_days_that_the_law_gives(house):
    report = house.report(named=True).report
    days = {due.clock.title: due.on for due in running(report)}
    # 2 March 2026 is a Monday; working days begin on the day after.
    assert sorted(days.values()) == [date(2026, 3, 9), date(2026, 3, 23), date(2026, 4, 2)]
    actions.open_report(report=report, by=house.people["zeng"], passphrase=WORDS, at=NOW)
    actions.reply(report=report, by=house.people["zeng"], text="已受理", at=NOW)
    assert [due.on for due in running(report)] == [date(2026, 4, 2)]


def test_a_month_ends_where_the_month_does(house):
    at = datetime(2026, 1, 31, 2, tzinfo=NOW.tzinfo)
    report = house.report(at=at).report
    assert running(report)[-1].on == date(2026, 2, 28)


def test_each_day_has_one_entry_whether_much_or_nothing_was_written(house):
    for number in range(3):
        house.report(at=NOW + timedelta(hours=number))
    assert not Entry.objects.filter(event=Event.DAY).exists()
    assert actions.settle(at=NOW + timedelta(hours=1)) == 0  # the day is not over
    assert actions.settle(at=NOW + timedelta(days=3)) == 3
    assert actions.settle(at=NOW + timedelta(days=3)) == 0
    told = list(Entry.objects.filter(event=Event.DAY).order_by("pk"))
    assert [e.subject for e in told] == ["20260302", "20260303", "20260304"]
    assert [bytes(e.content).count(b'"') for e in told] == [12, 6, 6]
    assert Day.objects.count() == 3


def test_an_officer_is_told_only_that_something_awaits(house):
    for _each in range(5):
        house.report()
    actions.settle(at=NOW + timedelta(days=1))
    told = [(n.to.username, n.text, n.link) for n in Notice.objects.select_related("to")]
    assert told == [("zeng", "有事等着您处理。", "/staff/sealed/")]
    actions.settle(at=NOW + timedelta(days=2))
    assert Notice.objects.count() == 1  # not again while it is unread


def test_before_a_body_receives_there_are_no_days(bare):
    assert actions.settle(at=NOW) == 0


def test_a_report_has_no_story_that_others_could_read(house):
    report = house.report().report
    actions.open_report(report=report, by=house.people["zeng"], passphrase=WORDS, at=NOW)
    actions.note(report=report, by=house.people["zeng"], text="先查账", at=NOW)
    assert TimelineEntry.objects.count() == 0
    told = [bytes(e.content).decode() for e in Entry.objects.filter(event=Event.ACT)]
    assert len(told) == 2
    assert not any("set" in content or "先查账" in content for content in told)
