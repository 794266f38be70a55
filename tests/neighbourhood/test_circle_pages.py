"""The pages of fifteen minutes: what is near and open, the map's table, gaps, a point that is tried."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from sanan.cases.models import Case
from sanan.kit import clock
from sanan.neighbourhood.actions import circle, streets
from sanan.neighbourhood.models import Dwelling, ServicePoint
from sanan.people.enums import Role
from sanan.people.models import Position
from sanan.places.coordinates import Crs

from .conftest import NOW, SINCE
from .test_circle import add, east, house, street

CIRCLE = "/staff/neighbourhood/circle/"


@pytest.fixture
def quarter(yard, monkeypatch):
    """A street of 1,200 m: a clinic and a shop at its beginning, three buildings."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    yard.village.lat, yard.village.lon = east(0).lat, east(0).lon
    yard.village.save(update_fields=["lat", "lon"])
    streets.take_streets(
        place=yard.county, network=street(0, 300, 800, 1200), source="路网", at=NOW
    )
    for name, metres, people, elders, children in (
        ("1号楼", 0, 40, 10, 5),
        ("2号楼", 800, 30, 20, 1),
        ("3号楼", 1200, 10, 4, 2),
    ):
        house(yard, name, metres, people, elders, children)
    add(yard, hours="周一至周五 8:00-12:00", phone="0595-23880001")
    add(yard, "shop", "小卖部", 300, hours="每天 18:00-22:00")
    add(yard, "repair", "修理铺", 800)
    return yard


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_anyone_sees_what_is_near_and_open(quarter):
    page = text(Client(), f"/neighbourhood/near/{quarter.village.code}/")
    clinic, shop, repair = (page.index(name) for name in ("卫生室", "小卖部", "修理铺"))
    assert clinic < shop < repair  # it is Monday, 10:00: the clinic is open, the shop is not yet
    assert "到 12:00" in page[clinic:shop]
    assert "18:00 开" in page[shop:repair]
    assert "不知道几点开" in page[repair:]
    assert "走 4 分钟" in page[shop:repair]  # 300 m at 1.25 m/s
    assert "（老人 7 分钟）" in page[shop:repair]
    assert "tel:" in page
    assert "地图数据来自：路网" in page
    assert "估算" not in page


def test_near_a_marked_position_in_the_system_of_the_map(quarter):
    there = east(800, Crs.GCJ02)
    query = f"?lat={there.lat}&lon={there.lon}&crs=gcj02"
    page = text(Client(), f"/neighbourhood/near/{quarter.village.code}/{query}")
    assert "离您标的位置近的" in page
    assert page.index("走 1 分钟") > page.index("修理铺")
    for query, sentence in (
        ("?lat=25&lon=118", "请注明坐标系"),
        ("?lat=25&crs=wgs84", "纬度和经度要一起给"),
        ("?lat=950&lon=118&crs=wgs84", "地球上没有这个位置"),
        ("?lat=x&lon=118&crs=wgs84", "这个位置没有数值"),
    ):
        assert sentence in text(Client(), f"/neighbourhood/near/{quarter.village.code}/{query}")


def test_a_centre_is_open_by_its_own_hours(quarter):
    circle.place_centre(centre=quarter.centre, where=east(0), by=quarter.keeper, at=NOW)
    page = text(Client(), f"/neighbourhood/near/{quarter.village.code}/?kind=elderly")
    # The centre of these tests offers none of the six: nothing is near.
    assert "还没有登记的" in page
    quarter.centre.haves = ["elderly"]
    quarter.centre.save(update_fields=["haves"])
    circle.place_centre(centre=quarter.centre, where=east(0), by=quarter.keeper, at=NOW)
    page = text(Client(), f"/neighbourhood/near/{quarter.village.code}/?kind=elderly")
    assert "到 12:00" in page


def test_a_place_without_a_position_asks_for_one(yard):
    page = text(Client(), f"/neighbourhood/near/{yard.elsewhere.code}/")
    assert "请在地图上标出您的位置" in page


def test_the_table_counts_each_group_at_its_own_pace_and_opens_its_rows(quarter, desk):
    client = desk(quarter.keeper)
    page = text(client, CIRCLE)
    # Everyone: 800 m is within 1,125 m, 1,200 m is not; elders go 720 m.
    assert "缺 10 人" in page
    health = page[page.index("病有所医") :]
    assert "缺 24 人" in health  # the elders of the second and third building
    assert "87.5%" in health  # 70 of 80
    rows = text(
        client, f"{CIRCLE}dwellings/?place={quarter.village.code}&kind=health&who=elders&reach=not"
    )
    assert "2 条" in rows
    gap = text(client, f"{CIRCLE}gap/?place={quarter.village.code}&kind=health&who=elders")
    assert "老人，2 栋" in gap
    assert "<b data-sum>24</b>" in gap
    assert "34 人里 24 人走不到，走得到的占 29.4%" in gap


def test_a_gap_becomes_a_topic_or_a_project_with_what_is_known(quarter, desk):
    Case.objects.create(
        code="c1",
        query_hash="c1",
        door="web",
        title="去卫生室太远",
        text="老人走不动",
        place=quarter.village,
        village=quarter.village,
        county=quarter.county,
        opened_at=NOW,
    )
    client = desk(quarter.keeper)
    gap = text(client, f"{CIRCLE}gap/?kind=health")
    assert "一年里说到过的 1 件" in gap
    assert "去卫生室太远" in gap
    assert "登记成项目" not in gap
    address = gap[gap.index("/staff/council/topics/new/") :].partition('"')[0].replace("&amp;", "&")
    query = parse_qs(urlsplit(address).query)
    assert query["title"] == ["桃溪社区：所有人里有 10 人十五分钟走不到“病有所医”"]
    topic = text(client, address)
    assert f'value="{query["title"][0]}"' in topic
    assert query["text"][0] in topic
    Position.objects.create(
        person=quarter.founder, role=Role.PROJECT_OFFICER, place=quarter.county, since_on=SINCE
    )
    client = desk(quarter.founder)
    gap = text(client, f"{CIRCLE}gap/?place={quarter.village.code}&kind=health")
    register = reverse("projects_staff:register")
    address = gap[gap.index(f"{register}?") :].partition('"')[0]
    project = text(client, address.replace("&amp;", "&"))
    assert f'value="{query["title"][0]}"' in project


def test_before_and_after_a_point_that_is_not_there(quarter, desk):
    there = east(1200, Crs.GCJ02)
    query = f"?kind=health&lat={there.lat}&lon={there.lon}&crs=gcj02"
    page = text(desk(quarter.keeper), f"{CIRCLE}try/{query}")
    assert "70（87.5%）" in page
    assert "80（100.0%）" in page
    assert "2号楼、3号楼" in page  # elders of both, everyone of the third
    assert ServicePoint.objects.filter(kind="health").count() == 1
    wrong = text(desk(quarter.keeper), f"{CIRCLE}try/?kind=health&lat=25&lon=118")
    assert "请注明坐标系" in wrong


def test_the_desk_enters_changes_and_closes_a_point(quarter, desk):
    client = desk(quarter.keeper)
    given = {
        "place": quarter.village.pk,
        "kind": "pharmacy",
        "name": "德和堂",
        "hours": "随便",
        "lat": east(800).lat,
        "lon": east(800).lon,
        "crs": "wgs84",
    }
    new = "/staff/neighbourhood/points/new/"
    refused = client.post(new, given)
    assert refused.status_code == 422
    assert "看不懂营业时间" in refused.content.decode()
    assert client.post(new, given | {"hours": "", "lat": "", "lon": ""}).status_code == 422
    made = client.post(new, given | {"hours": "每天 8:00-21:00"})
    assert made.status_code == 302
    assert Dwelling.objects.get(name="3号楼").reach["pharmacy"] == pytest.approx(400, abs=0.5)
    page = text(client, made.url)
    assert "每天 8:00–21:00" in page
    assert client.post(f"{made.url}see/").status_code == 302
    assert client.post(f"{made.url}close/", {"reason": "搬走了"}).status_code == 302
    assert "pharmacy" not in Dwelling.objects.get(name="3号楼").reach
    assert "德和堂" in text(client, "/staff/neighbourhood/points/?state=closed")
    centre = "/staff/neighbourhood/points/centre/"
    where = {"lat": east(0).lat, "lon": east(0).lon, "crs": "wgs84"}
    assert client.post(centre, where | {"centre": quarter.centre.pk}).status_code == 302


@pytest.mark.parametrize("who", ["resident", "stranger"])
def test_nobody_else_sees_numbers(quarter, desk, who):
    client = desk(getattr(quarter, who))
    for address in (
        CIRCLE,
        f"{CIRCLE}gap/",
        f"{CIRCLE}try/",
        f"{CIRCLE}dwellings/",
        "/staff/neighbourhood/points/",
    ):
        assert client.get(address).status_code == 404


def test_a_keeper_elsewhere_sees_nothing_of_here(quarter, desk):
    client = desk(quarter.far_keeper)
    assert client.get(f"{CIRCLE}?place={quarter.village.code}").status_code == 404
    assert "还没有按楼栋的住户数" in text(client, CIRCLE)
    assert "0 条" in text(client, f"{CIRCLE}dwellings/?place={quarter.village.code}")
