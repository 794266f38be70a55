"""Which times can be true. Service time is time actually served: travel and breaks are no part of it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit.errors import Invalid
from sanan.kit.rounding import half_up

if TYPE_CHECKING:
    from sanan.volunteers.models import Activity

LONGEST = timedelta(hours=24)
MINUTE = timedelta(minutes=1)


def minutes_of(
    began_at: datetime,
    ended_at: datetime,
    *,
    breaks: int,
    travel: int,
    at: datetime,
    activity: "Activity | None" = None,
) -> int:
    """Whole minutes served, as they count. All amounts in minutes; part of a minute is dropped.

    Raises `Invalid` where the end is not after the beginning, more than 24 hours are claimed at
    once, nothing is left, the end lies after `at`, or the beginning before the activity's.
    """
    spent = ended_at - began_at
    if spent <= timedelta(0):
        raise Invalid(_("结束要晚于开始。请看一下写的时间。"), "times", field="ended_at")
    if spent > LONGEST:
        hours = half_up(int(spent / MINUTE), 0) / 60
        raise Invalid(
            _("这里写了 %(hours)s 小时，一天只有 24 小时。跨天的服务请按天分开记。")
            % {"hours": f"{hours:.1f}".removesuffix(".0")},
            "too_long",
            field="ended_at",
        )
    if ended_at > at:
        raise Invalid(_("还没到结束的时间。请等服务结束以后再记。"), "future", field="ended_at")
    if activity is not None and began_at < activity.starts_at:
        when = f"{timezone.localtime(activity.starts_at):%Y-%m-%d %H:%M}"
        raise Invalid(
            _("活动 %(when)s 才开始，不能从更早算起。路上的时间不算服务时间。") % {"when": when},
            "before",
            field="began_at",
        )
    if breaks < 0 or travel < 0:
        raise Invalid(_("休息和路上的分钟数不能小于 0。"), "negative", field="breaks")
    left = int(spent / MINUTE) - breaks - travel
    if left <= 0:
        raise Invalid(
            _("扣掉休息和路上的时间，就没有服务时间了。请再看一下。"), "nothing", field="breaks"
        )
    return left
