"""Files of messages: for members of the room, for staff who may see it, and for nobody else."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from sanan.kit.errors import Missing
from sanan.kit.ranges import part
from sanan.people.models import Person
from sanan.voices.enums import State
from sanan.voices.models import Attachment, Room
from sanan.voices.queries import membership
from sanan.voices.views import access


@require_safe
@cache_control(private=True, max_age=3600)
def media(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file, or with `?small` its thumbnail. Absent and hidden answer alike."""
    file = Attachment.objects.select_related("message__room__place").filter(token=token).first()
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
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _may_see(request: HttpRequest, file: Attachment) -> bool:
    message = file.message
    member = membership.member_of(message.room, access.resident(request))
    if member is not None:
        upto = membership.ends_at(member)
        own = message.member_id == member.pk
        if (message.state == State.SHOWN or own) and (upto is None or message.seq <= upto):
            return True
    staff = request.user if isinstance(request.user, Person) else None
    return Room.objects.visible_to(staff).filter(pk=message.room_id).exists()
