"""The list of the desk."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import OPEN, RUNNING, Door, Nature, State, Urgency
from sanan.cases.kinds import kinds
from sanan.cases.models import Case, CaseQuerySet, beside_work
from sanan.cases.queries import worklist
from sanan.cases.queries.filters import DUES, FILTERS, GROUPS, rows, states_of
from sanan.cases.queries.suggestions import masked
from sanan.lists.declare import Asked, ByPosts, Column, List, View
from sanan.people import queries as people
from sanan.people.enums import HANDLING_ROLES, Role
from sanan.process.enums import Satisfaction

MOST_FILED = 50_000
BY_DUE = ("due_at", "pk")
NEWEST = ("-opened_at", "-pk")
TONES = {"overdue": "red", "today": "amber"}
ROLE_VIEWS: Sequence[tuple[frozenset[Role], Sequence[str]]] = (
    (frozenset({Role.DISPATCHER}), ("waiting", "return", "extension", "check", "revisit")),
    (HANDLING_ROLES, ("unsigned", "uncontacted", "working", "rework")),
    (frozenset({Role.GRID_WORKER}), ("check",)),
    (frozenset({Role.LEADER}), ("extension", "suspended")),
    (frozenset({Role.DISCIPLINE_OFFICER}), ("rework", "suspended")),
)
_FILED = (
    "code",
    "title",
    "state",
    "kind",
    "urgency",
    "nature",
    "category__name",
    "township__name",
    "village__name",
    "handler__name",
    "door",
    "opened_at",
    "due_at",
    "replied_at",
    "closed_at",
    "satisfaction",
    "rework_count",
    "seen",
)


def _order(asked: Asked) -> Sequence[Any]:
    """By clock; where no clock runs, what was due first, and of what has ended the newest."""
    states = states_of(asked)
    if "figure" in asked.chosen or not states & OPEN:
        return NEWEST
    return worklist.BY_CLOCK if states & RUNNING else BY_DUE


def _views(asked: Asked) -> list[View]:
    """The views that somebody works by, in the order of the day."""
    roles = {post.role for post in people.posts(asked.person)}
    found = [View(label, {"due": due}, TONES[due]) for due, label in DUES.items() if due in TONES]
    seen: set[tuple[str, str]] = set()
    for part, keys in ROLE_VIEWS:
        mine = "1" if part is HANDLING_ROLES else ""
        for key in keys if roles & part else ():
            if (key, mine) not in seen:
                seen.add((key, mine))
                chosen = {"group": key, **({"mine": mine} if mine else {})}
                found.append(View(GROUPS[key][0], chosen))
    return found


def _posts_decide(asked: Asked) -> bool:
    """Whether this is of what somebody's posts show, and nothing stands beside it."""
    return "board" not in asked.chosen and beside_work(asked.person) == []


def _printed(cases: CaseQuerySet, asked: Asked) -> QuerySet[Case, Any]:
    counted_for = asked.person if "board" in asked.chosen else None
    return worklist.read(cases, order=CASE_LIST.ordering(asked), counted_for=counted_for)


def _filed(cases: CaseQuerySet, _asked: Asked) -> Iterator[dict[str, Any]]:
    """The rows of the sheet, a few thousand at a time."""
    if "seen" not in cases.query.annotations:
        cases = cases.annotate(seen=Value(value=True))
    return iter(cases.values(*_FILED).iterator(chunk_size=2000))


def _said(row: Mapping[str, Any]) -> str:
    """The title with personal data covered: a file goes where the pages do not."""
    return masked(row["title"]) if row["seen"] else worklist.about(row["category__name"])


def _kind(row: Mapping[str, Any]) -> str:
    name = row["kind"]
    return str(kinds()[name].label) if name in kinds() else name


def _word(choices: Any, name: str) -> Any:
    return lambda row: str(choices(row[name]).label) if row[name] in choices.values else ""


def _of(name: str) -> Any:
    return lambda row: row[name]


CASE_LIST = List(
    name="cases",
    title=_("全部事项"),
    rows=rows,
    order=_order,
    href=lambda case: reverse("cases_staff:case", args=[case.code]),
    empty=_("没有没办完的事。居民说的、打电话来的、扫码来的，都会出现在这里。"),
    key_field="code",
    size=worklist.PAGE,
    views=_views,
    filters=FILTERS,
    folded=True,
    by_posts=ByPosts(lambda asked: Case.objects.of_posts(asked.person), _posts_decide),
    printed=_printed,
    ready=lambda found, asked, back: worklist.told(found, asked.now, back=back),
    table="cases/staff/_table.html",
    filed=_filed,
    most_filed=MOST_FILED,
    columns=[
        Column(_("编号"), _of("code")),
        Column(_("事项"), _said, width=40),
        Column(_("状态"), _word(State, "state")),
        Column(_("哪一种"), _kind),
        Column(_("紧急程度"), _word(Urgency, "urgency")),
        Column(_("性质"), _word(Nature, "nature")),
        Column(_("类别"), _of("category__name")),
        Column(_("乡镇"), _of("township__name")),
        Column(_("村（社区）"), _of("village__name")),
        Column(_("承办单位"), _of("handler__name"), width=24),
        Column(_("来源"), _word(Door, "door")),
        Column(_("反映时间"), _of("opened_at"), width=18),
        Column(_("期限"), _of("due_at"), width=18),
        Column(_("答复时间"), _of("replied_at"), width=18),
        Column(_("办结时间"), _of("closed_at"), width=18),
        Column(_("满意度"), _word(Satisfaction, "satisfaction")),
        Column(_("返工次数"), _of("rework_count")),
    ],
)
