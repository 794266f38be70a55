import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.kit.words import TooLong, clean, clean_line, clip, is_blank

anything = st.text(st.characters(), max_size=300)  # lone surrogates and nulls included
blanks = st.text(st.sampled_from(" \t\n\r\u3000\u00a0\u200b\u2028\ufeff"), max_size=40)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  路灯坏了 \n", "路灯坏了"),
        ("\u3000\u3000路灯坏了", "\u3000\u3000路灯坏了"),
        ("a\x00b\x07c\x9fd", "abcd"),
        ("半\ud83d个", "半个"),
        ("e\u0301", "é"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("一\n\n\n\n\n二", "一\n\n二"),
        ("一\n \n\t\n\u3000\n二", "一\n\n二"),
        ("门      坏\t了", "门 坏 了"),
        ("\u202e反的\u202c\ufeff", "反的"),
        (FAMILY, FAMILY),
        ("<script>alert(1)</script>' OR 1=1--", "<script>alert(1)</script>' OR 1=1--"),
        ("\n\t \n", ""),
        ("", ""),
    ],
)
def test_clean(text, cleaned):
    assert clean(text) == cleaned


def test_clean_line():
    assert clean_line(" 路灯\n\n坏了\t三天 ") == "路灯 坏了 三天"


def test_too_long_names_the_field_and_the_limit():
    assert clean("一" * 10 + "  ", most=10) == "一" * 10
    for cleaner in (clean, clean_line):
        with pytest.raises(TooLong) as refusal:
            cleaner("一" * 11, most=10, field="text")
        assert (refusal.value.code, refusal.value.field, refusal.value.most) == (
            "too_long",
            "text",
            10,
        )


def test_ten_megabytes_are_refused_not_suffered():
    for text in ("喂" * 3_500_000, " " * 10_000_000 + "x", "\n " * 5_000_000 + "x"):
        assert clean(text).endswith(("喂", "x"))
    with pytest.raises(TooLong):
        clean("喂" * 3_500_000, most=10_000)


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        (None, True),
        ("", True),
        (" \n\t\u3000", True),
        ("\u200b\ufeff\u2060", True),
        ("\u3164\u2800", True),
        ("\ufe0f", True),
        ("👍", False),
        ("❤️", False),
        ("\U0001fae8", False),  # newer than this Python's tables
        ("。", False),
        ("好", False),
    ],
)
def test_is_blank(text, blank):
    assert is_blank(text) is blank


@pytest.mark.parametrize(
    ("text", "most", "clipped"),
    [
        ("路灯坏了", 4, "路灯坏了"),
        ("路灯坏了三天", 4, "路灯坏…"),
        ("路灯 坏了", 4, "路灯…"),
        ("好" + FAMILY + "好好", 4, "好…"),
        ("好👍🏽好", 3, "好…"),
        ("cafe\u0301s", 5, "caf…"),
        ("好好", 1, "…"),
        ("好🇨🇳好", 3, "好…"),
        ("🇨🇳🇨🇳好", 4, "🇨🇳…"),
        ("🏴\U000e0067\U000e0062\U000e007f好", 3, "…"),
    ],
)
def test_clip(text, most, clipped):
    assert clip(text, most) == clipped


@given(anything | blanks)
def test_cleaning_is_final_and_storable(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned.encode() is not None
    assert "\x00" not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)


@given(anything, st.integers(1, 50))
def test_a_clip_fits(text, most):
    assert len(clip(text, most)) <= most


@pytest.mark.parametrize("cleaned", [clean, clean_line])
def test_as_many_characters_as_may_be_are_taken_and_one_more_is_not(cleaned):
    assert cleaned(" " + "字" * 80 + "\n", most=80) == "字" * 80
    with pytest.raises(TooLong) as refused:
        cleaned("字" * 81, most=80, field="name")
    assert refused.value.field == "name"
