"""Tables of the services room."""

from sanan.services.models.helper import Helper, Member, Slip, UnitCheckIn
from sanan.services.models.order import Claim, MenuItem, Offer, Order, Step
from sanan.services.models.partner import Attachment, Outage, Partner, PartnerCase, Relay

__all__ = [
    "Attachment",
    "Claim",
    "Helper",
    "Member",
    "MenuItem",
    "Offer",
    "Order",
    "Outage",
    "Partner",
    "PartnerCase",
    "Relay",
    "Slip",
    "Step",
    "UnitCheckIn",
]
