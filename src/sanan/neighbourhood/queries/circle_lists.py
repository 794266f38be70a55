"""The lists of fifteen minutes: points, and buildings with what they have within reach."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.kit.dates import local_day, years_on
from sanan.lists.declare import Asked, Column, Filter, List, View, by_field
from sanan.neighbourhood.circle.kinds import SIX, Group, PointKind, PointState
from sanan.neighbourhood.circle.walking import Walker, minutes
from sanan.neighbourhood.models import Dwelling, ServicePoint
from sanan.neighbourhood.queries.circle import SIX_OF_THEM, has, people_of
from sanan.places import queries as places

STALE_DAYS = 365
KINDS = [(SIX_OF_THEM, _("六有都要")), *PointKind.choices]


def _points(asked: Asked) -> Any:
    return ServicePoint.objects.visible_to(asked.person).select_related("place", "centre")


def _place_word(code: str) -> str:
    found = places.with_code(code)
    return found.spoken if found else ""


def _in_place(rows: Any, code: str, _asked: Asked) -> Any:
    found = places.with_code(code)
    return rows.within(found) if found else rows.none()


def _sort_of(rows: Any, value: str, _asked: Asked) -> Any:
    return rows.filter(kind__in=SIX) if value == "six" else rows.exclude(kind__in=SIX)


def _unseen(rows: Any, _value: str, asked: Asked) -> Any:
    today = local_day(asked.now)
    return rows.filter(checked_on__lt=years_on(today, -1))


def _without_hours(rows: Any, _value: str, _asked: Asked) -> Any:
    return rows.filter(hours="", centre=None)


POINTS = List(
    name="service_points",
    title=_("服务点"),
    rows=_points,
    order=["place__path", "kind", "name"],
    href=lambda row: reverse("neighbourhood_staff:point", args=[row.code]),
    empty=_("还没有服务点。可以加一个，也可以从 Excel 导入。"),
    columns=[
        Column(_("名称"), lambda p: p.name, sort="name", width=24),
        Column(_("是什么"), lambda p: p.get_kind_display(), sort="kind"),
        Column(_("在哪里"), lambda p: p.place.spoken, sort="place__path"),
        Column(_("营业时间"), lambda p: p.hours, width=36, shown=False),
        Column(_("地址"), lambda p: p.address, width=24),
        Column(_("电话"), lambda p: p.phone),
        Column(_("现在"), lambda p: p.get_state_display()),
        Column(_("最近看过"), lambda p: p.checked_on, sort="checked_on"),
        Column(_("来源"), lambda p: p.source, shown=False),
        Column(_("纬度"), lambda p: p.lat, shown=False),
        Column(_("经度"), lambda p: p.lon, shown=False),
    ],
    filters=[
        Filter("kind", _("是什么"), PointKind.choices, by_field("kind")),
        Filter("state", _("现在"), PointState.choices, by_field("state")),
        Filter("sort", _("哪一类"), [("six", _("六有")), ("daily", _("每天要用的"))], _sort_of),
        Filter("unseen", _("看过没有"), [("1", _("一年没有人去看过"))], _unseen),
        Filter("hours", _("时间"), [("none", _("不知道营业时间"))], _without_hours),
        Filter("place", _("在哪里"), known=_place_word, narrow=_in_place),
    ],
    views=[
        View(_("开着的"), {"state": "open"}),
        View(_("六有"), {"sort": "six", "state": "open"}),
        View(_("每天要用的"), {"sort": "daily", "state": "open"}),
        View(_("一年没有人去看过"), {"unseen": "1", "state": "open"}, "amber"),
        View(_("不知道营业时间"), {"hours": "none", "state": "open"}, "amber"),
        View(_("不再开的"), {"state": "closed"}),
    ],
    fallback={"state": "open"},
)


def _dwellings(asked: Asked) -> Any:
    """Read once for the page, however many views count them."""
    place = asked.chosen.get("place", "")
    return asked.once(f"dwellings {place}", lambda: _read(asked))


def _read(asked: Asked) -> list[Dwelling]:
    rows = Dwelling.objects.visible_to(asked.person).select_related("place")
    return list(_chosen_place(rows, asked).order_by("place__path", "name"))


def _chosen_place(rows: Any, asked: Asked) -> Any:
    code = asked.chosen.get("place", "")
    return _in_place(rows, code, asked) if code else rows


def _reach(rows: Any, value: str, asked: Asked) -> Any:
    kind, group = asked.chosen.get("kind", SIX_OF_THEM), asked.chosen.get("who", Group.EVERYONE)
    wanted = value == "has"
    return [row for row in rows if people_of(row, group) and has(row.reach, kind, group) is wanted]


def _estimated(rows: Any, _value: str, _asked: Asked) -> Any:
    return [row for row in rows if row.by_line]


def _minutes(kind: PointKind) -> Any:
    def value(row: Dwelling) -> object:
        found = row.reach.get(kind)
        return "" if found is None else round(minutes(found, Walker.ADULT))

    return value


DWELLINGS = List(
    name="dwellings",
    title=_("按楼栋看"),
    rows=_dwellings,
    href=lambda row: reverse("neighbourhood_staff:circle") + f"?place={row.place.code}",
    key=lambda row: str(row.pk),
    empty=_("还没有按楼栋的住户数。可以从 Excel 导入。"),
    columns=[
        Column(_("楼栋"), lambda d: d.name, width=16),
        Column(_("在哪里"), lambda d: d.place.spoken, width=16),
        Column(_("人数"), lambda d: d.people, num=True),
        Column(_("60 岁以上"), lambda d: d.elders, num=True),
        Column(_("14 岁以下"), lambda d: d.children, num=True),
        *(Column(kind.label, _minutes(kind), num=True, shown=kind in SIX) for kind in PointKind),
        Column(_("量法"), lambda d: _("按直线估算") if d.by_line else _("按路走")),
    ],
    filters=[
        Filter("kind", _("要什么"), KINDS, lambda rows, _value, _asked: rows),
        Filter("who", _("谁"), Group.choices, lambda rows, _value, _asked: rows),
        Filter("reach", _("走得到吗"), [("not", _("走不到")), ("has", _("走得到"))], _reach),
        Filter("line", _("量法"), [("1", _("按直线估算"))], _estimated),
        Filter("place", _("在哪里"), known=_place_word),
    ],
    views=[
        View(_("全部"), {}),
        View(_("六有有缺的"), {"reach": "not"}, "amber"),
        View(_("老人走不到卫生室"), {"kind": "health", "who": "elders", "reach": "not"}, "amber"),
        View(_("老人走不到食堂"), {"kind": "meals", "who": "elders", "reach": "not"}, "amber"),
        View(_("按直线估算"), {"line": "1"}),
    ],
)
