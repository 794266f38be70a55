"""What people of a place asked for and did not have near: cases, orders, hot issues, by kind.

By category where a case has one that says so, else by words in what was said. A list of words
finds some and not all; the rows are shown, so that a person judges.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from sanan.cases.models import Case, HotIssue
from sanan.neighbourhood.circle.kinds import SIX, PointKind
from sanan.neighbourhood.queries.circle import SIX_OF_THEM
from sanan.people.models import Person
from sanan.places.models import Place, beyond
from sanan.services.enums import State
from sanan.services.models import Order

SINCE = timedelta(days=365)
MOST = 200
"""Rows of each sort that are shown and counted."""

K = PointKind
CATEGORIES: Mapping[str, tuple[str, ...]] = {
    K.ELDERLY: ("civil.elder",),
    K.CHILDREN: ("civil.child", "health.family"),
    K.HEALTH: ("health.clinic", "health.hospital"),
    K.LEISURE: ("edu.sport",),
    K.MARKET: ("trade.market",),
    K.PARCEL: ("traffic.parcel",),
}
WORDS: Mapping[str, tuple[str, ...]] = {
    K.ELDERLY: ("日间照料", "养老院", "老人没人照", "没人照看老人", "养老服务"),
    K.CHILDREN: ("托育", "托管", "幼儿园", "孩子没人带", "儿童之家"),
    K.HEALTH: ("卫生室", "看病远", "看病难", "医院远", "量血压", "陪着看病"),
    K.MEALS: ("食堂", "助餐", "送饭", "做不了饭"),
    K.LEISURE: ("健身器材", "球场", "活动室", "没地方活动", "没有公园"),
    K.SERVICES: ("办事远", "便民服务", "代办", "跑一趟县里"),
    K.MARKET: ("菜市场", "农贸市场", "买菜远"),
    K.SHOP: ("超市", "便利店", "小卖部"),
    K.BREAKFAST: ("早餐", "早点"),
    K.PARCEL: ("快递", "驿站"),
    K.PHARMACY: ("药店", "买药", "拿药"),
    K.REPAIR: ("修鞋", "修家电", "配钥匙", "维修店"),
}
"""By what a message is taken to speak of a kind; the list stands in docs/coverage.md."""
UNMET = (
    State.PLACED,
    State.SCREENED,
    State.DISPATCHED,
    State.UNCLAIMED,
    State.RAISED,
    State.REJECTED,
)
"""An order that nobody has taken on."""


@dataclass(frozen=True, slots=True)
class Need:
    """What was asked for: cases, orders that nobody met, hot issues."""

    cases: list[Case]
    orders: list[Order]
    issues: list[HotIssue]

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.cases) + len(self.orders) + len(self.issues)


def need(*, place: Place, kind: str, person: Person, now: datetime) -> Need:
    """What was asked for in a place within a year, of what this person may read."""
    since = now - SINCE
    cases = (
        Case.objects.visible_to(person)
        .within(place)
        .filter(
            _speaks("title", "text", kind=kind, category=True), opened_at__gte=since, master=None
        )
    )
    orders = Order.objects.visible_to(person).filter(
        _speaks("title", "text", kind=kind),
        place__path__gte=place.path,
        place__path__lt=beyond(place.path),
        placed_at__gte=since,
        state__in=UNMET,
    )
    return Need(
        list(cases.select_related("place").order_by("-opened_at", "-pk")[:MOST]),
        list(orders.select_related("place").order_by("-placed_at", "-pk")[:MOST]),
        _issues(place, kind, person),
    )


def _issues(place: Place, kind: str, person: Person) -> list[HotIssue]:
    """Issues of the last mining of the county that have a case of this place and speak of the kind."""
    counties = Place.objects.filter(
        path__in=[place.path[:n] for n in range(4, len(place.path) + 1, 4)]
    )
    read = Case.objects.visible_to(person).within(place).values("pk")
    found: list[HotIssue] = []
    for county in counties.filter(kind="county"):
        rows = HotIssue.objects.newest(county).filter(_speaks("description", kind=kind))
        found += list(rows.filter(cases__in=read).distinct()[:MOST])
    return found


def _speaks(*fields: str, kind: str, category: bool = False) -> Q:
    kinds: Iterable[str] = SIX if kind == SIX_OF_THEM else (kind,)
    words = [word for each in kinds for word in WORDS[each]]
    found: list[Q] = [Q(**{f"{name}__contains": word}) for name in fields for word in words]
    if category:
        codes = [code for each in kinds for code in CATEGORIES.get(each, ())]
        found.append(Q(category__code__in=codes))
    every: Q = reduce(or_, found)
    return every
