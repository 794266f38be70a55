"""Bodies that are too large are refused early, and while they are read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from sanan.kit.errors import Invalid
from sanan.kit.numbers import whole
from sanan.voices.forms.resident import MEGABYTE, MOST_BODY

View = Callable[..., HttpResponse]


class TooMuch(Invalid):
    """More than a message may carry."""

    status = 413

    def __init__(self) -> None:
        sentence = _("文件太大，没有收下。一次最多 %(most)d MB：请把视频录短一些，或者分几次发。")
        super().__init__(sentence % {"most": MOST_BODY // MEGABYTE}, "too_large", field="clip")


class Counting(FileUploadHandler):
    """Ends the reading of a body that turns out to be larger than it may be."""

    taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - as Django calls it
        """Count, and pass on."""
        self.taken += len(raw_data)
        if self.taken > MOST_BODY:
            raise TooMuch
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


def takes_files(view: View) -> View:
    """A view that takes files: refuses early by the declared length, and while reading.

    The body is looked at before anything else reads it, so the seal (CSRF) is checked inside.
    """
    sealed = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        declared = whole(request.META.get("CONTENT_LENGTH") or "0")
        if declared is None or declared > MOST_BODY:
            raise TooMuch
        request.upload_handlers.insert(0, Counting(request))
        return sealed(request, *args, **kwargs)

    return limited
