"""The lists of the desk; what a figure counts is one of them, narrowed by its address."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanan.investment.enums import (
    OPEN,
    STAGES,
    CompanyState,
    EventKind,
    EventState,
    Flag,
    Kind,
    Level,
    MandateState,
    Proof,
    Source,
    State,
    Step,
)
from sanan.investment.models import Agreement, Company, Landing, Lead, Mandate, PromotionEvent
from sanan.investment.queries.counting import (
    counted,
    flagged,
    rules_under,
    span_of,
    spoken_span,
)
from sanan.kit import clock
from sanan.kit.amounts import spoken
from sanan.kit.dates import local_day
from sanan.lists.declare import Asked, Column, Filter, List, View, by_field
from sanan.places.models import Place, beyond

REMIND, WAITING, RUNNING = _("该跟进了"), _("等我核实"), _("在办的")
CAME = {
    "registered": _("已注册落地的"),
    "started": _("已开工的"),
    "paid": _("有资金到位的"),
}


def _place(code: str) -> str:
    found = Place.objects.filter(code=code).first() if code.isprintable() else None
    return found.spoken if found else ""


def _under(rows: Any, code: str, _asked: Asked) -> Any:
    path = Place.objects.get(code=code).path
    return rows.filter(place__path__gte=path, place__path__lt=beyond(path))


def _within(day: str) -> Callable[[Any, str, Asked], Any]:
    def narrow(rows: Any, value: str, _asked: Asked) -> Any:
        span = span_of(value)
        return rows.filter(**{f"{day}__range": (span.first, span.last)}) if span else rows

    return narrow


def _fen(text: str) -> int:
    """A sum of an address; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len("9" * 16) else 0


def _least(text: str) -> str:
    return gettext("%(sum)s以上") % {"sum": spoken(_fen(text))} if _fen(text) else ""


def _below(text: str) -> str:
    return gettext("不到 %(sum)s") % {"sum": spoken(_fen(text))} if _fen(text) else ""


def _one(word: str | Promise) -> Callable[[str], str | Promise]:
    return lambda value: word if value == "1" else ""


def _labels(choices: Any) -> Callable[[str], str | Promise]:
    found = dict(choices)
    return lambda value: found.get(value, "")


UNDER = Filter("under", _("地方"), known=_place, narrow=_under)
SIZES = [
    Filter(
        "least",
        _("规模"),
        known=_least,
        narrow=lambda rows, value, _asked: rows.filter(amount__gte=_fen(value)),
    ),
    Filter(
        "below",
        _("规模"),
        known=_below,
        narrow=lambda rows, value, _asked: rows.filter(amount__lt=_fen(value)),
    ),
]


PROOFS = [
    View(_("全部"), {}),
    View(WAITING, {"waits": "1"}, "amber"),
    *(View(label, {"state": value}) for value, label in Proof.choices),
]


def _for_me(rows: Any, _value: str, asked: Asked) -> Any:
    return rows.filter(state=Proof.ENTERED).exclude(entered_by=asked.person)


EVENTS = List(
    name="promotions",
    title=_("招商活动"),
    rows=lambda asked: PromotionEvent.objects.visible_to(asked.person).select_related("place"),
    order=["-held_on", "-pk"],
    href=lambda row: reverse("investment_staff:event", args=[row.code]),
    views=[
        View(_("全部"), {}),
        *(View(label, {"state": value}) for value, label in EventState.choices),
    ],
    columns=[
        Column(_("活动"), lambda e: e.title, width=40),
        Column(_("怎么办的"), lambda e: e.get_kind_display()),
        Column(_("日期"), lambda e: e.held_on, sort="held_on"),
        Column(_("地点"), lambda e: e.venue),
        Column(_("牵头"), lambda e: e.host),
        Column(_("结果"), lambda e: e.outcome, width=50, shown=False),
        Column(_("现在"), lambda e: e.get_state_display()),
        Column(_("地方"), lambda e: e.place.spoken, shown=False),
        Column(_("编号"), lambda e: e.code, shown=False),
    ],
    filters=[
        Filter("kind", _("怎么办的"), EventKind.choices, by_field("kind")),
        Filter("state", _("现在"), EventState.choices, by_field("state")),
        Filter("when", _("时间"), known=spoken_span, narrow=_within("held_on")),
        UNDER,
    ],
    empty=_("还没有招商活动。办过的和要办的都从“登记活动”进来。"),
)


def _mine(rows: Any, _value: str, asked: Asked) -> Any:
    return rows.filter(owner=asked.person)


def _remind(rows: Any, _value: str, asked: Asked) -> Any:
    return rows.filter(next_on__lte=local_day(asked.now), state__in=OPEN, is_history=False)


def _late(rows: Any, value: str, asked: Asked) -> Any:
    limits = asked.once("limits", lambda: rules_under(_path(asked)))
    return flagged(rows, value, local_day(asked.now), limits)


def _path(asked: Asked) -> str:
    found = Place.objects.filter(code=asked.chosen.get("under", "")).first()
    return found.path if found else ""


def _overdue(lead: Lead) -> str:
    return "late" if lead.next_on and lead.next_on < local_day(clock.now()) else ""


LEADS = List(
    name="leads",
    title=_("招商线索"),
    rows=lambda asked: Lead.objects.visible_to(asked.person).select_related(
        "company", "owner", "place"
    ),
    order=["-found_on", "-pk"],
    href=lambda row: reverse("investment_staff:lead", args=[row.code]),
    fallback={"running": "1"},
    views=[
        View(RUNNING, {"running": "1"}),
        View(_("我负责的"), {"mine": "1", "running": "1"}),
        View(REMIND, {"remind": "1"}, "red"),
        *(View(flag.label, {"late": flag.value}, "red") for flag in Flag),
        View(State.STALLED.label, {"state": "stalled"}, "amber"),
        View(_("全部"), {"running": "0"}),
    ],
    columns=[
        Column(_("项目"), lambda e: e.title, width=36),
        Column(_("企业"), lambda e: e.company.name, sort="company__name", width=30),
        Column(_("行业"), lambda e: e.sector),
        Column(
            _("规模"),
            lambda e: e.scale,
            cell=lambda e: spoken(e.scale) or "—",
            sort="scale",
            fen=True,
        ),
        Column(_("现在"), lambda e: e.get_state_display()),
        Column(_("负责人"), lambda e: e.owner.name if e.owner else ""),
        Column(_("下次跟进"), lambda e: e.next_on, sort="next_on", tone=_overdue),
        Column(_("来的日子"), lambda e: e.found_on, sort="found_on"),
        Column(_("怎么来的"), lambda e: e.get_source_display(), shown=False),
        Column(_("开始谈"), lambda e: e.negotiating_on, shown=False),
        Column(_("框架协议"), lambda e: e.framework_on, shown=False),
        Column(_("正式合同"), lambda e: e.contract_on, shown=False),
        Column(_("注册落地"), lambda e: e.registered_on, shown=False),
        Column(_("拿到土地"), lambda e: e.land_on, shown=False),
        Column(_("开工"), lambda e: e.started_on, shown=False),
        Column(_("投产"), lambda e: e.producing_on, shown=False),
        Column(_("到位资金"), lambda e: e.paid_in, fen=True, shown=False),
        Column(_("地方"), lambda e: e.place.spoken, shown=False),
        Column(_("编号"), lambda e: e.code, shown=False),
    ],
    filters=[
        Filter("state", _("现在"), State.choices, by_field("state")),
        Filter("source", _("怎么来的"), Source.choices, by_field("source")),
        Filter("late", _("超时"), Flag.choices, _late),
        Filter("mine", _("负责人"), [("1", _("我负责的"))], _mine),
        Filter("remind", _("跟进"), [("1", REMIND)], _remind),
        Filter(
            "running",
            _("范围"),
            [("1", RUNNING), ("0", _("连同投产、暂停和放弃的"))],
            lambda rows, value, _asked: rows.filter(state__in=OPEN) if value == "1" else rows,
        ),
        Filter(
            "found",
            _("来的日子"),
            known=lambda v: (
                gettext("%(when)s来的") % {"when": spoken_span(v)} if spoken_span(v) else ""
            ),
            narrow=_within("found_on"),
        ),
        Filter(
            "reached",
            _("走到"),
            known=lambda v: (
                gettext("走到过“%(stage)s”") % {"stage": State(v).label} if v in STAGES else ""
            ),
            narrow=lambda rows, value, _asked: rows.reached(value),
        ),
        Filter(
            "event",
            _("活动"),
            known=lambda v: (
                PromotionEvent.objects.filter(code=v).values_list("title", flat=True).first() or ""
            ),
            narrow=by_field("event__code"),
        ),
        UNDER,
    ],
    empty=_("还没有线索。谈过的每一家都从“录入线索”进来，先有企业，再有项目。"),
)


def _came(rows: Any, value: str, _asked: Asked) -> Any:
    if value == "paid":
        return rows.filter(lead__paid_in__gt=0)
    return rows.filter(**{f"lead__{value}_on__isnull": False})


AGREEMENTS = List(
    name="agreements",
    title=_("招商协议"),
    rows=lambda asked: Agreement.objects.visible_to(asked.person).select_related(
        "lead__company", "place"
    ),
    order=["-signed_on", "-pk"],
    href=lambda row: reverse("investment_staff:agreement", args=[row.code]),
    views=PROOFS,
    columns=[
        Column(_("项目"), lambda a: a.lead.title, width=36),
        Column(_("企业"), lambda a: a.lead.company.name, width=30),
        Column(_("协议"), lambda a: a.get_kind_display()),
        Column(_("级别"), lambda a: a.get_level_display()),
        Column(
            _("总投资"),
            lambda a: a.amount,
            cell=lambda a: spoken(a.amount),
            sort="amount",
            fen=True,
        ),
        Column(_("内外资"), lambda a: gettext("外资") if a.foreign else gettext("内资")),
        Column(_("签约"), lambda a: a.signed_on, sort="signed_on"),
        Column(
            _("核实"),
            lambda a: a.get_state_display(),
            tone=lambda a: "soon" if a.state in {Proof.ENTERED, Proof.RETURNED} else "",
        ),
        Column(_("版本"), lambda a: a.version, shown=False),
        Column(_("地方"), lambda a: a.place.spoken, shown=False),
        Column(_("编号"), lambda a: a.code, shown=False),
    ],
    filters=[
        Filter("state", _("核实"), Proof.choices, by_field("state")),
        Filter("kind", _("协议"), Kind.choices, by_field("kind")),
        Filter("level", _("级别"), Level.choices, by_field("level")),
        Filter(
            "foreign", _("内外资"), [("1", _("外资"))], lambda r, _v, _a: r.filter(foreign=True)
        ),
        Filter("waits", _("核实"), known=_one(WAITING), narrow=_for_me),
        Filter(
            "counts",
            _("计数"),
            known=lambda v: (
                gettext("计入签约的（%(kind)s起）") % {"kind": Kind(v).label}
                if v in Kind.values
                else ""
            ),
            narrow=lambda rows, value, _asked: counted(rows, value),
        ),
        Filter("when", _("签约"), known=spoken_span, narrow=_within("signed_on")),
        Filter("came", _("落地"), known=_labels(CAME.items()), narrow=_came),
        *SIZES,
        UNDER,
    ],
    empty=_("还没有协议。在一条线索的页面上登记，另一个人核实以后才计数。"),
)
LANDINGS = List(
    name="landings",
    title=_("项目落地"),
    rows=lambda asked: Landing.objects.visible_to(asked.person).select_related(
        "lead__company", "place"
    ),
    order=["-happened_on", "-pk"],
    href=lambda row: reverse("investment_staff:landing", args=[row.code]),
    views=PROOFS,
    columns=[
        Column(_("项目"), lambda a: a.lead.title, width=36),
        Column(_("企业"), lambda a: a.lead.company.name, width=30),
        Column(_("什么"), lambda a: a.get_kind_display()),
        Column(_("日期"), lambda a: a.happened_on, sort="happened_on"),
        Column(
            _("到位资金"),
            lambda a: a.amount,
            cell=lambda a: spoken(a.amount) or "—",
            sort="amount",
            fen=True,
        ),
        Column(
            _("土地（亩）"),
            lambda a: a.area / 100 if a.area else None,
            cell=lambda a: f"{a.area / 100:g}" if a.area else "—",
            num=True,
        ),
        Column(
            _("核实"),
            lambda a: a.get_state_display(),
            tone=lambda a: "soon" if a.state in {Proof.ENTERED, Proof.RETURNED} else "",
        ),
        Column(_("地方"), lambda a: a.place.spoken, shown=False),
        Column(_("编号"), lambda a: a.code, shown=False),
    ],
    filters=[
        Filter("state", _("核实"), Proof.choices, by_field("state")),
        Filter("kind", _("什么"), Step.choices, by_field("kind")),
        Filter("foreign", _("外资"), [("1", _("外资"))], lambda r, _v, _a: r.filter(foreign=True)),
        Filter("waits", _("核实"), known=_one(WAITING), narrow=_for_me),
        Filter("when", _("日期"), known=spoken_span, narrow=_within("happened_on")),
        UNDER,
    ],
    empty=_("还没有落地情况。签了合同以后，在线索的页面上登记注册、土地、开工、到资和投产。"),
)
COMPANIES = List(
    name="companies",
    title=_("企业"),
    rows=lambda asked: Company.objects.visible_to(asked.person).select_related("place", "into"),
    order=["name", "pk"],
    href=lambda row: reverse("investment_staff:company", args=[row.code]),
    fallback={"state": CompanyState.KNOWN.value},
    views=[View(label, {"state": value}) for value, label in CompanyState.choices],
    columns=[
        Column(_("企业"), lambda c: c.name, sort="name", width=36),
        Column(_("统一社会信用代码"), lambda c: c.credit_code, width=22),
        Column(_("行业"), lambda c: c.sector),
        Column(_("注册地"), lambda c: c.home),
        Column(_("并入"), lambda c: c.into.name if c.into else ""),
    ],
    filters=[Filter("state", _("现在"), CompanyState.choices, by_field("state"))],
    empty=_("还没有企业。录入一家，或者导入一张名单。"),
)


MANDATES = List(
    name="mandates",
    title=_("第三方招商"),
    rows=lambda asked: Mandate.objects.visible_to(asked.person).select_related("agency", "place"),
    order=["-signed_on", "-pk"],
    href=lambda row: reverse("investment_staff:mandate", args=[row.code]),
    views=[
        View(_("全部"), {}),
        *(View(label, {"state": value}) for value, label in MandateState.choices),
    ],
    columns=[
        Column(_("第三方"), lambda m: m.agency.name, width=30),
        Column(_("做什么"), lambda m: m.scope, width=40),
        Column(_("签约"), lambda m: m.signed_on, sort="signed_on"),
        Column(_("到期"), lambda m: m.ends_on, sort="ends_on"),
        Column(_("约定费用"), lambda m: m.fee, cell=lambda m: spoken(m.fee), fen=True),
        Column(_("付了"), lambda m: m.paid, cell=lambda m: spoken(m.paid) or "—", fen=True),
        Column(_("结果"), lambda m: m.result, width=50, shown=False),
        Column(_("现在"), lambda m: m.get_state_display()),
    ],
    filters=[Filter("state", _("现在"), MandateState.choices, by_field("state"))],
    empty=_("还没有和第三方签的招商合同。"),
)
