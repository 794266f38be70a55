"""The staff list: filters that live in the URL, views with counts, rows ready to be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case as When_
from django.db.models import CharField, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
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
from sanan.cases.models import Case, CaseQuerySet, Category, SavedView
from sanan.cases.models.case import lies_at
from sanan.cases.queries.clockface import ClockFace
from sanan.cases.queries.duties import nearby_duties, nearest_duty
from sanan.cases.queries.filters import DUES, GROUPS, WAITING, Filters
from sanan.people import queries as people
from sanan.people.enums import HANDLING_ROLES, Role
from sanan.people.models import Org, Person
from sanan.places.models import Place, beyond

PAGE = 100
Labels = Mapping[str, str]
MOST_COUNTED = 999


@dataclass(frozen=True, slots=True)
class View:
    """A named list with the number of cases in it."""

    label: str | Promise
    query: str
    count: str
    tone: str = ""
    current: bool = False


def rows(
    cases: CaseQuerySet,
    now: datetime,
    *,
    page: int = 1,
    size: int = PAGE,
    order: Sequence[Any] | None = None,
    counted_for: Person | None = None,
    suffix: str = "",
) -> tuple[list[dict[str, Any]], bool]:
    """One page of rows by clock, ready for the template, and whether another follows.

    One statement: the page's keys come from the index first, the joined columns only for them.
    `counted_for` is who sees the rows as a board counts them; `suffix` remembers the list.
    """
    order, start = order or BY_CLOCK, (page - 1) * size
    keys = cases.order_by(*order).values("pk")[start : start + size + 1]
    of_page = Case.objects.filter(pk__in=Subquery(keys))
    of_page = (
        of_page.counted_for(counted_for)
        if counted_for is not None
        else of_page.annotate(seen=Value(value=True))
    )
    found = prepared(of_page, now, order=order, suffix=suffix)
    return found[:size], len(found) > size


def after(cases: CaseQuerySet, case: Case, *, page: int, order: Sequence[Any]) -> Case | None:
    """The row behind `case` on this page of the list; None where it is the last or not there."""
    start = (page - 1) * PAGE
    shown = list(cases.order_by(*order).values_list("pk", flat=True)[start : start + PAGE + 1])
    at = shown.index(case.pk) + 1 if case.pk in shown else len(shown)
    return Case.objects.filter(pk=shown[at]).first() if at < len(shown) else None


BY_CLOCK = (F("running_due_at").asc(nulls_last=True), "pk")
"""Clocks that run before those that stand still, the earliest first; one index gives it."""
BY_DUE = ("due_at", "pk")
NEWEST = ("-opened_at", "-pk")


def order_of(chosen: Filters) -> Sequence[Any]:
    """By clock; where no clock runs, what was due first, and of what has ended the newest."""
    states = states_of(chosen)
    if chosen.figure or not states & OPEN:
        return NEWEST
    return BY_CLOCK if states & RUNNING else BY_DUE


def states_of(chosen: Filters) -> frozenset[State]:
    """The states that the list may hold."""
    return frozenset({State(chosen.state)}) if chosen.state else GROUPS[chosen.group][1]


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
    "category__name",
    "handler__name",
    "merged",
    "seen",
)


def prepared(
    cases: CaseQuerySet, now: datetime, *, order: Sequence[Any], suffix: str
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
            "link": _link(row, suffix),
            "box": _box(row),
            "state": states[row["state"]],
            "tags": _tags(row, urgencies, pushes),
            "merged": f"+{row['merged']}" if row["merged"] else "",
            "where": row["village__name"] or row["township__name"] or row["place__name"],
            "who": row["handler__name"] or nearest.get(row["pk"], ""),
            "sure": "" if row["handler__name"] else "soft",
        }
        for row in found
    ]


def _link(row: Mapping[str, Any], suffix: str) -> SafeString:
    """The title, leading to the case; of one that only a board counts, what it is about."""
    if not row["seen"]:
        return format_html('<span class="soft">{}</span>', about(row["category__name"]))
    page = '<a class="title" href="/staff/cases/{}/{}">{}</a>'
    return format_html(page, row["code"], suffix, row["title"])


def about(category: str | None) -> str:
    """What stands for the title of a case that someone may count and not read."""
    return category or _("还没定类别")


def _box(row: Mapping[str, Any]) -> SafeString:
    if not row["seen"]:
        return SafeString()
    box = '<label><input type="checkbox" name="case" value="{}" aria-label="{}" /></label>'
    return format_html(box, row["code"], row["title"])


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


def counted(lists: Mapping[str, CaseQuerySet]) -> dict[str, int]:
    """How many cases each list holds, up to `MOST_COUNTED` + 1; all of them in one statement."""
    parts: list[str] = []
    values: list[Any] = []
    for cases in lists.values():
        try:
            sql, params = cases.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, params = "SELECT 1 WHERE 1 = 0", ()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 - the ORM wrote it
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        return dict(zip(lists, cursor.fetchone(), strict=True))


def said(number: int) -> str:
    """A count as it is shown: exact up to the limit of counting."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


@dataclass(frozen=True, slots=True)
class Kept:
    """A list that someone keeps under a name, with its count."""

    pk: int
    name: str
    query: str
    count: str


@dataclass(frozen=True, slots=True)
class Views:
    """The views that someone works by, and how many cases the list at hand holds."""

    views: Sequence[View]
    total: int
    kept: Sequence[Kept] = ()


def views(person: Person, chosen: Filters, now: datetime) -> Views:
    """My views with their counts, in the order of the day, and the count of what is chosen."""
    lists = _views_of(person)
    saved = [
        (f"kept{kept.pk}", kept)
        for kept in SavedView.objects.filter(person=person).order_by("name")
    ]
    of_kept = {key: Filters.read(QueryDict(kept.query[1:]).dict()) for key, kept in saved}
    wanted = {**{key: f for key, (_label, f) in lists.items()}, **of_kept, "": chosen}
    numbers = counted({key: f.rows(person, now) for key, f in wanted.items()})
    return Views(
        [
            View(
                label,
                f.query(),
                said(numbers[key]),
                TONES.get(f.due, "") if numbers[key] else "",
                f == chosen,
            )
            for key, (label, f) in lists.items()
        ],
        numbers[""],
        [Kept(kept.pk, kept.name, kept.query, said(numbers[key])) for key, kept in saved],
    )


TONES = {"overdue": "red", "today": "amber"}


def _views_of(person: Person) -> dict[str, tuple[str | Promise, Filters]]:
    roles = {p.role for p in people.posts(person)}
    found = {due: (DUES[due], Filters(due=due)) for due in ("overdue", "today")}
    for part, keys in ROLE_VIEWS:
        own = "1" if part is HANDLING_ROLES else ""
        if roles & part:
            found |= {key + own: (GROUPS[key][0], Filters(group=key, mine=own)) for key in keys}
    return found


ROLE_VIEWS: Sequence[tuple[frozenset[Role], Sequence[str]]] = (
    (frozenset({Role.DISPATCHER}), ("waiting", "return", "extension", "check", "revisit")),
    (HANDLING_ROLES, ("unsigned", "uncontacted", "working", "rework")),
    (frozenset({Role.GRID_WORKER}), ("check",)),
    (frozenset({Role.LEADER}), ("extension", "suspended")),
    (frozenset({Role.DISCIPLINE_OFFICER}), ("rework", "suspended")),
)


def is_admin(person: Person) -> bool:
    """Whether this person sets the county's calendar and deadlines."""
    return any(post.role == Role.TENANT_ADMIN for post in people.posts(person))


def todo(person: Person, now: datetime) -> CaseQuerySet:
    """The cases whose next step is this person's; for discipline officers, what is late and not pushed."""
    mine = Q(pk__in=[])
    for post in people.posts(person):
        if states := NEXT_STEP.get(post.role):
            mine |= lies_at(post) & Q(state__in=states)
        if post.role == Role.DISCIPLINE_OFFICER:
            mine |= lies_at(post) & Q(running_due_at__lt=now, supervision=Supervision.NONE)
        if post.role in HANDLING_ROLES and post.org_id:
            mine |= Q(handler=post.org_id, state__in=HANDLING - {State.EXTENSION_REQUESTED})
    return Case.objects.at_work(person).filter(mine)


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
    Role.LEADER: frozenset({State.EXTENSION_REQUESTED}),
}


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
