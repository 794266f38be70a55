"""The list: its filters, its statements, its export, and that figures open what they count."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanan.cases import actions
from sanan.cases.enums import RUNNING, State
from sanan.cases.models import Case, SavedView
from sanan.cases.queries import boardface, worklist
from sanan.cases.queries.board import board
from sanan.cases.queries.filters import GROUPS, Filters
from sanan.kit.periods import Period
from sanan.ledger.models import Entry
from sanan.process.enums import Satisfaction

from .conftest import MONDAY

SESSION_AND_POSTS = 4  # session read, session kept alive, person, positions
MOST_STATEMENTS = 6


def statements(browser, path):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(path).status_code == 200
    return len(seen)


def test_the_list_takes_the_same_statements_for_one_row_and_for_many(enter, county):
    browser = enter(county.dispatcher)
    county.open()
    browser.get("/staff/cases/")
    one = statements(browser, "/staff/cases/")
    for _ in range(12):
        county.open()
    assert statements(browser, "/staff/cases/") == one <= MOST_STATEMENTS + SESSION_AND_POSTS


def test_rows_stand_by_their_clock_and_stopped_clocks_come_last(county):
    late = county.open(at=MONDAY - timedelta(days=3)).case
    soon = county.open(at=MONDAY).case
    answered = through(county, county.open(at=MONDAY - timedelta(days=5)).case)
    rows, more = worklist.rows(Case.objects.all(), MONDAY)
    assert [row["code"] for row in rows] == [late.code, soon.code, answered.code]
    assert not more


def test_a_page_knows_whether_another_follows(county):
    for _ in range(3):
        county.open()
    first, more = worklist.rows(Case.objects.all(), MONDAY, size=2)
    second, last = worklist.rows(Case.objects.all(), MONDAY, page=2, size=2)
    assert (len(first), more, len(second), last) == (2, True, 1, False)
    assert not {r["code"] for r in first} & {r["code"] for r in second}


@pytest.mark.parametrize(
    "nonsense",
    [
        {"group": "nowhere"},
        {"state": "' OR 1=1"},
        {"since": "yesterday"},
        {"due": "never"},
        {"figure": "all"},
        {"urgency": "<script>"},
    ],
)
def test_nonsense_in_the_address_is_left_out(nonsense):
    assert Filters.read(nonsense) == Filters()


@pytest.mark.parametrize("key", GROUPS)
def test_filters_survive_the_address(key, rf):
    chosen = Filters(group=key, due="soon", q="土方车 学校", since="2026-03-01")
    assert Filters.read(rf.get("/" + chosen.query()).GET.dict()) == chosen


def test_every_state_is_in_a_group_that_is_not_all():
    named = frozenset().union(*(states for key, (_, states) in GROUPS.items() if key != "all"))
    assert named == frozenset(State)


def test_an_answered_case_is_not_overdue(county):
    much_later = MONDAY + timedelta(days=60)
    through(county, county.open().case)
    late = county.open().case
    chosen = Filters(due="overdue").narrow(Case.objects.all(), county.dispatcher, much_later)
    assert list(chosen) == [late]
    found = worklist.views(county.dispatcher, chosen_view := Filters(due="overdue"), much_later)
    assert (found.views[0].count, found.views[0].current, found.total) == ("1", True, 1)
    assert chosen_view.query() == found.views[0].query
    assert State.REVISITING not in RUNNING


@pytest.mark.parametrize("words", ["土方车", "学生过路", "土方车 学生"])
def test_chinese_words_find_the_case(enter, county, words):
    county.open()
    county.open(text="停水两天了,没有通知")
    page = enter(county.dispatcher).get("/staff/cases/", {"q": words}).content.decode()
    assert ("土方车" in page, "停水两天了" in page) == (True, False)


def test_each_figure_of_the_board_opens_as_many_cases_as_it_counts(county):
    for answer in (Satisfaction.SATISFIED, Satisfaction.UNSATISFIED):
        case = through(county, county.open().case)
        actions.revisit(
            case=case,
            by=county.dispatcher,
            contacted=True,
            resolved=answer == "satisfied",
            satisfaction=answer,
            at=MONDAY + timedelta(hours=8),
        )
    county.open(at=MONDAY - timedelta(days=9))
    now = MONDAY + timedelta(hours=9)
    found = board(county.county, Period.read("2026-03", now.date()), now)
    figures = boardface.figures(found)
    listed = [count(county, figure.link, now) for figure in figures]
    assert listed == [2, 1, 1, 2, 1, 2]
    assert [f.value for f in figures] == ["2", "1", "1", "100.0", "50.0", "50.0"]


def test_the_excel_file_holds_the_list_as_shown_and_who_took_it(enter, county):
    case = county.open().case
    county.open(text="停水两天了,没有通知")
    answer = enter(county.dispatcher).get("/staff/cases/export/", {"q": "土方车"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[0] for row in rows[:2]] == ["编号", case.code]
    assert "许文" in rows[2][0]
    assert len(rows) == 3


def test_someone_elses_cases_are_not_in_the_file(enter, county):
    county.open()
    answer = enter(county.plumber).get("/staff/cases/export/?group=all")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert len(rows) == 2


def test_a_list_is_kept_under_a_name_and_forgotten_again(enter, county):
    browser, before = enter(county.dispatcher), Entry.objects.count()
    browser.post("/staff/cases/views/", {"name": "浔中镇的水", "due": "soon", "q": "停水"})
    kept = SavedView.objects.get()
    assert (kept.person, kept.query) == (county.dispatcher, Filters(due="soon", q="停水").query())
    assert "浔中镇的水" in browser.get("/staff/cases/").content.decode()
    assert enter(county.handler).post(f"/staff/cases/views/{kept.pk}/forget/").status_code == 404
    browser.post(f"/staff/cases/views/{kept.pk}/forget/")
    assert SavedView.objects.count() == 0
    assert Entry.objects.count() == before + 2


def through(county, case):
    """Carried to the point where the appellant is asked."""
    at = case.opened_at + timedelta(hours=1)
    actions.dispatch(
        case=case, to=county.traffic, by=county.dispatcher, category=county.roads, at=at
    )
    actions.sign(case=case, by=county.handler, at=at)
    actions.contact(case=case, by=county.handler, reached=True, note="", at=at)
    actions.reply(case=case, by=county.handler, public_text="装好了减速带。", at=at)
    return actions.pass_check(case=case, by=county.dispatcher, at=at)


def count(county, link, now):
    from django.http import QueryDict

    chosen = Filters.read(QueryDict(link.removeprefix("?")).dict())
    return chosen.narrow(Case.objects.visible_to(county.dispatcher), county.dispatcher, now).count()


def test_a_leader_sees_the_board_and_only_what_is_put_before_them(enter, county):
    quiet, pushed = county.open().case, county.open().case
    actions.supervise(case=pushed, by=county.discipline, level=1, text="请抓紧。")
    seen = Case.objects.visible_to(county.leader)
    assert list(seen) == [pushed]
    browser = enter(county.leader)
    assert browser.get(f"/staff/cases/{pushed.code}/").status_code == 200
    assert browser.get(f"/staff/cases/{quiet.code}/").status_code == 404


def test_everyone_begins_with_what_is_theirs_to_do(county):
    fresh, given, late = (county.open(at=MONDAY).case for _ in range(3))
    now = MONDAY + timedelta(hours=2)
    actions.dispatch(
        case=given, to=county.traffic, by=county.dispatcher, category=county.roads, at=now
    )
    asked = county.open(at=MONDAY).case
    actions.dispatch(
        case=asked, to=county.traffic, by=county.dispatcher, category=county.roads, at=now
    )
    actions.sign(case=asked, by=county.handler, at=now)
    actions.request_extension(
        case=asked, by=county.handler, text="等设备到货", until=date(2026, 3, 12), at=now
    )
    first = {
        person.name: set(worklist.todo(person, now))
        for person in (county.dispatcher, county.handler, county.plumber, county.leader)
    }
    assert first == {
        "许文": {fresh, late, asked},
        "林承": {given},
        "郑水": set(),
        "黄领": {asked},
    }
    much_later = MONDAY + timedelta(days=30)
    assert set(worklist.todo(county.discipline, now)) == set()
    assert set(worklist.todo(county.discipline, much_later)) == {fresh, given, late, asked}
