"""What was funded, by its milestones; campaigns with their ten actions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from sanan.competitions.enums import EntryState, State
from sanan.competitions.models import Campaign, Competition, Entry, Milestone
from sanan.competitions.rules import CAMPAIGN, MILESTONE, day_of
from sanan.kit import words
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import Relation

MOST_ACTIONS = 20


@MILESTONE.action("plan")
def plan_milestone(
    *,
    entry: Entry,
    title: str,
    due_on: date,
    by: Person,
    fen: int = 0,
    at: datetime | None = None,
) -> Milestone:
    """What a funded project does by when; what its milestones pay is never more than its prize."""
    if entry.state != EntryState.AWARDED or entry.competition.state not in {
        State.AWARDED,
        State.TRACKING,
    }:
        raise Refused(_("颁奖以后，获奖的项目才能定节点。"), "not_awarded")
    spent = entry.milestones.aggregate(sum=Sum("fen"))["sum"] or 0
    if spent + fen > entry.funded_fen:
        raise Invalid(_("各节点的钱加起来超过了奖金。"), "too_much", field="fen")
    made = Milestone(entry=entry, title=words.one_line(title, "title", 120), due_on=due_on, fen=fen)
    with MILESTONE.begin("plan", made, by=by, at=at):
        pass
    return made


@MILESTONE.action("report")
def report(
    *,
    milestone: Milestone,
    text: str,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Milestone:
    """What was done; the team says it, or the desk for the team."""
    with MILESTONE.step("report", milestone, by=by, at=at, relation=relation) as step:
        step.set(report=words.needed(text, most=1000), done_on=day_of(step.thing, step.at))
    return milestone


@MILESTONE.action("accept")
def accept(*, milestone: Milestone, by: Person, at: datetime | None = None) -> Milestone:
    """It was looked at and is so."""
    with MILESTONE.step("accept", milestone, by=by, at=at):
        pass
    return milestone


@MILESTONE.action("send_back")
def send_back(
    *, milestone: Milestone, note: str, by: Person, at: datetime | None = None
) -> Milestone:
    """Not done yet, and why."""
    with MILESTONE.step("send_back", milestone, by=by, at=at) as step:
        step.say(words.needed(note, "note", 500))
    return milestone


@CAMPAIGN.action("launch")
def launch(
    *,
    place: Place,
    title: str,
    about: str,
    begins_on: date,
    ends_on: date,
    actions: Sequence[Mapping[str, Any]],
    by: Person,
    competition: Competition | None = None,
    at: datetime | None = None,
) -> Campaign:
    """A month of service with its actions, shown to everyone at once."""
    if ends_on < begins_on:
        raise Invalid(_("结束日期要在开始以后。"), "dates", field="ends_on")
    if not 1 <= len(actions) <= MOST_ACTIONS:
        raise Invalid(
            _("写一到 %(n)s 个行动，一行一个。") % {"n": MOST_ACTIONS}, "actions", field="actions"
        )
    made = Campaign(
        place=place,
        competition=competition,
        title=words.one_line(title, "title", 80),
        about=words.needed(about, "about", 1000),
        begins_on=begins_on,
        ends_on=ends_on,
        actions=[dict(each) for each in actions],
    )
    with CAMPAIGN.begin("launch", made, by=by, at=at):
        pass
    return made


@CAMPAIGN.action("end")
def end(*, campaign: Campaign, by: Person, at: datetime | None = None) -> Campaign:
    """It is over."""
    with CAMPAIGN.step("end", campaign, by=by, at=at):
        pass
    return campaign
