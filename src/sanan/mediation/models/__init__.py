from sanan.mediation.models.centre import Centre, Duty, Mediator, Published, Window
from sanan.mediation.models.deal import Agreement, Answer, Item, Proposal, Signature
from sanan.mediation.models.dispute import (
    Dispute,
    Group,
    Member,
    Note,
    Party,
    Recusal,
    Referral,
    Serving,
    Session,
)

__all__ = [
    "Agreement",
    "Answer",
    "Centre",
    "Dispute",
    "Duty",
    "Group",
    "Item",
    "Mediator",
    "Member",
    "Note",
    "Party",
    "Proposal",
    "Published",
    "Recusal",
    "Referral",
    "Serving",
    "Session",
    "Signature",
    "Window",
]
