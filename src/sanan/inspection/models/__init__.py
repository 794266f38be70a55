"""Tables of the inspection room."""

from sanan.inspection.models.clue import Clue, CluePlace, Heard
from sanan.inspection.models.index import Reckoning, Standing, VillageFact
from sanan.inspection.models.ledger import Item, Rating
from sanan.inspection.models.order import FixOrder, JointPush, Milestone, Transfer
from sanan.inspection.models.paper import Evidence, Paper
from sanan.inspection.models.round import Contact, Recusal, Round, Survey, Target, TeamMember
from sanan.inspection.models.signal import IntegritySignal
from sanan.inspection.models.terms import Terms

__all__ = [
    "Clue",
    "CluePlace",
    "Contact",
    "Evidence",
    "FixOrder",
    "Heard",
    "IntegritySignal",
    "Item",
    "JointPush",
    "Milestone",
    "Paper",
    "Rating",
    "Reckoning",
    "Recusal",
    "Round",
    "Standing",
    "Survey",
    "Target",
    "TeamMember",
    "Terms",
    "Transfer",
    "VillageFact",
]
