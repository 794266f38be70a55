"""Warnings over a village's money as facts for the counting."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sanan.analysis.declare import Facts, Measure, flag, month, word, yes
from sanan.books.enums import Colour, WarningState

WARNINGS = Facts(
    name="warnings",
    title=_("财务预警"),
    model="books.Alert",
    born="raised_at",
    events="warning.",
    settled=False,
    usual=1.5,
    columns=[
        month("raised", "raised_at", _("哪个月发现的")),
        word("colour", "colour", _("颜色"), Colour.values),
        flag("closed", yes(Q(state=WarningState.CLOSED)), _("处理完了没有"), 0.8),
    ],
    measures=[
        Measure(
            name="warnings.raised",
            title=_("财务预警"),
            means=_("这个月规则发现的，不论现在处理到哪一步。"),
            month="raised",
            unit=_("条"),
            better=-1,
            fold=1,
        ),
        Measure(
            name="warnings.red",
            title=_("红色预警"),
            means=_("这个月规则发现的红色预警。"),
            month="raised",
            part=lambda f: f.colour == "red",
            unit=_("条"),
            better=-1,
            fold=1,
        ),
        Measure(
            name="warnings.closed",
            title=_("预警处理率"),
            means=_("处理完的 ÷ 这个月发现的。"),
            month="raised",
            part=lambda f: f.closed,
            whole=lambda f: f.raised.notnull(),
            better=1,
            fold=1,
        ),
    ],
)
"""What the rules found; a warning that comes again counts in the month in which it came last."""
