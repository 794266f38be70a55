"""What waits for a person in this room."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.inspection.enums import (
    DISCIPLINE,
    OFFICE,
    OWNERS,
    TEAMS,
    ItemState,
    PaperState,
    SignalState,
    TransferState,
)
from sanan.inspection.models import IntegritySignal, Item, Paper, Round, TeamMember, Transfer
from sanan.inspection.rules import PAPER, RECTIFICATION, TRANSFER
from sanan.inspection.rules.rounds import UNTIL_REVIEW
from sanan.kit import dates
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.process.declare import Process
from sanan.process.work import WorkItem

MOST = 20
PAPERS = {
    PaperState.EVIDENCE_OK: "approve",
    PaperState.TEAM_LEADER_OK: "countersign",
    PaperState.COUNTERSIGNED: "classify",
    PaperState.CLASSIFIED: "use",
}
ITEMS = {
    ItemState.LISTED: ("agree", "plan"),
    ItemState.PLAN_OK: ("report",),
    ItemState.IN_PROGRESS: ("report",),
    ItemState.RETURNED: ("report",),
    ItemState.SUBMITTED: ("verify",),
    ItemState.VERIFIED: ("sign_office", "sign_discipline", "sign_organisation"),
}


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Recusals to declare, signals, papers, ledger lines and receipts that this person may move now."""
    held = {post.role for post in people.posts(person)}
    if held & set(TEAMS):
        yield from _declarations(person)
        rows = Paper.objects.visible_to(person).filter(state__in=PAPERS)
        for paper in rows.select_related("target__place", "target__round", "round")[: MOST * 3]:
            verb = PAPERS[PaperState(paper.state)]
            if PAPER.reason(verb, paper, person, at=now) is None:
                yield _item(str(paper), "paper", paper, PAPER, verb, paper.target.place.spoken)
    if held & set(OFFICE):
        yield from _signals(person)
    if held & {*TEAMS, *DISCIPLINE, *OWNERS}:
        yield from _ledger(person, now, oversees=bool(held & {*TEAMS, *DISCIPLINE}))
    mine = Transfer.objects.filter(to__in=people.org_ids(person)).exclude(
        state=TransferState.ANSWERED
    )
    for transfer in mine.select_related("target__place", "target__round", "to")[:MOST]:
        verb = "receive" if transfer.state == TransferState.SENT else "answer"
        if TRANSFER.reason(verb, transfer, person, at=now) is None:
            place = transfer.target.place.spoken
            yield _item(str(transfer), "transfer", transfer, TRANSFER, verb, place)


def _signals(person: Person) -> Iterator[WorkItem]:
    """The oldest signal that nobody has looked at, and how many more there are."""
    rows = IntegritySignal.objects.visible_to(person).filter(state=SignalState.OPEN)
    first = rows.select_related("alert__place").order_by("alert__raised_at", "pk").first()
    if first is not None:
        yield WorkItem(
            "inspection",
            str(first),
            f"{reverse('inspection_staff:signals')}?state={SignalState.OPEN}",
            first.get_state_display(),
            _("核对"),
            first.alert.place.spoken,
            more=rows.count() - 1,
        )


def _declarations(person: Person) -> Iterator[WorkItem]:
    rows = TeamMember.objects.filter(person=person, declared_on=None, round__state__in=UNTIL_REVIEW)
    for member in rows.select_related("round__place"):
        found: Round = member.round
        href = reverse("inspection_staff:round", args=[found.code])
        state = found.get_state_display()
        yield WorkItem("inspection", found.title, href, state, _("申报回避"), found.place.spoken)


def _ledger(person: Person, now: datetime, *, oversees: bool) -> Iterator[WorkItem]:
    rows = Item.objects.visible_to(person).exclude(state=ItemState.WRITTEN_OFF)
    if not oversees:
        units = people.org_ids(person)
        rows = rows.filter(Q(owner__in=units) | people.below(person, OWNERS))
    rows = rows.select_related("place", "paper", "owner", "target__round", "target__place")
    found = 0
    for item in rows.order_by("due_on", "plan_due_on", "pk")[: MOST * 5]:
        for verb in ITEMS[ItemState(item.state)]:
            if RECTIFICATION.reason(verb, item, person, at=now) is None:
                due = item.plan_due_on if item.state == ItemState.LISTED else item.due_on
                place = item.place.spoken
                yield _item(
                    str(item),
                    "item",
                    item,
                    RECTIFICATION,
                    verb,
                    place,
                    dates.end_of(due) if due else None,
                )
                found += 1
                break
        if found >= MOST:
            return


def _item(
    title: str,
    page: str,
    thing: Any,
    process: Process[Any],
    verb: str,
    place: str,
    due_at: datetime | None = None,
) -> WorkItem:
    href = reverse(f"inspection_staff:{page}", args=[thing.code])
    state = thing.get_state_display()
    return WorkItem("inspection", title, href, state, process[verb].label, place, due_at)
