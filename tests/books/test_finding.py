"""What is covered in lines as a reader gives them."""

import pytest

from sanan.books.redaction.finding import boxes
from sanan.books.redaction.numbers import runs
from sanan.books.redaction.reading import Line, _even


def line(text: str, left: float = 0, top: float = 0, height: float = 40) -> Line:
    right = left + sum(22 if c.isascii() else 40 for c in text)
    return Line(text, left, top, right, top + height, _even(text, left, right))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("联系电话:13800001337", ["phone"]),
        ("电话138 0000 1337", ["phone"]),
        ("l38000O1337", ["phone"]),
        ("身份证号350599196106182428", ["id_number"]),
        ("350599194812107872", ["id_number"]),
        ("账号:6200 0000 1154 5045 186", ["bank_card"]),
        ("请转入6200000094728774335。", ["bank_card"]),
        ("发票号码:26356460924542726860", []),
        ("统一社会信用代码:N2350599MA9522001X", []),
        ("交易流水号:3941704275392763", []),
        ("凭证号 00012345678", []),
        ("日期:2026年10月26日", []),
        ("2026-10-26 20261026", []),
        ("金额:¥123456.00", []),
        ("合计 1,234,567.00元", []),
        ("No. 3167178", []),
        ("编号:350599196106182428", ["id_number"]),
    ],
)
def test_runs_of_figures(text, kinds):
    assert [run.kind for run in runs(text)] == kinds


def test_a_label_covers_its_value_but_not_a_firm():
    found = boxes([line("收款人:连长顺"), line("收款人:文峰打印社", top=100)], (2000, 2000))
    assert [(b.kind, b.top < 60) for b in found] == [("name", True)]


def test_the_place_of_a_signature_is_covered_up_to_the_next_label():
    found = boxes([line("审批人:", 0), line("经手人:", 600)], (2000, 200))
    assert [(b.kind, b.left > 60, b.right <= 600 or b.left > 600) for b in found] == [
        ("signature", True, True),
        ("signature", True, True),
    ]


def test_a_column_is_covered_whole_also_where_a_cell_was_not_read():
    heads = [line(t, x) for t, x in (("姓名", 0), ("身份证号码", 300), ("金额", 900))]
    cells = [
        line("连长顺", 0, 80),
        line("350599196106182428", 300, 80),
        line("120.00", 900, 80),
        line("涂秀英", 0, 160),
        line("240.00", 900, 160),
        line("合计", 0, 240),
    ]
    found = {b.kind: b for b in boxes([*heads, *cells], (2000, 2000))}
    assert set(found) == {"name", "id_number"}
    assert found["id_number"].bottom >= 200
    assert found["id_number"].bottom <= 240


def test_a_name_after_a_cue_and_wherever_else_it_stands():
    found = boxes(
        [line("兹有村民黄家旺,于三月"), line("领款人:黄家旺", top=100), line("黄家旺收", top=200)],
        (2000, 2000),
    )
    assert [b.kind for b in found] == ["name", "name", "name"]


def test_a_number_in_pieces_is_one_number():
    found = boxes(
        [line("账号:", 0), line("6200", 120), line("0000", 225), line("1154", 330)], (2000, 200)
    )
    assert [b.kind for b in found if b.kind == "bank_card"] != []
