"""Places named in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.insight.places import Gazetteer, Place, places_in, spots

PLACES = [
    Place("35", "东海县"),
    Place("351", "上溪镇", ("35",)),
    Place("352", "下溪镇", ("35",)),
    Place("3511", "龙门村委会", ("351", "35")),
    Place("3521", "龙门村委会", ("352", "35")),
    Place("3512", "青石社区居委会", ("351", "35"), ("青石新村",)),
    Place("9", "路", ()),
]
BOOK = Gazetteer.of(PLACES)


def ids(text, **kwargs):
    return [found.id for found in places_in(text, BOOK, **kwargs)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("上溪镇龙门村的路灯坏了", ["3511", "351"]),
        ("下溪镇龙门村的路灯坏了", ["3521", "352"]),
        ("下溪鎮龍門村的路燈壞了", ["3521", "352"]),
        ("青石社区停水", ["3512"]),
        ("青石新村停水", ["3512"]),
        ("东海县什么时候通高铁", ["35"]),
        ("路灯坏了", []),
        ("", []),
    ],
)
def test_places_smallest_first(text, wanted):
    assert ids(text) == wanted


def test_a_shared_name_says_so_and_yields_to_the_region_at_hand():
    alone = places_in("龙门村停电", BOOK)[0]
    assert set(alone.others) == {"3521"}
    near = places_in("龙门村停电", BOOK, near={"352"})[0]
    assert (near.id, near.others) == ("3521", ())
    assert near.sure > alone.sure


def test_offsets_are_those_of_the_text():
    text = "昨天在青石社区门口"
    found = places_in(text, BOOK)[0]
    assert text[found.start : found.end] == "青石社区"


def test_a_full_name_is_surer_than_a_bare_one():
    assert places_in("青石社区停水", BOOK)[0].sure > places_in("青石停水", BOOK)[0].sure


def test_unlisted_spots():
    assert spots("锦绣花园门口的和平路积水") != []


@given(st.text(max_size=200))
def test_any_text_is_survived(text):
    for found in places_in(text, BOOK):
        assert 0 <= found.start < found.end <= len(text)
