"""The list: its filters, its statements, its export, and that figures open what they count."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanan.cases import actions
from sanan.cases.enums import RUNNING, State
from sanan.cases.models import Case, Category
from sanan.cases.queries import boardface, worklist
from sanan.cases.queries.board import board
from sanan.cases.queries.filters import GROUPS
from sanan.cases.queries.lists import CASE_LIST
from sanan.kit.periods import Period
from sanan.ledger.models import Entry
from sanan.lists import queries as lists
from sanan.lists.models import KeptList
from sanan.people.models import Person
from sanan.process.enums import Satisfaction

from .conftest import MONDAY

SESSION_AND_POSTS = 5  # session read, kept alive, person, positions, what kinds show beside them
MOST_STATEMENTS = 6
LIST = "/staff/cases/"


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
    rows = worklist.rows(Case.objects.all(), MONDAY)
    assert [row["code"] for row in rows] == [late.code, soon.code, answered.code]


def test_a_page_knows_whether_another_follows(county):
    for _ in range(3):
        county.open()
    small = replace(CASE_LIST, size=2)
    asked = small.read({}, county.dispatcher, MONDAY)
    first, second = (lists.shown(small, asked, address=LIST, number=n) for n in (1, 2))
    assert (len(first.rows), first.follows, len(second.rows), second.follows) == (2, True, 1, False)
    assert not {r["code"] for r in first.rows} & {r["code"] for r in second.rows}
    on_second = lists.beside(small, asked, address=LIST, key=second.rows[0]["code"], number=2)
    assert on_second.back == f"{LIST}?page=2#c-{second.rows[0]['code']}"
    assert first.rows[1]["code"] in on_second.before
    assert on_second.behind == ""


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
    asked = CASE_LIST.read(nonsense, Person(), MONDAY)
    assert (asked.chosen, CASE_LIST.words(asked)) == ({"group": "open"}, [])


@pytest.mark.parametrize("key", GROUPS)
def test_filters_survive_the_address(key, rf):
    given = {"group": key, "due": "soon", "q": "土方车 学校", "since": "2026-03-01"}
    asked = CASE_LIST.read(given, Person(), MONDAY)
    again = rf.get("/?" + lists.query_of(CASE_LIST, asked)).GET.dict()
    assert asked.chosen == given
    assert CASE_LIST.read(again, Person(), MONDAY).chosen == given


def test_every_state_is_in_a_group_that_is_not_all():
    named = frozenset().union(*(states for key, (_, states) in GROUPS.items() if key != "all"))
    assert named == frozenset(State)


def test_an_answered_case_is_not_overdue(county):
    much_later = MONDAY + timedelta(days=60)
    through(county, county.open().case)
    late = county.open().case
    asked = CASE_LIST.read({"due": "overdue"}, county.dispatcher, much_later)
    assert list(CASE_LIST.narrowed(asked)) == [late]
    found = lists.looks(CASE_LIST, asked, address=LIST)
    assert (found.looks[0].count, found.looks[0].current, found.total) == ("1", True, "1")
    assert lists.query_of(CASE_LIST, asked) == found.looks[0].query
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


def test_a_leader_counts_rows_whose_words_only_others_read(enter, county):
    """H5: of what is not before them, leaders see where and how it stands, not what was said."""
    county.open(category=county.roads)
    pushed = county.open(text="河堤塌了一段").case
    actions.supervise(case=pushed, by=county.discipline, level=2, text="三天内查清", at=MONDAY)
    face = boardface.figures(board(county.county, Period.read("2026-03", MONDAY.date()), MONDAY))
    opened = next(f for f in face if f.label == "没办完")
    page = enter(county.leader).get(f"/staff/cases/{opened.link}").content.decode()
    assert (opened.value, page.count('<tr id="c-')) == ("2", 2)
    assert ("河堤塌了一段" in page, "土方车" in page, "交通运输" in page) == (True, False, True)
    own = enter(county.leader).get("/staff/cases/?group=all").content.decode()
    assert own.count('<tr id="c-') == 1
    book = enter(county.leader).get(f"/staff/cases/{opened.link}&xlsx")
    titles = [row[1] for row in openpyxl.load_workbook(io.BytesIO(book.content)).active.values]
    assert titles[1:3] == ["交通运输", "河堤塌了一段"]


def test_nobody_counts_beyond_their_place(enter, county):
    county.open()
    for stranger in (county.handler, county.plumber):
        page = enter(stranger).get("/staff/cases/?board=1&group=all").content.decode()
        assert '<tr id="c-' not in page


def test_rows_of_a_board_add_up_to_its_figure(county):
    """What lies in the county itself, in no township, has a row of its own."""
    county.open()
    actions.open_case(text="县里的公交少了一班", place=county.county, door="web", at=MONDAY)
    found = board(county.county, Period.read("2026-03", MONDAY.date()), MONDAY)
    rows = boardface.rows(found)
    assert [row["open"] for row in rows] == [1, 1]
    assert sum(row["open"] for row in rows) == found.open
    assert [count(county, row["open_link"], MONDAY) for row in rows] == [1, 1]


def test_a_category_of_the_board_opens_itself_and_not_what_lies_below_it(county):
    below = Category.objects.create(code="03.1", name="校车", parent=county.roads)
    county.open(category=county.roads)
    county.open(category=below)
    hot = boardface.hot(board(county.county, Period.read("2026-03", MONDAY.date()), MONDAY))
    assert [(row["opened"], count(county, row["link"], MONDAY)) for row in hot] == [(1, 1)] * 2


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?place=350526100201&handler=&due=overdue", ["逾期", "祥安社区"]),
        ("?category=03", ["交通运输"]),
        ("?since=2026-03-01&until=2026-03-31", ["3月1日起", "3月31日止"]),
        ("?q=停水", ["说到“停水”"]),
        ("?place=nowhere&group=all", ["没有这个地方", "办结的也在内"]),
        ("?place=350526100&direct=1", ["直接在本级的"]),
        ("?group=all&figure=resolved&over=2026-03", ["说解决了的", "3月1日至3月31日"]),
    ],
)
@time_machine.travel(MONDAY, tick=False)
def test_the_heading_names_what_was_chosen(enter, county, query, words):
    page = enter(county.dispatcher).get(f"/staff/cases/{query}").content.decode()
    assert [word for word in words if f'<span class="tag">{word}</span>' not in page] == []


def test_a_kept_list_says_how_many_it_holds(enter, county):
    browser = enter(county.dispatcher)
    here = f"{LIST}?q=%E5%81%9C%E6%B0%B4"
    browser.post("/staff/lists/cases/keep/", {"name": "停水", "address": here})
    county.open(text="停水两天了，没有通知")
    county.open()
    page = browser.get("/staff/cases/").content.decode()
    assert '停水</span> <span class="count">1</span>' in page


def test_the_excel_file_holds_the_list_as_shown_and_who_took_it(enter, county):
    case = county.open().case
    county.open(text="停水两天了,没有通知")
    before = Entry.objects.count()
    answer = enter(county.dispatcher).get("/staff/cases/export/", {"q": "土方车"}, follow=True)
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[0] for row in rows[:2]] == ["编号", case.code]
    assert "许文" in rows[2][0]
    assert len(rows) == 3
    told = json.loads(bytes(Entry.objects.latest("pk").content))
    assert (Entry.objects.count(), told["rows"]) == (before + 1, 1)
    assert "土方车" not in str(told), "what was searched may be a name"


def test_someone_elses_cases_are_not_in_the_file(enter, county):
    county.open()
    answer = enter(county.plumber).get("/staff/cases/?group=all&xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert len(rows) == 2


def test_a_list_is_kept_under_a_name_and_forgotten_again(enter, county):
    browser, before = enter(county.dispatcher), Entry.objects.count()
    here = f"{LIST}?due=soon&q=x"
    browser.post("/staff/lists/cases/keep/", {"name": "浔中镇的水", "address": here})
    kept = KeptList.objects.get()
    assert (kept.person, kept.of, kept.address) == (county.dispatcher, "cases", here)
    assert "浔中镇的水" in browser.get("/staff/cases/").content.decode()
    assert enter(county.handler).post(f"/staff/lists/kept/{kept.pk}/forget/").status_code == 404
    browser.post(f"/staff/lists/kept/{kept.pk}/forget/")
    assert KeptList.objects.count() == 0
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

    given = QueryDict(link.removeprefix("?")).dict()
    return CASE_LIST.narrowed(CASE_LIST.read(given, county.dispatcher, now)).count()


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
