from sanan.livelihood.models.figure import StatedFigure
from sanan.livelihood.models.handover import Defect, Dwelling, Handover, Home
from sanan.livelihood.models.household import (
    Guidance,
    Household,
    LivingSurvey,
    Member,
    Visit,
    new_code,
    years_before,
)
from sanan.livelihood.models.subsidy import PayCycle, PayLine, PayObjection
from sanan.livelihood.models.training import (
    Attendance,
    Course,
    CourseRating,
    Session,
    Trainer,
    TrainingPaper,
)
from sanan.livelihood.models.work import Application, Employer, Job

__all__ = [
    "Application",
    "Attendance",
    "Course",
    "CourseRating",
    "Defect",
    "Dwelling",
    "Employer",
    "Guidance",
    "Handover",
    "Home",
    "Household",
    "Job",
    "LivingSurvey",
    "Member",
    "PayCycle",
    "PayLine",
    "PayObjection",
    "Session",
    "StatedFigure",
    "Trainer",
    "TrainingPaper",
    "Visit",
    "new_code",
    "years_before",
]
