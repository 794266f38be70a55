"""What the list of cases is narrowed to: every filter is one parameter of its address."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import CHECKING, ENDED, HANDLING, OPEN, RUNNING, Door, Nature, State, Urgency
from sanan.cases.kinds import kinds
from sanan.cases.models import Case, CaseQuerySet, Category, HotIssue
from sanan.cases.queries import choices, rates
from sanan.cases.queries.rates import FIGURES
from sanan.cases.queries.search import asked_for
from sanan.kit import dates
from sanan.kit.periods import Period
from sanan.lists.declare import Asked, Filter, Sentence, by_field
from sanan.people import queries as people
from sanan.people.models import Org
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


def link(**chosen: str) -> str:
    """The query of the list's address, as a figure sends it; starts with `?`."""
    return "?" + urlencode({name: value for name, value in chosen.items() if value})


def states_of(asked: Asked) -> frozenset[State]:
    """The states that the list may hold."""
    if state := asked.chosen.get("state"):
        return frozenset({State(state)})
    return GROUPS[asked.chosen.get("group", "open")][1]


def level_below(place: Place) -> str:
    """The level by which a board of `place` tells its cases apart."""
    return "village" if place.kind == "township" else "township"


def _in_states(cases: CaseQuerySet, value: str, asked: Asked) -> CaseQuerySet:
    """The group asked for; not said again where a state or the clock already says it."""
    states = GROUPS[value][1]
    said = asked.chosen.get("due") and states >= RUNNING
    if "state" in asked.chosen or states == frozenset(State) or said:
        return cases
    return cases.filter(state__in=sorted(states))


def _due(cases: CaseQuerySet, key: str, asked: Asked) -> CaseQuerySet:
    if key == "overdue":
        return cases.filter(running_due_at__lt=asked.now)
    last = asked.tonight + timedelta(days=SOON_DAYS) if key == "soon" else asked.tonight
    return cases.filter(running_due_at__gte=asked.now, running_due_at__lte=last)


def _at_place(cases: CaseQuerySet, code: str, asked: Asked) -> CaseQuerySet:
    place = Place.objects.filter(code=code).first()
    if place is None:
        return cases.none()
    found = cases.within(place)
    direct = asked.chosen.get("direct")
    return found.filter(**{f"{level_below(place)}__isnull": True}) if direct else found


def _about(cases: CaseQuerySet, code: str, asked: Asked) -> CaseQuerySet:
    below = Q() if asked.chosen.get("only") else Q(category__code__startswith=f"{code}.")
    return cases.filter(Q(category__code=code) | below)


def _mine(cases: CaseQuerySet, _value: str, asked: Asked) -> CaseQuerySet:
    return cases.filter(handler__in=people.org_ids(asked.person))


def _counted(cases: CaseQuerySet, figure: str, asked: Asked) -> CaseQuerySet:
    """The cases that a figure of the board counts, so that its list has as many rows."""
    period = Period.read(asked.chosen.get("over", ""), timezone.localdate(asked.now))
    place = Place.objects.filter(code=asked.chosen.get("place", "")).first()
    found = rates.counted(place or Place(kind="city", depth=1), period, figure)
    return cases.filter(pk__in=found.order_by().values("pk"))


def _in_issue(cases: CaseQuerySet, key: str, _asked: Asked) -> CaseQuerySet:
    """Those of one hot issue, by its key; an unknown one holds nothing."""
    return cases.filter(hot_issues=int(key) if _is_key(key) else 0)


def _opened(cases: CaseQuerySet, period: str, asked: Asked) -> CaseQuerySet:
    today = timezone.localdate(asked.now)
    if period in {"7", "30"}:
        since = today - timedelta(days=int(period) - 1)
    else:
        since = today.replace(day=1, month=today.month if period == "month" else 1)
    return cases.filter(opened_at__gte=_midnight(since))


def _since(cases: CaseQuerySet, text: str, _asked: Asked) -> CaseQuerySet:
    day = dates.day_said(text)
    return cases.filter(opened_at__gte=_midnight(day)) if day else cases


def _until(cases: CaseQuerySet, text: str, _asked: Asked) -> CaseQuerySet:
    day = dates.day_said(text)
    return cases.filter(opened_at__lt=_midnight(day + timedelta(days=1))) if day else cases


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) <= LONGEST_KEY


def _group_word(key: str) -> Sentence:
    if key == "all":
        return _("办结的也在内")
    return GROUPS[key][0] if key in GROUPS else ""


def _place_word(code: str) -> Sentence:
    place = Place.objects.filter(code=code).first()
    return place.spoken if place else _("没有这个地方")


def _name(rows: Any, **wanted: object) -> Sentence:
    """What is asked for by the name that a person knows it by; what is not there holds no row."""
    name = rows.filter(**wanted).values_list("name", flat=True).first()
    return Truncator(name).chars(20) if name else _("找不到要看的那一个")


def _issue_word(key: str) -> Sentence:
    issues = HotIssue.objects.filter(pk=key) if _is_key(key) else HotIssue.objects.none()
    found = issues.values_list("description", flat=True).first()
    return Truncator(found).chars(20) if found else _("没有这个热点")


def _day_word(words: Promise) -> Any:
    def word(text: str) -> str:
        day = dates.day_said(text)
        return str(words % dates.day(day)) if day else ""

    return word


def _chosen_kinds(_asked: Asked) -> list[tuple[str, Sentence]]:
    return [(kind.name, kind.label) for kind in kinds().values()]


def _period_word(key: str) -> str:
    return Period.read(key, timezone.localdate()).name


FILTERS = [
    Filter(
        "q",
        _("里面说了什么"),
        field="text",
        known=lambda words: _("说到“%s”") % words,
        narrow=lambda cases, words, asked: asked_for(cases, words, asked.person),
    ),
    Filter(
        "group",
        _("进展"),
        [(key, label) for key, (label, _states) in GROUPS.items()],
        _in_states,
        known=_group_word,
        default="open",
    ),
    Filter("state", _("状态"), State.choices, by_field("state")),
    Filter("due", _("时限"), list(DUES.items()), _due),
    Filter("place", _("地方"), choices.places, _at_place, known=_place_word),
    Filter(
        "direct", _("地方"), known=lambda said: _("直接在本级的") if said else "", needs="place"
    ),
    Filter(
        "category",
        _("类别"),
        choices.categories,
        _about,
        known=lambda code: _name(Category.objects, code=code),
    ),
    Filter(
        "only", _("类别"), known=lambda said: _("不含下级类别") if said else "", needs="category"
    ),
    Filter(
        "handler",
        _("承办单位"),
        choices.orgs,
        by_field("handler__code"),
        known=lambda code: _name(Org.objects, code=code),
    ),
    Filter("urgency", _("紧急程度"), Urgency.choices, by_field("urgency")),
    Filter("kind", _("哪一种"), _chosen_kinds, by_field("kind")),
    Filter("nature", _("性质"), Nature.choices, by_field("nature")),
    Filter("door", _("来源"), Door.choices, by_field("door")),
    Filter("period", _("反映时间"), list(PERIODS.items()), _opened),
    Filter("since", _("反映时间从"), field="day", known=_day_word(_("%s起")), narrow=_since),
    Filter("until", _("到"), field="day", known=_day_word(_("%s止")), narrow=_until),
    Filter(
        "supervised",
        _("被督办的"),
        [("1", _("被督办的"))],
        lambda cases, _value, _asked: cases.filter(supervision__gt=0),
        field="tick",
    ),
    Filter("mine", _("本单位的"), [("1", _("本单位的"))], _mine, field="tick"),
    Filter(
        "figure",
        _("数字"),
        known=lambda key: FIGURE_WORDS.get(key, "") if key in FIGURES else "",
        narrow=_counted,
    ),
    Filter("over", _("时段"), known=_period_word, needs="figure"),
    Filter("hot", _("热点"), known=_issue_word, narrow=_in_issue),
    Filter("board", _("看板"), known=lambda said: _("看板数到的") if said else ""),
]


def rows(asked: Asked) -> CaseQuerySet:
    """Of this person's work, or, where a board sends it, what the board counts."""
    if asked.chosen.get("board"):
        return Case.objects.counted_for(asked.person)
    return Case.objects.at_work(asked.person)
