"""The desk's read models: the inbox, keys, and the auditor's list of openings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.kit.dates import end_of, local_day
from sanan.ledger.models import Entry
from sanan.people.models import Person
from sanan.process.work import WorkItem
from sanan.sealed.enums import Act, Event, State
from sanan.sealed.models import Body, Officer, Report
from sanan.sealed.rules.clocks import Due, running

DONE = (State.CONCLUDED, State.TRANSFERRED)


@dataclass(frozen=True, slots=True)
class Row:
    """One report in the inbox, with the limit that comes first."""

    report: Report
    due: Due | None
    late: bool


def inbox(person: Person, today: date, *, done: bool, skip: int, most: int) -> list[Row]:
    """This person's reports: new words first, then the oldest."""
    found = Report.objects.visible_to(person).select_related("body__org")
    found = found.filter(state__in=DONE) if done else found.exclude(state__in=DONE)
    rows = found.order_by("-waiting", "came_on", "pk")[skip : skip + most]
    return [_row(report, today) for report in rows]


def _row(report: Report, today: date) -> Row:
    dues = running(report)
    first = dues[0] if dues else None
    return Row(report, first, late=first is not None and first.late(today))


def waiting_for(person: Person, now: datetime) -> Iterator[WorkItem]:
    """What awaits an officer, by its random code alone: nobody reads more over a shoulder."""
    for row in inbox(person, local_day(now), done=False, skip=0, most=30):
        report, due = row.report, row.due
        yield WorkItem(
            "sealed",
            _("密封举报 %(code)s") % {"code": report.code},
            reverse("sealed_staff:report", args=[report.code]),
            report.get_state_display(),
            due.clock.title if due else _("看一看"),
            due_at=end_of(due.on) if due else None,
        )


@dataclass(frozen=True, slots=True)
class Keys:
    """One body as its officer sees it; `mine` is their own key, if they have one."""

    body: Body
    mine: Officer | None
    officers: list[Officer]

    @property
    def can_open(self) -> bool:
        """Whether this officer's key opens."""
        return self.mine is not None and self.mine.admitted_at is not None


def keys_of(person: Person) -> list[Keys]:
    """The bodies of this person, with everyone's keys."""
    bodies = list(Body.objects.of(person).select_related("org__place").order_by("pk"))
    officers = Officer.objects.filter(body__in=bodies).select_related("person", "admitted_by")
    by_body: dict[int, list[Officer]] = {}
    for officer in officers.order_by("pk"):
        by_body.setdefault(officer.body_id, []).append(officer)
    return [
        Keys(
            body,
            next(
                (
                    o
                    for o in by_body.get(body.pk, [])
                    if o.person_id == person.pk and o.revoked_at is None
                ),
                None,
            ),
            by_body.get(body.pk, []),
        )
        for body in bodies
    ]


@dataclass(frozen=True, slots=True)
class Opening:
    """One entry as the auditor reads it: who did what to which random code, never what it says."""

    at: datetime
    who: str
    body: str
    act: str
    subject: str


def openings(*, before: int | None, most: int) -> tuple[list[Opening], int | None]:
    """What officers did, newest first, and the id where the next page begins."""
    acts = Entry.objects.filter(event__in=[Event.ACT, Event.KEY])
    found = acts.exclude(by="").order_by("-pk")  # nobody did what pads a day
    if before:
        found = found.filter(pk__lt=before)
    entries = list(found[: most + 1])
    shown = entries[:most]
    told = [orjson.loads(bytes(e.content)) if e.content else {} for e in shown]
    who = _names(e.by for e in shown)
    codes = {str(t.get("body", "")) for t in told}
    bodies = dict(Body.objects.filter(code__in=codes).values_list("code", "org__name"))
    rows = [
        Opening(
            at=datetime.fromisoformat(content["moment"]) if "moment" in content else entry.at,
            who=who.get(entry.by, entry.by),
            body=bodies.get(str(content.get("body", "")), ""),
            act=_act(str(content.get("act", ""))),
            subject=entry.subject,
        )
        for entry, content in zip(shown, told, strict=True)
    ]
    return rows, shown[-1].pk if len(entries) > most else None


def _act(value: str) -> str:
    return str(Act(value).label) if value in Act.values else value


def _names(refs: Iterable[str]) -> dict[str, str]:
    return dict(Person.objects.filter(ref__in=set(refs)).values_list("ref", "name"))
