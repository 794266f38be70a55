"""Tables of the council room."""

from sanan.council.models.body import Booking, Council, Hall, Seat
from sanan.council.models.joint import (
    Claim,
    CommitteeSeat,
    JointCommittee,
    Mechanism,
    Need,
    Resource,
    Use,
)
from sanan.council.models.meeting import AgendaItem, Attendance, Meeting, VoterKey
from sanan.council.models.topic import Opinion, Rating, Statement, Topic
from sanan.council.models.vote import ActionItem, Ballot, DoorBallot, Resolution, Ruling, Vote
from sanan.council.models.work import Milestone, Work, WorkRating

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Attendance",
    "Ballot",
    "Booking",
    "Claim",
    "CommitteeSeat",
    "Council",
    "DoorBallot",
    "Hall",
    "JointCommittee",
    "Mechanism",
    "Meeting",
    "Milestone",
    "Need",
    "Opinion",
    "Rating",
    "Resolution",
    "Resource",
    "Ruling",
    "Seat",
    "Statement",
    "Topic",
    "Use",
    "Vote",
    "VoterKey",
    "Work",
    "WorkRating",
]
