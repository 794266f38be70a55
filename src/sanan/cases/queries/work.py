"""The cases that wait for somebody, each with its next step and the clock that runs out first."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from sanan.cases.enums import HANDLING, State, Urgency
from sanan.cases.models import Case
from sanan.cases.queries.worklist import BY_CLOCK, LOUD, todo
from sanan.cases.rules import CASE, units
from sanan.people.models import Person
from sanan.process.work import WorkItem

MOST = 60
NEXT: Mapping[str, str] = {
    State.SUBMITTED: "dispatch",
    State.ACCEPTED: "dispatch",
    State.REOPENED: "dispatch",
    State.RETURN_REQUESTED: "adjudicate",
    State.EXTENSION_REQUESTED: "decide_extension",
    State.DISPATCHED: "sign",
    State.SIGNED: "contact",
    State.IN_PROGRESS: "reply",
    State.REWORK: "reply",
    State.WHISTLED: "conclude",
    State.REPLIED: "pass_check",
    State.VERIFYING: "pass_check",
    State.REVISITING: "revisit",
}
"""The likeliest next step in each state."""
CALLABLE = HANDLING - {State.WHISTLED, State.EXTENSION_REQUESTED}


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """What runs out first, whole cases and first contacts; in two statements."""
    mine = todo(person, now).select_related("village", "township", "place")
    seen = {case.pk: case for case in mine.order_by(*BY_CLOCK)[:MOST]}
    own = Q(handler__in=units(person), state__in=CALLABLE, contacted_at__isnull=True)
    first = mine.filter(own, contact_due_at__isnull=False).order_by("contact_due_at", "pk")
    seen |= {case.pk: case for case in first[:MOST]}
    hands = units(person)
    for case in seen.values():
        yield _item(case, mine=case.handler_id in hands)


def _item(case: Case, *, mine: bool) -> WorkItem:
    due = case.running_due_at
    calls = mine and case.contacted_at is None and case.state in CALLABLE
    if calls and case.contact_due_at is not None:
        due = min(case.contact_due_at, due or case.contact_due_at)
    state = str(State(case.state).label)
    if case.urgency in LOUD:
        state = f"{Urgency(case.urgency).label} · {state}"
    verb = NEXT.get(case.state, "supervise")
    if calls and case.state != State.DISPATCHED:
        verb = "contact"
    where = case.village or case.township or case.place
    href = reverse("cases_staff:case", args=[case.code])
    return WorkItem("cases", case.title, href, state, CASE[verb].label, where.name, due)
