"""Who is registered where, how they fit an order, and what an order near a helper is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from django.db.models import Count, Q
from django.utils.translation import gettext

from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.services.enums import SEEKING, Answer, Post, Skill, State, To
from sanan.services.models import Helper, Offer, Order
from sanan.services.rules import fitting

MONTH = timedelta(days=30)
NEAR_AT_MOST = 5
EARTH_METRES = 6_371_000
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Match:
    """A helper who fits, and why."""

    helper: Helper
    why: tuple[tuple[str, dict[str, str]], ...]

    @property
    def reasons(self) -> list[str]:
        """The reasons in words."""
        return said(self.why)


def said(why: Iterable[tuple[str, Mapping[str, str]]]) -> list[str]:
    """Reasons in the reader's language; values that are choices are named in it too."""
    return [
        gettext(text) % {name: _word(value) for name, value in more.items()} for text, more in why
    ]


def _word(value: str) -> str:
    for kind in (Skill, Post):
        if value in kind.values:
            return str(kind(value).label)
    return value


def matches(order: Order, *, at: datetime, team_id: int | None = None) -> list[Match]:
    """Everyone who fits an order, in the order of asking; four statements however many there are."""
    helpers = Helper.objects.standing().filter(place_id=order.village_id)
    if team_id is not None:
        helpers = helpers.filter(teams__team_id=team_id)
    helpers = helpers.exclude(person_id=order.requester_id or 0).filter(person__is_active=True)
    found = list(helpers.select_related("person", "home").order_by("pk"))
    spots = _spots([order.place, *(h.home for h in found if h.home)])
    loads = _loads([h.person_id for h in found], at)
    need = _need(order, spots)
    by_key = {h.pk: h for h in found}
    fit = [
        made
        for h in found
        if (
            made := fitting.fits(
                need, _candidate(h, need, spots, loads), skill=order.skill, post=order.post
            )
        )
    ]
    return [Match(by_key[f.key], f.why) for f in sorted(fit, key=lambda f: f.order)]


def _need(order: Order, spots: Mapping[str, Spot]) -> fitting.Need:
    place = order.place
    return fitting.Need(
        skill=order.skill,
        post=order.post,
        path=place.path,
        estate=_estate(place),
        spot=_spot(place.path, spots),
        at=order.wanted_at,
    )


def _candidate(
    helper: Helper, need: fitting.Need, spots: Mapping[str, Spot], loads: Mapping[int, int]
) -> fitting.Candidate:
    home = helper.home
    building = home is not None and home.kind not in {PlaceKind.VILLAGE, PlaceKind.ESTATE}
    spot = _spot(home.path, spots) if home else None
    return fitting.Candidate(
        key=helper.pk,
        skills=helper.skills,
        posts=helper.posts,
        path=home.path if home is not None and building else "",
        estate=_estate(home) if home else "",
        metres=_metres(spot, need.spot) if spot and need.spot else None,
        free=helper.free,
        taken=loads.get(helper.person_id, 0),
        most=helper.most,
    )


def _estate(place: Place) -> str:
    """The path of the estate that a place is or lies in; empty for a village itself."""
    below = {PlaceKind.BUILDING: 1, PlaceKind.UNIT: 2, PlaceKind.HOUSEHOLD: 3}
    if place.kind == PlaceKind.ESTATE:
        return str(place.path)
    up = below.get(PlaceKind(place.kind))
    return str(place.path[: -up * Place.steplen]) if up else ""


def _spots(places: Iterable[Place]) -> dict[str, Spot]:
    """Coordinates by path of these places and everything above them, where there are any."""
    paths = {path for place in places for path in line(place.path)}
    rows = Place.objects.filter(path__in=paths, lat__isnull=False)
    return {path: (lat, lon) for path, lat, lon in rows.values_list("path", "lat", "lon")}


def _spot(path: str, spots: Mapping[str, Spot]) -> Spot | None:
    """Where a place is, or the nearest above it that is no larger than a village."""
    for each in reversed(line(path)[3:]):
        if each in spots:
            return spots[each]
    return None


def _metres(one: Spot, other: Spot) -> float:
    lat, lon = radians(other[0] - one[0]), radians(other[1] - one[1])
    half = sin(lat / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(lon / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(half))


def _loads(people: list[int], at: datetime) -> dict[int, int]:
    """How many orders each has taken in the last 30 days; those given back do not count."""
    rows = Order.objects.filter(taker__in=people, claimed_at__gte=at - MONTH)
    return dict(rows.values_list("taker").annotate(n=Count("pk")))


def helpers_of(person: Person) -> list[Helper]:
    """Where this person is registered, newest first; also where the community has not answered."""
    mine = Helper.objects.filter(person=person, left_at__isnull=True)
    return list(mine.select_related("place", "home", "unit").order_by("-registered_at", "-pk"))


@dataclass(frozen=True, slots=True)
class Near:
    """An order that a helper may take, and why it is shown to them."""

    order: Order
    reasons: list[str]
    asked: Offer | None


def may_see(person: Person) -> Q:
    """The orders that are put to this person now."""
    standing = Helper.objects.standing().filter(person=person)
    places = list(standing.values_list("place", flat=True))
    teams = list(standing.filter(teams__isnull=False).values_list("teams__team", flat=True))
    asked = Offer.objects.filter(person=person, answer=Answer.PENDING).values("order")
    put = Q(to=To.POOL) | Q(to=To.TEAM, team__in=teams) | Q(pk__in=asked)
    put |= Q(state__in=[State.UNCLAIMED, State.RAISED])
    return Q(village__in=places) & Q(state__in=SEEKING) & put & ~Q(requester=person)


def near(person: Person, *, at: datetime) -> list[Near]:
    """Few, near, fitting: at most five orders, those that this person was asked about first."""
    helpers = {h.place_id: h for h in helpers_of(person) if h.stands}
    said_no = Offer.objects.filter(person=person, answer=Answer.DECLINED).values("order")
    rows = Order.objects.filter(may_see(person)).exclude(pk__in=said_no)
    orders = list(rows.select_related("place", "village", "team").order_by("-dispatched_at")[:100])
    asked = {
        o.order_id: o
        for o in Offer.objects.filter(person=person, answer=Answer.PENDING, order__in=orders)
    }
    spots = _spots([*(o.place for o in orders), *(h.home for h in helpers.values() if h.home)])
    found = []
    for order in orders:
        need = _need(order, spots)
        mine = _candidate(helpers[order.village_id], need, spots, {})
        fit = fitting.fits(need, mine, skill=order.skill, post=order.post)
        offer = asked.get(order.pk)
        if fit is None and offer is None:
            continue
        why = offer.why if offer else fit.why if fit else ()
        key = (offer is None, *(fit.order if fit else (1, 0, 1, 1, 0, 0)))
        found.append((key, -(order.dispatched_at or at).timestamp(), Near(order, said(why), offer)))
    found.sort(key=lambda each: each[:2])
    return [each[2] for each in found[:NEAR_AT_MOST]]


def held_by(person: Person) -> list[Order]:
    """What this person has in hand, soonest first, and what they finished last."""
    mine = Order.objects.filter(taker=person).select_related("place", "village", "team")
    return list(
        mine.exclude(state__in=[State.ARCHIVED]).order_by("scheduled_at", "-claimed_at")[:20]
    )
