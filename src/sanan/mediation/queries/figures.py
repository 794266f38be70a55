"""What a centre's year came to; and what may be worked out of figures that reports gave with “余”.

Success = agreements that took effect ÷ (those + what could not be mediated); who did not agree to be
mediated at all stands apart. Relapse = of those agreements, what came up again within twelve months or was
not done. Escalation = what went on to court, arbitration or a decision ÷ what ended.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.kit.calendar import SHANGHAI
from sanan.kit.dates import local_day
from sanan.kit.rounding import half_up, rate
from sanan.mediation.enums import ENDED, IN_FORCE, Qualifier, Risk, State
from sanan.mediation.models import Dispute, GovCentre, Published

AGAIN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Count:
    """One figure of a year: its name, how it is counted, which disputes it counts."""

    label: str | Promise
    how: str | Promise
    of: Callable[[int], Q]


def taken_in(year: int) -> Q:
    """Taken in within a year, by local days."""
    return Q(taken_at__gte=_first(year), taken_at__lt=_first(year + 1))


def _first(year: int) -> datetime:
    return datetime(min(max(year, 1900), 2199), 1, 1, tzinfo=SHANGHAI)


def _ended(year: int) -> Q:
    return Q(ended_on__year=year, state__in=ENDED)


def _upward(year: int) -> Q:
    return _ended(year) & Q(went_up=True, state__in=[State.FAILED, State.UNPERFORMED])


def _relapsed(year: int) -> Q:
    again = Dispute.objects.filter(relapse_of__effective_on__year=year).values_list(
        "relapse_of", "relapse_of__effective_on", "taken_at"
    )
    soon = [pk for pk, since, at in again if since is not None and local_day(at) <= since + AGAIN]
    return Q(effective_on__year=year) & (Q(pk__in=soon) | Q(state=State.UNPERFORMED))


COUNTS: Mapping[str, Count] = {
    "taken": Count(gettext_lazy("登记"), gettext_lazy("这一年登记的，不论从哪个窗口。"), taken_in),
    "settled": Count(
        gettext_lazy("调解成功"),
        gettext_lazy("这一年协议生效的：各方和调解员都签了字。"),
        lambda year: Q(effective_on__year=year, state__in=IN_FORCE),
    ),
    "failed": Count(
        gettext_lazy("没有调成"),
        gettext_lazy("这一年调了没有谈成的。"),
        lambda year: Q(ended_on__year=year, state=State.FAILED),
    ),
    "declined": Count(
        gettext_lazy("不同意调解"),
        gettext_lazy("这一年有一方不同意、没有调解的；不算在成功率里。"),
        lambda year: Q(ended_on__year=year, state=State.DECLINED),
    ),
    "relapsed": Count(
        gettext_lazy("反复"),
        gettext_lazy("这一年生效的协议里，一年内又起的，或者没有履行的。"),
        _relapsed,
    ),
    "upward": Count(
        gettext_lazy("上行"),
        gettext_lazy("这一年没有调成或没有履行，转到法院、仲裁、行政处理的。"),
        _upward,
    ),
}


@dataclass(frozen=True, slots=True)
class Year:
    """A centre's year; rates in percent, None where there is nothing to divide by."""

    centre: GovCentre
    year: int
    counts: Mapping[str, int]
    success: Decimal | None
    relapse: Decimal | None
    escalation: Decimal | None
    days: Decimal | None
    middle: Decimal | None

    @property
    def rows(self) -> list[tuple[str, Count, int]]:
        """Each count with its key."""
        return [(key, each, self.counts[key]) for key, each in COUNTS.items()]


def year_of(centre: GovCentre, year: int) -> Year:
    """The year of one centre, from its own rows."""
    rows = Dispute.objects.filter(centre=centre)
    counts = {key: rows.filter(each.of(year)).count() for key, each in COUNTS.items()}
    settled = rows.filter(COUNTS["settled"].of(year)).values_list("taken_at", "effective_on")
    days = [(on - local_day(at)).days for at, on in settled if on is not None]
    ended = rows.filter(_ended(year)).count()
    return Year(
        centre,
        year,
        counts,
        rate(counts["settled"], counts["settled"] + counts["failed"]),
        rate(counts["relapsed"], counts["settled"]),
        rate(counts["upward"], ended),
        half_up(Decimal(sum(days)) / len(days), 1) if days else None,
        half_up(Decimal(str(median(days))), 1) if days else None,
    )


def years(centre: GovCentre, today: date) -> list[int]:
    """From the year of the first dispute to this one, newest first."""
    first = Dispute.objects.filter(centre=centre).order_by("taken_at").first()
    begun = local_day(first.taken_at).year if first else today.year
    return list(range(today.year, begun - 1, -1))


def ratio(part: int, part_is: str, whole: int, whole_is: str) -> str:
    """What a figure per another comes to, as far as their qualifiers allow.

    Both exact: the quotient. More than 60 in exactly 21: at least 2.86. “余” on both sides, or only
    below: it cannot be worked out, and that is said instead of a number.
    """
    if whole == 0:
        return _("没有可以除的数。")
    value = f"{half_up(Decimal(part) / whole, 2)}"
    if whole_is != Qualifier.EXACT:
        return _("分母不是准确数，算不出来，不编数。")
    if part_is == Qualifier.EXACT:
        return value
    if part_is == Qualifier.OVER:
        return _("至少 %(value)s") % {"value": value}
    return _("大约 %(value)s") % {"value": value}


def said(figure: Published) -> str:
    """A published figure as exactly as it was said: 60 余件, 21 次."""
    told = {"value": f"{figure.value:,}", "unit": figure.unit}
    pattern = {
        Qualifier.OVER: _("%(value)s 余%(unit)s"),
        Qualifier.NEARLY: _("近 %(value)s %(unit)s"),
        Qualifier.ABOUT: _("约 %(value)s %(unit)s"),
    }.get(Qualifier(figure.qualifier), _("%(value)s %(unit)s"))
    return pattern % told


def compared(figure: Published) -> str:
    """What it comes to per the figure it stands against; "" where it stands alone."""
    per = figure.per
    if per is None:
        return ""
    return ratio(figure.value, figure.qualifier, per.value, per.qualifier)


def tone(dispute: Dispute) -> str:
    """How a row's risk is coloured; the word stands beside it."""
    return {Risk.HIGH: "late", Risk.MEDIUM: "soon"}.get(Risk(dispute.risk), "")
