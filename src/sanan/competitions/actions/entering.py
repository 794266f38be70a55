"""Entries: handed in, put right, admitted or turned away, taken out again."""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from sanan.competitions.enums import EntryState, Refusal
from sanan.competitions.models import Competition, Earlier, Entry
from sanan.competitions.models.entry import same_project
from sanan.competitions.rules import ENTRY, day_of
from sanan.kit import clock, phones, vault, words
from sanan.kit.errors import Refused
from sanan.people.models import Org, Person
from sanan.process.declare import ANYONE, Relation
from sanan.process.step import Step
from sanan.slips.actions import issue
from sanan.volunteers.models import Project

KIND = "contest_entry"
MOST_FEN = 10_000_000_000


@ENTRY.action("submit")
def submit(
    *,
    competition: Competition,
    title: str,
    team: str,
    about: str,
    contact: str,
    phone: str = "",
    work: str = "other",
    budget_fen: int = 0,
    served: int = 0,
    org: Org | None = None,
    project: Project | None = None,
    by: Person | None = None,
    relation: Relation = ANYONE,
    at: datetime | None = None,
) -> Entry:
    """A team enters a project; with `project` a registered one, whose team it then is.

    One project enters once; later than the call it is refused. Gives the entry its query code.
    """
    moment = clock.at_or_now(at)
    org = project.org if project else org
    made = Entry(
        competition=competition,
        title=words.one_line(title, "title", 120),
        team=words.one_line(team or (org.name if org else ""), "team", 80),
        org=org,
        project=project,
        work=work,
        about=words.needed(about, "about", 4000),
        budget_fen=budget_fen,
        served=served,
        contact=words.one_line(contact, "contact", 40),
        contact_locked=vault.lock(phones.personal(phone) if phone.strip() else ""),
        submitted_at=moment,
        person=by if relation is ANYONE else None,
    )
    made.same_project = same_project(made.title, made.team)
    with ENTRY.begin("submit", made, by=by, at=moment, relation=relation) as step:
        rows = Competition.objects.select_for_update().get(pk=competition.pk).entries
        _only_once(made)
        made.number = (rows.aggregate(most=Max("number"))["most"] or 0) + 1
        step.then(lambda done: issue(kind=KIND, ref=done.thing.token))
    return made


@ENTRY.action("amend")
def amend(
    *,
    entry: Entry,
    title: str,
    about: str,
    budget_fen: int,
    served: int,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Entry:
    """Put the entry right, as long as entries are taken."""
    with ENTRY.step("amend", entry, by=by, at=at, relation=relation) as step:
        title = words.one_line(title, "title", 120)
        key = same_project(title, step.thing.team)
        step.set(title=title, same_project=key, about=words.needed(about, "about", 4000))
        step.set(budget_fen=budget_fen, served=served)
        _only_once(step.thing)
    return entry


def _only_once(made: Entry) -> None:
    others = made.competition.entries.filter(same_project=made.same_project).exclude(pk=made.pk)
    if others.exclude(state__in=[EntryState.WITHDRAWN, EntryState.INELIGIBLE]).exists():
        raise Refused(_("这支队伍的这个项目已经报过名了，不用重复报。"), "twice")


@ENTRY.action("withdraw")
def withdraw(
    *,
    entry: Entry,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Entry:
    """The team does not take part after all."""
    with ENTRY.step("withdraw", entry, by=by, at=at, relation=relation):
        pass
    return entry


@ENTRY.action("admit")
def admit(*, entry: Entry, by: Person, at: datetime | None = None) -> Entry:
    """It may take part; the very same project was not awarded within the years."""
    with ENTRY.step("admit", entry, by=by, at=at):
        pass
    return entry


@ENTRY.action("turn_away")
def turn_away(
    *, entry: Entry, reason: str, by: Person, note: str = "", at: datetime | None = None
) -> Entry:
    """It may not take part, for one of the reasons that a list knows; the team reads why."""
    with ENTRY.step("turn_away", entry, by=by, at=at) as step:
        _end(step, Refusal(reason), note)
    return entry


@ENTRY.action("disqualify")
def disqualify(
    *, entry: Entry, reason: str, note: str, by: Person, at: datetime | None = None
) -> Entry:
    """Out, after it had been admitted."""
    with ENTRY.step("disqualify", entry, by=by, at=at) as step:
        _end(step, Refusal(reason), words.needed(note, "note", 500))
        step.set(place_reached=None)
    return entry


@ENTRY.action("revoke")
def revoke(
    *, entry: Entry, reason: str, note: str, by: Person, at: datetime | None = None
) -> Entry:
    """Take the prize back; whoever checks the certificate reads that it no longer holds."""
    with ENTRY.step("revoke", entry, by=by, at=at) as step:
        _end(step, Refusal(reason), words.needed(note, "note", 500))
        Earlier.objects.filter(number=step.thing.certificate).update(award="")
    return entry


def _end(step: Step[Entry], reason: Refusal, note: str) -> None:
    step.say(words.clean(note, most=500, field="note") or str(reason.label))
    step.set(reason=reason, ended_on=day_of(step.thing, step.at))
    step.data = {"reason": str(reason)}
