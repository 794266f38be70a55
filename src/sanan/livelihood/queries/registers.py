"""The lists of families and of their people, and what a figure opens of them."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.lists.declare import Asked, Column, Filter, List, View, by_field
from sanan.livelihood.enums import HouseholdKind, HouseholdState, RollState, WorkState
from sanan.livelihood.models import Application, Attendance, Household, Member
from sanan.livelihood.queries.recovery import recovered
from sanan.places.models import Place, beyond

TRUE = "1"


def place_named(code: str) -> str:
    """The name of a place by its code; "" for an unknown one."""
    found = Place.objects.filter(code=code).first()
    return found.spoken if found else ""


def in_place(rows: Any, code: str, _asked: Asked) -> Any:
    """Rows of a place and of all that lies in it."""
    path = Place.objects.get(code=code).path
    return rows.filter(place__path__gte=path, place__path__lt=beyond(path))


def flag(label: Any) -> Any:
    """The word of a filter that a figure sets."""
    return lambda value: label if value == TRUE else ""


def _households(asked: Asked) -> Any:
    rows = Household.objects.visible_to(asked.person).select_related("origin", "estate", "place")
    living = Count("members", filter=Q(members__gone_on__isnull=True))
    return rows.annotate(people=living)


def _today(asked: Asked) -> Any:
    return local_day(asked.now)


HOUSEHOLDS = List(
    name="households",
    title=_("家庭档案"),
    rows=_households,
    order=["place__path", "number"],
    href=lambda row: reverse("livelihood_staff:household", args=[row.code]),
    columns=[
        Column(_("户主"), lambda h: h.head, sort="head"),
        Column(_("户号"), lambda h: h.number, sort="number"),
        Column(_("哪一类"), lambda h: h.get_kind_display()),
        Column(_("原来的村"), lambda h: h.origin.spoken, sort="origin__path"),
        Column(_("搬来"), lambda h: h.moved_on, sort="moved_on"),
        Column(_("住址"), lambda h: h.address, width=24),
        Column(_("人口"), lambda h: h.people, num=True, sort="people"),
        Column(_("现在"), lambda h: h.get_state_display()),
    ],
    filters=[
        Filter("state", _("现在"), HouseholdState.choices, by_field("state")),
        Filter("kind", _("哪一类"), HouseholdKind.choices, by_field("kind")),
        Filter("place", _("社区（村）"), known=place_named, narrow=in_place),
        Filter(
            "origin",
            _("原来的村"),
            known=place_named,
            narrow=lambda rows, value, _asked: rows.filter(origin__code=value),
        ),
        Filter(
            "zero",
            _("就业"),
            [(TRUE, _("零就业家庭"))],
            lambda rows, _value, asked: rows.here().without_work(_today(asked)),
        ),
        Filter(
            "unasked",
            _("问到没有"),
            [(TRUE, _("还有人没问到就业"))],
            lambda rows, _value, asked: rows.here().unasked(_today(asked)),
        ),
        Filter(
            "need",
            _("困难"),
            [(TRUE, _("要继续关心的"))],
            lambda rows, _value, _asked: rows.here().filter(in_need=True),
        ),
        Filter(
            "late",
            _("走访"),
            known=flag(_("走访过期的")),
            narrow=lambda rows, _value, asked: rows.here().filter(visit_due_on__lt=_today(asked)),
        ),
        Filter(
            "account",
            _("账户"),
            [("0", _("没有收款账户的"))],
            lambda rows, _value, _asked: rows.here().filter(account_hash=""),
        ),
        Filter(
            "surveyed",
            _("调查"),
            known=flag(_("能比较生活水平的")),
            narrow=lambda rows, _value, _asked: (
                rows.here().filter(before_fen__isnull=False, surveys__isnull=False).distinct()
            ),
        ),
        Filter(
            "recovered",
            _("恢复"),
            known=flag(_("生活水平已恢复的")),
            narrow=lambda rows, _value, _asked: rows.filter(
                pk__in=[each.pk for each in recovered(rows.here())]
            ),
        ),
    ],
    views=[
        View(_("在住的"), {"state": "here"}),
        View(_("零就业家庭"), {"zero": TRUE}, "red"),
        View(_("还有人没问到就业"), {"unasked": TRUE}, "amber"),
        View(_("没有收款账户的"), {"account": "0"}, "amber"),
        View(_("全部"), {}),
    ],
    empty=_("还没有。先把搬来的每一户登记进来，也可以从 Excel 导入。"),
)


WORK_CHOICES = [
    ("none", _("没有就业")),
    ("at_work", _("有活干的")),
    ("employed", _("稳定就业")),
    ("flexible", _("灵活就业")),
    ("cannot", _("不能就业")),
    ("unknown", _("还没问到")),
]


def _by_work(rows: Any, value: str, _asked: Asked) -> Any:
    if value == "at_work":
        return rows.at_work()
    word = {"none": WorkState.UNEMPLOYED, "unknown": WorkState.UNKNOWN}.get(value, value)
    return rows.filter(work=word)


AGES = {
    "living": _("在住的人"),
    "of_age": _("满 16 岁的"),
    "working": _("16 到 59 岁的"),
    "labour": _("有劳动能力的（16 到 59 岁）"),
}


def _by_age(rows: Any, value: str, asked: Asked) -> Any:
    day = _today(asked)
    if value == "of_age":
        return rows.of_age(day)
    if value == "working":
        return rows.working_age(day)
    return rows.labour(day) if value == "labour" else rows.living()


def _age(member: Member) -> object:
    return member.age_on(local_day(clock.now()))


MEMBERS = List(
    name="household_members",
    title=_("人员名册"),
    rows=lambda asked: Member.objects.visible_to(asked.person).select_related(
        "household__origin", "household__estate", "place"
    ),
    order=["household__number", "pk"],
    href=lambda row: reverse("livelihood_staff:member", args=[row.code]),
    columns=[
        Column(_("姓名"), lambda m: m.name, sort="name"),
        Column(_("户号"), lambda m: m.household.number, sort="household__number"),
        Column(_("和户主的关系"), lambda m: m.get_kin_display()),
        Column(_("年龄"), _age, num=True, sort="birth_on"),
        Column(_("原来的村"), lambda m: m.household.origin.spoken),
        Column(_("移民名册"), lambda m: m.get_state_display()),
        Column(_("就业"), lambda m: m.get_work_display()),
        Column(_("住址"), lambda m: m.household.address, width=24),
    ],
    filters=[
        Filter("state", _("移民名册"), RollState.choices, by_field("state")),
        Filter("age", _("年龄"), list(AGES.items()), _by_age),
        Filter("work", _("就业"), WORK_CHOICES, _by_work),
        Filter("place", _("社区（村）"), known=place_named, narrow=in_place),
        Filter(
            "origin",
            _("原来的村"),
            known=place_named,
            narrow=lambda rows, value, _asked: rows.filter(household__origin__code=value),
        ),
        Filter(
            "kind",
            _("哪一类"),
            HouseholdKind.choices,
            lambda rows, value, _asked: rows.filter(household__kind=value),
        ),
        Filter(
            "wants",
            _("找活"),
            [(TRUE, _("想找活的"))],
            lambda rows, _value, _asked: rows.living().filter(wants_work=True),
        ),
        Filter(
            "trained",
            _("培训"),
            known=flag(_("参加过培训的")),
            narrow=lambda rows, _value, _asked: rows.filter(
                Exists(Attendance.objects.filter(member=OuterRef("pk")))
            ),
        ),
        Filter(
            "hired",
            _("上岗"),
            known=flag(_("由这里介绍上岗的")),
            narrow=lambda rows, _value, _asked: rows.filter(
                Exists(Application.objects.filter(member=OuterRef("pk"), state="hired"))
            ),
        ),
    ],
    views=[
        View(_("在住的人"), {"age": "living"}),
        View(_("移民在册"), {"state": "enrolled"}),
        View(_("没有就业"), {"age": "labour", "work": "none"}, "amber"),
        View(_("想找活的"), {"wants": TRUE}),
        View(_("全部"), {}),
    ],
    empty=_("还没有。先登记一户，再把这一户的人登记进来。"),
)
