"""The rectification ledger: plan, progress, proof, three signatures; and what villagers say to it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sanan.cases import actions as cases
from sanan.cases.enums import Anonymity, Door
from sanan.files import actions as files
from sanan.inspection.enums import ItemState, PaperState
from sanan.inspection.models import Heard, Item, Paper, Rating, Round, Target
from sanan.inspection.queries.terms import period
from sanan.inspection.rules import INSPECTION_CONCERN, RECTIFICATION
from sanan.inspection.rules.ledger import SIGNS
from sanan.kit import bulk, clock, dates, tokens, words
from sanan.kit.errors import Invalid
from sanan.kit.files import Upload
from sanan.people.enums import OrgKind
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.process.declare import ANYONE, SYSTEM, Relation
from sanan.process.enums import Satisfaction
from sanan.process.step import Step


@RECTIFICATION.action("list")
def list_problems(*, inspection: Round, on: date, at: datetime | None = None) -> list[Item]:
    """Every problem of the round comes onto the ledger, with its village's committee as owner.

    The plan is due within as many days as the office has set (K: one month).
    """
    papers = inspection.papers.filter(state=PaperState.USED, item=None)
    papers = papers.select_related("target__place")
    made = _items(
        list(papers), plan_due_on=on + timedelta(days=period(inspection.place, "plan_days"))
    )
    RECTIFICATION.begin_many("list", made, by=None, relation=SYSTEM, at=at)
    return made


def _items(papers: Sequence[Paper], *, plan_due_on: date) -> list[Item]:
    villages = {paper.target.place_id for paper in papers}
    units = Org.objects.filter(place__in=villages, kind=OrgKind.VILLAGE_COMMITTEE)
    owners = {unit.place_id: unit for unit in units}
    return [
        Item(
            paper=paper,
            target=paper.target,
            place=paper.target.place,
            owner=owners.get(paper.target.place_id),
            plan_due_on=plan_due_on,
        )
        for paper in papers
    ]


@RECTIFICATION.action("record")
def record(
    *,
    papers: Sequence[Paper],
    done_text: str,
    on: date,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> list[Item]:
    """Problems of an earlier round that were written off on a day."""
    made = _items(papers, plan_due_on=on)
    for item in made:
        item.state = ItemState.WRITTEN_OFF
        item.measures = item.done_text = done_text
        item.due_on = item.written_off_on = on
        item.office_signed_on = item.discipline_signed_on = item.organisation_signed_on = on
    RECTIFICATION.begin_many("record", made, by=by, relation=relation, at=at)
    return made


@RECTIFICATION.action("plan")
def plan(
    *,
    item: Item,
    measures: str,
    due_on: date,
    by: Person,
    owner: Org | None = None,
    at: datetime | None = None,
) -> Item:
    """What will be done, by whom, until when."""
    with RECTIFICATION.step("plan", item, by=by, at=at) as step:
        if due_on < dates.local_day(step.at):
            raise Invalid(_("办完的日子已经过了，请写以后的日子。"), "past", field="due_on")
        step.set(measures=words.needed(measures, "measures", 1000), due_on=due_on)
        if owner is not None:
            step.thing.owner = owner
    return item


def _move(verb: str, item: Item, by: Person, at: datetime | None) -> Item:
    with RECTIFICATION.step(verb, item, by=by, at=at):
        pass
    return item


@RECTIFICATION.action("agree")
def agree(*, item: Item, by: Person, at: datetime | None = None) -> Item:
    """The plan is good; villagers read it."""
    return _move("agree", item, by, at)


@RECTIFICATION.action("report")
def report(
    *,
    item: Item,
    text: str,
    by: Person,
    uploads: Sequence[Upload] = (),
    recovered_fen: int = 0,
    at: datetime | None = None,
) -> Item:
    """How far it has come, with what shows it; villagers read the words."""
    said = words.needed(text, "text", 1000)
    with files.kept(uploads) as kept, RECTIFICATION.step("report", item, by=by, at=at) as step:
        step.files = files.attach(kept, to=step.thing, by=by, at=step.at)
        step.thing.recovered_fen += recovered_fen
        step.say(said)
    return item


@RECTIFICATION.action("submit")
def submit(*, item: Item, done_text: str, by: Person, at: datetime | None = None) -> Item:
    """It is done: what was done, in words that villagers read."""
    with RECTIFICATION.step("submit", item, by=by, at=at) as step:
        step.thing.done_text = words.needed(done_text, "done_text", 1000)
        step.say(step.thing.done_text)
    return item


@RECTIFICATION.action("extend")
def extend(*, item: Item, due_on: date, why: str, by: Person, at: datetime | None = None) -> Item:
    """持续整改: it cannot be done in one go; until when, and why, for everyone to read."""
    with RECTIFICATION.step("extend", item, by=by, at=at) as step:
        if step.thing.due_on is not None and due_on <= step.thing.due_on:
            raise Invalid(_("新的日子要比原来的晚。"), "not_later", field="due_on")
        step.say(words.needed(why, "why", 500))
        step.set(due_on=due_on, lasting=True)
    return item


@RECTIFICATION.action("verify")
def verify(
    *, item: Item, note: str, by: Person, show: bool = False, at: datetime | None = None
) -> Item:
    """Somebody went and looked. `show`: nobody is to be recognised on the photos, all may see them."""
    with RECTIFICATION.step("verify", item, by=by, at=at) as step:
        step.note = words.needed(note, "note", 500)
        step.data = {"shown": show}
        for file in step.thing.files if show else ():
            files.show(file=file, by=by, at=step.at)
    return item


@RECTIFICATION.action("send_back")
def send_back(*, item: Item, why: str, by: Person, at: datetime | None = None) -> Item:
    """Not yet, and why; signatures given so far are void."""
    with RECTIFICATION.step("send_back", item, by=by, at=at) as step:
        step.say(words.needed(why, "why", 500))
        _unsign(step)
    return item


def _unsign(step: Step[Item]) -> None:
    step.set(**dict.fromkeys(SIGNS.values()), written_off_on=None)


def _sign(verb: str, item: Item, by: Person, at: datetime | None) -> Item:
    """One of three; the last writes it off."""
    with RECTIFICATION.step(verb, item, by=by, at=at) as step:
        today = dates.local_day(step.at)
        step.set(**{SIGNS[verb]: today})
        if all(getattr(step.thing, name) for name in SIGNS.values()):
            step.target = ItemState.WRITTEN_OFF
            step.thing.written_off_on = today
            step.public = True
    return item


@RECTIFICATION.action("sign_office")
def sign_office(*, item: Item, by: Person, at: datetime | None = None) -> Item:
    """The inspection office agrees to write it off."""
    return _sign("sign_office", item, by, at)


@RECTIFICATION.action("sign_discipline")
def sign_discipline(*, item: Item, by: Person, at: datetime | None = None) -> Item:
    """The discipline body agrees."""
    return _sign("sign_discipline", item, by, at)


@RECTIFICATION.action("sign_organisation")
def sign_organisation(*, item: Item, by: Person, at: datetime | None = None) -> Item:
    """The organisation body agrees."""
    return _sign("sign_organisation", item, by, at)


@RECTIFICATION.action("rate")
def rate(
    *,
    item: Item,
    said: str,
    reader: str,
    known: bool = False,
    by: Person | None = None,
    relation: Relation = ANYONE,
    at: datetime | None = None,
) -> Item:
    """What somebody thinks of it; the same person or phone again changes what they said.

    `reader` names the person or the phone; only its keyed hash is kept.
    """
    chosen = Satisfaction(said)
    with RECTIFICATION.step("rate", item, by=by, at=at, relation=relation) as step:
        given = {"known": known, "said": chosen, "on": dates.local_day(step.at)}
        hashed = tokens.keyed_hash("inspection-rating", f"{item.code}|{reader}")
        Rating.objects.update_or_create(item=step.thing, reader=hashed, defaults=given)
        step.data = {"said": said, "known": known}
    return item


@RECTIFICATION.action("doubt")
def doubt(
    *,
    item: Item,
    text: str,
    uploads: Sequence[Upload] = (),
    source: str = "",
    by: Person | None = None,
    relation: Relation = ANYONE,
    at: datetime | None = None,
) -> str:
    """不是这样: it becomes a case with its clock, which the team reads; gives the case's number.

    While it is open nobody signs the line off.
    """
    with (
        transaction.atomic(),
        RECTIFICATION.step("doubt", item, by=by, at=at, relation=relation) as step,
    ):
        code = say(
            target=step.thing.target,
            item=step.thing,
            text=text,
            uploads=uploads,
            source=source,
            appellant=by,
            at=step.at,
        )
        step.data = {"case": code}
    return code


def say(
    *,
    target: Target,
    text: str,
    uploads: Sequence[Upload] = (),
    source: str = "",
    appellant: Person | None = None,
    anonymity: str = Anonymity.ANONYMOUS,
    contact_name: str = "",
    contact_phone: str = "",
    item: Item | None = None,
    idempotency: str = "",
    at: datetime | None = None,
) -> str:
    """Somebody says an ordinary matter on a notice: a case at once; gives its number.

    What is about a person's wrongdoing never comes here: the page sends it to the sealed room first.
    """
    with transaction.atomic():
        opened = cases.open_case(
            text=text,
            place=target.place,
            door=Door.INSPECTION,
            kind=INSPECTION_CONCERN.name,
            anonymity=Anonymity(anonymity),
            contact_name=contact_name,
            contact_phone=contact_phone,
            appellant=None if anonymity == Anonymity.ANONYMOUS else appellant,
            uploads=uploads,
            idempotency=idempotency,
            source=source,
            may_publish=False,
            at=at,
        )
        if opened.created:
            bulk.insert(Heard(case=opened.case, target=target, item=item))
    return opened.case.code


@RECTIFICATION.action("relapse")
def relapse(*, item: Item, ref: str, at: datetime | None = None, by: None = None) -> Item:
    """The same was found again within twelve months; a person decides what follows."""
    with RECTIFICATION.step("relapse", item, by=by, at=at, relation=SYSTEM) as step:
        step.set(relapse_on=dates.local_day(step.at), relapse_ref=ref)
    return item


@RECTIFICATION.action("reopen")
def reopen(*, item: Item, why: str, by: Person, at: datetime | None = None) -> Item:
    """Written off too early: it is mended again.

    For one of an earlier round whose village has no committee here nobody answers yet; it waits for
    a plan that says who does.
    """
    with RECTIFICATION.step("reopen", item, by=by, at=at) as step:
        step.say(words.needed(why, "why", 500))
        _unsign(step)
        if step.thing.owner_id is None:
            days = timedelta(days=period(step.thing.target.round.place, "plan_days"))
            step.target = ItemState.LISTED
            step.set(plan_due_on=dates.local_day(step.at) + days)
    return item


def find_relapses(*, at: datetime | None = None) -> int:
    """Look at what was written off within the months that the office has set; how many came back."""
    moment = clock.at_or_now(at)
    waiting = Item.objects.filter(state=ItemState.WRITTEN_OFF, relapse_on=None)
    found = 0
    for place in Place.objects.filter(pk__in=waiting.values("target__round__place")):
        since = dates.local_day(moment) - _months(period(place, "relapse_months"))
        rows = waiting.filter(target__round__place=place, written_off_on__gte=since)
        for item in rows.select_related("paper", "place", "target__place", "target__round"):
            if ref := found_again(item):
                relapse(item=item, ref=ref, at=moment)
                found += 1
    return found


def _months(count: int) -> timedelta:
    return timedelta(days=round(365 * count / 12))


def found_again(item: Item) -> str:
    """By what a written-off problem was found again: a later paper, or a doubt; "" by nothing."""
    ended = dates.end_of(item.written_off_on) if item.written_off_on else None
    if ended is None:
        return ""
    later = Paper.objects.filter(target__place=item.place_id, made_at__gt=ended)
    same = Q(repeat_of=item.paper_id) | Q(theme=item.paper.theme)
    paper = later.filter(same).exclude(state=PaperState.DROPPED).select_related("round").first()
    if paper is not None:
        return paper.reference
    heard = item.doubts.filter(case__opened_at__gt=ended).select_related("case").first()
    return heard.case.code if heard else ""
