"""A disclosure from its task to the archive: reviews, versions, what is refused."""

from datetime import UTC, date, datetime

import pytest

from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.models import Entry
from sanan.people.models import Notice
from sanan.powers import actions
from sanan.powers.actions.calendar import due_on, stretch
from sanan.powers.enums import Affair, PowerKind, Rhythm, State
from sanan.powers.models import Disclosure, DisclosureItem, PowerItem
from sanan.powers.queries.village import readers

from .conftest import NOW, TABLE, TODAY, Village, day


def test_the_catalogue_has_27_items_in_three_classes_and_36_powers(village: Village):
    items = DisclosureItem.objects.current(TODAY)
    assert [items.filter(affair=a).count() for a in Affair] == [6, 14, 7]
    powers = PowerItem.objects.current(TODAY)
    assert [powers.filter(kind=k).count() for k in PowerKind] == [19, 17]
    assert not items.exclude(sample=True).exists()
    assert not items.filter(basis="").exists() | powers.filter(basis="").exists()
    assert all(p.steps.count() >= 2 for p in powers)


def test_seeding_twice_is_once_and_keeps_what_the_county_changed(village: Village):
    actions.revise_open_item(
        item=village.item("D21"),
        values={"due_day": 5},
        changed="提前到5日",
        by=village.dispatcher,
        at=NOW,
    )
    before = Entry.objects.count()
    seeded = actions.seed(at=NOW)
    assert (seeded.open_items, seeded.power_items, seeded.clocks) == (0, 0, 0)
    assert Entry.objects.count() == before
    assert (village.item("D21").due_day, village.item("D21").version) == (5, 2)


@pytest.mark.parametrize(
    ("rhythm", "at", "key", "first", "last"),
    [
        ("monthly", date(2026, 2, 10), "2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("monthly", date(2024, 2, 29), "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("quarterly", date(2026, 12, 31), "2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("yearly", date(2026, 6, 1), "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_periods(rhythm: str, at: date, key: str, first: date, last: date):
    found = stretch(Rhythm(rhythm), at)
    assert (found.key, found.first, found.last) == (key, first, last)


@pytest.mark.parametrize(
    ("rhythm", "month", "due_day", "last", "due"),
    [
        ("quarterly", 1, 20, date(2026, 9, 30), date(2026, 10, 20)),
        ("monthly", 1, 10, date(2026, 12, 31), date(2027, 1, 10)),
        ("yearly", 2, 31, date(2027, 12, 31), date(2028, 2, 29)),
        ("event", 0, 3, date(2026, 12, 30), date(2027, 1, 2)),
    ],
)
def test_due_days(rhythm: str, month: int, due_day: int, last: date, due: date):
    item = DisclosureItem(rhythm=rhythm, due_month=month, due_day=due_day)
    assert due_on(item, last) == due


def test_generating_twice_is_once_and_busy_villages_go_monthly(village: Village):
    actions.start(place=village.county, by=village.dispatcher, since_on=TODAY, at=NOW)
    actions.start(place=village.other, by=None, since_on=TODAY, busy=True, at=NOW)
    periodic = 27 - DisclosureItem.objects.current(TODAY).filter(rhythm="event").count()
    assert actions.generate_due(at=NOW) == 2 * periodic
    assert actions.generate_due(at=NOW) == 0
    rhythms = dict(Disclosure.objects.filter(item_code="D21").values_list("place__name", "period"))
    assert rhythms == {"蒲坂村委会": "2026Q4", "祖厝村委会": "2026-10"}
    assert Disclosure.objects.filter(township=village.town).count() == 2 * periodic


def test_a_new_version_of_an_item_makes_no_second_task(village: Village):
    actions.generate(place=village.county, day=TODAY, at=NOW)
    actions.revise_open_item(
        item=village.item("D02"),
        values={"name": "任务"},
        changed="改名",
        by=village.dispatcher,
        at=NOW,
    )
    assert actions.generate(place=village.county, day=TODAY, at=NOW) == 0


def test_from_the_task_to_the_villagers(village: Village):
    task = village.task()
    before = Entry.objects.count()
    actions.draft(
        disclosure=task,
        title="任务",
        body="办了五件",
        elements=task.item.elements,
        rows=TABLE,
        by=village.cadre,
        at=NOW,
    )
    actions.submit(disclosure=task, by=village.cadre, at=NOW)
    assert Notice.objects.filter(to=village.supervisor).count() == 1
    assert not Notice.objects.filter(to=village.both).exists()  # may not sign
    actions.sign(disclosure=task, by=village.supervisor, at=NOW)
    assert (task.state, task.version, task.published_on) == (State.PUBLISHED, 1, TODAY)
    assert not task.is_late(date(2027, 1, 1))
    assert Entry.objects.count() == before + 3
    assert task.versions.get().rows == TABLE


def test_what_the_township_reviews_waits_for_it(village: Village):
    task = village.submitted("D21")
    actions.sign(disclosure=task, by=village.supervisor, at=NOW)
    assert (task.state, task.version) == (State.TOWNSHIP_REVIEW, 0)
    with pytest.raises(Forbidden):
        actions.send_back(disclosure=task, note="改", by=village.supervisor, at=NOW)
    actions.send_back(disclosure=task, note="第二笔写清用途", by=village.town_clerk, at=NOW)
    assert task.state == State.DRAFTING
    actions.submit(disclosure=task, by=village.cadre, at=NOW)
    actions.sign(disclosure=task, by=village.supervisor, at=NOW)
    actions.approve(disclosure=task, by=village.town_clerk, at=NOW)
    assert (task.state, task.signoffs.count()) == (State.PUBLISHED, 4)


def test_incomplete_is_not_sent(village: Village):
    task = village.task()
    actions.draft(
        disclosure=task, title="任务", body="办了", elements=["任务清单"], by=village.cadre, at=NOW
    )
    with pytest.raises(Refused, match="incomplete") as no:
        actions.submit(disclosure=task, by=village.cadre, at=NOW)
    assert "完成到哪一步" in str(no.value.sentence)


def test_whoever_sits_on_the_committee_does_not_supervise_it(village: Village):
    task = village.submitted()
    with pytest.raises(Forbidden):
        actions.sign(disclosure=task, by=village.both, at=NOW)
    with pytest.raises(Forbidden):
        actions.sign(disclosure=task, by=village.other_supervisor, at=NOW)


def test_a_correction_keeps_what_stood_before(village: Village):
    task = village.published()
    actions.amend(disclosure=task, changed="第二行金额写错", by=village.cadre, at=NOW + day(1))
    assert (task.state, task.version, task.is_public) == (State.DRAFTING, 1, True)
    rows = {**TABLE, "rows": [TABLE["rows"][0], {"cells": ["2026-09-12", "修路灯", "1500.00元"]}]}
    actions.draft(
        disclosure=task,
        title="任务(更正)",
        body="",
        rows=rows,
        elements=task.item.elements,
        by=village.cadre,
        at=NOW + day(1),
    )
    actions.submit(disclosure=task, by=village.cadre, at=NOW + day(1))
    actions.sign(disclosure=task, by=village.supervisor, at=NOW + day(2))
    assert (task.state, task.version, task.published_on) == (State.AMENDED, 2, TODAY)
    first, second = task.versions.all()
    assert (first.rows, first.changed) == (TABLE, "")
    assert (second.rows, second.changed) == (rows, "第二行金额写错")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({"columns": ["日期", "金额"], "rows": [{"cells": ["2026-09-01"]}]}, "ragged"),
        ({"columns": [], "rows": [{"cells": []}]}, "columns"),
        ({"columns": [str(i) for i in range(13)], "rows": []}, "columns"),
    ],
)
def test_a_crooked_table_is_refused_and_nothing_is_lost(village: Village, rows, code):
    task = village.drafted()
    with pytest.raises(Invalid, match=code):
        actions.draft(
            disclosure=task, title="任务", body="办了", rows=rows, by=village.cadre, at=NOW
        )
    task.refresh_from_db()
    assert task.rows == TABLE


def test_numbers_inside_a_line_are_covered(village: Village):
    lines = village.published().versions.get().lines
    assert lines[1]["cells"][1] == "修路灯,电话 ***********"


def test_order_only_what_is_overdue(village: Village):
    task = village.task()
    with pytest.raises(Refused, match="not_due"):
        actions.demand(disclosure=task, text="请公开", by=village.town_discipline, at=NOW)
    late = datetime(2026, 10, 21, 2, tzinfo=UTC)
    actions.demand(disclosure=task, text="三天内公开", by=village.town_discipline, at=late)
    assert Notice.objects.filter(to=village.cadre).count() == 1
    assert task.state == State.SCHEDULED


def test_an_occasion_is_due_in_days(village: Village):
    made = actions.occasion(
        place=village.place,
        item=village.item("D24"),
        title="村口路结算",
        happened_on=TODAY,
        by=village.cadre,
        at=NOW,
    )
    assert (made.due_on, made.state) == (date(2026, 10, 16), State.SCHEDULED)
    with pytest.raises(Refused, match="periodic"):
        actions.occasion(
            place=village.place,
            item=village.item("D21"),
            title="账",
            happened_on=TODAY,
            by=village.cadre,
            at=NOW,
        )


def test_archived_once_it_has_hung_long_enough(village: Village):
    task = village.published()
    with pytest.raises(Refused, match="displayed"):
        actions.archive(disclosure=task, by=village.cadre, at=NOW + day(30))
    assert actions.archive_due(at=NOW + day(30)) == 0
    before = Entry.objects.count()
    assert actions.archive_due(at=NOW + day(31)) == 1
    task.refresh_from_db()
    assert (task.state, Entry.objects.count()) == (State.ARCHIVED, before + 1)
    assert actions.archive_due(at=NOW + day(31)) == 0


def test_reading_twice_counts_once_and_leaves_no_mark_on_anyone(village: Village):
    task = village.published()
    before = Entry.objects.count()
    for reader in ("a", "b", "a"):
        actions.read(disclosure=task, reader=reader, at=NOW)
    assert (task.receipts.count(), Entry.objects.count()) == (2, before)


def test_readers_are_those_who_are_registered_there_and_others_stand_apart(village: Village):
    task = village.published()
    registered = readers(task)[1]
    actions.read(disclosure=task, reader="lives there", at=NOW)
    for n in range(37):
        actions.read(disclosure=task, reader=f"cookie {n}", known=False, at=NOW)
    assert readers(task) == (1, registered, 37)
