"""Tables of the estates room."""

from sanan.estates.models.estate import (
    Dwelling,
    Estate,
    PropertyContract,
    ServiceStandard,
    StaffMember,
)
from sanan.estates.models.fund import FundPayment, FundUse
from sanan.estates.models.life import (
    Bill,
    Candidate,
    EstateNotice,
    HouseholdContact,
    OwnersCommittee,
    PropertyRating,
)
from sanan.estates.models.repair import EstateRepair

__all__ = [
    "Bill",
    "Candidate",
    "Dwelling",
    "Estate",
    "EstateNotice",
    "EstateRepair",
    "FundPayment",
    "FundUse",
    "HouseholdContact",
    "OwnersCommittee",
    "PropertyContract",
    "PropertyRating",
    "ServiceStandard",
    "StaffMember",
]
