from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    """Levels of the region tree, top first. Grids overlay it and are not of it."""

    CITY = "city", _("市")
    COUNTY = "county", _("县")
    TOWNSHIP = "township", _("乡镇")
    VILLAGE = "village", _("村（社区）")
    ESTATE = "estate", _("小区")
    BUILDING = "building", _("楼栋")
    UNIT = "unit", _("单元")
    HOUSEHOLD = "household", _("户")


TOP_DOWN = tuple(PlaceKind)
OWN_KINDS = TOP_DOWN[TOP_DOWN.index(PlaceKind.ESTATE) :]
"""Levels that stand in no national code table; the tenant adds these places itself."""


class Datum(models.TextChoices):
    """What a pair of coordinates refers to; without it they are refused (domain brief §4.7)."""

    WGS84 = "wgs84", _("WGS84 / CGCS2000")
    GCJ02 = "gcj02", _("GCJ-02（高德、腾讯、微信）")
    BD09 = "bd09", _("BD-09（百度）")


class Event:
    """Names of this room's ledger entries."""

    LOAD = "place.load"
    ADD = "place.add"
    RENAME = "place.rename"
    LOCATE = "place.locate"
    OUTLINE = "place.outline"
    ADD_GRID = "place.add_grid"
    SET_GRID = "place.set_grid"
    MAKE_QR = "place.make_qr"
    RETIRE_QR = "place.retire_qr"
