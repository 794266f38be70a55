"""The index: worked out for a county's villages, looked at, and decided from by a person (H7)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from sanan.inspection.enums import Grade, TermsKind
from sanan.inspection.index import reckoning
from sanan.inspection.models import Reckoning, Standing
from sanan.inspection.queries import indicators
from sanan.inspection.queries import terms as settings
from sanan.inspection.rules import INDEX
from sanan.inspection.rules.terms import rule_of
from sanan.kit import bulk, dates, words
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import Relation
from sanan.process.models import TimelineEntry


@INDEX.action("reckon")
def reckon(
    *,
    place: Place,
    by: Person | None,
    on: date | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Reckoning:
    """Work out the index of a county's villages as they stood at the end of a day (today).

    Every village's terms are kept, with the version of the weights. Raises `Refused` for a place
    with too few villages to compare.
    """
    moment = at_or_now(at)
    day = on or dates.local_day(moment)
    if day > dates.local_day(moment):
        raise Invalid(_("这一天还没到。"), "future", field="on")
    version = settings.newest(place, TermsKind.INDEX)
    values = settings.values_of(version, TermsKind.INDEX)
    rule = rule_of(values)
    figures = indicators.figures(place, day, months=int(values["months"]))
    if len(figures) < reckoning.FEWEST:
        raise Refused(_("这里的村太少，没有可比的。请选一个县。"), "few", field="place")
    found = reckoning.reckon(figures, rule)
    rows = [standing(pk, each, rule) for pk, each in found.items()]
    made = Reckoning(
        place=place,
        on=day,
        terms=version,
        villages=len(rows),
        shape=shape(rows),
        made_at=moment,
    )
    with INDEX.begin("reckon", made, by=by, at=moment, relation=relation) as step:
        step.data = {"suggested": _counts(rows), "terms": version.number if version else 0}
        step.then(lambda done: _keep(done.thing, rows))
    return made


def standing(pk: int, found: reckoning.Reckoned, rule: reckoning.Rule) -> Standing:
    """A village's row that is not yet written."""
    return bulk.new(
        Standing,
        place_id=pk,
        score=None if found.score is None else round(found.score * 1000),
        coverage=round(found.coverage * 100),
        suggested=reckoning.graded(found, rule),
        parts=[
            [part.name, _said(part.own), _said(part.drawn), _said(part.z), _said(part.adds)]
            for part in found.parts
        ],
    )


def _said(value: float | None) -> str | None:
    return None if value is None else str(Decimal(repr(round(value, 6))))


def shape(rows: list[Standing]) -> str:
    """The hash of every village's terms, so that what was decided from can be shown to be it."""
    told = [[row.place_id, row.score, row.coverage, row.suggested, row.parts] for row in rows]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _counts(rows: list[Standing]) -> Mapping[str, int]:
    names = [*Grade.values, ""]
    return {name or "unknown": sum(row.suggested == name for row in rows) for name in names}


def _keep(made: Reckoning, rows: list[Standing]) -> None:
    for row in rows:
        row.reckoning_id = made.pk
    bulk.insert_many(rows)


@INDEX.action("consult")
def consult(*, reckoning: Reckoning, by: Person, at: datetime | None = None) -> Reckoning:
    """Somebody looked at it: a line and an entry, once for a person and day."""
    moment = at_or_now(at)
    lines = TimelineEntry.objects.of("inspection_index", reckoning.pk)
    last = lines.filter(verb__in=["consult", "reckon"], by=by).order_by("-at").first()
    if last is None or dates.local_day(last.at) != dates.local_day(moment):
        with INDEX.step("consult", reckoning, by=by, at=moment):
            pass
    return reckoning


@INDEX.action("decide")
def decide(
    *,
    reckoning: Reckoning,
    place: Place,
    grade: str,
    reason: str,
    by: Person,
    at: datetime | None = None,
) -> Standing:
    """A person says how a village stands, and why, whatever the index suggests; it may be said anew."""
    why = words.needed(reason, "reason", 500)
    with INDEX.step("decide", reckoning, by=by, at=at) as step:
        found = reckoning.standings.filter(place=place).first()
        if found is None:
            raise Refused(_("这一次没有算这个村。"), "elsewhere")
        found.grade, found.reason = Grade(grade), why
        found.confirmed_by, found.confirmed_on = by, dates.local_day(step.at)
        found.save(update_fields=["grade", "reason", "confirmed_by", "confirmed_on"])
        step.data = {
            "place": place.code,
            "suggested": found.suggested,
            "grade": found.grade,
        }
        step.note = f"{place.spoken}：{found.get_grade_display()}。{why}"
    return found


@INDEX.action("close")
def close(*, reckoning: Reckoning, by: Person, at: datetime | None = None) -> Reckoning:
    """Nothing more is decided from it; it stays for the back-test."""
    with INDEX.step("close", reckoning, by=by, at=at):
        pass
    return reckoning
