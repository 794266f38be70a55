"""The tables of the cases room."""

from sanan.cases.models.case import Case, CaseOrg, CaseQuerySet, Category, beside_work
from sanan.cases.models.clock import CountySetting, DayOfCalendar, Pause, Policy
from sanan.cases.models.reading import HotIssue, HotMining, ModelInUse, ModelVersion, Progress
from sanan.cases.models.timeline import Follow, Reply, Request

__all__ = [
    "Case",
    "CaseOrg",
    "CaseQuerySet",
    "Category",
    "CountySetting",
    "DayOfCalendar",
    "Follow",
    "HotIssue",
    "HotMining",
    "ModelInUse",
    "ModelVersion",
    "Pause",
    "Policy",
    "Progress",
    "Reply",
    "Request",
    "beside_work",
]
