"""Which body may receive a report about whom: the lowest that stands above them, as data.

A report goes by who manages the reported (干部管理权限, 检举控告工作规则 arts. 14-16): cadres of villages
and townships and of county units to the county; county leaders, and anyone in the county's own
discipline body, to the city (art. 15: about the head of a body, straight one level up; not to be
copied or entered below). Nothing goes to a body below the county: 国办函〔2026〕12号 knows no systems
there, and a township's is too near. Whoever writes may always choose one level higher.
"""

from collections.abc import Mapping

from sanan.places.enums import PlaceKind
from sanan.sealed.enums import About

RECEIVING = (PlaceKind.COUNTY, PlaceKind.CITY)
"""Levels of bodies, lowest first."""

LEAST: Mapping[About, PlaceKind | None] = {
    About.VILLAGE: PlaceKind.COUNTY,
    About.TOWNSHIP: PlaceKind.COUNTY,
    About.COUNTY_UNIT: PlaceKind.COUNTY,
    About.COUNTY_LEADER: PlaceKind.CITY,
    About.COUNTY_DISCIPLINE: PlaceKind.CITY,
    About.CITY_UNIT: PlaceKind.CITY,
    About.CITY_LEADER: None,
}
"""The lowest level that may receive; None: a province or higher, which is in no installation."""


def may_receive(kind: str, about: About) -> bool:
    """Whether a body at a place of this kind may receive a report about these."""
    least = LEAST[about]
    if least is None or kind not in RECEIVING:
        return False
    return RECEIVING.index(PlaceKind(kind)) >= RECEIVING.index(least)
