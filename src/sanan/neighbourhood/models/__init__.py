from sanan.neighbourhood.models.booking import Booking, Series
from sanan.neighbourhood.models.centre import (
    Centre,
    DayException,
    Device,
    Duty,
    Facility,
    OpeningHours,
)
from sanan.neighbourhood.models.circle import Dwelling, ServicePoint, Streets

__all__ = [
    "Booking",
    "Centre",
    "DayException",
    "Device",
    "Duty",
    "Dwelling",
    "Facility",
    "OpeningHours",
    "Series",
    "ServicePoint",
    "Streets",
]
