"""What cannot wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.insight.urgency import Level, Sign, urgency

TABLE = [
    ("楼上着火了，快来人", Level.LIFE, {Sign.DANGER}),
    ("闻到很浓的煤气味", Level.LIFE, {Sign.DANGER}),
    ("有人被困在电梯里", Level.LIFE, {Sign.DANGER}),
    ("小孩掉进井里了", Level.LIFE, {Sign.DANGER, Sign.CHILDREN}),
    ("全村停水三天了", Level.SUPPLY, {Sign.SUPPLY}),
    ("自来水管爆裂，没有水用", Level.SUPPLY, {Sign.SUPPLY}),
    ("孩子在学校被打，已经送医", Level.ORDINARY, {Sign.CHILDREN}),
    ("几十个村民在路口拉横幅", Level.ORDINARY, {Sign.CROWD}),
    ("路灯坏了三个月", Level.ORDINARY, set()),
    ("请问水费收费标准", Level.ORDINARY, set()),
    ("没有发生火灾，请放心", Level.ORDINARY, set()),
    ("为防止煤气中毒开展检查", Level.ORDINARY, set()),
    ("", Level.ORDINARY, set()),
]


@pytest.mark.parametrize(("text", "level", "signs"), TABLE)
def test_levels_and_signs(text, level, signs):
    found = urgency(text)
    assert (found.level, set(found.signs)) == (level, signs)
    assert (found.score > 0) == bool(signs)


def test_more_signs_are_more_urgent():
    assert urgency("停水三天了，几十个村民堵路").score > urgency("停水三天了").score
    assert urgency("楼上着火了").score > urgency("停水三天了").score


@given(st.text(max_size=300))
def test_any_text_is_survived(text):
    assert 0 <= urgency(text).score <= 1
