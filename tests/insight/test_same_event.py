"""Reports of the same event: ranking, the streaming index, its arrays."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanan.insight.event_index import SameEventIndex, replay
from sanan.insight.postings import Postings
from sanan.insight.same_event import SHOWN, Report, metres_between, rank
from sanan.insight.terms import Rarity, likeness, term_keys, terms

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LAT, LON = 25.5, 118.2


def report(id_, text="", *, hours=0.0, metres=0.0, **more):
    return Report(
        id_, text, NOON + timedelta(hours=hours), lat=LAT + metres / 111_320, lon=LON, **more
    )


PLANT = report("1", "青石新村旁边的搅拌站噪音扰民")
LAMP = report("2", "青石新村门口路灯不亮", hours=1)
FAR = report("3", "县城搅拌站噪音扰民", hours=2, metres=9000)
CLOSED = report("4", "搅拌站", hours=-24 * 60)


def test_the_same_matter_nearby_comes_first_with_reasons():
    asked = report("9", "搅拌站半夜施工噪音太大", hours=5, metres=30)
    found = rank(asked, [FAR, LAMP, PLANT, CLOSED])
    assert found[0].id == "1"
    assert {"搅拌", "拌站"} <= set(found[0].words)
    assert found[0].metres == pytest.approx(30, abs=1)
    assert found[0].hours == pytest.approx(5)
    assert found[0].score >= SHOWN > found[-1].score


def test_only_earlier_reports_and_never_itself():
    late = report("8", PLANT.text, hours=9)
    assert [match.id for match in rank(PLANT, [late, PLANT])] == []


def test_without_coordinates_place_and_words_decide():
    asked = Report("9", "搅拌站噪音扰民", NOON + timedelta(hours=3), places=("v1", "t1"))
    here = Report("a", "搅拌站噪音大", NOON, places=("v1", "t1"))
    there = Report("b", "搅拌站噪音大", NOON, places=("v2", "t2"))
    other = Report("c", "医保报销", NOON, places=("v1", "t1"))
    found = rank(asked, [other, there, here])
    assert next(match.id for match in found) == "a"
    assert found[0].same_place
    assert not next(match for match in found if match.id == "b").same_place


def test_a_report_that_others_follow_is_the_likelier_original():
    first, second = report("a", "路灯不亮"), report("b", "路灯不亮", hours=1)
    asked = report("z", "路灯不亮", hours=2)
    assert rank(asked, [first, second])[0].id == "b"
    assert rank(asked, [first, second], followers={"a": 12})[0].id == "a"


def test_index_streams():
    index = SameEventIndex()
    for one in (PLANT, LAMP, FAR):
        index.take(one)
    asked = report("9", "搅拌站噪音太大", hours=5, metres=30)
    assert index.look(asked)[0].id == "1"
    index.remove("1")
    index.remove("never there")
    assert "1" not in index.candidates(asked)
    assert len(index) == 2
    index.add(report("2", "路灯不亮，换过了", hours=6))
    assert len(index) == 2


def test_empty_index_and_empty_text():
    index = SameEventIndex()
    assert index.look(report("9")) == []
    index.add(report("1"))
    assert [match.id for match in index.look(report("9", hours=1))] == ["1"]
    nowhere = Report("n", "", NOON)
    assert index.look(nowhere) == []


def test_ten_thousand_identical_messages_stay_fast_and_bounded():
    index = SameEventIndex()
    for number in range(3_000):
        index.add(report(str(number), "停水了", hours=number / 60))
    found = index.candidates(report("x", "停水了", hours=60))
    assert 0 < len(found) <= 260


def test_old_reports_are_no_candidates():
    index = SameEventIndex()
    index.add(report("old", "搅拌站噪音", hours=-24 * 46))
    assert index.look(report("new", "搅拌站噪音")) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["路灯不亮", "搅拌站噪音", "停水", ""]), max_size=25))
def test_replay_never_looks_ahead(texts):
    rows = [report(str(i), text, hours=i) for i, text in enumerate(texts)]
    for id_, (candidates, ranked) in replay(rows).items():
        assert all(int(other) < int(id_) for other in candidates)
        assert set(ranked) <= set(candidates)


@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True)), max_size=60
    )
)
def test_postings_agree_with_a_dictionary(rows):
    index, plain = Postings(), {key: [] for key in range(10)}
    for row, (keys,) in enumerate(rows):
        index.add(keys, row)
        for key in keys:
            plain[key].append(row)
        if row % 7 == 0:
            index._settle()
    found = index.find(list(range(10)), limit=5)
    assert [some.tolist() for some in found] == [plain[key][-5:] for key in range(10)]
    assert len(index) == sum(map(len, plain.values()))


def test_postings_filled_at_once():
    index = Postings()
    index.add_many(np.array([3, 1, 3], dtype=np.uint64), np.array([0, 1, 2], dtype=np.uint64))
    assert [some.tolist() for some in index.find([1, 2, 3], limit=9)] == [[1], [], [0, 2]]


def test_distance():
    assert metres_between(report("a"), report("b", metres=150)) == pytest.approx(150, abs=0.5)
    assert metres_between(report("a"), Report("b", "", NOON)) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_a_share_and_symmetric(first, second):
    rarity = Rarity()
    one, two = (
        {key: rarity.weight(key) for key in term_keys(terms(text))} for text in (first, second)
    )
    assert 0 <= likeness(one, two) <= 1
    assert likeness(one, two) == pytest.approx(likeness(two, one))
