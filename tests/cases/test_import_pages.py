"""Importing on the page: look first, correct what was guessed, then take in, and hand back the rest."""

import io
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from sanan.cases.enums import CloseKind
from sanan.cases.models import Case
from sanan.people.models import Person

from .conftest import County

Enter = Callable[[Person], Client]
ROWS: list[list[Any]] = [
    ["号", "标题", "说了什么", "留言时间"],
    ["A1", "灯坏了", "路口的灯三天不亮", datetime(2026, 10, 8, 9)],
    ["A2", "井没盖", "学校门口", "不知道哪天"],
]


@pytest.fixture
def desk(county: County, enter: Enter, tmp_path: Any, settings: Any) -> Client:
    settings.VAR = tmp_path
    return enter(county.dispatcher)


def sent(rows: list[list[Any]] = ROWS, name: str = "十月.xlsx") -> io.BytesIO:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    out.name = name
    return out


def upload(desk: Client, county: County, **more: Any) -> str:
    answer = desk.post(
        reverse("cases_staff:import"), {"file": sent(), "place": county.county.code, **more}
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def take(desk: Client, at: str, chosen: dict[str, str] | None = None) -> Any:
    """Press the button of the page, by the choices that it shows."""
    page = desk.post(at, {**(chosen or {}), "look": "1"}).content.decode()
    fields = dict(re.findall(r'name="(seen)" value="(\w+)"', page))
    for name, options in re.findall(r'(?s)<select name="(\w+)".*?>(.*?)</select>', page):
        fields[name] = next(iter(re.findall(r'value="([^"]*)" selected', options)), "")
    fields["way"] = re.findall(r'value="(\w+)" id="\w+" checked', page)[0]
    return desk.post(at, fields)


def test_a_file_is_looked_at_and_nothing_is_written(desk: Client, county: County) -> None:
    said = desk.get(upload(desk, county)).content.decode()
    assert "会新增 <strong>1</strong> 行" in said
    assert "现在还什么都没有写入" in said
    assert "第 3 行：“时间”：看不懂时间“不知道哪天”" in said
    assert "路口的灯三天不亮" not in said  # the column is not known yet
    assert not Case.objects.exists()


def test_a_person_corrects_the_columns_and_takes_it_in(desk: Client, county: County) -> None:
    at = upload(desk, county)
    chosen = {
        "column_external_id": "号",
        "column_title": "标题",
        "column_text": "说了什么",
        "column_at": "留言时间",
        "way": "work",
    }
    assert "路口的灯三天不亮" in desk.get(at, chosen).content.decode()
    answer = take(desk, at, chosen)
    assert answer.status_code == 302
    done = desk.get(answer["Location"]).content.decode()
    assert "新增了 <strong>1</strong> 行" in done
    case = Case.objects.get()
    assert (case.external_id, case.text, case.entered_by) == (
        "A1",
        "路口的灯三天不亮",
        county.dispatcher,
    )
    assert (case.place, case.external_source) == (county.county, "十月")
    back = desk.get(at + "rejected.xlsx")
    page = openpyxl.load_workbook(io.BytesIO(back.content)).active
    assert page is not None
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    assert (rows[1][:5], len(rows)) == (["A2", "井没盖", "学校门口", "不知道哪天", 3], 2)


def test_the_same_file_again_changes_nothing(desk: Client, county: County) -> None:
    for _time in range(2):
        take(desk, upload(desk, county))
    at = upload(desk, county)
    said = desk.get(at).content.decode()
    assert "会新增 <strong>0</strong> 行，会更新 <strong>0</strong> 行；<strong>1</strong>" in said
    assert "disabled" in said
    assert Case.objects.count() == 1


def test_history_is_chosen_on_the_page(desk: Client, county: County) -> None:
    take(desk, upload(desk, county), {"way": "history"})
    case = Case.objects.get()
    assert (case.close_kind, case.due_at) == (CloseKind.HISTORY, None)


def test_what_was_changed_is_shown_once_more_before_it_is_taken(
    desk: Client, county: County
) -> None:
    at = upload(desk, county)
    page = desk.get(at).content.decode()
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    answer = desk.post(at, {"seen": seen, "column_title": "标题", "way": "history"})
    assert answer.status_code == 200
    assert "您改了选择" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_table_without_what_is_needed_asks_for_it(desk: Client, county: County) -> None:
    file = sent([["甲", "乙"], ["1", "2"]])
    answer = desk.post(reverse("cases_staff:import"), {"file": file, "place": county.county.code})
    said = desk.get(answer["Location"]).content.decode()
    assert "看不出哪一列是标题 / 内容" in said
    assert 'name="column_text"' in said
    said = desk.get(answer["Location"], {"column_text": "乙"}).content.decode()
    assert "会新增 <strong>1</strong> 行" in said


def test_another_sheet_can_be_chosen(desk: Client, county: County) -> None:
    made = openpyxl.Workbook()
    for title in ("一月", "二月"):
        page = made.create_sheet(title)
        page.append(["标题", "内容"])
        for n in range(1 if title == "一月" else 2):
            page.append([f"{title}{n}", "灯坏了"])
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    out.name = "两月.xlsx"
    answer = desk.post(reverse("cases_staff:import"), {"file": out, "place": county.county.code})
    at = answer["Location"]
    assert "会新增 <strong>1</strong> 行" in desk.get(at).content.decode()
    said = desk.get(at, {"sheet": "二月", "column_title": "标题"}).content.decode()
    assert "会新增 <strong>2</strong> 行" in said


def test_what_is_no_table_is_refused_beside_the_field(desk: Client, county: County) -> None:
    file = io.BytesIO(b"MZ" + b"\0" * 600)
    file.name = "a.xlsx"
    answer = desk.post(reverse("cases_staff:import"), {"file": file, "place": county.county.code})
    assert answer.status_code == 422
    assert "另存为 .xlsx" in answer.content.decode()


def test_nobody_else_sees_the_file(desk: Client, county: County, enter: Enter) -> None:
    at = upload(desk, county)
    for person in (county.stranger, county.handler):
        other = enter(person)
        assert other.get(at).status_code == 404
        assert other.post(at).status_code == 404
        assert other.get(reverse("cases_staff:import")).status_code == 404
    assert Client().get(at).status_code == 302
    assert desk.get(reverse("cases_staff:import_look", args=["A" * 24])).status_code == 404
    assert not Case.objects.exists()


def test_a_place_that_is_not_mine_is_no_choice(desk: Client, county: County) -> None:
    answer = desk.post(reverse("cases_staff:import"), {"file": sent(), "place": "350500000000"})
    assert answer.status_code == 422
