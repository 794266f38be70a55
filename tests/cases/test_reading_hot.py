"""From a table of messages to hot issues on the board, with nothing personal on the way."""

import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from click.testing import CliRunner
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from sanan.cases.actions import mine_due, mine_hot
from sanan.cases.actions.mining import state_of
from sanan.cases.commands import import_file, reading
from sanan.cases.enums import Work
from sanan.cases.models import Case, HotIssue, HotMining, Progress
from sanan.insight import gathering
from sanan.insight.progress import CHANGED, RESUMED, SAID
from sanan.kit import background
from sanan.people.enums import Role
from sanan.people.models import Person, Position

from .conftest import MONDAY, County

NOISE = [
    ("医保卡怎么补办", "我的医保卡丢了,想问补办要带什么材料"),
    ("村口路灯不亮", "晚上出门看不见路,希望修一修"),
    ("退休金少发了", "这个月的退休金比上个月少了两百元"),
    ("学校食堂太贵", "一份青菜要八元,孩子吃不饱"),
    ("公厕没人打扫", "公园旁边的公厕很脏,很久没人打扫"),
]
TELLING = [
    "温泉小区楼下的搅拌站凌晨还在施工,噪音很大,灰尘也大,老人睡不着,电话13800001234",
    "温泉小区旁边的搅拌站夜里一直施工,噪音扰民,灰尘飘进家里",
    "搅拌站就在温泉小区边上,凌晨施工噪音大,粉尘大,请管一管",
    "温泉小区附近搅拌站噪音和粉尘扰民,晚上施工睡不着觉",
    "投诉温泉小区搅拌站夜间施工,噪音大得睡不着,到处是灰尘",
]


def book(path: Path) -> Path:
    """Five people tell of one event, five of something else."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["留言编号", "留言主题", "留言时间", "留言详情", "点赞数", "联系电话"])
    first = datetime(2026, 1, 5, 9)
    for n, words in enumerate(TELLING):
        day = first + timedelta(days=4 * n)
        phone = f"1380000{n:04}"
        sheet.append([f"H{n}", "温泉小区搅拌站夜间施工噪音粉尘扰民", day, words, 3 * n, phone])
    for n, (title, words) in enumerate(NOISE):
        sheet.append([f"N{n}", title, first + timedelta(days=n), words, 0, ""])
    workbook.save(path)
    return path


def work() -> list[str]:
    """Do what the worker does with everything that waits; which tasks those were."""
    done = []
    while waiting := DBTaskResult.objects.filter(status="READY").order_by("enqueued_at").first():
        given = waiting.args_kwargs
        import_string(waiting.task_path).call(*given["args"], **given["kwargs"])
        done.append(waiting.task_path)
        waiting.delete()
    return done


@pytest.fixture
def mined(county: County, tmp_path: Path) -> County:
    taken = CliRunner().invoke(
        import_file, [str(book(tmp_path / "hot.xlsx")), "--place", county.county.code, "--json"]
    )
    assert json.loads(taken.stdout)["imported"] == 10
    assert set(work()) == {"sanan.cases.tasks.read_imported", "sanan.cases.tasks.mine_hot"}
    return county


def rows(content: bytes) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def test_an_imported_table_ends_with_hot_issues_on_the_board(mined, enter):
    issue = HotIssue.objects.newest(mined.county).get()
    told = set(issue.cases.values_list("external_id", flat=True))
    assert (told, issue.people) == ({f"H{n}" for n in range(5)}, 5)
    for at in ("/staff/board/", "/staff/hot/"):
        page = enter(mined.leader).get(at).content.decode()
        assert "温泉小区搅拌站夜间施工噪音粉尘扰民" in page
        assert f"hot={issue.pk}" in page


def test_an_import_of_old_messages_shows_them_beside_newer_cases(county, tmp_path, enter):
    for n in range(3):
        county.open(NOISE[n][1], at=MONDAY + timedelta(days=900 + n))
    table = book(tmp_path / "hot.xlsx")
    with time_machine.travel(MONDAY + timedelta(days=950), tick=False):
        CliRunner().invoke(import_file, [str(table), "--place", county.county.code])
        work()
        assert "温泉小区搅拌站" in enter(county.leader).get("/staff/hot/").content.decode()


def test_each_issue_opens_its_cases(mined, enter):
    issue = HotIssue.objects.newest(mined.county).get()
    listed = enter(mined.dispatcher).get(f"/staff/cases/?group=all&hot={issue.pk}")
    assert {row["code"] for row in listed.context["list"].rows} == set(
        issue.cases.values_list("code", flat=True)
    )
    for nonsense in ("0", "x", "9" * 30):
        empty = enter(mined.dispatcher).get(f"/staff/cases/?group=all&hot={nonsense}")
        assert list(empty.context["list"].rows) == []


def test_the_two_tables_have_the_columns_of_the_task_and_nothing_personal(mined, enter):
    browser = enter(mined.dispatcher)
    issues = rows(browser.get("/staff/hot/issues.xlsx").content)
    assert issues[0] == ("热度排名", "问题ID", "热度指数", "时间范围", "地点/人群", "问题描述")
    assert len(issues) == 2
    told = rows(browser.get("/staff/hot/messages.xlsx").content)
    assert [row[1] for row in told[1:]] == [f"H{n}" for n in range(5)]
    assert len({row[2] for row in told[1:]}) == 5
    assert "1380000" not in str(told)


def test_a_leader_sees_the_issues_but_not_the_messages(mined, enter):
    leader = enter(mined.leader)
    assert leader.get("/staff/hot/issues.xlsx").status_code == 200
    assert leader.get("/staff/hot/messages.xlsx").status_code == 404
    assert "messages.xlsx" not in leader.get("/staff/hot/").content.decode()


def test_a_village_is_shown_what_of_the_county_concerns_it(county, enter):
    for n, words in enumerate(TELLING):
        county.open(words, at=MONDAY + timedelta(days=n), contact_phone=f"1380000{n:04}")
    mine_hot(place=county.county, at=MONDAY + timedelta(days=9))
    shown = enter(county.grid_worker).get("/staff/hot/").context["hot"]
    assert (shown.wider, [row.count for row in shown.rows]) == (True, [5])
    Case.objects.update(village=None, township=None)
    assert enter(county.grid_worker).get("/staff/hot/").context["hot"].rows == []


def test_looking_again_replaces_the_run_and_asks_the_worker_once(mined, enter):
    browser = enter(mined.dispatcher)
    before = HotMining.objects.get().pk
    assert browser.post("/staff/hot/again/", {"place": mined.county.code}).status_code == 302
    assert browser.get("/staff/hot/").context["hot"].running
    assert work() == ["sanan.cases.tasks.mine_hot"]
    assert HotMining.objects.get().pk != before
    assert not browser.get("/staff/hot/").context["hot"].running


def test_a_county_is_mined_once_a_day_and_only_with_something_new(county):
    county.open(at=MONDAY)
    assert [mine_due(at=MONDAY + timedelta(hours=h)) for h in (1, 2, 26)] == [1, 0, 0]


def test_mining_from_the_command_line_tells_what_it_found(mined):
    told = CliRunner().invoke(reading, ["mine", "--place", mined.county.code, "--json"])
    assert json.loads(told.stdout) == {"place": mined.county.code, "read": 10, "issues": 1}
    assert CliRunner().invoke(reading, ["mine", "--place", "nowhere"]).exit_code == 1


def test_a_name_or_number_in_an_issue_is_covered_on_the_page(county, enter):
    for n, words in enumerate(TELLING):
        title = "电话13800001234的温泉小区搅拌站夜间施工扰民"
        county.open(words, title=title, at=MONDAY + timedelta(days=n))
    mine_hot(place=county.county, at=MONDAY + timedelta(days=9))
    assert "13800001234" not in enter(county.leader).get("/staff/hot/").content.decode()


def test_a_stranger_finds_no_hot_page(county, enter):
    for path in ("/staff/hot/", "/staff/hot/issues.xlsx", "/staff/hot/messages.xlsx"):
        assert enter(county.stranger).get(path).status_code == 404
    assert enter(county.handler).get("/staff/hot/").status_code == 404


def test_the_page_asks_as_much_for_one_issue_as_for_many(
    county, enter, django_assert_max_num_queries
):
    events = (
        TELLING,
        [w.replace("温泉小区", "龙浔花园").replace("搅拌站", "烧烤摊") for w in TELLING],
    )
    counts = []
    for upto in (1, 2):
        for event in events[:upto]:
            for n, words in enumerate(event):
                county.open(words, at=MONDAY + timedelta(days=n))
        mine_hot(place=county.county, at=MONDAY + timedelta(days=9))
        browser = enter(county.leader)
        browser.get("/staff/hot/")
        with django_assert_max_num_queries(40) as asked:
            browser.get("/staff/hot/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", [Role.LEADER, Role.INSPECTION_OFFICE])
def test_readers_of_boards_elsewhere_see_nothing_of_this_county(mined, enter, role):
    other = Person.objects.create(username="elsewhere", name="别处")
    Position.objects.create(
        person=other, role=role, place=mined.village, since_on=datetime(2020, 1, 1).date()
    )
    found = enter(other).get("/staff/hot/", {"place": mined.county.code})
    assert found.status_code == 404


def test_mining_goes_on_where_the_worker_was_stopped(mined, settings, tmp_path, monkeypatch, enter):
    settings.VAR = tmp_path
    before = list(HotIssue.objects.newest(mined.county).values_list("description", "heat"))
    monkeypatch.setattr(gathering, "_KEEP_AFTER", 0)
    real = gathering.joined_events
    monkeypatch.setattr(gathering, "joined_events", lambda *_: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        mine_hot(place=mined.county)
    monkeypatch.setattr(gathering, "joined_events", real)
    assert HotMining.objects.count() == 1  # the run before stays
    left = Progress.objects.get()
    assert (left.work, left.place, left.total) == (Work.MINE, mined.county, 100)
    assert state_of(mined.county).exists()
    background.enqueue("sanan.cases.tasks.mine_hot", mined.county.pk)
    page = enter(mined.dispatcher).get("/staff/hot/").content.decode()
    assert "<progress" in page
    heard: list[str] = []
    mine_hot(place=mined.county, say=heard.append)
    assert heard == [RESUMED]
    assert list(HotIssue.objects.newest(mined.county).values_list("description", "heat")) == before
    assert not Progress.objects.exists()
    assert not state_of(mined.county).exists()


def test_mining_that_was_stopped_starts_over_when_cases_have_come(
    mined, settings, tmp_path, monkeypatch
):
    settings.VAR = tmp_path
    monkeypatch.setattr(gathering, "_KEEP_AFTER", 0)
    real = gathering.joined_events
    monkeypatch.setattr(gathering, "joined_events", lambda *_: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        mine_hot(place=mined.county)
    monkeypatch.setattr(gathering, "joined_events", real)
    mined.open("温泉小区的搅拌站夜里又在施工", at=MONDAY)
    told = CliRunner().invoke(reading, ["mine", "--place", mined.county.code])
    assert SAID[CHANGED] in told.stderr
    assert "… spots" in told.stderr
    assert "read 11" in told.stdout
