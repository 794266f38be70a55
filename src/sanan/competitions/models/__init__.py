"""What is kept of a competition."""

from sanan.competitions.models.campaign import Campaign
from sanan.competitions.models.competition import Competition, Objection, Rubric, Stage
from sanan.competitions.models.entry import Earlier, Entry, Milestone
from sanan.competitions.models.judging import Conflict, Judge, Result, ScoreSheet, SheetVersion

__all__ = [
    "Campaign",
    "Competition",
    "Conflict",
    "Earlier",
    "Entry",
    "Judge",
    "Milestone",
    "Objection",
    "Result",
    "Rubric",
    "ScoreSheet",
    "SheetVersion",
    "Stage",
]
