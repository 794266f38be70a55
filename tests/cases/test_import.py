"""A county's tables, as they really come: taken once, bad rows named, nothing half-written."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from django_tasks_db.models import DBTaskResult

from sanan.cases import commands
from sanan.cases.actions.importing import TakingCases
from sanan.cases.commands import cases as list_command
from sanan.cases.commands import import_file
from sanan.cases.enums import CloseKind, State
from sanan.cases.forms.table import MESSAGES
from sanan.cases.models import Case
from sanan.cases.queries import gazetteer
from sanan.ledger.models import Entry
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.models import Place
from sanan.process.models import TimelineEntry

from .conftest import County

HEADERS = ["留言编号", "留言主题", "留言时间", "留言详情", "点赞数", "答复意见", "答复时间"]
ROWS: list[list[Any]] = [
    ["A1", "路灯不亮", datetime(2025, 3, 1, 8, 30), "\n\t蒲坂路灯坏了三天", 5, "", None],
    ["A2", "垃圾没人收", "2025/3/2", "村口垃圾堆满", 0, "已清运", "2025年3月5日 10:20"],
    ["A3", "", "2025-03-03 09:00:00", "停水两天了", None, "", None],
]
SAMPLES = Path(
    os.environ.get("SANAN_SAMPLE_MESSAGES", Path(__file__).parents[3] / "shared/data/messages")
)


def run(*args: object) -> dict[str, Any]:
    result = invoke(*args, "--json")
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def invoke(*args: object) -> Result:
    return CliRunner().invoke(import_file, [str(a) for a in args])


def book(path: Path, rows: list[list[Any]], headers: list[str] = HEADERS, above: int = 0) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for _ in range(above):
        sheet.append(["德化县留言汇总"])
    sheet.append(headers)
    for row in rows:
        sheet.append(row)
    workbook.save(path)
    return path


def text(path: Path, encoding: str) -> Path:
    lines = [",".join(HEADERS)] + [
        ",".join("" if c is None else str(c).strip() for c in row) for row in ROWS
    ]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


FILES: dict[str, Callable[[Path], Path]] = {
    "xlsx": lambda d: book(d / "留言.xlsx", ROWS),
    "header on line 3": lambda d: book(d / "留言.xlsx", ROWS, above=2),
    "gb18030": lambda d: text(d / "留言.csv", "gb18030"),
    "utf-8 with mark": lambda d: text(d / "留言.csv", "utf-8-sig"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_table_is_taken_once(county: County, tmp_path: Path, kind: str) -> None:
    path = FILES[kind](tmp_path)
    assert run(path) == {
        "imported": 3,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "rejections": [],
    }
    assert run(path)["unchanged"] == 3
    lamp, rubbish, water = Case.objects.order_by("external_id")
    assert (lamp.text, lamp.likes, lamp.state) == ("蒲坂路灯坏了三天", 5, State.SUBMITTED)
    assert (rubbish.state, rubbish.close_kind) == (State.CLOSED, CloseKind.IMPORTED)
    assert rubbish.replies.get().public_text == "已清运"
    assert rubbish.closed_at is not None
    assert rubbish.closed_at.isoformat() == "2025-03-05T02:20:00+00:00"
    assert water.title == "停水两天了"
    assert Entry.objects.filter(event="case.open").count() == TimelineEntry.objects.count() == 3


def test_a_later_reply_updates_what_was_taken(county: County, tmp_path: Path) -> None:
    run(book(tmp_path / "a.xlsx", ROWS), "--source", "信箱")
    later = [
        [
            "A1",
            "路灯不亮",
            datetime(2025, 3, 1, 8, 30),
            "蒲坂路灯坏了三天",
            9,
            "已修好",
            datetime(2025, 3, 9),
        ]
    ]
    again = run(book(tmp_path / "b.xlsx", later), "--source", "信箱")
    assert (again["imported"], again["updated"]) == (0, 1)
    lamp = Case.objects.get(external_id="A1")
    assert (lamp.likes, lamp.state) == (9, State.CLOSED)


def test_bad_rows_are_named_and_the_rest_is_taken(county: County, tmp_path: Path) -> None:
    rows = [
        ["B1", "", "", "", 0, "", None],
        ["B2", "好的一行", "2025-01-01", "内容", 0, "", None],
        ["B3", "时间不对", "不知道哪天", "内容", 0, "", None],
        ["B4", "在将来", "2999-01-01", "内容", 0, "", None],
        ["B5", "点赞不是数", "2025-01-01", "内容", "很多", "", None],
    ]
    answer = run(book(tmp_path / "坏.xlsx", rows))
    assert answer["imported"] == 1
    assert [r["line"] for r in answer["rejections"]] == [2, 4, 5, 6]
    assert all(r["why"] for r in answer["rejections"])


def test_a_dry_run_writes_nothing(county: County, tmp_path: Path) -> None:
    told = run(book(tmp_path / "a.xlsx", ROWS), "--dry-run")
    assert told == {
        "dry_run": True,
        "would_import": 3,
        "would_update": 0,
        "unchanged": 0,
        "rejected": 0,
        "rejections": [],
    }
    said = invoke(tmp_path / "a.xlsx", "--dry-run").stdout
    assert "would import 3" in said
    assert "imported" not in said
    assert (Case.objects.count(), Entry.objects.count()) == (0, 0)


def test_the_limit_and_the_map(county: County, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["一号", "灯", "坏了"]] * 5, ["号", "说的", "细说"])
    assert "--map" in invoke(path).output
    assert run(path, "--map", "text=细说,title=说的", "--limit", 2)["imported"] == 1
    assert Case.objects.get().title == "灯"


@pytest.mark.parametrize(
    ("name", "content"),
    [("假.xlsx", b"not a book"), ("假.csv", b"PK\x03\x04zip"), ("空.csv", b"")],
)
def test_a_file_that_is_not_what_it_says(
    county: County, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    result = invoke(tmp_path / name)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert result.output.startswith("Error: ")


def test_places_named_in_the_table_are_found(county: County, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        [["1", "灯坏了", "祥安社区"], ["2", "没水", "没有的村"]],
        ["编号", "内容", "乡镇"],
    )
    run(path)
    assert [(c.place, c.address) for c in Case.objects.order_by("external_id")] == [
        (county.village, ""),
        (county.county, "没有的村"),
    ]


def second_county(county: County, desk: Person | None = None) -> Place:
    """永春县 beside 德化县; with a dispatcher where one is given."""
    city = Place.objects.get(depth=1)
    kind = {"name": "永春县", "kind": "county", "code": "350525000000"}
    made: Place = Place.objects.add_child(city, kind)
    town = {"name": "蓬壶镇", "kind": "township", "code": "350525104000"}
    Place.objects.add_child(made, town)
    gazetteer.forget()
    if desk is not None:
        Position.objects.create(
            person=desk, role=Role.DISPATCHER, place=made, since_on=date(2020, 1, 1)
        )
    return made


def test_without_a_place_the_only_county_takes_them_and_its_desk_sees_them(
    county: County, tmp_path: Path
) -> None:
    told = invoke(book(tmp_path / "a.xlsx", ROWS), "--json")
    assert county.county.code in told.stderr
    assert {case.place for case in Case.objects.all()} == {county.county}
    assert Case.objects.visible_to(county.dispatcher).count() == 3


def test_the_only_county_where_somebody_dispatches_takes_them(
    county: County, tmp_path: Path
) -> None:
    second_county(county)
    run(book(tmp_path / "a.xlsx", ROWS))
    assert {case.place for case in Case.objects.all()} == {county.county}


def test_among_several_counties_the_text_decides_where_it_is_certain(
    county: County, tmp_path: Path
) -> None:
    other = second_county(county, county.stranger)
    rows = [
        ["1", "永春县蓬壶镇的路灯不亮", ""],
        ["2", "蓬壶镇的路灯不亮", ""],  # a town alone is not certain
        ["3", "永春的路灯不亮", ""],  # nor is a name without its level
        ["4", "从德化县到永春县的路烂了", ""],  # two counties are none
        ["5", "德化县祥安社区停水", ""],
        ["6", "随便哪里停水", "永春县"],
    ]
    told = invoke(book(tmp_path / "a.xlsx", rows, ["编号", "内容", "地点"]), "--json")
    top = Place.objects.get(depth=1)
    assert [case.place for case in Case.objects.order_by("external_id")] == [
        other,
        top,
        top,
        top,
        county.county,
        other,
    ]
    assert "3 件看不出是哪个县的" in told.stderr
    assert "350525000000 永春县" in told.stderr
    mined = DBTaskResult.objects.filter(task_path="sanan.cases.tasks.mine_hot")
    assert {task.args_kwargs["args"][0] for task in mined} == {
        other.pk,
        top.pk,
        county.county.pk,
    }


def test_what_no_county_saw_moves_there_when_it_is_named(county: County, tmp_path: Path) -> None:
    other = second_county(county, county.stranger)
    path = book(tmp_path / "a.xlsx", [*ROWS[:1], ROWS[1]])
    run(path)
    assert Case.objects.visible_to(county.dispatcher).count() == 0
    assert run(path, "--place", county.county.code)["updated"] == 1  # the answered one stays
    lamp = Case.objects.get(external_id="A1")
    assert (lamp.place, lamp.county, lamp.policy) == (
        county.county,
        county.county,
        "beijing/ordinary",
    )
    assert Case.objects.visible_to(county.dispatcher).get() == lamp
    assert run(path, "--place", county.county.code)["unchanged"] == 2
    assert run(path, "--place", other.code)["unchanged"] == 2  # never from one county to another
    assert run(path)["unchanged"] == 2


def test_an_import_stopped_halfway_goes_on_with_what_is_missing(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [[f"A{n}", "灯坏了", "2025-01-01", "坏了", 0, "", None] for n in range(10)]
    path = book(tmp_path / "a.xlsx", rows)
    monkeypatch.setattr(commands, "MESSAGES", replace(MESSAGES, batch=4))
    real, calls = TakingCases.write, []

    def stopping(*given: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*given)

    monkeypatch.setattr(TakingCases, "write", stopping)
    stopped = invoke(path)
    assert stopped.exit_code == 130
    assert "再运行同一条命令" in stopped.stderr
    assert Case.objects.count() == Entry.objects.filter(event="case.open").count() == 4
    monkeypatch.setattr(TakingCases, "write", real)
    again = run(path)
    assert (again["imported"], again["unchanged"]) == (6, 4)
    assert Case.objects.count() == 10


def test_the_list_command_shows_what_was_taken(county: County, tmp_path: Path) -> None:
    run(book(tmp_path / "a.xlsx", ROWS))
    listed = json.loads(CliRunner().invoke(list_command, ["--limit", "2", "--json"]).stdout)[
        "cases"
    ]
    assert [set(c) for c in listed] == [{"code", "title", "state", "due_at"}] * 2


@pytest.mark.skipif(not SAMPLES.exists(), reason="the real messages are not on this machine")
@pytest.mark.parametrize(("name", "rows"), [("hot_issues.xlsx", 4326), ("replies.xlsx", 2816)])
def test_real_messages_are_taken_whole_and_once(county: County, name: str, rows: int) -> None:
    assert run(SAMPLES / name)["imported"] == rows
    assert run(SAMPLES / name)["unchanged"] == rows
