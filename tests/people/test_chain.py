"""The four-level chain, whole and with every kind of hole (ACC-43)."""

import pytest
from tests.people.conftest import PHONE, SINCE

from sanan.people import actions, queries
from sanan.people.enums import ChainLevel, OrgKind, Role

pytestmark = pytest.mark.django_db
PARTY, BRANCH, LEADER, CONTACT = ChainLevel


@pytest.fixture
def whole(places, orgs, person):
    """A chain without a hole: a leader in each building, a contact in each unit."""

    def put(username, role, place):
        someone = person(username, f"{username}姓名", phone=f"138000010{len(username):02d}")
        return actions.appoint(person=someone, role=role, place=place, since_on=SINCE, by=None)

    return {
        "leader1": put("lead-a", Role.BUILDING_LEADER, places.one),
        "leader2": put("lead-bb", Role.BUILDING_LEADER, places.two),
        "contact_a": put("con-aaaa", Role.PARTY_CONTACT, places.unit_a),
        "contact_b": put("con-bbbbb", Role.PARTY_CONTACT, places.unit_b),
        "contact_2": put("con-cccccc", Role.PARTY_CONTACT, places.two),
    }


def holes(place):
    return [(gap.level, gap.place.name) for gap in queries.chain_gaps(place)]


def test_a_whole_chain_has_four_levels_from_any_door(places, orgs, whole):
    found = queries.chain(places.home)
    assert [(link.level, link.place) for link in found.links] == [
        (PARTY, places.village),
        (BRANCH, places.estate),
        (LEADER, places.one),
        (CONTACT, places.home),
    ]
    assert (found.links[0].org, found.links[1].org) == (orgs.party, orgs.branch)
    assert (list(found.links[2].people), list(found.links[3].people)) == (
        [whole["leader1"]],
        [whole["contact_a"]],
    )
    assert found.whole


def test_no_hole_at_any_height(places, whole):
    for place in (places.county, places.town, places.village, places.estate, places.one):
        assert holes(place) == []


def test_an_empty_estate_is_all_holes(places):
    assert holes(places.county) == [
        (PARTY, "竹林社区"),
        (BRANCH, "温泉小区"),
        (LEADER, "1号楼"),
        (LEADER, "2号楼"),
        (CONTACT, "1单元"),
        (CONTACT, "2单元"),
        (CONTACT, "2号楼"),
    ]
    assert not queries.chain(places.home).whole


@pytest.mark.parametrize(
    ("ended", "hole"),
    [
        ("leader1", (LEADER, "1号楼")),
        ("leader2", (LEADER, "2号楼")),
        ("contact_a", (CONTACT, "1单元")),
        ("contact_2", (CONTACT, "2号楼")),
    ],
)
def test_one_who_leaves_leaves_one_hole(places, whole, ended, hole):
    actions.end_position(position=whole[ended], until_on=SINCE, by=None)
    assert holes(places.village) == [hole]


def test_one_whose_account_is_stopped_leaves_a_hole_too(places, whole):
    actions.set_active(person=whole["leader1"].person, active=False, by=None)
    assert holes(places.village) == [(LEADER, "1号楼")]


def test_a_contact_of_the_whole_building_serves_its_units(places, whole, person):
    for name in ("contact_a", "contact_b"):
        actions.end_position(position=whole[name], until_on=SINCE, by=None)
    actions.appoint(
        person=person("one"), role=Role.PARTY_CONTACT, place=places.one, since_on=SINCE, by=None
    )
    assert holes(places.village) == []


def test_a_branch_that_hangs_nowhere_is_a_hole(places, orgs, whole):
    orgs.branch.parent = None
    orgs.branch.save()
    assert holes(places.village) == [(BRANCH, "温泉小区")]
    assert str(queries.chain(places.estate).links[1].gap) == "党支部还没有挂到本社区党组织下面"


def test_a_branch_under_another_community_is_a_hole(places, orgs, whole):
    orgs.branch.parent = actions.add_org(
        name="桥西村党支部", kind=OrgKind.COMMUNITY_PARTY, place=places.other, by=None
    )
    orgs.branch.save()
    assert holes(places.village) == [(BRANCH, "温泉小区")]


def test_an_estate_without_buildings_is_a_hole(places, orgs, whole):
    from tests.people.conftest import _under

    _under(places.village, "新苑", "estate", "E2")
    assert holes(places.village) == [(BRANCH, "新苑"), (LEADER, "新苑")]


def test_a_village_without_estates_has_no_chain_to_break(places):
    assert holes(places.other) == []


def test_coverage_counts_what_is_there_of_what_should_be(places, orgs, whole):
    actions.end_position(position=whole["contact_b"], until_on=SINCE, by=None)
    assert queries.coverage(places.county) == {
        PARTY: (1, 1),
        BRANCH: (1, 1),
        LEADER: (2, 2),
        CONTACT: (2, 3),
    }


def test_ten_estates_cost_as_many_statements_as_one(places, orgs, whole, django_assert_num_queries):
    from tests.people.conftest import _under

    with django_assert_num_queries(3):
        queries.chain_gaps(places.county)
    for number in range(9):
        estate = _under(places.village, f"小区{number}", "estate", f"X{number}")
        _under(estate, "1号楼", "building", f"XB{number}")
    with django_assert_num_queries(3):
        queries.chain_gaps(places.county)


def test_a_resident_sees_names_and_duties_and_never_a_number(places, orgs, whole, staff):
    staff(Role.GRID_WORKER, "grid", place=places.village, name="林小燕", phone=PHONE)
    found = queries.village_people(places.home)
    assert found.village == places.village
    assert [(c.name, c.role, c.at) for c in found.cadres] == [("林小燕", "网格员", "竹林社区")]
    assert [
        (b.place.name, b.estate, [n.name for n in b.leaders], len(b.contacts))
        for b in found.buildings
    ] == [
        ("1号楼", "温泉小区", ["lead-a姓名"], 2),
        ("2号楼", "温泉小区", ["lead-bb姓名"], 1),
    ]
    assert [o.name for o in found.units] == [
        "竹林社区党支部",
        "竹林社区居委会",
        "竹林社区监督委员会",
        "温泉小区党支部",
    ]
    assert "1380000" not in repr(found)
