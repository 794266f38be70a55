"""The desk's reads: the list by state or figure, the board's figures, each with its list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from statistics import median

from django.db.models import Avg, Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.kit.periods import Period
from sanan.kit.rounding import half_up, rate
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.process.work import WorkItem
from sanan.services.enums import COUNTERS, DESK, DONE, State
from sanan.services.models import Order
from sanan.services.models.order import OrderQuerySet

HEADINGS = (
    gettext_lazy("编号"),
    gettext_lazy("什么事"),
    gettext_lazy("类型"),
    gettext_lazy("社区"),
    gettext_lazy("岗位"),
    gettext_lazy("现在"),
    gettext_lazy("下单"),
    gettext_lazy("接单"),
    gettext_lazy("分钟"),
    gettext_lazy("评分"),
)

FIGURES: Mapping[str, Q] = {
    "placed": Q(),
    "dispatched": Q(dispatched_at__isnull=False),
    "claimed": Q(claimed_at__isnull=False),
    "finished": Q(state__in=DONE),
    "rated": Q(score__isnull=False),
    "low": Q(score__lte=2),
    "charged": Q(charged=True),
    "joint": Q(state=State.RAISED),
    "unclaimed": Q(state=State.UNCLAIMED),
}
"""What each figure of the board counts, among the orders placed in the period."""
NOW: Mapping[str, Q] = {
    "stuck": Q(state__in=[State.UNCLAIMED, State.RAISED]),
    "to_confirm": Q(state__in=[State.FINISHED, State.RATED]),
}
"""What waits now, whenever it was placed."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list's address says."""

    state: str = ""
    figure: str = ""
    period: str = ""
    place: str = ""

    @property
    def query(self) -> str:
        """The same as an address."""
        pairs = {
            "state": self.state,
            "figure": self.figure,
            "period": self.period,
            "place": self.place,
        }
        return "&".join(f"{k}={v}" for k, v in pairs.items() if v)


def read(given: Mapping[str, str]) -> Filters:
    """Only what is known; the rest of an address is left out."""
    state, figure = given.get("state", ""), given.get("figure", "")
    place = given.get("place", "")
    period = given.get("period", "")
    return Filters(
        state=state if state in State.values else "",
        figure=figure if figure in {**FIGURES, **NOW} else "",
        period=period if period in {"month", "quarter", "year"} else "",
        place=place if place.isalnum() and len(place) <= 20 else "",
    )


def listed(person: Person, filters: Filters, today: date) -> OrderQuerySet:
    """The orders of a list, newest first."""
    found = Order.objects.desk_of(person)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.place:
        found = found.filter(village__code=filters.place)
    if filters.figure:
        found = found.filter({**FIGURES, **NOW}[filters.figure])
    if filters.period or filters.figure in FIGURES:
        found = found.filter(_within(filters.period, today))
    return found.select_related("village", "place", "taker", "team").order_by("-placed_at", "-pk")


def _within(key: str, today: date) -> Q:
    period = Period.read(key or "quarter", today)
    return Q(placed_at__gte=period.start, placed_at__lt=period.end)


def sheet(orders: Iterable[Order]) -> Iterator[list[object]]:
    """The list as rows for Excel."""
    for o in orders:
        yield [
            o.code,
            o.title,
            str(o.get_kind_display()),
            o.village.spoken,
            str(o.get_post_display()),
            str(o.get_state_display()),
            o.placed_at,
            o.claimed_at,
            o.minutes or None,
            o.score,
        ]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is, how it is counted, where its list is."""

    label: str
    value: str
    detail: str
    meaning: str
    link: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One community's line on the board."""

    place: Place
    placed: int
    claimed: int
    done: int
    score: str


@dataclass(frozen=True, slots=True)
class Board:
    """What the desk and leaders see of a period."""

    period: Period
    figures: Sequence[Figure]
    rows: Sequence[Row]
    by_state: Sequence[tuple[str, str, int]]
    open_count: int


def board(person: Person, key: str, today: date) -> Board:
    """Figures of the orders placed in the period, at or under this person's places."""
    period = Period.read(key if key in {"month", "quarter", "year"} else "quarter", today)
    mine = Order.objects.filter(below(person, COUNTERS))
    within = mine.filter(placed_at__gte=period.start, placed_at__lt=period.end)
    counted = within.aggregate(
        **{name: Count("pk", filter=q) if q else Count("pk") for name, q in FIGURES.items()},
        mean=Avg("score"),
        marks=Count("score"),
    )
    times = within.filter(claimed_at__isnull=False, dispatched_at__isnull=False)
    hours = [
        (c - d).total_seconds() / 3600
        for d, c in times.values_list("dispatched_at", "claimed_at")
        if d and c and c >= d
    ]
    states = dict(mine.values_list("state").annotate(n=Count("pk")))
    return Board(
        period=period,
        figures=list(_figures(counted, hours, period.key)),
        rows=_rows(within),
        by_state=[(s.value, str(s.label), states[s.value]) for s in State if s.value in states],
        open_count=sum(states.get(s, 0) for s in (State.UNCLAIMED, State.RAISED)),
    )


def _figures(n: Mapping[str, int], hours: list[float], key: str) -> Iterator[Figure]:
    def to(figure: str) -> str:
        return f"?figure={figure}&period={key}"

    yield Figure(
        _("下单"),
        str(n["placed"]),
        _("这段时间一共下了多少单"),
        _("这段时间里下的单，包括微心愿和后来取消的。"),
        to("placed"),
    )
    yield Figure(
        _("接单率"),
        percent(n["claimed"], n["dispatched"]),
        _("派出 %(all)d 单，有人接 %(n)d 单") % {"all": n["dispatched"], "n": n["claimed"]},
        _("有人接的单 ÷ 派出去的单。退回后还没人再接的不算有人接。"),
        to("claimed"),
    )
    yield Figure(
        _("多久有人接"),
        _spell(median(hours)) if hours else "—",
        _("%(n)d 单的中间数") % {"n": len(hours)},
        _("从第一次派出到有人接，取中间数：一半更快，一半更慢。"),
        to("claimed"),
    )
    yield Figure(
        _("做完率"),
        percent(n["finished"], n["claimed"]),
        _("接了 %(all)d 单，做完 %(n)d 单") % {"all": n["claimed"], "n": n["finished"]},
        _("做完的单 ÷ 有人接的单。"),
        to("finished"),
    )
    mean = n["mean"]
    yield Figure(
        _("评分"),
        str(half_up(Fraction(mean), 1)) if mean is not None else "—",
        _("%(n)d 人评过，其中低分 %(low)d") % {"n": n["rated"], "low": n["low"]},
        _("居民评的一到五分的平均。只看服务，不给帮忙的人排名。"),
        to("rated"),
    )
    stuck = n["unclaimed"] + n["joint"]
    yield Figure(
        _("没人接"),
        str(stuck),
        _("支部在想办法 %(n)d，已交大党委 %(m)d") % {"n": n["unclaimed"], "m": n["joint"]},
        _("派出两天没人接，由支部想办法；再过两天交大党委。"),
        "?figure=stuck",
        late=stuck > 0,
    )


def percent(part: int, whole: int) -> str:
    """A share in per cent, or a dash over nothing."""
    found = rate(part, whole)
    return "—" if found is None else f"{found}%"


def _spell(hours: float) -> str:
    if hours < 1:
        return _("%(n)d 分钟") % {"n": round(hours * 60)}
    if hours < 48:
        return _("%(n)s 小时") % {"n": half_up(Fraction(hours).limit_denominator(1000), 1)}
    return _("%(n)s 天") % {"n": half_up(Fraction(hours / 24).limit_denominator(1000), 1)}


def _rows(within: OrderQuerySet) -> list[Row]:
    counted = within.values("village").annotate(
        placed=Count("pk"),
        claimed=Count("pk", filter=FIGURES["claimed"]),
        done=Count("pk", filter=FIGURES["finished"]),
        mean=Avg("score"),
    )
    by_key = {row["village"]: row for row in counted}
    places = Place.objects.filter(pk__in=by_key).order_by("path")
    return [
        Row(
            place,
            by_key[place.pk]["placed"],
            by_key[place.pk]["claimed"],
            by_key[place.pk]["done"],
            _mean(by_key[place.pk]["mean"]),
        )
        for place in places
    ]


def _mean(mean: float | None) -> str:
    return "—" if mean is None else str(half_up(Fraction(mean).limit_denominator(10_000), 1))


def waiting(person: Person) -> dict[str, int]:
    """What waits for this desk: orders to read, to dispatch, without a taker, to confirm."""
    mine = Order.objects.desk_of(person)
    rows = dict(mine.values_list("state").annotate(n=Count("pk")))
    return {
        "placed": rows.get(State.PLACED, 0),
        "screened": rows.get(State.SCREENED, 0),
        "unclaimed": rows.get(State.UNCLAIMED, 0) + rows.get(State.RAISED, 0),
        "finished": rows.get(State.FINISHED, 0) + rows.get(State.RATED, 0),
    }


LIKELY = {
    State.PLACED: ("screen", gettext_lazy("看一看能不能派")),
    State.SCREENED: ("dispatch", gettext_lazy("派单")),
    State.UNCLAIMED: ("dispatch", gettext_lazy("找人")),
    State.RAISED: ("dispatch", gettext_lazy("找人")),
    State.FINISHED: ("rate", gettext_lazy("问评价")),
    State.RATED: ("confirm", gettext_lazy("核对")),
}
MOST_WAITING = 60


def waiting_for(person: Person, _now: datetime) -> Iterator[WorkItem]:
    """Orders to read, to dispatch, without a taker, to confirm, for whoever runs the desk there."""
    if not {post.role for post in people.posts(person)} & set(DESK):
        return
    rows = Order.objects.filter(below(person, DESK), state__in=LIKELY).select_related("village")
    for order in rows.order_by("placed_at", "pk")[:MOST_WAITING]:
        verb, do = LIKELY[State(order.state)]
        href = reverse("services_staff:order_do", args=[order.code, verb])
        state, due = order.get_state_display(), order.claim_due_at
        yield WorkItem("services", order.title, href, state, do, order.village.spoken, due)
