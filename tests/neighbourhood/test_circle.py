"""Service points, streets, residents by building: who has what within reach, before and after."""

from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction

from matrix import read, same_verbs, walk
from sanan.kit.calendar import SHANGHAI
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.models import Entry
from sanan.neighbourhood import tasks
from sanan.neighbourhood.actions import circle, streets
from sanan.neighbourhood.circle import hours
from sanan.neighbourhood.circle.network import Network
from sanan.neighbourhood.circle.osm import lengths
from sanan.neighbourhood.circle.osm import read as read_extract
from sanan.neighbourhood.commands import neighbourhood
from sanan.neighbourhood.models import Dwelling, ServicePoint, Streets
from sanan.neighbourhood.queries.streets import network_of, pack, unpack
from sanan.neighbourhood.rules import POINT
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places.coordinates import Crs, Point

from .conftest import NOW, SINCE

LAT, LON = 25.3213, 118.2953
HUNDRED = 0.000994888  # degrees of longitude that make 100 m at this latitude (111,195 m a degree)
TABLE = read("""
    add    -> open : dispatcher, dept_handler, village_cadre, social_worker
    change open -> : dispatcher, dept_handler, village_cadre, social_worker
    see    open -> : dispatcher, dept_handler, village_cadre, social_worker, grid_worker, building_leader
    close  open -> closed : dispatcher, dept_handler, village_cadre, social_worker
    reopen closed -> open : dispatcher, dept_handler, village_cadre, social_worker
""")


def east(metres: float, crs: Crs = Crs.WGS84) -> Point:
    """So many metres to the east of where the village begins."""
    return Point(LAT, LON + metres / 100 * HUNDRED, Crs.WGS84).to(crs)


def street(*metres: float, height: bool = False) -> Network:
    """One straight street with a crossing at each of these."""
    lat = np.full(len(metres), LAT)
    lon = np.array([east(each).lon for each in metres])
    start, end = np.array(list(pairwise(range(len(metres))))).T
    heights = np.arange(len(metres)) * 20.0 if height else None
    return Network(lat, lon, start, end, lengths(lat, lon, start, end), heights)


def house(yard, name: str, metres: float, people=10, elders=4, children=2) -> Dwelling:
    where = east(metres)
    return Dwelling.objects.create(
        place=yard.village,
        name=name,
        lat=where.lat,
        lon=where.lon,
        people=people,
        elders=elders,
        children=children,
        counted_on=SINCE,
    )


def add(yard, kind="health", name="卫生室", metres=0.0, **more):
    given = {"place": yard.village, "by": yard.keeper, "at": NOW, "where": east(metres)} | more
    return circle.add_point(kind=kind, name=name, **given)


def test_the_life_of_a_point_is_that_of_the_domain(yard):
    same_verbs(POINT, TABLE)
    people: dict[str, Person | None] = {"nobody": None}
    for role in Role:
        made = Person.objects.create(username=f"role-{role}", name=f"role-{role}")
        Position.objects.create(person=made, role=role, place=yard.county, since_on=SINCE)
        people[str(role)] = made

    def make(state: str) -> ServicePoint:
        return ServicePoint.objects.create(
            place=yard.village,
            kind="shop",
            name=state or "new",
            state=state or "open",
            lat=LAT,
            lon=LON,
            checked_on=SINCE,
        )

    walk(POINT, TABLE, {name: {name} for name in people}, make=make, person=people.get)


def test_reach_follows_the_streets_and_says_where_it_only_guesses(yard):
    near, far, off = house(yard, "1号楼", 0), house(yard, "2号楼", 700), house(yard, "角落", -800)
    streets.take_streets(place=yard.county, network=street(0, 400, 700), source="路网", at=NOW)
    add(yard)
    add(yard, "shop", "小卖部", 700)
    for each in (near, far, off):
        each.refresh_from_db()
    assert (near.reach, near.by_line) == ({"health": 0.0, "shop": 700.0}, False)
    assert far.reach == {"health": 700.0, "shop": 0.0}
    # 800 m as the crow flies are taken for 1,040 m; the shop is 1,500 m away and out of reach.
    assert off.by_line
    assert off.reach == {"health": pytest.approx(1040, abs=1)}


def test_a_point_that_closes_moves_or_opens_again_is_measured_at_once(yard):
    home = house(yard, "1号楼", 0)
    point = add(yard, metres=100)

    def health() -> float | None:
        home.refresh_from_db()
        return home.reach.get("health")

    assert health() == pytest.approx(130, abs=0.5)
    circle.close_point(point=point, by=yard.keeper, reason="搬走了", at=NOW)
    assert health() is None
    circle.reopen_point(point=point, by=yard.keeper, at=NOW)
    said = {"name": point.name, "address": "", "phone": "", "hours": "每天 8:00-18:00"}
    circle.change_point(point=point, by=yard.keeper, where=east(200, Crs.GCJ02), at=NOW, **said)
    assert health() == pytest.approx(260, abs=0.5)  # the shift of GCJ-02 is undone at the edge
    assert Entry.objects.filter(event__startswith="service_point.").count() == 4


def test_slopes_are_longer_and_versions_replace_each_other(yard):
    house(yard, "1号楼", 0)
    streets.take_streets(place=yard.county, network=street(0, 200), source="平路", at=NOW)
    add(yard, metres=200)
    level = Dwelling.objects.get().reach["health"]
    streets.take_streets(
        place=yard.county, network=street(0, 200, height=True), source="坡路", at=NOW
    )
    steep = Dwelling.objects.get().reach["health"]
    assert level == pytest.approx(200, abs=0.2)
    assert steep == pytest.approx(200 * 1.21, rel=0.01)  # a tenth: a mean of e^0.35 and 1
    kept = Streets.objects.get()
    assert (kept.source, kept.heights, kept.crossings, kept.ways) == ("坡路", True, 2, 1)
    assert network_of(kept) is network_of(Streets.objects.get())
    again = unpack(pack(street(0, 50, 90)))
    assert list(again.metres) == list(street(0, 50, 90).metres)


def test_a_centre_counts_where_it_stands_while_it_is_open(yard):
    home = house(yard, "1号楼", 0)
    made = circle.place_centre(centre=yard.centre, where=east(100), by=yard.keeper, at=NOW)
    assert [each.kind for each in made] == [
        kind for kind in circle.SIX if kind in yard.centre.haves
    ]
    assert circle.place_centre(centre=yard.centre, where=east(100), by=yard.keeper, at=NOW) == []
    home.refresh_from_db()
    assert set(home.reach) == {each.kind for each in made}
    yard.centre.state = "planned"
    yard.centre.save(update_fields=["state"])
    tasks.remeasure()
    home.refresh_from_db()
    assert home.reach == {}


def test_what_no_list_may_say(yard):
    add(yard)
    with pytest.raises(Invalid, match="twice"):
        add(yard, metres=50)
    with pytest.raises(Invalid) as no:
        add(yard, name="诊所", hours="看老板心情")
    assert "看不懂营业时间“看老板心情”" in str(no.value.sentence)
    with pytest.raises(Refused):
        add(yard, name="诊所", by=yard.far_keeper)
    with pytest.raises(IntegrityError), transaction.atomic():
        house(yard, "1号楼", 0, people=3, elders=2, children=2)
    bare = Network(np.zeros(1), np.zeros(1), np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    with pytest.raises(Invalid, match="no_ways"):
        streets.take_streets(place=yard.county, network=bare, source="空")


POINTS_CSV = """编号,名称,类别,村,纬度,经度,坐标系,营业时间
1,德和堂药店,药店,桃溪社区,{lat},{lon},高德,每天 8:00-21:00
2,桃溪卫生室,卫生室,桃溪社区,25.3213,118.2953,WGS84,周一至周五 8:00-12:00
3,没有坐标系,超市,桃溪社区,25.3213,118.2953,,
4,不知道在哪,超市,不存在的村,25.3213,118.2953,WGS84,
5,做什么的,算命,桃溪社区,25.3213,118.2953,WGS84,
6,钟点不对,超市,桃溪社区,25.3213,118.2953,WGS84,随便
"""
HOMES_CSV = """小区,楼栋,人数,60岁以上,14岁以下,纬度,经度,坐标系
桃溪社区,1号楼,40,9,6,25.3213,118.2953,WGS84
桃溪社区,2号楼,5,4,4,25.3213,118.2953,WGS84
"""


def taken(folder, text, *more):
    file = folder / "list.csv"
    file.write_text(text, "utf-8-sig")
    asked = ["import", str(file), "--place", "350525000000", *more]
    found = CliRunner().invoke(neighbourhood, asked)
    assert found.exit_code == 0, found.output
    return found.output


def test_lists_are_taken_once_and_what_is_wrong_is_named(yard, tmp_path):
    there = east(300, Crs.GCJ02)
    text = POINTS_CSV.format(lat=there.lat, lon=there.lon)
    told = taken(tmp_path, text)
    points = {point.name: point for point in ServicePoint.objects.all()}
    assert set(points) == {"德和堂药店", "桃溪卫生室"}
    pharmacy = points["德和堂药店"]
    assert (pharmacy.kind, pharmacy.place) == ("pharmacy", yard.village)
    assert (pharmacy.lat, pharmacy.lon) == pytest.approx((LAT, east(300).lon), abs=1e-6)
    for sentence in ("请注明坐标系", "没有找到“不存在的村”", "看不懂类别“算命”", "看不懂营业时间"):
        assert sentence in told
    before = Entry.objects.count()
    taken(tmp_path, text)
    assert Entry.objects.count() == before
    told = taken(tmp_path, HOMES_CSV)
    assert "老人和儿童加起来比总人数还多" in told
    home = Dwelling.objects.get()
    assert (home.people, home.elders, home.children) == (40, 9, 6)
    assert set(home.reach) == {"health", "pharmacy"}
    taken(tmp_path, HOMES_CSV.replace("40,9", "41,9"))
    assert Dwelling.objects.get().people == 41


OSM = f"""<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
 <node id="1" lat="{LAT}" lon="{LON}"/>
 <node id="2" lat="{LAT}" lon="{LON + HUNDRED}"><tag k="amenity" v="pharmacy"/><tag k="name" v="桃溪大药房"/>
  <tag k="opening_hours" v="Mo-Su 08:00-21:00"/></node>
 <node id="3" lat="{LAT}" lon="{LON + 3 * HUNDRED}"/>
 <node id="4" lat="{LAT + 0.01}" lon="{LON}"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/></way>
 <way id="11"><nd ref="3"/><nd ref="4"/><tag k="highway" v="motorway"/></way>
 <way id="12"><nd ref="1"/><nd ref="3"/><nd ref="99"/><tag k="leisure" v="park"/></way>
</osm>"""


def test_an_openstreetmap_extract_gives_points_and_streets(yard, tmp_path):
    home = house(yard, "1号楼", 0)
    file = tmp_path / "county.osm"
    file.write_text(OSM, "utf-8")
    asked = ["osm", str(file), "--place", "350525000000"]
    first = CliRunner().invoke(neighbourhood, asked)
    assert first.output == (
        "3 crossings, 2 ways\npoints: 2 new, 0 changed, 0 unchanged, 0 left out (of a name that is there already)\n"
    )
    assert "0 new, 0 changed, 2 unchanged" in CliRunner().invoke(neighbourhood, asked).output
    home.refresh_from_db()
    assert home.reach == pytest.approx(
        {"pharmacy": 100, "leisure": 100}, abs=0.2
    )  # the park is between 1 and 3, nearest to 2
    assert ServicePoint.objects.get(kind="pharmacy").hours == "Mo-Su 08:00-21:00"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<osm><node id='1'", "不是完整的 .osm 文件"),
        ('{"type": "FeatureCollection"}', "不是完整的 GeoJSON"),
        ("node,lon,lat", "不是 GeoJSON，也不是 .osm 文件"),
    ],
)
def test_a_broken_extract_is_said(tmp_path, text, sentence):
    file = tmp_path / "extract"
    file.write_text(text)
    with pytest.raises(Invalid) as no:
        read_extract(file)
    assert sentence in str(no.value.sentence)


def test_geojson_points_and_shapes(tmp_path):
    file = tmp_path / "extract.geojson"
    ring = "[[[118, 25], [118.2, 25], [118.2, 25.2], [118, 25]]]"
    file.write_text(
        '{"type": "FeatureCollection", "features": ['
        '{"id": "node/1", "properties": {"shop": "convenience"}, "geometry": {"type": "Point", "coordinates": [118, 25]}},'
        '{"id": "way/2", "properties": {"leisure": "park", "name": "公园"}, "geometry": {"type": "Polygon", "coordinates": '
        + ring
        + '}}, {"properties": {"amenity": "bench"}, "geometry": null}]}'
    )
    shop, park = read_extract(file).points
    assert (shop.kind, shop.at, shop.ref) == ("shop", (25, 118), "node/1")
    assert (park.kind, park.name, park.at) == ("leisure", "公园", (25.1, 118.1))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)  # 2 March is a Monday


HOURS = [
    ("每天 8:00-21:00", at(2, 20, 59), True, at(2, 21)),
    ("每天 8:00-21:00", at(2, 21), False, at(3, 8)),
    (
        "周一至周五 8:00-12:00，14:30-17:30；周六 9:00-12:00；节假日休息",
        at(2, 12),
        False,
        at(2, 14, 30),
    ),
    ("Mo-Fr 08:00-12:00,14:30-17:30; Sa 09:00-12:00; PH off", at(6, 18), False, at(7, 9)),
    ("Mo-Fr 08:00-12:00; PH off", at(3, 9), False, at(4, 8)),  # the 3rd is made a holiday below
    ("24小时", at(3, 3), True, None),
    ("18:00-02:00", at(3, 1, 59), True, at(3, 2)),
    ("周末 9点-17点半", at(7, 17), True, at(7, 17, 30)),
    ("周一至周五 8:00-12:00；周一至周五 14:30-17:30", at(2, 15), True, at(2, 17, 30)),
    ("周一至周日 休息", at(2, 15), False, None),
]


@pytest.mark.parametrize(("text", "moment", "open_", "changes"), HOURS)
def test_hours_as_people_and_maps_write_them(text, moment, open_, changes):
    found = hours.read(text).at(moment, lambda day: day.day == 3)
    assert (found.open, found.changes_at) == (open_, changes)


def test_hours_are_said_again_in_words():
    said = hours.read("Mo-Fr 08:00-12:00,14:30-17:30; Sa 09:00-12:00; PH off").said()
    assert said == "周一至周五 8:00–12:00、14:30–17:30；周六 9:00–12:00；节假日 休息"
    assert hours.read(said).said() == said
    for text in ("", "8:00", "25:00-26:00", "周八 8:00-9:00", "8:70-9:00"):
        with pytest.raises(Invalid):
            hours.read(text)
