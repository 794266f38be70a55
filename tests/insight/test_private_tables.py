"""Names in tables, and what is left of a number for those who hold the record."""

import orjson
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sanan.insight.commands import insight
from sanan.insight.private import partial, tables
from sanan.insight.private.bodies import is_body
from sanan.insight.private.contact import Contact, contact


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("张三丰", "张*丰"),
        ("张三", "张*"),
        ("张", "张"),
        ("", ""),
        ("王 伟", "王*"),
        ("林　敏", "林*"),
        ("赵 敏", "赵*"),
        ("欧 阳 修 远", "欧**远"),
        ("欧阳修远", "欧**远"),
        ("林会珍", "林*珍"),
        ("陈社生", "陈*生"),
        ("许行健", "许*健"),
        ("王学会", "王*会"),
        ("李店", "李*"),
        ("王䶮", "王*"),
        ("𠮷小明", "𠮷*明"),
        ("阿不都·艾合买提江", "阿*******江"),
        ("阿依古丽．买买提", "阿******提"),
        ("扎西次仁", "扎**仁"),
        ("王小明、李建国", "王*明、李*国"),
        ("王小明 李建国", "王*明 李*国"),
        ("王小明等5人", "王*明等5人"),
        ("户主：王小明（代领）", "户主：王*明（代领）"),
        ("村民王小明", "村民王*明"),
        ("王小明先生", "王*明先生"),
        ("德化某某公司（王小明）", "德化某某公司（王*明）"),
        ("Alice", "A***"),
        ("王小明 350526199001010012", "王*明 ******************"),
        ("林会珍 13800010001", "林*珍 ***********"),
        ("王*明", "王*明"),
        ("张某某", "张某某"),
    ],
)
def test_a_person_in_a_table(cell, shown):
    assert tables.name(cell) == shown
    assert tables.name(shown) == shown


@pytest.mark.parametrize(
    "cell",
    [
        "祥安建材有限公司",
        "蒲坂村股份经济合作社",
        "村委会",
        "居委会",
        "党支部",
        "小卖部",
        "永辉超市",
        "建国饭店",
        "诚信五金",
        "卫生所",
        "石料厂",
        "祥安村",
        "德化县供电局",
        "第三村民小组",
        "老年协会",
        "林氏祠堂",
        "中国农业银行德化支行",
        "全体村民",
        "合计",
        "现金",
        "ABC Co., Ltd.",
    ],
)
def test_a_body_keeps_its_name(cell):
    assert is_body(cell)
    assert tables.name(cell) == cell


def test_an_identity_number_in_the_row_proves_a_person():
    heads = ["收款人", "身份证号", "金额", "摘要"]
    assert tables.row(
        heads, ["林超市", "350526199001010012", "1380.00", "清沟，找13800010001"]
    ) == [
        "林*市",
        "******************",
        "1380.00",
        "清沟，找***********",
    ]
    assert tables.row(["收款人", "金额"], ["永辉超市", "120000"]) == ["永辉超市", "120000"]
    assert tables.row([], ["13800010001"]) == ["***********"]


@given(st.text(alphabet="王李小明国会社店公司 　·.、（）1350\u200b𠮷*某Aa\n", max_size=30))
def test_a_cell_covered_again_is_the_same(cell):
    once = tables.name(cell)
    assert tables.name(once) == once


@pytest.mark.parametrize(
    ("left", "text", "shown"),
    [
        (partial.phone, "13800001234", "138****1234"),
        (partial.phone, "+86 138 0000 1234", "138****1234"),
        (partial.phone, "１３８０００１１２３４", "138****1234"),
        (partial.phone, "0595-22220000", "059****0000"),
        (partial.phone, "12345", "****45"),
        (partial.phone, "", ""),
        (partial.identity, "350526199001011234", "350526********1234"),
        (partial.identity, "35052619900101123X", "350526********123X"),
        (partial.identity, "123", "***"),
        (partial.bank, "6222 0000 0000 1234 567", "**** 4567"),
        (partial.bank, "12", "****"),
        (partial.address, "桃城镇温泉小区3号楼2单元501室", "桃城镇温泉小区3号楼"),
        (partial.address, "祥安花园12栋1203", "祥安花园12栋"),
        (partial.address, "蒲坂路 18 号", "蒲坂路"),
        (partial.address, "竹林社区", "竹林社区"),
        (partial.address, "", ""),
    ],
)
def test_what_is_left_for_those_who_hold_the_record(left, text, shown):
    assert left(text) == shown


def test_a_file_is_masked_line_by_line(tmp_path):
    file = tmp_path / "texts.txt"
    file.write_bytes("电话138 0001 1234\r\n\n祥 安".encode())

    def masked(*options: str) -> list[str]:
        found = CliRunner().invoke(insight, ["mask", str(file), "--json", *options])
        assert found.exit_code == 0, found.output
        return orjson.loads(found.stdout)["masked"]

    assert masked() == ["电话*************", "", "祥 安"]
    assert masked("--names") == ["电话*************", "", "祥*"]
    plain = CliRunner().invoke(insight, ["mask", str(file)])
    assert plain.stdout == "电话*************\n\n祥 安\n"


@pytest.mark.parametrize(
    ("said", "name", "figures", "extension"),
    [
        ("0595-2288 1234转8", "", "059522881234", "8"),
        ("0595-22881234-801", "", "059522881234", "801"),
        ("张三(微信 zs_1988)", "张三(微信 zs_1988)", "", ""),
        ("陈某 13800010000", "陈某", "13800010000", ""),
        ("＋８６ １３８０００１００００（赖女士）", "赖女士", "13800010000", ""),
        ("联系电话：138-0001-0000 林先生", "林先生", "13800010000", ""),
        ("12345", "", "12345", ""),
        ("村口小卖部", "村口小卖部", "", ""),
        ("", "", "", ""),
    ],
)
def test_a_contact_is_read_apart(said, name, figures, extension):
    assert contact(said) == Contact(name, figures, extension)
