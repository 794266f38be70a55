from sanan.neighbourhood.models.booking import Booking, Series
from sanan.neighbourhood.models.centre import (
    Centre,
    DayException,
    Device,
    Duty,
    Facility,
    OpeningHours,
)

__all__ = [
    "Booking",
    "Centre",
    "DayException",
    "Device",
    "Duty",
    "Facility",
    "OpeningHours",
    "Series",
]
