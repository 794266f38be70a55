"""What people need within reach: the six haves, and what is needed every day (domain brief §2.7).

The six haves are called as in a centre's 1+6+X (`Have`), so that a centre counts where it stands.
"""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class PointKind(models.TextChoices):
    """What a service point is."""

    ELDERLY = "elderly", _("老有所养")
    CHILDREN = "children", _("幼有所育")
    HEALTH = "health", _("病有所医")
    MEALS = "meals", _("食有所安")
    LEISURE = "leisure", _("居有所乐")
    SERVICES = "services", _("事有所办")
    MARKET = "market", _("菜市场")
    SHOP = "shop", _("超市、便利店")
    BREAKFAST = "breakfast", _("早餐店")
    PARCEL = "parcel", _("快递点")
    PHARMACY = "pharmacy", _("药店")
    REPAIR = "repair", _("维修店")


K = PointKind
SIX = (K.ELDERLY, K.CHILDREN, K.HEALTH, K.MEALS, K.LEISURE, K.SERVICES)
DAILY = tuple(kind for kind in K if kind not in SIX)

EXAMPLES: Mapping[PointKind, object] = {
    K.ELDERLY: _("养老院、日间照料、老年活动中心"),
    K.CHILDREN: _("幼儿园、托育点、儿童之家"),
    K.HEALTH: _("医院、卫生院、卫生室"),
    K.MEALS: _("食堂、饭馆"),
    K.LEISURE: _("公园、球场、阅览室"),
    K.SERVICES: _("便民服务中心、村部"),
}


class PointState(models.TextChoices):
    """Whether it is there at all."""

    OPEN = "open", _("开着")
    CLOSED = "closed", _("不再开")


class Group(models.TextChoices):
    """Whose reach is asked for; elders walk at their own speed."""

    EVERYONE = "everyone", _("所有人")
    ELDERS = "elders", _("老人")
    CHILDREN = "children", _("儿童")


TAGS: Mapping[tuple[str, str], PointKind] = {
    ("amenity", "nursing_home"): K.ELDERLY,
    ("amenity", "social_facility"): K.ELDERLY,
    ("social_facility:for", "senior"): K.ELDERLY,
    ("amenity", "kindergarten"): K.CHILDREN,
    ("amenity", "childcare"): K.CHILDREN,
    ("amenity", "hospital"): K.HEALTH,
    ("amenity", "clinic"): K.HEALTH,
    ("amenity", "doctors"): K.HEALTH,
    ("amenity", "pharmacy"): K.PHARMACY,
    ("amenity", "canteen"): K.MEALS,
    ("amenity", "restaurant"): K.MEALS,
    ("amenity", "food_court"): K.MEALS,
    ("amenity", "fast_food"): K.BREAKFAST,
    ("amenity", "library"): K.LEISURE,
    ("amenity", "community_centre"): K.LEISURE,
    ("leisure", "park"): K.LEISURE,
    ("leisure", "pitch"): K.LEISURE,
    ("leisure", "playground"): K.LEISURE,
    ("leisure", "fitness_station"): K.LEISURE,
    ("amenity", "townhall"): K.SERVICES,
    ("office", "government"): K.SERVICES,
    ("amenity", "marketplace"): K.MARKET,
    ("shop", "greengrocer"): K.MARKET,
    ("shop", "supermarket"): K.SHOP,
    ("shop", "convenience"): K.SHOP,
    ("shop", "general"): K.SHOP,
    ("shop", "bakery"): K.BREAKFAST,
    ("amenity", "post_office"): K.PARCEL,
    ("amenity", "parcel_locker"): K.PARCEL,
    ("shop", "outpost"): K.PARCEL,
    ("shop", "repair"): K.REPAIR,
    ("shop", "electronics_repair"): K.REPAIR,
    ("shop", "shoe_repair"): K.REPAIR,
    ("shop", "bicycle"): K.REPAIR,
    ("craft", "electronics_repair"): K.REPAIR,
    ("craft", "shoemaker"): K.REPAIR,
}
"""By which tags OpenStreetMap says so; the first that fits counts."""


def kind_of(tags: Mapping[str, str]) -> PointKind | None:
    """What a thing of OpenStreetMap is to us, or None."""
    return next((kind for (key, value), kind in TAGS.items() if tags.get(key) == value), None)
