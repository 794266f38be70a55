"""Promotion events: planned, held or noted afterwards, with participants and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from sanan.files import actions as files
from sanan.investment.actions import checks
from sanan.investment.enums import EventKind, Side
from sanan.investment.models import Company, Mandate, Participant, PromotionEvent
from sanan.investment.rules import PROMOTION
from sanan.kit import bulk, clock, words
from sanan.kit.errors import Invalid
from sanan.kit.files import Upload
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.step import Step


def _new(
    place: Place, kind: str, title: str, held_on: date, mandate: Mandate | None, **said: str
) -> PromotionEvent:
    if mandate is not None and kind != EventKind.THIRD_PARTY:
        raise Invalid(_("只有第三方招商才选第三方合同。"), "mandate", field="mandate")
    return PromotionEvent(
        place=place,
        kind=EventKind(kind),
        title=words.one_line(title, "title", 120),
        held_on=held_on,
        mandate=mandate,
        venue=words.clean_line(said.get("venue", ""), most=120, field="venue"),
        host=words.clean_line(said.get("host", ""), most=80, field="host"),
        outcome=words.clean(said.get("outcome", ""), most=2000, field="outcome"),
    )


@PROMOTION.action("plan")
def plan(
    *,
    place: Place,
    kind: str,
    title: str,
    held_on: date,
    by: Person,
    venue: str = "",
    host: str = "",
    mandate: Mandate | None = None,
    at: datetime | None = None,
) -> PromotionEvent:
    """An event that is to come."""
    made = _new(place, kind, title, held_on, mandate, venue=venue, host=host)
    with PROMOTION.begin("plan", made, by=by, at=at):
        pass
    return made


@PROMOTION.action("record")
def record(
    *,
    place: Place,
    kind: str,
    title: str,
    held_on: date,
    outcome: str,
    by: Person,
    venue: str = "",
    host: str = "",
    mandate: Mandate | None = None,
    at: datetime | None = None,
) -> PromotionEvent:
    """An event that took place, with what came of it."""
    moment = clock.at_or_now(at)
    checks.past(held_on, moment, "held_on")
    outcome = words.needed(outcome, "outcome", 2000)
    made = _new(place, kind, title, held_on, mandate, venue=venue, host=host, outcome=outcome)
    with PROMOTION.begin("record", made, by=by, at=moment):
        pass
    return made


@dataclass(frozen=True, slots=True)
class Past:
    """One past event of a list."""

    kind: str
    title: str
    held_on: date
    venue: str = ""
    host: str = ""
    outcome: str = ""


def record_many(
    *, place: Place, rows: Sequence[Past], by: Person, at: datetime | None = None
) -> list[PromotionEvent]:
    """Past events of a list at once, a line and an entry each."""
    moment = clock.at_or_now(at)
    made = []
    for row in rows:
        checks.past(row.held_on, moment, "held_on")
        said = {"venue": row.venue, "host": row.host}
        outcome = words.needed(row.outcome, "outcome", 2000)
        made.append(_new(place, row.kind, row.title, row.held_on, None, outcome=outcome, **said))
    PROMOTION.begin_many("record", made, by=by, at=moment)
    return made


@PROMOTION.action("invite")
def invite(
    *,
    event: PromotionEvent,
    side: str,
    name: str,
    by: Person,
    post: str = "",
    company: Company | None = None,
    at: datetime | None = None,
) -> PromotionEvent:
    """Somebody who takes part; a guest may stand for a company."""
    if company is not None and side != Side.GUEST:
        raise Invalid(_("我方的人不用选企业。"), "company", field="company")
    guest = Participant(
        event=event,
        side=Side(side),
        name=words.one_line(name, "name", 60),
        post=words.clean_line(post, most=80, field="post"),
        company=company.standing if company else None,
    )
    with PROMOTION.step("invite", event, by=by, at=at) as step:
        step.then(lambda _step: bulk.insert_many([guest]))
        step.data = {"side": str(guest.side), "company": company.code if company else ""}
    return event


@PROMOTION.action("hold")
def hold(
    *,
    event: PromotionEvent,
    outcome: str,
    by: Person,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> PromotionEvent:
    """It took place; from now on it counts."""
    return _told("hold", event, outcome, by, uploads, clock.at_or_now(at))


@PROMOTION.action("report")
def report(
    *,
    event: PromotionEvent,
    outcome: str,
    by: Person,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> PromotionEvent:
    """What came of it, as is known by now."""
    return _told("report", event, outcome, by, uploads, clock.at_or_now(at))


def _told(
    verb: str,
    event: PromotionEvent,
    outcome: str,
    by: Person,
    uploads: Sequence[Upload],
    at: datetime,
) -> PromotionEvent:
    def attach(done: Step[PromotionEvent]) -> None:
        files.attach(kept, to=done.thing, by=by, at=at)

    with files.kept(uploads) as kept, PROMOTION.step(verb, event, by=by, at=at) as step:
        step.thing.outcome = words.needed(outcome, "outcome", 2000)
        step.files = files.hashes(kept)
        step.then(attach)
    return event


@PROMOTION.action("call_off")
def call_off(
    *, event: PromotionEvent, reason: str, by: Person, at: datetime | None = None
) -> PromotionEvent:
    """It does not take place, or was noted by mistake."""
    with PROMOTION.step("call_off", event, by=by, at=at) as step:
        step.note = words.needed(reason, "reason", 500)
    return event
