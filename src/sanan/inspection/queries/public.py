"""What villagers read: rounds at their village, what was found in general words, what was mended."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanan.inspection.enums import ItemState, RoundState
from sanan.inspection.models import FixOrder, Item, Target
from sanan.inspection.queries.terms import period
from sanan.places.models import Place
from sanan.process.enums import Satisfaction


def rounds_at(place: Place) -> Any:
    """The village's part of each round that it was told of, newest first."""
    rows = Target.objects.filter(place=place).exclude(round__state=RoundState.PLANNED)
    return rows.select_related("round", "place").order_by("-round__year", "-round__number")


def items_at(place: Place) -> Any:
    """What was found here, in general words; what waits longest first."""
    rows = Item.objects.told().filter(place=place).select_related("paper", "owner")
    return rows.order_by("written_off_on", "due_on", "pk")


def orders_at(place: Place) -> Any:
    """What was mended at once."""
    rows = FixOrder.objects.filter(target__place=place, mended_on__isnull=False)
    return rows.order_by("-mended_on", "-pk")


def ratings(item: Item) -> dict[str, int]:
    """How people who are known once rate it, and how many others did.

    Below as many as the office has set (five) nothing is told: fewer would tell who said what.
    """
    pleased = [Satisfaction.SATISFIED, Satisfaction.MOSTLY]
    counted = item.ratings.aggregate(
        n=Count("pk"),
        once=Count("pk", filter=Q(known=True)),
        good=Count("pk", filter=Q(known=True, said__in=pleased)),
    )
    if counted["once"] < period(item.place, "least_ratings"):
        return {"others": counted["n"]}
    others = counted["n"] - counted["once"]
    return {"known": counted["once"], "good": counted["good"], "others": others}


def told(place: Place) -> str | None:
    """The line beside the door in 我们村; None where the village was never inspected."""
    if not rounds_at(place).exists():
        return None
    rows = Item.objects.told().filter(place=place)
    counted = rows.aggregate(n=Count("pk"), off=Count("pk", filter=Q(state=ItemState.WRITTEN_OFF)))
    if not counted["n"]:
        return _("正在巡察，可以来说")
    said = ngettext("%(n)d 个问题，改好 %(off)d 个", "%(n)d 个问题，改好 %(off)d 个", counted["n"])
    return said % counted
