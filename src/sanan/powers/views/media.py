"""Files: the covered copy for everyone, the original for whoever may see the thing it belongs to."""

from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from sanan.files.enums import FileKind
from sanan.people.queries import below
from sanan.powers.enums import READERS
from sanan.powers.models import Disclosure, File
from sanan.powers.views.access import desk, me
from sanan.powers.views.resident import missing


@require_safe
@cache_control(max_age=300)
def shown(_request: HttpRequest, token: str) -> HttpResponseBase:
    """The copy that everyone may see, of something that everyone may see."""
    found = File.objects.select_related("disclosure", "step").filter(token=token).first()
    if found is None or not found.is_shown or not _is_open(found):
        raise missing()
    return _sent(found.shown_key, found.shown_type, found.kind)


def _is_open(file: File) -> bool:
    return (isinstance(file.disclosure, Disclosure) and file.disclosure.is_public) or (
        file.step is not None and file.step.at is not None
    )


@require_safe
@desk()
@cache_control(private=True, max_age=300)
def original(request: HttpRequest, token: str) -> HttpResponseBase:
    """The original, for staff who may see what it belongs to."""
    mine = below(me(request), READERS, "disclosure__place")
    mine |= Q(below(me(request), READERS, "step__run__place"))
    found = File.objects.filter(mine, token=token).first()
    if found is None:
        raise missing()
    return _sent(found.key, found.media_type, found.kind)


def _sent(key: str, media_type: str, kind: str) -> HttpResponseBase:
    path = Path(settings.MEDIA_ROOT) / key
    if not path.is_file():
        raise missing()
    response: HttpResponseBase = FileResponse(path.open("rb"), content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    # Nothing inside a paper may run as a page of ours.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if kind == FileKind.DOCUMENT:
        response["Content-Disposition"] = "attachment"
    return response
