"""What a list is narrowed to: every filter is one parameter of the list's address."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import CHECKING, ENDED, HANDLING, OPEN, RUNNING, Door, Nature, State, Urgency
from sanan.cases.kinds import kinds
from sanan.cases.models import Case, CaseQuerySet, Category, HotIssue
from sanan.cases.queries import rates
from sanan.cases.queries.rates import FIGURES
from sanan.cases.queries.search import asked_for
from sanan.kit import dates
from sanan.kit.periods import Period
from sanan.people import queries as people
from sanan.people.models import Org, Person
from sanan.places.models import Place

SOON_DAYS = 3
LONGEST_KEY = 15

_S = State
WAITING = frozenset({_S.SUBMITTED, _S.ACCEPTED, _S.REOPENED})
GROUPS: Mapping[str, tuple[str | Promise, frozenset[State]]] = {
    "open": (_("没办完的"), OPEN),
    "waiting": (_("待派单"), WAITING),
    "unsigned": (_("待签收"), frozenset({_S.DISPATCHED})),
    "uncontacted": (_("待联系"), frozenset({_S.SIGNED})),
    "working": (_("办理中"), frozenset({_S.IN_PROGRESS, _S.WHISTLED, _S.EXTENSION_REQUESTED})),
    "rework": (_("返工"), frozenset({_S.REWORK})),
    "return": (_("退单待裁"), frozenset({_S.RETURN_REQUESTED})),
    "extension": (_("延期待批"), frozenset({_S.EXTENSION_REQUESTED})),
    "suspended": (_("缓办"), frozenset({_S.SUSPENDED})),
    "check": (_("待核查"), frozenset({_S.REPLIED, _S.VERIFYING})),
    "revisit": (_("待回访"), frozenset({_S.REVISITING})),
    "handling": (_("在承办单位"), HANDLING),
    "checking": (_("已答复待办结"), CHECKING),
    "ended": (_("已办结"), ENDED),
    "merged": (_("已合并"), frozenset({_S.MERGED})),
    "all": (_("全部"), frozenset(State)),
}
DUES: Mapping[str, str | Promise] = {
    "overdue": _("逾期"),
    "today": _("今天到期"),
    "soon": _("三天内到期"),
}
PERIODS: Mapping[str, str | Promise] = {
    "7": _("近7天"),
    "30": _("近30天"),
    "month": _("本月"),
    "year": _("今年"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. Every field is one parameter of the URL; empty means all."""

    group: str = "open"
    state: str = ""
    due: str = ""
    place: str = ""
    category: str = ""
    handler: str = ""
    urgency: str = ""
    kind: str = ""
    nature: str = ""
    door: str = ""
    period: str = ""
    since: str = ""
    until: str = ""
    supervised: str = ""
    mine: str = ""
    figure: str = ""
    over: str = ""
    hot: str = ""
    board: str = ""
    only: str = ""
    direct: str = ""
    q: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        """The filters of a URL; what is unknown or out of shape is left out."""
        given = {f.name: params.get(f.name, "").strip()[:100] for f in fields(cls)}
        choices: Mapping[str, Any] = {
            "group": GROUPS,
            "state": State.values,
            "due": DUES,
            "urgency": Urgency.values,
            "kind": kinds(),
            "nature": Nature.values,
            "door": Door.values,
            "period": PERIODS,
            "figure": FIGURES,
        }
        kept = {n: v for n, v in given.items() if v and (n not in choices or v in choices[n])}
        return cls(**{n: v for n, v in kept.items() if n not in {"since", "until"} or _day(v)})

    def query(self, **changes: str) -> str:
        """The URL's query for these filters, with changes; starts with `?` and keeps no defaults."""
        return "?" + urlencode(replace(self, **changes).told())

    def told(self) -> dict[str, str]:
        """The parameters that differ from the defaults."""
        plain = Filters()
        values = {f.name: (getattr(self, f.name), getattr(plain, f.name)) for f in fields(self)}
        return {name: value for name, (value, default) in values.items() if value != default}

    def rows(self, person: Person, now: datetime) -> CaseQuerySet:
        """The rows asked for: of this person's work, or, where a board sends it, what the board counts."""
        every = Case.objects.counted_for(person) if self.board else Case.objects.at_work(person)
        return self.narrow(every, person, now)

    def narrow(self, cases: CaseQuerySet, person: Person, now: datetime) -> CaseQuerySet:
        """`cases` with every filter applied."""
        cases = _in_states(cases, self)
        for name in ("urgency", "kind", "nature", "door"):
            if value := getattr(self, name):
                cases = cases.filter(**{name: value})
        if self.due:
            cases = cases.filter(_due(self.due, now))
        if self.place:
            cases = _at_place(cases, self)
        if self.category:
            code, below = self.category, Q(category__code__startswith=f"{self.category}.")
            cases = cases.filter(Q(category__code=code) | (Q() if self.only else below))
        if self.handler:
            cases = cases.filter(handler__code=self.handler)
        if self.mine:
            cases = cases.filter(handler__in=people.org_ids(person))
        if self.supervised:
            cases = cases.filter(supervision__gt=0)
        if self.figure:
            cases = cases.filter(pk__in=_counted_by(self, now).order_by().values("pk"))
        cases = _opened(_in_issue(cases, self.hot), self, now)
        return asked_for(cases, self.q, person) if self.q else cases


def words_of_filters(chosen: Filters, now: datetime) -> list[str]:
    """What the list is narrowed to, in words: every filter by the name that a person knows it by."""
    named: Mapping[str, Any] = {
        "group": {key: label for key, (label, _states) in GROUPS.items() if key != "open"},
        "state": dict(State.choices),
        "due": DUES,
        "urgency": dict(Urgency.choices),
        "kind": {kind.name: kind.label for kind in kinds().values()},
        "nature": dict(Nature.choices),
        "door": dict(Door.choices),
        "period": PERIODS,
        "supervised": {"1": _("被督办的")},
        "mine": {"1": _("本单位的")},
        "figure": FIGURE_WORDS,
        "direct": {"1": _("直接在本级的")},
    }
    found = [str(named[n][v]) for n in named if (v := getattr(chosen, n)) in named[n]]
    if chosen.group == "all" and len(chosen.told()) > 1:
        found.remove(str(GROUPS["all"][0]))
    if chosen.figure:
        found.append(Period.read(chosen.over, timezone.localdate(now)).name)
    places = Place.objects.filter(code=chosen.place) if chosen.place else ()
    found += [place.spoken for place in places]
    found += _names(Category.objects, chosen.category) + _names(Org.objects, chosen.handler)
    found += _names(HotIssue.objects, chosen.hot, by="pk", name="description")
    if chosen.since or chosen.until:
        found.append(_between(_day(chosen.since), _day(chosen.until)))
    return [*found, str(_("说到“%s”") % chosen.q)] if chosen.q else found


FIGURE_WORDS: Mapping[str, str | Promise] = {
    "revisited": _("这段时间回访的"),
    "contacted": _("按时联系的"),
    "answered_resolved": _("回答了是否解决的"),
    "resolved": _("说解决了的"),
    "answered_satisfied": _("回答了是否满意的"),
    "not_contacted": _("没有按时联系的"),
    "not_resolved": _("说没解决的"),
    "satisfied": _("满意和基本满意的"),
    "unsatisfied": _("一般和不满意的"),
}


def _names(rows: Any, value: str, *, by: str = "code", name: str = "name") -> list[str]:
    if not value or (by == "pk" and not (value.isdecimal() and len(value) <= LONGEST_KEY)):
        return []
    return [
        Truncator(word).chars(20)
        for word in rows.filter(**{by: value}).values_list(name, flat=True)
    ]


def _between(since: date | None, until: date | None) -> str:
    if since and until:
        return dates.span(since, until)
    if since:
        return str(_("%s 起") % dates.day(since))
    return str(_("%s 止") % dates.day(until))


def level_below(place: Place) -> str:
    """The level by which a board of `place` tells its cases apart."""
    return "village" if place.kind == "township" else "township"


def end_of_day(now: datetime) -> datetime:
    """The last second of the local day of `now`."""
    return timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999999)


def _in_states(cases: CaseQuerySet, chosen: Filters) -> CaseQuerySet:
    """The states asked for; not said again where the clock already says them."""
    states = {State(chosen.state)} if chosen.state else GROUPS[chosen.group][1]
    if states == frozenset(State) or (chosen.due and states >= RUNNING):
        return cases
    return cases.filter(state__in=sorted(states))


def _at_place(cases: CaseQuerySet, chosen: Filters) -> CaseQuerySet:
    place = Place.objects.filter(code=chosen.place).first()
    if place is None:
        return cases.none()
    found = cases.within(place)
    return found.filter(**{f"{level_below(place)}__isnull": True}) if chosen.direct else found


def _due(key: str, now: datetime) -> Q:
    if key == "overdue":
        return Q(running_due_at__lt=now)
    last = end_of_day(now) + (timedelta(days=SOON_DAYS) if key == "soon" else timedelta(0))
    return Q(running_due_at__gte=now, running_due_at__lte=last)


def _in_issue(cases: CaseQuerySet, key: str) -> CaseQuerySet:
    """Those of one hot issue, by its key; an unknown one holds nothing."""
    if not key:
        return cases
    known = key.isdecimal() and len(key) <= LONGEST_KEY
    return cases.filter(hot_issues=int(key) if known else 0)


def _counted_by(chosen: Filters, now: datetime) -> CaseQuerySet:
    """The cases that a figure of the board counts, so that its list has as many rows."""
    period = Period.read(chosen.over, timezone.localdate(now))
    place = Place.objects.filter(code=chosen.place).first() or Place(kind="city", depth=1)
    return rates.counted(place, period, chosen.figure)


def _opened(cases: CaseQuerySet, chosen: Filters, now: datetime) -> CaseQuerySet:
    today = timezone.localdate(now)
    since, until = _day(chosen.since), _day(chosen.until)
    if chosen.period in {"7", "30"}:
        since = today - timedelta(days=int(chosen.period) - 1)
    elif chosen.period:
        since = today.replace(day=1, month=today.month if chosen.period == "month" else 1)
    if since:
        cases = cases.filter(opened_at__gte=_midnight(since))
    return cases.filter(opened_at__lt=_midnight(until + timedelta(days=1))) if until else cases


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001


def _day(text: str) -> date | None:
    return dates.day_said(text)
