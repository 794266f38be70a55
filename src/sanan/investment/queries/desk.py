"""What waits for a person here: wins to verify, wins sent back, leads to follow up, events to report."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.investment.enums import OFFICERS, OPEN, VERIFIERS, EventState, Flag, Proof
from sanan.investment.models import Agreement, Landing, Lead, PromotionEvent
from sanan.investment.queries.counting import flagged, rules_under
from sanan.kit import dates
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.process.work import WorkItem

MOST = 20
FOLLOW, MEND = gettext_lazy("跟进"), gettext_lazy("改好")
VERIFY, REPORT, PUSH = gettext_lazy("核实"), gettext_lazy("登记结果"), gettext_lazy("催办")


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Few statements, each for at most twenty things and one line for the rest."""
    held = {post.role for post in people.posts(person)}
    if held & set(VERIFIERS):
        yield from _to_verify(person)
    if held & set(OFFICERS):
        yield from _sent_back(person)
        yield from _to_follow(person, now)
        yield from _late(person, now)
        yield from _to_report(person, now)


def _wins(person: Person) -> Iterator[tuple[str, str, Any]]:
    for page, listed, model in (
        ("agreement", "agreements", Agreement),
        ("landing", "landings", Landing),
    ):
        rows = model.objects.select_related("lead", "place").order_by("entered_at")
        yield page, listed, rows.filter(people.below(person, VERIFIERS))


def _to_verify(person: Person) -> Iterator[WorkItem]:
    for page, listed, rows in _wins(person):
        found = list(rows.filter(state=Proof.ENTERED).exclude(entered_by=person)[: MOST + 1])
        for each in found[:MOST]:
            yield _item(str(each), page, each, VERIFY)
        if len(found) > MOST:
            more = rows.filter(state=Proof.ENTERED).exclude(entered_by=person).count() - MOST
            href = f"{reverse(f'investment_staff:{listed}')}?waits=1"
            yield WorkItem(
                "investment", _("还有更多等核实"), href, Proof.ENTERED.label, VERIFY, more=more
            )


def _sent_back(person: Person) -> Iterator[WorkItem]:
    for page, _listed, rows in _wins(person):
        for each in rows.filter(state=Proof.RETURNED, entered_by=person)[:MOST]:
            yield _item(str(each), page, each, MEND)


def _to_follow(person: Person, now: datetime) -> Iterator[WorkItem]:
    rows = _mine(person).filter(next_on__lte=dates.local_day(now)).order_by("next_on")
    for lead in rows[:MOST]:
        due_at = dates.end_of(lead.next_on or dates.local_day(now))
        yield _item(lead.title, "lead", lead, FOLLOW, due_at)


def _late(person: Person, now: datetime) -> Iterator[WorkItem]:
    """What of my leads takes longer than the settings allow, each lead once."""
    rows, limits, seen = _mine(person), rules_under(""), set()
    for flag in Flag:
        for lead in flagged(rows, flag, dates.local_day(now), limits)[:MOST]:
            if lead.pk not in seen:
                seen.add(lead.pk)
                href = reverse("investment_staff:lead", args=[lead.code])
                yield WorkItem("investment", lead.title, href, flag.label, PUSH, lead.place.spoken)


def _mine(person: Person) -> Any:
    rows = Lead.objects.filter(owner=person, state__in=OPEN, is_history=False)
    return rows.select_related("place")


def _to_report(person: Person, now: datetime) -> Iterator[WorkItem]:
    rows = PromotionEvent.objects.filter(
        people.below(person, OFFICERS),
        state=EventState.PLANNED,
        held_on__lte=dates.local_day(now),
    ).select_related("place")
    for event in rows.order_by("held_on")[:MOST]:
        yield _item(event.title, "event", event, REPORT, dates.end_of(event.held_on))


def _item(title: str, page: str, thing: Any, do: Any, due_at: datetime | None = None) -> WorkItem:
    href = reverse(f"investment_staff:{page}", args=[thing.code])
    state = thing.get_state_display()
    return WorkItem("investment", title, href, state, do, thing.place.spoken, due_at)
