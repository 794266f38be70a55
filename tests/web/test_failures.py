"""While the database is away or the disk is full: a sentence, nothing lost, and all is well when it is back."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from sanan.cases.models import Case
from sanan.places import actions as places
from sanan.web import failures

pytestmark = pytest.mark.django_db
WORDS = "村口的路灯不亮，“三天”了 <b>"


@pytest.fixture
def village() -> str:
    names = {"3505": "泉州市", "350526": "德化县", "350526100": "浔中镇", "350526100210": "蒲坂村"}
    places.load_regions(source=[{"code": code, "name": name} for code, name in names.items()])
    return "350526100210"


@contextmanager
def broken(said: str, *, only: str = "") -> Iterator[None]:
    """A database that says this to every statement, or to those with a word."""

    def refuse(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if only in sql:
            raise OperationalError(said)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def browser() -> Client:
    return Client(raise_request_exception=False)


def fields(answer: HttpResponse) -> dict[str, str]:
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode()
    )
    return {name: unescape(value) for name, value in found}


def test_what_was_typed_comes_back_and_is_said_once_when_it_is_sent_again(village: str):
    someone = browser()
    typed = {"text": WORDS, "place": village, "token": "t" * 24, "anonymity": "masked"}
    with broken("unable to open database file", only="cases_case"):
        answer = someone.post("/", typed)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (
        503,
        "60",
        "no-store",
    )
    assert "数据库暂时连不上" in page
    assert fields(answer) == typed
    assert not Case.objects.exists()
    again = fields(answer)
    assert [someone.post("/", again).status_code for _ in range(2)] == [302, 302]
    assert [case.text for case in Case.objects.all()] == [WORDS]


def test_a_page_that_cannot_be_read_says_so_and_leads_back():
    with broken("database or disk is full"):
        answer = browser().get("/?place=1")
    assert answer.status_code == 503
    assert "磁盘满了" in answer.content.decode()
    assert 'href="/?place=1"' in answer.content.decode()


def test_a_password_and_a_sealed_report_are_not_written_into_a_page():
    someone = browser()
    with broken("unable to open database file"):
        for path, typed in (
            ("/staff/login/", {"login": "chenli", "password": "hidden words"}),
            ("/sealed/", {"text": "hidden words"}),
        ):
            answer = someone.post(path, typed)
            assert answer.status_code == 503
            assert "hidden words" not in answer.content.decode()


def test_a_part_of_a_page_gets_the_sentence_alone():
    with broken("database is locked"):
        part = browser().get("/where/?place_name=蒲坂", HTTP_HX_REQUEST="true")
    assert (part.status_code, part["HX-Retarget"]) == (503, "#notice")
    assert "人太多" in part.content.decode()
    assert "<html" not in part.content.decode()


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/open311/v2/nothing.json", "/exchange/nothing"]
)
def test_a_program_that_is_lost_is_told_as_a_program(path: str):
    answer = browser().get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("application/json")
    assert answer.content


def test_a_program_that_cannot_be_read_is_told_as_a_program():
    answer = failures.unreadable(RequestFactory().get("/api/v1/cases"), SuspiciousOperation())
    assert (answer.status_code, json.loads(answer.content)["code"]) == (400, "unreadable")


@pytest.mark.parametrize(
    ("said", "status", "code", "words"),
    [
        ("unable to open database file", 503, "away", "同样的编号"),
        ("database or disk is full", 503, "full", "磁盘满了"),
        ("no such table: cases_case", 500, "fault", "系统出了错"),
    ],
)
def test_a_program_hears_of_trouble_in_json(said: str, status: int, code: str, words: str):
    with broken(said):
        answer = browser().post("/api/v1/cases", {"text": WORDS}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert words in answer.json()["message"]


def test_a_fault_of_ours_is_no_passing_trouble():
    with broken("no such table: cases_case"):
        answer = browser().get("/?place=1")
    assert answer.status_code == 500
    assert "系统出了错" in answer.content.decode()
