"""Lists of service points and of residents by building: their columns, and what others call them."""

import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.imports import readers
from sanan.imports.table import Column, Table
from sanan.kit.cells import Cell
from sanan.kit.errors import Invalid
from sanan.neighbourhood.actions.circle_importing import TakingDwellings, TakingPoints
from sanan.neighbourhood.circle.kinds import PointKind
from sanan.places.coordinates import Crs

SYSTEMS = {
    Crs.WGS84: ("wgs84", "wgs", "gps", "地球坐标"),
    Crs.CGCS2000: ("cgcs2000", "国家2000", "2000国家大地坐标系", "天地图"),
    Crs.GCJ02: ("gcj02", "gcj", "高德", "腾讯", "微信", "火星坐标"),
    Crs.BD09: ("bd09", "百度"),
}
"""How people call the systems of coordinates."""

KINDS = {
    PointKind.ELDERLY: ("养老", "日间照料", "老年活动", "长者照护"),
    PointKind.CHILDREN: ("幼儿园", "托育", "托儿", "儿童之家", "托管"),
    PointKind.PHARMACY: ("药店", "药房"),
    PointKind.HEALTH: ("医院", "卫生", "诊所", "医务", "医疗"),
    PointKind.BREAKFAST: ("早餐", "早点"),
    PointKind.MEALS: ("食堂", "餐", "饭"),
    PointKind.LEISURE: ("公园", "健身", "球场", "阅览", "文化", "广场", "休闲"),
    PointKind.MARKET: ("菜市场", "农贸", "生鲜"),
    PointKind.SHOP: ("超市", "便利", "小卖", "商店"),
    PointKind.PARCEL: ("快递", "驿站", "邮政", "邮局"),
    PointKind.REPAIR: ("维修", "修理", "修鞋", "配钥匙"),
    PointKind.SERVICES: ("便民", "政务", "服务中心", "村部", "居委", "办事"),
}
"""Words by which a list says a kind; the first that fits counts."""


def kind(cell: Cell) -> str:
    """One of our kinds, by its name or by a word in it."""
    said = readers.text(cell)
    for each in PointKind:
        if said in {each.value, str(each.label)}:
            return each.value
    found = (each for each, marks in KINDS.items() if any(mark in said for mark in marks))
    known = next(found, None)
    if known is None:
        sentence = _("看不懂类别“%(said)s”。请写：%(kinds)s。")
        kinds = "、".join(str(each.label) for each in PointKind)
        raise Invalid(sentence % {"said": said[:20], "kinds": kinds}, "no_kind")
    return known.value


def system(cell: Cell) -> str:
    """The system of coordinates; empty where it is not said."""
    said = unicodedata.normalize("NFKC", readers.text(cell)).lower()
    plain = "".join(each for each in said if each.isalnum())
    if not plain:
        return ""
    for crs, marks in SYSTEMS.items():
        if any(mark in plain for mark in marks):
            return crs.value
    return plain


def degrees(cell: Cell) -> float | None:
    """Latitude or longitude; None for an empty cell."""
    said = unicodedata.normalize("NFKC", readers.text(cell)).strip("°NE北纬东经 ")
    if not said:
        return None
    try:
        found = float(said)
    except ValueError:
        found = float("nan")
    if not -180 <= found <= 180:
        sentence = _("看不懂经纬度“%(said)s”。请写成十进制的度，例如 118.2413。")
        raise Invalid(sentence % {"said": said[:20]}, "no_degrees")
    return found


WHERE = (
    Column("lat", gettext_lazy("纬度"), ("纬度", "北纬", "lat", "latitude"), degrees),
    Column("lon", gettext_lazy("经度"), ("经度", "东经", "lon", "lng", "longitude"), degrees),
    Column("crs", gettext_lazy("坐标系"), ("坐标系", "坐标系统", "坐标类型"), system),
)
PLACE = Column(
    "place",
    gettext_lazy("村、社区或小区"),
    ("小区", "村（社区）", "村（居）", "村居", "社区", "村", "所在村", "所属社区", "地点"),
    readers.line(80),
)
POINTS = Table(
    "service_points",
    gettext_lazy("服务点"),
    (
        Column(
            "name",
            gettext_lazy("名称"),
            ("名称", "网点名称", "店名", "机构名称"),
            readers.line(60),
            needed="name",
        ),
        Column(
            "kind", gettext_lazy("类别"), ("类别", "类型", "业态", "服务类别"), kind, needed="kind"
        ),
        PLACE,
        *WHERE,
        Column(
            "hours",
            gettext_lazy("营业时间"),
            ("营业时间", "开放时间", "服务时间"),
            readers.line(200),
        ),
        Column("address", gettext_lazy("地址"), ("地址", "详细地址"), readers.line(120)),
        Column("phone", gettext_lazy("电话"), ("电话", "联系电话", "服务电话"), readers.phone),
        Column(
            "ref",
            gettext_lazy("编号"),
            ("编号", "网点编号", "序号"),
            readers.number_text,
            may_be_lost=True,
        ),
    ),
    TakingPoints,
    known_by=gettext_lazy("编号一样的是同一个；没有编号的，地点、类别和名称都一样的是同一个。"),
)
DWELLINGS = Table(
    "dwellings",
    gettext_lazy("按楼栋的住户数"),
    (
        Column(
            "name",
            gettext_lazy("楼栋"),
            ("楼栋", "楼号", "幢号", "栋号", "自然村", "角落"),
            readers.line(60),
            needed="name",
        ),
        PLACE,
        Column(
            "people",
            gettext_lazy("人数"),
            ("人数", "常住人口", "总人数", "人口数"),
            readers.count,
            needed="people",
        ),
        Column(
            "elders",
            gettext_lazy("60 岁以上"),
            ("60岁以上", "老人", "老年人", "老年人数"),
            readers.count,
        ),
        Column(
            "children",
            gettext_lazy("14 岁以下"),
            ("14岁以下", "儿童", "少年儿童", "儿童数"),
            readers.count,
        ),
        *WHERE,
        Column(
            "counted_on",
            gettext_lazy("统计日期"),
            ("统计日期", "截至日期", "统计时间"),
            readers.day,
        ),
    ),
    TakingDwellings,
    known_by=gettext_lazy("同一个村或小区里楼栋一样的是同一栋；再导入就换成新的人数。"),
)
