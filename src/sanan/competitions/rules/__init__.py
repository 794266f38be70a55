"""The lives of a competition, its stages, entries, judges and score sheets, milestones, campaigns.

Domain brief §2.5: scores are sealed until all are in; whoever is close to a team does not judge it
and the panel grows smaller; a missing score blocks; equal totals are told apart by the rubric, last
by the chair; results are shown for five to seven days and anyone may object.
"""

from sanan.competitions.rules.common import CHAIR, JUDGE, OWNER, day_of
from sanan.competitions.rules.contest import COMPETITION, tied
from sanan.competitions.rules.entries import CAMPAIGN, ENTRY, MILESTONE
from sanan.competitions.rules.judging import JUDGES, SHEET, STAGE

__all__ = [
    "CAMPAIGN",
    "CHAIR",
    "COMPETITION",
    "ENTRY",
    "JUDGE",
    "JUDGES",
    "MILESTONE",
    "OWNER",
    "SHEET",
    "STAGE",
    "day_of",
    "tied",
]
