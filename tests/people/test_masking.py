"""What is left of a personal text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.kit import masking


@pytest.mark.parametrize(
    ("mask", "text", "left"),
    [
        (masking.name, "张三丰", "张*丰"),
        (masking.name, "欧阳小明", "欧**明"),
        (masking.name, "张三", "张*"),
        (masking.name, "张", "张"),
        (masking.name, "", ""),
        (masking.name, "Alice", "A***"),
        (masking.phone, "13800001234", "138****1234"),
        (masking.phone, "+86 138 0000 1234", "138****1234"),
        (masking.phone, "0595-22220000", "059****0000"),
        (masking.phone, "12345", "****45"),
        (masking.phone, "", ""),
        (masking.identity, "350526199001011234", "350526********1234"),
        (masking.identity, "35052619900101123X", "350526********123X"),
        (masking.identity, "123", "***"),
        (masking.bank, "6222 0000 0000 1234 567", "**** 4567"),
        (masking.bank, "12", "****"),
        (masking.address, "桃城镇温泉小区3号楼2单元501室", "桃城镇温泉小区3号楼"),
        (masking.address, "祥安花园12栋1203", "祥安花园12栋"),
        (masking.address, "蒲坂路 18 号", "蒲坂路"),
        (masking.address, "竹林社区", "竹林社区"),
        (masking.address, "", ""),
        (masking.inside, "找我 13800001234 或 138 0000 5678", "找我 138****1234 或 138****5678"),
        (masking.inside, "身份证350526199001011234。", "身份证350526********1234。"),
        (masking.inside, "卡号6222000000001234567", "卡号****4567"),
        (masking.inside, "2026 年 10 月 8 日花了 12000 元", "2026 年 10 月 8 日花了 12000 元"),
    ],
)
def test_what_is_left(mask, text, left):
    assert mask(text) == left


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text("去年楼下,。 \n", max_size=20))
def test_no_number_survives_inside_a_text(number, around):
    assert number not in masking.inside(f"{around}{number}{around}")


@given(st.text(max_size=60))
def test_no_mask_fails_on_what_people_paste(text):
    for mask in (
        masking.name,
        masking.phone,
        masking.identity,
        masking.bank,
        masking.address,
        masking.inside,
    ):
        assert isinstance(mask(text), str)
