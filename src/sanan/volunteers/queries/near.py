"""What volunteers see on their phones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from sanan.kit import tokens
from sanan.kit.certificates import tidy
from sanan.kit.errors import Missing
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.places.queries import ancestors
from sanan.volunteers.enums import ActivityState, Seat, State
from sanan.volunteers.models import Activity, Certificate, Service, SignUp, Team, Volunteer
from sanan.volunteers.queries.hours import hours

SHOWN = 20
TEAMS = 30
GOING = Count("signups", filter=Q(signups__seat=Seat.GOING))
WAITING = Count("signups", filter=Q(signups__seat=Seat.WAITING))


@dataclass(frozen=True, slots=True)
class Near:
    """Activities by how near they are: here, in the township, in the county; each once."""

    here: list[Activity]
    around: list[Activity]
    teams: list[Team]


def near(place: Place, at: datetime) -> Near:
    """What is on at a place and around it, soonest first."""
    coming = Activity.objects.coming(at).select_related("project__org", "place")
    rows = coming.annotate(going=GOING, waiting=WAITING).order_by("starts_at")
    here = list(rows.filter(place__in=_under(place))[:SHOWN])
    above = [each for each in ancestors(place) if each.kind in {"county", "township"}]
    around: list[Activity] = []
    for wider in reversed(above):
        room = SHOWN - len(around)
        known = [each.pk for each in (*here, *around)]
        around += rows.filter(place__in=_under(wider)).exclude(pk__in=known)[:room]
    wide = above[-1] if above else place
    teams = Team.objects.filter(org__place__in=_under(wide)).select_related("org__place")
    return Near(here, around, list(teams.order_by("org__name")[:TEAMS]))


def _under(place: Place) -> Any:
    return Place.objects.all().within(place)


def public_activity(code: str) -> Activity:
    """An activity for everyone. Raises `Missing`."""
    rows = Activity.objects.select_related("project__org", "place")
    found = rows.annotate(going=GOING, waiting=WAITING).filter(code=code).first()
    if found is None:
        raise Missing(_("没有这个活动。"), "no_activity")
    return found


def activity_by_door(token: str) -> Activity:
    """The activity whose code hangs at the place. Raises `Missing` for a wrong or guessed one."""
    code, _dash, seal = token.partition("-")
    right = tokens.keyed_hash("volunteer-door", code)[:20]
    if seal != right:
        raise Missing(_("没有这个活动。"), "no_activity")
    return public_activity(code)


def team_by_code(code: str) -> Team:
    """A team by its organisation's code. Raises `Missing`."""
    found = Team.objects.select_related("org__place").filter(org__code=code).first()
    if found is None:
        raise Missing(_("没有这支队伍。"), "no_team")
    return found


def place_in_line(signup: SignUp) -> int:
    """How many stand before someone who waits, and they themselves."""
    line = SignUp.objects.filter(activity_id=signup.activity_id, seat=Seat.WAITING)
    before = Q(asked_at__lt=signup.asked_at) | Q(asked_at=signup.asked_at, pk__lt=signup.pk)
    return line.filter(before).count() + 1


@dataclass(frozen=True, slots=True)
class Mine:
    """A volunteer's own page, hours to one decimal. `waiting` records wait for the volunteer's own word."""

    hours: str
    year_hours: str
    times: int
    coming: list[SignUp]
    waiting: list[Service]
    services: list[Service]
    certificates: list[Certificate]
    teams: list[Org]


def mine(volunteer: Volunteer, at: datetime) -> Mine:
    """Everything of one's own, newest first."""
    person = volunteer.person
    confirmed = Service.objects.confirmed().filter(person=person)
    whole = confirmed.aggregate(minutes=Sum("minutes"), times=Count("pk"))
    year = confirmed.filter(began_at__gte=at - timedelta(days=365))
    rows = Service.objects.filter(person=person).select_related("org").order_by("-began_at")
    signups = volunteer.signups.exclude(seat=Seat.LEFT).select_related("activity__place")
    coming = signups.filter(activity__ends_at__gt=at, activity__state=ActivityState.OPEN)
    return Mine(
        hours=hours(whole["minutes"] or 0),
        year_hours=hours(year.aggregate(total=Sum("minutes"))["total"] or 0),
        times=whole["times"],
        coming=list(coming.order_by("activity__starts_at")),
        waiting=list(rows.filter(state=State.RECORDED)[:SHOWN]),
        services=list(rows.exclude(state=State.RECORDED)[:SHOWN]),
        certificates=list(volunteer.certificates.select_related("org").order_by("-asked_at")),
        teams=[
            each.org
            for each in volunteer.memberships.filter(until_at=None).select_related("org__team")
        ],
    )


def own_service(person: Person, ref: str) -> Service:
    """One of one's own records. Raises `Missing` for another's too."""
    rows = Service.objects.select_related("org", "place", "activity", "recorder", "person")
    found = rows.prefetch_related("corrections").filter(person=person, ref=ref).first()
    if found is None:
        raise Missing(_("没有这条记录。"), "no_service")
    return found


def recorders_of(person: Person) -> Any:
    """Organisations that recorded this person's service: who may certify it."""
    confirmed = Service.objects.confirmed().filter(person=person)
    return Org.objects.filter(pk__in=confirmed.values("org")).order_by("name")


def teams_for(volunteer: Volunteer) -> Any:
    """Teams to which one may claim a service: one's own first of all, and those around."""
    member = Q(pk__in=volunteer.memberships.filter(until_at=None).values("org"))
    above = [each.pk for each in ancestors(volunteer.place)] + [volunteer.place_id]
    around = Q(team__isnull=False, place__in=above)
    under = Q(team__isnull=False, place__in=_under(volunteer.place))
    return Org.objects.filter(member | around | under).order_by("name")


def publicised(org: Org, at: datetime) -> list[Certificate]:
    """What members may read and object to now."""
    found = Certificate.objects.publicised(at).filter(org=org)
    return list(found.select_related("volunteer__person").order_by("-issued_at"))


def belongs(volunteer: Volunteer, org: Org) -> bool:
    """Whether this volunteer is a member of that organisation."""
    return volunteer.memberships.filter(org=org, until_at=None).exists()


def certificate_by_number(number: str) -> Certificate:
    """An issued certificate by what stands on it. Unknown, asked for and declined are alike `Missing`."""
    rows = Certificate.objects.issued().select_related("org__team", "volunteer__person")
    found = rows.filter(number=tidy(number)).first()
    if found is None:
        raise Missing(_("没有这个编号的证明。请对照纸上的编号再看一遍。"), "no_certificate")
    return found


def own_certificate(volunteer: Volunteer, number: str) -> Certificate:
    """One's own certificate, once issued. Raises `Missing`: two statements for the whole paper."""
    rows = Certificate.objects.issued().select_related("org__team", "volunteer__person")
    found = rows.filter(volunteer=volunteer, number=number).first()
    if found is None:
        raise Missing(_("没有这张证明。"), "no_certificate")
    return found
