"""What somebody has finished, who waits for whom, lists by year and unit, the paper of an award."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.cases.enums import State as CaseState
from sanan.cases.models import Case
from sanan.council.enums import WorkState
from sanan.council.models import Work
from sanan.honours.enums import (
    HANDLERS,
    ORGANISERS,
    REVIEWERS,
    VERIFIERS,
    EvidenceKind,
    State,
)
from sanan.honours.models import (
    Evidence,
    HonourScheme,
    IntegrityCheck,
    Nomination,
    Objection,
    Tolerance,
)
from sanan.honours.rules import NOMINATION, TOLERANCE, stands_to_review
from sanan.kit import certificates
from sanan.kit.calendar import SHANGHAI
from sanan.kit.errors import Missing
from sanan.people import queries as people
from sanan.people.models import Org, Person
from sanan.places.models import Place, PlaceQuerySet
from sanan.places.queries.tree import line
from sanan.process.models import TimelineEntry
from sanan.process.work import WorkItem
from sanan.services.models import Order

MOST = 60
"""Outcomes offered for one nomination, newest first of each kind."""
WAITING = 20
GOOD = 4
"""From how many points of five an order counts as well done."""


def outcomes(*, person: Person | None, unit: Org | None) -> list[Evidence]:
    """What was finished by this person, or by this unit: closed cases, rated orders, works.

    A case counts for whoever replied to it. Signing in, clicking, posting: nothing of that counts.
    """
    if person is None and unit is None:
        return []
    replied = TimelineEntry.objects.filter(kind="case", verb="reply", by=person)
    cases = Case.objects.filter(state=CaseState.CLOSED, closed_at__isnull=False)
    cases = cases.filter(pk__in=replied.values("subject")) if person else cases.filter(handler=unit)
    orders = Order.objects.filter(score__gte=GOOD, rated_at__isnull=False)
    orders = orders.filter(taker=person) if person else orders.filter(team=unit)
    works = Work.objects.filter(state=WorkState.FINISHED, ended_at__isnull=False, org=unit)
    found = [
        *_drawn(EvidenceKind.CASE, cases.select_related("category"), "closed_at"),
        *_drawn(EvidenceKind.ORDER, orders.select_related("item"), "rated_at"),
        *_drawn(EvidenceKind.WORK, works if unit else works.none(), "ended_at"),
    ]
    return sorted(found, key=lambda each: each.done_on, reverse=True)


def _drawn(kind: EvidenceKind, rows: QuerySet[Any], when: str) -> Iterator[Evidence]:
    for row in rows.order_by(f"-{when}")[:MOST]:
        done_on = timezone.localtime(getattr(row, when), SHANGHAI).date()
        yield Evidence(kind=kind, code=row.code, title=_named(kind, row)[:120], done_on=done_on)


def _named(kind: EvidenceKind, row: Any) -> str:
    """What an outcome is called, in nobody's own words."""
    if kind == EvidenceKind.CASE:
        return str(row.public_title or row.category or _("一件办结的事"))
    if kind == EvidenceKind.ORDER:
        return _("%(what)s（%(n)s 分）") % {
            "what": row.item or row.get_post_display(),
            "n": row.score,
        }
    return str(row.title)


def awards(place: Place, year: int | None = None) -> QuerySet[Nomination]:
    """Those honoured at, under or above a place who stand, by unit and name."""
    found = Nomination.objects.standing().filter(_concerns(place)).select_related("scheme")
    found = found.filter(scheme__year=year) if year else found
    return found.order_by("-scheme__year", "unit_name", "name")


def by_year_and_unit(rows: QuerySet[Nomination]) -> list[dict[str, Any]]:
    """How many were honoured, for each year and unit."""
    counted = rows.order_by().values("scheme__year", "unit_name").annotate(n=Count("pk"))
    found: Any = counted.order_by("-scheme__year", "-n", "unit_name")
    return list(found)


def _concerns(place: Place) -> Q:
    """Of this place, of what lies in it, or of what it lies in."""
    return Q(place__in=Place.objects.all().within(place)) | Q(place__path__in=line(place.path))


def in_publicity(place: Place) -> QuerySet[Nomination]:
    """Whom everyone here may look at now, nearest end first: the county's, too, in each village."""
    found = Nomination.objects.filter(_concerns(place), state=State.PUBLICISED)
    return found.select_related("scheme", "place").order_by("publicity_ends_on", "name")


def schemes_for(places: PlaceQuerySet) -> QuerySet[HonourScheme]:
    """The schemes of these places and of those above them."""
    paths = {path for place in places for path in line(place.path)}
    return HonourScheme.objects.filter(place__path__in=paths).select_related("place")


def by_certificate(number: str) -> Nomination:
    """The award of a certificate, revoked or not. Raises `Missing`."""
    rows = Nomination.objects.select_related("scheme__place", "place")
    found = rows.filter(certificate=number).first() if number else None
    if found is None:
        raise Missing(_("没有这个证书编号。请对照证书再看一遍。"), "no_certificate")
    return found


def certificate(found: Nomination) -> bytes:
    """The certificate as an A4 page, stamped where it was revoked."""
    return certificates.award(
        name=found.name,
        unit=found.unit_name,
        text=_("被评为 %(year)s 年度“%(title)s”。")
        % {"year": found.scheme.year, "title": found.scheme.title},
        issuer=found.scheme.place.spoken,
        on=found.awarded_on,
        certificate=found.certificate or "",
        path=reverse("honours:checked", args=[found.certificate]),
        void=found.state == State.REVOKED,
    )


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Answers and reviews to give, nominations to screen, objections, publicity that has ended."""
    rows = Nomination.objects.visible_to(person).select_related("place", "scheme")
    asked = IntegrityCheck.objects.filter(org__in=people.org_ids(person), answer="")
    sets = [(rows.filter(state=State.SCREENED, pk__in=asked.values("nomination")), "answer")]
    held = {post.role for post in people.posts(person)}
    if held & set(REVIEWERS.values()):
        done = TimelineEntry.objects.filter(kind="nomination", verb="review", by=person)
        mine = rows.filter(people.below(person, REVIEWERS.values()), state=State.INTEGRITY_CHECKED)
        mine = mine.exclude(nominated_by=person).exclude(pk__in=done.values("subject"))
        sets.append((mine, "review"))
    if held & set(HANDLERS):
        objected = Objection.objects.filter(upheld=None).values("nomination")
        mine = rows.filter(people.below(person, HANDLERS), state=State.PUBLICISED)
        sets.append((mine.filter(pk__in=objected), "settle"))
    if held & set(ORGANISERS):
        mine = rows.filter(people.below(person, ORGANISERS))
        today = timezone.localtime(now, SHANGHAI).date()
        over = mine.filter(state=State.PUBLICISED, publicity_ends_on__lt=today)
        sets += [
            (mine.filter(state=State.NOMINATED), "screen"),
            (mine.filter(state=State.REVIEWED), "publicise"),
            (over.exclude(objections__in=Objection.objects.filter(upheld=None)), "award"),
        ]
    for found, verb in sets:
        turns = found.order_by("nominated_at")[:MOST]
        mine_now = (n for n in turns if verb != "review" or stands_to_review(n, person))
        for each in islice(mine_now, WAITING):
            yield _item(each.name, "nomination", each, NOMINATION[verb].label)
    if held & set(VERIFIERS):
        for fault in Tolerance.objects.visible_to(person).select_related("place")[:MOST]:
            for verb in {"verify", "tolerate"} & set(TOLERANCE.allowed(fault, person)):
                yield _item(_("容错"), "tolerance", fault, TOLERANCE[verb].label)


def _item(title: str, page: str, thing: Any, do: Any) -> WorkItem:
    href = reverse(f"honours_staff:{page}", args=[thing.code])
    return WorkItem("honours", title, href, thing.get_state_display(), do, thing.place.spoken)
