"""The staff list: filters that live in the URL, views with counts, rows ready to be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case as When_
from django.db.models import CharField, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sanan.cases.enums import (
    HANDLING,
    OPEN,
    OPENING_ROLES,
    READING_ROLES,
    RUNNING,
    State,
    Supervision,
    Urgency,
)
from sanan.cases.models import Case, CaseQuerySet, Category
from sanan.cases.models.case import PLACE_COLUMN
from sanan.cases.queries.clockface import ClockFace
from sanan.cases.queries.duties import nearby_duties, nearest_duty
from sanan.cases.queries.filters import DUES, GROUPS, WAITING, Filters, end_of_day
from sanan.people import queries as people
from sanan.people.enums import HANDLING_ROLES, Role
from sanan.people.models import Org, Person
from sanan.places.models import Place, beyond

PAGE = 100
Labels = Mapping[str, str]
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class View:
    """A named list with the number of cases in it."""

    label: str | Promise
    query: str
    count: int
    tone: str = ""
    current: bool = False


def rows(
    cases: CaseQuerySet,
    now: datetime,
    *,
    page: int = 1,
    size: int = PAGE,
    order: Sequence[Any] | None = None,
) -> tuple[list[dict[str, Any]], bool]:
    """One page of rows by clock, ready for the template, and whether another follows.

    One statement: the page's keys come from the index first, the joined columns only for them.
    """
    order, start = order or BY_CLOCK, (page - 1) * size
    keys = cases.order_by(*order).values("pk")[start : start + size + 1]
    found = prepared(Case.objects.filter(pk__in=Subquery(keys)), now, order=order)
    return found[:size], len(found) > size


STOPPED = frozenset(State) - RUNNING
BY_CLOCK = (
    When_(When(state__in=RUNNING, then=Value(0)), default=Value(1)),
    F("due_at").asc(nulls_last=True),
    "pk",
)
"""Clocks that run before those that stand still, the earliest first."""
_MERGED = Subquery(
    Case.objects.filter(master=OuterRef("pk"))
    .order_by()
    .values("master")
    .annotate(n=Count("pk"))
    .values("n"),
    output_field=IntegerField(),
)
_LIKELY = When_(
    When(
        handler__isnull=True,
        then=KeyTextTransform("label", KeyTransform(0, KeyTransform("categories", "suggested"))),
    ),
    default=Value(None),
    output_field=CharField(null=True),
)
"""Only the likeliest category, and only where no unit is chosen: the whole reading is long."""
COLUMNS = (
    "pk",
    "code",
    "title",
    "state",
    "urgency",
    "supervision",
    "due_at",
    "review_on",
    "likely",
    "place__name",
    "place__path",
    "village__name",
    "township__name",
    "category__code",
    "handler__name",
    "merged",
)


def prepared(
    cases: CaseQuerySet, now: datetime, *, order: Sequence[Any] = BY_CLOCK
) -> list[dict[str, Any]]:
    """Rows with every word already chosen, so that the page only prints them."""
    found = (
        cases.annotate(merged=Coalesce(_MERGED, Value(0)), likely=_LIKELY)
        .order_by(*order)
        .values(*COLUMNS)
    )
    states, urgencies = _labels(State), _labels(Urgency)
    pushes = {level.value: str(level.label) for level in Supervision if level}
    face = ClockFace(now)
    nearest = _suggested_units(found)
    return [
        {
            **face.plain(row["due_at"], row["state"], row["review_on"]),
            "code": SafeString(row["code"]),
            "title": row["title"],
            "state": states[row["state"]],
            "tags": _tags(row, urgencies, pushes),
            "merged": f"+{row['merged']}" if row["merged"] else "",
            "where": row["village__name"] or row["township__name"] or row["place__name"],
            "who": row["handler__name"] or nearest.get(row["pk"], ""),
            "sure": "" if row["handler__name"] else "soft",
        }
        for row in found
    ]


def _tags(row: Mapping[str, Any], urgencies: Labels, pushes: Mapping[int, str]) -> str:
    """The marks before a title: how urgent it is, how hard it is being pushed."""
    marks = []
    if row["urgency"] in LOUD:
        tone = "tag-red" if row["urgency"] == Urgency.DANGER else "tag-amber"
        marks.append((tone, urgencies[row["urgency"]]))
    if row["supervision"]:
        marks.append(("tag-amber", pushes[row["supervision"]]))
    return format_html_join("", '<span class="tag {}">{}</span>', marks) if marks else ""


def _suggested_units(rows: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """For each row without a unit, the nearest one whose duty list names its category."""
    bare = {row["pk"]: row for row in rows if not row["handler__name"]}
    if not bare:
        return {}
    lines = nearby_duties({_likely_category(row) for row in bare.values()} - {""})
    found, said = {}, _("建议 %s")
    for pk, row in bare.items():
        if line := nearest_duty(lines, _likely_category(row), row["place__path"]):
            found[pk] = said % line.org
    return found


def _likely_category(row: Mapping[str, Any]) -> str:
    return row["category__code"] or row["likely"] or ""


LOUD = frozenset({Urgency.DANGER, Urgency.UTILITY})


def counted(cases: CaseQuerySet) -> tuple[int, bool]:
    """How many there are, counted up to `MOST_COUNTED`, and whether there are more."""
    number = cases.order_by()[: MOST_COUNTED + 1].count()
    return min(number, MOST_COUNTED), number > MOST_COUNTED


@dataclass(frozen=True, slots=True)
class Tally:
    """How many visible open cases stand in each state, by clock; `own` are my unit's."""

    cells: Sequence[tuple[str, str, bool, int]]

    def of(self, states: frozenset[State] = OPEN, *, due: str = "", own: bool = False) -> int:
        """The number in `states`, narrowed by the clock and to my own unit."""
        return sum(
            n
            for state, bucket, mine, n in self.cells
            if state in states and (not due or bucket == due) and (mine or not own)
        )


def tally(person: Person, now: datetime) -> Tally:
    """Count every visible open case once, in one statement."""
    bucket = When_(
        When(state__in=STOPPED, then=Value("still")),
        When(due_at__lt=now, then=Value("overdue")),
        When(due_at__lte=end_of_day(now), then=Value("today")),
        default=Value("later"),
    )
    orgs = people.org_ids(person)
    own = When_(When(handler__in=orgs, then=Value(1)), default=Value(0)) if orgs else Value(0)
    found = (
        Case.objects.visible_to(person)
        .filter(state__in=OPEN)
        .annotate(bucket=bucket, own=own)
        .order_by()
        .values_list("state", "bucket", "own")
        .annotate(n=Count("pk"))
    )
    return Tally([(s, b, bool(o), n) for s, b, o, n in found])


def total(counts: Tally, chosen: Filters) -> int | None:
    """How many a plain view holds, as already counted; None where only the database knows."""
    plain = chosen == Filters(group=chosen.group, due=chosen.due, mine=chosen.mine)
    states = GROUPS[chosen.group][1]
    if not plain or not states <= OPEN or chosen.due == "soon":
        return None
    return counts.of(states, due=chosen.due, own=bool(chosen.mine))


def views(person: Person, counts: Tally, chosen: Filters) -> list[View]:
    """The views that this person works by, each with its count, in the order of the day."""
    roles = {p.role for p in people.posts(person)}
    keys: list[tuple[str, str, bool]] = [("open", "overdue", False), ("open", "today", False)]
    for part, role_keys in ROLE_VIEWS:
        if roles & part:
            keys += [(key, "", part is HANDLING_ROLES) for key in role_keys]
    return [_view(key, due, own, counts, chosen) for key, due, own in dict.fromkeys(keys)]


ROLE_VIEWS: Sequence[tuple[frozenset[Role], Sequence[str]]] = (
    (frozenset({Role.DISPATCHER}), ("waiting", "return", "extension", "check", "revisit")),
    (HANDLING_ROLES, ("unsigned", "uncontacted", "working", "rework")),
    (frozenset({Role.GRID_WORKER}), ("check",)),
    (frozenset({Role.LEADER}), ("extension", "suspended")),
    (frozenset({Role.DISCIPLINE_OFFICER}), ("rework", "suspended")),
)


def _view(key: str, due: str, own: bool, counts: Tally, chosen: Filters) -> View:  # noqa: FBT001
    wanted = Filters(group=key, due=due, mine="1" if own else "")
    label, states = (DUES[due], OPEN) if due else GROUPS[key]
    number = counts.of(states, due=due, own=own)
    tone = {"overdue": "red", "today": "amber"}.get(due, "") if number else ""
    return View(label, wanted.query(), number, tone, chosen == wanted)


def is_admin(person: Person) -> bool:
    """Whether this person sets the county's calendar and deadlines."""
    return any(post.role == Role.TENANT_ADMIN for post in people.posts(person))


def todo(person: Person) -> CaseQuerySet:
    """The cases whose next step is this person's."""
    mine = Q(pk__in=[])
    for post in people.posts(person):
        if states := NEXT_STEP.get(post.role):
            mine |= _at(post) & Q(state__in=states)
        if post.role in HANDLING_ROLES and post.org_id:
            mine |= Q(handler=post.org_id, state__in=HANDLING - {State.EXTENSION_REQUESTED})
    return Case.objects.visible_to(person).filter(mine)


NEXT_STEP: Mapping[Role, frozenset[State]] = {
    Role.DISPATCHER: WAITING
    | {
        State.RETURN_REQUESTED,
        State.EXTENSION_REQUESTED,
        State.REPLIED,
        State.VERIFYING,
        State.REVISITING,
    },
    Role.GRID_WORKER: frozenset({State.REPLIED, State.VERIFYING}),
    Role.LEADER: frozenset({State.EXTENSION_REQUESTED, State.SUSPENDED}),
}
BY_URGENCY = (
    When_(
        When(urgency=Urgency.DANGER, then=Value(0)),
        When(urgency=Urgency.UTILITY, then=Value(1)),
        default=Value(2),
    ),
    *BY_CLOCK,
)


def _at(post: people.Post) -> Q:
    if post.kind == "city":
        return Q()
    if column := PLACE_COLUMN.get(post.kind):
        return Q(**{column: post.place_id})
    return Q(place__path__gte=post.path, place__path__lt=beyond(post.path))


@dataclass(frozen=True, slots=True)
class Options:
    """What the filter's lists offer this person."""

    places: list[tuple[str, str]]
    categories: list[tuple[str, str]]
    orgs: list[tuple[str, str]]


def options(person: Person) -> Options:
    """Townships and villages, categories and units of the person's county; one statement."""
    held = people.posts(person)
    tops = {p.path for p in held if p.role in READING_ROLES} or {p.path for p in held}
    inside, units = Q(pk__in=[]), Q(pk__in=[])
    for top in tops:
        inside |= Q(path__gte=top, path__lt=beyond(top), kind__in=("township", "village"))
        above = [top[:end] for end in range(Place.steplen, len(top), Place.steplen)]
        units |= Q(place__path__in=above) | Q(place__path__gte=top, place__path__lt=beyond(top))
    places = Place.objects.filter(inside).order_by()
    orgs = Org.objects.filter(units, duties__isnull=False).order_by()
    found = places.values_list(Value("place"), "code", "name", "path").union(
        Category.objects.order_by().values_list(Value("category"), "code", "name", "code"),
        orgs.values_list(Value("org"), "code", "name", "name"),
    )
    got: dict[str, list[tuple[str, str]]] = {"place": [], "category": [], "org": []}
    for part, code, name, _order in sorted(found, key=lambda row: row[3]):
        got[part].append((code, name))
    return Options(got["place"], got["category"], got["org"])


def places_to_speak_for(person: Person) -> Any:
    """Villages and what lies in them, where this person may say it for others."""
    inside = Q(pk__in=[])
    for post in people.posts(person):
        if post.role in OPENING_ROLES:
            inside |= Q(path__gte=post.path, path__lt=beyond(post.path))
    kinds = ("township", "village", "estate")
    return Place.objects.filter(inside, Q(kind__in=kinds) | Q(pk__in=_own(person)))


def _own(person: Person) -> list[int]:
    return [post.place_id for post in people.posts(person) if post.role in OPENING_ROLES]


def _labels(choices: Any) -> dict[str, str]:
    return {c.value: str(c.label) for c in choices}
