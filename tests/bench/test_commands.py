"""The whole of `bin/sanan bench` once, as small as it goes: that it runs, not how fast."""

import json

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from bench.commands import bench
from sanan.config.cli import cli

pytestmark = pytest.mark.faults  # starts real servers

KINDS = ["create", "list_json", "list_html", "one_case", "public_status", "first_page", "board"]


def told(*arguments: str) -> dict:
    found = CliRunner().invoke(bench, [*arguments, "--json"])
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def test_what_is_installed_measures_nothing(monkeypatch, tmp_path):
    def commands(*group: str) -> str:
        return CliRunner().invoke(cli, [*group, "--help"]).output

    assert "  bench  " in commands()
    assert "  bench  " in commands("insight")
    # An installed package stands among others, not in a checkout.
    monkeypatch.setattr("sanan.config.cli.CHECKOUT", tmp_path)
    assert "  bench  " not in commands()
    assert "  bench  " not in commands("insight")
    assert "No such command 'bench'" in CliRunner().invoke(cli, ["bench", "http"]).output


def test_http_measures_every_kind_without_an_error(monkeypatch):
    monkeypatch.setattr("bench.http.WARM_SECONDS", 0.1)
    monkeypatch.setattr("bench.wrk.found", lambda: "our own client")
    report = told("http", "--cases", "60", "--seconds", "0.2")
    assert [f["name"] for f in report["figures"]] == KINDS
    assert {f["errors"] for f in report["figures"]} == {0}
    assert all(f["requests"] > 0 and f["cpu_ms"] >= 0 for f in report["figures"])
    assert set(report["bare"]) == {"create", "list_json", "public_status"}
    assert len(report["pss_mb"]) == 2
    sql = {f["name"]: f["sql"] for f in report["figures"]}
    assert sql["create"] <= 10
    assert max(sql["list_json"], sql["one_case"]) <= 6


def test_import_takes_every_row(tmp_path):
    taken = told("import", "--rows", "300")
    assert (taken["rows"], taken["imported"], taken["rejected"]) == (300, 300, 0)
    book = Workbook()
    book.active.append(["留言编号", "留言详情"])
    book.active.append(["1", "路灯不亮"])
    book.save(tmp_path / "own.xlsx")
    own = told("import", str(tmp_path / "own.xlsx"))
    assert (own["rows"], own["imported"]) == (1, 1)
    assert own["peak_mb"] > 0


def test_the_overdue_page_opens_over_a_year_of_tasks():
    figures = told("disclosures", "--villages", "2", "--months", "2")
    assert (figures["villages"], figures["tasks"]) == (2, 2 * 27 * 2)
    assert 0 < figures["overdue"] < figures["tasks"]


def test_the_board_of_investment_opens_over_its_leads():
    figures = told("investment", "--leads", "40", "--agreements", "20")
    assert (figures["leads"], figures["agreements"], figures["landings"]) == (40, 20, 10)


def test_the_pay_of_a_workshop_agrees_with_a_second_count():
    found = told("pay", "--workers", "3", "--deliveries", "40")
    assert (found["agrees"], found["workers"], found["deliveries"]) == (True, 3, 40)


def test_a_year_at_the_desk_is_told_in_shares():
    found = told("desk", "--count", "300", "--nights", "180")
    assert found["year"]["cases"] == 300
    assert set(found["year"]) >= {"offered", "units_confirmed", "both_confirmed"}
    assert found["speed"]["batch_per_second"] > 0
