"""Tables of the services room."""

from sanan.services.models.helper import Helper, Member, Slip, UnitCheckIn
from sanan.services.models.order import Claim, MenuItem, Offer, Order
from sanan.services.models.partner import Outage, Partner, PartnerRequest, Posting

__all__ = [
    "Claim",
    "Helper",
    "Member",
    "MenuItem",
    "Offer",
    "Order",
    "Outage",
    "Partner",
    "PartnerRequest",
    "Posting",
    "Slip",
    "UnitCheckIn",
]
