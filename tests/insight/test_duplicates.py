"""Near duplicates."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sanan.insight.duplicates import jaccard_pairs, near_duplicates, shingle_sets, signatures
from sanan.insight.text import normal


def pairs(text):
    return {text[i : i + 2] for i in range(len(text) - 1)}


def test_copies_and_near_copies_share_a_number():
    groups = near_duplicates(
        [
            "青石新村旁边的搅拌站噪音扰民",
            "青石新村旁边的搅拌站噪音扰民！",
            "幼儿园学费怎么退",
            "  青石新村旁边的攪拌站噪音擾民",
            "",
            "",
            "路",
        ]
    ).tolist()
    assert groups[0] == groups[1] == groups[3]
    assert groups[4] == groups[5]
    assert len(set(groups)) == 4


def test_nothing_and_ten_thousand_alike():
    assert near_duplicates([]).tolist() == []
    assert set(near_duplicates(["停水了"] * 10_000).tolist()) == {0}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet="路灯坏了停水电", min_size=0, max_size=12), max_size=15))
def test_exact_comparison_agrees_with_sets(texts):
    texts = [normal(text) for text in texts]
    first, second = [], []
    for i in range(len(texts)):
        for j in range(i):
            first.append(i)
            second.append(j)
    import numpy as np

    found = jaccard_pairs(shingle_sets(texts), np.array(first, int), np.array(second, int))
    for i, j, value in zip(first, second, found, strict=True):
        one, two = pairs(texts[i]), pairs(texts[j])
        wanted = len(one & two) / len(one | two) if one | two else 0
        assert abs(value - wanted) < 1e-9


def test_keys_of_equal_texts_are_equal_and_short_texts_have_none():
    keys = signatures(["路灯坏了", "路灯坏了", "停水三天", "路"])
    assert (keys[0] == keys[1]).all()
    assert (keys[0] != keys[2]).any()
    assert (keys[3] == 0).all()
