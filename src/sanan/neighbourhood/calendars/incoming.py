"""A calendar that somebody brought, read in a limited child, with sentences for what is wrong."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from sanan.kit import pool
from sanan.kit.errors import Invalid, Refused

MOST_BYTES = 5 * pool.MEGABYTE
LONGEST_DAYS = 3660
_LIMITS = pool.Limits(processor=20, seconds=30, memory=1024 * pool.MEGABYTE, written=64 << 20)
_QUEUE = pool.Queue(waiting=1)
_JOB = "sanan.neighbourhood.calendars.reading:read"


@dataclass(frozen=True, slots=True)
class Found:
    """What a calendar holds from one day to another.

    `occurrences` take place, `cancelled` were called off; both as told by `reading`. `broken` names
    each event that could not be placed, `warnings` what was read but is hardly meant so.
    """

    occurrences: list[dict[str, Any]]
    cancelled: list[dict[str, Any]]
    broken: list[str]
    warnings: list[str]


def read(source: BinaryIO, *, first: date, last: date) -> Found:
    """Everything from `first` up to and including `last`.

    Raises `Invalid` with a sentence for what is no calendar, too large, too long or too dear.
    """
    if last < first:
        raise Invalid(_("结束那天要在开始那天以后。"), "order")
    if (last - first).days > LONGEST_DAYS:
        raise Invalid(_("一次最多看十年，请选短一点的时间。"), "too_long")
    if source.seek(0, 2) > MOST_BYTES:
        raise Invalid(_("日历文件太大，最多 5 MB。请分开导出。"), "too_large")
    try:
        done = pool.run(
            _JOB,
            source,
            limits=_LIMITS,
            queue=_QUEUE,
            first=first.isoformat(),
            last=last.isoformat(),
        )
    except pool.Busy:
        raise Refused(_("正在读别的文件，请过一会儿再来。"), "busy") from None
    except (pool.Ended, pool.Raised):
        sentence = _("这个日历重复得太多或者写坏了，读不下去。请缩短时间，或者请对方重新导出。")
        raise Invalid(sentence, "too_dear") from None
    with done.out:
        if done.said.get("wrong"):
            raise Invalid(_("这不是日历文件（ICS），或者文件坏了。请重新导出。"), "no_calendar")
        told = json.load(done.out)
    return Found(
        told["occurrences"],
        told["cancelled"],
        [_broken(each) for each in told["broken"]],
        [_warned(each) for each in told["warnings"]] + ([_cut()] if told["cut"] else []),
    )


def _cut() -> str:
    return _("这段时间里活动太多，只列出前面的。请缩短时间再看。")


def _name(told: dict[str, Any]) -> str:
    return str(told["summary"] or told["uid"] or _("没有名字的活动"))


def _broken(told: dict[str, Any]) -> str:
    words = {"name": _name(told), "what": told["what"]}
    if told["why"] == "no_start":
        return _("“%(name)s”没有写开始时间，没有列出。") % words
    if told["why"] == "rule":
        return _("“%(name)s”的重复规则看不懂（%(what)s），没有列出。请改好再导入。") % words
    return _("“%(name)s”有一处看不懂（%(what)s），没有列出。请改好再导入。") % words


def _warned(told: dict[str, Any]) -> str:
    if told["why"] == "ends_before":
        return _("“%(name)s”的结束早于开始，请核对。") % {"name": _name(told)}
    words = {"uid": told["uid"], "n": told["count"]}
    return (
        _("有 %(n)s 个活动用了同一个编号（%(uid)s），按标准只算一个。请对方换成不同的编号。")
        % words
    )
