from sanan.neighbourhood.models.booking import Booking, Series
from sanan.neighbourhood.models.centre import (
    Centre,
    DayException,
    Device,
    Duty,
    Facility,
    OpeningHours,
)
from sanan.neighbourhood.models.child import Child, Guardian, Look, Stay
from sanan.neighbourhood.models.circle import Dwelling, ServicePoint, Streets
from sanan.neighbourhood.models.meal import Diner, Meal, MealOrder, SubsidyTier
from sanan.neighbourhood.models.programme import Programme, Visit
from sanan.neighbourhood.models.spot_check import SpotCheck

__all__ = [
    "Booking",
    "Centre",
    "Child",
    "DayException",
    "Device",
    "Diner",
    "Duty",
    "Dwelling",
    "Facility",
    "Guardian",
    "Look",
    "Meal",
    "MealOrder",
    "OpeningHours",
    "Programme",
    "Series",
    "ServicePoint",
    "SpotCheck",
    "Stay",
    "Streets",
    "SubsidyTier",
    "Visit",
]
