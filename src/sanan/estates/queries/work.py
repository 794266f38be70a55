"""What waits for one person in this room."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.estates.enums import COMPANY, DESK, CommitteeState, RatingState, UseState
from sanan.estates.models import FundUse, OwnersCommittee, PropertyContract, PropertyRating
from sanan.kit.dates import end_of, local_day
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.process.work import WorkItem

AHEAD = timedelta(days=60)
STEPS = (
    UseState.PLANNED,
    UseState.PUT,
    UseState.APPROVED,
    UseState.WORKING,
    UseState.ACCEPTED,
)


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Uses of the fund, elections, contracts that run out, ratings without an answer."""
    yield from _uses(person)
    yield from _committees(person)
    yield from _contracts(person, now)
    yield from _ratings(person)


def _uses(person: Person) -> Iterator[WorkItem]:
    rows = FundUse.objects.filter(below(person, DESK), state__in=STEPS).select_related("place")
    for each in rows.order_by("planned_at")[:20]:
        yield WorkItem(
            "estates",
            each.title,
            reverse("estates_staff:use", args=[each.code]),
            each.get_state_display(),
            _("往下办"),
            each.place.name,
        )


def _committees(person: Person) -> Iterator[WorkItem]:
    live = [CommitteeState.NOMINATING, CommitteeState.PUBLICISED, CommitteeState.VOTING]
    rows = OwnersCommittee.objects.filter(below(person, DESK), state__in=live)
    for each in rows.select_related("place", "meeting")[:20]:
        yield WorkItem(
            "estates",
            _("第 %(n)d 届业主委员会") % {"n": each.number},
            reverse("estates_staff:committee", args=[each.code]),
            each.get_state_display(),
            _("往下办"),
            each.place.name,
            each.meeting.starts_at if each.meeting else None,
        )


def _contracts(person: Person, now: datetime) -> Iterator[WorkItem]:
    soon = local_day(now) + AHEAD
    rows = PropertyContract.objects.running().filter(below(person, DESK), ends_on__lte=soon)
    for each in rows.select_related("place", "company")[:20]:
        yield WorkItem(
            "estates",
            _("物业合同快到期：%(company)s") % {"company": each.company.name},
            reverse("estates_staff:contract", args=[each.code]),
            each.get_state_display(),
            _("续签或结束"),
            each.place.name,
            end_of(each.ends_on),
        )


def _ratings(person: Person) -> Iterator[WorkItem]:
    rows = PropertyRating.objects.filter(below(person, COMPANY), state=RatingState.GIVEN)
    first = rows.order_by("given_at").select_related("place").first()
    if first is not None:
        yield WorkItem(
            "estates",
            _("业主的评价还没有回应"),
            reverse("estates_staff:ratings") + "?state=given",
            first.get_state_display(),
            _("回应"),
            first.place.name,
            more=rows.count() - 1,
        )
