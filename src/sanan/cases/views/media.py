"""Files of cases: for whoever may see the case, and for nobody else."""

from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from sanan.cases.enums import FileKind
from sanan.cases.models import Case, File
from sanan.cases.views import appellant
from sanan.kit.errors import Missing
from sanan.kit.ranges import part
from sanan.people.models import Person


@require_safe
@cache_control(private=True, max_age=3600)
def media(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file, or with `?small` its thumbnail. Absent and hidden answer alike."""
    file = File.objects.select_related("case").filter(token=token).first()
    if file is None or not _may_see(request, file):
        raise Missing(_("没有这个文件。"), "no_file")
    small = "small" in request.GET and file.thumb_key
    path = Path(settings.MEDIA_ROOT) / (file.thumb_key if small else file.key)
    if not path.is_file():
        raise Missing(_("没有这个文件。"), "no_file")
    media_type = "image/jpeg" if small else file.media_type
    response: HttpResponseBase = part(
        request.headers.get("Range", ""), path, media_type
    ) or FileResponse(path.open("rb"), content_type=media_type)
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    # Nothing inside a paper may run as a page of ours.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if file.kind == FileKind.DOCUMENT:
        response["Content-Disposition"] = "attachment"
    return response


def _may_see(request: HttpRequest, file: File) -> bool:
    if file.public and file.case.published_at is not None:
        return True
    if file.case.code in appellant.FOLLOWED.codes(request):
        return True
    who = appellant.person(request)
    if who is not None and file.case.appellant_id == who.pk:
        return True
    staff = request.user if isinstance(request.user, Person) else None
    return Case.objects.visible_to(staff).filter(Q(pk=file.case_id)).exists()
