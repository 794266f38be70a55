"""What everyone may read: the approval and the carrying out of key projects, from locked months."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.projects.enums import OPEN_TO_ALL, ReportState
from sanan.projects.models import Project
from sanan.scoring.progress import Progress, progress


def of_place(place: Place) -> QuerySet[Project]:
    """Projects in a place, and those of the places it lies in."""
    here = Q(place__in=Place.objects.all().within(place)) | Q(place__path__in=line(place.path))
    rows = Project.objects.open_to_all().filter(here)
    return rows.select_related("lead_org", "place").order_by("-place__path", "level", "name")


def told(place: Place) -> str | None:
    """The short line of 我们村: how many; no such page where there is no project."""
    here = Q(place__in=Place.objects.all().within(place)) | Q(place__path__in=line(place.path))
    count = Project.objects.filter(here, state__in=OPEN_TO_ALL).count()
    return str(count) if count else None


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """The newest locked month."""

    month: str
    invested_fen: int | None
    plan_fen: int | None
    physical: Any
    progress: Progress


def public_figures(project: Project) -> PublicFigures | None:
    """The newest locked month of a project; None before the first."""
    report = project.reports.filter(state=ReportState.LOCKED).order_by("-month").first()
    if report is None:
        return None
    plan = project.plans.filter(year=report.year).first()
    found = progress(
        report.invested_fen,
        plan.amount_fen if plan else None,
        plan.schedule(report.months) if plan else None,
    )
    amount = plan.amount_fen if plan else None
    return PublicFigures(report.month, report.invested_fen, amount, report.physical, found)
