"""Places of our own, grids, and where places are."""

from datetime import UTC, datetime

import orjson
import pytest

from sanan.kit.errors import Forbidden, Invalid, Missing, Refused
from sanan.ledger.models import Entry
from sanan.places import actions, queries, rules
from sanan.places.coordinates import Crs, Point
from sanan.places.enums import PlaceKind
from sanan.places.models import Place, spoken

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ROWS = [
    {"code": "3505", "name": "泉州市"},
    {"code": "350526", "name": "德化县"},
    {"code": "350526100", "name": "浔中镇"},
    {"code": "350526100214", "name": "祥安社区居委会"},
    {"code": "350526100213", "name": "蒲坂村委会"},
]


@pytest.fixture
def village() -> Place:
    actions.load_regions(source=ROWS)
    return queries.by_code("350526100214")


class Someone:
    def __init__(self, role: str, path: str) -> None:
        self.ref, self.role, self.path = "SOMEONE", role, path

    def roles_at(self, path: str) -> frozenset[str]:
        return frozenset({self.role} if path.startswith(self.path) else ())


def test_down_to_the_household(village):
    place = village
    for kind, name in [
        ("estate", "祥安小区"),
        ("building", "3号楼"),
        ("unit", "2单元"),
        ("household", "501"),
    ]:
        place = actions.add_place(parent=place, name=name, kind=PlaceKind(kind), at=AT)
    assert place.full_name == "德化县浔中镇祥安社区祥安小区3号楼2单元501"
    assert len(place.code) == 10
    line = queries.lineage(place)
    assert line == queries.lineage(village)
    assert line.village_id == village.pk
    entry = Entry.objects.last()
    assert (entry.event, entry.subject, entry.at) == ("place.add", place.code, AT)
    assert orjson.loads(bytes(entry.content))["name"] == "501"


def test_lineage_takes_one_statement(village, django_assert_num_queries):
    with django_assert_num_queries(1):
        line = queries.lineage(village)
    assert line == queries.Lineage(
        queries.by_code("350526000000").pk, queries.by_code("350526100000").pk, village.pk
    )
    assert queries.lineage(queries.by_code("350526000000")).township_id is None
    assert queries.lineage(queries.by_code("350500000000")) == queries.Lineage()


@pytest.mark.parametrize("kind", list(PlaceKind))
@pytest.mark.parametrize("parent", ["350500000000", "350526100214", "estate", "household"])
def test_a_level_lies_under_a_higher_one(village, parent, kind):
    estate = actions.add_place(parent=village, name="小区", kind=PlaceKind.ESTATE, code="estate")
    actions.add_place(parent=estate, name="1", kind=PlaceKind.HOUSEHOLD, code="household")
    above = queries.by_code(parent)
    order = list(PlaceKind)
    before = Place.objects.count()
    fits = order.index(kind) > max(3, order.index(PlaceKind(above.kind)))
    if fits:
        assert actions.add_place(parent=above, name="新", kind=kind).depth == above.depth + 1
    else:
        with pytest.raises(Invalid):
            actions.add_place(parent=above, name="新", kind=kind)
    assert Place.objects.count() == before + fits


def test_names_and_codes_are_taken_once(village):
    actions.add_place(parent=village, name="祥安小区", kind=PlaceKind.ESTATE, code="A1")
    for name, code in [("祥安小区", ""), (" 祥安小区\u200b", ""), ("别的小区", "A1")]:
        with pytest.raises(Refused):
            actions.add_place(parent=village, name=name, kind=PlaceKind.ESTATE, code=code)
    with pytest.raises(Invalid):
        actions.add_place(parent=village, name="\u3000", kind=PlaceKind.ESTATE)
    assert queries.subtree(village).count() == 2


def test_rename(village):
    estate = actions.add_place(parent=village, name="祥安小区", kind=PlaceKind.ESTATE)
    actions.rename_place(place=village, name="新祥安社区", at=AT)
    estate.refresh_from_db()
    assert village.full_name == "德化县浔中镇新祥安社区"
    assert estate.full_name == "德化县浔中镇新祥安社区祥安小区"
    entries = Entry.objects.filter(event="place.rename").count()
    actions.rename_place(place=village, name="新祥安社区")
    assert Entry.objects.filter(event="place.rename").count() == entries == 1


MAY = {
    "village_cadre": {"browse", "add", "locate", "make_qr", "retire_qr"},
    "tenant_admin": {
        *("load", "browse", "add", "rename", "locate", "set_grid", "make_qr", "retire_qr"),
    },
    "dispatcher": set(),
    "resident": set(),
}


@pytest.mark.parametrize("role", MAY)
def test_a_cadre_keeps_his_village_and_the_administrator_the_table(village, role):
    """Names, grids and the code table are the county's; what stands in a village is the village's."""
    by = Someone(role, village.path)
    assert {verb for verb in rules.Verb if rules.may(verb, village, by)} == MAY[role]
    neighbour = queries.by_code("350526100213")
    assert not any(rules.may(verb, neighbour, by) for verb in rules.Verb)


def test_grids_are_drawn_by_the_administrator_alone(village):
    with pytest.raises(Forbidden):
        actions.add_grid(
            name="祥安网格", places=[village], by=Someone("village_cadre", village.path)
        )
    county = queries.by_code("350526000000")
    grid = actions.add_grid(
        name="祥安网格", places=[village], by=Someone("tenant_admin", county.path)
    )
    assert list(grid.places.all()) == [village]


@pytest.mark.parametrize(
    ("role", "at", "allowed"),
    [
        ("village_cadre", "350526100214", True),
        ("village_cadre", "350526000000", True),
        ("village_cadre", "350526100213", False),
        ("tenant_admin", "350526000000", True),
        ("dispatcher", "350526000000", False),
        ("resident", "350526100214", False),
    ],
)
def test_who_may(village, role, at, allowed):
    by = Someone(role, queries.by_code(at).path)
    before = Entry.objects.count()
    try:
        actions.add_place(parent=village, name="祥安小区", kind=PlaceKind.ESTATE, by=by)
        actions.make_qr(place=village, by=by)
    except Forbidden:
        assert not allowed
        assert Entry.objects.count() == before
    else:
        assert allowed
        assert Entry.objects.count() == before + 2


@pytest.mark.parametrize("datum", list(Crs))
def test_wherever_the_numbers_come_from_wgs84_is_kept(village, datum):
    given = Point(25.4888, 118.2411, Crs.WGS84).to(datum)
    actions.locate(place=village, lat=given.lat, lon=given.lon, datum=datum, at=AT)
    village.refresh_from_db()
    assert (village.lat, village.lon) == (pytest.approx(25.4888), pytest.approx(118.2411))
    assert Entry.objects.last().event == "place.locate"


def test_numbers_that_are_nowhere_change_nothing(village):
    before = Entry.objects.count()
    with pytest.raises(Invalid):
        actions.locate(place=village, lat=118.2411, lon=25.4888, datum=Crs.WGS84)
    village.refresh_from_db()
    assert (village.lat, Entry.objects.count()) == (None, before)


def test_grids_overlay_the_tree(village):
    estate = actions.add_place(parent=village, name="祥安小区", kind=PlaceKind.ESTATE)
    other = queries.by_code("350526100213")
    whole = actions.add_grid(name="浔中一级网格", places=[village, other])
    part = actions.add_grid(name="祥安网格", places=[estate], parent=whole)
    actions.set_grid(grid=part, places=[estate, other])
    assert set(part.places.all()) == {estate, other}
    assert list(whole.parts.all()) == [part]
    assert Entry.objects.filter(event__in=["place.add_grid", "place.set_grid"]).count() == 3


def test_finding(village):
    actions.add_place(parent=village, name="祥安小区", kind=PlaceKind.ESTATE)
    assert [p.name for p in queries.find("祥安")] == ["祥安社区居委会", "祥安小区"]
    assert [p.name for p in queries.find("浔中 小区")] == ["祥安小区"]
    assert queries.find("  ") == []
    assert [p.name for p in queries.children(None)] == ["泉州市"]
    assert [p.name for p in queries.children(village)] == ["祥安小区"]
    assert queries.ancestors(village)[-1].name == "浔中镇"
    with pytest.raises(Missing):
        queries.by_code("nowhere")


def test_within_stops_at_the_neighbour(village):
    """A branch is its own paths and no others, also where the next sibling begins alike."""
    township = queries.by_code("350526100000")
    for number in range(40):
        actions.add_place(parent=village, name=f"{number}号小区", kind=PlaceKind.ESTATE)
    inside = {p.pk for p in Place.objects.all() if p.path.startswith(village.path)}
    assert {p.pk for p in Place.objects.within(village)} == inside
    assert len(inside) == 41
    assert Place.objects.within(township).count() == 43


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("祥安社区居委会", "village", "祥安社区"),
        ("蒲坂村委会", "village", "蒲坂村"),
        ("蒲坂村民委员会", "village", "蒲坂村"),
        ("城关居民委员会", "village", "城关社区"),
        ("凤凰社区", "village", "凤凰社区"),
        ("村委会", "village", "村委会"),
        ("居委会大楼", "building", "居委会大楼"),
        ("业主委员会", "estate", "业主委员会"),
    ],
)
def test_as_people_say_it(name, kind, said):
    assert spoken(name, kind) == said
