"""The lists of the desk: dwellings, repairs, uses of the fund, ratings."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import State
from sanan.cases.models import Case
from sanan.council.rules.quorum import square_metres
from sanan.estates.enums import AT_ESTATE, READERS, RatingState, Rung, UseState
from sanan.estates.models import Dwelling, Estate, EstateRepair, FundUse, PropertyRating
from sanan.kit.dates import period
from sanan.lists.declare import Asked, Column, Filter, List, View, by_field
from sanan.people.queries import below


def _estate(code: str) -> str:
    found = Estate.objects.filter(code=code).select_related("place").first()
    return found.place.name if found else ""


def _of(name: str = "estate") -> Filter:
    """Of one estate, as its page asks."""
    return Filter("of", _("小区"), known=_estate, narrow=by_field(f"{name}__code"))


def _several(rows: Any, _value: str, _asked: Asked) -> Any:
    """Dwellings of owners who have more than one."""
    hashes = rows.exclude(owner_hash="").values_list("owner_hash", "owner")
    seen: set[tuple[str, str]] = set()
    twice: set[str] = set()
    for pair in hashes:
        (twice.add(pair[0]) if pair in seen else seen.add(pair))
    return rows.filter(owner_hash__in=twice)


DWELLINGS = List(
    name="estate-dwellings",
    title=_("房屋和业主"),
    rows=lambda asked: Dwelling.objects.visible_to(asked.person).select_related(
        "building", "estate__place"
    ),
    order=["building__path", "unit", "number"],
    href=lambda home: reverse("estates_staff:dwelling", args=[home.ref]),
    key=lambda home: str(home.ref),
    empty=_("还没有登记房屋。从“导入房屋和业主”开始，每套一行。"),
    columns=[
        Column(_("房屋"), lambda home: home.door, width=24),
        Column(_("业主"), lambda home: home.owner, sort="owner"),
        Column(_("面积"), lambda home: square_metres(home.area), num=True, sort="area"),
        Column(_("手机"), lambda home: _("已登记") if home.owner_hash else _("没有")),
        Column(_("小区"), lambda home: home.estate.place.name),
    ],
    filters=[
        Filter("several", _("几套"), [("1", _("一人有几套的"))], _several),
        Filter(
            "phone",
            _("手机"),
            [("no", _("没有手机号的"))],
            lambda rows, _value, _asked: rows.filter(owner_hash=""),
        ),
        _of(),
    ],
    views=[
        View(_("一人有几套的"), {"several": "1"}),
        View(_("没有手机号的"), {"phone": "no"}, "amber"),
    ],
)


def _repairs(asked: Asked) -> Any:
    seen = Case.objects.visible_to(asked.person).filter(kind="estate_repair")
    rows = EstateRepair.objects.filter(case__in=seen.values("pk"))
    return rows.select_related("case", "estate__place", "building", "case__handler")


def _standing(rows: Any, value: str, _asked: Asked) -> Any:
    still = Q(case__in=Case.objects.filter(kind="estate_repair").open().values("pk"))
    if value == "above":
        return rows.filter(still).exclude(rung__in=AT_ESTATE)
    if value == "closed":
        return rows.filter(case__state=State.CLOSED)
    if value == "at_estate":
        return rows.filter(case__state=State.CLOSED, rung__in=AT_ESTATE)
    return rows.filter(still)


def _again(rows: Any, _value: str, _asked: Asked) -> Any:
    return rows.filter(Q(case__rework_count__gt=0) | Q(case__reopen_count__gt=0))


REPAIRS = List(
    name="estate-repairs",
    title=_("物业报修"),
    rows=_repairs,
    order=["-case__opened_at", "-pk"],
    href=lambda repair: reverse("cases_staff:case", args=[repair.case.code]),
    key=lambda repair: str(repair.case.code),
    empty=_("还没有报修。居民扫楼栋的码就能报。"),
    columns=[
        Column(_("哪里"), lambda r: f"{r.building or r.estate} {r.get_spot_display()}", width=24),
        Column(_("什么时候"), lambda r: r.case.opened_at, sort="case__opened_at"),
        Column(_("谁盯着"), lambda r: r.get_rung_display(), sort="rung"),
        Column(_("谁在办"), lambda r: r.case.handler.name if r.case.handler else "", width=24),
        Column(_("急修"), lambda r: _("是") if r.emergency else ""),
        Column(_("收费"), lambda r: r.price, fen=True, num=True),
        Column(_("返修"), lambda r: r.again or "", num=True),
        Column(_("现在"), lambda r: r.case.get_state_display()),
    ],
    filters=[
        Filter(
            "standing",
            _("现在"),
            [
                ("open", _("没修好的")),
                ("above", _("转到社区以上、没修好的")),
                ("closed", _("修好的")),
                ("at_estate", _("在小区里修好的")),
            ],
            _standing,
        ),
        Filter("rung", _("谁盯着"), Rung.choices, by_field("rung")),
        Filter("again", _("返修"), [("1", _("说修好了又没修好的"))], _again),
        Filter(
            "emergency",
            _("急修"),
            [("1", _("急修"))],
            lambda rows, _value, _asked: rows.filter(emergency=True),
        ),
        _of(),
    ],
    views=[
        View(_("没修好的"), {"standing": "open"}, "amber"),
        View(_("转到社区以上"), {"standing": "above"}, "red"),
        View(_("返修过的"), {"again": "1"}),
    ],
)

USES = List(
    name="estate-fund-uses",
    title=_("维修资金使用"),
    rows=lambda asked: FundUse.objects.visible_to(asked.person).select_related("place"),
    order=["-planned_at", "-pk"],
    href=lambda use: reverse("estates_staff:use", args=[use.code]),
    empty=_("还没有用过维修资金。点“提出方案”开始。"),
    columns=[
        Column(_("做什么"), lambda use: use.title, width=30),
        Column(_("小区"), lambda use: use.place.name),
        Column(_("预算"), lambda use: use.estimate, fen=True, num=True, sort="estimate"),
        Column(_("工程款"), lambda use: use.price, fen=True, num=True),
        Column(_("提出"), lambda use: use.planned_at, sort="planned_at"),
        Column(_("质保到"), lambda use: use.warranty_until),
        Column(_("现在"), lambda use: use.get_state_display()),
    ],
    filters=[Filter("state", _("现在"), UseState.choices, by_field("state")), _of()],
    views=[
        View(_("等业主表决"), {"state": "put"}, "amber"),
        View(_("正在施工"), {"state": "working"}),
        View(_("在质保期"), {"state": "accepted"}),
    ],
)


def _mean(rating: PropertyRating) -> str:
    scores = rating.scores.values()
    return f"{sum(scores) / len(scores):.1f}"


RATINGS = List(
    name="estate-ratings",
    title=_("业主评物业"),
    rows=lambda asked: PropertyRating.objects.filter(below(asked.person, READERS)).select_related(
        "contract__company", "place"
    ),
    order=["-given_at", "-pk"],
    href=lambda rating: reverse("estates_staff:rating", args=[rating.code]),
    empty=_("还没有业主评价。业主用登记的手机号登录，一套房一个季度评一次。"),
    columns=[
        Column(_("哪个季度"), lambda r: period(r.quarter), sort="quarter"),
        Column(_("物业公司"), lambda r: r.contract.company.name, width=24),
        Column(_("小区"), lambda r: r.place.name),
        Column(_("平均分"), _mean, num=True),
        Column(_("什么时候"), lambda r: r.given_at, sort="given_at"),
        Column(_("现在"), lambda r: r.get_state_display()),
    ],
    filters=[
        Filter("state", _("现在"), RatingState.choices, by_field("state")),
        Filter("quarter", _("哪个季度"), known=period, narrow=by_field("quarter")),
        _of("contract__estate"),
    ],
    views=[View(_("等物业回应"), {"state": "given"}, "amber")],
)
