"""The lists of where to look: villages of a reckoning, signals; and what stands behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.books.rules import WARNINGS
from sanan.inspection.enums import Dimension, Grade, Indicator, SignalState
from sanan.inspection.models import IntegritySignal, Reckoning, Standing
from sanan.inspection.rules.index import SIGNALS
from sanan.inspection.rules.terms import OF
from sanan.kit.rounding import half_up
from sanan.lists.declare import Asked, Column, Filter, List, View, by_field

VILLAGE = _("村（社区）")
REASONS = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One term of a village as its page says it; `own` None: missing. `compared` is the drawn figure."""

    label: str
    means: str
    unit: str
    own: Decimal | None
    compared: Decimal | None
    z: Decimal | None
    adds: Decimal | None


def parts_of(standing: Standing) -> list[tuple[str, Decimal | None, list[Shown]]]:
    """The six sides with what each adds to the score, None where nothing is known, and their terms."""
    found: dict[Dimension, list[Shown]] = {}
    added: dict[Dimension, Decimal] = {}
    for name, own, drawn, z, adds in standing.parts:
        each = OF[Indicator(name)]
        shown = Shown(
            str(each.indicator.label),
            str(each.means),
            str(each.unit),
            _round(own, each.times),
            _round(drawn, each.times),
            _round(z, places=2),
            None if z is None else _round(adds, places=2),
        )
        found.setdefault(each.dimension, []).append(shown)
        if z is not None:
            added[each.dimension] = added.get(each.dimension, Decimal(0)) + Decimal(adds)
    sums = {side: half_up(each, 2) for side, each in added.items()}
    return [(str(side.label), sums.get(side), found[side]) for side in Dimension]


def _round(said: str | None, times: int = 1, *, places: int = 1) -> Decimal | None:
    return None if said is None else half_up(Decimal(said) * times, places)


def reasons(standing: Standing) -> str:
    """The terms that lift a village most, in words."""
    lifted = [(Decimal(part[4]), Indicator(part[0])) for part in standing.parts]
    most = sorted((each for each in lifted if each[0] > 0), key=lambda each: -each[0])[:REASONS]
    return "、".join(f"{indicator.label} +{half_up(adds, 2)}" for adds, indicator in most)


def counts(reckoning: Reckoning) -> Mapping[str, int]:
    """How many villages of each suggested class, and how many a person has decided."""
    rows = list(reckoning.standings.values_list("suggested", "grade"))
    told = {name: sum(each[0] == name for each in rows) for name in Grade.values}
    told["unknown"] = sum(not each[0] for each in rows)
    told["decided"] = sum(bool(each[1]) for each in rows)
    return told


def _reckoning(code: str) -> str:
    found = Reckoning.objects.select_related("place").filter(code=code).first()
    return str(found) if found else ""


def _standings(asked: Asked) -> QuerySet[Standing]:
    """Those of the reckoning that is asked for, else of the newest."""
    rows = Standing.objects.visible_to(asked.person).select_related("place", "reckoning")
    if "reckoning" in asked.chosen:
        return rows
    newest = Reckoning.objects.visible_to(asked.person).order_by("-made_at", "-pk")[:1]
    return rows.filter(reckoning__in=newest.values("pk"))


def _classed(rows: Any, value: str, _asked: Asked) -> Any:
    return rows.filter(suggested="") if value == "0" else rows.exclude(suggested="")


def _decided(rows: Any, value: str, _asked: Asked) -> Any:
    return rows.filter(grade="") if value == "0" else rows.exclude(grade="")


STANDINGS = List(
    name="inspection_standings",
    title=_("各村得分"),
    rows=_standings,
    order=[
        Case(When(suggested="", then=1), default=0),
        F("score").desc(nulls_last=True),
        "place__path",
    ],
    href=lambda row: reverse("inspection_staff:standing", args=[row.code]),
    empty=_("还没有算过。先算一次，再一个村一个村地定。"),
    columns=[
        Column(VILLAGE, str, sort="place__path"),
        Column(_("得分"), lambda s: s.points, num=True, sort="score"),
        Column(_("建议"), lambda s: s.get_suggested_display() or _("资料不够")),
        Column(_("主要因为"), reasons, width=48),
        Column(_("已知的权重（%）"), lambda s: s.coverage, num=True, sort="coverage"),
        Column(_("已定"), lambda s: s.get_grade_display()),
        Column(_("理由"), lambda s: s.reason, shown=False, width=48),
    ],
    filters=[
        Filter("suggested", _("建议"), Grade.choices, by_field("suggested")),
        Filter("classed", _("分没分档"), [("1", _("分了档的")), ("0", _("没分档的"))], _classed),
        Filter("grade", _("已定"), Grade.choices, by_field("grade")),
        Filter("decided", _("定没定"), [("1", _("定了的")), ("0", _("还没定的"))], _decided),
        Filter("reckoning", _("哪一次"), known=_reckoning, narrow=by_field("reckoning__code")),
    ],
    views=[
        View(_("全部"), {}),
        View(_("建议重点"), {"suggested": "key"}, tone="soon"),
        View(_("建议关注"), {"suggested": "watched"}),
        View(_("没分档的"), {"classed": "0"}),
        View(_("定了的"), {"decided": "1"}),
    ],
)


def rule_title(signal: IntegritySignal) -> str:
    """What the rule behind a signal is called."""
    rule = WARNINGS.get(signal.alert.rule)
    return str(rule.title) if rule else signal.alert.rule


def _rules(_asked: Asked) -> Sequence[tuple[str, Any]]:
    return [(code, WARNINGS[code].title) for code in SIGNALS]


SIGNAL_ROWS = List(
    name="integrity_signals",
    title=_("风腐信号"),
    rows=lambda asked: IntegritySignal.objects.visible_to(asked.person).select_related(
        "alert__place"
    ),
    order=["-alert__raised_at", "-pk"],
    href=lambda row: reverse("inspection_staff:signal", args=[row.code]),
    empty=_("现在没有。账本和公开里有要看的，夜里会列到这里。"),
    columns=[
        Column(_("信号"), lambda s: s.alert.text, width=48),
        Column(_("哪一类"), rule_title, width=20),
        Column(VILLAGE, lambda s: s.alert.place.spoken, sort="alert__place__path"),
        Column(_("找到的时间"), lambda s: s.alert.raised_at, sort="alert__raised_at"),
        Column(_("村里"), lambda s: s.alert.get_state_display()),
        Column(_("现在"), lambda s: s.get_state_display()),
        Column(_("为什么"), lambda s: s.why, shown=False, width=48),
    ],
    filters=[
        Filter("state", _("现在"), SignalState.choices, by_field("state")),
        Filter("rule", _("哪一类"), _rules, by_field("alert__rule")),
    ],
    views=[
        View(_("全部"), {}),
        View(_("等人核对"), {"state": "open"}, tone="soon"),
        View(_("值得查"), {"state": "kept"}),
        View(_("排除"), {"state": "dismissed"}),
    ],
)
