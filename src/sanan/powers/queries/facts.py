"""Disclosures and questions on them as facts for the counting."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sanan.analysis.declare import Facts, Measure, flag, month, yes
from sanan.process.enums import Satisfaction

DISCLOSURES = Facts(
    name="disclosures",
    title=_("公开事项"),
    model="powers.Disclosure",
    born="last_on",
    events="disclosure.",
    settled=False,
    usual=12,
    columns=[
        month("due", "due_on", _("期限在哪个月"), 0.3),
        flag("published", yes(Q(published_on__isnull=False)), _("公开了没有"), 0.95),
        flag("in_time", yes(Q(published_on__lte=F("due_on"))), _("按时公开的"), 0.85),
    ],
    measures=[
        Measure(
            name="disclosures.due",
            title=_("应公开"),
            means=_("期限在这个月里的公开事项。"),
            month="due",
            unit=_("项"),
            fold=1,
        ),
        Measure(
            name="disclosures.in_time",
            title=_("按时公开率"),
            means=_("期限以前公开的 ÷ 期限在这个月里的。"),
            month="due",
            part=lambda f: f.in_time,
            whole=lambda f: f.due.notnull(),
            better=1,
            fold=1,
        ),
        Measure(
            name="disclosures.published",
            title=_("公开率"),
            means=_("已经公开的（不论早晚） ÷ 期限在这个月里的。"),
            month="due",
            part=lambda f: f.published,
            whole=lambda f: f.due.notnull(),
            better=1,
            fold=1,
        ),
    ],
)
"""What villages had to lay open. No group is folded: duties of an office, and public anyway."""

QUESTIONS = Facts(
    name="questions",
    title=_("群众提问"),
    model="powers.Question",
    born="asked_at",
    events="question.",
    settled=False,
    usual=3,
    columns=[
        month("asked", "asked_at", _("哪个月问的")),
        flag("answered", yes(Q(answered_at__isnull=False)), _("答了没有"), 0.95),
        flag("in_time", yes(Q(answered_at__lte=F("promised_at"))), _("按时答的"), 0.85),
        flag("rated", yes(~Q(rating="")), _("评价了没有"), 0.5),
        flag(
            "satisfied",
            yes(Q(rating__in=[Satisfaction.SATISFIED, Satisfaction.MOSTLY])),
            _("满意或基本满意"),
            0.8,
        ),
    ],
    measures=[
        Measure(
            name="questions.asked",
            title=_("对公开的提问"),
            means=_("这个月群众对公开内容提的问题。"),
            month="asked",
            unit=_("个"),
        ),
        Measure(
            name="questions.in_time",
            title=_("提问按时回答率"),
            means=_("在答应的期限以前回答的 ÷ 这个月提的。"),
            month="asked",
            part=lambda f: f.in_time,
            whole=lambda f: f.asked.notnull(),
            better=1,
        ),
        Measure(
            name="questions.satisfied",
            title=_("回答满意率"),
            means=_("评价满意和基本满意的 ÷ 评价了的。"),
            month="asked",
            part=lambda f: f.rated & f.satisfied,
            whole=lambda f: f.rated,
            better=1,
        ),
    ],
)
"""What people asked about what was laid open."""
