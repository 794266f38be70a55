from sanan.projects.models.assessment import (
    AssessedScore,
    Assessment,
    AssessmentRules,
    ProvincialResult,
    ScoreObjection,
)
from sanan.projects.models.meeting import (
    Blocker,
    BlockerQuerySet,
    Meeting,
    MeetingTaskQuerySet,
    Task,
)
from sanan.projects.models.project import (
    KeyProjectQuerySet,
    Milestone,
    Project,
    ProjectSet,
    SetMember,
    YearPlan,
    new_code,
    schedule_of,
)
from sanan.projects.models.report import (
    LockedMonth,
    MonthlyReportQuerySet,
    Reminder,
    Report,
)

__all__ = [
    "AssessedScore",
    "Assessment",
    "AssessmentRules",
    "Blocker",
    "BlockerQuerySet",
    "KeyProjectQuerySet",
    "LockedMonth",
    "Meeting",
    "MeetingTaskQuerySet",
    "Milestone",
    "MonthlyReportQuerySet",
    "Project",
    "ProjectSet",
    "ProvincialResult",
    "Reminder",
    "Report",
    "ScoreObjection",
    "SetMember",
    "Task",
    "YearPlan",
    "new_code",
    "schedule_of",
]
