"""The list of disputes: by state, kind, risk of the matter, and whatever a figure counted. Nobody is named."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.kit.dates import local_day
from sanan.lists.declare import Asked, Column, Filter, List, View, by_field
from sanan.mediation.enums import RUNNING, Kind, Risk, State
from sanan.mediation.models import Dispute, GovCentre
from sanan.mediation.queries import figures


def _centre(code: str) -> str:
    found = GovCentre.objects.filter(code=code).first()
    return found.name if found else ""


def _state(rows: Any, value: str, _asked: Asked) -> Any:
    return rows.filter(state__in=RUNNING) if value == "running" else rows.filter(state=value)


def _risk(rows: Any, value: str, _asked: Asked) -> Any:
    return rows.exclude(risk=Risk.LOW) if value == "watch" else rows.filter(risk=value)


def _counted(rows: Any, value: str, asked: Asked) -> Any:
    return rows.filter(figures.COUNTS[value].of(int(asked.chosen.get("year", 0))))


def _year(rows: Any, value: str, asked: Asked) -> Any:
    return rows if "counted" in asked.chosen else rows.filter(figures.taken_in(int(value)))


def _word(value: str) -> Any:
    return figures.COUNTS[value].label if value in figures.COUNTS else ""


def _year_word(value: str) -> str:
    return (
        f"{value} 年" if value.isascii() and value.isdigit() and len(value) == len("2026") else ""
    )


def _waits(rows: Any, _value: str, asked: Asked) -> Any:
    today = local_day(asked.now)
    return rows.filter(
        Q(agreement__proposal__items__due_on__lte=today)
        & ~Q(agreement__proposal__items__state="kept"),
        state=State.PERFORMING,
    ).distinct()


DISPUTE_LIST = List(
    name="mediation-disputes",
    title=_("矛盾纠纷"),
    rows=lambda asked: Dispute.objects.visible_to(asked.person).select_related(
        "place", "window__centre"
    ),
    order=["-taken_at", "-pk"],
    href=lambda dispute: reverse("mediation_staff:dispute", args=[dispute.code]),
    empty=_("还没有登记过纠纷。有人来，从“登记一件纠纷”写起。"),
    columns=[
        Column(_("什么事"), lambda d: d.matter, width=30),
        Column(_("哪一类"), lambda d: d.get_kind_display()),
        Column(_("在哪里"), lambda d: d.place.spoken),
        Column(_("窗口"), lambda d: str(d.window), width=24),
        Column(_("风险"), lambda d: d.get_risk_display(), tone=figures.tone),
        Column(_("登记"), lambda d: d.taken_at, sort="taken_at"),
        Column(_("现在"), lambda d: d.get_state_display()),
        Column(_("编号"), lambda d: d.code),
    ],
    filters=[
        Filter("state", _("现在"), [("running", _("还在办的")), *State.choices], _state),
        Filter("kind", _("哪一类"), Kind.choices, by_field("kind")),
        Filter("risk", _("风险"), [("watch", _("要留意和容易激化的")), *Risk.choices], _risk),
        Filter("due", _("履行"), [("1", _("到期还没做到的"))], _waits),
        Filter("of", _("中心"), known=_centre, narrow=by_field("centre__code")),
        Filter("counted", _("算的是"), known=_word, narrow=_counted),
        Filter("year", _("哪年"), known=_year_word, narrow=_year),
    ],
    views=[
        View(_("还在办的"), {"state": "running"}),
        View(_("等各方同意"), {"state": "received"}, "amber"),
        View(_("等调解员"), {"state": "consented"}, "amber"),
        View(_("要留意的事"), {"state": "running", "risk": "watch"}, "amber"),
        View(_("到期还没做到"), {"due": "1"}, "red"),
    ],
)
