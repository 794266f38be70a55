from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    """Levels of the region tree, top first. Grids overlay it and are not of it."""

    CITY = "city", _("市")
    COUNTY = "county", _("县")
    TOWNSHIP = "township", _("乡镇")
    VILLAGE = "village", _("村(社区)")
    ESTATE = "estate", _("小区")
    BUILDING = "building", _("楼栋")
    UNIT = "unit", _("单元")
    HOUSEHOLD = "household", _("户")


class Event:
    """Names of this room's ledger entries."""

    LOAD = "place.load"
    ADD = "place.add"
    RENAME = "place.rename"
    MAKE_QR = "place.make_qr"
    RETIRE_QR = "place.retire_qr"
