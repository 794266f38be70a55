"""What the office of a county sets: each number with its default, its bounds, and why there is one.

The defaults are practice or law as the domain brief marks them, (K) known but unread, (P) practice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from sanan.inspection.enums import Dimension, Indicator, TermsKind
from sanan.inspection.index.reckoning import Rule, Term
from sanan.process.declare import Sentence


@dataclass(frozen=True, slots=True)
class Number:
    """One number that may be set; `digits` are those behind the point."""

    name: str
    label: Sentence
    default: Decimal
    least: Decimal
    most: Decimal
    hint: Sentence = ""
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """One indicator: its side, what it weighs, how much is borrowed from the county, how it is said.

    `times` makes of the rate what the page shows: 100 per cent, 1,000 of a thousand residents.
    """

    indicator: Indicator
    dimension: Dimension
    weight: int
    strength: int = 0
    times: int = 1
    unit: Sentence = ""
    means: Sentence = ""


_I, _D = Indicator, Dimension
_SHARE = _("%")
_PER_1000 = _("件／千人")
COMPARED: Sequence[Compared] = (
    Compared(
        _I.RED_ALERTS,
        _D.RESOURCES,
        10,
        unit=_("条"),
        means=_("到这一天没有销号、巡察办也没有排除的红色预警。"),
    ),
    Compared(
        _I.BIG_PROJECTS, _D.RESOURCES, 4, unit=_("万元"), means=_("外单位报来的重大工程金额。")
    ),
    Compared(
        _I.YEARS_SINCE,
        _D.ORGANISATION,
        6,
        unit=_("年"),
        means=_("离上一轮巡察多少年，没有轮次的看报来的日期。"),
    ),
    Compared(
        _I.LEADER_CHANGES,
        _D.ORGANISATION,
        4,
        unit=_("次"),
        means=_("近三年主要干部变动次数，外单位报来。"),
    ),
    Compared(
        _I.NO_VOUCHER,
        _D.ECONOMY,
        8,
        20,
        100,
        _SHARE,
        _("近一段时间的支出里，三十天以后还没有票据的。"),
    ),
    Compared(
        _I.ARREARS,
        _D.ECONOMY,
        4,
        300,
        unit=_("元／人"),
        means=_("外单位报来的村集体欠款，按居民人数。"),
    ),
    Compared(
        _I.LATE_DISCLOSURES,
        _D.GOVERNANCE,
        8,
        10,
        100,
        _SHARE,
        _("到期的公开里，晚了或者还没有公开的。"),
    ),
    Compared(
        _I.UNANSWERED,
        _D.GOVERNANCE,
        6,
        10,
        100,
        _SHARE,
        _("过了答复期限的提问里，没有按期答复的。"),
    ),
    Compared(_I.COMPLAINTS, _D.LIVELIHOOD, 6, 300, 1000, _PER_1000, _("诉求件数，按居民人数。")),
    Compared(
        _I.ABOUT_MONEY,
        _D.LIVELIHOOD,
        8,
        10,
        100,
        _SHARE,
        _("诉求里说集体收支、补贴、征地、安置、公开和作风的。"),
    ),
    Compared(_I.REPEATS, _D.LIVELIHOOD, 6, 10, 100, _SHARE, _("诉求里并案的、重新办理的。")),
    Compared(_I.BAD_RATINGS, _D.LIVELIHOOD, 4, 10, 100, _SHARE, _("评价里不满意的。")),
    Compared(
        _I.PETITIONS,
        _D.LIVELIHOOD,
        8,
        300,
        1000,
        _PER_1000,
        _("信访部门报来的信访件，按居民人数。"),
    ),
    Compared(
        _I.ENVIRONMENT, _D.ECOLOGY, 4, 300, 1000, _PER_1000, _("环境保护一类的诉求，按居民人数。")
    ),
)
"""The indicators with what they weigh before a county sets its own."""
OF = {each.indicator: each for each in COMPARED}


def _n(
    name: str, label: Sentence, default: str, least: int, most: int, hint: Sentence = ""
) -> Number:
    digits = len(default.partition(".")[2])
    return Number(name, label, Decimal(default), Decimal(least), Decimal(most), hint, digits)


PERIODS = (
    _n("plan_days", _("反馈会以后多少天内报整改方案"), "30", 1, 180, _("条例写一个月。")),
    _n("relapse_months", _("销号以后多少个月内又出现算反弹"), "12", 1, 60, _("各地做法不同。")),
    _n("least_ratings", _("村民评价满多少人才公布"), "5", 3, 50, _("人太少，看得出是谁评的。")),
)
THRESHOLDS = (
    _n("months", _("看最近多少个月"), "12", 3, 36),
    _n("key_from", _("得分到多少建议“重点”"), "0.80", 0, 3),
    _n("watched_from", _("得分到多少建议“关注”"), "0.40", 0, 3),
    _n(
        "enough",
        _("已知的权重至少占多少才分档（%）"),
        "50",
        10,
        100,
        _("资料太少的村只列出来，不分档。"),
    ),
    _n("limit", _("一项最多算偏离多少"), "3.0", 1, 5, _("免得一项特别高的数盖过其他各项。")),
)
NUMBERS: Mapping[TermsKind, Sequence[Number]] = {
    TermsKind.PERIODS: PERIODS,
    TermsKind.INDEX: (
        *(
            _n(each.indicator.value, each.indicator.label, str(each.weight), 0, 20, each.means)
            for each in COMPARED
        ),
        *THRESHOLDS,
    ),
}
Values = Mapping[str, Decimal]


def defaults(kind: TermsKind) -> dict[str, Decimal]:
    """What holds where a county has set nothing."""
    return {each.name: each.default for each in NUMBERS[kind]}


def rule_of(values: Values) -> Rule:
    """The index's rule from a version of its numbers."""
    return Rule(
        terms=[
            Term(each.indicator.value, float(values[each.indicator]), float(each.strength))
            for each in COMPARED
        ],
        limit=float(values["limit"]),
        key_from=float(values["key_from"]),
        watched_from=float(values["watched_from"]),
        enough=float(values["enough"]) / 100,
    )
