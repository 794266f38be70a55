"""What a county's desk has decided, as the reading room learns it, and what it offers for a text."""

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from sanan.cases.enums import Decision, ModelKind, State
from sanan.cases.models import Case, Category, ModelVersion, Request
from sanan.cases.queries import suggestions
from sanan.insight.desk import OFFERED, Asked, Desk, Offer, Topic
from sanan.insight.desk_units import Line
from sanan.insight.errors import InsightError
from sanan.insight.reasons import whole_words
from sanan.people.models import Duty
from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.process.models import TimelineEntry

if TYPE_CHECKING:
    from sanan.insight.desk_learning import Ruled

logger = logging.getLogger(__name__)

MOST = 20_000
"""Newest decided cases from which a desk is made."""

UNSETTLED = (State.SUBMITTED, State.ACCEPTED, State.RETURN_REQUESTED, State.WITHDRAWN)
_DAY = 86_400

_kept: dict[int, tuple[float, str, Desk | None]] = {}


def forget() -> None:
    """Look again which desk each county uses."""
    _kept.clear()


def in_use(county_id: int | None, kind: str = ModelKind.DESK) -> ModelVersion | None:
    """The version that a county uses."""
    used = ModelVersion.objects.filter(used_at__isnull=False, left_at=None)
    return used.filter(county=county_id, kind=kind).first()


def desk_of(county_id: int | None) -> Desk | None:
    """The desk that reads for a county; asked of the database at most every half minute.

    None where there is none yet, or where its file is gone or damaged: that is an error in the
    log, and nothing is offered.
    """
    if county_id is None:
        return None
    held, now = _kept.get(county_id), time.monotonic()
    if held is None or held[0] < now - suggestions.KEPT_SECONDS:
        used = in_use(county_id)
        path = used.path if used else ""
        desk = held[2] if held and held[1] == path else loaded(path, county_id) if path else None
        held = _kept[county_id] = (now, path, desk)
    return held[2]


def loaded(path: str, county_id: int) -> Desk | None:
    """A desk from its file, or None where it cannot be read."""
    try:
        base = suggestions.reader_of(county_id).model
        return Desk.load(suggestions.folder() / path, base=base)
    except (InsightError, OSError):
        logger.exception("The desk model %s cannot be read; nothing is offered.", path)
        return None


def read_case(case: Case) -> dict[str, Any]:
    """Everything that the reading room suggests for a case, as plain JSON.

    Where the county has a desk, `offer` holds what it would decide; whether that is sure enough to be
    shown, `offered` says.
    """
    told = suggestions.read(case.text, case.title, county_id=case.county_id)
    desk = desk_of(case.county_id)
    if desk is None:
        return told
    text = case.text[: suggestions.READ_CHARACTERS]
    found = desk.offer(text, case.title, places=chain(case.place.path))
    return told | {"offer": _told(found, f"{case.title}\n{text}") if found else {}}


def said_of(case: Case) -> Any:
    """What was suggested for a case; one that the worker has not come to yet is read then and there."""
    if case.suggested == {}:
        case.suggested = read_or_nothing(case)
    return case.suggested


def read_or_nothing(case: Case) -> dict[str, Any]:
    """The same as `read_case`; a text over which the reading stumbles has no suggestion."""
    try:
        return read_case(case)
    except Exception:
        logger.exception("case %s cannot be read", case.pk)
        return {"categories": [], **suggestions.alarm(case.text, case.title)}


def _told(offer: Offer, said: str) -> dict[str, Any]:
    return {
        "category": offer.topic,
        "to": offer.unit,
        "sure": round(offer.sure, 3),
        "nature": offer.kind,
        "words": whole_words(said, offer.words),
        "handled": round(offer.handled),
        "returned": round(offer.returned),
    }


def offered(suggested: Any) -> dict[str, Any]:
    """The desk's offer that was read for a case, where it was sure enough to be shown."""
    held = suggested.get("offer") if isinstance(suggested, dict) else None
    return held if held and held.get("sure", 0) >= OFFERED else {}


def shown_label(suggested: Any) -> list[str]:
    """The first level that was offered for a case, as accuracy counts it; empty where nothing was."""
    if isinstance(suggested, dict) and "offer" in suggested:
        code = offered(suggested).get("category", "")
        found = (
            Category.objects.filter(code=code).select_related("parent").first() if code else None
        )
        return [found.parent.name if found.parent else found.name] if found else []
    best: dict[str, Any] = next(iter((suggested or {}).get("categories") or []), {})
    sure = best.get("probability", 0) >= suggestions.CONFIDENT
    return [best["label"]] if sure and best.get("label") else []


def chain(path: str) -> tuple[str, ...]:
    """A place and those around it, smallest first, as the reading room knows them."""
    return tuple(line(path)[::-1])


def topics() -> list[Topic]:
    """What a case may be about: the leaves of the list, and first levels that have none."""
    said = sayings()
    every = list(Category.objects.select_related("parent").order_by("code"))
    above = {one.parent_id for one in every}
    return [
        Topic(
            one.code,
            one.name,
            one.parent.name if one.parent else one.name,
            one.open_rule,
            said.get(one.code, ()),
        )
        for one in every
        if one.pk not in above
    ]


def lines_of(county: Place) -> list[Line]:
    """The lead lines of the duty lists of a county, and of units above it."""
    found = Duty.objects.filter(lead=True).select_related("org__place").order_by("org", "category")
    top = len(line(county.path))
    out = []
    for one in found:
        path = one.org.place.path
        if not path.startswith(county.path) and not county.path.startswith(path):
            continue
        level = max(len(line(path)) - top, 0)
        role = f"{one.org.kind} {level}" if level else one.org.code
        out.append(Line(one.org.code, one.category, one.text, path if level else "", level, role))
    return out


def ruled(county: Place, *, until: datetime) -> "list[Ruled]":
    """The newest cases of a county that a unit has taken, as they stand; oldest first.

    Who sent one back with success counts against that unit.
    """
    from sanan.insight.desk_learning import Ruled  # with scipy, which no web worker needs

    back = _returns(county)
    settled = Case.objects.filter(
        county=county, handler__isnull=False, category__isnull=False, dispatched_at__lte=until
    ).exclude(state__in=UNSETTLED)
    columns = ("pk", "title", "text", "nature", "contact_hash", "dispatched_at")
    rows = settled.order_by("-dispatched_at", "-pk").values_list(
        *columns, "place__path", "category__code", "handler__code"
    )[:MOST]
    found = [
        Ruled(
            Asked(text[: suggestions.READ_CHARACTERS], title, chain(path)),
            code,
            unit,
            at.timestamp() / _DAY,
            nature,
            tuple(back.get(pk, ())),
            by=who or "",
        )
        for pk, title, text, nature, who, at, path, code, unit in rows
    ]
    return found[::-1]


def _returns(county: Place) -> dict[int, list[str]]:
    told = TimelineEntry.objects.filter(
        kind="case", verb="request_return", at__lte=OuterRef("decided_at")
    )
    who = told.filter(subject=OuterRef("case")).order_by("-at").values("org__code")[:1]
    granted = Request.objects.filter(
        matter=Request.Matter.RETURN, decision=Decision.GRANTED, case__county=county
    )
    out: dict[int, list[str]] = defaultdict(list)
    for case, unit in granted.annotate(unit=Subquery(who)).values_list("case", "unit"):
        if unit:
            out[case].append(unit)
    return out


@cache
def sayings() -> dict[str, tuple[str, ...]]:
    """How people put what the shipped categories call by name, by code."""
    text = files("sanan.cases").joinpath("data/sayings.txt").read_text(encoding="utf-8")
    rows = (row.partition(" ") for row in text.splitlines() if row and row[0] != "#")
    return {code: tuple(words.split()) for code, _, words in rows}


def versions(county_ids: Iterable[int]) -> Sequence[ModelVersion]:
    """What was made for these counties, newest first."""
    found = ModelVersion.objects.filter(county__in=list(county_ids)).select_related("county")
    return list(found.order_by("-made_at", "-pk"))


def unsaid(rows: "Sequence[Ruled]") -> Iterator[str]:
    """What identifies the rows a desk learnt from, without their words: for its data sheet."""
    for row in rows:
        yield f"{row.day:.6f} {row.topic} {row.unit} {len(row.asked.text)}"
