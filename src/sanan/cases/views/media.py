"""Files of cases: for whoever may see the case, and for nobody else."""

import re
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from sanan.cases.enums import FileKind
from sanan.cases.models import Case, File
from sanan.cases.views import appellant
from sanan.kit.errors import Missing
from sanan.people.models import Person

MOST_OF_A_RANGE = 1024 * 1024
_RANGE = re.compile(r"bytes=(?P<first>\d{0,15})-(?P<last>\d{0,15})")


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
    response: HttpResponseBase = _part(request, path, media_type) or FileResponse(
        path.open("rb"), content_type=media_type
    )
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    # Nothing inside a paper may run as a page of ours.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if file.kind == FileKind.DOCUMENT:
        response["Content-Disposition"] = "attachment"
    return response


def _part(request: HttpRequest, path: Path, media_type: str) -> HttpResponse | None:
    """One range of bytes (RFC 9110 §14), without which phones play no video; None for the whole."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None:
        return None
    size = path.stat().st_size
    first, last = asked["first"], asked["last"]
    if first:
        start, stop = int(first), min(int(last or size - 1), size - 1)
    else:
        start, stop = max(size - int(last or 0), 0), size - 1
    if start > stop:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    stop = min(stop, start + MOST_OF_A_RANGE - 1)
    with path.open("rb") as stream:
        stream.seek(start)
        body = stream.read(stop - start + 1)
    headers = {"Content-Range": f"bytes {start}-{stop}/{size}"}
    return HttpResponse(body, status=206, content_type=media_type, headers=headers)


def _may_see(request: HttpRequest, file: File) -> bool:
    if file.public and file.case.published_at is not None:
        return True
    if file.case.code in appellant.followed(request):
        return True
    who = appellant.person(request)
    if who is not None and file.case.appellant_id == who.pk:
        return True
    staff = request.user if isinstance(request.user, Person) else None
    return Case.objects.visible_to(staff).filter(Q(pk=file.case_id)).exists()
