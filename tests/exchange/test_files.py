"""The watched folder: half-written files wait, broken ones are set apart, each file counts once."""

import io
import json
import os
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from sanan.cases import actions as cases
from sanan.cases.models import Case
from sanan.exchange import actions, formats
from sanan.exchange.actions import folder as folders
from sanan.exchange.enums import State
from sanan.exchange.models import Batch, Message, System
from sanan.kit.errors import Invalid

from .conftest import NOW

pytestmark = pytest.mark.django_db
OLD = 1_700_000_000


def drop(desk, name: str, content: bytes, *, old: bool = True):
    folder = folders.make_folders(desk.hotline)
    path = folder / "in" / name
    path.write_bytes(content)
    if old:
        stamp = path.stat().st_mtime - 60
        os.utime(path, (stamp, stamp))
    return path


def book(*rows: list[object]) -> bytes:
    out, made = io.BytesIO(), Workbook()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


HEAD = ["工单编号", "诉求内容", "来电时间", "联系电话"]
ROWS = ([*HEAD], ["RX-1", "路灯不亮", "2026-03-01 08:00", "13800010001"], ["RX-2", "漏水", "", ""])


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_a_file_of_each_format_is_taken_once_and_answered(desk, form):
    content = {
        "json": json.dumps(
            {"orders": [dict(zip(HEAD, row, strict=True)) for row in ROWS[1:]]}
        ).encode(),
        "csv": ("\n".join(",".join(map(str, row)) for row in ROWS) + "\n").encode("gb18030"),
        "xlsx": book(*ROWS),
    }[form]
    drop(desk, f"a.{form}", content)
    assert actions.watch(at=NOW) == 1
    told = json.loads((desk.folder / "receipts" / f"a.{form}.json").read_bytes())
    assert [(each["outside_id"], each["state"]) for each in told["receipts"]] == [
        ("RX-1", "done"),
        ("RX-2", "done"),
    ]
    assert {each["case"] for each in told["receipts"]} == set(
        Case.objects.values_list("code", flat=True)
    )
    assert list((desk.folder / "in").iterdir()) == []
    drop(desk, f"again.{form}", content)
    assert actions.watch(at=NOW) == 1
    again = json.loads((desk.folder / "receipts" / f"again.{form}.json").read_bytes())
    assert again["receipts"] == told["receipts"]
    assert (Case.objects.count(), Batch.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b'{"orders": [{"id": "RX-1", "te'),
        ("a.csv", "工单编号,诉求内容\nRX-1,路灯".encode()),
        ("a.xlsx", book(*ROWS)[:-200]),
    ],
)
def test_a_file_half_written_waits_until_it_is_whole(desk, name, content):
    path = drop(desk, name, content)
    assert actions.watch(at=NOW) == 0
    assert path.exists()
    assert Message.objects.count() == 0
    whole = {"json": b'{"orders": [{"id": "RX-1", "text": "\xe6\xbc\x8f\xe6\xb0\xb4"}]}'}
    full = whole.get(name[2:]) or (book(*ROWS) if name.endswith("x") else content + b"\n")
    drop(desk, name, full)
    assert actions.watch(at=NOW) == 1
    assert Message.objects.filter(outside_id="RX-1").get().state == State.DONE


def test_what_is_being_written_is_left_alone(desk):
    drop(desk, "b.json", b"[]", old=False)
    drop(desk, "b.json.part", b"[]")
    drop(desk, ".b.json", b"[]")
    assert actions.watch(at=NOW) == 0


def test_a_file_that_stays_half_for_a_day_is_shown_to_a_person(desk):
    path = drop(desk, "c.json", b"[{")
    os.utime(path, (OLD, OLD))
    assert actions.watch(at=NOW) == 1
    assert "还没有写完" in Batch.objects.get().why
    assert (desk.folder / "trouble" / "c.json").exists()


def bomb() -> bytes:
    """A workbook whose one sheet expands entities into each other."""
    entities = "".join(f'<!ENTITY l{n} "{("&l" + str(n - 1) + ";") * 10}">' for n in range(1, 10))
    sheet = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><worksheet>&l9;</worksheet>'
    out, source = io.BytesIO(), io.BytesIO(book(*ROWS))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.infolist():
            evil = each.filename == "xl/worksheets/sheet1.xml"
            new.writestr(each, sheet if evil else old.read(each))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("d.xml", b"<!DOCTYPE x [<!ENTITY a 'a'>]><x>&a;</x>", "只收"),
        ("d.xlsx", bomb(), ""),
        ("d.json", b"[" * 50 + b"]" * 50, "太深"),
        ("d.json", b"[" * 200_000 + b"]" * 200_000, "太深"),
        ("d.json", b'[{"id": NaN}]', "不是有效的"),
        ("d.json", b"\xff\xfe\x00", "不是有效的"),
        ("d.json", b'{"id": 1} trailing', "不是有效的"),
        ("d.json", b"[1, 2]", "一列件"),
        ("d.csv", b"PK\x03\x04\n", ""),
    ],
)
def test_a_file_that_cannot_be_read_is_set_apart_with_a_sentence(desk, name, content, why):
    drop(desk, name, content)
    assert actions.watch(at=NOW) == 1
    batch = Batch.objects.get()
    assert why in batch.why
    assert batch.why.endswith("。")
    assert (desk.folder / "trouble" / name).exists()
    assert json.loads((desk.folder / "receipts" / f"{name}.json").read_bytes())["why"] == batch.why


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_results_are_written_whole_and_once(desk, form):
    System.objects.update(format=form)
    actions.tell_outside(at=NOW)
    case = desk.order("RX-9")
    desk.answered(case)
    actions.tell_outside(at=NOW)
    actions.tell_outside(at=NOW)
    [path] = actions.write_results(at=NOW)
    assert actions.write_results(at=NOW) == []
    assert list(path.parent.iterdir()) == [path]
    rows = read(path)
    assert [(row["outside_id"], row["event"], row["state"]) for row in rows] == [
        ("RX-9", "open", "已接收"),
        ("RX-9", "dispatch", "办理中"),
        ("RX-9", "reply", "已答复"),
    ]
    assert rows[-1]["text"] == "灯已经换好。"
    assert "路灯不亮" not in path.read_bytes().decode("utf-8", "ignore")


def read(path):
    if path.suffix == ".json":
        return json.loads(path.read_bytes())["results"]
    if path.suffix == ".csv":
        lines = path.read_text("utf-8-sig").splitlines()
        return [dict(zip(formats.HEADS, line.split(","), strict=True)) for line in lines[1:]]
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    return [dict(zip(formats.HEADS, row, strict=True)) for row in rows[1:]]


def test_a_crash_between_the_file_and_its_note_gives_the_same_results_again(desk, monkeypatch):
    actions.tell_outside(at=NOW)
    desk.order("RX-8")
    actions.tell_outside(at=NOW)

    def crash(*_args):
        raise KeyboardInterrupt

    from sanan.exchange.actions import answering

    monkeypatch.setattr(answering, "settled", crash)
    with pytest.raises(KeyboardInterrupt):
        actions.write_results(at=NOW)
    monkeypatch.undo()
    actions.write_results(at=NOW)
    ids = [row["result_id"] for path in (desk.folder / "out").iterdir() for row in read(path)]
    assert len(set(ids)) == 1


def test_a_formula_in_a_word_is_no_formula_in_the_file():
    row = dict.fromkeys(formats.HEADS, "=1+1")
    assert b"'=1+1" in formats.written([row], "csv")


def test_an_unknown_step_waits_for_its_word_and_then_goes(desk):
    desk.hotline.words.filter(field="result", word="open").delete()
    actions.tell_outside(at=NOW)
    desk.order("RX-7")
    actions.tell_outside(at=NOW)
    held = Message.objects.outgoing().get()
    assert (held.state, held.why_code) == (State.HELD, "unknown_result")
    actions.say_word(
        system=desk.hotline, field="result", word="open", means="已签收", by=desk.admin, at=NOW
    )
    [path] = actions.write_results(at=NOW)
    assert [row["state"] for row in read(path)] == ["已签收"]


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(formats, "MOST_ROWS", 1)
    with pytest.raises(Invalid):
        formats.rows_of_json(b'[{"id": 1}, {"id": 2}]')


def test_who_was_merged_is_answered_with_the_master(desk):
    actions.tell_outside(at=NOW)
    master = desk.order("RX-5")
    child = desk.order("RX-6", 诉求内容="路灯还是不亮")
    cases.merge(case=child, into=master, by=desk.dispatcher, at=NOW)
    desk.closed(master)
    actions.tell_outside(at=NOW)
    told = [m.said for m in Message.objects.outgoing().filter(outside_id="RX-6").order_by("pk")]
    assert [each["state"] for each in told] == ["已接收", "已并案", "已答复"]
    assert told[-1]["text"] == "灯已经换好。"


def test_a_row_that_came_before_has_its_receipt_in_every_file_that_holds_it(desk):
    first, second = ({"outside_id": f"RX-{n}", "text": f"第{n}盏路灯不亮"} for n in (1, 2))
    drop(desk, "a.json", json.dumps([first]).encode())
    drop(desk, "b.json", json.dumps([second, first, first]).encode())
    assert actions.watch(at=NOW) == 2
    told = json.loads((desk.folder / "receipts" / "b.json.json").read_bytes())["receipts"]
    assert [(each["outside_id"], each["state"]) for each in told] == [
        ("RX-2", "done"),
        ("RX-1", "done"),
        ("RX-1", "done"),
    ]
