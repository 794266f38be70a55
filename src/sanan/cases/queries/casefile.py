"""One case as its page shows it: what was said, one timeline, the rail beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.cases import deadlines
from sanan.cases.enums import (
    ENDED,
    Anonymity,
    Decision,
    ExclusionReason,
    ReturnReason,
    State,
)
from sanan.cases.kinds import CONCERN, kind_of
from sanan.cases.models import Case, Request
from sanan.cases.queries.clockface import Clock, ClockFace
from sanan.cases.queries.timeline import Line, lines
from sanan.cases.rules import CASE
from sanan.files.models import StoredFile
from sanan.people.models import Org
from sanan.places import maps
from sanan.places.maps import Map

MASK = "•••"
SELECTED = (
    "place",
    "county",
    "township",
    "village",
    "category",
    "category__parent",
    "handler",
    "first_receiver",
    "master",
    "appellant",
    "entered_by",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits for a decision."""

    label: str
    who: str
    at: datetime
    text: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything on the page; `own` is what the kind of case has beside, `kind` its name if it is no concern."""

    case: Case
    said_files: Sequence[StoredFile]
    lines: Sequence[Line]
    clock: Clock
    contact_clock: Clock | None
    rule: str
    rule_source: str
    requests: Sequence[Asked]
    beside: Sequence[Any]
    merged: Sequence[Case]
    name: str
    has_contact: bool
    kind: str | Promise
    own: Sequence[tuple[str | Promise, str]]


def case_file(case: Case, now: datetime, *, part: str = "") -> CaseFile:
    """The page of `case` at `now`; `part` narrows the timeline."""
    files = case.files
    face = ClockFace(now)
    rule, source = _rule(case)
    return CaseFile(
        case=case,
        said_files=_with_the_opening(case, files),
        lines=[line for line in lines(case, files) if not part or line.part == part],
        clock=face.of(case.due_at, case.state, case.review_on),
        contact_clock=_contact_clock(case, face),
        rule=rule,
        rule_source=source,
        requests=_pending(case),
        beside=list(case.orgs.select_related("org")),
        merged=case.followers[:50],
        name=shown_name(case),
        has_contact=bool(case.contact_locked or case.appellant_id),
        kind="" if case.kind == CONCERN else kind_of(case).label,
        own=list(kind_of(case).facts(case)),
    )


def has_sense(case: Case, verb: str) -> bool:
    """Whether there is anything that the verb could act on."""
    if verb == "unpublish":
        return case.published_at is not None
    if verb == "decide_exclusion":
        waiting = case.requests.filter(matter="exclusion", decision=Decision.PENDING)
        return case.state in CASE[verb].sources and waiting.exists()
    return True


def shown_name(case: Case) -> str:
    """Whom staff read as the appellant: the name, or that it was not left. Never a number."""
    if case.anonymity == Anonymity.ANONYMOUS:
        return _("没有留名字")
    return (
        case.contact_name or (case.appellant.nickname if case.appellant else "") or _("没有留名字")
    )


def _with_the_opening(case: Case, files: Sequence[StoredFile]) -> list[StoredFile]:
    first = case.timeline.filter(verb="open").values_list("pk", flat=True).first()
    return [f for f in files if f.part in {None, first}]


def _contact_clock(case: Case, face: ClockFace) -> Clock | None:
    if case.contacted_at or case.contact_due_at is None or case.state in ENDED | {State.MERGED}:
        return None
    return face.of(case.contact_due_at, State.DISPATCHED)


def _rule(case: Case) -> tuple[str, str]:
    """The words of the rule by which the clock runs, and where that rule comes from."""
    policy = deadlines.policy_for(case)
    if policy is None:
        return "", ""
    return policy.name, policy.source


def _pending(case: Case) -> list[Asked]:
    waiting = case.requests.filter(decision=Decision.PENDING).select_related("asked_by")
    return [
        Asked(
            str(MATTERS[request.matter]),
            request.asked_by.name,
            request.asked_at,
            request.text,
            _asked_facts(request),
        )
        for request in waiting
    ]


MATTERS: Mapping[str, str | Promise] = {
    "return": gettext_lazy("申请退单"),
    "extension": gettext_lazy("申请延期"),
    "exclusion": gettext_lazy("申请不计入三率"),
}


def _asked_facts(request: Request) -> list[tuple[str, str]]:
    found = []
    reasons = {**dict(ReturnReason.choices), **dict(ExclusionReason.choices)}
    if request.reason:
        found.append((_("理由"), str(reasons.get(request.reason, request.reason))))
    if code := request.wanted.get("propose"):
        unit = Org.objects.filter(code=code).first()
        found.append((_("建议改派给"), unit.name if unit else code))
    if until := request.wanted.get("until"):
        found.append((_("延到"), until))
    return found


def spot_of(case: Case) -> Map | None:
    """Where it was said to be, on the map; a device without one opens its own by the link."""
    if case.lat is None or case.lon is None:
        return None
    where = f"{case.lat:.6f},{case.lon:.6f}"
    spot = maps.spot(
        case.address or case.place.spoken,
        case.lat,
        case.lon,
        href=f"geo:{where}?q={where}",
        note=_("点名字，用手机里的地图打开"),
    )
    return Map([spot], _("这件事在哪里"), ground=case.place.code)
