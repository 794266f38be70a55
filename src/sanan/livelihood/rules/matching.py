"""Whether a job suits somebody: what they can do, when they are free, how far it is, the children."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from django.utils.translation import gettext as _

SCHOOL_FROM, SCHOOL_UNTIL = time(8, 0), time(16, 30)
"""Between which hours children are at school; work inside them leaves time to take and fetch them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; None where they did not say."""

    skills: frozenset[str]
    free_from: time | None = None
    free_until: time | None = None
    most_km: Decimal | None = None
    children_hours: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """What a job is; without hours it is done in one's own."""

    skills: frozenset[str]
    km: Decimal
    begins: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """How well they suit: `no` is why not at all, `points` the more the better, `why` in words."""

    points: int
    why: tuple[str, ...]
    no: tuple[str, ...] = ()

    @property
    def suits(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.no


def fit(wanted: Wanted, offered: Offered) -> Fit:
    """Judge a job for somebody. Distance, hours and the children exclude; skills only rank."""
    why, no, points = [], [], 0
    common = wanted.skills & offered.skills
    points += 10 * len(common)
    if common:
        why.append(_("会做 %(n)d 样要的活") % {"n": len(common)})
    elif offered.skills:
        why.append(_("要先学一学"))
    if wanted.most_km is not None and offered.km > wanted.most_km:
        no.append(_("太远：%(km)s 公里") % {"km": offered.km})
    else:
        points += max(0, 5 - int(offered.km))
        why.append(_("%(km)s 公里") % {"km": offered.km})
    if offered.begins is None or offered.ends is None:
        points += 3
        why.append(_("时间自己定"))
    else:
        no += _hours(wanted, offered.begins, offered.ends)
    return Fit(points, tuple(why), tuple(no))


def _hours(wanted: Wanted, begins: time, ends: time) -> list[str]:
    no = []
    free_from, free_until = wanted.free_from or time.min, wanted.free_until or time.max
    if begins < free_from or ends > free_until:
        no.append(_("时间对不上：%(begins)s–%(ends)s") % _said(begins, ends))
    if wanted.children_hours and not (begins >= SCHOOL_FROM and ends <= SCHOOL_UNTIL):
        no.append(_("接送不了孩子：%(begins)s–%(ends)s") % _said(begins, ends))
    return no


def _said(begins: time, ends: time) -> dict[str, str]:
    return {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}
