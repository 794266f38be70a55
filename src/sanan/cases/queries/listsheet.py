"""The list as rows of a sheet, as it is shown on the page."""

import io
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.cases.enums import Door, Nature, State, Urgency
from sanan.cases.kinds import kinds
from sanan.cases.models import CaseQuerySet
from sanan.cases.queries.suggestions import masked
from sanan.cases.queries.worklist import BY_CLOCK, about
from sanan.kit.sheets import write_sheet
from sanan.people.models import Person
from sanan.process.enums import Satisfaction

MOST_ROWS = 50_000
_FIELDS = (
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
)


def list_sheet(cases: CaseQuerySet, *, by: Person, now: datetime) -> bytes:
    """An Excel file of `cases` by clock, its last row saying who took it and when.

    Personal data in the titles is covered: a file goes where the pages do not.
    """
    out = io.BytesIO()
    write_sheet(out, _headings(), _rows(cases, by, now))
    return out.getvalue()


def _headings() -> list[str]:
    return [
        _("编号"),
        _("事项"),
        _("状态"),
        _("哪一种"),
        _("紧急程度"),
        _("性质"),
        _("类别"),
        _("乡镇"),
        _("村（社区）"),
        _("承办单位"),
        _("来源"),
        _("反映时间"),
        _("期限"),
        _("答复时间"),
        _("办结时间"),
        _("满意度"),
        _("返工次数"),
    ]


def _rows(cases: CaseQuerySet, by: Person, now: datetime) -> Iterator[list[object]]:
    words = {}
    for choices in (State, Urgency, Nature, Door, Satisfaction):
        words[choices] = {c.value: str(c.label) for c in choices}
    if "seen" not in cases.query.annotations:
        cases = cases.annotate(seen=Value(value=True))
    found = cases.order_by(*BY_CLOCK).values_list(*_FIELDS, "seen")[:MOST_ROWS]
    for row in found.iterator(chunk_size=2000):
        (
            code,
            title,
            state,
            kind,
            urgency,
            nature,
            *places,
            door,
            opened,
            due,
            replied,
            closed,
            glad,
            n,
            seen,
        ) = row
        yield [
            code,
            masked(title) if seen else about(places[0]),
            words[State].get(state, state),
            str(kinds()[kind].label) if kind in kinds() else kind,
            words[Urgency].get(urgency, urgency),
            words[Nature].get(nature, nature),
            *[name or "" for name in places],
            words[Door].get(door, door),
            opened,
            due,
            replied,
            closed,
            words[Satisfaction].get(glad, ""),
            n,
        ]
    yield [_("%(who)s 于 %(when)s 导出") % {"who": by.name, "when": _local(now)}]


def _local(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
