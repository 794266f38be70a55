"""A register from a workbook: each talk once, doubles named with their lines, nothing lost."""

import io

from django.urls import reverse

from sanan.imports.commands import open_for
from sanan.imports.taking import Outcome, Terms, take_in
from sanan.inspection.forms.table import CONTACTS
from sanan.inspection.models import Contact, Recusal
from sanan.kit.sheets import write_sheet
from sanan.ledger.models import Entry

from .conftest import DAY, NOW

HEADS = ["被巡察村", "谈话日期", "谈话对象", "类型", "人员类别", "谈话内容"]


def row(
    who: str, note: str = "谈了三资", village: str = "湖坂村", kind: str = "谈话"
) -> list[object]:
    return [village, "2026-03-02", who, kind, "村书记", note]


def taken(bureau, tmp_path, lines: list[list[object]]) -> Outcome:
    file = tmp_path / "register.xlsx"
    out = io.BytesIO()
    write_sheet(out, HEADS, lines)
    file.write_bytes(out.getvalue())
    sheet = open_for([CONTACTS], file)
    return take_in(
        table=CONTACTS,
        rows=sheet.rows,
        columns=CONTACTS.match(sheet.headers),
        terms=Terms(source="register", at=NOW + DAY, place=bureau.county, by=bureau.second),
    )


def test_double_rows_are_taken_once_or_named_and_sent_again_nothing_is_doubled(bureau, tmp_path):
    lines = [
        row("张书记"),
        row("张 书记"),
        row("李主任", "第一种说法"),
        row("李主任", "第二种说法"),
        row("王组长", village="祥光村"),
        row("", "没有名字"),
    ]
    found = taken(bureau, tmp_path, lines)
    told = {each.line: each.sentence for each in found.rejected}
    assert "祥光村不在这一轮巡察里" in str(told[6])
    assert {4, 5} & set(told)
    assert 7 in told
    kept = [(each.who, each.group, each.note) for each in Contact.objects.order_by("pk")]
    assert kept[0] == ("张书记", "secretary", "谈了三资")
    assert len([each for each in kept if each[0] == "张书记"]) == 1
    before = Contact.objects.count()
    again = taken(bureau, tmp_path, lines)
    assert (again.imported, Contact.objects.count()) == (0, before)
    words = [
        str(entry.content) for entry in Entry.objects.filter(event="inspection_round.register")
    ]
    assert [each for each in words if "张书记" in each] == []


def test_a_member_takes_in_nothing_of_a_village_they_stay_away_from(bureau, tmp_path):
    member = bureau.round.team.get(person=bureau.second)
    Recusal.objects.create(member=member, place=bureau.village, why="kin")
    found = taken(bureau, tmp_path, [row("张书记")])
    assert (found.imported, len(found.rejected)) == (0, 1)
    assert "回避" in str(found.rejected[0].sentence)


def test_the_page_opens_for_the_team_alone(bureau, desk):
    page = reverse("inspection_staff:import")
    assert desk(bureau.second).get(page).status_code == 200
    assert desk(bureau.cadre).get(page).status_code == 404
