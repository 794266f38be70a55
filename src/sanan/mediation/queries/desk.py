"""What the desk reads: a dispute with what its reader may see, work that waits, who sits at windows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.kit import dates
from sanan.kit.dates import end_of, local_day
from sanan.mediation.enums import CENTRE, RUNNING, Consent, Met, Performance, State
from sanan.mediation.models import Dispute, Duty, GovCentre, Item, Note, Referral, Session, Window
from sanan.mediation.models.centre import window_orgs
from sanan.people.models import Person
from sanan.people.queries import holds
from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.process.work import WorkItem

BEFORE_LIMIT = timedelta(days=90)
BEFORE_CONFIRM = timedelta(days=10)
WAITING = 50


def works_on(dispute: Dispute, person: Person) -> bool:
    """Whether they run the centre, sit at the window or mediate: not only a window that sent it on."""
    return (
        holds(person, CENTRE, path=dispute.centre.place.path)
        or dispute.window.org_id in window_orgs(person)
        or any(each.mediator.person_id == person.pk for each in dispute.team)
        or dispute.referrals.filter(
            received_at__isnull=True, to_window__org__in=window_orgs(person)
        ).exists()
    )


def part_until(dispute: Dispute, person: Person) -> datetime | None:
    """Until when a window that sent it on keeps its part of the story; None for all of it."""
    if works_on(dispute, person):
        return None
    sent = dispute.referrals.filter(from_window__org__in=window_orgs(person))
    last = sent.order_by("-at").first()
    return (last.received_at or last.at) if last else dispute.taken_at


def notes(dispute: Dispute, until: datetime | None) -> QuerySet[Note]:
    """What was written down, all of it or a sending window's part."""
    rows = dispute.notes.select_related("party", "by", "session")
    return rows.filter(at__lte=until) if until is not None else rows


def limit_near(dispute: Dispute, today: date) -> bool:
    """Whether the time for court or arbitration is over soon, or over, while they still talk."""
    return (
        dispute.limit_on is not None
        and dispute.state in RUNNING
        and dispute.limit_on - today <= BEFORE_LIMIT
    )


def at(place: Place) -> QuerySet[GovCentre]:
    """The centres to which people of a place go: their township's, their county's."""
    return GovCentre.objects.filter(place__path__in=line(place.path)).order_by("-place__path", "pk")


def roster(
    centre: GovCentre, windows: Iterable[Window], first: date, days: int = 7
) -> list[tuple[date, list[list[Duty]]]]:
    """Who sits where in the days from the first on: each day that has anybody, window by window."""
    rows = Duty.objects.filter(window__centre=centre, on__gte=first, on__lt=first + timedelta(days))
    there: dict[date, dict[int, list[Duty]]] = {}
    for duty in rows.select_related("person").order_by("on", "part"):
        there.setdefault(duty.on, {}).setdefault(duty.window_id, []).append(duty)
    return [(on, [sat.get(each.pk, []) for each in windows]) for on, sat in there.items()]


def gaps(centre: GovCentre, on: date) -> list[Window]:
    """Windows at which nobody is on the roster of a day."""
    there = Duty.objects.filter(window__centre=centre, on=on).values("window")
    return list(centre.windows.exclude(pk__in=there).select_related("org"))


def told(place: Place) -> str | None:
    """The line of 我们村: which centre; no page where there is none."""
    centre = at(place).first()
    return centre.name if centre else None


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Disputes to sign for, consents to get, talks to serve, days that run out; nearest first."""
    rows = Dispute.objects.visible_to(person).select_related(
        "place", "centre__place", "window__org", "agreement"
    )
    today = local_day(now)
    coming = Referral.objects.filter(
        received_at__isnull=True, to_window__org__in=window_orgs(person)
    ).select_related("dispute__place", "to_window__centre")
    for each in coming[:WAITING]:
        yield _item(each.dispute, _("转来的，等签收"), _("签收"), None)
    for dispute in rows.running()[:WAITING]:
        if not works_on(dispute, person):
            continue
        if limit_near(dispute, today) and dispute.limit_on is not None:
            yield _item(
                dispute, _("起诉、仲裁的期限快到了"), _("告诉当事人"), end_of(dispute.limit_on)
            )
        yield from _steps(dispute, today)


def _steps(dispute: Dispute, today: date) -> Iterator[WorkItem]:
    if dispute.state == State.RECEIVED:
        n = sum(party.consent != Consent.GIVEN for party in dispute.sides)
        yield _item(dispute, _("还有 %(n)d 方没有同意") % {"n": n}, _("问各方"), None)
    elif dispute.state == State.CONSENTED:
        yield _item(dispute, dispute.get_state_display(), _("定调解员"), None)
    elif dispute.state in {State.MEDIATING, State.PROPOSED}:
        for session in dispute.sessions.filter(state=Met.PLANNED).prefetch_related(
            "parties", "served"
        ):
            missing = session.unserved()
            told = _("通知还没有送达") if missing else _("约好了谈")
            do = _("送达") if missing else _("去谈")
            yield _item(dispute, told, do, session.starts_at)
    elif dispute.state == State.PERFORMING:
        yield from _due(dispute, today)


def _due(dispute: Dispute, today: date) -> Iterator[WorkItem]:
    items = Item.objects.filter(proposal__agreement__dispute=dispute)
    late = items.filter(
        Q(state=Performance.DOUBTED) | Q(state=Performance.PENDING, due_on__lt=today)
    )
    for item in late:
        yield _item(dispute, item.get_state_display(), _("查做到没有"), end_of(item.due_on))
    agreement = dispute.agreement
    if (
        agreement.applied_on is None
        and agreement.confirm_until is not None
        and today <= agreement.confirm_until <= today + BEFORE_CONFIRM
    ):
        told = _("司法确认还可以申请")
        yield _item(dispute, told, _("问双方"), end_of(agreement.confirm_until))


def _item(dispute: Dispute, state: str, do: str, due: datetime | None) -> WorkItem:
    return WorkItem(
        "mediation",
        dispute.matter,
        reverse("mediation_staff:dispute", args=[dispute.code]),
        state,
        do,
        dispute.place.spoken,
        due,
    )


@dataclass(frozen=True, slots=True)
class Talk:
    """A session with who is still to be reached, and each try that was made."""

    session: Session
    missing: list[str]
    tries: list[str]


def talks(dispute: Dispute) -> list[Talk]:
    """Every session, the next first among those still to come."""
    found = []
    rows = dispute.sessions.prefetch_related("parties", "served__party", "served__by")
    for session in rows.order_by("starts_at"):
        planned = session.state == Met.PLANNED
        missing = [str(p.get_side_display()) for p in session.unserved()] if planned else []
        tries = [
            " · ".join(
                filter(
                    None,
                    [
                        dates.moment(each.at),
                        str(each.party.get_side_display()),
                        str(each.get_how_display()),
                        str(each.get_result_display()),
                        each.by.name if each.by else "",
                        each.note,
                        _("原来的时间") if each.starts_at != session.starts_at else "",
                    ],
                )
            )
            for each in session.served.all()
        ]
        found.append(Talk(session, missing, tries))
    return found
