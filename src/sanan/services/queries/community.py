"""What residents read: what can be ordered here, wishes, who looks after what, outages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from sanan.kit.dates import local_day
from sanan.kit.errors import Missing
from sanan.kit.periods import Period
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.places.queries import ancestors
from sanan.services.enums import DONE, HELD, SEEKING, Kind
from sanan.services.models import MenuItem, Order, Outage, Partner, Posting
from sanan.services.queries.partners import members_at, partners_at

OPEN_WISHES = SEEKING | HELD
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Community:
    """One community's page; figures are those of the year so far."""

    village: Place
    menu: Iterable[MenuItem]
    wishes: Sequence[Order]
    granted: int
    placed: int
    done: int
    helpers: int
    partners: Sequence[Partner]
    members: Sequence[Posting]
    outages: Iterable[Outage]


def village_of(place: Place) -> Place:
    """The community that a place is or lies in. Raises `Missing` above the villages."""
    above = [*ancestors(place), place] if place.kind != PlaceKind.VILLAGE else [place]
    found = next((p for p in above if p.kind == PlaceKind.VILLAGE), None)
    if found is None:
        raise Missing(_("请选到村或者社区。"), "no_village")
    return found


def community(village: Place, now: datetime) -> Community:
    """Everything on the page, in a fixed number of statements."""
    period = Period.read("year", local_day(now))
    mine = Order.objects.filter(village=village)
    wishes = mine.filter(kind=Kind.WISH, state__in=OPEN_WISHES).order_by("deadline_on", "pk")
    counted = mine.filter(placed_at__gte=period.start).aggregate(
        placed=Count("pk"),
        done=Count("pk", filter=Q(state__in=DONE)),
        granted=Count("pk", filter=Q(state__in=DONE, kind=Kind.WISH)),
    )
    return Community(
        village=village,
        menu=menu_of(village),
        wishes=list(wishes[:SHOWN]),
        granted=counted["granted"],
        placed=counted["placed"],
        done=counted["done"],
        helpers=village.helpers.standing().count(),
        partners=partners_at(village),
        members=members_at(village),
        outages=village.outages.standing(now).select_related("partner__org").order_by("begins_at"),
    )


def menu_of(village: Place) -> Iterable[MenuItem]:
    """What is offered here now, by kind of post."""
    return MenuItem.objects.filter(place=village, retired_at__isnull=True).order_by("post", "pk")
