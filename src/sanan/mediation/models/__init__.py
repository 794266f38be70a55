from sanan.mediation.models.centre import Duty, GovCentre, Mediator, Published, Window
from sanan.mediation.models.deal import Agreement, Answer, Item, Proposal, Signature
from sanan.mediation.models.dispute import (
    Dispute,
    Group,
    Note,
    Party,
    Recusal,
    Referral,
    Reminder,
    Serving,
    Session,
    TeamMember,
)

__all__ = [
    "Agreement",
    "Answer",
    "Dispute",
    "Duty",
    "GovCentre",
    "Group",
    "Item",
    "Mediator",
    "Note",
    "Party",
    "Proposal",
    "Published",
    "Recusal",
    "Referral",
    "Reminder",
    "Serving",
    "Session",
    "Signature",
    "TeamMember",
    "Window",
]
