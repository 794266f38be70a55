"""Cases as facts for the counting, and the measures of them: the board's figures by month."""

from datetime import date
from typing import Any

from django.db.models import Case, Expression, F, Q, When
from django.utils.translation import gettext_lazy as _

from sanan.analysis.declare import Facts, Measure, flag, month, word, yes
from sanan.cases import kinds
from sanan.cases.enums import State
from sanan.cases.kinds import Rate
from sanan.cases.queries.rates import CREDIT
from sanan.process.enums import Satisfaction

OUTSIDE = [State.NOT_ACCEPTED, State.MERGED, State.WITHDRAWN]
TENTHS = 10


def _counts(rate: Rate) -> Expression:
    """Whether its kind counts in a rate."""
    return yes(~Q(kind__in=kinds.uncounted(rate)))


def _opened(place: str, first: date, last: date) -> str:
    return f"/staff/cases/?group=all&place={place}&board=1&since={first}&until={last}"


def _figure(name: str) -> Any:
    def opens(place: str, first: date, _last: date) -> str:
        over = f"{first:%Y-%m}"
        return f"/staff/cases/?group=all&place={place}&board=1&figure={name}&over={over}"

    return opens


def _credit(f: Any) -> Any:
    """What the answers are worth, in tenths."""
    found = f.satisfaction.cases(
        *((answer.value, int(CREDIT[answer] * TENTHS)) for answer in Satisfaction), else_=0
    )
    return found * f.counts_satisfaction.cast("int64")


CASES = Facts(
    name="cases",
    title=_("办件"),
    model="cases.Case",
    born="opened_at",
    events="case.",
    usual=100,
    columns=[
        month("opened", "opened_at", _("哪个月收到的")),
        month("due", "due_at", _("期限在哪个月"), 0.4),
        month(
            "revisited",
            Case(When(excluded=False, then=F("revisited_at"))),
            _("哪个月回访的（批准剔除的不算）"),
            0.6,
        ),
        flag("counts_response", _counts(Rate.RESPONSE), _("这一种算不算响应率"), 1),
        flag("counts_resolution", _counts(Rate.RESOLUTION), _("这一种算不算解决率"), 1),
        flag("counts_satisfaction", _counts(Rate.SATISFACTION), _("这一种算不算满意率"), 1),
        flag("contacted", yes(Q(contacted_in_time=True)), _("按时联系了反映人"), 0.9),
        flag("answered", yes(Q(asked_resolved__isnull=False)), _("回答了解决没有"), 0.8),
        flag("resolved", yes(Q(asked_resolved=True)), _("说解决了"), 0.7),
        word("satisfaction", "satisfaction", _("满意不满意"), ["", *Satisfaction.values]),
        flag("should_close", yes(~Q(state__in=OUTSIDE)), _("应当办结的"), 0.95),
        flag("suspended", yes(Q(state=State.SUSPENDED)), _("缓办的"), 0.02),
        flag("closed", yes(Q(state=State.CLOSED)), _("办结了"), 0.9),
        flag(
            "on_time",
            yes(Q(state=State.CLOSED, replied_at__lte=F("due_at"))),
            _("期限以前答复并办结的"),
            0.85,
        ),
        flag("reworked", yes(Q(rework_count__gt=0)), _("返过工的"), 0.05),
    ],
    measures=[
        Measure(
            name="cases.opened",
            title=_("收到的事"),
            means=_("这个月收到的，不论现在办到哪一步。"),
            month="opened",
            unit=_("件"),
            opens=_opened,
        ),
        Measure(
            name="cases.revisited",
            title=_("回访"),
            means=_("这个月回访的（不含批准剔除的）。"),
            month="revisited",
            part=lambda f: f.counts_response,
            unit=_("件"),
            opens=_figure("revisited"),
        ),
        Measure(
            name="cases.response",
            title=_("响应率"),
            means=_("按时联系反映人的件数 ÷ 这个月回访的件数（不含批准剔除的）。"),
            month="revisited",
            part=lambda f: f.contacted & f.counts_response,
            whole=lambda f: f.counts_response,
            better=1,
            opens=_figure("revisited"),
        ),
        Measure(
            name="cases.resolution",
            title=_("解决率"),
            means=_("回答“解决了”的 ÷ 回答了这个问题的。"),
            month="revisited",
            part=lambda f: f.answered & f.resolved & f.counts_resolution,
            whole=lambda f: f.answered & f.counts_resolution,
            better=1,
            opens=_figure("answered_resolved"),
        ),
        Measure(
            name="cases.satisfaction",
            title=_("满意率"),
            means=_("满意记1，基本满意记0.8，一般记0.6，不满意记0，除以回答的人数。"),
            month="revisited",
            part=_credit,
            whole=lambda f: (f.satisfaction != "") & f.counts_satisfaction,
            scale=TENTHS,
            better=1,
            opens=_figure("answered_satisfied"),
        ),
        Measure(
            name="cases.closing",
            title=_("办结率"),
            means=_("已办结 ÷ （期限在这个月里的 − 缓办的）"),
            month="due",
            part=lambda f: f.closed & f.should_close,
            whole=lambda f: f.should_close & ~f.suspended,
            better=1,
        ),
        Measure(
            name="cases.on_time",
            title=_("按期办结率"),
            means=_("期限以前答复并办结的 ÷ 同一个基数"),
            month="due",
            part=lambda f: f.on_time & f.should_close,
            whole=lambda f: f.should_close & ~f.suspended,
            better=1,
        ),
        Measure(
            name="cases.rework",
            title=_("返工率"),
            means=_("返过工的 ÷ 这个月收到的。"),
            month="opened",
            part=lambda f: f.reworked,
            whole=lambda f: f.opened.notnull(),
            better=-1,
            opens=_opened,
        ),
    ],
)
"""Every case once, by the month in which it was opened."""
