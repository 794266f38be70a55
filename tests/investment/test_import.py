"""Workbooks of a county: each row once, what is wrong named, history as history."""

import io
from datetime import date

import pytest

from sanan.imports.commands import open_for
from sanan.imports.taking import Terms, take_in
from sanan.investment import actions
from sanan.investment.enums import Flag
from sanan.investment.forms.tables import AGREEMENTS, COMPANIES, LEADS, TABLES
from sanan.investment.models import Agreement, Company, Lead
from sanan.investment.queries.counting import flagged, rules_under
from sanan.investment.queries.desk import waiting
from sanan.kit.errors import Forbidden
from sanan.kit.sheets import write_sheet
from sanan.ledger.models import Entry

from .conftest import NOW, TODAY, YI, code_of

FIRMS = ["企业名称", "统一社会信用代码", "所属行业", "注册地址"]
PLANS = [
    "投资企业",
    "项目名称",
    "行业",
    "总投资（亿元）",
    "阶段",
    "登记日期",
    "来源",
    "乡镇",
    "负责人",
]
DEEDS = ["企业名称", "项目名称", "协议类型", "级别", "总投资（万元）", "签约日期", "内外资"]


def taken(office, tmp_path, table, heads, lines, *, by=None, history=False, rehearse=False):
    file, out = tmp_path / "list.xlsx", io.BytesIO()
    write_sheet(out, heads, lines)
    file.write_bytes(out.getvalue())
    sheet = open_for([table], file)
    return take_in(
        table=table,
        rows=sheet.rows,
        columns=table.match(sheet.headers),
        rehearse=rehearse,
        terms=Terms(source="台账", at=NOW, place=office.county, by=by, history=history),
    )


def firms(n=20):
    return [[f"第{i}竹业有限公司", code_of(i), "竹制品", "福建永春"] for i in range(n)]


def plans(n=12):
    return [
        [
            f"第{i}竹业有限公司",
            f"竹项目{i}",
            "竹制品",
            3.81,
            "在谈",
            "2026-03-01",
            "活动招商",
            "",
            "officer",
        ]
        for i in range(n)
    ]


def deeds(n=12):
    return [
        [f"第{i}竹业 有限公司", f"竹项目{i}", "正式合同", "市级", "38,100", "2026-05-01", "内资"]
        for i in range(n)
    ]


def test_companies_leads_agreements_and_each_twice(office, tmp_path):
    steps = ((COMPANIES, FIRMS, firms()), (LEADS, PLANS, plans()), (AGREEMENTS, DEEDS, deeds()))
    for table, heads, lines in steps:
        would = taken(office, tmp_path, table, heads, lines, by=office.officer, rehearse=True)
        assert (would.imported, would.rejected) == (len(lines), [])
        done = taken(office, tmp_path, table, heads, lines, by=office.officer)
        assert (done.imported, done.rejected, done.asides) == (len(lines), [], [])
    before = Entry.objects.count()
    for table, heads, lines in steps:
        again = taken(office, tmp_path, table, heads, lines, by=office.officer)
        assert (again.imported, again.updated, again.unchanged) == (0, 0, len(lines))
    assert Entry.objects.count() == before
    assert (Company.objects.count(), Lead.objects.count(), Agreement.objects.count()) == (
        20,
        12,
        12,
    )
    assert set(Agreement.objects.values_list("state", "amount")) == {("entered", 381 * YI // 100)}
    assert Lead.objects.filter(state="negotiating", owner=office.officer).count() == 12


def test_what_reads_otherwise_is_the_next_version(office, tmp_path):
    taken(office, tmp_path, LEADS, PLANS, plans(2), by=office.officer)
    taken(office, tmp_path, AGREEMENTS, DEEDS, deeds(2), by=office.officer)
    for made in Agreement.objects.all():
        actions.wins.verify_agreement(agreement=made, by=office.second, at=NOW)
    lines = deeds(2)
    lines[0][4] = "40000"
    done = taken(office, tmp_path, AGREEMENTS, DEEDS, lines, by=office.officer)
    assert (done.updated, done.unchanged) == (1, 1)
    changed = Agreement.objects.get(amount=4 * YI)
    assert (changed.version, changed.state) == (2, "entered")


def test_rows_that_cannot_be_taken_are_named(office, tmp_path):
    wrong = code_of(1)[:-1] + ("0" if code_of(1)[-1] != "0" else "1")
    lines = [*firms(2), ["错码公司", wrong, "", ""], ["", code_of(9), "", ""]]
    done = taken(office, tmp_path, COMPANIES, FIRMS, lines)
    assert done.imported == 2
    assert [row.line for row in done.rejected] == [4, 5]
    assert "校验位" in done.rejected[0].sentence
    bad = plans(1)
    for column, value in ((3, -2), (4, "飞了"), (5, "2027-01-01"), (7, "月亮镇"), (3, ""), (2, "")):
        line = list(plans(1)[0])
        line[1], line[column] = f"坏项目{len(bad)}", value
        bad.append(line)
    done = taken(office, tmp_path, LEADS, PLANS, bad, by=office.officer)
    assert done.imported == 1
    said = [row.sentence for row in done.rejected]
    assert len(said) == 6
    for sentence, word in zip(
        said, ("负数", "阶段", "还没有到", "月亮镇", "行业和规模", "行业和规模"), strict=True
    ):
        assert word in sentence


def test_an_agreement_needs_its_lead_unless_it_is_history(office, tmp_path):
    done = taken(office, tmp_path, AGREEMENTS, DEEDS, deeds(2), by=office.officer)
    assert (done.imported, len(done.rejected)) == (0, 2)
    assert "没有这个项目的线索" in done.rejected[0].sentence
    lines = deeds(2)
    for line in lines:
        line[5] = "2019-05-01"
    done = taken(office, tmp_path, AGREEMENTS, DEEDS, lines, by=office.officer, history=True)
    assert done.imported == 2
    lead = Lead.objects.first()
    assert (lead.is_history, lead.found_on, lead.state) == (True, date(2019, 5, 1), "negotiating")
    for made in Agreement.objects.all():
        actions.wins.verify_agreement(agreement=made, by=office.second, at=NOW)
    assert flagged(Lead.objects.all(), Flag.REGISTER, TODAY, rules_under("")).count() == 0
    assert list(waiting(office.officer, NOW)) == []
    again = taken(office, tmp_path, AGREEMENTS, DEEDS, lines, by=office.officer, history=True)
    assert again.unchanged == 2


def test_a_contract_before_its_lead_and_signed_in_the_future(office, tmp_path):
    taken(office, tmp_path, LEADS, PLANS, plans(2), by=office.officer)
    lines = deeds(2)
    lines[0][5], lines[1][5] = "2026-02-28", "2026-12-01"
    done = taken(office, tmp_path, AGREEMENTS, DEEDS, lines, by=office.officer)
    assert [("早于" in r.sentence, "还没有到" in r.sentence) for r in done.rejected] == [
        (True, False),
        (False, True),
    ]
    assert not Agreement.objects.exists()


def test_stages_of_signing_wait_for_their_agreements(office, tmp_path):
    lines = plans(2)
    lines[1][4] = "已开工"
    done = taken(office, tmp_path, LEADS, PLANS, lines, by=office.officer)
    assert done.imported == 2
    assert "1 个写着已签约或落地" in done.asides[0]
    assert set(Lead.objects.values_list("state", flat=True)) == {"negotiating"}


def test_the_same_company_in_two_spellings_is_one(office, tmp_path):
    lines = [["甲 竹业（集团）有限公司", "", "竹", ""], ["甲竹业(集团)有限公司", "", "竹", ""]]
    done = taken(office, tmp_path, COMPANIES, FIRMS, lines)
    assert (done.imported, done.unchanged, Company.objects.count()) == (1, 1, 1)


def test_only_officers_import_and_a_file_finds_its_table(office, tmp_path):
    with pytest.raises(Forbidden):
        taken(office, tmp_path, COMPANIES, FIRMS, firms(1), by=office.leader)
    from sanan.imports.table import which

    assert [which(TABLES, heads).name for heads in (FIRMS, PLANS, DEEDS)] == [
        "companies",
        "leads",
        "agreements",
    ]
