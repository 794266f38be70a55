"""Rows of cases as a page prints them, and what waits for somebody."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case as When_
from django.db.models import (
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sanan.cases.enums import HANDLING, State, Supervision, Urgency
from sanan.cases.models import Case, CaseQuerySet
from sanan.cases.models.case import lies_at
from sanan.cases.queries.clockface import ClockFace
from sanan.cases.queries.duties import nearby_duties, nearest_duty
from sanan.cases.queries.filters import WAITING
from sanan.people import queries as people
from sanan.people.enums import HANDLING_ROLES, Role
from sanan.people.models import Person

PAGE = 100
Labels = Mapping[str, str]


BY_CLOCK = (F("running_due_at").asc(nulls_last=True), "pk")
"""Clocks that run before those that stand still, the earliest first; one index gives it."""


def rows(cases: CaseQuerySet, now: datetime) -> list[dict[str, Any]]:
    """The first page of rows by clock, ready for the template."""
    return told(read(cases.order_by(*BY_CLOCK)[:PAGE], order=BY_CLOCK), now)


def read(
    cases: CaseQuerySet, *, order: Sequence[Any], counted_for: Person | None = None
) -> QuerySet[Case, Any]:
    """What a page prints of these rows, as `COLUMNS`.

    One statement: their keys come from the index first, the joined columns only for them.
    `counted_for` is who sees the rows as a board counts them.
    """
    of_page = Case.objects.filter(pk__in=Subquery(cases.values("pk")))
    of_page = (
        of_page.annotate(seen=Value(value=True))
        if counted_for is None
        else of_page.counted_for(counted_for)
    )
    likely = of_page.annotate(merged=Coalesce(_MERGED, Value(0)), likely=_LIKELY)
    return likely.order_by(*order).values_list(*COLUMNS)


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


def told(rows: Iterable[Sequence[Any]], now: datetime, *, back: str = "") -> list[dict[str, Any]]:
    """Rows of `read` with every word chosen, so that the page only prints them; `back` remembers the list."""
    found = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    suffix = conditional_escape(f"?{back}" if back else "")
    states, urgencies = _labels(State), _labels(Urgency)
    pushes = {level.value: str(level.label) for level in Supervision if level}
    face = ClockFace(now)
    nearest = _suggested_units(found)
    return [
        {
            **face.plain(row["due_at"], row["state"], row["review_on"]),
            "code": SafeString(row["code"]),
            **_named(row, suffix),
            "state": states[row["state"]],
            "tags": _tags(row, urgencies, pushes),
            "merged": f"+{row['merged']}" if row["merged"] else "",
            "where": row["village__name"] or row["township__name"] or row["place__name"],
            "who": row["handler__name"] or nearest.get(row["pk"], ""),
            "sure": "" if row["handler__name"] else "soft",
        }
        for row in found
    ]


def _named(row: Mapping[str, Any], suffix: SafeString) -> dict[str, SafeString]:
    """The title, leading to the case, and the box; of one that only a board counts, what it is about."""
    if not row["seen"]:
        said = format_html('<span class="soft">{}</span>', about(row["category__name"]))
        return {"link": said, "box": SafeString()}
    code, title = SafeString(row["code"]), conditional_escape(row["title"])
    page = '<a class="title" href="/staff/cases/{}/{}">{}</a>'
    box = '<label><input type="checkbox" name="case" value="{}" aria-label="{}" /></label>'
    return {
        "link": format_html(page, code, suffix, title),
        "box": format_html(box, code, title),
    }


def about(category: str | None) -> str:
    """What stands for the title of a case that someone may count and not read."""
    return category or _("还没定类别")


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


def _labels(choices: Any) -> dict[str, str]:
    return {c.value: str(c.label) for c in choices}
