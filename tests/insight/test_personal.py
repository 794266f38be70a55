"""Personal data marked and masked. Every name and number here is invented."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.insight.personal import Kind, luhn, mask, personal_data

FOUND = [
    ("请打13800000000找我", Kind.PHONE, "13800000000"),
    ("电话 138-0000-0000", Kind.PHONE, "138-0000-0000"),
    ("手机１３８００００００００", Kind.PHONE, "１３８００００００００"),
    ("+86 138 0000 0000", Kind.PHONE, "+86 138 0000 0000"),
    ("座机0595-20000000", Kind.PHONE, "0595-20000000"),
    ("联系方式：2000000", Kind.PHONE, "2000000"),
    ("身份证350526199001010012", Kind.ID_NUMBER, "350526199001010012"),
    ("证号35052619900101001X。", Kind.ID_NUMBER, "35052619900101001X"),
    ("老证号350526900101001", Kind.ID_NUMBER, "350526900101001"),
    ("车牌闽C12345乱停", Kind.PLATE, "闽C12345"),
    ("闽C·D12345占道", Kind.PLATE, "闽C·D12345"),
    ("卡号6222 0000 0000 0000 000", Kind.BANK_CARD, "6222 0000 0000 0000 000"),
    ("请转4111111111111111谢谢", Kind.BANK_CARD, "4111111111111111"),
    ("写信到nobody@example.com", Kind.EMAIL, "nobody@example.com"),
    ("微信号wx_nobody00", Kind.ACCOUNT, "wx_nobody00"),
    ("住在3栋2单元501室", Kind.HOME, "3栋2单元501室"),
    ("我叫陈大明，住在村口", Kind.NAME, "陈大明"),
    ("联系人：欧阳小玲", Kind.NAME, "欧阳小玲"),
    ("林秀英女士来过", Kind.NAME, "林秀英"),
]


@pytest.mark.parametrize(("text", "kind", "found"), FOUND)
def test_found_where_it_stands(text, kind, found):
    spans = [span for span in personal_data(text) if span.kind is kind]
    assert [span.text for span in spans] == [found]
    assert text[spans[0].start : spans[0].end] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "高速公路什么时候开通",
        "2026年3月1日上午10点",
        "补偿款120000元，面积350.5平方米",
        "单号20260301000012",
        "我们小区的路灯坏了三个月",
        "任何人都可以申请，高先生般的人",
        "项目编号1234567890",
    ],
)
def test_ordinary_words_are_left(text):
    kinds = {span.kind for span in personal_data(text)}
    assert kinds <= ({Kind.NAME} if "高先生" in text else set())


def test_masked_text_keeps_length_and_family_name():
    text = "我叫陈大明，电话13800000000，陈大明的车闽C12345"
    assert mask(text) == "我叫陈某某，电话***********，陈某某的车*******"


@given(st.text(max_size=200))
def test_masking_keeps_length_and_is_done_once(text):
    once = mask(text)
    assert len(once) == len(text)
    assert mask(once) == once


@given(st.integers(10**9, 10**10 - 1), st.text(alphabet="甲乙丙丁，。 ", max_size=10))
def test_no_mobile_number_survives(number, around):
    mobile = f"13{number % 10**9:09d}"
    assert mobile not in mask(f"{around}{mobile}{around}")


@given(st.text(max_size=300))
def test_spans_are_ordered_and_apart(text):
    spans = personal_data(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(text[span.start : span.end] == span.text for span in spans)


def test_check_digit():
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")


def test_a_hundred_thousand_digits_are_survived():
    assert isinstance(mask("1" * 100_000), str)
