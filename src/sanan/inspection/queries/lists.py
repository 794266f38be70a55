"""The lists of the desk: working papers, the rectification ledger, clues."""

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.inspection.enums import ClueState, ItemState, PaperState, Theme
from sanan.inspection.models import Clue, Item, Paper, Round, Target
from sanan.inspection.queries import figures
from sanan.kit.dates import local_day
from sanan.lists.declare import Asked, Column, Filter, List, View, by_field
from sanan.places.queries.tree import with_code

ROUND_LABEL, VILLAGE = _("轮次"), _("村（社区）")


def _round(code: str) -> str:
    found = Round.objects.filter(code=code).first()
    return str(found) if found else ""


def _village(token: str) -> str:
    found = (
        Target.objects.select_related("place").filter(pk=token).first() if token.isdigit() else None
    )
    return str(found) if found else ""


def _place(code: str) -> str:
    found = with_code(code)
    return found.spoken if found else ""


def _late(rows: Any, _value: str, asked: Asked) -> Any:
    return rows.filter(figures.overdue(local_day(asked.now)))


def _relapsed(rows: Any, _value: str, _asked: Asked) -> Any:
    return rows.filter(relapse_on__isnull=False)


def _state(item: Item) -> str:
    return f"{item.get_state_display()}{_('，持续整改') if item.lasting else ''}"


IN_ROUND = Filter("round", ROUND_LABEL, known=_round, narrow=by_field("target__round__code"))
AT_PLACE = Filter("place", VILLAGE, known=_place, narrow=by_field("target__place__code"))
IN_VILLAGE = Filter("target", VILLAGE, known=_village, narrow=by_field("target"))

PAPERS = List(
    name="inspection_papers",
    title=_("问题底稿"),
    rows=lambda asked: Paper.objects.visible_to(asked.person).select_related(
        "target__place", "round"
    ),
    order=["-round__year", "-round__number", "number"],
    href=lambda row: reverse("inspection_staff:paper", args=[row.code]),
    empty=_("还没有底稿。核实过的线索可以写成底稿。"),
    columns=[
        Column(_("问题"), lambda p: p.problem, width=48),
        Column(_("编号"), lambda p: p.reference, sort="number"),
        Column(VILLAGE, lambda p: p.target.place.spoken, sort="target__place__path"),
        Column(_("类别"), lambda p: p.get_theme_display()),
        Column(_("现在"), lambda p: p.get_state_display()),
        Column(_("金额"), lambda p: p.amount_fen or None, fen=True, num=True, sort="amount_fen"),
        Column(_("屡查屡犯"), lambda p: _("是") if p.again else ""),
    ],
    filters=[
        Filter("state", _("现在"), PaperState.choices, by_field("state")),
        Filter("theme", _("类别"), Theme.choices, by_field("theme")),
        IN_ROUND,
        IN_VILLAGE,
        AT_PLACE,
    ],
    views=[
        View(_("全部"), {}),
        View(_("起草"), {"state": "draft"}),
        View(_("等组长审"), {"state": "evidence_ok"}),
        View(_("等会签"), {"state": "team_leader_ok"}),
        View(_("采用"), {"state": "used"}),
    ],
)
CLUES = List(
    name="inspection_clues",
    title=_("线索"),
    rows=lambda asked: Clue.objects.visible_to(asked.person).select_related(
        "target__place", "target__round", "taken_by"
    ),
    order=["-taken_at", "-pk"],
    href=lambda row: reverse("inspection_staff:clue", args=[row.code]),
    empty=_("还没有线索。在“听民声”里勾选原话，就能记为线索。"),
    columns=[
        Column(_("线索"), str, width=24),
        Column(_("轮次"), lambda c: str(c.target.round)),
        Column(_("记下的时间"), lambda c: c.taken_at, sort="taken_at"),
        Column(_("谁记的"), lambda c: c.taken_by.name if c.taken_by else ""),
        Column(_("现在"), lambda c: c.get_state_display()),
    ],
    filters=[
        Filter("state", _("现在"), ClueState.choices, by_field("state")),
        Filter("theme", _("类别"), Theme.choices, by_field("theme")),
        IN_ROUND,
        IN_VILLAGE,
        AT_PLACE,
    ],
    views=[
        View(_("全部"), {}),
        View(_("已记下"), {"state": "taken"}),
        View(_("已核实"), {"state": "verified"}),
    ],
)
ITEMS = List(
    name="rectification",
    title=_("整改台账"),
    rows=lambda asked: Item.objects.visible_to(asked.person).select_related(
        "place", "paper__round", "owner"
    ),
    order=[F("written_off_on").asc(nulls_first=True), "due_on", "plan_due_on", "pk"],
    href=lambda row: reverse("inspection_staff:item", args=[row.code]),
    empty=_("还没有要整改的问题。开过反馈会以后，问题列在这里。"),
    columns=[
        Column(_("问题"), lambda i: i.paper.problem, width=48),
        Column(VILLAGE, lambda i: i.place.spoken, sort="place__path"),
        Column(_("整改单位"), lambda i: i.owner.name if i.owner else "", width=20),
        Column(_("哪天办完"), lambda i: i.due_on, sort="due_on"),
        Column(_("现在"), _state),
        Column(_("整改措施"), lambda i: i.measures, shown=False, width=48),
        Column(_("改成了什么样"), lambda i: i.done_text, shown=False, width=48),
        Column(_("销号"), lambda i: i.written_off_on, shown=False),
        Column(_("反弹"), lambda i: i.relapse_on, shown=False),
        Column(_("挽回资金"), lambda i: i.recovered_fen, fen=True, num=True, shown=False),
    ],
    filters=[
        Filter("state", _("现在"), ItemState.choices, by_field("state")),
        Filter("theme", _("类别"), Theme.choices, by_field("paper__theme")),
        Filter("late", _("超期"), [("1", _("超期的"))], _late),
        Filter("relapse", _("反弹"), [("1", _("十二个月内反弹的"))], _relapsed),
        Filter("lasting", _("持续整改"), [("True", _("持续整改的"))], by_field("lasting")),
        IN_ROUND,
        IN_VILLAGE,
        AT_PLACE,
    ],
    views=[
        View(_("全部"), {}),
        View(_("超期"), {"late": "1"}, tone="late"),
        View(_("等整改方案"), {"state": "listed"}),
        View(_("等核查"), {"state": "submitted"}),
        View(_("等签字"), {"state": "verified"}),
        View(_("反弹"), {"relapse": "1"}, tone="late"),
        View(_("已销号"), {"state": "written_off"}),
    ],
)
