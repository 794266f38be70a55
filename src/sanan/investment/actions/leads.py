"""Leads: entered, talked about, followed up, at rest and back; moved on by what was verified."""

from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Q, Sum
from django.utils.translation import gettext as _

from sanan.investment.actions import checks
from sanan.investment.enums import OFFICERS, READERS, Kind, Source, State, Step, Why
from sanan.investment.models import Company, Lead, Mandate, PromotionEvent
from sanan.investment.rules import LEAD
from sanan.kit import clock, dates, phones, rounding, words
from sanan.kit.errors import Invalid, Refused
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM, Relation
from sanan.process.step import Step as Stepping


@LEAD.action("enter")
def enter(
    *,
    place: Place,
    company: Company,
    title: str,
    source: str,
    by: Person | None,
    found_on: date | None = None,
    sector: str = "",
    scale: int | None = None,
    event: PromotionEvent | None = None,
    mandate: Mandate | None = None,
    owner: Person | None = None,
    contact: str = "",
    phone: str = "",
    next_on: date | None = None,
    is_history: bool = False,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Lead:
    """Something that a company may bring; `scale` in fen. Whoever enters it owns it, unless said."""
    moment = clock.at_or_now(at)
    company, title = company.standing, words.one_line(title, "title", 120)
    day = checks.past(found_on or dates.local_day(moment), moment, "found_on")
    if event is not None:
        checks.not_before(day, event.held_on, _("那场活动"), "found_on")
    made = Lead(
        place=place,
        company=company,
        title=title,
        known_as=words.bare_name(title)[:120],
        sector=words.clean_line(sector, most=40, field="sector") or company.sector,
        scale=_scale(scale),
        source=Source(source),
        event=event,
        mandate=mandate or (event.mandate if event else None),
        owner=_fit(owner or by, place),
        contact=words.clean_line(contact, most=60, field="contact"),
        phone=phones.personal(phone) if phone.strip() else "",
        found_on=day,
        next_on=next_on,
        is_history=is_history,
    )
    with LEAD.begin("enter", made, by=by, at=moment, relation=relation):
        _only_once(made)
    return made


def _only_once(made: Lead) -> None:
    same = Lead.objects.filter(company=made.company, known_as=made.known_as)
    if same.exclude(state=State.DROPPED).exists():
        sentence = _("这家企业的“%(title)s”已经有线索了，请打开那一条接着跟。")
        raise Refused(sentence % {"title": made.title}, "twice", field="title")


def _scale(scale: int | None) -> int | None:
    return None if scale is None else checks.positive(scale, "scale")


def _fit(owner: Person | None, place: Place) -> Person | None:
    """Whoever carries a lead must be able to read it."""
    if owner is not None and not people.holds(owner, READERS, path=place.path):
        raise Invalid(_("负责人要是这个地方的招商专员或领导。"), "owner", field="owner")
    return owner


@LEAD.action("negotiate")
def negotiate(
    *,
    lead: Lead,
    sector: str,
    scale: int | None,
    by: Person | None,
    note: str = "",
    owner: Person | None = None,
    on: date | None = None,
    next_on: date | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Lead:
    """Talks have begun: from now on sector, size and an owner must be known."""
    with LEAD.step("negotiate", lead, by=by, at=at, relation=relation) as step:
        day = checks.past(on or dates.local_day(step.at), step.at, "on")
        checks.not_before(day, step.thing.found_on, _("线索来的日子"), "on")
        carrier = _fit(owner, step.thing.place) or step.thing.owner
        if carrier is None and not step.thing.is_history:
            raise Invalid(_("开始谈以前要定一位负责人。"), "owner", field="owner")
        step.set(
            sector=words.one_line(sector, "sector", 40),
            scale=checks.positive(scale, "scale"),
            owner=carrier,
            negotiating_on=day,
            next_on=_later(next_on, step.at),
        )
        step.note = words.clean(note, most=1000, field="note")
    return lead


@LEAD.action("follow")
def follow(
    *, lead: Lead, note: str, by: Person, next_on: date | None = None, at: datetime | None = None
) -> Lead:
    """Who met whom, what was said, and when the next step is due."""
    with LEAD.step("follow", lead, by=by, at=at) as step:
        step.note = words.needed(note, "note", 1000)
        step.thing.next_on = _later(next_on, step.at)
    return lead


def _later(on: date | None, at: datetime) -> date | None:
    if on is not None and on < dates.local_day(at):
        raise Invalid(_("下次跟进的日子已经过了，请选今天以后的。"), "past", field="next_on")
    return on


@LEAD.action("change")
def change(
    *,
    lead: Lead,
    title: str,
    by: Person | None,
    sector: str = "",
    scale: int | None = None,
    contact: str = "",
    phone: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Lead:
    """Put right what is known of it. What a stage asks for cannot be taken out again."""
    title = words.one_line(title, "title", 120)
    with LEAD.step("change", lead, by=by, at=at, relation=relation) as step:
        sector = words.clean_line(sector, most=40, field="sector")
        if step.thing.negotiating_on is not None and not (sector and scale):
            raise Invalid(_("已经在谈的线索，行业和规模要写明。"), "stage", field="sector")
        step.set(
            title=title,
            known_as=words.bare_name(title)[:120],
            sector=sector,
            scale=_scale(scale),
            contact=words.clean_line(contact, most=60, field="contact"),
            phone=phones.personal(phone) if phone.strip() else "",
        )
    return lead


@LEAD.action("assign")
def assign(*, lead: Lead, owner: Person, by: Person, at: datetime | None = None) -> Lead:
    """Somebody else carries it from now on."""
    with LEAD.step("assign", lead, by=by, at=at) as step:
        if not people.holds(owner, OFFICERS, path=step.thing.place.path):
            raise Invalid(_("负责人要是这个地方的招商专员。"), "owner", field="owner")
        step.thing.owner = owner
        step.note = owner.name
    return lead


@LEAD.action("stall")
def stall(
    *,
    lead: Lead,
    why: str,
    note: str,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Lead:
    """It rests, for a reason; it can return to where it was."""
    return _rest(LEAD.step("stall", lead, by=by, at=at, relation=relation), lead, why, note)


@LEAD.action("drop")
def drop(
    *,
    lead: Lead,
    why: str,
    note: str,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Lead:
    """It is given up, for a reason; it can return to where it was."""
    return _rest(LEAD.step("drop", lead, by=by, at=at, relation=relation), lead, why, note)


def _rest(step_of: AbstractContextManager[Stepping[Lead]], lead: Lead, why: str, note: str) -> Lead:
    with step_of as step:
        before = step.thing.before or step.thing.state
        step.note = words.needed(note, "note", 1000)
        step.set(why=Why(why), before=before, next_on=None)
        step.data = {"why": why}
    return lead


@LEAD.action("resume")
def resume(
    *, lead: Lead, note: str, by: Person, next_on: date | None = None, at: datetime | None = None
) -> Lead:
    """It goes on from where it was."""
    with LEAD.step("resume", lead, by=by, at=at) as step:
        step.note = words.needed(note, "note", 1000)
        step.target = step.thing.before
        step.set(why="", before="", next_on=_later(next_on, step.at))
    return lead


@LEAD.action("advance")
def advance(*, lead: Lead, by: Person | None, at: datetime | None = None) -> Lead:
    """Bring stage, days and money paid in up to what is verified; an entry only where that differs."""
    now = _verified(lead)
    fresh = Lead.objects.get(pk=lead.pk)
    if all(getattr(fresh, name) == value for name, value in now.items()):
        return lead
    with LEAD.step("advance", lead, by=by, at=at, relation=SYSTEM) as step:
        paid = now["paid_in"] - step.thing.paid_in
        step.set(**now)
        far = step.thing.farthest
        if step.thing.rests:
            step.thing.before = far
        else:
            step.target = far
        step.note = str(far.label)
        if paid:
            step.note += "；" + _("到位资金 %(sum)s") % {"sum": rounding.money(paid)}
    return lead


def _verified(lead: Lead) -> dict[str, Any]:
    """The lead's days and money by what is verified, in two statements."""

    def first(day: str, kind: str) -> Min:
        return Min(day, filter=Q(kind=kind))

    signed = lead.agreements.verified().aggregate(
        framework_on=first("signed_on", Kind.FRAMEWORK),
        contract_on=first("signed_on", Kind.CONTRACT),
    )
    landed = lead.landings.verified().aggregate(
        registered_on=first("happened_on", Step.REGISTERED),
        land_on=first("happened_on", Step.LAND),
        started_on=first("happened_on", Step.STARTED),
        producing_on=first("happened_on", Step.PRODUCING),
        paid_in=Sum("amount", filter=Q(kind=Step.PAID_IN), default=0),
    )
    return {**signed, **landed}


@LEAD.action("move")
def move(*, lead: Lead, to: Company, by: Person, at: datetime | None = None) -> Lead:
    """Its company's card was merged into another."""
    with LEAD.step("move", lead, by=by, at=at, relation=SYSTEM) as step:
        step.thing.company = to
    return lead
