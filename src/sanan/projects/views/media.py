"""Who may see what came with a monthly report."""

from django.http import HttpRequest

from sanan.files.access import Owner, usual
from sanan.files.enums import Sight
from sanan.files.models import StoredFile
from sanan.projects.models import Project, Report


def may_see(request: HttpRequest, file: StoredFile) -> Sight:
    """Whoever sees the project."""
    found = Report.objects.filter(pk=file.owner_pk)
    return usual(
        request,
        file,
        visible=lambda staff: found.filter(project__in=Project.objects.visible_to(staff)).exists(),
    )


def code(key: int) -> str:
    """The report as the record knows it."""
    return str(Report.objects.values_list("code", flat=True).get(pk=key))


OWNER = Owner(Report.files.kind, may_see, code)
