"""A case's timeline as its page shows it: one line a step, with who and the particulars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.cases.enums import (
    DeclineReason,
    ExclusionReason,
    Nature,
    ReturnReason,
    Supervision,
    Urgency,
)
from sanan.cases.kinds import Kind, kind_of
from sanan.cases.models import Case, Category
from sanan.cases.queries.suggestions import fault_words
from sanan.cases.rules import CASE
from sanan.files.models import StoredFile
from sanan.kit import dates
from sanan.people.models import Org, Position
from sanan.process.enums import Satisfaction
from sanan.process.models import TimelineEntry

MESSAGES = frozenset({"open", "ask", "add", "reply", "not_fixed", "rate"})
"""Steps in which the two sides speak to each other."""
NOTES = frozenset({"note"})
"""Steps that only staff write and read."""
PARTS: Mapping[str, str | Promise] = {
    "": gettext_lazy("全部"),
    "step": gettext_lazy("办理"),
    "message": gettext_lazy("往来"),
    "note": gettext_lazy("备注"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline. `part` is what the filter chips choose by."""

    at: datetime
    part: str
    title: str
    who: str
    said: str
    note: str
    public: bool
    facts: Sequence[tuple[str, str]]
    files: Sequence[StoredFile]


def lines(case: Case, files: Sequence[StoredFile]) -> list[Line]:
    """The whole timeline, newest first, in three statements."""
    by_step: dict[int | None, list[StoredFile]] = {}
    for file in files:
        by_step.setdefault(file.part, []).append(file)
    steps = list(case.timeline.select_related("by", "org").reverse())
    names = _Names(steps, kind_of(case))
    return [_line(step, by_step.get(step.pk, []), names) for step in steps]


class _Names:
    """The units that the steps name by code, those in which their people work, and what the kind calls its own."""

    def __init__(self, steps: Sequence[TimelineEntry], kind: Kind) -> None:
        self.labels = {**_FACTS, **kind.particulars}
        codes: set[str] = set()
        for step in steps:
            for key in ("to", "co_orgs", "orgs", "propose"):
                value = step.data.get(key) or ()
                codes.update([value] if isinstance(value, str) else value)
        self.units = dict(Org.objects.filter(code__in=codes).values_list("code", "name"))
        said = {code for step in steps for code in step.data.get("changed", {}).get("category", ())}
        self.categories = dict(Category.objects.filter(code__in=said).values_list("code", "name"))
        held = Position.objects.filter(person__in={s.by_id for s in steps if s.by_id})
        self.posts = dict(
            held.filter(org__isnull=False).order_by("-since_on").values_list("person", "org__name")
        )

    def decided(self, key: str, value: str) -> str:
        """What was decided, in words."""
        words: Mapping[str, Any] = {"urgency": Urgency.choices, "nature": Nature.choices}
        known = self.categories if key == "category" else dict(words[key])
        return str(known.get(value, value))


def _line(step: TimelineEntry, files: Sequence[StoredFile], names: _Names) -> Line:
    part = "note" if step.verb in NOTES else "message" if step.verb in MESSAGES else "step"
    opening = step.verb == "open"
    return Line(
        at=step.at,
        part=part,
        title=str(_head(step)),
        who=_who(step, names),
        said="" if opening else step.said,
        note="" if opening else step.note,
        public=step.public,
        facts=[] if opening else _facts(step, names),
        files=[] if opening else files,
    )


def _head(step: TimelineEntry) -> str | Promise:
    verb = CASE.verbs.get(step.verb)
    return (verb.told or verb.label) if verb else step.verb


def _who(step: TimelineEntry, names: _Names) -> str:
    if step.by is None:
        return _("反映人") if step.verb in _APPELLANTS else _("系统")
    unit = names.posts.get(step.by.pk, "")
    return f"{unit} · {step.by.name}" if unit else step.by.name


_APPELLANTS = frozenset(
    {
        "open",
        "object",
        "rate",
        "not_fixed",
        "reopen",
        "withdraw",
        "add",
    }
)


def _facts(step: TimelineEntry, names: _Names) -> list[tuple[str, str]]:
    """The particulars that a reader wants beside the words."""
    found = []
    for key, label in names.labels.items():
        value = step.data.get(key)
        if value not in (None, "", [], {}):
            found.append((str(label), _plain(key, value, names)))
    for key, (before, after) in step.data.get("changed", {}).items():
        old, new = (names.decided(key, value) for value in (before, after))
        found.append((str(_DECIDED[key]), f"{old} → {new}"))
    if faults := step.data.get("faults"):
        found.append((_("可能没写到"), "".join(fault_words(faults))))
    return found


_DECIDED: Mapping[str, str | Promise] = {
    "category": gettext_lazy("类别"),
    "urgency": gettext_lazy("紧急程度"),
    "nature": gettext_lazy("性质"),
}


_FACTS: Mapping[str, str | Promise] = {
    "to": gettext_lazy("派给"),
    "co_orgs": gettext_lazy("协办"),
    "orgs": gettext_lazy("请到场"),
    "arrive_by": gettext_lazy("到场时限"),
    "propose": gettext_lazy("建议改派给"),
    "until": gettext_lazy("延到"),
    "review_on": gettext_lazy("复查日"),
    "granted": gettext_lazy("同意"),
    "reached": gettext_lazy("联系上了"),
    "contacted": gettext_lazy("联系过"),
    "resolved": gettext_lazy("解决了"),
    "satisfaction": gettext_lazy("满意度"),
    "level": gettext_lazy("力度"),
    "into": gettext_lazy("主件"),
    "reason": gettext_lazy("理由"),
}
_WORDS: Mapping[str, Mapping[Any, str | Promise]] = {
    "satisfaction": dict(Satisfaction.choices),
    "level": dict(Supervision.choices),
    "reason": {
        **dict(DeclineReason.choices),
        **dict(ReturnReason.choices),
        **dict(ExclusionReason.choices),
    },
}


def _plain(key: str, value: Any, names: _Names) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(_plain(key, each, names) for each in value)
    if key == "arrive_by":
        return dates.moment(datetime.fromisoformat(value))
    if key in _WORDS:
        return str(_WORDS[key].get(value, value))
    return names.units.get(str(value), str(value))
