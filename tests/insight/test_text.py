"""One clean form of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.insight.text import MAX_CHARS, normal, normals, plain, simplified, without_repeats


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("", ""),
        ("  路灯  坏了 ", "路灯坏了"),
        ("路燈壞了，請處理", "路灯坏了,请处理"),
        ("ＡＢＣ１２３", "abc123"),
        ("<p>路灯<br/>坏了</p>&nbsp;急", "路灯坏了急"),
        ("<script>alert(1)</script>停水", "停水"),
        ("No  street light", "no street light"),
        ("wifi 坏了 no signal", "wifi坏了no signal"),
        ("停\u200b水\ufeff了", "停水了"),
        ("1<2 而且 3>2", "1<2而且3>2"),
    ],
)
def test_normal_form(given, wanted):
    assert normal(given) == wanted


@given(st.text(max_size=200))
def test_normal_is_stable_and_never_fails(text):
    once = normal(text)
    assert "\n" not in once
    assert len(simplified(text)) == len(text)
    assert isinstance(plain(text), str)


@given(st.lists(st.text(max_size=60), max_size=20))
def test_many_at_once_equal_one_by_one(texts):
    assert normals(texts) == [normal(text) for text in texts]


def test_very_long_text_is_cut_for_reading():
    assert len(normal("路" * 100_000)) == MAX_CHARS


def test_repeated_boilerplate_is_said_once():
    said = "尊敬的领导请帮助我们解决困难。"
    assert (
        without_repeats(said * 50 + "路灯坏了已经三个月没人修理。")
        == said + "路灯坏了已经三个月没人修理。"
    )
