"""Tables of the council room."""

from sanan.council.models.body import Booking, Council, Hall, Seat
from sanan.council.models.meeting import AgendaItem, Attendance, Meeting
from sanan.council.models.topic import Opinion, Rating, Statement, Step, Topic
from sanan.council.models.vote import ActionItem, Ballot, PaperBallot, Resolution, Vote

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Attendance",
    "Ballot",
    "Booking",
    "Council",
    "Hall",
    "Meeting",
    "Opinion",
    "PaperBallot",
    "Rating",
    "Resolution",
    "Seat",
    "Statement",
    "Step",
    "Topic",
    "Vote",
]
